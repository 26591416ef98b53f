//! What the file is told to leave out, and which is therefore not missing.

use std::collections::HashSet;

use mainstay_model::Scope;

use super::Lock;
use crate::{javascript, pattern};

/// What patterns with wildcards may cost, in letters of patterns times letters of the names that they are held against.
const MAX_LETTERS: usize = 50_000_000;

/// What the documents of a file say of that, put together once.
pub(super) struct LeftOut<'l> {
    links: bool,
    removed: HashSet<&'l str>,
    ignored: HashSet<&'l str>,
    globs: Vec<&'l str>,
    letters: usize,
}

impl<'l> LeftOut<'l> {
    pub(super) fn read(documents: &'l [Lock<'_>]) -> Self {
        let links = |lock: &Lock<'_>| {
            lock.settings.0.as_ref().is_some_and(|settings| settings.exclude_links_from_lockfile.0)
        };
        let name = |pattern: &'l str| javascript::split_descriptor(pattern).map_or(pattern, |(name, _)| name);
        let overrides = documents.iter().flat_map(|lock| lock.overrides.iter());
        let ignored = || {
            documents.iter().flat_map(|lock| lock.ignored_optional_dependencies.iter()).map(|text| &**text)
        };
        let is_glob = |text: &&str| text.contains(['*', '?', '[']);
        Self {
            links: documents.iter().any(links),
            removed: overrides.filter(|(_, put)| &**put == "-").map(|(pattern, _)| name(pattern)).collect(),
            ignored: ignored().filter(|text| !is_glob(text)).collect(),
            globs: ignored().filter(is_glob).collect(),
            letters: MAX_LETTERS,
        }
    }

    /// Whether what a package of the project asks for is left out.
    pub(super) fn holds(&mut self, name: &str, scope: Scope, range: &str) -> bool {
        self.links && range.starts_with("link:")
            || self.removed.contains(name)
            || scope == Scope::Optional && (self.ignored.contains(name) || self.matches(name))
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
