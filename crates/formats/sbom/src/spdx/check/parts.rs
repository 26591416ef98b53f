//! The shapes of single values.

/// Whether a text is a date as SPDX asks for: `YYYY-MM-DDThh:mm:ssZ`.
pub(in crate::spdx) fn date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = b"dddd-dd-ddTdd:dd:ddZ";
    let fits = bytes.len() == shape.len()
        && bytes.iter().zip(shape).all(|(byte, want)| match want {
            b'd' => byte.is_ascii_digit(),
            want => byte == want,
        });
    let number = |at: usize| u32::from(bytes[at] - b'0') * 10 + u32::from(bytes[at + 1] - b'0');
    fits && (1..=12).contains(&number(5))
        && (1..=31).contains(&number(8))
        && number(11) < 24
        && number(14) < 60
        && number(17) <= 60
}

/// What is wrong with a date.
pub(super) fn date_message(text: &str) -> String {
    format!("`{text}` is not a date of the form YYYY-MM-DDThh:mm:ssZ")
}

/// What is wrong with an agent.
pub(super) fn agent_message(text: &str) -> String {
    format!("`{text}` must start with `Person: `, `Organization: ` or, for a creator, `Tool: ` and a name")
}

/// Whether a text is an absolute URI, looked at loosely: a scheme, a colon, and no spaces.
pub(super) fn is_uri(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
            && !rest.is_empty()
            && !text.contains(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_seconds_and_ends_in_z() {
        assert!(date("2026-11-22T10:00:00Z"));
        for bad in
            ["2026-11-22", "2026-11-22T10:00:00+01:00", "2026-13-22T10:00:00Z", "2026-11-22T25:00:00Z", ""]
        {
            assert!(!date(bad), "{bad}");
        }
    }

    #[test]
    fn a_uri_has_a_scheme() {
        assert!(is_uri("https://registry.example/x") && is_uri("urn:uuid:1"));
        assert!(!is_uri("registry.example/x") && !is_uri("a b:c") && !is_uri("") && !is_uri("x:"));
    }
}
