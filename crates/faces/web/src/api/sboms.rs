//! SBOMs and their documents.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use mainstay_office::quality::{Point, Report};
use mainstay_store::Sbom;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::shared::BadQuery;
use crate::list::{self, Paged, Strict};
use crate::pages::sboms::Sboms;
use crate::pages::{self, sbom_cells};
use crate::{Error, Seen, Visitor};

/// An SBOM as it is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SbomBody {
    /// The public id.
    id: String,
    /// The product's key.
    product: String,
    /// The release's version.
    release: String,
    /// The release's public id.
    release_id: String,
    /// Who made it and from what: `source`, `build` or `supplier`.
    source: &'static str,
    /// The part of the release that it describes; empty for the whole.
    label: String,
    /// The supplier's name.
    supplier: Option<String>,
    /// What became of it: `received`, `ready` or `refused`.
    state: &'static str,
    /// Why it was refused.
    error: Option<String>,
    /// The format's id.
    format: Option<String>,
    /// The version of the specification.
    spec_version: Option<String>,
    /// The programs that made it.
    generator: Option<String>,
    /// The document's own unique name.
    serial: Option<String>,
    /// Components in the document; null until it was read.
    components: Option<u64>,
    /// Relations in the document that say who needs whom; null until it was read.
    edges: Option<u64>,
    /// Problems met while reading; null where it was not read.
    problems: Option<u64>,
    /// The quality grade, 0 to 100; null when it was not graded.
    grade: Option<u8>,
    /// The document's size in bytes.
    size: u64,
    /// When it was received (RFC 3339).
    received_at: String,
    /// When a newer one took its place (RFC 3339).
    superseded_at: Option<String>,
}

impl From<Sbom> for SbomBody {
    fn from(row: Sbom) -> Self {
        let read = row.state == mainstay_store::SbomState::Ready;
        Self {
            problems: sbom_cells::problems(&row),
            id: row.uid.to_string(),
            product: row.product_slug,
            release: row.release_version,
            release_id: row.release.to_string(),
            source: row.source.as_str(),
            label: row.label,
            supplier: row.supplier.map(|supplier| supplier.name),
            state: row.state.as_str(),
            error: row.error,
            format: row.format,
            spec_version: row.spec_version,
            generator: row.generator,
            serial: row.serial,
            components: read.then_some(row.components),
            edges: read.then_some(row.edges),
            grade: row.grade,
            size: row.size,
            received_at: row.received_at.to_string(),
            superseded_at: row.superseded_at.map(|at| at.to_string()),
        }
    }
}

/// The quality of a document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QualityBody {
    /// The grade, 0 to 100; null when it was not graded.
    grade: Option<u8>,
    /// The id of the profile that it was judged by.
    profile: Option<String>,
    /// Whether all that the profile requires is met; null when it was not judged.
    sufficient: Option<bool>,
    /// One point a check.
    points: Vec<PointBody>,
}

/// What one check found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PointBody {
    /// The check's id.
    check: String,
    /// The question.
    question: String,
    /// Why it matters.
    why: String,
    /// What to do.
    remedy: String,
    /// Whether it is required.
    required: bool,
    /// How many pass.
    met: u64,
    /// Of how many.
    of: u64,
    /// The first components that do not.
    missing: Vec<String>,
}

impl From<Point> for PointBody {
    fn from(point: Point) -> Self {
        let Point { check, question, why, remedy, required, met, of, missing } = point;
        Self { check, question, why, remedy, required, met, of, missing }
    }
}

/// List SBOMs
///
/// Last received first. A `product` is a key or an id, a `supplier` a name or an id.
#[utoipa::path(get, path = "/api/v1/sboms", operation_id = "list_sboms", tag = "sboms", params(list::ParamsOf<Sboms>),
    responses((status = 200, description = "One page of SBOMs.", body = Paged<SbomBody>), BadQuery))]
pub(crate) async fn list(
    state: Seen,
    visitor: Visitor,
    uri: Uri,
    query: Strict<Sboms>,
) -> Result<Response, Error> {
    list::typed::<Sboms, SbomBody>(state, visitor, uri, query).await
}

/// Get an SBOM
#[utoipa::path(get, path = "/api/v1/sboms/{id}", operation_id = "get_sbom", tag = "sboms", params(("id" = Uuid, Path, description = "The SBOM's id.")),
    responses((status = 200, description = "The SBOM.", body = SbomBody), (status = 404, description = "There is no such SBOM.")))]
pub(crate) async fn get(
    Seen(state): Seen,
    _: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Json<SbomBody>, Error> {
    Ok(Json(state.office().store().sbom(id).await?.into()))
}

/// Download the document of an SBOM
///
/// Byte for byte as it was received.
#[utoipa::path(get, path = "/api/v1/sboms/{id}/document", operation_id = "get_sbom_document", tag = "sboms", params(("id" = Uuid, Path, description = "The SBOM's id.")),
    responses((status = 200, description = "The document, with the media type of its format.", content_type = "*/*"), (status = 304, description = "It is what `If-None-Match` names."), (status = 404, description = "There is no such SBOM.")))]
pub(crate) async fn document(
    state: Seen,
    visitor: Visitor,
    id: Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    pages::sbom::document(visitor, state, id, headers).await
}

/// Get the quality of an SBOM
#[utoipa::path(get, path = "/api/v1/sboms/{id}/quality", operation_id = "get_sbom_quality", tag = "sboms", params(("id" = Uuid, Path, description = "The SBOM's id.")),
    responses((status = 200, description = "The quality.", body = QualityBody), (status = 404, description = "There is no such SBOM.")))]
pub(crate) async fn quality(
    Seen(state): Seen,
    _: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Json<QualityBody>, Error> {
    let store = state.office().store();
    let grade = store.sbom(id).await?.grade;
    let report: Option<Report> =
        store.sbom_report(id).await?.quality.map(serde_json::from_value).transpose()?;
    Ok(Json(QualityBody {
        grade,
        profile: report.as_ref().map(|report| report.profile.clone()),
        sufficient: report.as_ref().map(|report| report.sufficient),
        points: report
            .map(|report| report.points)
            .unwrap_or_default()
            .into_iter()
            .map(PointBody::from)
            .collect(),
    }))
}
