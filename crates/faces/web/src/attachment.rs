//! Files to keep, as an answer.

use axum::http::{HeaderName, HeaderValue, header};

use crate::Error;

/// What a file says of itself: its media type, and the name to keep it under, which is safe in headers and file systems.
///
/// # Errors
/// When the name holds what a header cannot.
pub(crate) fn attachment(
    media_type: &'static str,
    name: &str,
) -> Result<[(HeaderName, HeaderValue); 2], Error> {
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok([
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition)?),
    ])
}
