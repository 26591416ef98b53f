//! Sets of versions: unions of intervals in the order of one ecosystem.

mod admission;
mod brackets;
mod compat;
mod conan;
mod ends;
mod floating;
mod native;
mod pep440;
pub(crate) mod syntax;
mod vers;

use std::cmp::Ordering;
use std::fmt;

pub use vers::{Comparator, Constraint, Vers, VersError};

use crate::{Ecosystem, Version};

/// A set of versions of one ecosystem.
///
/// Membership follows the order alone: whether a resolver would pick a pre-release is its policy, not part of the set, and
/// what is affected does not depend on it. [`Range::admits`] asks the policy too.
/// Where a native operator is defined to leave pre-releases out (`<2.0` of PEP 440, the upper end of `^1.2`), its set
/// leaves them out.
#[derive(Clone)]
pub struct Range {
    ecosystem: Ecosystem,
    /// Whether the set reaches down without end.
    from_start: bool,
    /// Where membership changes, ascending, each different from the one before.
    cuts: Vec<Cut>,
}

/// A place between versions.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    /// Greater than the keys of all versions before the place, at most those of all after it.
    key: Box<[u8]>,
    /// The version that people see at this place.
    text: Box<str>,
    /// Whether that version lies before the place.
    after: bool,
}

/// Above every byte that continues a key, since no key is the beginning of another.
pub(crate) const AFTER: u8 = u8::MAX;

impl Cut {
    pub(crate) fn before(version: &Version) -> Self {
        Self { key: version.sort_key().into(), text: version.text().into(), after: false }
    }

    pub(crate) fn after(version: &Version) -> Self {
        Self::above(version.sort_key(), version.text())
    }

    /// Above all keys that begin with some bytes.
    pub(crate) fn above(beginning: &[u8], text: &str) -> Self {
        let key = [beginning, &[AFTER]].concat();
        Self { key: key.into(), text: text.into(), after: true }
    }

    /// The same place shown as another version.
    pub(crate) fn shown_as(self, text: &str) -> Self {
        Self { text: text.into(), ..self }
    }
}

/// Why a text is no range.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RangeError {
    /// Where a version should stand is none.
    #[error("`{0}` is no version of this ecosystem")]
    Version(String),
    /// The text around the versions is not the ecosystem's syntax.
    #[error("`{0}` is not understood as a range of this ecosystem")]
    Syntax(String),
}

impl Range {
    /// Every version.
    pub fn all(ecosystem: Ecosystem) -> Self {
        Self { ecosystem, from_start: true, cuts: Vec::new() }
    }

    /// No version.
    pub fn none(ecosystem: Ecosystem) -> Self {
        Self { ecosystem, from_start: false, cuts: Vec::new() }
    }

    /// The versions that compare equal to one.
    pub fn exactly(version: &Version) -> Self {
        Self::between(version.ecosystem(), Cut::before(version), Cut::after(version))
    }

    /// A version and all above it.
    pub fn at_least(version: &Version) -> Self {
        Self::above(version.ecosystem(), Cut::before(version))
    }

    /// A version and all below it.
    pub fn at_most(version: &Version) -> Self {
        Self::below(version.ecosystem(), Cut::after(version))
    }

    /// Reads a range as the ecosystem's own tools write it.
    ///
    /// # Errors
    /// When the text is not in that syntax.
    pub fn parse_native(ecosystem: Ecosystem, text: &str) -> Result<Self, RangeError> {
        native::parse(ecosystem, text)
    }

    /// Whether the ecosystem's own tool lets a version pass a range, which is not the order alone: npm and Cargo, for
    /// example, let a pre-release pass only where the range names one of the same three numbers (`>=1.2.3-beta <2` lets
    /// `1.2.3-rc` pass, `^1.2.0` does not). None when the text is no version of the ecosystem.
    ///
    /// # Errors
    /// When the text is not in that syntax, or the tool refuses it.
    pub fn admits(ecosystem: Ecosystem, text: &str, version: &Version) -> Result<Option<bool>, RangeError> {
        admission::admits(ecosystem, text, version)
    }

    /// The ecosystem whose order applies.
    pub fn ecosystem(&self) -> Ecosystem {
        self.ecosystem
    }

    /// Whether a version is in the set; one of another ecosystem never is.
    pub fn contains(&self, version: &Version) -> bool {
        let passed = self.cuts.partition_point(|cut| *cut.key <= *version.sort_key());
        version.ecosystem() == self.ecosystem && self.from_start != (passed % 2 == 1)
    }

    /// Whether the set has no place for any version.
    pub fn is_empty(&self) -> bool {
        !self.from_start && self.cuts.is_empty()
    }

    /// Whether every version is in the set.
    pub fn is_all(&self) -> bool {
        self.from_start && self.cuts.is_empty()
    }

    /// The versions that are not in the set.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self { from_start: !self.from_start, ..self.clone() }
    }

    /// The versions that are in either set. Of two ecosystems, only those of the first.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::combined(self.clone(), other.clone(), |a, b| a || b)
    }

    /// The versions that are in both sets. Of two ecosystems, none.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self::combined(self.clone(), other.clone(), |a, b| a && b)
    }

    /// The union of many sets, in time that grows little faster than their size.
    pub(crate) fn union_of(ecosystem: Ecosystem, sets: Vec<Self>) -> Self {
        Self::merged(sets, |a, b| a || b).unwrap_or_else(|| Self::none(ecosystem))
    }

    /// The intersection of many sets, likewise.
    pub(crate) fn intersection_of(ecosystem: Ecosystem, sets: Vec<Self>) -> Self {
        Self::merged(sets, |a, b| a && b).unwrap_or_else(|| Self::all(ecosystem))
    }

    /// The set as constraints of the `vers` notation.
    ///
    /// The notation knows only versions as ends: an end that leaves out pre-releases, local or post versions is
    /// written as the version it belongs to.
    pub fn to_vers(&self) -> Vers {
        vers::from_range(self)
    }

    pub(crate) fn between(ecosystem: Ecosystem, start: Cut, end: Cut) -> Self {
        let cuts = if start.key < end.key { vec![start, end] } else { Vec::new() };
        Self { ecosystem, from_start: false, cuts }
    }

    pub(crate) fn above(ecosystem: Ecosystem, start: Cut) -> Self {
        Self { ecosystem, from_start: false, cuts: vec![start] }
    }

    pub(crate) fn below(ecosystem: Ecosystem, end: Cut) -> Self {
        Self { ecosystem, from_start: true, cuts: vec![end] }
    }

    /// Combines neighbors until one set is left, so that no set is walked once for each of the others.
    fn merged(mut sets: Vec<Self>, inside: fn(bool, bool) -> bool) -> Option<Self> {
        while sets.len() > 1 {
            let mut rest = sets.into_iter();
            sets = Vec::with_capacity(rest.len().div_ceil(2));
            while let Some(first) = rest.next() {
                sets.push(match rest.next() {
                    Some(second) => Self::combined(first, second, inside),
                    None => first,
                });
            }
        }
        sets.pop()
    }

    /// Walks both lists of cuts once and keeps those where the combined membership changes.
    fn combined(left: Self, right: Self, inside: fn(bool, bool) -> bool) -> Self {
        let ecosystem = left.ecosystem;
        let right = if right.ecosystem == ecosystem { right } else { Self::none(ecosystem) };
        let (mut in_left, mut in_right) = (left.from_start, right.from_start);
        let from_start = inside(in_left, in_right);
        let mut current = from_start;
        let mut cuts = Vec::new();
        let (mut left, mut right) = (left.cuts.into_iter().peekable(), right.cuts.into_iter().peekable());
        while let Some(order) = next_cut(left.peek(), right.peek()) {
            let mut passed = None;
            if order != Ordering::Greater {
                in_left = !in_left;
                passed = left.next();
            }
            if order != Ordering::Less {
                in_right = !in_right;
                passed = right.next().or(passed);
            }
            if inside(in_left, in_right) != current {
                current = !current;
                cuts.extend(passed);
            }
        }
        Self { ecosystem, from_start, cuts }
    }
}

/// Which list has the next cut; Equal when both have the same one, None when both are at their end.
fn next_cut(left: Option<&Cut>, right: Option<&Cut>) -> Option<Ordering> {
    match (left, right) {
        (None, None) => None,
        (Some(_), None) => Some(Ordering::Less),
        (None, Some(_)) => Some(Ordering::Greater),
        (Some(left), Some(right)) => Some(left.key.cmp(&right.key)),
    }
}

impl PartialEq for Range {
    fn eq(&self, other: &Self) -> bool {
        let same_keys = || self.cuts.iter().map(|cut| &cut.key).eq(other.cuts.iter().map(|cut| &cut.key));
        self.ecosystem == other.ecosystem && self.from_start == other.from_start && same_keys()
    }
}

impl Eq for Range {}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_vers().fmt(f)
    }
}

impl fmt::Debug for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
