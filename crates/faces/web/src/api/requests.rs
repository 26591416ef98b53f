//! Requests for SBOMs to suppliers.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use mainstay_office::suppliers::Ask;
use mainstay_store::{Answer, RequestState, SupplierRequest, public_id};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::shared::BadQuery;
use crate::list::{self, Paged, Strict};
use crate::pages::requests::{Requests, due};
use crate::{Error, Seen, Visitor};

/// A request for an SBOM.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RequestBody {
    /// The public id.
    id: String,
    /// The supplier's name.
    supplier: String,
    /// The supplier's public id.
    supplier_id: String,
    /// The product's name.
    product: Option<String>,
    /// The state today: `open`, `overdue`, `received` or `declined`.
    status: &'static str,
    /// When it was asked (RFC 3339).
    asked_at: String,
    /// Until when an answer is due (RFC 3339).
    due_at: Option<String>,
    /// When it was answered or declined (RFC 3339).
    answered_at: Option<String>,
    /// The id of the SBOM that answered it.
    sbom: Option<String>,
    /// What was asked and answered.
    note: String,
}

impl AnswerBody {
    /// What a form or a client said, in no doubt.
    pub(crate) fn answer(&self) -> Result<Answer, Error> {
        let given = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let state = given(&self.state).map(|word| word.parse::<RequestState>()).transpose()?;
        let id = |text: String| {
            public_id(&text).ok_or_else(|| Error::unprocessable("`sbom` is the id of an SBOM."))
        };
        let sbom = given(&self.sbom).map(id).transpose()?;
        match (state, sbom) {
            (None | Some(RequestState::Received), Some(sbom)) => Ok(Answer::Received(sbom)),
            (Some(RequestState::Declined), None) => Ok(Answer::Declined),
            (Some(RequestState::Received), None) => Err(Error::unprocessable("Say which SBOM came: `sbom`.")),
            (Some(RequestState::Declined), Some(_)) => {
                Err(Error::unprocessable("A request is declined, or an SBOM came; not both."))
            }
            (Some(RequestState::Open), _) => {
                Err(Error::unprocessable("An answer is `received`, with the SBOM, or `declined`."))
            }
            (None, None) => Err(Error::unprocessable(
                "Say what came of the request: `state` is `received`, with the SBOM, or `declined`.",
            )),
        }
    }
}

impl From<SupplierRequest> for RequestBody {
    fn from(row: SupplierRequest) -> Self {
        Self {
            id: row.uid.to_string(),
            supplier: row.supplier.name,
            supplier_id: row.supplier.uid.to_string(),
            product: row.product.map(|product| product.name),
            status: row.status.as_str(),
            asked_at: row.asked_at.to_string(),
            due_at: row.due_at.map(|at| at.to_string()),
            answered_at: row.answered_at.map(|at| at.to_string()),
            sbom: row.sbom.map(|sbom| sbom.to_string()),
            note: row.note,
        }
    }
}

/// A request to note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRequestBody {
    /// The supplier's name or id; a name that is not known is added.
    supplier: String,
    /// The key or id of the product that contains what is supplied.
    product: Option<String>,
    /// Until when an answer is due: a day, to its end in UTC, or a moment (RFC 3339); not one that is over.
    #[schema(example = "2027-01-31")]
    due: Option<String>,
    /// What is asked.
    #[serde(default)]
    note: String,
}

/// An answer to a request, noted by hand. An SBOM that is sent with its supplier's name answers by itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerBody {
    /// What came of it: `received`, with the SBOM, or `declined`. Left out, an SBOM says that it was received.
    #[schema(example = "declined")]
    state: Option<String>,
    /// The id of the SBOM that came.
    sbom: Option<String>,
    /// What was answered.
    #[serde(default)]
    pub(crate) note: String,
}

/// List requests
///
/// Last asked first. A `supplier` is a name or an id.
#[utoipa::path(get, path = "/api/v1/requests", operation_id = "list_requests", tag = "suppliers", params(list::ParamsOf<Requests>),
    responses((status = 200, description = "One page of requests.", body = Paged<RequestBody>), BadQuery))]
pub(crate) async fn list(
    state: Seen,
    visitor: Visitor,
    uri: Uri,
    query: Strict<Requests>,
) -> Result<Response, Error> {
    list::typed::<Requests, RequestBody>(state, visitor, uri, query).await
}

/// Note a request
///
/// Where the same request is open already, in all that it says, the answer is that one.
#[utoipa::path(post, path = "/api/v1/requests", operation_id = "create_request", tag = "suppliers", request_body = NewRequestBody,
    responses((status = 201, description = "The request.", body = RequestBody), (status = 404, description = "There is no such product, or no supplier has the id."), (status = 422, description = "The supplier or the day is not acceptable.")))]
pub(crate) async fn create(
    Seen(state): Seen,
    _: Visitor,
    Json(new): Json<NewRequestBody>,
) -> Result<Response, Error> {
    let due_at = due(new.due.as_deref().unwrap_or_default(), Timestamp::now())
        .map_err(|message| Error::unprocessable(format!("`due`: {message}")))?;
    let ask = Ask { supplier: &new.supplier, product: new.product.as_deref(), due_at, note: &new.note };
    let uid = state.office().ask_supplier(&ask).await?;
    let location = HeaderValue::from_str(&format!("/api/v1/requests/{uid}"))?;
    let body: RequestBody = state.office().store().supplier_request(uid, Timestamp::now()).await?.into();
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(body)).into_response())
}

/// Get a request
#[utoipa::path(get, path = "/api/v1/requests/{id}", operation_id = "get_request", tag = "suppliers", params(("id" = Uuid, Path, description = "The request's id.")),
    responses((status = 200, description = "The request.", body = RequestBody), (status = 404, description = "There is no such request.")))]
pub(crate) async fn get(
    Seen(state): Seen,
    _: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Json<RequestBody>, Error> {
    Ok(Json(state.office().store().supplier_request(id, Timestamp::now()).await?.into()))
}

/// Note the answer to a request
#[utoipa::path(post, path = "/api/v1/requests/{id}/answer", operation_id = "answer_request", tag = "suppliers", params(("id" = Uuid, Path, description = "The request's id.")), request_body = AnswerBody,
    responses((status = 200, description = "The request.", body = RequestBody), (status = 404, description = "There is no such request or SBOM."), (status = 409, description = "The request was answered already, or the SBOM was not read."), (status = 422, description = "It does not say whether an SBOM came, and which, or the SBOM is not what was asked for: not the supplier's, or of another product.")))]
pub(crate) async fn answer(
    Seen(state): Seen,
    _: Visitor,
    Path(id): Path<Uuid>,
    Json(answer): Json<AnswerBody>,
) -> Result<Json<RequestBody>, Error> {
    state.office().answer_request(id, answer.answer()?, answer.note.trim()).await?;
    Ok(Json(state.office().store().supplier_request(id, Timestamp::now()).await?.into()))
}
