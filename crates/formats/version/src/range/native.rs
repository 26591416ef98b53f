//! Reads comparators with operators, as the ecosystem's syntax table says.

use super::ends::{Ends, Numbers};
use super::syntax::{Frame, Operator, Syntax};
use super::{Cut, Range, RangeError, brackets, pep440};
use crate::{Ecosystem, Version};

/// Words for any version.
const ANY: &[&str] = &["", "*", "any", "-any", "x", "X"];

pub(super) fn parse(ecosystem: Ecosystem, text: &str) -> Result<Range, RangeError> {
    let syntax = ecosystem.0.syntax;
    let text = text.trim();
    if syntax.frame == Frame::Brackets && text.contains(['[', '(']) {
        return brackets::parse(ecosystem, text);
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
    let alternatives: Result<Vec<Range>, RangeError> =
        alternatives.into_iter().map(|alternative| rules.alternative(alternative)).collect();
    Ok(Range::union_of(ecosystem, alternatives?))
}

/// The parts between separators, of which a longer one goes before those that begin it.
pub(super) fn split<'a>(text: &'a str, separators: &[&str]) -> Vec<&'a str> {
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
    fn alternative(self, text: &str) -> Result<Range, RangeError> {
        let mut all = Vec::new();
        for part in split(text, self.syntax.and) {
            self.conjunction(part, &mut all)?;
        }
        Ok(Range::intersection_of(self.ecosystem, all))
    }

    /// Comparators separated by blanks.
    fn conjunction(self, text: &str, all: &mut Vec<Range>) -> Result<(), RangeError> {
        let text = text.trim().trim_start_matches('(').trim_end_matches(')').trim();
        if ANY.contains(&text) {
            return Ok(());
        }
        if let Some((low, high)) = text.split_once(" - ").filter(|_| self.syntax.hyphen) {
            all.push(self.comparison(Operator::GreaterOrEqual, low.trim())?);
            all.push(self.comparison(Operator::LessOrEqual, high.trim())?);
            return Ok(());
        }
        if let Some((low, end, high)) = dots(text).filter(|_| self.syntax.dots) {
            all.push(self.comparison(Operator::GreaterOrEqual, low.trim())?);
            all.push(self.comparison(end, high.trim())?);
            return Ok(());
        }
        let mut rest = text;
        while !rest.is_empty() {
            let (operator, after) = self.operator(rest);
            let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '=');
            let (version, after) = after.split_at(after.find(ends).unwrap_or(after.len()));
            let bare = || if Numbers::read(version).wild { Operator::Prefix } else { self.syntax.bare };
            all.push(self.comparison(operator.unwrap_or_else(bare), version)?);
            rest = after.trim_start();
        }
        Ok(())
    }

    fn operator(self, text: &str) -> (Option<Operator>, &str) {
        for (word, operator) in self.syntax.operators {
            if let Some(rest) = text.strip_prefix(word) {
                return (Some(*operator), rest.trim_start());
            }
        }
        (None, text)
    }

    /// The set that one operator and version stand for.
    fn comparison(self, operator: Operator, text: &str) -> Result<Range, RangeError> {
        let ends = Ends { rules: self, numbers: Numbers::read(text) };
        let numbers = &ends.numbers;
        if numbers.wild && numbers.values.is_empty() {
            return Ok(Range::all(self.ecosystem));
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
    text.contains(['[', ']', '(', ')', '{', '}', '<', '>', '|', ',', '*'])
        || text.contains("..")
        || text.starts_with(['~', '^', '!', '='])
        || text.ends_with(['.', '+'])
}
