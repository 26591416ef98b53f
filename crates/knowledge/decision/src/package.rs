//! Which package: the identity of a component without its version.

use std::fmt;
use std::str::FromStr;

use mainstay_purl::Purl;
use mainstay_version::{Ecosystem, Version};

/// A package by its purl; one without a purl by the name that the inventory knows it by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Package(Identity);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Identity {
    Purl(Purl),
    Named(Box<str>),
}

/// Why a text names no package.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PackageError {
    /// It begins as a purl and is none.
    #[error("not a package: {0}")]
    Purl(#[from] mainstay_purl::PurlError),
    /// It names more than a package; to leave that out would make it mean more than was said.
    #[error(
        "`{0}` names more than a package: leave out the version, the subpath and qualifiers that are no part of its identity"
    )]
    Narrower(String),
    /// A name is empty, or too long.
    #[error("a package without a purl has a name of 1 to {LONGEST} bytes")]
    Length,
}

/// Bytes of a name.
const LONGEST: usize = 2048;

impl Package {
    /// The package of a purl, whatever version, subpath and qualifiers it has.
    pub fn of(purl: &Purl) -> Self {
        Self(Identity::Purl(purl.package()))
    }

    /// The purl, where the package has one.
    pub fn purl(&self) -> Option<&Purl> {
        match &self.0 {
            Identity::Purl(purl) => Some(purl),
            Identity::Named(_) => None,
        }
    }

    /// Whose order its versions follow.
    pub fn ecosystem(&self) -> Ecosystem {
        self.purl().map_or_else(Ecosystem::generic, |purl| Ecosystem::from_purl_type(purl.kind()))
    }
}

impl FromStr for Package {
    type Err = PackageError;

    /// What begins with `pkg:` is a purl without a version; any other text is a name.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_purl = text.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("pkg:"));
        if !is_purl {
            let fits = !text.trim().is_empty() && text.len() <= LONGEST;
            return if fits { Ok(Self(Identity::Named(text.into()))) } else { Err(PackageError::Length) };
        }
        let purl: Purl = text.parse()?;
        let package = purl.package();
        let names_more =
            purl.version().is_some() || purl.subpath().is_some() || purl.qualifiers() != package.qualifiers();
        if names_more {
            return Err(PackageError::Narrower(text.to_owned()));
        }
        Ok(Self(Identity::Purl(package)))
    }
}

impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Identity::Purl(purl) => purl.fmt(f),
            Identity::Named(name) => f.write_str(name),
        }
    }
}

/// One component of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    pub(crate) package: Package,
    pub(crate) version: Option<Version>,
}

impl Component {
    /// A package at a version, or at one that is not known.
    pub fn new(package: Package, version: Option<&str>) -> Self {
        let ecosystem = package.ecosystem();
        let version = version.filter(|text| !text.is_empty()).map(|text| Version::parse(ecosystem, text));
        Self { package, version }
    }

    /// The package and version that a purl names.
    pub fn of(purl: &Purl) -> Self {
        Self::new(Package::of(purl), purl.full_version().as_deref())
    }

    /// The package.
    pub fn package(&self) -> &Package {
        &self.package
    }

    /// The version, where it is known.
    pub fn version(&self) -> Option<&Version> {
        self.version.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_package_are_one_package() {
        let one: Package = "pkg:pypi/Zope.Interface".parse().unwrap();
        let two = Package::of(&"pkg:pypi/zope_interface@5.0#src".parse().unwrap());
        assert_eq!(one, two);
        assert_eq!(one.to_string().parse(), Ok(one));
    }

    #[test]
    fn a_text_that_names_more_than_a_package_is_refused() {
        for text in ["pkg:npm/a@1.0", "pkg:npm/a#lib", "pkg:deb/debian/curl?arch=i386"] {
            assert_eq!(text.parse::<Package>(), Err(PackageError::Narrower(text.to_owned())), "{text}");
        }
        assert!(matches!("pkg:npm".parse::<Package>(), Err(PackageError::Purl(_))));
        assert_eq!(" ".parse::<Package>(), Err(PackageError::Length));
    }

    #[test]
    fn the_epoch_of_a_purl_is_part_of_its_version() {
        let component = Component::of(&"pkg:rpm/fedora/dbus@1.12-9?epoch=1".parse().unwrap());
        assert_eq!(component.version().map(Version::text), Some("1:1.12-9"));
    }
}
