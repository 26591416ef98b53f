//! What the API answers is what its description says.

use axum::http::StatusCode;
use mainstay_office::suppliers::Ask;
use mainstay_store::{PageRequest, SbomFilter, WorkFilter};
use serde_json::{Value, json};

use super::seed::seed;
use super::{App, get, open};

/// Addresses for every `GET` operation: with answers that hold something, and of things whose facts are not known.
async fn addresses(app: &App) -> Vec<(&'static str, String)> {
    let made = seed(app.office()).await;
    let store = app.office().store();
    let supplier =
        app.office().add_supplier("Widget Works", Some("sbom@widgets.example"), None).await.unwrap();
    let ask = Ask { supplier: "Widget Works", product: Some("cart"), ..Ask::default() };
    let request = app.office().ask_supplier(&ask).await.unwrap();
    let work = store.list_work(&WorkFilter::default(), &PageRequest::first(1)).await.unwrap().rows[0].uid;
    let sbom = store.list_sboms(&SbomFilter::default(), &PageRequest::first(1)).await.unwrap().rows[0].uid;
    let release = made.second;
    vec![
        ("/healthz", "/healthz".to_owned()),
        ("/readyz", "/readyz".to_owned()),
        ("/api/v1/components", "/api/v1/components?size=25".to_owned()),
        ("/api/v1/components/{purl}", "/api/v1/components/pkg:npm/util@1.1.0".to_owned()),
        ("/api/v1/packages", "/api/v1/packages".to_owned()),
        ("/api/v1/packages/{purl}", "/api/v1/packages/pkg:npm/util".to_owned()),
        ("/api/v1/statements", "/api/v1/statements?component=pkg:npm/util@1.1.0".to_owned()),
        ("/api/v1/where-used", "/api/v1/where-used?q=pkg:npm/util".to_owned()),
        ("/api/v1/search", "/api/v1/search?q=util".to_owned()),
        ("/api/v1/search", "/api/v1/search?q=shop".to_owned()),
        ("/api/v1/search", "/api/v1/search?q=MIT".to_owned()),
        ("/api/v1/coverage", "/api/v1/coverage".to_owned()),
        ("/api/v1/coverage/products", "/api/v1/coverage/products?gap=without".to_owned()),
        ("/api/v1/products", "/api/v1/products".to_owned()),
        ("/api/v1/products/{slug}", "/api/v1/products/web-shop".to_owned()),
        ("/api/v1/products/{slug}", "/api/v1/products/legacy".to_owned()),
        ("/api/v1/products/{slug}/parts", "/api/v1/products/web-shop/parts".to_owned()),
        ("/api/v1/products/{slug}/repositories", "/api/v1/products/web-shop/repositories".to_owned()),
        ("/api/v1/products/{slug}/releases", "/api/v1/products/web-shop/releases".to_owned()),
        ("/api/v1/products/{slug}/compare", "/api/v1/products/web-shop/compare?from=1.0&to=2.0".to_owned()),
        ("/api/v1/releases/{release}", format!("/api/v1/releases/{release}")),
        ("/api/v1/releases/{release}/components", format!("/api/v1/releases/{release}/components")),
        (
            "/api/v1/releases/{release}/why",
            format!("/api/v1/releases/{release}/why?component=pkg:npm/util@0.9.0"),
        ),
        ("/api/v1/releases/{release}/graph", format!("/api/v1/releases/{release}/graph")),
        ("/api/v1/releases/{release}/graph", format!("/api/v1/releases/{release}/graph?unreached=true")),
        ("/api/v1/releases/{release}/sbom", format!("/api/v1/releases/{release}/sbom")),
        ("/api/v1/sboms", "/api/v1/sboms?superseded=show".to_owned()),
        ("/api/v1/sboms/{id}", format!("/api/v1/sboms/{sbom}")),
        ("/api/v1/sboms/{id}/quality", format!("/api/v1/sboms/{sbom}/quality")),
        ("/api/v1/sboms/{id}/document", format!("/api/v1/sboms/{sbom}/document")),
        ("/api/v1/suppliers", "/api/v1/suppliers".to_owned()),
        ("/api/v1/suppliers/{id}", format!("/api/v1/suppliers/{supplier}")),
        ("/api/v1/requests", "/api/v1/requests".to_owned()),
        ("/api/v1/requests/{id}", format!("/api/v1/requests/{request}")),
        ("/api/v1/work", "/api/v1/work".to_owned()),
        ("/api/v1/work/{id}", format!("/api/v1/work/{work}")),
    ]
}

/// Why a value is not what a schema of the description asks for.
fn faults(description: &Value, schema: &Value, value: &Value) -> Vec<String> {
    // References are to the description's components, so the schema stands in a document that has them. Nothing that the schema
    // does not name may be in an answer: a field that is sent and not described is a fault too.
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [schema], "unevaluatedProperties": false, "components": description["components"]
    });
    let validator = jsonschema::validator_for(&document).unwrap();
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[tokio::test]
async fn every_answer_is_what_the_description_says() {
    let app = open().await;
    let description: Value = serde_json::from_str(&get(&app, "/api/v1/openapi.json").await.text).unwrap();
    let addresses = addresses(&app).await;
    for (path, item) in description["paths"].as_object().unwrap() {
        let known = addresses.iter().any(|(of, _)| of == path);
        assert!(item.get("get").is_none() || known, "{path} is not asked here: add an address");
    }
    for (path, address) in addresses {
        let answer = get(&app, &address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text);
        let described = &description["paths"][path]["get"]["responses"]["200"]["content"];
        if described.get("*/*").is_some() {
            continue;
        }
        let value: Value = serde_json::from_str(&answer.text).unwrap();
        if let Some(items) = value["items"].as_array() {
            assert!(!items.is_empty(), "{address} has nothing to judge");
        }
        let faults = faults(&description, &described["application/json"]["schema"], &value);
        assert!(faults.is_empty(), "{address}: {faults:#?}");
    }
}

#[tokio::test]
async fn every_refusal_is_the_problem_that_is_described() {
    let app = open().await;
    let description: Value = serde_json::from_str(&get(&app, "/api/v1/openapi.json").await.text).unwrap();
    let problem = json!({ "$ref": "#/components/schemas/Problem" });
    for address in ["/api/v1/products/none", "/api/v1/products?color=red", "/api/v1/none"] {
        let value: Value = serde_json::from_str(&get(&app, address).await.text).unwrap();
        assert_eq!(faults(&description, &problem, &value), Vec::<String>::new(), "{address}");
    }
}

#[test]
fn a_shape_that_nothing_can_have_is_found() {
    let description = json!({ "components": { "schemas": { "Used": { "type": "object", "properties": { "direct": { "type": "integer" } } } } } });
    let both = json!({ "allOf": [{ "$ref": "#/components/schemas/Used" }, { "properties": { "direct": { "type": "boolean" } } }] });
    for direct in [json!(true), json!(1)] {
        assert!(!faults(&description, &both, &json!({ "direct": direct })).is_empty(), "{direct}");
    }
}
