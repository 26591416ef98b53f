//! Files as formats read them: in UTF-8, and without what is secret in addresses. Both are done before any format reads a file, so
//! that none can tell a secret: an address may stand where a name or a version is expected, and a format would take it apart.

use std::borrow::Cow;

use mainstay_address::without_secrets;

use crate::{Memo, Tree};

/// The bytes of a file as its format reads them. UTF-16, which shells and editors of Windows write, becomes UTF-8.
pub(crate) fn clean(bytes: &[u8]) -> Cow<'_, [u8]> {
    match mainstay_table::unicode(bytes) {
        (Cow::Owned(text), None) => Cow::Owned(without_secrets(text.as_bytes()).into_owned()),
        _ => without_secrets(bytes),
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
