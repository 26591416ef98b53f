//! Conan's ranges, read as `VersionRange` of Conan 2 (`conan/internal/model/version_range.py`) does; the brackets that they
//! have in a reference may stay.
//!
//! An end `>=1.2` or `<2` is the lowest pre-release of its version (`2-`). Whether pre-releases pass at all is an option of
//! the range. A pattern such as `1.2.*`, which compares letters, is not understood.

use super::ends::incremented;
use super::{Cut, Range, RangeError};
use crate::key::is_zero;
use crate::schemes::conan::{Parts, integer};
use crate::{Ecosystem, Version};

pub(super) fn parse(ecosystem: Ecosystem, text: &str) -> Result<Range, RangeError> {
    Ok(read(ecosystem, text)?.0)
}

/// A pre-release passes only where the range says `include_prerelease`.
pub(super) fn admits(
    ecosystem: Ecosystem,
    text: &str,
    version: &Version,
) -> Result<Option<bool>, RangeError> {
    let (set, takes_pre_releases) = read(ecosystem, text)?;
    let is_pre_release = Parts::read(version.text().trim()).pre.is_some();
    let passes = set.contains(version) && (takes_pre_releases || !is_pre_release);
    Ok(version.is_valid().then_some(passes))
}

/// The versions of a range, and whether pre-releases pass.
fn read(ecosystem: Ecosystem, text: &str) -> Result<(Range, bool), RangeError> {
    let refused = |part: &str| RangeError::Syntax(part.to_owned());
    let text = text.trim();
    let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let (expression, options) = text.split_once(',').map_or((text, None), |(text, rest)| (text, Some(rest)));
    let takes_pre_releases = options.map_or(Some(false), takes_pre_releases).ok_or_else(|| refused(text))?;
    let mut alternatives = Vec::new();
    for alternative in expression.split("||") {
        // Nothing at all takes any version, as `*` does.
        let conditions = alternative.split_whitespace().chain(alternative.trim().is_empty().then_some("*"));
        let sets: Result<Vec<Range>, RangeError> = conditions
            .map(|condition| read_condition(ecosystem, condition).ok_or_else(|| refused(condition)))
            .collect();
        alternatives.push(Range::intersection_of(ecosystem, sets?));
    }
    Ok((Range::union_of(ecosystem, alternatives), takes_pre_releases))
}

/// What the options after a comma say; Conan warns of words that it does not know and refuses the rest.
fn takes_pre_releases(options: &str) -> Option<bool> {
    for option in options.split(',') {
        if option.contains("include_prerelease") {
            return Some(true);
        }
        if !option.trim_start().starts_with(char::is_alphabetic) {
            return None;
        }
    }
    Some(false)
}

fn read_condition(ecosystem: Ecosystem, text: &str) -> Option<Range> {
    if text == "*" {
        return Some(Range::above(ecosystem, lowest(ecosystem, "0.0.0")));
    }
    let (operator, named) = split_operator(text)?;
    let version = Version::parse(ecosystem, named);
    if !version.is_valid() {
        return None;
    }
    let up_to = |start: Cut, end: String| {
        Range::between(ecosystem, start, Cut::before(&Version::parse(ecosystem, &end)))
    };
    let items = || Parts::read(named).main.split('.');
    match operator {
        ">" => Some(Range::above(ecosystem, Cut::after(&version))),
        "<" => Some(Range::below(ecosystem, lowest(ecosystem, named))),
        ">=" => Some(Range::above(ecosystem, lowest(ecosystem, named))),
        "<=" => Some(Range::at_most(&version)),
        "=" => Some(Range::exactly(&version)),
        "~" => {
            // Conan puts the hyphen behind a build too.
            let start = if named.contains('-') { named.to_owned() } else { format!("{named}-") };
            let start = Cut::before(&Version::parse(ecosystem, &start)).shown_as(named);
            Some(up_to(start, upper_end(named, items().count().min(2) - 1)?))
        }
        _ => {
            let is_zero = |item| integer(item).is_some_and(|digits| is_zero(&digits));
            let kept = items().position(|item| !is_zero(item))?;
            Some(up_to(lowest(ecosystem, named), upper_end(named, kept)?))
        }
    }
}

/// The operator, `=` where there is none, and the version after it.
fn split_operator(text: &str) -> Option<(&str, &str)> {
    let length = match text.as_bytes() {
        [b'<' | b'>', b'=', _, ..] => 2,
        [_, b'=', ..] | [_] => return None,
        [b'<' | b'>' | b'^' | b'~' | b'=', _, ..] => 1,
        _ => return Some(("=", text)),
    };
    Some(text.split_at(length))
}

/// Before a version with its pre-releases, unless it is one or has a build.
fn lowest(ecosystem: Ecosystem, named: &str) -> Cut {
    let hyphen = if named.contains(['-', '+']) { "" } else { "-" };
    Cut::before(&Version::parse(ecosystem, &format!("{named}{hyphen}"))).shown_as(named)
}

/// Where the item at an index changes; None when it is no number.
fn upper_end(named: &str, index: usize) -> Option<String> {
    let mut items: Vec<&str> = Parts::read(named).main.split('.').take(index + 1).collect();
    let next = incremented(&integer(items.pop()?)?);
    items.push(&next);
    Some(format!("{}-", items.join(".")))
}
