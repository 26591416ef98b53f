//! What is not known is told as such: not as a number, and not as a change.

use axum::http::StatusCode;
use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_store::{NewRelease, SbomSource};
use serde_json::{Value, json};

use super::seed::{deliver, seed};
use super::{fetch, get, open};

#[tokio::test]
async fn a_release_without_an_sbom_is_compared_with_none() {
    let app = open().await;
    seed(app.office()).await;
    let product = app.office().store().product("web-shop").await.unwrap().uid;
    app.office().store().create_release(product, &NewRelease::version("3.0")).await.unwrap();
    for path in [
        "/api/v1/products/web-shop/compare?from=1.0&to=3.0",
        "/products/web-shop/compare/1.0...3.0.csv",
        "/products/web-shop/compare/3.0...1.0.json",
    ] {
        let answer = get(&app, path).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{path}: {}", answer.text);
        assert!(answer.text.contains("release 3.0 has no SBOM that was read"), "{}", answer.text);
    }
    let page = get(&app, "/products/web-shop/compare/1.0...3.0").await;
    assert!(page.status == StatusCode::OK && page.text.contains("These cannot be compared"), "{}", page.text);
    assert!(!page.text.contains("3.0.csv"), "there is nothing to export");
}

#[tokio::test]
async fn of_an_sbom_that_waits_no_problem_is_known() {
    let app = open().await;
    let delivery = Delivery::new(
        ReleaseName { product: "shop", version: "1", variant: "" },
        SbomSource::Build,
        br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}"#,
    );
    let sbom = app.office().receive(&delivery).await.unwrap().sbom;
    assert_eq!(fetch(&app, &format!("/api/v1/sboms/{sbom}")).await["problems"], Value::Null);
    let file = get(&app, &format!("/sboms/{sbom}/problems.json")).await;
    assert_eq!(file.status, StatusCode::CONFLICT, "{}", file.text);
    app.office().work_off().await.unwrap();
    assert_eq!(fetch(&app, &format!("/api/v1/sboms/{sbom}")).await["problems"], json!(0));
    assert_eq!(fetch(&app, &format!("/sboms/{sbom}/problems.json")).await["items"], json!([]));
}

#[tokio::test]
async fn a_license_of_which_only_the_address_or_the_text_is_told_counts_alike_everywhere() {
    let app = open().await;
    let component = |name: &str, license: Value| json!({ "type": "library", "bom-ref": name, "name": name, "version": "1", "licenses": [{ "license": license }] });
    let document = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "components": [
            component("a", json!({ "name": "", "url": "https://example.org/LICENSE" })),
            component("b", json!({ "name": "", "text": { "content": "\n The Own License \nYou may." } })),
            component("c", json!({ "name": "UNKNOWN" })),
        ]
    });
    deliver(app.office(), "own", "1", &document).await;
    let release = fetch(&app, "/api/v1/products/own/releases").await["items"][0].clone();
    assert_eq!(release["figures"]["without_license"], json!(1));
    let list = fetch(&app, "/api/v1/components?filter=product:own").await;
    let licenses: Vec<&Value> =
        list["items"].as_array().unwrap().iter().map(|one| &one["licenses"]).collect();
    assert_eq!(licenses, [&json!(["https://example.org/LICENSE"]), &json!(["The Own License"]), &json!([])]);
    for filter in ["product:own+without-license:yes", "product:own+-without-license:no"] {
        let list = fetch(&app, &format!("/api/v1/components?filter={filter}")).await;
        assert_eq!(list["items"].as_array().unwrap().len(), 1, "{filter}");
    }
}
