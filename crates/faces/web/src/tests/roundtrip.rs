//! What the program writes it reads: what `GET` gave, and its own exports.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use mainstay_office::catalog::{self, ProductEntry};
use mainstay_store::{Criticality, Distribution, Lifecycle};
use scraper::{Html, Selector};
use serde_json::{Value, json};

use super::{Answer, App, fetch, get, open, send};

async fn send_json(app: &App, method: &str, path: &str, body: &Value) -> (Answer, Value) {
    let request = Request::builder().method(method).uri(path);
    let request = request.header("host", "127.0.0.1:7878").header("content-type", "application/json");
    let answer = send(app, request.body(Body::from(body.to_string())).unwrap()).await;
    let body = serde_json::from_str(&answer.text).unwrap_or_default();
    (answer, body)
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn entry(name: &str) -> ProductEntry {
    ProductEntry { name: name.to_owned(), ..ProductEntry::default() }
}

/// Products of every kind: units of one name, owners of one name, every word, texts that a spreadsheet would run.
fn products() -> Vec<ProductEntry> {
    let owned = |name: &str, owner: &str, mail: Option<&str>| ProductEntry {
        owner: Some(owner.to_owned()),
        owner_mail: mail.map(str::to_owned),
        ..entry(name)
    };
    let mut products = vec![
        entry("Bare"),
        ProductEntry {
            unit: words(&["Tools", "Web"]),
            ..owned("Vite", "Ada Lovelace", Some("Ada@example.org"))
        },
        ProductEntry {
            unit: words(&["Sales", "Web"]),
            ..owned("Draw", "Ada Lovelace", Some("al@example.org"))
        },
        ProductEntry { unit: words(&["Web"]), ..owned("Top", "Ada Lovelace", None) },
        owned("Mail alone", "", Some("bob@example.org")),
        ProductEntry {
            description: "+1 (555), two\nlines; \"quoted\"".to_owned(),
            class: Some("minimum".to_owned()),
            tags: words(&["b", "=a", "two words"]),
            ..entry("=Formula|x")
        },
    ];
    for lifecycle in Lifecycle::ALL {
        let name = format!("Life {lifecycle}");
        products.push(ProductEntry { lifecycle: Some(*lifecycle), ..entry(&name) });
    }
    for distribution in Distribution::ALL {
        let name = format!("Way {distribution}");
        products.push(ProductEntry { distribution: Some(*distribution), ..entry(&name) });
    }
    for criticality in Criticality::ALL {
        let name = format!("Need {criticality}");
        products.push(ProductEntry { criticality: Some(*criticality), ..entry(&name) });
    }
    products
}

async fn filled() -> App {
    let app = open().await;
    for entry in products() {
        app.office().add_product(&entry).await.unwrap();
    }
    app
}

#[tokio::test]
async fn putting_back_what_was_read_changes_nothing() {
    let app = filled().await;
    let list = fetch(&app, "/api/v1/products?size=250").await;
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), products().len());
    for item in items {
        let path = format!("/api/v1/products/{}", item["key"].as_str().unwrap());
        let read = fetch(&app, &path).await;
        assert_eq!(read, *item);
        let (answer, told) = send_json(&app, "PUT", &path, &read).await;
        assert_eq!((answer.status, &told), (StatusCode::OK, &read), "{path}: {}", answer.text);
        assert_eq!(fetch(&app, &path).await, read);
    }
    assert_eq!(app.office().store().units().await.unwrap().len(), 5, "no unit was made by it");
    let vite = fetch(&app, "/api/v1/products/vite").await;
    assert_eq!((&vite["unit"], &vite["owner_mail"]), (&json!(["Tools", "Web"]), &json!("Ada@example.org")));

    let told = json!({ "version": "1", "variant": "arm", "released_at": "2025-07-17", "deployed": true });
    let (_, made) = send_json(&app, "POST", "/api/v1/products/vite/releases", &told).await;
    assert_eq!(made["released_at"], "2025-07-17T00:00:00Z");
    let path = format!("/api/v1/releases/{}", made["id"].as_str().unwrap());
    let (answer, again) = send_json(&app, "PUT", &path, &made).await;
    assert_eq!((answer.status, again), (StatusCode::OK, made), "{}", answer.text);
    let (answer, _) =
        send_json(&app, "PUT", &path, &json!({ "version": "1", "releasedAt": "2025-07-17" })).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "a slip is told");
}

#[tokio::test]
async fn the_name_of_the_owner_alone_leaves_the_owner_who_is_called_so() {
    let app = filled().await;
    let before = fetch(&app, "/api/v1/products/vite").await;
    let told = json!({ "name": "Vite", "unit": ["Tools", "Web"], "owner": "Ada Lovelace" });
    let (_, after) = send_json(&app, "PUT", "/api/v1/products/vite", &told).await;
    assert_eq!(after, before);
}

#[tokio::test]
async fn our_own_list_of_products_imported_again_changes_nothing() {
    let app = filled().await;
    let before = fetch(&app, "/api/v1/products?size=250").await;
    let list = get(&app, "/products.csv").await.text;
    let parsed = catalog::parse(list.as_bytes()).unwrap();
    let report = app.office().import_catalog(&parsed.value).await.unwrap();
    assert_eq!(
        (report.created, report.updated, report.unchanged),
        (0, 0, products().len() as u64),
        "{:?}",
        report.problems
    );
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    assert_eq!(fetch(&app, "/api/v1/products?size=250").await, before);
}

#[tokio::test]
async fn the_form_sent_as_it_is_shown_changes_nothing() {
    let app = filled().await;
    let list = fetch(&app, "/api/v1/products?size=250").await;
    for item in list["items"].as_array().unwrap() {
        let key = item["key"].as_str().unwrap();
        let path = format!("/products/{key}/edit");
        let page = Html::parse_document(&get(&app, &path).await.text);
        let mut body = Vec::new();
        for field in page.select(&Selector::parse("form[action$='/edit'] [name]").unwrap()) {
            let value = match field.value().name() {
                "textarea" => field.text().collect::<String>().trim_start_matches('\n').to_owned(),
                "select" => {
                    let chosen = Selector::parse("option[selected]").unwrap();
                    let chosen = field.select(&chosen).next();
                    chosen.and_then(|one| one.attr("value")).unwrap_or_default().to_owned()
                }
                _ => field.attr("value").unwrap_or_default().to_owned(),
            };
            body.push(format!(
                "{}={}",
                field.attr("name").unwrap(),
                crate::address::value(&value.replace('\n', "\r\n"))
            ));
        }
        let request = Request::post(&path)
            .header("host", "127.0.0.1:7878")
            .header("content-type", "application/x-www-form-urlencoded");
        let answer = send(&app, request.body(Body::from(body.join("&"))).unwrap()).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{key}: {}", answer.text);
        assert_eq!(fetch(&app, &format!("/api/v1/products/{key}")).await, *item, "{body:?}");
    }
}

#[tokio::test]
async fn a_unit_is_its_way_from_the_top_wherever_it_stands() {
    let app = filled().await;
    let names = async |query: &str| -> Vec<String> {
        let page = Html::parse_document(&get(&app, &format!("/products?{query}")).await.text);
        page.select(&Selector::parse("tbody th").unwrap()).map(|head| head.text().collect()).collect()
    };
    for key in ["vite", "draw", "top"] {
        let page = Html::parse_document(&get(&app, &format!("/products/{key}")).await.text);
        let link = Selector::parse("a[href^='/products?unit=']").unwrap();
        let link = page.select(&link).next().unwrap();
        let query = link.attr("href").unwrap().strip_prefix("/products?").unwrap();
        assert_eq!(names(query).await.join(" ").to_lowercase(), key, "{query}");
    }
    assert_eq!(names("unit=Sales/Web").await, ["Draw"]);
    assert_eq!(names("unit=Sales+/+Web").await, ["Draw"]);
    assert_eq!(names("unit=Web").await, ["Top"], "a unit at the top is called so");
    assert_eq!(names("unit=sales/web").await, ["Draw"], "letter case does not hide a unit");
    assert_eq!(names("unit=web").await, ["Top"]);
    assert!(names("unit=Tools/Draw").await.is_empty());
    let (_, told) =
        send_json(&app, "PUT", "/api/v1/products/top", &json!({ "name": "Top", "unit": ["Ops", "Edge"] }))
            .await;
    assert_eq!(told["unit"], json!(["Ops", "Edge"]));
    assert_eq!(
        names("unit=Edge").await,
        ["Top"],
        "where none is called so at the top, the end of its way tells"
    );
    let csv = get(&app, "/products.csv").await.text;
    assert!(csv.contains("Tools / Web") && csv.contains("Sales / Web"), "{csv}");
}

#[tokio::test]
async fn a_day_or_a_moment_is_read_wherever_one_is_meant_and_a_day_that_is_over_is_not_due() {
    let app = filled().await;
    for (due, kept) in [
        ("2127-01-31", Some("2127-01-31T23:59:59Z")),
        ("2127-01-31T12:00:00+01:00", Some("2127-01-31T11:00:00Z")),
        ("1999-01-01", None),
        ("1999-01-01T00:00:00Z", None),
        ("soon", None),
    ] {
        let body = json!({ "supplier": "Widget Works", "due": due });
        let (answer, told) = send_json(&app, "POST", "/api/v1/requests", &body).await;
        match kept {
            Some(kept) => assert_eq!((answer.status, &told["due_at"]), (StatusCode::CREATED, &json!(kept))),
            None => assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{due}: {}", answer.text),
        }
    }
    let body = json!({ "supplier": "Widget Works", "due_at": "2127-01-31" });
    let (answer, _) = send_json(&app, "POST", "/api/v1/requests", &body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "a slip is told");
    for (number, at) in ["2025-07-17T10:00:00Z", "2025-07-17"].into_iter().enumerate() {
        let body = json!({ "version": number.to_string(), "released_at": at, "support_until": at });
        let (answer, _) = send_json(&app, "POST", "/api/v1/products/bare/releases", &body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    }
    let body = json!({ "version": "3", "released_at": "17.07.2025" });
    let (answer, _) = send_json(&app, "POST", "/api/v1/products/bare/releases", &body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("a day as in 2027-01-31"), "{}", answer.text);
}
