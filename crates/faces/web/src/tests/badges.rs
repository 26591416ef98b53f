//! Badges: who sees them, what they say.

use axum::http::StatusCode;
use mainstay_office::{Office, Settings};
use mainstay_store::{NewProduct, Store, StoreOptions};
use scraper::{Html, Selector};

use super::seed::{HOSTILE, deliver, document, seed};
use super::{Answer, App, get, open, request, send, start};
use crate::badges::Kind;
use crate::{Config, State};

/// The address of a badge with its token.
async fn sealed(state: &State, product: &str, kind: Kind) -> String {
    let product = state.office().store().product(product).await.unwrap();
    kind.sealed_path(state, &product).await.unwrap()
}

fn is_badge(answer: &Answer, words: &str) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "image/svg+xml; charset=utf-8");
    assert!(answer.text.contains(words), "{words}: {}", answer.text);
}

async fn filled(config: Config) -> App {
    let app = start(config).await;
    seed(app.office()).await;
    app
}

#[tokio::test]
async fn a_badge_tells_what_the_inventory_knows_and_unknown_is_never_zero() {
    let app = filled(Config::open()).await;
    let shop = app.office().store().product("web-shop").await.unwrap();
    let newest = shop.figures.newest.unwrap().figures;
    is_badge(
        &get(&app, "/badges/web-shop/components.svg").await,
        &format!("Components of Web Shop: {}", newest.components),
    );
    is_badge(&get(&app, "/badges/web-shop/sbom.svg").await, "SBOM of Web Shop: today");
    let grade = format!("{} of 100", newest.worst_grade.unwrap());
    is_badge(&get(&app, "/badges/web-shop/quality.svg").await, &grade);
    for kind in ["components", "quality"] {
        let unknown = get(&app, &format!("/badges/legacy/{kind}.svg")).await;
        is_badge(&unknown, ": unknown");
        assert!(!unknown.text.contains(">0<"));
    }
    is_badge(&get(&app, "/badges/legacy/sbom.svg").await, ": none");
}

#[tokio::test]
async fn a_readme_needs_the_token_of_the_badge_and_no_session() {
    let app = filled(Config::loopback()).await;
    let address = sealed(&app, "web-shop", Kind::Components).await;
    let answer = get(&app, &address).await;
    is_badge(&answer, "Components of Web Shop");
    assert_eq!(answer.header("cache-control"), "public, max-age=300");
    assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
    let token = address.split_once('=').unwrap().1;
    for path in ["/badges/web-shop/components.svg".to_owned(), "/badges/none/components.svg".to_owned()] {
        assert_eq!(get(&app, &path).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    for path in [
        format!("/badges/web-shop/quality.svg?token={token}"),
        format!("/badges/cart/components.svg?token={token}"),
        format!("/badges/none/components.svg?token={token}"),
        format!("/badges/web-shop/none.svg?token={token}"),
        format!("/badges/web-shop/components.svg?token={}", "0".repeat(32)),
        "/badges/web-shop/components.svg?token=".to_owned(),
    ] {
        let refused = get(&app, &path).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(refused.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn a_token_outlives_a_restart() {
    let app = filled(Config::loopback()).await;
    let address = sealed(&app, "web-shop", Kind::Sbom).await;
    let store = Store::open(app._database.url(), StoreOptions::default()).await.unwrap();
    let again = State::new(Config::loopback(), Office::new(store, Settings::default()));
    is_badge(&get(&again, &address).await, "SBOM of Web Shop");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let app = filled(Config::open()).await;
    for path in
        ["/badges/none/components.svg", "/badges/web-shop/stars.svg", "/badges/web-shop/components.png"]
    {
        assert_eq!(get(&app, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(get(&app, "/badges/web-shop/stars.svg").await.text.contains("sbom.svg"), "it says what there is");
}

#[tokio::test]
async fn a_badge_that_did_not_change_is_not_sent_again() {
    let app = filled(Config::open()).await;
    let path = "/badges/web-shop/components.svg";
    let first = get(&app, path).await;
    assert_eq!(first.header("cache-control"), "private, max-age=300", "without a token it is for one reader");
    let again = send(&app, request("GET", path, &[("if-none-match", first.header("etag"))])).await;
    assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(again.header("etag"), first.header("etag"));
    let other = send(&app, request("GET", path, &[("if-none-match", "\"0\"")])).await;
    assert_eq!(other.status, StatusCode::OK);
}

#[tokio::test]
async fn a_hostile_name_is_a_name() {
    let app = open().await;
    app.office().store().create_product(&NewProduct::named("silent", HOSTILE)).await.unwrap();
    let answer = get(&app, "/badges/silent/components.svg").await;
    is_badge(&answer, "&lt;script&gt;");
    assert!(!answer.text.contains("<script"), "{}", answer.text);
}

#[tokio::test]
async fn the_page_of_a_product_shows_texts_that_embed_its_badges() {
    let config = Config { public_url: Some("https://mainstay.example.org/".to_owned()), ..Config::open() };
    let app = filled(config).await;
    let page = get(&app, "/products/web-shop").await;
    let document = Html::parse_document(&page.text);
    let copied = Selector::parse("#badges [data-copy]").unwrap();
    let texts: Vec<&str> =
        document.select(&copied).filter_map(|node| node.value().attr("data-copy")).collect();
    assert_eq!(texts.len(), 6, "{texts:?}");
    let address = sealed(&app, "web-shop", Kind::Components).await;
    let site = "https://mainstay.example.org";
    assert_eq!(texts[0], format!("[![Components]({site}{address})]({site}/products/web-shop)"));
    assert_eq!(
        texts[1],
        format!("<a href=\"{site}/products/web-shop\"><img src=\"{site}{address}\" alt=\"Components\"></a>")
    );
}

#[tokio::test]
async fn the_age_is_that_of_the_newest_release_however_new_the_sbom_of_an_older_one_is() {
    let app = open().await;
    for (version, made) in [("2.0", "2020-01-01T00:00:00Z"), ("1.0", "2126-01-01T00:00:00Z")] {
        let mut document = document(1);
        document["metadata"]["timestamp"] = made.into();
        deliver(app.office(), "till", version, &document).await;
    }
    is_badge(&get(&app, "/badges/till/sbom.svg").await, ": stale, ");
    let coverage = get(&app, "/api/v1/coverage").await.text;
    assert!(coverage.contains("\"products_stale\":1"), "{coverage}");
}
