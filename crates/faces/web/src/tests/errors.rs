//! Errors as people and programs see them.

use axum::http::{Request, StatusCode};
use axum::routing::get as route;
use tower::ServiceExt;

use super::{get, open, request, send};
use crate::Error;

#[tokio::test]
async fn a_missing_page_offers_search_and_a_missing_resource_is_a_problem() {
    let state = open().await;
    let page = get(&state, "/no/such/page").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text.contains("action=\"/search\"") && page.text.contains("<h1>Not found</h1>"));

    let asked = send(&state, request("GET", "/no/such/page", &[("accept", "application/json")])).await;
    for problem in [get(&state, "/api/v1/none").await, get(&state, "/none.json").await, asked] {
        assert_eq!(problem.status, StatusCode::NOT_FOUND);
        assert_eq!(problem.header("content-type"), "application/problem+json");
        let body: serde_json::Value = serde_json::from_str(&problem.text).unwrap();
        assert_eq!(body["type"], "urn:mainstay:problem:not-found");
        assert_eq!(body["status"], 404);
        assert_eq!(body["instance"], format!("urn:uuid:{}", problem.header("x-request-id")));
    }
}

#[tokio::test]
async fn a_wrong_method_and_a_wrong_value_have_the_same_form() {
    let state = open().await;
    let method = send(&state, request("DELETE", "/", &[])).await;
    assert_eq!(method.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(method.header("allow").contains("GET") && method.text.contains("<h1>"));
    let value = get(&state, "/styleguide/samples.json?size=3").await;
    assert_eq!(value.status, StatusCode::BAD_REQUEST);
    assert!(value.text.contains("25, 50, 100 or 250"));
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_in_words() {
    let body = axum::body::Body::from(format!("theme=dark&back={}", "a".repeat(3 << 20)));
    let request = Request::post("/preferences")
        .header("host", "127.0.0.1")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .unwrap();
    let state = open().await;
    let answer = send(&state, request).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("<h1>Too large</h1>"));
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_stops() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let served = crate::serve(listener, open().await.state.clone(), std::future::ready(()));
    tokio::time::timeout(std::time::Duration::from_secs(5), served).await.unwrap().unwrap();
}

#[tokio::test]
async fn who_meets_a_busy_database_is_told_when_to_come_again() {
    async fn busy() -> Result<(), Error> {
        Err(mainstay_store::StoreError::Busy("deadlock".into()))?;
        Ok(())
    }
    let state = open().await.state.clone();
    let router = axum::Router::new()
        .route("/api/busy", route(busy))
        .layer(axum::middleware::from_fn_with_state(state.clone(), crate::error_page::render_errors))
        .with_state(state);
    let response = router.oneshot(request("GET", "/api/busy", &[])).await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()["retry-after"], "3");
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem["type"], "urn:mainstay:problem:busy");
}

#[tokio::test]
async fn the_cause_of_a_fault_stays_in_the_log() {
    async fn fails() -> Result<(), Error> {
        Err(std::io::Error::other("password of the database"))?;
        Ok(())
    }
    let state = open().await.state.clone();
    let router = axum::Router::new()
        .route("/fails", route(fails))
        .layer(axum::middleware::from_fn_with_state(state.clone(), crate::error_page::render_errors))
        .with_state(state);
    let response = router.oneshot(request("GET", "/fails", &[])).await.unwrap();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let text = String::from_utf8_lossy(&body);
    assert!(text.contains("Something went wrong here") && !text.contains("password"));
}
