//! Answers that whoever asks may have already (RFC 9110, section 13).

use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Whether one of the tags in `If-None-Match` is this one, a quoted text; packing on the way makes tags weak.
pub(crate) fn has_already(headers: &HeaderMap, tag: &str) -> bool {
    let tags = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
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
    let answer = if has_already(request, &tag) { StatusCode::NOT_MODIFIED.into_response() } else { fresh() };
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
            assert_eq!(has_already(&headers, "\"a\""), had, "{sent}");
        }
        assert!(!has_already(&HeaderMap::new(), "\"a\""));
    }
}
