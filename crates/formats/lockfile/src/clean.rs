//! Files without what is secret in addresses. It is taken off before any format reads a file, so that none can tell it: an
//! address may stand where a name or a version is expected, and a format would take it apart.

use std::borrow::Cow;

use mainstay_address::without_secrets;

use crate::{Memo, Tree};

/// A tree whose files hold no secrets in addresses.
pub(crate) struct Clean<'t>(pub(crate) &'t dyn Tree);

impl Tree for Clean<'_> {
    fn read(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        Some(match self.0.read(path)? {
            Cow::Borrowed(bytes) => without_secrets(bytes),
            Cow::Owned(bytes) => match without_secrets(&bytes) {
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
