//! Bytes to text: UTF-8 with or without mark, UTF-16, and what to do with broken bytes.

use std::borrow::Cow;

use mainstay_model::{Bom, Parsed, Problem};

use crate::{Limits, ReadError};

/// The document as text, and what is wrong with its bytes. Broken ones are replaced and told, so that one bad name does
/// not lose the rest.
///
/// # Errors
/// When the document has more bytes than `limits` allows.
pub(crate) fn decode<'d>(
    bytes: &'d [u8],
    limits: &Limits,
) -> Result<(Cow<'d, str>, Option<Problem>), ReadError> {
    if bytes.len() > limits.bytes {
        let (size, most) = (bytes.len(), limits.bytes);
        return Err(ReadError::Bound(format!("the document has {size} bytes; at most {most} are read")));
    }
    let (text, broken) = replaced(bytes);
    let problem = broken.map(|at| {
        let lines = text.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count();
        let advice = "bytes from here on are not valid text and were replaced; save the document as UTF-8 (iconv -t UTF-8)";
        Problem::error("encoding", advice).at_line(lines as u64 + 1)
    });
    Ok((text, problem))
}

/// Reads a document from text, given what is wrong with its bytes.
type ReadText = fn(&str, Option<Problem>, &Limits) -> Result<Parsed<Bom>, ReadError>;

/// Reads JSON. Where it fails and half a surrogate pair (`\\ud800`) stands in it, which no text can hold, it is read once
/// more with `U+FFFD` in its place, and told.
///
/// # Errors
/// Those of the reader, and when the document has more bytes than `limits` allows.
pub(crate) fn read_json(bytes: &[u8], limits: &Limits, read: ReadText) -> Result<Parsed<Bom>, ReadError> {
    let (text, broken) = decode(bytes, limits)?;
    match read(&text, broken.clone(), limits) {
        Err(error @ ReadError::Syntax { .. }) => {
            let (mended, problem) = whole_pairs(&text).ok_or(error)?;
            let mut parsed = read(&mended, broken, limits)?;
            parsed.problems.insert(0, problem);
            Ok(parsed)
        }
        result => result,
    }
}

/// The text with `\\ufffd` for each half of a surrogate pair, and where the first was; nothing where all are whole.
fn whole_pairs(text: &str) -> Option<(String, Problem)> {
    let (mut mended, mut done, mut first) = (String::new(), 0, None);
    let mut at = 0;
    while let Some(next) = text[at..].find('\\') {
        at += next;
        at += match (surrogate(text, at), surrogate(text, at + ESCAPE)) {
            (Some(Half::High), Some(Half::Low)) => 2 * ESCAPE,
            (Some(_), _) => {
                first.get_or_insert(at);
                mended.push_str(&text[done..at]);
                mended.push_str("\\ufffd");
                done = at + ESCAPE;
                ESCAPE
            }
            // What is escaped may be a backslash.
            (None, _) => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
        };
    }
    mended.push_str(&text[done..]);
    let line = text[..first?].bytes().filter(|&byte| byte == b'\n').count();
    let advice = "an escape from here on is half a surrogate pair, which is no character, and was replaced";
    Some((mended, Problem::error("encoding", advice).at_line(line as u64 + 1)))
}

/// The bytes of `\\ud800`.
const ESCAPE: usize = 6;

enum Half {
    High,
    Low,
}

/// The half of a surrogate pair that is escaped here.
fn surrogate(text: &str, at: usize) -> Option<Half> {
    let digits = text.get(at..at + ESCAPE)?.strip_prefix("\\u")?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xD800..=0xDBFF => Some(Half::High),
        0xDC00..=0xDFFF => Some(Half::Low),
        _ => None,
    }
}

/// The document as text, with `U+FFFD` where its bytes are broken.
pub(crate) fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    replaced(bytes).0
}

/// The text, and where in it the first broken bytes were replaced.
fn replaced(bytes: &[u8]) -> (Cow<'_, str>, Option<usize>) {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // Without a mark, the zero beside the first character tells the order.
        [b'{' | b'<', 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, b'{' | b'<', ..] => utf16(bytes, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> (Cow<'_, str>, Option<usize>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), None),
        Err(error) => (String::from_utf8_lossy(bytes), Some(error.valid_up_to())),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (Cow<'static, str>, Option<usize>) {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    let mut broken = None;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        text.push(decoded.unwrap_or_else(|_| {
            broken.get_or_insert(text.len());
            char::REPLACEMENT_CHARACTER
        }));
    }
    if !rest.is_empty() {
        broken.get_or_insert(text.len());
        text.push(char::REPLACEMENT_CHARACTER);
    }
    (Cow::Owned(text), broken)
}

#[cfg(test)]
mod tests {
    use mainstay_model::Position;

    use super::*;

    #[test]
    fn utf16_of_both_orders_and_marked_utf8_are_read() {
        let encodings: [&[u8]; 6] =
            [b"\xFF\xFE{\0}\0", b"\xFE\xFF\0{\0}", b"{\0}\0", b"\0{\0}", b"\xEF\xBB\xBF{}", b"{}"];
        for bytes in encodings {
            assert_eq!(replaced(bytes), (Cow::Borrowed("{}"), None));
        }
    }

    #[test]
    fn broken_bytes_are_replaced_and_told_with_their_line() {
        assert_eq!(lossy(b"a\xFFb"), "a\u{FFFD}b");
        for bytes in [&b"{\n\xFF}"[..], b"{\0\n\0\0\xD8}\0", b"\xFF\xFE{\0\n\0}"] {
            let (_, problem) = decode(bytes, &Limits::default()).unwrap();
            assert_eq!(problem.and_then(|problem| problem.at), Some(Position::Line(2)), "{bytes:?}");
        }
    }

    #[test]
    fn more_bytes_than_the_bound_are_refused() {
        let limits = Limits { bytes: 2, ..Limits::default() };
        assert!(matches!(decode(b"{ }", &limits), Err(ReadError::Bound(_))));
    }
}
