//! Go modules: semantic versions behind a `v`.
//!
//! A pseudo-version is a pre-release whose label holds the time of the commit, and `+incompatible` is build metadata:
//! both fall into place by the order of Semantic Versioning. The standard library writes `go1.20`.

use crate::range::syntax;
use crate::scheme::Scheme;
use crate::schemes::semver::{self, Dialect};

pub(crate) const SCHEME: Scheme = Scheme {
    id: "golang",
    purl_types: &["golang"],
    names: &["golang", "go"],
    key: |text, key| semver::write(text.strip_prefix("go").unwrap_or(text), Dialect::PLAIN, key),
    canonical: |_| None,
    syntax: &syntax::GOLANG,
};
