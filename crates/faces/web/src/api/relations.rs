//! What is around a product over the API: its parts and its repositories.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use mainstay_store::{Named, Repository};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shared::{NoProduct, OfProduct};
use crate::{Error, Seen, Visitor};

/// A product that is part of another.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartBody {
    /// The public id.
    id: Uuid,
    /// The name.
    name: String,
}

/// Where the source of a product is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RepositoryBody {
    /// The public id.
    id: Uuid,
    /// The address.
    url: String,
}

/// A repository to be told of.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRepositoryBody {
    /// The address.
    url: String,
}

/// A part of a product in a path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OfPart {
    /// The product's key or id.
    slug: String,
    /// The part's key or id.
    part: String,
}

/// A repository of a product in a path.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OfRepository {
    /// The product's key or id.
    slug: String,
    /// The repository's id.
    repository: Uuid,
}

impl From<Named> for PartBody {
    fn from(part: Named) -> Self {
        Self { id: part.uid, name: part.name }
    }
}

impl From<Repository> for RepositoryBody {
    fn from(repository: Repository) -> Self {
        Self { id: repository.uid, url: repository.url }
    }
}

/// List the parts of a product
///
/// Its direct parts, by name.
#[utoipa::path(get, path = "/api/v1/products/{slug}/parts", operation_id = "list_parts", tag = "products",
    params(OfProduct),
    responses((status = 200, description = "The parts.", body = Vec<PartBody>), NoProduct))]
pub(crate) async fn parts(
    Seen(state): Seen,
    _: Visitor,
    Path(OfProduct { slug }): Path<OfProduct>,
) -> Result<Json<Vec<PartBody>>, Error> {
    let store = state.office().store();
    let product = store.product(&slug).await?;
    Ok(Json(store.parts(product.uid).await?.into_iter().map(Into::into).collect()))
}

/// Make a product a part of another
///
/// Saying it twice changes nothing.
#[utoipa::path(put, path = "/api/v1/products/{slug}/parts/{part}", operation_id = "add_part", tag = "products",
    params(OfPart),
    responses((status = 204, description = "It is a part."), NoProduct,
        (status = 409, description = "A product would be part of itself.")))]
pub(crate) async fn add_part(
    Seen(state): Seen,
    _: Visitor,
    Path(OfPart { slug, part }): Path<OfPart>,
) -> Result<StatusCode, Error> {
    let product = state.office().store().product(&slug).await?;
    state.office().add_part(product.uid, &part).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a part out of a product
///
/// The part itself stays as it is.
#[utoipa::path(delete, path = "/api/v1/products/{slug}/parts/{part}", operation_id = "remove_part", tag = "products",
    params(OfPart),
    responses((status = 204, description = "It is no part any more."), (status = 404, description = "There is no such product, or it is no part.")))]
pub(crate) async fn remove_part(
    Seen(state): Seen,
    _: Visitor,
    Path(OfPart { slug, part }): Path<OfPart>,
) -> Result<StatusCode, Error> {
    let product = state.office().store().product(&slug).await?;
    state.office().remove_part(product.uid, &part).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the repositories of a product
///
/// Where its source is, by address.
#[utoipa::path(get, path = "/api/v1/products/{slug}/repositories", operation_id = "list_repositories", tag = "products",
    params(OfProduct),
    responses((status = 200, description = "The repositories.", body = Vec<RepositoryBody>), NoProduct))]
pub(crate) async fn repositories(
    Seen(state): Seen,
    _: Visitor,
    Path(OfProduct { slug }): Path<OfProduct>,
) -> Result<Json<Vec<RepositoryBody>>, Error> {
    let store = state.office().store();
    let product = store.product(&slug).await?;
    Ok(Json(store.repositories(product.uid).await?.into_iter().map(Into::into).collect()))
}

/// Tell where the source of a product is
///
/// Saying it twice changes nothing.
#[utoipa::path(post, path = "/api/v1/products/{slug}/repositories", operation_id = "add_repository", tag = "products",
    params(OfProduct),
    request_body(content = NewRepositoryBody, description = "The repository."),
    responses((status = 201, description = "The repository.", body = RepositoryBody), NoProduct,
        (status = 422, description = "The address is empty or too long.")))]
pub(crate) async fn add_repository(
    Seen(state): Seen,
    _: Visitor,
    Path(OfProduct { slug }): Path<OfProduct>,
    Json(body): Json<NewRepositoryBody>,
) -> Result<(StatusCode, Json<RepositoryBody>), Error> {
    let product = state.office().store().product(&slug).await?;
    let repository = state.office().add_repository(product.uid, &body.url).await?;
    Ok((StatusCode::CREATED, Json(repository.into())))
}

/// Take a repository away from a product
///
/// Other products keep it.
#[utoipa::path(delete, path = "/api/v1/products/{slug}/repositories/{repository}", operation_id = "remove_repository", tag = "products",
    params(OfRepository),
    responses((status = 204, description = "It is none of the product's any more."), (status = 404, description = "The product has no such repository.")))]
pub(crate) async fn remove_repository(
    Seen(state): Seen,
    _: Visitor,
    Path(OfRepository { slug, repository }): Path<OfRepository>,
) -> Result<StatusCode, Error> {
    let product = state.office().store().product(&slug).await?;
    state.office().remove_repository(product.uid, repository).await?;
    Ok(StatusCode::NO_CONTENT)
}
