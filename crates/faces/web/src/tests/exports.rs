//! Tabs and pages with a table give the same rows as files and by the API.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_store::SbomSource;
use scraper::{Html, Selector};
use serde_json::Value;

use super::stock::{Seed, seed};
use super::{App, get, open};

async fn stocked() -> (App, Seed) {
    let app = open().await;
    let made = seed(app.office()).await;
    (app, made)
}

async fn text(app: &App, path: &str) -> String {
    let answer = get(app, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    answer.text
}

async fn json(app: &App, path: &str) -> Value {
    serde_json::from_str(&text(app, path).await).unwrap()
}

/// The links of a page to files with all of its rows.
async fn offered(app: &App, page: &str) -> Vec<String> {
    let page = Html::parse_document(&text(app, page).await);
    let links = Selector::parse("main a[download]").unwrap();
    page.select(&links).map(|link| link.attr("href").unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_table_page_offers_both_files_and_they_hold_the_same_rows() {
    let (app, made) = stocked().await;
    let pages = [
        "/coverage?gap=without".to_owned(),
        "/where-used?q=pkg:npm/lodash@%3C4.17.21".to_owned(),
        "/where-used?q=pkg:npm/lodash&product=till".to_owned(),
        "/components/pkg:npm/lodash?tab=used-by".to_owned(),
        "/components/pkg:npm/lodash?tab=versions".to_owned(),
        "/components/pkg:npm/lodash@4.17.21?tab=documents".to_owned(),
        format!("/sboms/{}/changes/{}", made.current, made.superseded),
        "/products/web-shop/compare/1.0...1.0".to_owned(),
    ];
    for page in pages {
        let links = offered(&app, &page).await;
        let [csv, list] = links.as_slice() else { panic!("{page} offers {links:?}") };
        let lines = csv::Reader::from_reader(text(&app, csv).await.as_bytes()).into_records().count();
        let items = json(&app, list).await["items"].as_array().unwrap().len();
        assert_eq!(lines, items, "{page}: {csv} and {list}");
        assert!(lines > 0 || page.contains("compare"), "{page} has rows, {csv} has none");
    }
}

#[tokio::test]
async fn an_export_of_uses_keeps_what_cannot_be_compared_and_says_so() {
    let (app, _) = stocked().await;
    let csv = text(&app, "/where-used.csv?q=pkg:npm/lodash@%3C4.17.20").await;
    assert!(csv.contains("Till,till,2024.1,linux,false,false,pkg:npm/lodash@4.17.19,transitive"), "{csv}");
    assert!(
        csv.contains("unknown,unknown,unknown,unknown,unknown,unknown,pkg:npm/lodash@not~a%20version"),
        "{csv}"
    );
    assert_eq!(get(&app, "/where-used.csv").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(get(&app, "/coverage.json?gap=wrong").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn problems_of_a_document_are_files_too() {
    let (app, made) = stocked().await;
    let page = format!("/sboms/{}/problems", made.current);
    let csv = text(&app, &format!("{page}.csv")).await;
    assert!(csv.starts_with("severity,message,at,code\r\n"), "{csv}");
    assert_eq!(
        csv.lines().count() - 1,
        json(&app, &format!("{page}.json")).await["items"].as_array().unwrap().len()
    );
    let missing = get(&app, "/sboms/0190a1b2-0000-7000-8000-000000000000/problems.csv").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_a_scan_could_not_read_stands_on_the_page_with_its_file() {
    let app = open().await;
    let met = serde_json::json!({
        "code": "lockfile-unreadable", "severity": "error", "path": "web/poetry.lock", "at": { "line": 3 }, "message": "no"
    });
    let property = serde_json::json!({ "name": "mainstay:scan-problem", "value": met.to_string() });
    let document = serde_json::json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": { "properties": [property] }
    });
    let document = document.to_string();
    let delivery = Delivery::new(
        ReleaseName { product: "Shop", version: "1", variant: "" },
        SbomSource::Source,
        document.as_bytes(),
    );
    let sbom = app.office().receive(&delivery).await.unwrap().sbom;
    app.office().work_off().await.unwrap();
    let page = format!("/sboms/{sbom}");
    assert!(text(&app, &page).await.contains("web/poetry.lock:3"));
    let csv = text(&app, &format!("{page}/problems.csv")).await;
    assert!(csv.contains("web/poetry.lock:3,lockfile-unreadable"), "{csv}");
    let release = app.office().store().sbom(sbom).await.unwrap().release;
    let set = Html::parse_document(&text(&app, &format!("/releases/{release}")).await);
    let cells = Selector::parse("#set tbody td").unwrap();
    let cells: Vec<String> = set.select(&cells).map(|cell| cell.text().collect()).collect();
    assert!(
        cells.iter().any(|cell| cell.trim() == "1"),
        "the release tells that there is a problem: {cells:?}"
    );
}

#[tokio::test]
async fn the_api_tells_what_each_document_says_of_a_component() {
    let (app, made) = stocked().await;
    let said = json(
        &app,
        "/api/v1/statements?component=pkg:deb/debian/curl@7.50.3-1%3Farch%3Di386%26distro%3Djessie",
    )
    .await;
    let items = said["items"].as_array().unwrap();
    let products: BTreeSet<&str> = items.iter().map(|one| one["product"].as_str().unwrap()).collect();
    assert_eq!(products, BTreeSet::from(["till", "web-shop"]), "a superseded document has no say");
    let ours = items.iter().find(|one| one["sbom"] == made.current.to_string()).unwrap();
    assert_eq!(ours["digests"][0]["algorithm"], "SHA-256");
    assert_eq!((&ours["licenses"], &ours["places"]), (&Value::Array(Vec::new()), &Value::from(1)));
    let lodash = json(&app, "/api/v1/statements?component=pkg:npm/lodash@4.17.21&size=25").await;
    assert_eq!(lodash["items"][0]["licenses"][0]["text"], "MIT");
    assert!(lodash["next"].is_null());
    for (query, status) in [
        ("", StatusCode::BAD_REQUEST),
        ("?component=pkg:npm/lodash", StatusCode::BAD_REQUEST),
        ("?component=pkg:npm/none@1", StatusCode::NOT_FOUND),
        ("?component=pkg:npm/lodash@4.17.21&after=nowhere", StatusCode::UNPROCESSABLE_ENTITY),
        ("?component=pkg:npm/lodash@4.17.21&size=7", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(get(&app, &format!("/api/v1/statements{query}")).await.status, status, "{query}");
    }
}

#[tokio::test]
async fn the_description_says_which_sizes_a_page_may_have_and_others_are_refused() {
    let (app, _) = stocked().await;
    let description = json(&app, "/api/v1/openapi.json").await;
    for (path, item) in description["paths"].as_object().unwrap() {
        let parameters = item["get"]["parameters"].as_array().into_iter().flatten();
        for parameter in parameters.filter(|one| one["name"] == "size" || one["name"] == "limit") {
            let schema = &parameter["schema"];
            let bounds = schema["minimum"].is_u64() && schema["maximum"].is_u64();
            assert!(schema["enum"].is_array() || bounds, "{path}: {schema}");
        }
    }
    for path in
        ["where-used?q=lodash&size=0", "coverage/products?gap=stale&size=251", "search?q=a&limit=1000"]
    {
        assert_eq!(get(&app, &format!("/api/v1/{path}")).await.status, StatusCode::BAD_REQUEST, "{path}");
    }
}
