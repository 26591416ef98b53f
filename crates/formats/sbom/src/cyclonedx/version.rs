//! Versions of CycloneDX.

use std::fmt;

/// A version 1.x, by its x.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(pub(super) u8);

impl Version {
    /// The oldest version there is.
    pub(super) const FIRST: Self = Self(0);
    /// The newest version that is read.
    pub(super) const LAST: Self = Self(7);

    /// A version that is read.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let minor = text.strip_prefix("1.")?.parse().ok()?;
        (minor <= Self::LAST.0 && text.len() == 3).then_some(Self(minor))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "1.{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn only_versions_that_exist_are_parsed() {
        assert_eq!(Version::parse("1.7"), Some(Version(7)));
        for other in ["1.8", "1", "2.0", "1.07", "1.+4", "", "v1.4"] {
            assert_eq!(Version::parse(other), None, "{other}");
        }
    }
}
