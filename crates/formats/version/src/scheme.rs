//! One versioning scheme: what its versions look like, how they are ordered, how ranges of them are written.

use crate::key::Key;
use crate::range::syntax::Syntax;
use crate::schemes;

/// How one ecosystem orders versions and writes ranges.
#[derive(Debug)]
pub struct Scheme {
    /// Its name; the purl type where there is one.
    pub id: &'static str,
    /// The package URL types that are versioned this way.
    pub purl_types: &'static [&'static str],
    /// The names that `vers:` texts and advisories use, the canonical one first, in lower case.
    pub names: &'static [&'static str],
    /// Writes the sort key of a version.
    pub(crate) key: fn(&str, &mut Key) -> Reading,
    /// The text in which people should see a version, where the ecosystem defines one.
    pub(crate) canonical: fn(&str) -> Option<String>,
    /// How ranges are written natively.
    pub(crate) syntax: &'static Syntax,
}

/// How well a text could be read as a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// It is a version.
    Valid,
    /// It is none, but the ecosystem's tools give it a place all the same; its key is written.
    Odd,
    /// It is none, and what is written of its key does not count.
    Unreadable,
}

impl Reading {
    /// A version when something holds, unreadable when not.
    pub(crate) fn valid_if(holds: bool) -> Self {
        if holds { Self::Valid } else { Self::Unreadable }
    }
}

/// All schemes, the fallback last. A new one is a file under `schemes/` and an entry here.
pub const SCHEMES: &[&Scheme] = &[
    &schemes::npm::SCHEME,
    &schemes::pypi::SCHEME,
    &schemes::maven::SCHEME,
    &schemes::golang::SCHEME,
    &schemes::cargo::SCHEME,
    &schemes::gem::SCHEME,
    &schemes::nuget::SCHEME,
    &schemes::composer::SCHEME,
    &schemes::hex::SCHEME,
    &schemes::pub_dev::SCHEME,
    &schemes::deb::SCHEME,
    &schemes::rpm::SCHEME,
    &schemes::apk::SCHEME,
    &schemes::cran::SCHEME,
    &schemes::hackage::SCHEME,
    &schemes::cocoapods::SCHEME,
    &schemes::conan::SCHEME,
    &schemes::julia::SCHEME,
    &schemes::semver::SCHEME,
    &schemes::generic::SCHEME,
];
