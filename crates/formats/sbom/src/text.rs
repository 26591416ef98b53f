//! Bytes to text: UTF-8 with or without mark, UTF-16, and what to do with broken bytes.

use std::borrow::Cow;

use mainstay_model::{Bom, Parsed, Problem};
use mainstay_table::{declared, replaced, unicode};
use serde_json::error::Category;

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
    within(bytes, limits)?;
    let (text, broken) = unicode(bytes);
    let problem = broken.map(|at| replaced(&text, at));
    Ok((text, problem))
}

/// The same for XML, which may declare another encoding.
///
/// # Errors
/// When the document has more bytes than `limits` allows.
pub(crate) fn decode_xml<'d>(
    bytes: &'d [u8],
    limits: &Limits,
) -> Result<(Cow<'d, str>, Option<Problem>), ReadError> {
    within(bytes, limits)?;
    let (text, broken) = declared(bytes);
    let problem = broken.map(|at| replaced(&text, at));
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

/// What the decoder of JSON met. Of a text that was cut off it tells where it stopped, which does not help to mend it.
pub(crate) fn json_fault(error: &serde_json::Error) -> String {
    match error.classify() {
        Category::Eof => "it ends in the middle; get the whole document".to_owned(),
        _ => error.to_string(),
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
    unicode(bytes).0
}

/// Refuses a document that has more bytes than `limits` allows.
pub(crate) fn within(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    if bytes.len() > limits.bytes {
        let (size, most) = (bytes.len(), limits.bytes);
        return Err(ReadError::Bound(format!("the document has {size} bytes; at most {most} are read")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use mainstay_model::Position;

    use super::*;

    #[test]
    fn broken_bytes_are_replaced_and_told_with_their_line() {
        assert_eq!(lossy(b"a\xFFb"), "a\u{FFFD}b");
        let (_, problem) = decode(b"{\n\xFF}", &Limits::default()).unwrap();
        assert_eq!(problem.and_then(|problem| problem.at), Some(Position::Line(2)));
    }

    #[test]
    fn more_bytes_than_the_bound_are_refused() {
        let limits = Limits { bytes: 2, ..Limits::default() };
        assert!(matches!(decode(b"{ }", &limits), Err(ReadError::Bound(_))));
    }
}
