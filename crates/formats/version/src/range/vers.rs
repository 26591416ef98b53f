//! The `vers` notation: `vers:npm/>=1.2.0|<2.0.0`, the companion of package URLs.

use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::syntax::Admission;
use super::{Cut, Range, native};
use crate::schemes::composer::branch;
use crate::{Ecosystem, Version};

/// What stays unencoded in a version besides letters and digits, as in a package URL.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'~').remove(b':');

/// How a constraint compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// The version itself, written without a sign.
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// Signs in the order in which they are looked for.
const SIGNS: &[(&str, Comparator)] = &[
    (">=", Comparator::GreaterOrEqual),
    ("<=", Comparator::LessOrEqual),
    ("!=", Comparator::NotEqual),
    (">", Comparator::Greater),
    ("<", Comparator::Less),
    ("=", Comparator::Equal),
];

impl Comparator {
    fn sign(self) -> &'static str {
        match self {
            Self::Equal => "",
            other => SIGNS.iter().find(|(_, comparator)| *comparator == other).map_or("", |(sign, _)| sign),
        }
    }

    fn is_lower(self) -> bool {
        matches!(self, Self::Greater | Self::GreaterOrEqual)
    }

    fn is_upper(self) -> bool {
        matches!(self, Self::Less | Self::LessOrEqual)
    }
}

/// One comparator with its version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Constraint {
    /// How it compares.
    pub comparator: Comparator,
    /// With what.
    pub version: Version,
}

/// A range in the `vers` notation. No constraint at all stands for every version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Vers {
    scheme: String,
    ecosystem: Ecosystem,
    constraints: Vec<Constraint>,
    /// Whether the text was `vers:none/*`.
    none: bool,
}

/// Why a text is no `vers` range.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VersError {
    /// The text does not start with `vers:`, a versioning scheme and a slash.
    #[error("not a version range: it must start with `vers:`, a scheme and a slash")]
    Scheme,
    /// A constraint has no version.
    #[error("`{0}` has no version")]
    Version(String),
    /// A constraint has a text that is no version of the scheme.
    #[error(
        "`{constraint}` names no version of {scheme}: write one as {scheme} does, or `vers:{scheme}/*` for any"
    )]
    Invalid {
        /// The constraint as written.
        constraint: String,
        /// The scheme.
        scheme: &'static str,
    },
    /// One version stands in two constraints.
    #[error("the version `{0}` stands twice")]
    Twice(String),
}

impl Vers {
    /// The scheme as written: `npm`, `deb`, ...
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The ecosystem whose order applies; the generic one for a scheme that is not known.
    pub fn ecosystem(&self) -> Ecosystem {
        self.ecosystem
    }

    /// Whether the range speaks of the versions of an ecosystem, given by any of its names: `vers:all/*` and `vers:none/*`
    /// speak of all, a scheme that is not known only of itself.
    pub fn is_of(&self, name: &str) -> bool {
        if self.none || (self.scheme == "all" && self.constraints.is_empty()) {
            return true;
        }
        match Ecosystem::from_name(&self.scheme) {
            Some(known) => Ecosystem::from_name(name) == Some(known),
            None => self.scheme.eq_ignore_ascii_case(name),
        }
    }

    /// The constraints, by version.
    pub fn constraints(&self) -> &[Constraint] {
        &self.constraints
    }

    /// Whether a version is in the range.
    pub fn contains(&self, version: &Version) -> bool {
        self.to_range().contains(version)
    }

    /// The set that the constraints describe.
    ///
    /// Of several lower ends in a row the first one counts, of several upper ends the last one; then each lower end
    /// pairs with the upper end after it.
    pub fn to_range(&self) -> Range {
        if self.none {
            return Range::none(self.ecosystem);
        }
        if self.constraints.is_empty() {
            return Range::all(self.ecosystem);
        }
        let points = |wanted: Comparator| {
            let wanted = self.constraints.iter().filter(move |constraint| constraint.comparator == wanted);
            let points = wanted.map(|constraint| Range::exactly(&constraint.version)).collect();
            Range::union_of(self.ecosystem, points)
        };
        let only_gaps =
            self.constraints.iter().all(|constraint| constraint.comparator == Comparator::NotEqual);
        let start = if only_gaps { Range::all(self.ecosystem) } else { self.intervals() };
        start.union(&points(Comparator::Equal)).intersection(&points(Comparator::NotEqual).complement())
    }

    fn intervals(&self) -> Range {
        let mut cuts: Vec<(bool, Cut)> = Vec::new();
        for Constraint { comparator, version } in &self.constraints {
            let after = matches!(comparator, Comparator::Greater | Comparator::LessOrEqual);
            let cut = if after { Cut::after(version) } else { Cut::before(version) };
            let last_is_lower = cuts.last().map(|(lower, _)| *lower);
            match last_is_lower {
                Some(true) if comparator.is_lower() => {}
                Some(false) if comparator.is_upper() => {
                    cuts.pop();
                    cuts.push((false, cut));
                }
                _ if comparator.is_lower() || comparator.is_upper() => {
                    cuts.push((comparator.is_lower(), cut))
                }
                _ => {}
            }
        }
        let from_start = cuts.first().is_some_and(|(lower, _)| !lower);
        Range { ecosystem: self.ecosystem, from_start, cuts: cuts.into_iter().map(|(_, cut)| cut).collect() }
    }
}

impl FromStr for Vers {
    type Err = VersError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let rest = strip_scheme(&text).ok_or(VersError::Scheme)?;
        let (scheme, list) = rest.split_once('/').ok_or(VersError::Scheme)?;
        let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        if scheme.is_empty() || !scheme.chars().all(valid) {
            return Err(VersError::Scheme);
        }
        let scheme = scheme.to_ascii_lowercase();
        let ecosystem = Ecosystem::from_name(&scheme).unwrap_or_else(Ecosystem::generic);
        let mut constraints = Vec::new();
        if list != "*" {
            for part in list.split('|').filter(|part| !part.is_empty()) {
                constraints.push(constraint(ecosystem, part)?);
            }
            if constraints.is_empty() {
                return Err(VersError::Version(list.to_owned()));
            }
        }
        let none = scheme == "none";
        Self { scheme, ecosystem, constraints, none }.sorted()
    }
}

impl Vers {
    /// Sorted by version; the same constraint twice counts once.
    fn sorted(mut self) -> Result<Self, VersError> {
        self.constraints.sort_by(|a, b| a.version.cmp(&b.version));
        self.constraints.dedup_by(|a, b| a == b);
        match self.constraints.windows(2).find(|pair| pair[0].version == pair[1].version) {
            Some(pair) => Err(VersError::Twice(pair[0].version.text().to_owned())),
            None => Ok(self),
        }
    }
}

fn strip_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    scheme.eq_ignore_ascii_case("vers").then_some(rest)
}

fn constraint(ecosystem: Ecosystem, text: &str) -> Result<Constraint, VersError> {
    let (comparator, version) = SIGNS
        .iter()
        .find_map(|(sign, comparator)| Some((*comparator, text.strip_prefix(sign)?)))
        .unwrap_or((Comparator::Equal, text));
    let version = percent_decode_str(version).decode_utf8_lossy();
    if version.is_empty() {
        return Err(VersError::Version(text.to_owned()));
    }
    let version = Version::parse(ecosystem, &version);
    if !is_of_scheme(comparator, &version) {
        return Err(VersError::Invalid { constraint: text.to_owned(), scheme: ecosystem.vers_name() });
    }
    Ok(Constraint { comparator, version })
}

/// Whether a text may stand in a constraint. The generic scheme, which also stands for those that are not known, cannot tell;
/// a branch of Composer has no order, but is equal to itself.
fn is_of_scheme(comparator: Comparator, version: &Version) -> bool {
    let ecosystem = version.ecosystem();
    let is_branch = ecosystem.0.syntax.admission == Admission::Branches && branch(version.text()).is_some();
    if is_branch {
        return !comparator.is_lower() && !comparator.is_upper();
    }
    ecosystem == Ecosystem::generic() || version.is_valid() && !native::has_range_signs(version.text())
}

/// The constraints of a set: an interval gives its ends, a single version itself, a gap of one version `!=`.
pub(super) fn from_range(range: &Range) -> Vers {
    let ecosystem = range.ecosystem;
    let mut constraints: Vec<Constraint> = Vec::new();
    let mut inside = range.from_start;
    for cut in &range.cuts {
        let comparator = match (inside, cut.after) {
            (false, true) => Comparator::Greater,
            (false, false) => Comparator::GreaterOrEqual,
            (true, true) => Comparator::LessOrEqual,
            (true, false) => Comparator::Less,
        };
        inside = !inside;
        let version = Version::parse(ecosystem, &cut.text);
        match constraints.last_mut().filter(|last| last.version == version) {
            Some(last) if comparator.is_upper() => last.comparator = Comparator::Equal,
            Some(last) => last.comparator = Comparator::NotEqual,
            None => constraints.push(Constraint { comparator, version }),
        }
    }
    let none = range.is_empty();
    let scheme = if none { "none" } else { ecosystem.vers_name() };
    Vers { scheme: scheme.to_owned(), ecosystem, constraints, none }
}

impl fmt::Display for Vers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "vers:{}/", self.scheme)?;
        if self.constraints.is_empty() {
            return f.write_str("*");
        }
        for (index, Constraint { comparator, version }) in self.constraints.iter().enumerate() {
            let bar = if index == 0 { "" } else { "|" };
            write!(
                f,
                "{bar}{}{}",
                comparator.sign(),
                utf8_percent_encode(&version.canonical_text(), ENCODED)
            )?;
        }
        Ok(())
    }
}
