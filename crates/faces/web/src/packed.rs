//! Bodies that are packed on the way.

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::Error;

/// Refuses a body in an encoding other than its own: it would be taken for what it is not, and kept that way (RFC 9110, 8.4).
pub(crate) async fn refuse_packed(request: Request, next: Next) -> Response {
    let encodings = request.headers().get_all(header::CONTENT_ENCODING);
    let plain = |value: &HeaderValue| value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity");
    if encodings.iter().all(plain) {
        return next.run(request).await;
    }
    let detail = "The body is packed (`Content-Encoding`), and is taken in only as it is. Send it without.";
    let error =
        Error { detail: Some(detail.to_owned()), ..Error::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE) };
    error.into_response()
}
