//! The overrides of a project as far as they take dependencies away: `foo: '-'`, `foo@2: '-'` and `a@1>foo: '-'`.

use std::collections::{HashMap, HashSet};

use mainstay_version::{Ecosystem, Range, Version};

use crate::javascript::{Package, split_descriptor};

/// The overrides of what some of them take away, by the name of that.
pub(super) struct Overrides<'l>(HashMap<&'l str, SameName<'l>>);

/// The overrides of one dependency.
#[derive(Default)]
pub(super) struct SameName<'l>(Vec<Override<'l>>);

struct Override<'l> {
    /// The package whose dependency is meant, by name and range; `None` for that of any.
    parent: Option<(&'l str, &'l str)>,
    range: &'l str,
    set: Option<Range>,
    removes: bool,
}

/// What overrides make of a dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Stays,
    Removed,
    /// Some of those that fit remove it and others do not, and which of them pnpm takes is not known.
    Unclear,
}

impl<'l> Overrides<'l> {
    /// Sorts what stands before and behind the colons.
    pub(super) fn read(listed: impl Iterator<Item = (&'l str, &'l str)> + Clone) -> Self {
        let read = |selector: &'l str| {
            let (parent, target) = split_parent(selector);
            (parent.map(split), split(target))
        };
        let removing = listed.clone().filter(|(_, put)| *put == "-");
        let removed: HashSet<&str> = removing.map(|(selector, _)| read(selector).1.0).collect();
        let mut found: HashMap<&str, SameName<'_>> = HashMap::new();
        for (selector, put) in listed {
            let (parent, (name, range)) = read(selector);
            if removed.contains(name) {
                let found = found.entry(name).or_default();
                found.0.push(Override { parent, range, set: set(range), removes: put == "-" });
            }
        }
        Self(found)
    }

    /// Those for a name.
    pub(super) fn of(&self, name: &str) -> Option<&SameName<'l>> {
        self.0.get(name)
    }
}

impl SameName<'_> {
    /// What it costs to look at them for what a package asks for, in letters.
    pub(super) fn cost(&self, package: &Package<'_>, range: &str) -> usize {
        let cost = |found: &Override<'_>| {
            let for_one = |(name, range): (&str, &str)| name.len() + range.len() + package.version.len();
            found.parent.map_or(0, for_one) + found.range.len() + range.len() + 1
        };
        self.0.iter().map(cost).sum()
    }

    /// What they make of what a package asks for. As pnpm has it, those for the package itself come before those for any, and one
    /// with a range fits where the two ranges meet.
    pub(super) fn fate(&self, package: &Package<'_>, range: &str) -> Fate {
        let asked = set(range);
        let fits =
            |found: &&Override<'_>| found.range.is_empty() || found.range == range || found.meets(&asked);
        let of = |is_own: bool| {
            let same = self.0.iter().filter(move |found| found.parent.is_some() == is_own);
            verdict(same.filter(|found| found.is_for(package)).filter(fits))
        };
        of(true).or_else(|| of(false)).unwrap_or(Fate::Stays)
    }
}

impl Override<'_> {
    fn meets(&self, asked: &Option<Range>) -> bool {
        let both = self.set.as_ref().zip(asked.as_ref());
        both.is_some_and(|(own, asked)| !own.intersection(asked).is_empty())
    }

    /// Whether it is for what a package asks for.
    fn is_for(&self, package: &Package<'_>) -> bool {
        self.parent.is_none_or(|(name, range)| {
            package.name.filled() == Some(name) && (range.is_empty() || satisfies(&package.version, range))
        })
    }
}

/// `None` where no override fits.
fn verdict<'o, 'l: 'o>(fitting: impl Iterator<Item = &'o Override<'l>>) -> Option<Fate> {
    let fate = |found: &Override<'_>| if found.removes { Fate::Removed } else { Fate::Stays };
    fitting.map(fate).reduce(|one, other| if one == other { one } else { Fate::Unclear })
}

/// The parts of `a@1>b`; the `>` of a range stands behind a blank, `|` or `@`.
fn split_parent(selector: &str) -> (Option<&str>, &str) {
    let is_between = |pair: &[u8]| pair[1] == b'>' && !b" |@".contains(&pair[0]);
    match selector.as_bytes().windows(2).position(is_between) {
        Some(at) => (Some(&selector[..=at]), &selector[at + 2..]),
        None => (None, selector),
    }
}

/// A name and its range, which may be empty.
fn split(selector: &str) -> (&str, &str) {
    split_descriptor(selector).unwrap_or((selector, ""))
}

/// The versions of a range; `None` for a tag, an address and all else that is none.
fn set(range: &str) -> Option<Range> {
    Range::parse_native(npm(), range).ok()
}

fn satisfies(version: &str, range: &str) -> bool {
    matches!(Range::admits(npm(), range, &Version::parse(npm(), version)), Ok(Some(true)))
}

fn npm() -> Ecosystem {
    Ecosystem::from_purl_type("npm")
}
