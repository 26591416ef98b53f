//! Background work.

use axum::Json;
use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use mainstay_office::work::sbom_of;
use mainstay_store::Work;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::shared::BadQuery;
use crate::list::{self, Paged, Strict};
use crate::pages::work::{Piece, WorkList};
use crate::{Error, Seen, Visitor};

/// A piece of work.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WorkBody {
    /// The public id.
    id: String,
    /// What is to be done.
    kind: String,
    /// What became of it: `queued`, `running`, `done`, `failed` or `canceled`.
    state: &'static str,
    /// The id of the SBOM that it is about.
    sbom: Option<String>,
    /// Steps done.
    done: u64,
    /// Steps altogether; null while that is not known.
    total: Option<u64>,
    /// What is being done.
    note: Option<String>,
    /// Why it failed last.
    error: Option<String>,
    /// Attempts begun.
    attempts: u32,
    /// Attempts until it is given up.
    max_attempts: u32,
    /// Whether somebody asked to cancel it.
    cancel_asked: bool,
    /// When it was added (RFC 3339).
    created_at: String,
    /// When it came to its end (RFC 3339).
    finished_at: Option<String>,
}

impl From<Piece> for WorkBody {
    fn from(row: Piece) -> Self {
        row.work.into()
    }
}

impl From<Work> for WorkBody {
    fn from(row: Work) -> Self {
        Self {
            id: row.uid.to_string(),
            state: row.state.as_str(),
            sbom: sbom_of(&row).map(|sbom| sbom.to_string()),
            kind: row.kind,
            done: row.done,
            total: row.total,
            note: row.note,
            error: row.error,
            attempts: row.attempts,
            max_attempts: row.max_attempts,
            cancel_asked: row.cancel_asked,
            created_at: row.created_at.to_string(),
            finished_at: row.finished_at.map(|at| at.to_string()),
        }
    }
}

/// List work
///
/// Last added first.
#[utoipa::path(get, path = "/api/v1/work", operation_id = "list_work", tag = "work", params(list::ParamsOf<WorkList>),
    responses((status = 200, description = "One page of work.", body = Paged<WorkBody>), BadQuery))]
pub(crate) async fn list(
    state: Seen,
    visitor: Visitor,
    uri: Uri,
    query: Strict<WorkList>,
) -> Result<Response, Error> {
    list::typed::<WorkList, WorkBody>(state, visitor, uri, query).await
}

/// Get a piece of work
#[utoipa::path(get, path = "/api/v1/work/{id}", operation_id = "get_work", tag = "work", params(("id" = Uuid, Path, description = "The work's id.")),
    responses((status = 200, description = "The work.", body = WorkBody), (status = 404, description = "There is no such work.")))]
pub(crate) async fn get(
    Seen(state): Seen,
    _: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Json<WorkBody>, Error> {
    Ok(Json(state.office().store().work(id).await?.into()))
}

/// Try work again
///
/// Gives failed or canceled work another round of attempts.
#[utoipa::path(post, path = "/api/v1/work/{id}/retry", operation_id = "retry_work", tag = "work", params(("id" = Uuid, Path, description = "The work's id.")),
    responses((status = 200, description = "The work.", body = WorkBody), (status = 404, description = "There is no such work."), (status = 409, description = "It has neither failed nor been canceled.")))]
pub(crate) async fn retry(
    Seen(state): Seen,
    _: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Json<WorkBody>, Error> {
    state.office().retry_work(id).await?;
    Ok(Json(state.office().store().work(id).await?.into()))
}

/// Cancel work
///
/// What waits is canceled at once; what runs stops at its next sign of life.
#[utoipa::path(post, path = "/api/v1/work/{id}/cancel", operation_id = "cancel_work", tag = "work", params(("id" = Uuid, Path, description = "The work's id.")),
    responses((status = 200, description = "The work.", body = WorkBody), (status = 404, description = "There is no such work."), (status = 409, description = "It has ended already.")))]
pub(crate) async fn cancel(
    Seen(state): Seen,
    _: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Json<WorkBody>, Error> {
    state.office().cancel_work(id).await?;
    Ok(Json(state.office().store().work(id).await?.into()))
}
