//! The embedded files. Named after their content, so they never change and are kept for ever.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::Error;

/// `GET /assets/{file}`.
pub(crate) async fn asset(Path(file): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let asset = mainstay_assets::find(&file).ok_or_else(|| Error::not_found("There is no such file."))?;
    let accepts = |name: header::HeaderName, word: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(word))
    };
    let constant = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (header::ETAG, HeaderValue::from_static(asset.etag)),
        (header::VARY, HeaderValue::from_static("Accept-Encoding")),
    ];
    if accepts(header::IF_NONE_MATCH, asset.etag) {
        return Ok((StatusCode::NOT_MODIFIED, constant).into_response());
    }
    if accepts(header::ACCEPT_ENCODING, "gzip") {
        let packed = [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
        return Ok((constant, packed, asset.gzip).into_response());
    }
    Ok((constant, asset.bytes).into_response())
}
