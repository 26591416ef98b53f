//! Bytes to text: UTF-8 and UTF-16, with or without mark, and what spreadsheets write when nobody tells them otherwise.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use mainstay_model::Problem;

/// The list as text, and what is to be told of its bytes.
///
/// Bytes that are no UTF-8 anywhere are Windows-1252, which spreadsheets write for "CSV" in the western world; that is told, since other code
/// pages look the same. Where only some bytes are no UTF-8, those are replaced and told: the rest shows that UTF-8 is meant.
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<Problem>) {
    if is_code_page(bytes) {
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
        let message = "the list is not UTF-8 and was read as Windows-1252; look whether its names are right, or save it as \"CSV UTF-8\"";
        return (text, Some(Problem::note("encoding-guessed", message)));
    }
    let (text, broken) = unicode(bytes);
    let problem = broken.map(|at| replaced(&text, at));
    (text, problem)
}

/// The text of a document in UTF-8 or UTF-16, with `U+FFFD` for broken bytes, and where in the text the first of them was.
pub fn unicode(bytes: &[u8]) -> (Cow<'_, str>, Option<usize>) {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // Without a mark, the zero beside the first character tells the order.
        [b' '..=b'~', 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, b' '..=b'~', ..] => utf16(bytes, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        _ => utf8(bytes),
    }
}

/// The text of an XML document: the same, and where its bytes are no UTF-8, in the encoding that it declares.
pub fn declared(bytes: &[u8]) -> (Cow<'_, str>, Option<usize>) {
    match declaration(bytes) {
        Some(encoding) if std::str::from_utf8(bytes).is_err() => {
            let (text, _) = encoding.decode_without_bom_handling(bytes);
            let broken = text.find(char::REPLACEMENT_CHARACTER);
            (text, broken)
        }
        _ => unicode(bytes),
    }
}

/// The encoding that an XML declaration names, where it is none of Unicode's own.
fn declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let end = rest.windows(2).take(DECLARATION).position(|pair| pair == b"?>")?;
    let text = std::str::from_utf8(&rest[..end]).ok()?;
    let value = text.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let label = value[1..].split_once(quote)?.0;
    Encoding::for_label(label.as_bytes()).filter(|found| ![UTF_8, UTF_16BE, UTF_16LE].contains(found))
}

/// An XML declaration is not longer than this.
const DECLARATION: usize = 256;

/// What is told of a document with broken bytes, the first of them at this place of its text.
pub fn replaced(text: &str, at: usize) -> Problem {
    let lines = text.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count();
    let advice = "bytes from here on are not valid text and were replaced; save the document as UTF-8 (iconv -t UTF-8)";
    Problem::error("encoding", advice).at_line(lines as u64 + 1)
}

/// Whether there are bytes beyond ASCII, and none of them make up a character of UTF-8.
fn is_code_page(bytes: &[u8]) -> bool {
    if let [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, ..] | [_, 0, ..] = bytes {
        return false;
    }
    std::str::from_utf8(bytes).is_err() && bytes.utf8_chunks().all(|chunk| chunk.valid().is_ascii())
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
    fn xml_is_read_in_the_encoding_that_it_declares() {
        let xml = |declared: &str, bytes: &[u8]| {
            [format!("<?xml version='1.0' encoding={declared}?><a>").as_bytes(), bytes].concat()
        };
        let end = |bytes: &[u8]| {
            let (text, broken) = declared(bytes);
            (text.split_once("<a>").unwrap().1.to_owned(), broken.is_some())
        };
        assert_eq!(end(&xml("'ISO-8859-1'", b"\xe4")), ("ä".to_owned(), false));
        assert_eq!(end(&xml("\"iso-8859-2\"", b"\xb3")), ("ł".to_owned(), false));
        assert_eq!(end(&xml("'ISO-8859-1'", "ä".as_bytes())), ("ä".to_owned(), false));
        assert_eq!(end(&xml("'UTF-8'", b"\xe4")), ("\u{FFFD}".to_owned(), true));
        assert_eq!(end(&xml("'no-such-code'", b"\xe4")), ("\u{FFFD}".to_owned(), true));
        for broken in [&b"<?xml encoding=?>\xe4"[..], b"<?xml encoding='?>\xe4", b"<?xml\xe4", b"\xe4"] {
            assert!(declared(broken).1.is_some());
        }
    }

    #[test]
    fn utf16_of_both_orders_and_marked_utf8_are_read() {
        let encodings: [&[u8]; 6] =
            [b"\xFF\xFE{\0}\0", b"\xFE\xFF\0{\0}", b"{\0}\0", b"\0{\0}", b"\xEF\xBB\xBF{}", b"{}"];
        for bytes in encodings {
            assert_eq!(unicode(bytes), (Cow::Borrowed("{}"), None));
            assert_eq!(decode(bytes), (Cow::Borrowed("{}"), None));
        }
    }

    #[test]
    fn a_list_in_windows_1252_keeps_its_names_and_tells_what_was_assumed() {
        let (text, told) = decode(b"name\nM\xFCller \x96 \x80 5\n");
        assert_eq!(text, "name\nM\u{fc}ller \u{2013} \u{20ac} 5\n");
        assert_eq!(told.map(|problem| problem.code), Some("encoding-guessed".into()));
    }

    #[test]
    fn a_broken_byte_does_not_make_a_code_page_of_utf8() {
        let (text, told) =
            decode("name\nM\u{fc}ller\nGr".bytes().chain([0xFC, b'n']).collect::<Vec<_>>().leak());
        assert_eq!(text, "name\nM\u{fc}ller\nGr\u{FFFD}n");
        let told = told.unwrap();
        assert_eq!((told.code.as_ref(), told.at), ("encoding", Some(Position::Line(3))));
    }

    #[test]
    fn broken_bytes_are_told_at_the_line_of_the_first() {
        for bytes in [&b"{\n\xFF\xC3\xA4}"[..], b"{\0\n\0\0\xD8}\0", b"\xFF\xFE{\0\n\0}"] {
            let (_, problem) = decode(bytes);
            assert_eq!(problem.and_then(|problem| problem.at), Some(Position::Line(2)), "{bytes:?}");
        }
    }
}
