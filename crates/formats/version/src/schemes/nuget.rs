//! NuGet: semantic versions with up to four numbers, whose labels ignore case.

use crate::range::syntax;
use crate::scheme::Scheme;
use crate::schemes::semver::{self, Dialect};

const DIALECT: Dialect = Dialect { fold_case: true, order_build: false };

pub(crate) const SCHEME: Scheme = Scheme {
    id: "nuget",
    purl_types: &["nuget"],
    names: &["nuget"],
    key: |text, key| semver::write(text, DIALECT, key),
    canonical: |_| None,
    syntax: &syntax::NUGET,
};
