//! CRAN: numbers separated by dots or hyphens; a longer version is greater than its beginning.

use crate::range::syntax;
use crate::scheme::Scheme;
use crate::schemes::numbers;

pub(crate) const SCHEME: Scheme = Scheme {
    id: "cran",
    purl_types: &["cran"],
    names: &["cran"],
    key: |text, key| numbers::write(text, &['.', '-'], key),
    canonical: |_| None,
    syntax: &syntax::CRAN,
};
