//! The checkout as the tree that lockfile formats look around in.

use std::borrow::Cow;

use mainstay_checkout::Checkout;
use mainstay_lockfile::{Memo, Tree};

/// A checkout seen by the lockfile formats.
pub(crate) struct CheckoutTree<'a> {
    checkout: &'a Checkout,
    memo: Memo,
}

impl<'a> CheckoutTree<'a> {
    pub(crate) fn new(checkout: &'a Checkout) -> Self {
        Self { checkout, memo: Memo::default() }
    }
}

impl Tree for CheckoutTree<'_> {
    fn read(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        self.checkout.read(path).ok().map(Cow::Owned)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.checkout.list(folder)
    }

    fn memo(&self) -> Option<&Memo> {
        Some(&self.memo)
    }
}
