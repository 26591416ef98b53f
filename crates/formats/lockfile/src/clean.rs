//! Files as formats read them: in UTF-8, and without what is secret in addresses. Both are done before any format reads a file, so
//! that none can tell a secret: an address may stand where a name or a version is expected, and a format would take it apart.

use std::borrow::Cow;

use mainstay_address::{address_without_secrets, without_secrets};
use mainstay_model::{Bom, Component, Origin};

use crate::{Memo, Tree};

/// The bytes of a file as its format reads them. UTF-16, which shells and editors of Windows write, becomes UTF-8, and a broken
/// unit of it a byte that no UTF-8 has: it is told and replaced where other odd bytes are.
pub(crate) fn clean(bytes: &[u8]) -> Cow<'_, [u8]> {
    match mainstay_table::unicode(bytes) {
        (Cow::Owned(text), None) => Cow::Owned(without_secrets(text.as_bytes()).into_owned()),
        (Cow::Owned(text), Some(_)) if is_utf16(bytes) => {
            let parts: Vec<&[u8]> = text.split(char::REPLACEMENT_CHARACTER).map(str::as_bytes).collect();
            Cow::Owned(without_secrets(&parts.join(&0xFF)).into_owned())
        }
        _ => without_secrets(bytes),
    }
}

/// Whether a text that was decoded was in UTF-16: no UTF-8 begins with its mark, or has a zero in one of the first two bytes.
fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [_, 0, ..] | [0, _, ..])
}

/// Cleans what stands in a component as one address: what ends an address in a text can be part of a password.
pub(crate) fn clean_addresses(bom: &mut Bom) {
    bom.components.iter_mut().for_each(|component| {
        if let Origin::Registry(url) | Origin::Download(url) | Origin::Vcs { url, .. } = &mut component.origin
        {
            clean_address(url);
        }
        component.version.iter_mut().for_each(clean_address);
        component.references.iter_mut().for_each(|reference| clean_address(&mut reference.url));
        clean_purl(component);
    });
}

fn clean_address(text: &mut String) {
    if let Cow::Owned(clean) = address_without_secrets(text) {
        *text = clean;
    }
}

fn clean_purl(component: &mut Component) {
    let Some(purl) = &component.purl else { return };
    let unclean = purl.qualifiers().iter().filter_map(|(key, value)| match address_without_secrets(value) {
        Cow::Owned(clean) => Some((key.clone(), clean)),
        Cow::Borrowed(_) => None,
    });
    for (key, clean) in unclean.collect::<Vec<_>>() {
        component.purl = component.purl.take().and_then(|purl| purl.with_qualifier(&key, &clean).ok());
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
