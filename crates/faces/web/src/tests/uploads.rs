//! What is handed in and refused leaves nothing behind, and says which word was wrong.

use axum::body::Body;
use axum::http::StatusCode;
use mainstay_store::{NewProduct, NewRelease};
use serde_json::Value;

use super::{Answer, App, get, open, request, send};

const DOCUMENT: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}"#;

async fn upload(app: &App, words: &str, document: &str) -> Answer {
    let mut upload = request("POST", &format!("/api/v1/sboms?{words}"), &[]);
    *upload.body_mut() = Body::from(document.to_owned());
    send(app, upload).await
}

async fn total(app: &App, path: &str) -> usize {
    let list: Value = serde_json::from_str(&get(app, path).await.text).unwrap();
    list["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn of_a_refused_upload_nothing_stays() {
    let app = open().await;
    let (long, longer) = ("l".repeat(1_001), "s".repeat(301));
    for (words, document) in [
        (format!("product=a&version=1&supplier=Acme&source=supplier&label={long}"), DOCUMENT),
        (format!("product=a&version={long}&supplier=Acme"), DOCUMENT),
        (format!("product=a&version=1&variant={long}&supplier=Acme"), DOCUMENT),
        (format!("product={long}&version=1&supplier=Acme"), DOCUMENT),
        (format!("product=a&version=1&supplier={longer}"), DOCUMENT),
        ("product=a&version=1&supplier=Acme".to_owned(), "hello world"),
    ] {
        let answer = upload(&app, &words, document).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}: {}", answer.text);
    }
    let id = uuid::Uuid::now_v7();
    for words in
        [format!("product=a&version=1&supplier={id}"), format!("product={id}&version=1&supplier=Acme")]
    {
        let answer = upload(&app, &words, DOCUMENT).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{words}");
        assert!(answer.text.contains(&format!("`{id}`")), "{}", answer.text);
    }
    for list in ["/api/v1/products", "/api/v1/suppliers", "/api/v1/sboms"] {
        assert_eq!(total(&app, list).await, 0, "{list}");
    }
}

#[tokio::test]
async fn a_day_of_release_after_the_end_of_support_is_refused_before_the_supplier_is_added() {
    let app = open().await;
    supported(&app).await;
    let answer = upload(&app, "product=shop&version=1&supplier=Acme&released_at=2026-02-01", DOCUMENT).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("released: support until 2026-01-01"), "{}", answer.text);
    assert_eq!(total(&app, "/api/v1/suppliers").await, 0);
}

/// A release of the product `shop`, whose support has an end.
pub(super) async fn supported(app: &App) {
    let store = app.office().store();
    let shop = store.ensure_product(&NewProduct::named("shop", "Shop")).await.unwrap();
    let support_until = Some("2026-01-01T00:00:00Z".parse().unwrap());
    let release = NewRelease { support_until, ..NewRelease::version("1") };
    store.create_release(shop, &release).await.unwrap();
}

#[tokio::test]
async fn a_nul_in_a_name_or_a_version_is_kept_as_a_mark_and_found_again() {
    let app = open().await;
    for _ in 0..2 {
        let answer = upload(&app, "product=a%00b&version=1%002", DOCUMENT).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
    }
    assert_eq!(total(&app, "/api/v1/products").await, 1);
    app.office().work_off().await.unwrap();
    app.office().store().check().await.unwrap();
}
