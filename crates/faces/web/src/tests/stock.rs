//! A small inventory: two products, three SBOMs of which one superseded another, a refused one, a supplier and two requests.

use mainstay_office::Office;
use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_office::suppliers::Ask;
use mainstay_store::{NewProduct, SbomSource};
use uuid::Uuid;

/// A name that is markup where it is not escaped.
pub(super) const HOSTILE: &str = "<script>alert(1)</script>";

/// What a test asks for by id.
pub(super) struct Seed {
    pub(super) current: Uuid,
    pub(super) superseded: Uuid,
    pub(super) refused: Uuid,
    pub(super) supplier: Uuid,
    pub(super) request: Uuid,
}

/// Fills an empty office.
pub(super) async fn seed(office: &Office) -> Seed {
    let shop = ReleaseName { product: "Web Shop", version: "1.0", variant: "" };
    let superseded = receive(office, shop, &document("4.17.20", ""), SbomSource::Source, None).await;
    let current = receive(office, shop, &document("4.17.21", EXTRA), SbomSource::Source, None).await;
    let supplier = office.add_supplier("Widget Works", Some("sbom@widgets.example"), None).await.unwrap();
    let till = ReleaseName { product: "Till", version: "2024.1", variant: "linux" };
    receive(office, till, &document("4.17.19", ""), SbomSource::Supplier, Some("Widget Works")).await;
    let broken = br#"{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": "#;
    let refused = receive(office, till, broken, SbomSource::Build, None).await;
    let silent = NewProduct::named("silent", format!("Silent {HOSTILE}"));
    office.store().create_product(&silent).await.unwrap();
    let due = Some("2020-01-31T23:59:59Z".parse().unwrap());
    let ask = Ask { supplier: "Widget Works", product: Some("till"), due_at: due, note: "By mail" };
    let request = office.ask_supplier(&ask).await.unwrap();
    Seed { current, superseded, refused, supplier, request }
}

async fn receive(
    office: &Office,
    release: ReleaseName<'_>,
    bytes: &[u8],
    source: SbomSource,
    supplier: Option<&str>,
) -> Uuid {
    let delivery = Delivery {
        supplier,
        file_name: Some("a \"quoted\"/name.json"),
        ..Delivery::new(release, source, bytes)
    };
    let received = office.receive(&delivery).await.unwrap();
    office.work_off().await.unwrap();
    received.sbom
}

const EXTRA: &str = r#",
    { "type": "library", "bom-ref": "h", "name": "<script>alert(1)</script>", "version": "0", "licenses": [{ "license": { "name": "<b>Own</b>" } }] },
    { "type": "library", "bom-ref": "o", "name": "odd", "version": "not~a version", "purl": "pkg:npm/lodash@not~a%20version" }"#;

/// A document whose lodash has this version.
pub(super) fn document(lodash: &str, extra: &str) -> Vec<u8> {
    format!(
        r#"{{ "bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a6{tail}",
  "metadata": {{ "timestamp": "2026-11-20T10:00:00Z", "component": {{ "type": "application", "bom-ref": "app", "name": "shop", "version": "1.0" }} }},
  "components": [
    {{ "type": "library", "bom-ref": "l", "name": "lodash", "version": "{lodash}", "purl": "pkg:npm/lodash@{lodash}", "licenses": [{{ "license": {{ "id": "MIT" }} }}] }},
    {{ "type": "library", "bom-ref": "c", "group": "@scope", "name": "core", "version": "1.2.3", "purl": "pkg:npm/%40scope/core@1.2.3" }},
    {{ "type": "library", "bom-ref": "d", "name": "curl", "version": "7.50.3-1", "purl": "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie",
       "hashes": [{{ "alg": "SHA-256", "content": "aaaabbbbccccddddeeeeffff00001111aaaabbbbccccddddeeeeffff00001111" }}] }}{extra}
  ],
  "dependencies": [ {{ "ref": "app", "dependsOn": ["c"] }}, {{ "ref": "c", "dependsOn": ["l", "d"] }}, {{ "ref": "l", "dependsOn": [] }}, {{ "ref": "d", "dependsOn": [] }} ] }}"#,
        tail = &format!("{:0>4}", lodash.replace('.', ""))[lodash.replace('.', "").len().saturating_sub(4)..],
    )
    .into_bytes()
}
