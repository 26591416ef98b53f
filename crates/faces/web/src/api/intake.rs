//! SBOM documents over the API.

use axum::Json;
use axum::body::Body;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use mainstay_office::intake::{Delivery, ReleaseName, released_on};
use mainstay_store::SbomSource;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::intake::take;
use crate::pages::upload::next;
use crate::{Error, Seen, Visitor};

/// What the document describes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Described {
    /// The product's key or id, else its name; one that is not known is added. Left out, it is what the document names.
    #[serde(default)]
    product: String,
    /// The version of the release; one that is not known is added. Left out, it is the version that the document tells.
    #[serde(default)]
    version: String,
    /// Platform or edition, when one version comes in several.
    #[serde(default)]
    variant: String,
    /// What it was made from: `source`, `build` (the default) or `supplier`.
    source: Option<String>,
    /// Which part of the release it describes. A newer document of the same source and label takes the place of the older.
    #[serde(default)]
    label: String,
    /// Who sent it, when a supplier did, by name; one that is not known is added.
    supplier: Option<String>,
    /// The name of the file.
    file_name: Option<String>,
    /// When the release was released: a day (`2027-03-01`) or a time (RFC 3339). The newest release of a product is found by it, and
    /// by version where it is not told.
    released_at: Option<String>,
}

/// The receipt: the document is durable.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// The SBOM.
    sbom: Uuid,
    /// The work that reads it; `null` when the same document was received and read before.
    work: Option<Uuid>,
    /// Whether the newest SBOM of this release, source and label was this very document already.
    already: bool,
    /// Whether the product is archived: the SBOM is kept and read, but coverage, the list of products and their numbers leave it out.
    archived: bool,
}

/// Send an SBOM
///
/// The body is the document itself, CycloneDX or SPDX in any encoding that is read or a list of components in CSV, whatever its content type; at most 1 GiB. It
/// is durable when this answers, and read in the background. Sending the same again changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/sboms",
    operation_id = "receive_sbom",
    tag = "sboms",
    params(Described),
    request_body(content = String, description = "The document, byte for byte.", content_type = "application/octet-stream"),
    responses(
        (status = 202, description = "Kept and queued; `Location` is the page of the work, or of the SBOM when it was read before.", body = Receipt),
        (status = 400, description = "A parameter is not known."),
        (status = 404, description = "No product or no supplier has the id."),
        (status = 413, description = "The document is too large."),
        (status = 415, description = "The body is packed (`Content-Encoding`)."),
        (status = 422, description = "The document is no SBOM of a known family, neither it nor the address tells product and version, several products have the name, or the support of the release would end before `released_at`.")
    )
)]
pub(crate) async fn receive(
    Seen(state): Seen,
    _: Visitor,
    Query(mut described): Query<Described>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let source = match described.source.as_deref() {
        None | Some("") => SbomSource::Build,
        Some(word) => word.parse()?,
    };
    let released_at = match described.released_at.as_deref() {
        None | Some("") => None,
        Some(text) => Some(released_on(text)?),
    };
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let size = length.and_then(|length| length.parse().ok());
    let taken = take(&state, size, body.into_data_stream()).await?;
    taken.names(state.office(), &mut described.product, &mut described.version).await?;
    let received = state
        .office()
        .receive(&Delivery {
            bytes: &taken.bytes,
            release: ReleaseName {
                product: &described.product,
                version: &described.version,
                variant: &described.variant,
            },
            source,
            label: described.label.trim(),
            supplier: described.supplier.as_deref().map(str::trim).filter(|name| !name.is_empty()),
            file_name: described.file_name.as_deref(),
            released_at,
        })
        .await?;
    let store = state.office().store();
    let product = store.product(&store.sbom(received.sbom).await?.product_slug).await?;
    let receipt = Receipt {
        sbom: received.sbom,
        work: received.work,
        already: received.already,
        archived: product.archived_at.is_some(),
    };
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, next(received))], Json(receipt)).into_response())
}
