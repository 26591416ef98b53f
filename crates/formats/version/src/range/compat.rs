//! Julia's compat entries, read as `semver_spec` of Pkg (`src/Versions.jl`) does.
//!
//! What stands between commas are alternatives. Pkg compares the three numbers alone, so a pre-release and a build are
//! wherever their numbers are: every end is written as the lowest version of its numbers (`2.0.0-`).

use super::ends::incremented;
use super::{Cut, Range, RangeError};
use crate::key::{is_number, is_zero};
use crate::{Ecosystem, Version};

pub(super) fn parse(ecosystem: Ecosystem, text: &str) -> Result<Range, RangeError> {
    let part = |part: &str| {
        let part = part.trim();
        read(ecosystem, part).ok_or_else(|| RangeError::Syntax(part.to_owned()))
    };
    let alternatives: Result<Vec<Range>, RangeError> = text.split(',').map(part).collect();
    Ok(Range::union_of(ecosystem, alternatives?))
}

/// One alternative; None where Pkg sees an invalid one.
fn read(ecosystem: Ecosystem, part: &str) -> Option<Range> {
    if let Some((low, high)) = ends_of_hyphen(part) {
        let (low, high) = (Numbers::read(low)?, Numbers::read(high)?);
        return Some(Range::between(ecosystem, low.start(ecosystem), high.end(high.0.len(), ecosystem)));
    }
    let (operator, named) = part.split_at(part.find(|c: char| c == 'v' || c.is_ascii_digit())?);
    let numbers = Numbers::read(named)?;
    if numbers.0.len() == 3 && numbers.are_zero() {
        return None;
    }
    let start = numbers.start(ecosystem);
    let up_to = |kept: usize, start: Cut| Range::between(ecosystem, start, numbers.end(kept, ecosystem));
    match operator {
        "" | "^" => Some(up_to(numbers.caret(), start)),
        "~" => Some(up_to(numbers.0.len().min(2), start)),
        _ => match operator.trim_end() {
            "=" => Some(up_to(3, start)),
            ">=" | "≥" => Some(Range::above(ecosystem, start)),
            "<" if !numbers.are_zero() => Some(Range::below(ecosystem, start)),
            _ => None,
        },
    }
}

/// The ends of `1.2 - 2.3`, whose hyphen has blanks around it.
fn ends_of_hyphen(part: &str) -> Option<(&str, &str)> {
    let (low, high) = part.split_once('-')?;
    let apart = low.ends_with(char::is_whitespace) && high.starts_with(char::is_whitespace);
    apart.then(|| (low.trim(), high.trim()))
}

/// One to three numbers.
struct Numbers<'a>(Vec<&'a str>);

impl<'a> Numbers<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let numbers: Vec<&str> = text.strip_prefix('v').unwrap_or(text).split('.').collect();
        (numbers.len() <= 3 && numbers.iter().copied().all(is_number)).then_some(Self(numbers))
    }

    fn are_zero(&self) -> bool {
        self.0.iter().copied().all(is_zero)
    }

    /// How many numbers a caret keeps.
    fn caret(&self) -> usize {
        self.0.iter().position(|digits| !is_zero(digits)).map_or(self.0.len(), |at| at + 1)
    }

    /// Before all versions of these numbers.
    fn start(&self, ecosystem: Ecosystem) -> Cut {
        before(self.0.iter().map(|digits| (*digits).to_owned()).collect(), ecosystem)
    }

    /// After all versions that share as many numbers, of which those that are not given are zero.
    fn end(&self, kept: usize, ecosystem: Ecosystem) -> Cut {
        let number = |at: usize| self.0.get(at).copied().unwrap_or("0");
        let mut numbers: Vec<String> = (0..kept - 1).map(|at| number(at).to_owned()).collect();
        numbers.push(incremented(number(kept - 1)));
        before(numbers, ecosystem)
    }
}

fn before(mut numbers: Vec<String>, ecosystem: Ecosystem) -> Cut {
    numbers.resize(3, "0".to_owned());
    Cut::before(&Version::parse(ecosystem, &format!("{}-", numbers.join("."))))
}
