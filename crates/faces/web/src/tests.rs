//! The program in memory: routes, refusals, the forms of errors, exports.

mod api;
mod badges;
mod doors;
mod errors;
mod exports;
mod history;
mod inventory;
mod inventory_api;
mod lists;
mod matrix;
mod meanwhile;
mod names;
mod pages;
mod product_releases;
mod releases;
mod roundtrip;
mod schemas;
mod seed;
mod sign_in;
mod stamps;
mod stock;
mod strict;
mod truths;
mod unknown;
mod uploads;

use std::ops::Deref;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode};
use mainstay_office::{Office, Settings};
use mainstay_store::{Store, StoreOptions};
use mainstay_testapp::Database;
use serde_json::Value;
use tower::ServiceExt;

use crate::{Config, State, router};

/// One answer, read to its end.
struct Answer {
    status: StatusCode,
    head: Response<()>,
    text: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.head.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// The program over an empty database that is gone with it.
struct App {
    state: State,
    _database: Database,
}

impl Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

async fn start(config: Config) -> App {
    let database = Database::sqlite();
    let store = Store::open(database.url(), StoreOptions::default()).await.unwrap();
    App { state: State::new(config, Office::new(store, Settings::default())), _database: database }
}

async fn open() -> App {
    start(Config::open()).await
}

async fn send(state: &State, request: Request<Body>) -> Answer {
    let response = router(state.clone()).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 4 << 20).await.unwrap();
    let status = parts.status;
    Answer {
        status,
        head: Response::from_parts(parts, ()),
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

async fn get(state: &State, path: &str) -> Answer {
    send(state, request("GET", path, &[])).await
}

/// What the API answers.
async fn fetch(state: &State, path: &str) -> Value {
    let answer = get(state, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let builder = Request::builder().method(method).uri(path);
    let builder = if headers.iter().any(|(name, _)| *name == "host") {
        builder
    } else {
        builder.header("host", "127.0.0.1:7878")
    };
    let builder = headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
    builder.body(Body::empty()).unwrap()
}
