//! Which scheme orders the versions of a package.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::scheme::{SCHEMES, Scheme};
use crate::schemes::generic;

/// A world of packages that share one versioning scheme.
#[derive(Clone, Copy)]
pub struct Ecosystem(pub(crate) &'static Scheme);

impl Ecosystem {
    /// The ecosystem of a package URL type in lower case; the generic one for a type without a scheme.
    pub fn from_purl_type(purl_type: &str) -> Self {
        Self::find(|scheme| scheme.purl_types.contains(&purl_type)).unwrap_or_else(Self::generic)
    }

    /// The ecosystem by its id, purl type or the name that `vers:` texts use (`npm`, `deb`, `semver`, ...).
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        Self::find(|scheme| {
            scheme.id == name
                || scheme.purl_types.contains(&name.as_str())
                || scheme.names.contains(&name.as_str())
        })
    }

    /// The fallback, which orders what no known scheme does.
    pub fn generic() -> Self {
        Self(&generic::SCHEME)
    }

    /// All ecosystems, the fallback last.
    pub fn all() -> impl Iterator<Item = Self> {
        SCHEMES.iter().map(|scheme| Self(scheme))
    }

    /// The scheme's id: the purl type where there is one.
    pub fn id(self) -> &'static str {
        self.0.id
    }

    /// The name in canonical `vers:` texts.
    pub fn vers_name(self) -> &'static str {
        self.0.names.first().copied().unwrap_or(self.0.id)
    }

    fn find(wanted: impl Fn(&Scheme) -> bool) -> Option<Self> {
        SCHEMES.iter().find(|scheme| wanted(scheme)).map(|scheme| Self(scheme))
    }
}

impl PartialEq for Ecosystem {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Ecosystem {}

impl PartialOrd for Ecosystem {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ecosystem {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id().cmp(other.id())
    }
}

impl Hash for Ecosystem {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id().hash(state);
    }
}

impl fmt::Debug for Ecosystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl fmt::Display for Ecosystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_belongs_to_one_scheme() {
        let mut seen = BTreeSet::new();
        for scheme in SCHEMES {
            let names: BTreeSet<&str> =
                [scheme.id].iter().chain(scheme.purl_types).chain(scheme.names).copied().collect();
            for name in names {
                assert!(seen.insert(name), "{name}");
                assert_eq!(name, name.to_ascii_lowercase());
            }
        }
    }

    #[test]
    fn an_unknown_type_is_generic() {
        assert_eq!(Ecosystem::from_purl_type("nosuch"), Ecosystem::generic());
        assert_eq!(Ecosystem::from_name("nosuch"), None);
        assert_eq!(Ecosystem::from_purl_type("golang").id(), "golang");
        assert_eq!(Ecosystem::from_name("Debian").map(Ecosystem::id), Some("deb"));
    }
}
