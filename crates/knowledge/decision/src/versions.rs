//! Sets of versions that can be written down.

use std::collections::BTreeSet;

use mainstay_version::{Comparator, Ecosystem, Range, Vers, VersError, Version};

use crate::Coverage;

/// Some versions of one ecosystem: a range, and versions by their names where they have no place in the order (`main`, a
/// commit). Never empty.
///
/// What has no place in the order is in a range neither certainly nor certainly not: `<2.0` says nothing of `main`. Only by its
/// name it is in the set, or because the set holds every version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    range: Range,
    named: BTreeSet<Box<str>>,
    /// Whether the range holds more than single versions.
    spans: bool,
}

/// Why there is no such set of versions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VersionsError {
    /// The text is no `vers:` range.
    #[error(transparent)]
    Vers(#[from] VersError),
    /// The range is one of another ecosystem.
    #[error("a range of {expected} is asked for, and `{text}` is none: write `vers:{expected}/...`")]
    Ecosystem {
        /// The name of the ecosystem in `vers:` texts.
        expected: &'static str,
        /// The range as written.
        text: String,
    },
    /// A range has an end without a place in the order.
    #[error("`{0}` has no place in the order of versions: name it beside the range")]
    NoPlace(String),
    /// No version is in the set.
    #[error("the set holds no version")]
    Empty,
    /// The range cannot be written down exactly.
    #[error("the range cannot be written exactly as a `vers:` text; the nearest is `{0}`")]
    Inexact(String),
    /// A name is empty, or the set is larger than anybody writes.
    #[error(
        "a range has at most {RANGE} bytes, a name of a version 1 to {NAME}, and there are at most {NAMES} of them"
    )]
    Size,
}

/// Bytes of a range.
const RANGE: usize = 16_384;
/// Bytes of a name.
const NAME: usize = 1_024;
/// Names beside a range.
const NAMES: usize = 256;

impl Versions {
    /// One version: as a place in the order where it has one, else by its name.
    ///
    /// # Errors
    /// When the text is empty or too long.
    pub fn exactly(version: &Version) -> Result<Self, VersionsError> {
        if has_place(version) {
            return Self::within(&Range::exactly(version));
        }
        Self::new(version.ecosystem(), None, [version.text()])
    }

    /// A range, as [`Range::parse_native`] reads it.
    ///
    /// # Errors
    /// When it is empty or cannot be written as a `vers:` text, which knows only versions as ends.
    pub fn within(range: &Range) -> Result<Self, VersionsError> {
        let written = range.to_vers().to_string();
        let read = Self::new(range.ecosystem(), Some(&written), [])?;
        if read.range == *range { Ok(read) } else { Err(VersionsError::Inexact(written)) }
    }

    /// A range as a `vers:` text, and versions by name.
    ///
    /// # Errors
    /// When the text is no range of the ecosystem, when an end has no place in the order, and when nothing is in the set.
    pub fn new<'a>(
        ecosystem: Ecosystem,
        range: Option<&str>,
        named: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, VersionsError> {
        let mut range = range.map_or_else(|| Ok(Range::none(ecosystem)), |text| read(ecosystem, text))?;
        let mut names = BTreeSet::new();
        for name in named {
            let name = name.trim();
            if name.is_empty() || name.len() > NAME || names.len() >= NAMES {
                return Err(VersionsError::Size);
            }
            let version = Version::parse(ecosystem, name);
            if has_place(&version) {
                range = range.union(&Range::exactly(&version));
            } else {
                names.insert(name.into());
            }
        }
        Self::of(range, names).ok_or(VersionsError::Empty)
    }

    /// None when nothing is in it. Names say nothing beside every version.
    fn of(range: Range, named: BTreeSet<Box<str>>) -> Option<Self> {
        if range.is_all() {
            return Some(Self { range, named: BTreeSet::new(), spans: true });
        }
        let is_single =
            |constraint: &mainstay_version::Constraint| constraint.comparator == Comparator::Equal;
        let spans = !range.is_empty() && !range.to_vers().constraints().iter().all(is_single);
        (!range.is_empty() || !named.is_empty()).then_some(Self { range, named, spans })
    }

    /// Whose order it follows.
    pub fn ecosystem(&self) -> Ecosystem {
        self.range.ecosystem()
    }

    /// Whether every version is in it.
    pub fn is_all(&self) -> bool {
        self.range.is_all()
    }

    /// The range, where there is one.
    pub fn range(&self) -> Option<&Range> {
        (!self.range.is_empty()).then_some(&self.range)
    }

    /// The versions that are in it by name, sorted.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(|name| &**name)
    }

    /// Whether a version is in it.
    pub fn covers(&self, version: &Version) -> Coverage {
        if version.ecosystem() != self.ecosystem() {
            return Coverage::No;
        }
        let holds = if has_place(version) {
            self.range.contains(version)
        } else if self.is_all() || self.named.contains(version.text().trim()) {
            true
        } else if self.spans {
            return Coverage::Unknown;
        } else {
            false
        };
        if holds { Coverage::Yes } else { Coverage::No }
    }

    /// Whether all versions of another set are in this one.
    pub fn contains(&self, other: &Self) -> bool {
        self.ecosystem() == other.ecosystem()
            && (self.is_all()
                || other.named.is_subset(&self.named)
                    && other.range.intersection(&self.range.complement()).is_empty())
    }

    /// The versions that are in both sets; None when none is.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        if self.ecosystem() != other.ecosystem() {
            return None;
        }
        let named = match (self.is_all(), other.is_all()) {
            (true, _) => other.named.clone(),
            (_, true) => self.named.clone(),
            _ => self.named.intersection(&other.named).cloned().collect(),
        };
        Self::of(self.range.intersection(&other.range), named)
    }

    /// A version that is in it.
    ///
    /// Looked for at the ends and close to them. Two ends may be so close that no text lies between them (`>1.0-0|<1.0-0.0` of npm):
    /// the order has a place there, and nothing stands in it.
    pub fn example(&self) -> Option<Version> {
        if let Some(name) = self.named.first() {
            return Some(Version::parse(self.ecosystem(), name));
        }
        let vers = self.range.to_vers();
        let ends = vers.constraints().iter().map(|constraint| constraint.version.text());
        let near = ends.flat_map(|text| NEAR.iter().map(move |tail| format!("{text}{tail}")));
        let mut tried = near.chain(LOWEST.iter().map(|text| (*text).to_owned()));
        tried.find_map(|text| {
            let version = Version::parse(self.ecosystem(), &text);
            (self.covers(&version) == Coverage::Yes).then_some(version)
        })
    }
}

/// What makes an end a version close to it, above or below.
const NEAR: &[&str] = &["", ".1", ".0.1", "-0", "-rc", "a0", "~", "+1", "-1"];
/// Versions that stand low in most orders.
const LOWEST: &[&str] =
    &["1.0.0", "0.0.1", "0", "0.0.0", "0.0.0-0", "0-0", "0a0", "0~", "v0.0.1", "v0.0.0-0"];

/// Whether a version stands in the order, where a range can name it. Signs of ranges stand in no version, though some orders take
/// any text.
fn has_place(version: &Version) -> bool {
    let signs = ['[', ']', '(', ')', '{', '}', '<', '>', '|', ',', '*'];
    version.is_valid() && !version.text().contains(signs)
}

fn read(ecosystem: Ecosystem, text: &str) -> Result<Range, VersionsError> {
    if text.len() > RANGE {
        return Err(VersionsError::Size);
    }
    let vers: Vers = text.parse()?;
    if !vers.is_of(ecosystem.id()) {
        return Err(VersionsError::Ecosystem { expected: ecosystem.vers_name(), text: text.to_owned() });
    }
    if let Some(end) = vers.constraints().iter().find(|constraint| !has_place(&constraint.version)) {
        return Err(VersionsError::NoPlace(end.version.text().to_owned()));
    }
    let range = vers.to_range();
    // `vers:all/*` and `vers:none/*` are of no ecosystem, hence of each.
    Ok(if range.is_all() {
        Range::all(ecosystem)
    } else if range.is_empty() {
        Range::none(ecosystem)
    } else {
        range
    })
}

#[cfg(test)]
mod tests;
