//! Texts of strangers made to fit an index: PostgreSQL refuses index rows beyond about 2,700 bytes.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::intake::hex;
use crate::{Result, StoreError};

/// The longest text that is a key as it is, in bytes.
const LONGEST: usize = 512;

/// The text itself, or its start with the digest of the whole when it is longer than a key may be. Distinct texts stay
/// distinct.
pub(crate) fn fitted(text: &str) -> String {
    let text = kept(text);
    if text.len() <= LONGEST {
        return text.into_owned();
    }
    format!("{}... sha256:{}", start(&text, 200), hex(&Sha256::digest(text.as_bytes())))
}

/// The text as it is kept: PostgreSQL keeps no NUL in text, and texts of strangers may hold one.
pub fn kept(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// At most so many bytes from the start of a text, at a character's end.
pub(crate) fn start(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// A run of three characters; sorts as its text does.
pub(crate) type Gram = [char; 3];

/// The distinct runs of three characters of a text, sorted.
pub(crate) fn grams(text: &str) -> Vec<Gram> {
    let chars: Vec<char> = text.chars().collect();
    let mut grams: Vec<Gram> = chars.windows(3).map(|run| [run[0], run[1], run[2]]).collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// The longest name, label or version, in bytes: what two of them together may take in an index row of PostgreSQL.
const LONGEST_NAME: usize = 1_000;

/// Refuses a text that is too long for what it is.
pub(crate) fn check_length(what: &str, text: &str) -> Result<()> {
    if text.len() <= LONGEST_NAME {
        return Ok(());
    }
    Err(StoreError::Invalid(format!(
        "{what} of {} bytes is too long: {LONGEST_NAME} bytes are the most",
        text.len()
    )))
}

/// The longest description or note, in characters.
const LONGEST_TEXT: usize = 10_000;

/// Refuses a text of many lines that is a document and no remark.
pub(crate) fn check_text(what: &str, text: &str) -> Result<()> {
    check_characters(what, text, LONGEST_TEXT)
}

/// Refuses a text of more than so many characters.
pub(crate) fn check_characters(what: &str, text: &str, most: usize) -> Result<()> {
    let length = text.chars().count();
    if length <= most {
        return Ok(());
    }
    Err(StoreError::Invalid(format!("{what} of {length} characters is too long: {most} are the most")))
}
