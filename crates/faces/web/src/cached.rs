//! Answers that whoever asks may have already (RFC 9110, section 13).

use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Whether one of the tags in a header of the request (`If-None-Match`, `If-Match`) is this one, a quoted text; packing makes
/// tags weak.
pub(crate) fn names(headers: &HeaderMap, header: &HeaderName, tag: &str) -> bool {
    let tags = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    tags.flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

/// The answer `fresh` with its tag, or 304 with the headers that belong to both.
pub(crate) fn unless_had<const N: usize>(
    request: &HeaderMap,
    tag: String,
    both: [(HeaderName, String); N],
    fresh: impl FnOnce() -> Response,
) -> Response {
    let answer = if names(request, &header::IF_NONE_MATCH, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        fresh()
    };
    ([(header::ETAG, tag)], both, answer).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_in_any_form_that_a_client_sends() {
        for (sent, had) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", W/\"a\"", true),
            ("*", true),
            ("a", false),
            ("\"ab\"", false),
        ] {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, sent.parse().unwrap())]);
            assert_eq!(names(&headers, &header::IF_NONE_MATCH, "\"a\""), had, "{sent}");
        }
        assert!(!names(&HeaderMap::new(), &header::IF_NONE_MATCH, "\"a\""));
    }
}
