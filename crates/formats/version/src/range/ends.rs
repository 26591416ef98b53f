//! Ends of ranges that are computed from the numbers of one version, as `^1.2` and `1.2.*` ask.

use super::native::{Rules, version};
use super::syntax::Operator;
use super::{Cut, Range, RangeError};
use crate::key::{is_zero, split_digits};

/// The numbers that a version text begins with.
pub(super) struct Numbers<'a> {
    text: &'a str,
    pub(super) values: Vec<&'a str>,
    /// Whether `*` or `x` follows them.
    pub(super) wild: bool,
}

impl<'a> Numbers<'a> {
    pub(super) fn read(text: &'a str) -> Self {
        let plain = text.trim_start_matches(['v', 'V', '=']);
        let plain = plain.split_once('!').map_or(plain, |(_, release)| release);
        // `1.x-dev` is the version of a branch.
        let may_be_wild = !plain.ends_with("-dev");
        let mut values = Vec::new();
        let mut wild = false;
        for part in plain.split(['-', '+', '_']).next().unwrap_or_default().split('.') {
            wild = may_be_wild && matches!(part, "*" | "x" | "X");
            let (digits, label) = split_digits(part);
            // A label may follow the last number without a separator: `1.4.5a4`.
            if !digits.is_empty()
                && (label.is_empty() || label.starts_with(|c: char| c.is_ascii_alphabetic()))
            {
                values.push(digits);
            }
            if digits.is_empty() || !label.is_empty() {
                break;
            }
        }
        Self { text, values, wild }
    }

    pub(super) fn last(&self) -> usize {
        self.values.len().saturating_sub(1)
    }

    fn is_partial(&self) -> bool {
        !self.text.contains(['-', '+']) && (1..3).contains(&self.values.len())
    }

    /// Whether the text has nothing but the numbers.
    pub(super) fn are_all(&self) -> bool {
        let plain = self.text.trim_start_matches(['v', 'V']);
        plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    }

    pub(super) fn is_zero_at(&self, index: usize) -> bool {
        self.values.get(index).is_some_and(|digits| is_zero(digits))
    }

    /// Which number must not change under a caret.
    pub(super) fn caret(&self) -> usize {
        self.values.iter().position(|digits| !is_zero(digits)).unwrap_or(self.last()).min(2)
    }
}

/// Computes the ends of a range from the numbers of one version.
pub(super) struct Ends<'a> {
    pub(super) rules: Rules,
    pub(super) numbers: Numbers<'a>,
}

impl Ends<'_> {
    /// Whether the numbers stand for all versions that begin with them.
    pub(super) fn are_partial(&self) -> bool {
        self.numbers.wild || (self.rules.syntax.partial && self.numbers.is_partial())
    }

    /// A comparison with all versions that begin with the numbers.
    pub(super) fn compared(&self, operator: Operator) -> Result<Range, RangeError> {
        let ecosystem = self.rules.ecosystem;
        let lowest = self.rules.syntax.begins_lowest;
        Ok(match operator {
            Operator::NotEqual => self.prefix()?.complement(),
            Operator::Greater => Range::above(ecosystem, self.next(self.numbers.last(), lowest)?),
            Operator::LessOrEqual => self.below_next()?,
            Operator::Less => Range::below(ecosystem, self.first(true)?),
            Operator::GreaterOrEqual => Range::above(ecosystem, self.first(lowest)?),
            _ => self.prefix()?,
        })
    }

    /// From the version itself up to where the number at an index changes.
    pub(super) fn up_to(&self, index: usize) -> Result<Range, RangeError> {
        let Rules { ecosystem, syntax, pep440 } = self.rules;
        let start = if self.are_partial() || (syntax.begins_lowest && !pep440 && self.numbers.are_all()) {
            self.first(syntax.begins_lowest)?
        } else {
            Cut::before(&version(ecosystem, self.numbers.text)?)
        };
        Ok(Range::between(ecosystem, start, self.next(index, true)?))
    }

    /// All versions below those that come after the ones that begin with the numbers.
    pub(super) fn below_next(&self) -> Result<Range, RangeError> {
        Ok(Range::below(self.rules.ecosystem, self.next(self.numbers.last(), true)?))
    }

    /// All versions that begin with the numbers.
    pub(super) fn prefix(&self) -> Result<Range, RangeError> {
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
pub(super) fn incremented(digits: &str) -> String {
    let kept = digits.trim_end_matches('9');
    let zeros = "0".repeat(digits.len() - kept.len());
    match kept.as_bytes().last() {
        Some(last) => format!("{}{}{zeros}", &kept[..kept.len() - 1], last - b'0' + 1),
        None => format!("1{zeros}"),
    }
}
