//! NuGet's floating versions that take in pre-releases: `1.0.0-*`, `1.0.0-rc.*`, `1.*-*`.

use super::ends::{Ends, Numbers};
use super::native::{Rules, version};
use super::{Cut, Range, RangeError};

/// A version whose label floats, and maybe its numbers.
pub(super) struct Float<'a> {
    numbers: &'a str,
    /// How the label begins.
    pub(super) label: &'a str,
}

impl<'a> Float<'a> {
    /// None when no label floats.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let (numbers, label) = text.strip_suffix('*')?.split_once('-')?;
        (!label.contains('*')).then_some(Self { numbers, label })
    }

    /// By the order alone, from the first pre-release that begins so up to the release.
    pub(super) fn set(&self, rules: Rules) -> Result<Range, RangeError> {
        let ends = Ends { rules, numbers: Numbers::read(self.numbers) };
        let ecosystem = rules.ecosystem;
        // No label, and none after a dot, is below any.
        let zero = if self.label.is_empty() || self.label.ends_with('.') { "0" } else { "" };
        let first = |numbers: &str| {
            let first = version(ecosystem, &format!("{numbers}-{}{zero}", self.label))?;
            Ok(Range::above(ecosystem, Cut::before(&first)))
        };
        if !ends.numbers.wild {
            let release = version(ecosystem, self.numbers)?;
            return Ok(first(self.numbers)?.intersection(&Range::at_most(&release)));
        }
        let mut numbers = ends.numbers.values.clone();
        let all = numbers.is_empty();
        numbers.resize(numbers.len().max(3), "0");
        let first = first(&numbers.join("."))?;
        Ok(if all { first } else { first.intersection(&ends.below_next()?) })
    }
}
