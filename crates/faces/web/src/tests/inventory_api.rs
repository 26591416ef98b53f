//! The REST API over a small inventory.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use super::stock::{document, seed};
use super::{fetch, get, open, send};
use crate::{State, inventory};

async fn post(state: &State, path: &str, body: &Value) -> (StatusCode, Value) {
    let request = Request::post(path)
        .header("host", "127.0.0.1:7878")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/json");
    let answer = send(state, request.body(Body::from(body.to_string())).unwrap()).await;
    (answer.status, serde_json::from_str(&answer.text).unwrap())
}

#[tokio::test]
async fn the_description_lists_every_operation() {
    let state = open().await;
    let description = fetch(&state, "/api/v1/openapi.json").await;
    let mut ids: Vec<&str> = Vec::new();
    let routes = inventory(&state);
    let paths: BTreeSet<&str> = routes.iter().map(|route| route.path.as_str()).collect();
    for path in
        paths.into_iter().filter(|path| path.starts_with("/api/v1/") && !path.ends_with("openapi.json"))
    {
        let item = &description["paths"][path.replace("{*", "{")];
        assert!(item.is_object(), "{path} is not described");
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path}");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path}");
            ids.push(operation["operationId"].as_str().unwrap());
        }
    }
    assert!(ids.len() >= 24, "{ids:?}");
    let distinct: BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "no two operations share an id: {ids:?}");
}

#[tokio::test]
async fn where_used_has_the_shape_that_scripts_rely_on() {
    let state = open().await;
    seed(state.office()).await;
    let answer = fetch(&state, "/api/v1/where-used?q=pkg:npm/lodash@%3C4.17.20").await;
    assert_eq!(answer["query"], "pkg:npm/lodash@<4.17.20");
    let one = &answer["uses"][0];
    assert_eq!(one["product"], "till");
    assert_eq!(one["release"], "2024.1");
    assert_eq!(one["component"], "pkg:npm/lodash@4.17.19");
    assert_eq!(one["direct"], false);
    assert_eq!(answer["uses"].as_array().unwrap().len(), 1);
    assert_eq!(answer["not_comparable"].as_array().unwrap().len(), 1);
    let first = fetch(&state, "/api/v1/where-used?q=pkg:npm/lodash&size=1").await;
    let second = fetch(&state, first["next"].as_str().unwrap()).await;
    assert_ne!(first["uses"][0]["product"], second["uses"][0]["product"]);
    assert!(second["next"].is_null());
}

#[tokio::test]
async fn lists_take_the_queries_of_the_pages() {
    let state = open().await;
    seed(state.office()).await;
    let page = fetch(&state, "/api/v1/components?ecosystem=npm&size=25&sort=-releases").await;
    assert!(page["items"][0]["id"].is_string() && page["total"]["exact"] == true);
    assert_eq!(fetch(&state, "/api/v1/packages?several-versions=yes").await["items"][0]["versions"], 3);
    assert_eq!(fetch(&state, "/api/v1/sboms?state=refused").await["items"][0]["components"], Value::Null);
    assert_eq!(fetch(&state, "/api/v1/work?state=failed").await["items"].as_array().unwrap().len(), 1);
    let wrong = get(&state, "/api/v1/components?colour=red").await;
    assert_eq!(
        (wrong.status, wrong.header("content-type")),
        (StatusCode::BAD_REQUEST, "application/problem+json")
    );
}

#[tokio::test]
async fn single_things_are_found_and_missing_ones_are_problems() {
    let state = open().await;
    let seed = seed(state.office()).await;
    let component = fetch(&state, "/api/v1/components/pkg:npm/%40scope/core@1.2.3").await;
    assert_eq!(component["purl"], "pkg:npm/%40scope/core@1.2.3");
    let package = fetch(&state, "/api/v1/packages/pkg%3Anpm%2Flodash").await;
    assert_eq!(package["versions"][0]["version"], "4.17.21");
    assert!(
        fetch(&state, &format!("/api/v1/sboms/{}/quality", seed.current)).await["points"][0]["remedy"]
            .is_string()
    );
    let file = get(&state, &format!("/api/v1/sboms/{}/document", seed.superseded)).await;
    assert_eq!(file.text.as_bytes(), document("4.17.20", ""));
    assert_eq!(fetch(&state, "/api/v1/search?q=lodash").await["exact"], "/components/pkg:npm/lodash");
    assert_eq!(fetch(&state, "/api/v1/coverage").await["products_without"], 1);
    assert_eq!(fetch(&state, "/api/v1/coverage/products?gap=without").await["items"][0]["product"], "silent");
    for path in [
        "components/pkg:npm/none@1",
        "sboms/0190a1b2-0000-7000-8000-000000000000",
        "components/pkg:npm/lodash",
    ] {
        let missing = get(&state, &format!("/api/v1/{path}")).await;
        assert_eq!(
            (missing.status, missing.header("content-type")),
            (StatusCode::NOT_FOUND, "application/problem+json"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn suppliers_requests_and_work_are_written_by_json() {
    let state = open().await;
    seed(state.office()).await;
    let (status, supplier) = post(&state, "/api/v1/suppliers", &json!({ "name": "Cogs" })).await;
    assert_eq!((status, &supplier["name"]), (StatusCode::CREATED, &json!("Cogs")));
    let (status, again) = post(&state, "/api/v1/suppliers", &json!({ "name": "COGS", "note": "n" })).await;
    assert_eq!((status, &again["id"], &again["note"]), (StatusCode::OK, &supplier["id"], &json!("n")));
    let (status, by_id) = post(&state, "/api/v1/suppliers", &json!({ "name": again["id"] })).await;
    assert_eq!((status, &by_id), (StatusCode::OK, &again), "an id is that of who is known");
    let (status, problem) = post(&state, "/api/v1/suppliers", &json!({ "name": " " })).await;
    assert_eq!((status, problem["status"].as_u64()), (StatusCode::UNPROCESSABLE_ENTITY, Some(422)));
    let ask = json!({ "supplier": "Cogs", "product": "till", "due": "2126-01-01" });
    let (status, request) = post(&state, "/api/v1/requests", &ask).await;
    assert_eq!((status, &request["status"]), (StatusCode::CREATED, &json!("open")));
    let path = format!("/api/v1/requests/{}", request["id"].as_str().unwrap());
    let answer = format!("{path}/answer");
    let sbom = "0190a1b2-0000-7000-8000-000000000000";
    for unclear in [
        json!({}),
        json!({ "note": "no" }),
        json!({ "state": "received" }),
        json!({ "state": "open" }),
        json!({ "state": "gone" }),
        json!({ "state": "declined", "sbom": sbom }),
    ] {
        assert_eq!(post(&state, &answer, &unclear).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{unclear}");
    }
    assert_eq!(fetch(&state, &path).await["status"], "open", "what was unclear changed nothing");
    let declined = json!({ "state": "declined", "note": "no" });
    assert_eq!(post(&state, &answer, &declined).await.1["status"], "declined");
    assert_eq!(post(&state, &answer, &declined).await.0, StatusCode::CONFLICT, "it has its answer");
    let asked = post(&state, "/api/v1/requests", &json!({ "supplier": "Cogs", "product": "till" })).await.1;
    let told = "/api/v1/sboms?product=till&version=9&source=supplier&supplier=cogs";
    let sent: Value = serde_json::from_slice(&document("4.17.21", "")).unwrap();
    let receipt = post(&state, told, &sent).await.1;
    let asked = format!("/api/v1/requests/{}", asked["id"].as_str().unwrap());
    assert_eq!(fetch(&state, &asked).await["status"], "open", "nobody has read what came");
    let answer = json!({ "sbom": receipt["sbom"] });
    assert_eq!(post(&state, &format!("{asked}/answer"), &answer).await.0, StatusCode::CONFLICT);
    state.office().work_off().await.unwrap();
    let answered = fetch(&state, &asked).await;
    assert_eq!((&answered["status"], &answered["sbom"]), (&json!("received"), &receipt["sbom"]));
    let id = supplier["id"].as_str().unwrap();
    let (_, by_id) = post(&state, "/api/v1/requests", &json!({ "supplier": id })).await;
    assert_eq!((&by_id["supplier"], &by_id["supplier_id"]), (&json!("Cogs"), &json!(id)));
    assert_eq!(post(&state, "/api/v1/requests", &json!({ "supplier": sbom })).await.0, StatusCode::NOT_FOUND);
    assert_eq!(fetch(&state, &path).await["note"], "no");
    let failed =
        fetch(&state, "/api/v1/work?state=failed").await["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(post(&state, &format!("/api/v1/work/{failed}/retry"), &json!({})).await.1["state"], "queued");
    assert_eq!(
        post(&state, &format!("/api/v1/work/{failed}/cancel"), &json!({})).await.1["state"],
        "canceled"
    );
    let (status, problem) = post(&state, &format!("/api/v1/work/{failed}/cancel"), &json!({})).await;
    assert_eq!((status, &problem["type"]), (StatusCode::CONFLICT, &json!("urn:mainstay:problem:conflict")));
}

#[tokio::test]
async fn a_document_that_whoever_asks_has_is_not_sent_again() {
    let state = open().await;
    let seed = seed(state.office()).await;
    for path in
        [format!("/api/v1/sboms/{}/document", seed.current), format!("/sboms/{}/document", seed.current)]
    {
        let first = get(&state, &path).await;
        assert_eq!(first.header("cache-control"), "private, no-cache", "{path}");
        let had = super::request("GET", &path, &[("if-none-match", first.header("etag"))]);
        let again = super::send(&state, had).await;
        assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path}");
    }
}

#[tokio::test]
async fn a_release_is_written_as_one_sbom_and_what_is_lost_is_told() {
    let state = open().await;
    let seed = seed(state.office()).await;
    let release = state.office().store().sbom(seed.current).await.unwrap().release;
    let page = get(&state, &format!("/releases/{release}/export?format=spdx-2.3-json")).await;
    assert_eq!(page.status, StatusCode::OK);
    let link = format!("/api/v1/releases/{release}/sbom?format=spdx-2.3-json");
    assert!(page.text.contains(&link), "{}", page.text);
    let file = get(&state, &link).await;
    assert_eq!(file.header("content-type"), "application/spdx+json");
    assert!(
        file.header("content-disposition").ends_with(".spdx.json\""),
        "{}",
        file.header("content-disposition")
    );
    let told: u64 = file.header("mainstay-notes").parse().unwrap();
    assert!(told > 0 && page.text.contains(&format!("{told} note")), "{told}");
    let document: Value = serde_json::from_str(&file.text).unwrap();
    assert_eq!(document["spdxVersion"], "SPDX-2.3");
    for format in ["cyclonedx-json", "cyclonedx-1.6-json"] {
        let page = get(&state, &format!("/releases/{release}/export?format={format}")).await;
        assert!(page.text.contains("selected>CycloneDX 1.6 JSON"), "{format}");
    }
    for path in [format!("/releases/{release}/export"), format!("/api/v1/releases/{release}/sbom")] {
        assert_eq!(get(&state, &path).await.status, StatusCode::OK, "{path}");
        assert_eq!(
            get(&state, &format!("{path}?format=docx")).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
}
