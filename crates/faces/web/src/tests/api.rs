//! The REST API of products, releases and intake.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use super::seed::{document, seed};
use super::{Answer, App, fetch, get, open, send};

async fn post(app: &App, path: &str, kind: &str, body: impl Into<Body>) -> (Answer, Value) {
    let request = Request::post(path).header("host", "127.0.0.1:7878").header("content-type", kind);
    let answer = send(app, request.body(body.into()).unwrap()).await;
    let body = serde_json::from_str(&answer.text).unwrap_or_default();
    (answer, body)
}

async fn post_json(app: &App, path: &str, body: Value) -> (Answer, Value) {
    post(app, path, "application/json", body.to_string()).await
}

fn is_problem(answer: &Answer, status: StatusCode) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.text);
}

#[tokio::test]
async fn products_and_releases_are_added_listed_and_found() {
    let app = open().await;
    let new = json!({ "name": "Web Shop", "owner": "Ada", "unit": ["Retail", "Web"], "lifecycle": "active", "tags": ["b", "a"] });
    let (answer, made) = post_json(&app, "/api/v1/products", new.clone()).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::CREATED, "/api/v1/products/web-shop")
    );
    assert_eq!(
        (&made["unit"], &made["tags"], &made["newest"]),
        (&json!(["Retail", "Web"]), &json!(["a", "b"]), &Value::Null)
    );
    is_problem(&post_json(&app, "/api/v1/products", new).await.0, StatusCode::CONFLICT);
    is_problem(
        &post_json(&app, "/api/v1/products", json!({ "name": " " })).await.0,
        StatusCode::UNPROCESSABLE_ENTITY,
    );
    is_problem(
        &post_json(&app, "/api/v1/products", json!({ "nam": "x" })).await.0,
        StatusCode::UNPROCESSABLE_ENTITY,
    );
    is_problem(&post(&app, "/api/v1/products", "application/json", "{").await.0, StatusCode::BAD_REQUEST);

    let (answer, release) =
        post_json(&app, "/api/v1/products/web-shop/releases", json!({ "version": "1.0", "deployed": true }))
            .await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(
        (&release["figures"], &release["deployed"]),
        (&Value::Null, &json!(true)),
        "unknown is not zero"
    );
    assert_eq!(fetch(&app, answer.header("location")).await, release);
    is_problem(
        &post_json(&app, "/api/v1/products/none/releases", json!({ "version": "1" })).await.0,
        StatusCode::NOT_FOUND,
    );
    let listed = fetch(&app, "/api/v1/products/web-shop/releases").await;
    assert_eq!((&listed["total"]["value"], &listed["items"][0]["version"]), (&json!(1), &json!("1.0")));
    is_problem(&get(&app, "/api/v1/products/none").await, StatusCode::NOT_FOUND);
    is_problem(&get(&app, "/api/v1/products?color=red").await, StatusCode::BAD_REQUEST);
}

async fn change(app: &App, method: &str, path: &str, body: Value) -> (Answer, Value) {
    let request = Request::builder().method(method).uri(path);
    let request = request.header("host", "127.0.0.1:7878").header("content-type", "application/json");
    let answer = send(app, request.body(Body::from(body.to_string())).unwrap()).await;
    let body = serde_json::from_str(&answer.text).unwrap_or_default();
    (answer, body)
}

#[tokio::test]
async fn products_and_releases_are_changed_and_lose_what_is_around_them() {
    let app = open().await;
    let seeded = seed(app.office()).await;
    let shop = "/api/v1/products/web-shop";
    let (answer, told) =
        change(&app, "PUT", shop, json!({ "name": "Shop", "tags": ["web"], "unit": ["Sales", "Retail"] }))
            .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!((&told["key"], &told["name"]), (&json!("web-shop"), &json!("Shop")), "the key stays");
    assert_eq!((&told["owner"], &told["tags"]), (&Value::Null, &json!(["web"])), "the rest is told anew");
    is_problem(
        &change(&app, "PUT", shop, json!({ "name": "Shop", "key": "cart" })).await.0,
        StatusCode::CONFLICT,
    );

    let parts = fetch(&app, &format!("{shop}/parts")).await;
    assert_eq!(parts[0]["name"], "Cart");
    assert_eq!(
        change(&app, "DELETE", &format!("{shop}/parts/cart"), Value::Null).await.0.status,
        StatusCode::NO_CONTENT
    );
    is_problem(
        &change(&app, "DELETE", &format!("{shop}/parts/cart"), Value::Null).await.0,
        StatusCode::NOT_FOUND,
    );
    assert_eq!(
        change(&app, "PUT", &format!("{shop}/parts/legacy"), Value::Null).await.0.status,
        StatusCode::NO_CONTENT
    );
    is_problem(
        &change(&app, "PUT", &format!("{shop}/parts/web-shop"), Value::Null).await.0,
        StatusCode::CONFLICT,
    );

    let (answer, source) =
        post_json(&app, &format!("{shop}/repositories"), json!({ "url": "https://git.example.org/two" }))
            .await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let gone = format!("{shop}/repositories/{}", source["id"].as_str().unwrap());
    assert_eq!(change(&app, "DELETE", &gone, Value::Null).await.0.status, StatusCode::NO_CONTENT);
    assert_eq!(fetch(&app, &format!("{shop}/repositories")).await.as_array().unwrap().len(), 1);

    let release = format!("/api/v1/releases/{}", seeded.second);
    let (_, told) = change(&app, "PUT", &release, json!({ "version": "2.0.1", "variant": "arm" })).await;
    assert_eq!((&told["version"], &told["variant"]), (&json!("2.0.1"), &json!("arm")));
    is_problem(&change(&app, "PUT", &release, json!({ "version": "1.0" })).await.0, StatusCode::CONFLICT);

    assert_eq!(
        post_json(&app, &format!("{shop}/actions/archive"), Value::Null).await.0.status,
        StatusCode::NO_CONTENT
    );
    assert!(fetch(&app, shop).await["archived_at"].is_string());
    post_json(&app, &format!("{shop}/actions/restore"), Value::Null).await;
    assert!(fetch(&app, shop).await["archived_at"].is_null());
}

#[tokio::test]
async fn pages_of_a_list_follow_by_their_links() {
    let app = open().await;
    for number in 0..30 {
        post_json(&app, "/api/v1/products", json!({ "name": format!("P{number:02}") })).await;
    }
    let first = get(&app, "/api/v1/products?size=25").await;
    assert!(first.header("link").starts_with("</api/v1/products?size=25&after="), "{}", first.header("link"));
    let first: Value = serde_json::from_str(&first.text).unwrap();
    let second = fetch(&app, first["next"].as_str().unwrap()).await;
    assert_eq!(second["items"].as_array().unwrap().len(), 5);
    assert_eq!(second["next"], Value::Null);
}

#[tokio::test]
async fn a_release_answers_what_why_and_what_changed() {
    let app = open().await;
    let made = seed(app.office()).await;
    let at = format!("/api/v1/releases/{}", made.second);
    assert_eq!(fetch(&app, &at).await["figures"]["components"], 6);
    let direct = fetch(&app, &format!("{at}/components?direct=yes&license=MIT")).await;
    assert_eq!(direct["items"][0]["purl"], "pkg:npm/web@3.0.0");
    assert_eq!((&direct["items"][0]["direct"], &direct["total"]["value"]), (&json!(true), &json!(1)));
    let why = fetch(&app, &format!("{at}/why?component=pkg:npm/util@0.9.0")).await;
    assert_eq!(why[0]["leads"][0]["name"], "web");
    assert_eq!(why[0]["shortest"][0].as_array().unwrap().last().unwrap()["version"], "0.9.0");
    let changed = fetch(&app, "/api/v1/products/web-shop/compare?from=1.0&to=2.0").await;
    assert_eq!((&changed["added"][0]["name"], &changed["unchanged"]), (&json!("fresh"), &json!(4)));
    assert_eq!(changed["changed"][0]["after"]["version"], "3.0.0");
    is_problem(&get(&app, &format!("{at}/why")).await, StatusCode::BAD_REQUEST);
    is_problem(&get(&app, "/api/v1/releases/x").await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_document_is_accepted_whatever_its_content_type_and_once() {
    let app = open().await;
    let path = "/api/v1/sboms?product=Web+Shop&version=1.0&source=build&label=server";
    let bytes = document(1).to_string();
    let (answer, receipt) = post(&app, path, "application/vnd.cyclonedx+json", bytes.clone()).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
    assert_eq!(answer.header("location"), format!("/jobs/{}", receipt["work"].as_str().unwrap()));
    assert_eq!(receipt["already"], false);
    app.office().work_off().await.unwrap();
    let (_, again) = post(&app, path, "text/plain", bytes).await;
    assert_eq!(
        (&again["sbom"], &again["already"], &again["work"]),
        (&receipt["sbom"], &json!(true), &Value::Null)
    );

    assert_eq!(again["archived"], false);
    let store = app.office().store();
    store.archive_product(store.product("web-shop").await.unwrap().uid, true).await.unwrap();
    let (_, away) = post(&app, path, "text/plain", document(2).to_string()).await;
    assert_eq!(away["archived"], true, "a pipeline is told that nobody will see what it sends");
    let work = format!("/jobs/{}", away["work"].as_str().unwrap());
    for page in [work, format!("/sboms/{}", away["sbom"].as_str().unwrap())] {
        assert!(get(&app, &page).await.text.contains("Its product is archived"), "{page}");
    }

    is_problem(&post(&app, path, "text/plain", "hello").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let nameless = "/api/v1/sboms?version=1";
    is_problem(&post(&app, nameless, "text/plain", "x").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (told, _) = post(&app, nameless, "application/json", document(2).to_string()).await;
    assert_eq!(told.status, StatusCode::ACCEPTED, "the document names the product");
    assert!(app.office().store().product("shop").await.is_ok());
    let wrong = post(&app, "/api/v1/sboms?product=a&version=1&source=rumor", "text/plain", "x").await.0;
    is_problem(&wrong, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("source, build, supplier"));
}

#[tokio::test]
async fn a_document_over_the_usual_limit_of_requests_is_taken_and_one_that_is_announced_too_large_is_not() {
    let app = open().await;
    let mut large = document(1);
    large["metadata"]["properties"] = json!([{ "name": "padding", "value": "x".repeat(3 << 20) }]);
    let path = "/api/v1/sboms?product=a&version=1";
    assert_eq!(post(&app, path, "application/json", large.to_string()).await.0.status, StatusCode::ACCEPTED);
    large["metadata"]["properties"] = json!([{ "name": "padding", "value": "x".repeat(20 << 20) }]);
    let text = large.to_string();
    let (answer, receipt) =
        post(&app, "/api/v1/sboms?product=b&version=1", "application/json", text.clone()).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "one that waits on disk");
    let sbom = receipt["sbom"].as_str().unwrap().parse().unwrap();
    let kept = app.office().store().document(sbom).await.unwrap().bytes;
    assert!(kept == text.as_bytes(), "byte for byte");
    let request = Request::post(path).header("host", "127.0.0.1:7878").header("content-length", "2000000000");
    let answer = send(&app, request.body(Body::from("{}")).unwrap()).await;
    is_problem(&answer, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("each with its part named"), "what can be done is said: {}", answer.text);
}

#[tokio::test]
async fn every_operation_tells_its_summary_and_its_answers() {
    let app = open().await;
    let document = fetch(&app, "/api/v1/openapi.json").await;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path}");
            let responses = operation["responses"].as_object().unwrap();
            assert!(
                // What answers with nothing but its status has no type.
                responses.iter().all(|(status, one)| {
                    ["204", "304"].contains(&status.as_str()) || one["content"].is_object()
                }),
                "{method} {path} has an untyped answer"
            );
        }
    }
}

#[tokio::test]
async fn an_upload_that_is_packed_or_has_an_unknown_parameter_is_refused() {
    let app = open().await;
    let path = "/api/v1/sboms?product=a&version=1";
    for (encoding, status) in [
        ("identity", StatusCode::ACCEPTED),
        ("br", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("gzip", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("identity, gzip", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ] {
        let request =
            Request::post(path).header("host", "127.0.0.1:7878").header("content-encoding", encoding);
        let answer = send(&app, request.body(Body::from(document(1).to_string())).unwrap()).await;
        assert_eq!(answer.status, status, "{encoding}: {}", answer.text);
    }
    let (answer, problem) =
        post(&app, &format!("{path}&lable=server"), "application/json", document(1).to_string()).await;
    is_problem(&answer, StatusCode::BAD_REQUEST);
    assert!(problem["detail"].as_str().unwrap().contains("lable"), "{problem}");
}

#[tokio::test]
async fn the_type_and_title_of_a_problem_follow_its_status() {
    let app = open().await;
    let shop = json!({ "name": "Shop" });
    post_json(&app, "/api/v1/products", shop.clone()).await;
    for (body, kind, title) in [
        (shop, "conflict", "It conflicts with what is there"),
        (json!({ "name": " " }), "unprocessable", "The content cannot be accepted"),
        (json!({ "nam": "x" }), "unprocessable", "The content cannot be accepted"),
    ] {
        let (_, problem) = post_json(&app, "/api/v1/products", body).await;
        assert_eq!(
            (&problem["type"], &problem["title"]),
            (&json!(format!("urn:mainstay:problem:{kind}")), &json!(title)),
            "{problem}"
        );
    }
}
