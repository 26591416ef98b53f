//! A small inventory to look at: two products, three releases with SBOMs, one without.

use mainstay_office::Office;
use mainstay_office::catalog;
use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_store::SbomSource;
use serde_json::{Value, json};
use uuid::Uuid;

/// A name that would be a script on a page that does not escape it.
pub(crate) const HOSTILE: &str = "<script>alert('x')</script>\"'";

/// What was made.
#[derive(Debug)]
pub(crate) struct Seeded {
    /// Web Shop 1.0.
    pub(crate) first: Uuid,
    /// Web Shop 2.0.
    pub(crate) second: Uuid,
}

/// Fills an empty office.
pub(crate) async fn seed(office: &Office) -> Seeded {
    let list = "key,name,description,parent,unit,owner,lifecycle,distribution,criticality,tags,repository\n\
                web-shop,Web Shop,Sells things to people,,Retail,Ada <ada@example.org>,active,saas,high,\"pci,web\",https://git.example.org/shop\n\
                cart,Cart,,web-shop,Retail,Bob,development,internal,,,\n\
                legacy,\"Old <b>Billing</b>\",,,,,end-of-life,shipped,low,,\n";
    office
        .import_catalog(&catalog::parse(list.as_bytes()).expect("the list is sound").value)
        .await
        .expect("imports");
    deliver(office, "web-shop", "1.0", &document(1)).await;
    deliver(office, "web-shop", "2.0", &document(2)).await;
    deliver(office, "web-shop", "2.0", &document(3)).await;
    deliver(office, "cart", "0.9", &document(1)).await;
    let product = office.store().product("web-shop").await.expect("is there").uid;
    let uid = async |version: &str| office.release_named(product, version).await.expect("is there").uid;
    Seeded { first: uid("1.0").await, second: uid("2.0").await }
}

/// Takes a document in and reads it.
pub(crate) async fn deliver(office: &Office, product: &str, version: &str, document: &Value) {
    let bytes = document.to_string();
    let delivery = Delivery {
        file_name: Some("bom.cdx.json"),
        ..Delivery::new(ReleaseName { product, version, variant: "" }, SbomSource::Build, bytes.as_bytes())
    };
    office.receive(&delivery).await.expect("is an SBOM");
    office.work_off().await.expect("is read");
}

/// A CycloneDX document: the shop needs web and hostile, web needs util twice over, generations differ in versions.
pub(crate) fn document(generation: u32) -> Value {
    let component = |reference: &str, name: &str, version: &str, license: Option<&str>| {
        let licenses: Vec<Value> = license.into_iter().map(|id| json!({ "license": { "id": id } })).collect();
        json!({
            "type": "library", "bom-ref": reference, "name": name, "version": version,
            "purl": format!("pkg:npm/{name}@{version}"), "licenses": licenses
        })
    };
    let web = format!("{generation}.0.0");
    let mut components = vec![
        component("web", "web", &web, Some("MIT")),
        component("util", "util", "1.1.0", Some("Apache-2.0")),
        component("util-old", "util", "0.9.0", None),
        component("body", "body-parser", "1.20.2", Some("MIT")),
        json!({ "type": "library", "bom-ref": "hostile", "name": HOSTILE, "version": "1<2" }),
    ];
    let mut leads = vec!["web", "hostile"];
    if generation > 1 {
        components.push(component("added", "fresh", "1.0.0", Some("BSD-3-Clause")));
        leads.push("added");
    }
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {
            // Later than any test runs, so that the day of its receipt counts and it is never stale.
            "timestamp": "2126-11-20T08:00:00Z",
            "component": { "type": "application", "bom-ref": "root", "name": "shop", "version": web }
        },
        "components": components,
        "dependencies": [
            { "ref": "root", "dependsOn": leads },
            { "ref": "web", "dependsOn": ["util", "body"] },
            { "ref": "body", "dependsOn": ["util", "util-old"] },
            { "ref": "util", "dependsOn": ["body"] }
        ]
    })
}
