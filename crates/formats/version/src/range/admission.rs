//! Which versions a tool lets pass: the set, and what it thinks of pre-releases and of texts without an order.

use super::ends::Numbers;
use super::floating::Float;
use super::native::{self, Comparison};
use super::syntax::{Admission, Frame, Operator};
use super::{Range, RangeError, conan};
use crate::schemes::composer::branch;
use crate::{Ecosystem, Version};

pub(super) fn admits(
    ecosystem: Ecosystem,
    text: &str,
    version: &Version,
) -> Result<Option<bool>, RangeError> {
    let syntax = ecosystem.0.syntax;
    if syntax.frame == Frame::Conan {
        return conan::admits(ecosystem, text, version);
    }
    let rule = syntax.admission;
    if rule == Admission::Order {
        return Ok(version.is_valid().then_some(Range::parse_native(ecosystem, text)?.contains(version)));
    }
    let alternatives = native::comparisons(ecosystem, text)?;
    if alternatives.iter().flatten().any(|comparison| is_refused(rule, comparison)) {
        return Err(RangeError::Syntax(text.to_owned()));
    }
    if rule == Admission::Branches
        && let Some(branch) = branch(version.text())
    {
        return Ok(Some(alternatives.iter().any(|alternative| asks_for(alternative, branch))));
    }
    Ok(version.is_valid().then(|| {
        alternatives.iter().any(|alternative| {
            alternative.iter().all(|comparison| comparison.set.contains(version))
                && passes(rule, alternative, version)
        })
    }))
}

/// What the tool does not take for a range although its meaning as a set is plain.
fn is_refused(rule: Admission, comparison: &Comparison<'_>) -> bool {
    let Comparison { operator, named, .. } = comparison;
    let wild = named.ends_with('*');
    match rule {
        Admission::Pep440 => {
            let equality = matches!(
                operator,
                Operator::Equal | Operator::NotEqual | Operator::Prefix | Operator::Identical
            );
            !equality && (wild || named.contains('+'))
                || *operator == Operator::Pessimistic && Numbers::read(named).values.len() < 2
        }
        Admission::Branches => wild && *operator != Operator::Prefix,
        Admission::SameNumbers => goes_on_after_wild(named),
        _ => false,
    }
}

/// Whether something other than `x` and `*` follows one of them: `1.x.3`, `1.*-rc`.
fn goes_on_after_wild(named: &str) -> bool {
    let is_wild = |part: &&str| matches!(*part, "x" | "X" | "*");
    let (numbers, label) = parts(named);
    let mut rest = numbers.split('.').skip_while(|part| !is_wild(part)).peekable();
    rest.peek().is_some() && (rest.any(|part| !is_wild(&part)) || label.is_some())
}

/// Whether a version that lies in all sets of an alternative passes the tool too.
fn passes(rule: Admission, alternative: &[Comparison<'_>], version: &Version) -> bool {
    match rule {
        Admission::Pep440 => passes_pep440(alternative, version.text()),
        Admission::Order | Admission::Branches => true,
        Admission::SameNumbers | Admission::UpperEnd | Admission::Ends | Admission::Floating => {
            let (numbers, label) = parts(version.text());
            label.is_none_or(|label| passes_as_pre_release(rule, alternative, numbers, label))
        }
    }
}

/// Whether an alternative lets a pre-release of some numbers pass.
fn passes_as_pre_release(
    rule: Admission,
    alternative: &[Comparison<'_>],
    numbers: &str,
    label: &str,
) -> bool {
    let named = || alternative.iter().map(|comparison| (comparison.operator, parts(comparison.named)));
    let same_is_named = || named().any(|(_, (own, label))| label.is_some() && own == numbers);
    let is_below_upper_end = || {
        named()
            .any(|(operator, (own, label))| operator == Operator::Less && label.is_none() && own == numbers)
    };
    match rule {
        Admission::SameNumbers => same_is_named(),
        Admission::UpperEnd => !is_below_upper_end() || same_is_named(),
        Admission::Ends => named().any(|(_, (_, label))| label.is_some()) && !is_below_upper_end(),
        Admission::Floating => {
            let begins = |wanted: &str| {
                label.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted))
            };
            !alternative.is_empty()
                && alternative.iter().all(|comparison| match comparison.operator {
                    Operator::Prefix => false,
                    Operator::Floating => {
                        Float::read(comparison.named).is_some_and(|float| begins(float.label))
                    }
                    _ => true,
                })
        }
        Admission::Order | Admission::Branches | Admission::Pep440 => true,
    }
}

/// Pre-releases are left out unless a comparison names one; `===` compares the texts.
fn passes_pep440(alternative: &[Comparison<'_>], version: &str) -> bool {
    let is_pre_release =
        |text: &str| text.parse().is_ok_and(|read: pep440_rs::Version| read.any_prerelease());
    let asks = |comparison: &Comparison<'_>| {
        comparison.operator != Operator::NotEqual && is_pre_release(comparison.named)
    };
    let identical = |comparison: &Comparison<'_>| {
        comparison.operator != Operator::Identical || comparison.named.eq_ignore_ascii_case(version.trim())
    };
    alternative.iter().all(identical) && (!is_pre_release(version) || alternative.iter().any(asks))
}

/// Whether an alternative asks for a branch.
fn asks_for(alternative: &[Comparison<'_>], name: &str) -> bool {
    alternative.iter().all(|comparison| match comparison.operator {
        Operator::Equal => branch(comparison.named) == Some(name),
        Operator::NotEqual => branch(comparison.named) != Some(name),
        _ => false,
    })
}

/// The numbers of a version, and its pre-release where it has one.
fn parts(text: &str) -> (&str, Option<&str>) {
    let text = text.trim().trim_start_matches(['v', '=']);
    let text = text.split_once('+').map_or(text, |(text, _)| text);
    text.split_once('-').map_or((text, None), |(numbers, pre_release)| (numbers, Some(pre_release)))
}
