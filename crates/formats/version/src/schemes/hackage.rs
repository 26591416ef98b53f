//! Hackage: numbers separated by dots; a longer version is greater than its beginning. Old tags (`1.0-beta`) carry no
//! order.

use crate::range::syntax;
use crate::scheme::Scheme;
use crate::schemes::numbers;

pub(crate) const SCHEME: Scheme = Scheme {
    id: "hackage",
    purl_types: &["hackage"],
    names: &["hackage"],
    key: |text, key| numbers::write(text.split('-').next().unwrap_or_default(), &['.'], key),
    canonical: |_| None,
    syntax: &syntax::HACKAGE,
};
