//! Two people who change one product or release at a time: nobody's change is lost in silence.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use scraper::{Html, Selector};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::seed::seed;
use super::{Answer, App, get, open, send};

/// The fields of the form at an address, as a browser sends them.
async fn opened(app: &App, path: &str) -> Vec<(String, String)> {
    fields(&get(app, path).await.text, path)
}

fn fields(page: &str, path: &str) -> Vec<(String, String)> {
    let page = Html::parse_document(page);
    let select = |text: &str| Selector::parse(&format!("form[action='{path}'] {text}")).unwrap();
    let attr = |node: &scraper::ElementRef<'_>, name| node.value().attr(name).unwrap_or_default().to_owned();
    let inputs = select("input[name]:not([type=checkbox])");
    let mut fields: Vec<(String, String)> =
        page.select(&inputs).map(|node| (attr(&node, "name"), attr(&node, "value"))).collect();
    for node in page.select(&select("textarea")) {
        fields.push((attr(&node, "name"), node.text().collect::<String>().replace('\n', "\r\n")));
    }
    let chosen = Selector::parse("option[selected]").unwrap();
    for node in page.select(&select("select")) {
        let value = node.select(&chosen).next().map(|option| attr(&option, "value")).unwrap_or_default();
        fields.push((attr(&node, "name"), value));
    }
    fields
}

async fn save(app: &App, path: &str, mut fields: Vec<(String, String)>, changes: &[(&str, &str)]) -> Answer {
    for (name, value) in changes {
        fields.retain(|(field, _)| field != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let encode = |text: &str| crate::address::value(text);
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let request = Request::post(path)
        .header("host", "127.0.0.1:7878")
        .header("content-type", "application/x-www-form-urlencoded");
    send(app, request.body(Body::from(body.join("&"))).unwrap()).await
}

async fn api(app: &App, path: &str) -> Value {
    serde_json::from_str(&get(app, path).await.text).unwrap()
}

#[tokio::test]
async fn two_forms_of_one_product_keep_each_other_s_changes() {
    let app = open().await;
    seed(app.office()).await;
    let path = "/products/web-shop/edit";
    let (first, second) = (opened(&app, path).await, opened(&app, path).await);
    let saved = save(&app, path, first, &[("description", "one\r\ntwo"), ("criticality", "critical")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let saved = save(&app, path, second.clone(), &[("tags", "new")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let product = api(&app, "/api/v1/products/web-shop").await;
    assert_eq!(
        (&product["description"], &product["criticality"], &product["tags"]),
        (&json!("one\ntwo"), &json!("critical"), &json!(["new"]))
    );

    let refused = save(&app, path, second, &[("criticality", "low"), ("class", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("“critical” stands there now"), "{}", refused.text);
    assert_eq!(api(&app, "/api/v1/products/web-shop").await["criticality"], "critical");
    let saved = save(&app, path, fields(&refused.text, path), &[]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let product = api(&app, "/api/v1/products/web-shop").await;
    assert_eq!(
        (&product["description"], &product["criticality"], &product["tags"]),
        (&json!("one\ntwo"), &json!("low"), &json!(["new"])),
        "one's own value, told and sent again, and all that others did"
    );
}

#[tokio::test]
async fn two_forms_of_one_release_keep_each_other_s_changes() {
    let app = open().await;
    let made = seed(app.office()).await;
    let path = format!("/releases/{}/edit", made.second);
    let (first, second) = (opened(&app, &path).await, opened(&app, &path).await);
    assert_eq!(save(&app, &path, first, &[("released", "2026-05-01")]).await.status, StatusCode::SEE_OTHER);
    let saved = save(&app, &path, second.clone(), &[("deployed", "yes")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let release = api(&app, &format!("/api/v1/releases/{}", made.second)).await;
    assert_eq!(
        (&release["released_at"], &release["deployed"]),
        (&json!("2026-05-01T00:00:00Z"), &json!(true))
    );
    let refused = save(&app, &path, second, &[("released", "2026-06-01")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("“2026-05-01” stands there now"), "{}", refused.text);
}

#[tokio::test]
async fn a_change_over_the_api_that_was_made_from_an_older_state_is_refused() {
    let app = open().await;
    let made = seed(app.office()).await;
    let put = async |path: &str, tag: Option<&str>, body: &Value| {
        let request =
            Request::put(path).header("host", "127.0.0.1:7878").header("content-type", "application/json");
        let request = match tag {
            Some(tag) => request.header("if-match", tag),
            None => request,
        };
        send(&app, request.body(Body::from(body.to_string())).unwrap()).await
    };
    for (path, field) in [
        ("/api/v1/products/web-shop".to_owned(), "description"),
        (format!("/api/v1/releases/{}", made.second), "variant"),
    ] {
        let read = get(&app, &path).await;
        let tag = read.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.len() > 20, "{path}: {tag}");
        let mut body: Value = serde_json::from_str(&read.text).unwrap();
        body[field] = json!("mine");
        // An answer that was packed on the way has a weak tag.
        let saved = put(&path, Some(&format!("W/{tag}")), &body).await;
        assert_eq!(saved.status, StatusCode::OK, "{path}: {}", saved.text);
        let new = saved.header("etag").to_owned();
        assert_eq!(new, get(&app, &path).await.header("etag"), "{path}");
        assert_ne!(new, tag, "{path}");

        body[field] = json!("late");
        let refused = put(&path, Some(&tag), &body).await;
        assert_eq!(refused.status, StatusCode::PRECONDITION_FAILED, "{path}");
        assert_eq!(refused.header("content-type"), "application/problem+json");
        assert_eq!(api(&app, &path).await[field], "mine", "{path}");
        for tag in [None, Some("*")] {
            body[field] = json!(format!("told by {tag:?}"));
            assert_eq!(put(&path, tag, &body).await.status, StatusCode::OK, "{path} {tag:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_changes_over_the_api_that_are_made_from_one_state_at_once_one_is_done() {
    let app = open().await;
    let made = seed(app.office()).await;
    for (path, field) in [
        ("/api/v1/products/web-shop".to_owned(), "description"),
        (format!("/api/v1/releases/{}", made.second), "variant"),
    ] {
        for _ in 0..5 {
            let read = get(&app, &path).await;
            let mut changes = JoinSet::new();
            for number in 0..8 {
                let mut body: Value = serde_json::from_str(&read.text).unwrap();
                body[field] = json!(format!("{}{number}", body[field].as_str().unwrap()));
                let request = Request::put(&path)
                    .header("host", "127.0.0.1:7878")
                    .header("content-type", "application/json")
                    .header("if-match", read.header("etag"))
                    .body(Body::from(body.to_string()));
                let state = app.state.clone();
                changes.spawn(async move { send(&state, request.unwrap()).await.status });
            }
            let mut told = changes.join_all().await;
            told.sort();
            let expected: Vec<StatusCode> =
                [StatusCode::OK].into_iter().chain([StatusCode::PRECONDITION_FAILED; 7]).collect();
            assert_eq!(told, expected, "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_forms_that_are_saved_at_once_no_change_is_lost() {
    let app = open().await;
    let made = seed(app.office()).await;
    let release = format!("/releases/{}", made.second);
    for (at, one, other) in
        [("/products/web-shop", "description", "tags"), (release.as_str(), "variant", "version")]
    {
        let (path, api_path) = (format!("{at}/edit"), format!("/api/v1{at}"));
        for round in 0..5 {
            let form = opened(&app, &path).await;
            let (left, right) = (format!("left {round}"), format!("right {round}"));
            let (left_change, right_change) = ([(one, left.as_str())], [(other, right.as_str())]);
            let (first, second) = tokio::join!(
                save(&app, &path, form.clone(), &left_change),
                save(&app, &path, form, &right_change)
            );
            assert_eq!([first.status, second.status], [StatusCode::SEE_OTHER; 2], "{path}");
            let now = api(&app, &api_path).await.to_string();
            assert!(now.contains(&left) && now.contains(&right), "{now}");

            let form = opened(&app, &path).await;
            let values = ["a", "b", "c"].map(|mine| format!("{mine} {round}"));
            let [a, b, c] = values.each_ref().map(|value| [(one, value.as_str())]);
            let (a, b, c) = tokio::join!(
                save(&app, &path, form.clone(), &a),
                save(&app, &path, form.clone(), &b),
                save(&app, &path, form, &c)
            );
            let mut told = [a.status, b.status, c.status];
            told.sort();
            let refused = StatusCode::UNPROCESSABLE_ENTITY;
            assert_eq!(told, [StatusCode::SEE_OTHER, refused, refused], "{path}");
        }
    }
}

#[tokio::test]
async fn sboms_and_requests_are_found_by_the_name_of_their_supplier() {
    let app = open().await;
    let store = app.office().store();
    let supplier = app.office().add_supplier("Widget Works", None, None).await.unwrap();
    let ask = mainstay_office::suppliers::Ask { supplier: "Widget Works", ..Default::default() };
    app.office().ask_supplier(&ask).await.unwrap();
    assert!(store.find_supplier("widget works").await.unwrap().is_some());
    for named in ["Widget+Works", "widget+works", &supplier.to_string()] {
        let found = api(&app, &format!("/api/v1/requests?supplier={named}")).await;
        assert_eq!(found["items"].as_array().unwrap().len(), 1, "{named}");
        assert_eq!(get(&app, &format!("/sboms?supplier={named}")).await.status, StatusCode::OK, "{named}");
    }
    let nobody = get(&app, "/requests?supplier=Nobody").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    assert!(nobody.text.contains("There is no supplier") && nobody.text.contains("Nobody"));
}
