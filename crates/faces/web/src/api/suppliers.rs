//! Suppliers.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use mainstay_store::{Supplier, public_id};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::shared::BadQuery;
use crate::list::{self, Paged, Strict};
use crate::pages::suppliers::Suppliers;
use crate::{Error, Seen, Visitor};

/// A supplier.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SupplierBody {
    /// The public id.
    id: String,
    /// The name.
    name: String,
    /// Whom to write to.
    contact: Option<String>,
    /// Anything else.
    note: Option<String>,
    /// SBOMs received from it.
    sboms: u64,
    /// Requests that wait for an answer.
    open_requests: u64,
}

impl From<Supplier> for SupplierBody {
    fn from(row: Supplier) -> Self {
        let Supplier { uid, name, contact, note, sboms, open_requests } = row;
        Self { id: uid.to_string(), name, contact, note, sboms, open_requests }
    }
}

/// A supplier to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSupplier {
    /// The name.
    name: String,
    /// Whom to write to.
    contact: Option<String>,
    /// Anything else.
    note: Option<String>,
}

/// List suppliers
#[utoipa::path(get, path = "/api/v1/suppliers", operation_id = "list_suppliers", tag = "suppliers", params(list::ParamsOf<Suppliers>),
    responses((status = 200, description = "One page of suppliers.", body = Paged<SupplierBody>), BadQuery))]
pub(crate) async fn list(
    state: Seen,
    visitor: Visitor,
    uri: Uri,
    query: Strict<Suppliers>,
) -> Result<Response, Error> {
    list::typed::<Suppliers, SupplierBody>(state, visitor, uri, query).await
}

/// Add a supplier
///
/// A supplier of the same name is found rather than added again; what is told of it replaces what was known.
#[utoipa::path(post, path = "/api/v1/suppliers", operation_id = "create_supplier", tag = "suppliers", request_body = NewSupplier,
    responses((status = 201, description = "The supplier, with its address in `Location`.", body = SupplierBody), (status = 200, description = "The supplier, which was known.", body = SupplierBody), (status = 404, description = "No supplier has the id."), (status = 422, description = "The name is empty or too long.")))]
pub(crate) async fn create(
    Seen(state): Seen,
    _: Visitor,
    Json(new): Json<NewSupplier>,
) -> Result<Response, Error> {
    // An id is never added: it is that of a known supplier, or refused.
    let known = public_id(new.name.trim()).is_some()
        || state.office().store().find_supplier(&new.name).await?.is_some();
    let status = if known { StatusCode::OK } else { StatusCode::CREATED };
    let uid = state.office().add_supplier(&new.name, new.contact.as_deref(), new.note.as_deref()).await?;
    let body: SupplierBody = state.office().store().supplier(uid).await?.into();
    let location = HeaderValue::from_str(&format!("/api/v1/suppliers/{uid}"))?;
    Ok((status, [(header::LOCATION, location)], Json(body)).into_response())
}

/// Get a supplier
#[utoipa::path(get, path = "/api/v1/suppliers/{id}", operation_id = "get_supplier", tag = "suppliers", params(("id" = Uuid, Path, description = "The supplier's id.")),
    responses((status = 200, description = "The supplier.", body = SupplierBody), (status = 404, description = "There is no such supplier.")))]
pub(crate) async fn get(
    Seen(state): Seen,
    _: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Json<SupplierBody>, Error> {
    Ok(Json(state.office().store().supplier(id).await?.into()))
}
