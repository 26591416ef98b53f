//! The pages of products and releases, over nothing and over a small inventory.

mod comparing;
mod forms;
mod products;
mod release;
mod uploads;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_store::{NewRelease, PageRequest, SbomSource};
use scraper::{Html, Selector};
use serde_json::{Value, json};
use uuid::Uuid;

use super::seed::{self, HOSTILE, Seeded, seed};
use super::{Answer, App, get, open, send};

async fn seeded() -> (App, Seeded) {
    let app = open().await;
    let made = seed(app.office()).await;
    (app, made)
}

/// A page that answers with one heading and nothing that came from a document as markup.
async fn page(app: &App, path: &str) -> String {
    let answer = get(app, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    assert_eq!(answer.text.matches("<h1").count(), 1, "{path}");
    assert!(!answer.text.contains("<script>alert"), "{path} holds a script of a document");
    answer.text
}

fn texts(html: &str, selector: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let selector = Selector::parse(selector).unwrap();
    let nodes = document.select(&selector).map(|node| node.text().collect::<String>());
    nodes.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn links(html: &str, selector: &str) -> Vec<String> {
    attributes(html, selector, "href")
}

fn attributes(html: &str, selector: &str, name: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let selector = Selector::parse(selector).unwrap();
    document.select(&selector).filter_map(|node| node.value().attr(name)).map(str::to_owned).collect()
}

/// The fields of a form that came back that have a fault beside them.
fn wrong_fields(html: &str) -> Vec<String> {
    attributes(html, "[aria-invalid]", "name")
}

/// The value of a key number by its label.
fn stat(html: &str, label: &str) -> String {
    let document = Html::parse_document(html);
    let (stat, dt, dd) = (
        Selector::parse(".stat").unwrap(),
        Selector::parse("dt").unwrap(),
        Selector::parse(".stat-value").unwrap(),
    );
    let text = |node: scraper::ElementRef<'_>| node.text().collect::<String>();
    let found =
        document.select(&stat).find(|node| node.select(&dt).next().map(text).as_deref() == Some(label));
    // A number that is a link has its label in the link, for those who hear it.
    let value = text(found.unwrap_or_else(|| panic!("no stat {label}")).select(&dd).next().unwrap());
    value.strip_prefix(&format!("{label}: ")).map_or(value.clone(), str::to_owned)
}

async fn post(app: &App, path: &str, body: &str) -> Answer {
    let request = Request::post(path)
        .header("host", "127.0.0.1:7878")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()));
    send(app, request.unwrap()).await
}

async fn post_parts(app: &App, path: &str, fields: &[(&str, &str)], file: &str) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    body.push_str(&format!(
        "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.json\"\r\n\r\n{file}\r\n--x--\r\n"
    ));
    let request = Request::post(path)
        .header("host", "127.0.0.1:7878")
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Body::from(body));
    send(app, request.unwrap()).await
}

#[tokio::test]
async fn an_empty_home_leads_to_the_first_steps_and_a_filled_one_counts() {
    let app = open().await;
    let empty = page(&app, "/").await;
    assert!(
        empty.contains("mainstay quickstart .")
            && empty.contains("/products/import")
            && !empty.contains("class=\"stat\"")
    );

    seed(app.office()).await;
    let home = page(&app, "/").await;
    assert_eq!((stat(&home, "Products"), stat(&home, "Releases")), ("3".to_owned(), "3".to_owned()));
    assert_eq!(stat(&home, "Components"), "7", "a superseded SBOM no longer counts");
    assert_eq!(stat(&home, "Products without SBOM"), "1");
    assert_eq!(
        (stat(&home, "Waiting or being read"), stat(&home, "Failed imports")),
        ("0".to_owned(), "0".to_owned())
    );
    assert_eq!(texts(&home, "#newest tbody tr").len(), 3, "superseded ones are left out");
    let document = Html::parse_document(&home);
    let linked = Selector::parse("#inventory .stat-value a").unwrap();
    let figures: Vec<(String, String)> = document
        .select(&linked)
        .map(|link| {
            let words: String = link.text().collect();
            (link.attr("href").unwrap().to_owned(), words.rsplit(' ').next().unwrap().to_owned())
        })
        .collect();
    assert_eq!(figures.len(), 6);
    for (href, number) in figures {
        let list = page(&app, &href).await;
        let said = texts(&list, ".result-count").concat();
        assert_eq!(said.split(' ').next(), Some(number.as_str()), "{href}: {said}");
    }
}

#[tokio::test]
async fn components_are_unknown_and_not_zero_while_no_sbom_was_read() {
    let app = open().await;
    assert_eq!(post(&app, "/products/new", "name=Shop").await.status, StatusCode::SEE_OTHER);
    let home = page(&app, "/").await;
    assert_eq!((stat(&home, "Products"), stat(&home, "Components")), ("1".to_owned(), "unknown".to_owned()));
    let product = page(&app, "/products/shop").await;
    assert!(product.contains("Not known what it is made of"));
    let list = get(&app, "/products.csv").await.text;
    assert!(list.lines().nth(1).unwrap().contains("unknown"), "{list}");
}
