//! What the file is told to leave out, and which is therefore not missing.

use std::collections::HashSet;

use mainstay_model::Scope;

use super::Lock;
use super::overrides::{Fate, Overrides};
use crate::javascript::Package;
use crate::pattern;

/// What patterns may cost: those with wildcards in letters of patterns times letters of the names that they are held against, and
/// overrides in letters of the names, versions and ranges that are looked at for one.
const MAX_LETTERS: usize = 50_000_000;

/// What the documents of a file say of that, put together once.
pub(super) struct LeftOut<'l> {
    links: bool,
    overrides: Overrides<'l>,
    ignored: HashSet<&'l str>,
    globs: Vec<&'l str>,
    letters: usize,
}

impl<'l> LeftOut<'l> {
    pub(super) fn read(documents: &'l [Lock<'_>]) -> Self {
        let links = |lock: &Lock<'_>| {
            lock.settings.0.as_ref().is_some_and(|settings| settings.exclude_links_from_lockfile.0)
        };
        let overrides = documents.iter().flat_map(|lock| lock.overrides.iter());
        let ignored = || {
            documents.iter().flat_map(|lock| lock.ignored_optional_dependencies.iter()).map(|text| &**text)
        };
        let is_glob = |text: &&str| text.contains(['*', '?', '[']);
        Self {
            links: documents.iter().any(links),
            overrides: Overrides::read(overrides.map(|(selector, put)| (&**selector, &**put))),
            ignored: ignored().filter(|text| !is_glob(text)).collect(),
            globs: ignored().filter(is_glob).collect(),
            letters: MAX_LETTERS,
        }
    }

    /// What becomes of what a package of the project asks for.
    pub(super) fn fate(&mut self, package: &Package<'_>, name: &str, scope: Scope, range: &str) -> Fate {
        let is_left_out = self.links && range.starts_with("link:")
            || scope == Scope::Optional && (self.ignored.contains(name) || self.matches(name));
        if is_left_out { Fate::Removed } else { self.overridden(package, name, range) }
    }

    fn overridden(&mut self, package: &Package<'_>, name: &str, range: &str) -> Fate {
        let Some(overrides) = self.overrides.of(name) else { return Fate::Stays };
        if self.letters > 0 {
            self.letters = self.letters.saturating_sub(overrides.cost(package, range));
        }
        // What is no longer looked at may be removed.
        if self.letters == 0 { Fate::Removed } else { overrides.fate(package, range) }
    }

    fn matches(&mut self, name: &str) -> bool {
        self.globs.iter().any(|glob| {
            self.letters = self.letters.saturating_sub((glob.len() + 1).saturating_mul(name.len() + 1));
            // What is no longer looked at may be left out.
            self.letters == 0 || pattern::matches_glob(glob, name)
        })
    }

    /// Whether every name was held against every pattern.
    pub(super) fn is_whole(&self) -> bool {
        self.letters > 0
    }
}
