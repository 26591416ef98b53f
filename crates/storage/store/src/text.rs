//! Texts of strangers made to fit an index: PostgreSQL refuses index rows beyond about 2,700 bytes.

use sha2::{Digest, Sha256};

use crate::intake::hex;

/// The longest text that is a key as it is, in bytes.
const LONGEST: usize = 512;

/// The text itself, or its start with the digest of the whole when it is longer than a key may be. Distinct texts stay
/// distinct.
pub(crate) fn fitted(text: &str) -> String {
    // PostgreSQL keeps no NUL in text.
    let text = text.replace('\0', "\u{fffd}");
    if text.len() <= LONGEST {
        return text;
    }
    format!("{}... sha256:{}", start(&text, 200), hex(&Sha256::digest(text.as_bytes())))
}

/// At most so many bytes from the start of a text, at a character's end.
pub(crate) fn start(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}
