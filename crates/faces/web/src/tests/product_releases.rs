//! The releases of one product: found by words and filters on its page, in its exports and over the API.

use axum::http::StatusCode;
use mainstay_store::NewRelease;
use scraper::{Html, Selector};
use serde_json::Value;

use super::seed::seed;
use super::{App, get, open};

fn texts(page: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let page = Html::parse_document(page);
    let texts = page.select(&selector).map(|node| node.text().collect::<String>());
    texts.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

async fn versions(app: &App, query: &str) -> Vec<String> {
    let page = get(app, &format!("/products/web-shop/releases?{query}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let shown = texts(&page.text, "tbody th");
    let csv = get(app, &format!("/products/web-shop/releases.csv?{query}")).await.text;
    assert_eq!(csv.lines().count(), shown.len() + 1, "{query}: {csv}");
    let answer = get(app, &format!("/api/v1/products/web-shop/releases?{query}")).await;
    let answer: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(answer["items"].as_array().unwrap().len(), shown.len(), "{query}");
    shown
}

#[tokio::test]
async fn the_releases_of_a_product_are_found_by_words_and_filters() {
    let app = open().await;
    seed(app.office()).await;
    let store = app.office().store();
    let product = store.product("web-shop").await.unwrap().uid;
    let new = NewRelease { variant: "Linux".to_owned(), deployed: true, ..NewRelease::version("3.0") };
    store.create_release(product, &new).await.unwrap();
    assert_eq!(versions(&app, "").await.len(), 3);
    assert_eq!(versions(&app, "q=linux+3").await, ["3.0"]);
    assert_eq!(versions(&app, "q=linux+1").await.len(), 0);
    assert_eq!(versions(&app, "deployed=yes").await, ["3.0"]);
    assert_eq!(versions(&app, "with-sbom=no").await, ["3.0"]);
    assert_eq!(versions(&app, "with-sbom=yes&q=2").await, ["2.0"]);

    let summary = async |address: &str| texts(&get(&app, address).await.text, ".result-count").join(" ");
    assert!(summary("/products/web-shop/releases").await.contains("3 releases"));
    let said = summary("/products/web-shop/releases?q=linux").await;
    assert!(said.contains("1 of 3 releases matches"), "{said}");
    let said = summary("/products?archived=show&q=shop").await;
    assert!(said.contains("1 product matches"), "what a filter brings in is not of what stood there: {said}");
}
