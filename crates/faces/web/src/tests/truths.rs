//! Figures, filters and links that must not contradict each other.

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::seed::{deliver, seed};
use super::{App, fetch, get, open, request, send};

async fn seeded() -> App {
    let app = open().await;
    seed(app.office()).await;
    app
}

async fn page(app: &App, path: &str) -> String {
    let answer = get(app, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    answer.text
}

/// A document that tells of one component how it came in, and of two others nothing.
fn half_told() -> Value {
    let component = |name: &str| json!({ "type": "library", "bom-ref": name, "name": name, "version": "1", "purl": format!("pkg:npm/{name}@1") });
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": { "component": { "type": "application", "bom-ref": "root", "name": "half", "version": "1" } },
        "components": [component("named"), component("quiet"), component("silent")],
        "dependencies": [{ "ref": "root", "dependsOn": ["named"] }]
    })
}

#[tokio::test]
async fn what_nobody_tells_is_neither_direct_nor_transitive() {
    let app = seeded().await;
    for version in ["0.9", "1.0"] {
        deliver(app.office(), "half", version, &half_told()).await;
    }
    let release = fetch(&app, "/api/v1/products/half/releases").await["items"][0].clone();
    let (figures, id) = (&release["figures"], release["id"].as_str().unwrap());
    assert_eq!(
        (&figures["components"], &figures["direct"], &figures["transitive"]),
        (&json!(3), &json!(1), &json!(0))
    );
    for (list, way, expected) in [
        (format!("/api/v1/releases/{id}/components"), "direct=yes", 1),
        (format!("/api/v1/releases/{id}/components"), "direct=no", 0),
        (format!("/api/v1/releases/{id}/components"), "direct=unknown", 2),
        (format!("/api/v1/releases/{id}/components"), "-direct=unknown", 1),
        (format!("/api/v1/releases/{id}/components"), "direct=yes&direct=unknown", 3),
        (format!("/api/v1/releases/{id}/components"), "direct=yes&-direct=yes", 0),
        ("/api/v1/components".to_owned(), "direct=unknown", 2),
        ("/api/v1/components".to_owned(), "product=half&direct=unknown", 2),
        ("/api/v1/components".to_owned(), "product=half&direct=no", 0),
        ("/api/v1/packages".to_owned(), "product=half&direct=unknown", 2),
        ("/api/v1/packages".to_owned(), "direct=unknown", 2),
    ] {
        let found = fetch(&app, &format!("{list}?{way}")).await;
        assert_eq!(found["total"]["value"], expected, "{list}?{way}");
    }
    let csv = page(&app, &format!("/releases/{id}/components.csv?direct=no")).await;
    assert_eq!(csv.lines().count(), 1, "only its head: {csv}");
    let csv = page(&app, &format!("/releases/{id}/components.csv?filter=direct:unknown")).await;
    assert_eq!(csv.lines().count(), 3);
    let overview = page(&app, "/products/half").await;
    for words in ["Not told how", "direct=unknown", "of 2 others no SBOM tells how they came in"] {
        assert!(overview.contains(words), "{words}");
    }
    assert_eq!(get(&app, "/api/v1/components?direct=perhaps").await.status, StatusCode::BAD_REQUEST);
}

async fn upload(app: &App, query: &str, document: &Value) -> StatusCode {
    let mut request = request("POST", &format!("/api/v1/sboms?{query}"), &[]);
    *request.body_mut() = Body::from(document.to_string());
    let status = send(app, request).await.status;
    app.office().work_off().await.unwrap();
    status
}

#[tokio::test]
async fn the_newest_release_is_the_same_in_whatever_order_history_is_loaded() {
    let app = open().await;
    for version in ["0.12.5", "0.8.0"] {
        assert_eq!(
            upload(&app, &format!("product=uv&version={version}"), &half_told()).await,
            StatusCode::ACCEPTED
        );
    }
    let newest = async || fetch(&app, "/api/v1/products/uv").await["newest"]["version"].clone();
    assert_eq!(newest().await, "0.12.5");
    let overview = page(&app, "/products/uv").await;
    assert!(overview.contains("Newest release with an SBOM: 0.12.5"));
    assert!(overview.contains("Newest by the day of its release"), "the rule is told");
    let to = get(&app, "/products/uv/compare").await;
    let releases = fetch(&app, "/api/v1/products/uv/releases").await;
    assert_eq!(releases["items"][0]["version"], "0.12.5");
    let last = format!("...{}", releases["items"][0]["id"].as_str().unwrap());
    assert!(to.header("location").ends_with(&last), "{}", to.header("location"));
    // An upload tells the day, as a day or as a time.
    let later = upload(&app, "product=uv&version=0.8.0&released_at=2026-01-31", &half_told()).await;
    assert_eq!(later, StatusCode::ACCEPTED);
    let earlier =
        upload(&app, "product=uv&version=0.12.5&released_at=2025-01-31T00:00:00Z", &half_told()).await;
    assert_eq!(earlier, StatusCode::ACCEPTED);
    assert_eq!(newest().await, "0.8.0");
    let refused = upload(&app, "product=uv&version=1&released_at=soon", &half_told()).await;
    assert_eq!(refused, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page(&app, "/upload?released=2026-01-31").await.contains("2026-01-31"));
}

#[tokio::test]
async fn a_product_and_a_release_of_another_one_leave_nothing() {
    let app = seeded().await;
    let release = fetch(&app, "/api/v1/products/cart/releases").await["items"][0]["id"].clone();
    let release = release.as_str().unwrap();
    for list in ["components", "packages"] {
        let own = fetch(&app, &format!("/api/v1/{list}?product=cart&release={release}")).await;
        assert_ne!(own["total"]["value"], 0, "{list}");
        let none = fetch(&app, &format!("/api/v1/{list}?product=web-shop&release={release}")).await;
        assert_eq!(none["total"]["value"], 0, "{list}");
        assert_eq!(none["items"], json!([]), "{list}");
    }
    let unknown = uuid::Uuid::nil();
    assert_eq!(get(&app, &format!("/components?release={unknown}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_filter_that_takes_one_of_three_refuses_to_leave_one_out_or_to_take_two() {
    let app = seeded().await;
    let release = fetch(&app, "/api/v1/products/cart/releases").await["items"][0]["id"].clone();
    let history = format!("/releases/{}/history", release.as_str().unwrap());
    for path in ["/sboms", "/products/cart/sboms", &history] {
        let told = page(&app, &format!("{path}?-superseded=only")).await;
        assert!(told.contains("this filter cannot exclude"), "{path}");
        assert!(!page(&app, path).await.contains("-superseded="), "{path}: the menu does not offer it");
        let two = page(&app, &format!("{path}?superseded=show&superseded=only")).await;
        assert!(two.contains("All of `superseded` but the first was left out: it takes one value"), "{path}");
    }
    for query in ["-superseded=show", "superseded=show&superseded=only"] {
        let refused = get(&app, &format!("/api/v1/sboms?{query}")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{query}");
    }
    assert_eq!(fetch(&app, "/api/v1/sboms?superseded=only").await["total"]["value"], 1);
}

#[tokio::test]
async fn license_numbers_of_the_search_are_those_of_the_lists_they_lead_to() {
    let app = seeded().await;
    for text in ["MIT", "Apache-2.0", "BSD"] {
        let found = fetch(&app, &format!("/api/v1/search?q={text}")).await;
        let licenses = found["licenses"].as_array().unwrap();
        assert!(!licenses.is_empty(), "{text}");
        for license in licenses {
            let statement = license["text"].as_str().unwrap();
            let list = fetch(&app, &format!("/api/v1/components?license={statement}")).await;
            assert_eq!(license["components"], list["total"], "{statement}");
        }
    }
}

#[tokio::test]
async fn an_archived_product_is_marked_wherever_it_is_still_named() {
    let app = seeded().await;
    let used = async || fetch(&app, "/api/v1/where-used?q=pkg:npm/body-parser").await["uses"].clone();
    assert!(used().await.as_array().unwrap().iter().all(|one| one["archived"] == false));
    assert!(!page(&app, "/where-used?q=pkg:npm/body-parser").await.contains("Archived"));
    let archive = send(&app, request("POST", "/api/v1/products/cart/actions/archive", &[])).await;
    assert_eq!(archive.status, StatusCode::NO_CONTENT);
    for one in used().await.as_array().unwrap() {
        assert_eq!(one["archived"], one["product"] == "cart", "{one}");
    }
    assert!(page(&app, "/where-used?q=pkg:npm/body-parser").await.contains("Archived"));
    let csv = page(&app, "/where-used.csv?q=pkg:npm/body-parser").await;
    assert!(csv.lines().next().unwrap().contains("archived"), "{csv}");
    let found = fetch(&app, "/api/v1/search?q=Cart").await;
    assert_eq!(found["products"][0]["archived"], true);
    assert!(page(&app, "/products/cart/edit").await.contains("marked as archived"));
}

#[tokio::test]
async fn no_use_is_told_with_the_number_of_releases_that_were_asked() {
    let app = open().await;
    let question = "log4j-core+%3C2.17.1";
    let product = mainstay_store::NewProduct::named("till", "Till");
    let product = app.office().store().create_product(&product).await.unwrap();
    let release = |version: &str| mainstay_store::NewRelease {
        version: version.to_owned(),
        ..mainstay_store::NewRelease::default()
    };
    for version in ["1.0", "2.0"] {
        app.office().store().create_release(product, &release(version)).await.unwrap();
    }
    let answer = fetch(&app, &format!("/api/v1/where-used?q={question}")).await;
    assert_eq!(answer["asked"], json!({ "releases": 0, "releases_without": 2 }));
    for path in [format!("/where-used?q={question}"), format!("/where-used?q={question}&product=till")] {
        let told = page(&app, &path).await;
        assert!(told.contains("Whether it is used is not known") && told.contains("with-sbom=no"), "{path}");
        assert!(!told.contains("Nothing in use matches"), "{path}");
        let csv = page(&app, &path.replace("?", ".csv?")).await;
        assert!(csv.contains("unknown,unknown,2 releases without an SBOM,unknown"), "{csv}");
    }
    seed(app.office()).await;
    let answer = fetch(&app, &format!("/api/v1/where-used?q={question}")).await;
    assert_eq!(
        (&answer["uses"], &answer["asked"]),
        (&json!([]), &json!({ "releases": 3, "releases_without": 2 }))
    );
    for question in [question, "pkg:npm/web"] {
        let told = page(&app, &format!("/where-used?q={question}")).await;
        assert!(told.contains("Asked of 3 releases with an SBOM; of 2 more nothing is known"), "{question}");
    }
    let file = fetch(&app, "/where-used.json?q=pkg:npm/web").await;
    let last = file["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["release"], "2 releases without an SBOM");
    assert!(last["component"]["unknown"].is_string(), "{last}");
    let own = page(&app, "/where-used?q=pkg:npm/web&product=web-shop").await;
    assert!(own.contains("Asked of 2 releases with an SBOM."), "{own}");
    let component = page(&app, "/components/pkg:npm/util@1.1.0?tab=used-by").await;
    assert!(component.contains("Asked of 3 releases"), "{component}");
}

#[tokio::test]
async fn directness_that_no_sbom_tells_is_null_and_not_zero() {
    let app = open().await;
    let mut silent = half_told();
    silent.as_object_mut().unwrap().remove("dependencies");
    deliver(app.office(), "quiet", "1.0", &silent).await;
    deliver(app.office(), "half", "1.0", &half_told()).await;
    for (product, direct, transitive) in [("quiet", Value::Null, Value::Null), ("half", json!(1), json!(0))] {
        let release = fetch(&app, &format!("/api/v1/products/{product}/releases")).await["items"][0].clone();
        let newest = fetch(&app, &format!("/api/v1/products/{product}")).await["newest"].clone();
        let stored = app.office().store().product(product).await.unwrap().figures.newest;
        let printed = serde_json::to_value(stored.unwrap()).unwrap();
        for figures in [&release["figures"], &newest["figures"], &printed["figures"]] {
            assert_eq!(figures["components"], 3, "{product}");
            assert_eq!((&figures["direct"], &figures["transitive"]), (&direct, &transitive), "{product}");
        }
    }
}

#[tokio::test]
async fn a_comparison_tells_what_differs() {
    let app = open().await;
    let document = |purls: [&str; 3]| {
        let component = |purl: &&str| {
            let (name, version) = purl.split_once('?').unwrap_or((*purl, "")).0.rsplit_once('@').unwrap();
            let name = name.rsplit_once('/').unwrap().1;
            json!({ "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl })
        };
        json!({
            "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "components": purls.iter().map(component).collect::<Vec<_>>()
        })
    };
    let before = ["pkg:nuget/A@1.0", "pkg:npm/b@1.0.0", "pkg:deb/debian/c@1?arch=amd64"];
    let after = ["pkg:nuget/A@1.0.0", "pkg:npm/b@1.0.1", "pkg:deb/debian/c@1?arch=arm64"];
    deliver(app.office(), "pairs", "1", &document(before)).await;
    deliver(app.office(), "pairs", "2", &document(after)).await;
    let compared = fetch(&app, "/api/v1/products/pairs/compare?from=1&to=2").await;
    let mut differences: Vec<(&str, &str)> = Vec::new();
    for one in compared["changed"].as_array().unwrap() {
        differences.push((one["after"]["name"].as_str().unwrap(), one["difference"].as_str().unwrap()));
    }
    differences.sort_unstable();
    assert_eq!(differences, [("A", "spelling"), ("b", "version"), ("c", "purl")]);
}

#[tokio::test]
async fn another_artifact_under_the_same_version_stands_among_what_has_another_identity() {
    let app = open().await;
    for (release, digit) in [("1", "a"), ("2", "b")] {
        let document = json!({
            "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "components": [{
                "type": "library", "bom-ref": "a", "name": "a", "version": "1", "purl": "pkg:npm/a@1",
                "hashes": [{ "alg": "SHA-256", "content": format!("{digit}{}", "0".repeat(63)) }]
            }]
        });
        deliver(app.office(), "replaced", release, &document).await;
    }
    let compared = fetch(&app, "/api/v1/products/replaced/compare?from=1&to=2").await;
    assert_eq!((&compared["moved"][0]["content_changed"], &compared["unchanged"]), (&true.into(), &0.into()));
    let address = get(&app, "/products/replaced/compare").await.header("location").to_owned();
    let page = get(&app, &address).await.text;
    assert!(
        page.contains("no digest of one algorithm in common") && !page.contains("Used in another way</h2>"),
        "{page}"
    );
}
