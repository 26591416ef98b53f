//! Pub, the packages of Dart: semantic versions whose build metadata counts.

use crate::range::syntax;
use crate::scheme::Scheme;
use crate::schemes::semver::{self, Dialect};

const DIALECT: Dialect = Dialect { fold_case: false, order_build: true };

pub(crate) const SCHEME: Scheme = Scheme {
    id: "pub",
    purl_types: &["pub"],
    names: &["pub"],
    key: |text, key| semver::write(text, DIALECT, key),
    canonical: |_| None,
    syntax: &syntax::PUB,
};
