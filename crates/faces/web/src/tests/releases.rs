//! What is told of releases: their days, their support, and how many of them a page speaks of.

use axum::body::Body;
use axum::http::StatusCode;
use mainstay_store::NewRelease;
use serde_json::{Value, json};

use super::seed::{deliver, document, seed};
use super::{Answer, App, get, open, request, send};

async fn shop() -> App {
    let app = open().await;
    seed(app.office()).await;
    app
}

async fn page(app: &App, path: &str) -> String {
    let answer = get(app, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    answer.text
}

async fn tell(app: &App, method: &str, path: &str, body: &Value) -> Answer {
    let mut request = request(method, path, &[("content-type", "application/json")]);
    *request.body_mut() = Body::from(body.to_string());
    send(app, request).await
}

async fn fill_in(app: &App, path: &str, fields: &str) -> Answer {
    let kind = "application/x-www-form-urlencoded";
    let mut request = request("POST", path, &[("content-type", kind), ("sec-fetch-site", "same-origin")]);
    *request.body_mut() = Body::from(fields.to_owned());
    send(app, request).await
}

#[tokio::test]
async fn a_day_is_shown_as_the_day_and_a_moment_as_the_moment() {
    let app = shop().await;
    let releases = "/api/v1/products/cart/releases";
    for (version, released, shown) in [
        ("day", "2026-06-01", "<time datetime=\"2026-06-01\">2026-06-01</time>"),
        ("start", "2026-06-02T00:00:00Z", "<time datetime=\"2026-06-02\">2026-06-02</time>"),
        ("moment", "2026-06-03T23:30:00Z", "2026-06-03 23:30 UTC"),
    ] {
        let told = json!({ "version": version, "released_at": released, "support_until": "2127-06-01" });
        let made = tell(&app, "POST", releases, &told).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        let made: Value = serde_json::from_str(&made.text).unwrap();
        let own = format!("/releases/{}", made["id"].as_str().unwrap());
        for path in ["/products/cart/releases", "/releases", "/coverage/releases", own.as_str()] {
            assert!(page(&app, path).await.contains(shown), "{version} on {path}");
        }
        for path in ["/products/cart/releases", own.as_str()] {
            let text = page(&app, path).await;
            assert!(text.contains("<time datetime=\"2127-06-01\">2127-06-01</time>"), "{version} on {path}");
        }
    }
    let csv = page(&app, "/products/cart/releases.csv").await;
    assert!(csv.contains("2026-06-01T00:00:00Z"), "programs get one form in the whole column: {csv}");
}

#[tokio::test]
async fn support_that_ends_before_the_release_is_refused_with_the_reason() {
    let app = shop().await;
    let reason = "support until 2020-01-01 would end before the release of 2026-05-01";
    let wrong = json!({ "version": "bad", "released_at": "2026-05-01", "support_until": "2020-01-01" });
    let refused = tell(&app, "POST", "/api/v1/products/cart/releases", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains(reason), "{}", refused.text);
    let form = "/products/cart/releases/new";
    let again = fill_in(&app, form, "version=bad&released=2026-05-01&supported=2020-01-01").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains(reason) && again.text.contains("href=\"#supported\""), "{}", again.text);
    let same_day =
        json!({ "version": "ok", "released_at": "2026-05-01T12:00:00Z", "support_until": "2026-05-01" });
    let made = tell(&app, "POST", "/api/v1/products/cart/releases", &same_day).await;
    assert_eq!(made.status, StatusCode::CREATED, "support may end on the day of the release: {}", made.text);
    let made: Value = serde_json::from_str(&made.text).unwrap();
    let id = made["id"].as_str().unwrap();
    assert_eq!(tell(&app, "PUT", &format!("/api/v1/releases/{id}"), &wrong).await.status, refused.status);
    let again =
        fill_in(&app, &format!("/releases/{id}/edit"), "version=ok&released=2026-05-01&supported=2020-01-01")
            .await;
    assert!(again.text.contains("href=\"#supported\""), "{}", again.text);
    let uploaded = "/api/v1/sboms?product=cart&version=ok&released_at=2026-05-02";
    let late = tell(&app, "POST", uploaded, &document(1)).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "an upload tells the day too: {}", late.text);
}

#[tokio::test]
async fn a_release_that_is_dated_ahead_is_the_newest_and_says_so() {
    let app = shop().await;
    assert!(!page(&app, "/products/cart").await.contains("still to come"));
    let store = app.office().store();
    let cart = store.product("cart").await.unwrap().uid;
    let ahead =
        NewRelease { released_at: Some("2130-05-01T00:00:00Z".parse().unwrap()), ..NewRelease::version("9") };
    let uid = store.create_release(cart, &ahead).await.unwrap();
    deliver(app.office(), "cart", "9", &document(2)).await;
    let overview = page(&app, "/products/cart").await;
    assert!(overview.contains("Newest release with an SBOM: 9"));
    assert!(overview.contains("is the newest all the same"), "{overview}");
    for path in ["/products/cart", "/products/cart/releases", "/releases", &format!("/releases/{uid}")] {
        let text = page(&app, path).await;
        assert!(text.contains("2130-05-01</time> <span class=\"meta\">still to come</span>"), "{path}");
    }
}

#[tokio::test]
async fn charts_of_a_product_say_what_part_of_its_history_they_draw() {
    let app = shop().await;
    let few = page(&app, "/products/web-shop").await;
    assert!(few.contains("Components over releases") && !few.contains("Only the newest"));
    assert!(few.contains("\"most\":100"), "grades are of 100");
    let store = app.office().store();
    let shop = store.product("web-shop").await.unwrap().uid;
    for patch in 1..=29 {
        store.create_release(shop, &NewRelease::version(format!("1.0.{patch}"))).await.unwrap();
    }
    let many = page(&app, "/products/web-shop").await;
    let told = "Only the newest 30 of 31 releases are drawn.";
    assert!(many.matches(told).count() >= 2, "in the caption and in the name of the drawing");
}

#[tokio::test]
async fn one_component_is_no_plural() {
    let app = open().await;
    for (product, purl, said) in [
        ("named", None, "Its one component has no purl, so its ecosystem is unknown."),
        ("known", Some("pkg:npm/a@1"), "Its one component is of the ecosystem npm."),
    ] {
        let one = json!({
            "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "components": [{ "type": "library", "name": "a", "version": "1", "purl": purl }]
        });
        for version in ["1", "2"] {
            deliver(app.office(), product, version, &one).await;
        }
        assert!(page(&app, &format!("/products/{product}")).await.contains("1 component in 2 as in 1."));
        let uid = app.office().store().product(product).await.unwrap().uid;
        let release = app.office().release_named(uid, "2").await.unwrap().uid;
        let overview = page(&app, &format!("/releases/{release}")).await;
        assert!(overview.contains(said) && !overview.contains("1 components"), "{overview}");
    }
}
