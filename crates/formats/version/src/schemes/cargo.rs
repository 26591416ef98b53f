//! Cargo: semantic versions; build metadata does not count.

use crate::range::syntax;
use crate::scheme::Scheme;
use crate::schemes::semver::{self, Dialect};

pub(crate) const SCHEME: Scheme = Scheme {
    id: "cargo",
    purl_types: &["cargo"],
    names: &["cargo"],
    key: |text, key| semver::write(text, Dialect::PLAIN, key),
    canonical: |_| None,
    syntax: &syntax::CARGO,
};
