//! What a request of the API says and nobody reads is refused: a misspelled word must not give the answer to another question.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::Value;

use super::{App, get, open, send};

/// Every operation of the description: its method, an address of it, its description.
async fn operations(app: &App) -> Vec<(String, String, Value)> {
    let description: Value = serde_json::from_str(&get(app, "/api/v1/openapi.json").await.text).unwrap();
    let mut all = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        let parts = path.split('/').map(|part| match part {
            "{purl}" => "pkg:npm/a@1",
            part if part.starts_with('{') => "0190a1b2-0000-7000-8000-000000000000",
            part => part,
        });
        let path = parts.collect::<Vec<_>>().join("/");
        for (method, operation) in item.as_object().unwrap() {
            all.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    all
}

async fn detail(app: &App, method: &str, address: &str, kind: &str, body: &str) -> (StatusCode, String) {
    let request = Request::builder().method(method).uri(address).header("host", "127.0.0.1:7878");
    let request = request.header("content-type", kind).body(Body::from(body.to_owned())).unwrap();
    let answer = send(app, request).await;
    let problem: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    (answer.status, problem["detail"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn every_operation_refuses_a_parameter_that_it_does_not_have() {
    let app = open().await;
    let operations = operations(&app).await;
    assert!(operations.len() > 30);
    for (method, path, operation) in operations {
        // Probes add what they like to `/healthz` and `/readyz`, which ask nothing.
        if operation["security"].as_array().is_some_and(Vec::is_empty) {
            continue;
        }
        let address = format!("{path}?no%2Dsuch=1");
        let (status, detail) = detail(&app, &method, &address, "application/json", "{}").await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{method} {address}: {detail}");
        assert!(detail.contains("`no-such"), "{method} {address}: {detail}");
    }
}

#[tokio::test]
async fn every_filter_of_a_list_is_a_parameter_of_its_description() {
    let app = open().await;
    let mut filters = 0;
    for (method, path, operation) in operations(&app).await {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let named: Vec<&str> = parameters.filter_map(|parameter| parameter["name"].as_str()).collect();
        if !named.contains(&"filter") {
            continue;
        }
        let address = format!("{path}?no-such=1");
        let (_, detail) = detail(&app, &method, &address, "application/json", "{}").await;
        assert!(detail.starts_with("`no-such:` is refused: this list has no"), "{address}: {detail}");
        let known = detail.split_once("It has ").map_or("", |(_, known)| known.trim_end_matches('.'));
        for filter in known.split(", ").filter(|filter| !filter.is_empty()) {
            assert!(named.contains(&filter), "{path}: {filter}");
            filters += 1;
        }
    }
    assert!(filters > 30, "{filters}");
}

#[tokio::test]
async fn every_operation_refuses_a_field_that_it_does_not_have() {
    let app = open().await;
    let mut tried = 0;
    for (method, path, operation) in operations(&app).await {
        if operation["requestBody"]["content"].get("application/json").is_none() {
            continue;
        }
        tried += 1;
        let (status, detail) = detail(&app, &method, &path, "application/json", "{\"no-such\": 1}").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{method} {path}: {detail}");
        assert!(detail.contains("`no-such`"), "{method} {path}: {detail}");
    }
    assert!(tried >= 6, "{tried}");
}

#[tokio::test]
async fn a_refused_parameter_tells_which_there_are() {
    let app = open().await;
    for (address, said) in [
        (
            "/api/v1/where-used?q=a&sizee=5",
            "`sizee` is no parameter of this operation, which takes `q`, `after`, `size`.",
        ),
        ("/api/v1/coverage?x", "`x` is no parameter of this operation, which takes none."),
        (
            "/api/v1/components/pkg:deb/debian/curl@7?arch=i386",
            "`arch` is no parameter of this operation, which takes none. A `?` that belongs to a purl is written `%3F`.",
        ),
    ] {
        let (status, detail) = detail(&app, "GET", address, "text/plain", "").await;
        assert_eq!((status, detail.as_str()), (StatusCode::BAD_REQUEST, said));
    }
}
