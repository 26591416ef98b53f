//! Products over the API.

use axum::Json;
use axum::extract::{Path, State as Extract};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use mainstay_office::intake::slug;
use mainstay_store::NewProduct;

use super::body::{NewProductBody, ProductBody};
use crate::list::{self, Paged, Params, Strict};
use crate::pages::products::Products;
use crate::{Error, Problem, State, Visitor};

/// List products
///
/// Filters: `lifecycle`, `distribution`, `criticality`, `archived` (`show`, `only`), `tag`, `unit`; words search name and key.
/// Sorted by `name` or `-added`.
#[utoipa::path(
    get,
    path = "/api/v1/products",
    operation_id = "list_products",
    tag = "products",
    params(Params),
    responses(
        (status = 200, description = "One page of products.", body = Paged<ProductBody>),
        (status = 400, description = "The query is not understood.", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn list(
    state: Extract<State>,
    visitor: Visitor,
    uri: Uri,
    query: Strict<Products>,
) -> Result<Response, Error> {
    list::typed::<Products, ProductBody>(state, visitor, uri, query).await
}

/// Add a product
///
/// People and units that are not known yet are added too.
#[utoipa::path(
    post,
    path = "/api/v1/products",
    operation_id = "create_product",
    tag = "products",
    request_body(content = NewProductBody, description = "The product."),
    responses(
        (status = 201, description = "The product, with its address in `Location`.", body = ProductBody),
        (status = 409, description = "The key is taken.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The content breaks a rule.", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn create(
    Extract(state): Extract<State>,
    _: Visitor,
    Json(body): Json<NewProductBody>,
) -> Result<Response, Error> {
    let store = state.office().store();
    if body.name.trim().is_empty() {
        return Err(Error::unprocessable("`name` is empty."));
    }
    let mut unit = None;
    for name in &body.unit {
        unit = Some(store.ensure_unit(name, unit).await?);
    }
    let shown = body.owner.as_deref().or(body.owner_mail.as_deref());
    let owner = match shown {
        Some(name) => Some(store.ensure_person(name, body.owner_mail.as_deref()).await?),
        None => None,
    };
    let product = NewProduct {
        slug: body.key.unwrap_or_else(|| slug(&body.name)),
        name: body.name.trim().to_owned(),
        description: body.description,
        unit,
        owner,
        criticality: body.criticality,
        distribution: body.distribution,
        lifecycle: body.lifecycle,
        class: body.class,
        tags: body.tags,
    };
    store.create_product(&product).await?;
    let made: ProductBody = store.product(&product.slug).await?.into();
    let location = format!("/api/v1/products/{}", product.slug);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(made)).into_response())
}

/// Get a product
///
/// By its key or id.
#[utoipa::path(
    get,
    path = "/api/v1/products/{slug}",
    operation_id = "get_product",
    tag = "products",
    params(("slug" = String, Path, description = "The product's key or id.")),
    responses(
        (status = 200, description = "The product.", body = ProductBody),
        (status = 404, description = "There is no such product.", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn get(
    Extract(state): Extract<State>,
    _: Visitor,
    Path(slug): Path<String>,
) -> Result<Json<ProductBody>, Error> {
    Ok(Json(state.office().store().product(&slug).await?.into()))
}
