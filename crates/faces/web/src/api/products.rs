//! Products over the API.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use mainstay_office::catalog::ProductEntry;
use mainstay_store::Product;

use super::body::{NewProductBody, ProductBody};
use super::shared::{BadContent, BadQuery, Changed, NoProduct, OfProduct};
use super::versioned::{answer, made_from, tagged};
use crate::list::{self, Paged, ParamsOf, Strict};
use crate::pages::products::Products;
use crate::{Error, Seen, Visitor};

/// List products
///
/// A `unit` is its way from the top (`Tools/Web`), with those below it; an `owner` a name or a mail address.
/// Sorted by `name` or `-added`.
#[utoipa::path(
    get,
    path = "/api/v1/products",
    operation_id = "list_products",
    tag = "products",
    params(ParamsOf<Products>),
    responses(
        (status = 200, description = "One page of products.", body = Paged<ProductBody>),
        BadQuery
    )
)]
pub(crate) async fn list(
    state: Seen,
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
        (status = 409, description = "The key is taken."),
        BadContent
    )
)]
pub(crate) async fn create(
    Seen(state): Seen,
    _: Visitor,
    Json(body): Json<NewProductBody>,
) -> Result<Response, Error> {
    let made = state.office().add_product(&body.into()).await?;
    let location = format!("/api/v1/products/{}", made.slug);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(ProductBody::from(made))).into_response())
}

/// Change a product
///
/// Replaces what is told of it; what the body leaves out is no longer told, but for the key, which then stays.
#[utoipa::path(
    put,
    path = "/api/v1/products/{slug}",
    operation_id = "change_product",
    tag = "products",
    params(OfProduct, ("If-Match" = Option<String>, Header, description = "The `ETag` of what the change was made from: it is refused when something else stands there by now.")),
    request_body(content = NewProductBody, description = "The product."),
    responses(
        (status = 200, description = "The product as it is now.", body = ProductBody),
        NoProduct,
        (status = 409, description = "The key is taken."),
        Changed,
        BadContent
    )
)]
pub(crate) async fn change(
    Seen(state): Seen,
    _: Visitor,
    Path(OfProduct { slug }): Path<OfProduct>,
    headers: HeaderMap,
    Json(body): Json<NewProductBody>,
) -> Result<Response, Error> {
    let product = state.office().store().product(&slug).await?;
    let mut entry = ProductEntry::from(body);
    entry.key.get_or_insert(product.slug);
    let fits = |now: &Product| made_from(&headers, &ProductBody::from(now.clone()));
    let changed = state.office().change_product(product.uid, &entry, fits).await?;
    tagged(ProductBody::from(changed))
}

/// Put a product away
///
/// It leaves the list of products, coverage and the numbers of products and releases. Nothing is deleted: its components and SBOMs stay in
/// the inventory, and search and where-used go on naming it, marked as archived.
#[utoipa::path(
    post,
    path = "/api/v1/products/{slug}/actions/archive",
    operation_id = "archive_product",
    tag = "products",
    params(OfProduct),
    responses(
        (status = 204, description = "It is put away."),
        NoProduct
    )
)]
pub(crate) async fn archive(
    Seen(state): Seen,
    _: Visitor,
    Path(OfProduct { slug }): Path<OfProduct>,
) -> Result<StatusCode, Error> {
    let store = state.office().store();
    store.archive_product(store.product(&slug).await?.uid, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a product back
///
/// Undoes putting it away.
#[utoipa::path(
    post,
    path = "/api/v1/products/{slug}/actions/restore",
    operation_id = "restore_product",
    tag = "products",
    params(OfProduct),
    responses(
        (status = 204, description = "It is back."),
        NoProduct
    )
)]
pub(crate) async fn restore(
    Seen(state): Seen,
    _: Visitor,
    Path(OfProduct { slug }): Path<OfProduct>,
) -> Result<StatusCode, Error> {
    let store = state.office().store();
    store.archive_product(store.product(&slug).await?.uid, false).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Get a product
///
/// By its key or id. Its `ETag` tells one state from another: send it with a change (`If-Match`).
#[utoipa::path(
    get,
    path = "/api/v1/products/{slug}",
    operation_id = "get_product",
    tag = "products",
    params(OfProduct),
    responses(
        (status = 200, description = "The product.", body = ProductBody),
        NoProduct
    )
)]
pub(crate) async fn get(
    Seen(state): Seen,
    _: Visitor,
    Path(OfProduct { slug }): Path<OfProduct>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    answer(&headers, ProductBody::from(state.office().store().product(&slug).await?))
}
