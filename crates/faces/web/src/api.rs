//! The REST API. An operation is one file here and one line in `routes`; its description stands at the handler (`utoipa::path`).

pub(crate) mod access;
mod body;
pub(crate) mod components;
pub(crate) mod coverage;
pub(crate) mod errors;
pub(crate) mod graph;
pub(crate) mod health;
pub(crate) mod intake;
pub(crate) mod packages;
pub(crate) mod parameters;
pub(crate) mod products;
pub(crate) mod relations;
pub(crate) mod releases;
pub(crate) mod requests;
pub(crate) mod sboms;
pub(crate) mod search;
mod shared;
pub(crate) mod statements;
pub(crate) mod suppliers;
mod versioned;
pub(crate) mod where_used;
pub(crate) mod work;

use std::sync::Arc;

use axum::Json;
use axum::http::HeaderMap;
use serde_json::Value;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

use crate::State;

/// The part of the description that is not made of operations.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Mainstay",
        description = "The inventory, the decisions and the evidence of an open source program office. Lists take the same queries as the pages: `filter`, `sort`, `size` and `after`; errors are RFC 9457 problems. Programs send `Authorization: Bearer TOKEN`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(crate::Problem))
)]
struct Description;

/// The description without operations.
pub(crate) fn document() -> OpenApi {
    Description::openapi()
}

/// `GET /api/v1/openapi.json`.
pub(crate) async fn openapi_json(headers: HeaderMap, state: State, document: Arc<Value>) -> Json<Value> {
    let mut document = Value::clone(&document);
    access::name_session(&mut document, &headers, state.config());
    Json(document)
}
