//! Files as formats read them: in UTF-8, and without what is secret in addresses. Both are done before any format reads a file, so
//! that none can tell a secret: an address may stand where a name or a version is expected, and a format would take it apart.

use std::borrow::Cow;

use mainstay_address::without_secrets;

use crate::{Memo, Tree};

/// The bytes of a file as its format reads them.
pub(crate) fn clean(bytes: &[u8]) -> Cow<'_, [u8]> {
    match utf8(bytes) {
        Some(text) => Cow::Owned(without_secrets(text.as_bytes()).into_owned()),
        None => without_secrets(bytes),
    }
}

/// UTF-16 as UTF-8: shells and editors of Windows write it, with a byte order mark or without. `None` for all else.
fn utf8(bytes: &[u8]) -> Option<String> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).collect::<Result<String, _>>().ok()
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        // No text in UTF-8 has zeros at every second place.
        [b'\t'..=b'~', 0, b'\t'..=b'~', 0, ..] => wide(bytes, u16::from_le_bytes),
        [0, b'\t'..=b'~', 0, b'\t'..=b'~', ..] => wide(bytes, u16::from_be_bytes),
        _ => None,
    }
}

/// A tree whose files are clean.
pub(crate) struct Clean<'t>(pub(crate) &'t dyn Tree);

impl Tree for Clean<'_> {
    fn read(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        Some(match self.0.read(path)? {
            Cow::Borrowed(bytes) => clean(bytes),
            Cow::Owned(bytes) => match clean(&bytes) {
                Cow::Owned(clean) => Cow::Owned(clean),
                Cow::Borrowed(_) => Cow::Owned(bytes),
            },
        })
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.0.list(folder)
    }

    fn memo(&self) -> Option<&Memo> {
        self.0.memo()
    }
}

#[cfg(test)]
mod tests;
