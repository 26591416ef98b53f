//! Hex: semantic versions; build metadata does not count.

use crate::range::syntax;
use crate::scheme::Scheme;
use crate::schemes::semver::{self, Dialect};

pub(crate) const SCHEME: Scheme = Scheme {
    id: "hex",
    purl_types: &["hex"],
    names: &["hex"],
    key: |text, key| semver::write(text, Dialect::PLAIN, key),
    canonical: |_| None,
    syntax: &syntax::HEX,
};
