//! Releases over the API: what they are made of, why, and what changed.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use mainstay_store::Release;
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::{ComparisonBody, NewReleaseBody, ReleaseBody, ReleaseComponentBody, WhyBody};
use super::shared::{BadContent, BadQuery, Changed, NoProduct, NoRelease, OfProduct, OfRelease};
use super::versioned::{answer, made_from, tagged};
use crate::attachment::attachment;
use crate::list::{self, Paged, ParamsOf, Strict};
use crate::pages::product::releases::Releases;
use crate::pages::release::components::Components;
use crate::pages::release::find;
use crate::{Error, Seen, Visitor};

/// Which component is asked about.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhyAsked {
    /// The component's id or purl.
    component: String,
}

/// Which releases are compared.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CompareAsked {
    /// The first release: its version, version and variant, or id.
    from: String,
    /// The second.
    to: String,
}

/// In which format a document is written.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Written {
    /// The id of the format: `cyclonedx-json`, `spdx-2.3-json`, ...; `mainstay sbom formats` lists them.
    #[serde(default = "cyclonedx")]
    #[param(default = "cyclonedx-json")]
    format: String,
}

fn cyclonedx() -> String {
    "cyclonedx-json".to_owned()
}

/// List the releases of a product
///
/// Newest first: by the day of its release; one without a day by version, behind the last release of the versions up to its own.
/// What is no version, as `main`, stands by when its newest SBOM was made, behind all that are.
#[utoipa::path(
    get,
    path = "/api/v1/products/{slug}/releases",
    operation_id = "list_releases",
    tag = "releases",
    params(ParamsOf<Releases>, OfProduct),
    responses(
        (status = 200, description = "One page of releases.", body = Paged<ReleaseBody>),
        NoProduct
    )
)]
pub(crate) async fn list(
    state: Seen,
    visitor: Visitor,
    uri: Uri,
    query: Strict<Releases>,
) -> Result<Response, Error> {
    list::typed::<Releases, ReleaseBody>(state, visitor, uri, query).await
}

/// Add a release
///
/// An upload makes its release by itself; this is for releases known before their SBOM.
#[utoipa::path(
    post,
    path = "/api/v1/products/{slug}/releases",
    operation_id = "create_release",
    tag = "releases",
    params(OfProduct),
    request_body(content = NewReleaseBody, description = "The release."),
    responses(
        (status = 201, description = "The release, with its address in `Location`.", body = ReleaseBody),
        NoProduct,
        (status = 409, description = "The product has this version and variant already."),
        BadContent
    )
)]
pub(crate) async fn create(
    Seen(state): Seen,
    _: Visitor,
    Path(OfProduct { slug }): Path<OfProduct>,
    Json(body): Json<NewReleaseBody>,
) -> Result<Response, Error> {
    let store = state.office().store();
    let product = store.product(&slug).await?;
    let uid = store.create_release(product.uid, &body.into()).await?;
    let made: ReleaseBody = store.release(uid).await?.into();
    let location = format!("/api/v1/releases/{uid}");
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(made)).into_response())
}

/// Get a release
///
/// With what its current SBOMs say together. Its `ETag` tells one state from another: send it with a change (`If-Match`).
#[utoipa::path(
    get,
    path = "/api/v1/releases/{release}",
    operation_id = "get_release",
    tag = "releases",
    params(OfRelease),
    responses(
        (status = 200, description = "The release.", body = ReleaseBody),
        NoRelease
    )
)]
pub(crate) async fn get(
    Seen(state): Seen,
    _: Visitor,
    Path(OfRelease { release }): Path<OfRelease>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    answer(&headers, ReleaseBody::from(find(&state, &release).await?))
}

/// Change a release
///
/// Replaces what is told of it: version, variant, dates, whether it is deployed. Its SBOMs stay with it.
#[utoipa::path(
    put,
    path = "/api/v1/releases/{release}",
    operation_id = "change_release",
    tag = "releases",
    params(OfRelease, ("If-Match" = Option<String>, Header, description = "The `ETag` of what the change was made from: it is refused when something else stands there by now.")),
    request_body(content = NewReleaseBody, description = "The release."),
    responses(
        (status = 200, description = "The release as it is now.", body = ReleaseBody),
        NoRelease,
        (status = 409, description = "The product has this version and variant already."),
        Changed,
        BadContent
    )
)]
pub(crate) async fn change(
    Seen(state): Seen,
    _: Visitor,
    Path(OfRelease { release }): Path<OfRelease>,
    headers: HeaderMap,
    Json(body): Json<NewReleaseBody>,
) -> Result<Response, Error> {
    let uid = find(&state, &release).await?.uid;
    let fits = |now: &Release| made_from(&headers, &ReleaseBody::from(now.clone()));
    let changed = state.office().change_release(uid, &body.into(), fits).await?;
    tagged(ReleaseBody::from(changed))
}

/// List the components of a release
///
/// `direct=no` is what is told to be transitive. Sorted by `component` or `-releases`.
#[utoipa::path(
    get,
    path = "/api/v1/releases/{release}/components",
    operation_id = "list_release_components",
    tag = "releases",
    params(ParamsOf<Components>, OfRelease),
    responses(
        (status = 200, description = "One page of components.", body = Paged<ReleaseComponentBody>),
        BadQuery,
        NoRelease
    )
)]
pub(crate) async fn components(
    state: Seen,
    visitor: Visitor,
    uri: Uri,
    query: Strict<Components>,
) -> Result<Response, Error> {
    list::typed::<Components, ReleaseComponentBody>(state, visitor, uri, query).await
}

/// Why a component is in a release
///
/// One answer for each current SBOM that lists it: how many paths lead to it, the shortest of them, and which direct
/// dependency to change first. Empty when no SBOM lists it.
#[utoipa::path(
    get,
    path = "/api/v1/releases/{release}/why",
    operation_id = "why",
    tag = "releases",
    params(WhyAsked, OfRelease),
    responses(
        (status = 200, description = "The answers.", body = Vec<WhyBody>),
        (status = 404, description = "There is no such release or component.")
    )
)]
pub(crate) async fn why(
    Seen(state): Seen,
    _: Visitor,
    Path(OfRelease { release }): Path<OfRelease>,
    Query(asked): Query<WhyAsked>,
) -> Result<Json<Vec<WhyBody>>, Error> {
    let release = find(&state, &release).await?;
    let component = state.office().store().component(asked.component.trim()).await?;
    let answers = state.office().why(release.uid, component.uid).await?;
    Ok(Json(answers.into_iter().map(Into::into).collect()))
}

/// Compare two releases
///
/// By their current SBOMs.
#[utoipa::path(
    get,
    path = "/api/v1/products/{slug}/compare",
    operation_id = "compare_releases",
    tag = "releases",
    params(CompareAsked, OfProduct),
    responses(
        (status = 200, description = "What changed.", body = ComparisonBody),
        (status = 404, description = "There is no such product or release."),
        (status = 409, description = "A release has no SBOM that was read, so what it is made of is not known.")
    )
)]
pub(crate) async fn compare(
    Seen(state): Seen,
    _: Visitor,
    Path(OfProduct { slug }): Path<OfProduct>,
    Query(asked): Query<CompareAsked>,
) -> Result<Json<ComparisonBody>, Error> {
    let office = state.office();
    let product = office.store().product(&slug).await?;
    let from = office.release_named(product.uid, &asked.from).await?;
    let to = office.release_named(product.uid, &asked.to).await?;
    Ok(Json(office.compare(from.uid, to.uid).await?.into()))
}

/// Get a release as one SBOM
///
/// Its current SBOMs, joined where there are several, as a new document with a new serial. `Mainstay-Notes` counts what could not be
/// read, what the SBOMs disagree about, and what the format cannot hold; the page `/releases/{release}/export` lists it.
#[utoipa::path(
    get,
    path = "/api/v1/releases/{release}/sbom",
    operation_id = "get_release_sbom",
    tag = "releases",
    params(OfRelease, Written),
    responses(
        (status = 200, description = "The document, with the media type of its format.", content_type = "*/*"),
        (status = 404, description = "There is no such release, or no SBOM of it was read."),
        (status = 422, description = "The format is not written, or the SBOMs are too large to be joined while somebody waits.")
    )
)]
pub(crate) async fn sbom(
    Seen(state): Seen,
    _: Visitor,
    Path(OfRelease { release }): Path<OfRelease>,
    Query(Written { format }): Query<Written>,
) -> Result<Response, Error> {
    let release = find(&state, &release).await?;
    let export = state.office().export(release.uid, &format).await?;
    let more = [
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (NOTES, HeaderValue::from(export.notes.len())),
    ];
    Ok((attachment(export.media_type, &export.name)?, more, export.bytes).into_response())
}

/// How many notes there are on a document that was written.
const NOTES: HeaderName = HeaderName::from_static("mainstay-notes");
