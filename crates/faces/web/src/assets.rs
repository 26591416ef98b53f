//! The embedded files. Named after their content, so they never change and are kept for ever.

use axum::extract::Path;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use crate::Error;
use crate::cached::unless_had;

/// `GET /assets/{file}`.
pub(crate) async fn asset(Path(file): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let asset = mainstay_assets::find(&file).ok_or_else(|| Error::not_found("There is no such file."))?;
    let both = [
        (header::CONTENT_TYPE, asset.content_type.to_owned()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
        (header::VARY, "Accept-Encoding".to_owned()),
    ];
    Ok(unless_had(&headers, asset.etag.to_owned(), both, || {
        let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
        if accepted.is_some_and(|value| value.contains("gzip")) {
            return ([(header::CONTENT_ENCODING, "gzip")], asset.gzip).into_response();
        }
        asset.bytes.into_response()
    }))
}
