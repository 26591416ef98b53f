//! The checkout as the tree that lockfile formats look around in.

use std::borrow::Cow;

use mainstay_checkout::Checkout;
use mainstay_lockfile::Tree;

/// A checkout seen by the lockfile formats.
pub(crate) struct CheckoutTree<'a>(pub(crate) &'a Checkout);

impl Tree for CheckoutTree<'_> {
    fn read(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        self.0.read(path).ok().map(Cow::Owned)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.0.list(folder)
    }
}
