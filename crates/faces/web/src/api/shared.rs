//! What the descriptions of several operations have in common, said once.

use std::collections::BTreeMap;

use serde::Deserialize;
use utoipa::openapi::{RefOr, Response, ResponseBuilder};
use utoipa::{IntoParams, IntoResponses};

/// The product in a path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OfProduct {
    /// The product's key or id.
    pub(crate) slug: String,
}

/// The release in a path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OfRelease {
    /// The release's id.
    #[param(value_type = uuid::Uuid)]
    pub(crate) release: String,
}

/// No product has the key or id.
pub(crate) enum NoProduct {}

/// No release has the id.
pub(crate) enum NoRelease {}

/// A filter, an order or a cursor that the list does not have, or more than it takes.
pub(crate) enum BadQuery {}

/// Something else stands there than what the change was made from (`If-Match`).
pub(crate) enum Changed {}

/// What is told of a thing cannot be.
pub(crate) enum BadContent {}

impl IntoResponses for NoProduct {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusal("404", "There is no such product.")
    }
}

impl IntoResponses for NoRelease {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusal("404", "There is no such release.")
    }
}

impl IntoResponses for BadQuery {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusal("400", "The query is not understood, or asks for more than 100 words and values of filters.")
    }
}

impl IntoResponses for Changed {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusal("412", "It was changed since it had the `ETag` of `If-Match`.")
    }
}

impl IntoResponses for BadContent {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusal("422", "The content breaks a rule.")
    }
}

/// A refusal without its form, which `errors` adds to all of them.
fn refusal(status: &str, description: &str) -> BTreeMap<String, RefOr<Response>> {
    let response = ResponseBuilder::new().description(description).build();
    BTreeMap::from([(status.to_owned(), RefOr::T(response))])
}
