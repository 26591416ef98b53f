//! Reads comparators with operators, as the ecosystem's syntax table says.

use super::syntax::{Frame, Operator, Syntax};
use super::{Cut, Range, RangeError, brackets, pep440};
use crate::key::{is_number, is_zero};
use crate::{Ecosystem, Version};

/// Words for any version.
const ANY: &[&str] = &["", "*", "any", "-any", "x", "X", "latest"];

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
    // PEP 440 has no alternatives: advisories that write them mean the plain order.
    let rules = Rules { ecosystem, syntax, pep440: syntax.pep440 && alternatives.len() == 1 };
    let alternatives: Result<Vec<Range>, RangeError> =
        alternatives.into_iter().map(|alternative| rules.alternative(alternative)).collect();
    Ok(Range::union_of(ecosystem, alternatives?))
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

/// How one text is read.
#[derive(Clone, Copy)]
struct Rules {
    ecosystem: Ecosystem,
    syntax: &'static Syntax,
    pep440: bool,
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
        if self.pep440 {
            return pep440::comparison(operator, version);
        }
        match operator {
            Operator::NotEqual => Range::exactly(version).complement(),
            Operator::Less => Range::less_than(version),
            Operator::LessOrEqual => Range::at_most(version),
            Operator::Greater => Range::greater_than(version),
            Operator::GreaterOrEqual => Range::at_least(version),
            _ => Range::exactly(version),
        }
    }
}

pub(super) fn version(ecosystem: Ecosystem, text: &str) -> Result<Version, RangeError> {
    let version = Version::parse(ecosystem, text);
    let any_text = ecosystem == Ecosystem::generic() && !text.is_empty();
    if version.is_valid() || any_text { Ok(version) } else { Err(RangeError::Version(text.to_owned())) }
}

/// The numbers that a version text begins with.
struct Numbers<'a> {
    text: &'a str,
    values: Vec<&'a str>,
    /// Whether `*` or `x` follows them.
    wild: bool,
}

impl<'a> Numbers<'a> {
    fn read(text: &'a str) -> Self {
        let plain = text.trim_start_matches(['v', 'V', '=']);
        let plain = plain.split_once('!').map_or(plain, |(_, release)| release);
        let mut values = Vec::new();
        let mut wild = false;
        for part in plain.split(['-', '+', '_']).next().unwrap_or_default().split('.') {
            wild = matches!(part, "*" | "x" | "X");
            if !is_number(part) {
                break;
            }
            values.push(part);
        }
        Self { text, values, wild }
    }

    fn last(&self) -> usize {
        self.values.len().saturating_sub(1)
    }

    fn is_partial(&self) -> bool {
        !self.text.contains(['-', '+']) && (1..3).contains(&self.values.len())
    }

    /// Whether the text has nothing but the numbers.
    fn are_all(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    }

    fn is_zero_at(&self, index: usize) -> bool {
        self.values.get(index).is_some_and(|digits| is_zero(digits))
    }

    /// Which number must not change under a caret.
    fn caret(&self) -> usize {
        self.values.iter().position(|digits| !is_zero(digits)).unwrap_or(self.last()).min(2)
    }
}

/// Computes the ends of a range from the numbers of one version.
struct Ends<'a> {
    rules: Rules,
    numbers: Numbers<'a>,
}

impl Ends<'_> {
    /// Whether the numbers stand for all versions that begin with them.
    fn are_partial(&self) -> bool {
        self.numbers.wild || (self.rules.syntax.partial && self.numbers.is_partial())
    }

    /// A comparison with all versions that begin with the numbers.
    fn compared(&self, operator: Operator) -> Result<Range, RangeError> {
        let ecosystem = self.rules.ecosystem;
        let lowest = self.rules.syntax.begins_lowest;
        Ok(match operator {
            Operator::NotEqual => self.prefix()?.complement(),
            Operator::Greater => Range::above(ecosystem, self.next(self.numbers.last(), lowest)?),
            Operator::LessOrEqual => Range::below(ecosystem, self.next(self.numbers.last(), true)?),
            Operator::Less => Range::below(ecosystem, self.first(true)?),
            Operator::GreaterOrEqual => Range::above(ecosystem, self.first(lowest)?),
            _ => self.prefix()?,
        })
    }

    /// From the version itself up to where the number at an index changes.
    fn up_to(&self, index: usize) -> Result<Range, RangeError> {
        let Rules { ecosystem, syntax, pep440 } = self.rules;
        let start = if self.are_partial() || (syntax.begins_lowest && !pep440 && self.numbers.are_all()) {
            self.first(syntax.begins_lowest)?
        } else {
            Cut::before(&version(ecosystem, self.numbers.text)?)
        };
        Ok(Range::between(ecosystem, start, self.next(index, true)?))
    }

    /// All versions that begin with the numbers.
    fn prefix(&self) -> Result<Range, RangeError> {
        let start = self.first(self.rules.syntax.begins_lowest)?;
        Ok(Range::between(self.rules.ecosystem, start, self.next(self.numbers.last(), true)?))
    }

    /// Before the first version with these numbers, or before its pre-releases.
    fn first(&self, lowest: bool) -> Result<Cut, RangeError> {
        self.cut(self.numbers.values.iter().map(|digits| (*digits).to_owned()).collect(), lowest)
    }

    /// Before the first version whose number at an index is greater by one.
    fn next(&self, index: usize, lowest: bool) -> Result<Cut, RangeError> {
        let number = |at: usize| self.numbers.values.get(at).copied().unwrap_or("0");
        let mut numbers: Vec<String> = (0..index).map(|at| number(at).to_owned()).collect();
        numbers.push(incremented(number(index)));
        self.cut(numbers, lowest)
    }

    fn cut(&self, mut numbers: Vec<String>, lowest: bool) -> Result<Cut, RangeError> {
        let epoch =
            self.numbers.text.split_once('!').map(|(epoch, _)| format!("{epoch}!")).unwrap_or_default();
        let Rules { ecosystem, syntax, .. } = self.rules;
        numbers.resize_with(numbers.len().max(syntax.pad), || "0".to_owned());
        let shown = format!("{epoch}{}", numbers.join("."));
        if !lowest || syntax.lowest.is_empty() {
            return Ok(Cut::before(&version(ecosystem, &shown)?));
        }
        let cut = Cut::before(&version(ecosystem, &format!("{shown}{}", syntax.lowest))?);
        Ok(if syntax.show_lowest { cut } else { cut.shown_as(&shown) })
    }
}

/// A decimal number plus one.
fn incremented(digits: &str) -> String {
    let kept = digits.trim_end_matches('9');
    let zeros = "0".repeat(digits.len() - kept.len());
    match kept.as_bytes().last() {
        Some(last) => format!("{}{}{zeros}", &kept[..kept.len() - 1], last - b'0' + 1),
        None => format!("1{zeros}"),
    }
}
