//! Intervals in brackets: `[1.0,2.0)`, `(,1.0]`, `[1.0]`, several joined by commas.

use super::{Cut, Range, RangeError, native};
use crate::Ecosystem;

pub(super) fn parse(ecosystem: Ecosystem, text: &str) -> Result<Range, RangeError> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let syntax = || RangeError::Syntax(text.to_owned());
        let end = rest.find([']', ')']).ok_or_else(syntax)?;
        let inside = rest
            .strip_prefix(['[', '('])
            .ok_or_else(syntax)?
            .get(..end.saturating_sub(1))
            .ok_or_else(syntax)?;
        let closed = (rest.starts_with('['), rest[end..].starts_with(']'));
        found.push(interval(ecosystem, inside, closed).ok_or_else(syntax)??);
        rest = rest[end + 1..].trim_start().trim_start_matches(',').trim_start();
    }
    Ok(Range::union_of(ecosystem, found))
}

/// One interval; None when its form is wrong.
fn interval(ecosystem: Ecosystem, inside: &str, closed: (bool, bool)) -> Option<Result<Range, RangeError>> {
    let version = |text: &str| native::version(ecosystem, text.trim());
    let Some((low, high)) = inside.split_once(',') else {
        return (closed == (true, true)).then(|| Ok(Range::exactly(&version(inside)?)));
    };
    if high.contains(',') {
        return None;
    }
    let ends = || {
        let mut range = Range::all(ecosystem);
        if !low.trim().is_empty() {
            let low = version(low)?;
            let cut = if closed.0 { Cut::before(&low) } else { Cut::after(&low) };
            range = range.intersection(&Range::above(ecosystem, cut));
        }
        if !high.trim().is_empty() {
            let high = version(high)?;
            let cut = if closed.1 { Cut::after(&high) } else { Cut::before(&high) };
            range = range.intersection(&Range::below(ecosystem, cut));
        }
        Ok(range)
    };
    Some(ends())
}
