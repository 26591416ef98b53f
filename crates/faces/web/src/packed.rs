//! Bodies that are packed on the way, in either direction.

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::Error;

/// Weakens the tag of an answer that was packed: its bytes are not those that the same tag names when it is plain (RFC 9110, 8.8.3.3).
pub(crate) async fn weaken_tag(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    let strong = headers.get(header::ETAG).filter(|tag| !tag.as_bytes().starts_with(b"W/"));
    if headers.contains_key(header::CONTENT_ENCODING)
        && let Some(weak) =
            strong.and_then(|tag| HeaderValue::from_bytes(&[b"W/", tag.as_bytes()].concat()).ok())
    {
        headers.insert(header::ETAG, weak);
    }
    answer
}

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
