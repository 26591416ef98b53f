//! From bytes to text.

use std::borrow::Cow;

use crate::{Limits, ReadError};

/// The text of a document: UTF-8 with or without a byte order mark, or UTF-16.
///
/// # Errors
/// When there are more bytes than the limit, or they are not in one of these encodings.
pub(super) fn decode<'d>(
    bytes: &'d [u8],
    limits: &Limits,
    name: &'static str,
) -> Result<Cow<'d, str>, ReadError> {
    if bytes.len() > limits.bytes {
        let (size, most) = (bytes.len(), limits.bytes);
        return Err(ReadError::Bound(format!("the document has {size} bytes; at most {most} are read")));
    }
    if let Some(wide) = wide(bytes) {
        return wide.map(Cow::Owned).ok_or_else(|| not_text(name, bytes, "broken UTF-16"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => {
            let advice = "not UTF-8; save the document as UTF-8 (iconv -t UTF-8)";
            Err(not_text(name, &bytes[..error.valid_up_to()], advice))
        }
    }
}

/// The first bytes of a document as text, for recognizing it.
pub(super) fn beginning(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = &bytes[..bytes.len().min(4096)];
    match wide(bytes) {
        Some(Some(text)) => Cow::Owned(text),
        _ => String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)),
    }
}

/// UTF-16, recognized by its byte order mark or by the zero beside the first character.
fn wide(bytes: &[u8]) -> Option<Option<String>> {
    let little = match bytes {
        [0xff, 0xfe, ..] => true,
        [0xfe, 0xff, ..] => false,
        [b'{' | b'<', 0, ..] => true,
        [0, b'{' | b'<', ..] => false,
        _ => return None,
    };
    let pairs = bytes.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    });
    let text: Result<String, _> = char::decode_utf16(pairs).collect();
    Some(text.ok().map(|text| text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)))
}

fn not_text(encoding: &'static str, before: &[u8], message: &str) -> ReadError {
    let lines = before.iter().filter(|&&byte| byte == b'\n').count();
    ReadError::Syntax { encoding, line: u64::try_from(lines + 1).ok(), message: message.to_owned() }
}
