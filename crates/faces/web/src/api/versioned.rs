//! What several programs change: each answer carries a tag of what it says (`ETag`), and a change that names the tag it was made from
//! (`If-Match`) is refused when something else stands there by now (RFC 9110, section 13.1.1).

use axum::Json;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::Error;
use crate::cached::{names, unless_had};
use crate::hex::hex;

/// The answer with its tag; 304 where whoever asks has it.
pub(crate) fn answer<T: Serialize>(request: &HeaderMap, body: T) -> Result<Response, Error> {
    Ok(unless_had(request, tag(&body)?, [], || Json(body).into_response()))
}

/// What stands there after a change, with its tag.
pub(crate) fn tagged<T: Serialize>(body: T) -> Result<Response, Error> {
    Ok(([(header::ETAG, tag(&body)?)], Json(body)).into_response())
}

/// Whether a change was made from what stands there now, or does not say from what it was made.
pub(crate) fn made_from<T: Serialize>(request: &HeaderMap, now: &T) -> bool {
    !request.contains_key(header::IF_MATCH)
        || tag(now).is_ok_and(|tag| names(request, &header::IF_MATCH, &tag))
}

fn tag(body: &impl Serialize) -> Result<String, Error> {
    let digest = Sha256::digest(serde_json::to_vec(body)?);
    Ok(format!("\"{}\"", hex(&digest[..16])))
}
