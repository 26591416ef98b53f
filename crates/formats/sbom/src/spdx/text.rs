//! Bytes to text: UTF-8 with or without mark, UTF-16 with a mark, and what to do with broken bytes.

use std::borrow::Cow;

use mainstay_model::Problem;

use super::problems::Problems;
use crate::{Limits, ReadError};

/// The document as text. Broken bytes are replaced and told, so that one bad name does not lose the rest.
///
/// # Errors
/// When the document has more bytes than `limits` allows.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    limits: &Limits,
    problems: &mut Problems,
) -> Result<Cow<'a, str>, ReadError> {
    if bytes.len() > limits.bytes {
        return Err(ReadError::Bound(format!(
            "the document has {} bytes and at most {} are read; raise the limit or split the document",
            bytes.len(),
            limits.bytes
        )));
    }
    let (text, broken) = lossy(bytes);
    if broken {
        problems.push(Problem::error(
            "encoding",
            "some bytes are not valid UTF-8 and were replaced; save the document as UTF-8",
        ));
    }
    Ok(text)
}

/// The document as text, and whether bytes had to be replaced.
pub(super) fn lossy(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let text = String::from_utf8_lossy(bytes);
    let broken = matches!(text, Cow::Owned(_));
    (text, broken)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (Cow<'static, str>, bool) {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut broken = !rest.is_empty();
    let text = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|decoded| {
            decoded.unwrap_or_else(|_| {
                broken = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    (Cow::Owned(text), broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_of_both_orders_and_marked_utf8_are_read() {
        for bytes in [&b"\xFF\xFE{\0}\0"[..], b"\xFE\xFF\0{\0}", b"\xEF\xBB\xBF{}", b"{}"] {
            assert_eq!(lossy(bytes), (Cow::Borrowed("{}"), false));
        }
    }

    #[test]
    fn broken_bytes_are_replaced_and_told() {
        assert_eq!(lossy(b"a\xFFb"), (Cow::Borrowed("a\u{FFFD}b"), true));
        assert!(lossy(b"\xFF\xFEa").1);
    }
}
