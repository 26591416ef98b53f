//! Reads comparators with operators, as the ecosystem's syntax table says.

use super::ends::{Ends, Numbers};
use super::syntax::{Admission, Frame, Operator, Syntax};
use super::{Cut, Range, RangeError, brackets, compat, conan, floating, pep440};
use crate::schemes::composer::branch;
use crate::{Ecosystem, Version};

/// Words for any version.
const ANY: &[&str] = &["", "*", "any", "-any", "x", "X"];

/// One comparison of a range.
pub(super) struct Comparison<'a> {
    pub(super) operator: Operator,
    /// The version that it names, as written.
    pub(super) named: &'a str,
    /// The versions that it stands for.
    pub(super) set: Range,
}

pub(super) fn parse(ecosystem: Ecosystem, text: &str) -> Result<Range, RangeError> {
    match ecosystem.0.syntax.frame {
        Frame::Compat => return compat::parse(ecosystem, text),
        Frame::Conan => return conan::parse(ecosystem, text),
        Frame::Comparators | Frame::Brackets => {}
    }
    let alternatives = comparisons(ecosystem, text)?.into_iter().map(|alternative| {
        let sets = alternative.into_iter().map(|comparison| comparison.set).collect();
        Range::intersection_of(ecosystem, sets)
    });
    Ok(Range::union_of(ecosystem, alternatives.collect()))
}

/// The alternatives of a range, each with the comparisons that hold together; one without any stands for every version.
pub(super) fn comparisons(ecosystem: Ecosystem, text: &str) -> Result<Vec<Vec<Comparison<'_>>>, RangeError> {
    let syntax = ecosystem.0.syntax;
    let text = text.trim();
    if syntax.frame == Frame::Brackets && text.contains(['[', '(']) {
        let set = brackets::parse(ecosystem, text)?;
        return Ok(vec![vec![Comparison { operator: Operator::Interval, named: text, set }]]);
    }
    let mut alternatives = split(text, syntax.or);
    if alternatives.len() > 1 && !syntax.blank_is_any {
        alternatives.retain(|alternative| !alternative.trim().is_empty());
    }
    if alternatives.is_empty() {
        return Err(RangeError::Syntax(text.to_owned()));
    }
    // PEP 440 has no alternatives: advisories that write them mean the plain order.
    let rules = Rules { ecosystem, syntax, pep440: syntax.pep440 && alternatives.len() == 1 };
    alternatives.into_iter().map(|alternative| rules.alternative(alternative)).collect()
}

/// The parts between separators, of which a longer one goes before those that begin it.
fn split<'a>(text: &'a str, separators: &[&str]) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut start, mut end) = (0, 0);
    while let Some(next) = text[end..].chars().next() {
        match separators.iter().find(|word| text[end..].starts_with(**word)) {
            Some(word) => {
                parts.push(&text[start..end]);
                end += word.len();
                start = end;
            }
            None => end += next.len_utf8(),
        }
    }
    parts.push(&text[start..]);
    parts
}

/// The ends of a Swift interval, and how the upper one compares.
fn dots(text: &str) -> Option<(&str, Operator, &str)> {
    let open = text.split_once("..<").map(|(low, high)| (low, Operator::Less, high));
    open.or_else(|| text.split_once("...").map(|(low, high)| (low, Operator::LessOrEqual, high)))
}

/// How one text is read.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    pub(super) ecosystem: Ecosystem,
    pub(super) syntax: &'static Syntax,
    pub(super) pep440: bool,
}

impl Rules {
    /// Comparators that hold together.
    fn alternative(self, text: &str) -> Result<Vec<Comparison<'_>>, RangeError> {
        let mut all = Vec::new();
        for part in split(text, self.syntax.and) {
            self.conjunction(part, &mut all)?;
        }
        Ok(all)
    }

    /// Comparators separated by blanks.
    fn conjunction<'a>(self, text: &'a str, all: &mut Vec<Comparison<'a>>) -> Result<(), RangeError> {
        let text = text.trim().trim_start_matches('(').trim_end_matches(')').trim();
        if ANY.contains(&text) {
            return Ok(());
        }
        // Composer's `dev-main as 1.0.x-dev` is the former, for those that ask for the latter.
        let branches = self.syntax.admission == Admission::Branches;
        let text = text.split_once(" as ").filter(|_| branches).map_or(text, |(branch, _)| branch.trim_end());
        if let Some((low, high)) = text.split_once(" - ").filter(|_| self.syntax.hyphen) {
            all.push(self.comparison(Some(Operator::GreaterOrEqual), low.trim())?);
            all.push(self.upper_of_hyphen(high.trim())?);
            return Ok(());
        }
        if let Some((low, end, high)) = dots(text).filter(|_| self.syntax.dots) {
            all.push(self.comparison(Some(Operator::GreaterOrEqual), low.trim())?);
            all.push(self.comparison(Some(end), high.trim())?);
            return Ok(());
        }
        let mut rest = text;
        while !rest.is_empty() {
            let (operator, after) = self.operator(rest);
            let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '=');
            let (version, after) = after.split_at(after.find(ends).unwrap_or(after.len()));
            all.push(self.comparison(operator, version)?);
            rest = after.trim_start();
        }
        Ok(())
    }

    /// The upper end of `1.0 - 2.0`: fewer than three numbers take in all versions that begin with them.
    fn upper_of_hyphen(self, named: &str) -> Result<Comparison<'_>, RangeError> {
        let operator = Operator::LessOrEqual;
        let ends = Ends { rules: self, numbers: Numbers::read(named) };
        if ends.numbers.are_all() && (1..3).contains(&ends.numbers.values.len()) {
            return Ok(Comparison { operator, named, set: ends.compared(operator)? });
        }
        self.comparison(Some(operator), named)
    }

    fn operator(self, text: &str) -> (Option<Operator>, &str) {
        for (word, operator) in self.syntax.operators {
            if let Some(rest) = text.strip_prefix(word) {
                return (Some(*operator), rest.trim_start());
            }
        }
        (None, text)
    }

    fn comparison(self, operator: Option<Operator>, named: &str) -> Result<Comparison<'_>, RangeError> {
        let bare = |text| if Numbers::read(text).wild { Operator::Prefix } else { self.syntax.bare };
        let or_bare = |text| operator.unwrap_or_else(|| bare(text));
        match self.syntax.admission {
            Admission::Branches if let Some(branch) = branch(named) => {
                let operator = or_bare(named);
                Ok(Comparison { operator, named, set: self.branch(operator, branch)? })
            }
            Admission::Branches if let Some((plain, stability)) = named.split_once('@') => {
                let operator = or_bare(plain);
                Ok(Comparison { operator, named, set: self.flagged(operator, plain, stability)? })
            }
            Admission::Floating if let Some(float) = floating::Float::read(named) => {
                Ok(Comparison { operator: Operator::Floating, named, set: float.set(self)? })
            }
            _ => {
                let operator = or_bare(named);
                Ok(Comparison { operator, named, set: self.set(operator, named)? })
            }
        }
    }

    /// Composer's `>=1.0@beta` means `>=1.0-beta`; with other operators the flag changes nothing.
    fn flagged(self, operator: Operator, plain: &str, stability: &str) -> Result<Range, RangeError> {
        if plain.is_empty() {
            return Ok(Range::all(self.ecosystem));
        }
        let end = matches!(
            operator,
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual
        );
        if end && stability != "stable" && Numbers::read(plain).are_all() {
            return self.set(operator, &format!("{plain}-{stability}"));
        }
        self.set(operator, plain)
    }

    /// A branch is itself and nothing more: whatever else asks for one holds nothing.
    fn branch(self, operator: Operator, branch: &str) -> Result<Range, RangeError> {
        let itself = Range::exactly(&Version::parse(self.ecosystem, &format!("dev-{branch}")));
        match operator {
            Operator::Equal => Ok(itself),
            Operator::NotEqual => Ok(itself.complement()),
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                Ok(Range::none(self.ecosystem))
            }
            _ => Err(RangeError::Version(format!("dev-{branch}"))),
        }
    }

    /// The set that one operator and version stand for.
    fn set(self, operator: Operator, text: &str) -> Result<Range, RangeError> {
        let ends = Ends { rules: self, numbers: Numbers::read(text) };
        let numbers = &ends.numbers;
        if numbers.wild && numbers.values.is_empty() {
            // Nothing is above, below or other than any version.
            let none = matches!(operator, Operator::Less | Operator::Greater | Operator::NotEqual);
            return Ok(if none { Range::none(self.ecosystem) } else { Range::all(self.ecosystem) });
        }
        match operator {
            Operator::Caret => ends.up_to(numbers.caret()),
            Operator::PubCaret => ends.up_to(usize::from(numbers.is_zero_at(0))),
            Operator::Tilde => ends.up_to(numbers.last().min(1)),
            Operator::Pessimistic => ends.up_to(numbers.last().saturating_sub(1)),
            Operator::HackageMajor => ends.up_to(1),
            Operator::Prefix => ends.prefix(),
            _ if ends.are_partial() => ends.compared(operator),
            Operator::Less | Operator::GreaterOrEqual if self.syntax.compares_lowest && numbers.are_all() => {
                ends.compared(operator)
            }
            _ => Ok(self.compared(operator, &version(self.ecosystem, text)?)),
        }
    }

    fn compared(self, operator: Operator, version: &Version) -> Range {
        let ecosystem = self.ecosystem;
        let (before, after) = (Cut::before(version), self.after(version));
        match operator {
            Operator::NotEqual => Range::between(ecosystem, before, after).complement(),
            Operator::Less if self.pep440 => {
                Range::below(ecosystem, before).intersection(&pep440::pre_releases(version).complement())
            }
            Operator::Less => Range::below(ecosystem, before),
            Operator::LessOrEqual => Range::below(ecosystem, after),
            Operator::Greater if self.pep440 => {
                Range::above(ecosystem, after).intersection(&pep440::post_releases(version).complement())
            }
            Operator::Greater => Range::above(ecosystem, after),
            Operator::GreaterOrEqual => Range::above(ecosystem, before),
            Operator::Identical => Range::exactly(version),
            _ => Range::between(ecosystem, before, after),
        }
    }

    /// After a version with all that comparisons look past.
    fn after(self, version: &Version) -> Cut {
        match self.syntax.looks_past {
            Some(sign) if !version.text().contains(sign) => {
                let key = version.sort_key();
                // The last byte says that there is no such part.
                Cut::above(&key[..key.len() - 1], version.text())
            }
            _ => Cut::after(version),
        }
    }
}

pub(super) fn version(ecosystem: Ecosystem, text: &str) -> Result<Version, RangeError> {
    let version = Version::parse(ecosystem, text);
    let any_text = ecosystem == Ecosystem::generic() && !text.is_empty();
    let readable = (version.is_valid() || any_text) && !is_range(text);
    if readable { Ok(version) } else { Err(RangeError::Version(text.to_owned())) }
}

/// Whether a text is rather a range in another ecosystem's syntax. Some ecosystems take any text for a version, and a range
/// that is not understood must not become one that holds nothing.
fn is_range(text: &str) -> bool {
    has_range_signs(text)
        || text.contains("..")
        || text.starts_with(['~', '^', '!', '='])
        || text.ends_with(['.', '+'])
}

/// Whether a text has signs that stand in ranges and in no version.
pub(super) fn has_range_signs(text: &str) -> bool {
    text.contains(['[', ']', '(', ')', '{', '}', '<', '>', '|', ',', '*'])
}
