//! What a scan looked at, and what it did not.

use std::collections::BTreeMap;

use mainstay_checkout::{Skipped, Walk};
use mainstay_lockfile::Format;
use mainstay_model::{Bom, Component, Directness, Parsed, Problem};
use serde::Serialize;

/// What a scan looked at. Every count that is not zero where one would wish it to be is a thing not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Files in the tree, without what git ignores and without installed packages.
    pub files_seen: u64,
    /// Lockfiles and manifests read.
    pub parsed: u64,
    /// Lockfiles and manifests that could not be read.
    pub failed: u64,
    /// Lockfiles in vendored folders, which were left alone.
    pub vendored_not_read: u64,
    /// Folders of installed packages, which were not entered.
    pub installed_folders: u64,
    /// Files and folders that could not be looked at.
    pub unreadable: u64,
    /// Files read, by format.
    pub formats: BTreeMap<&'static str, u64>,
    /// Third-party components.
    pub components: u64,
    /// Third-party components without a version.
    pub without_version: u64,
    /// Third-party components without a package URL.
    pub without_purl: u64,
    /// Third-party components whose license no file told.
    pub without_license: u64,
    /// Third-party components of which no file tells whether the project names them itself.
    pub without_directness: u64,
    /// Third-party components whose use no file told.
    pub without_scope: u64,
}

impl Coverage {
    pub(crate) fn of_walk(walk: &Walk) -> Self {
        Self {
            files_seen: walk.seen,
            installed_folders: walk.skipped.installed_folders.len() as u64,
            unreadable: walk.skipped.unreadable.len() as u64 + walk.skipped.not_utf8 + walk.skipped.too_deep,
            ..Self::default()
        }
    }

    /// What the walk left out, as problems.
    pub(crate) fn problems_of_walk(skipped: &Skipped) -> Vec<Problem> {
        let mut problems: Vec<Problem> =
            skipped.unreadable.iter().map(|text| Problem::warning("file-unreadable", text.clone())).collect();
        if skipped.stopped {
            problems.push(Problem::error(
                "too-many-files",
                "the tree has more files than the bound; the rest was not looked at",
            ));
        }
        if skipped.too_deep > 0 {
            let message =
                format!("{} folders are deeper than the bound and were not looked at", skipped.too_deep);
            problems.push(Problem::warning("too-deep", message));
        }
        if skipped.not_utf8 > 0 {
            let message =
                format!("{} files have names that are not UTF-8 and were not looked at", skipped.not_utf8);
            problems.push(Problem::warning("name-not-utf8", message));
        }
        problems
    }

    pub(crate) fn count(&mut self, format: &'static Format, result: &Parsed<Option<Bom>>) {
        if result.value.is_some() {
            self.parsed += 1;
            *self.formats.entry(format.id).or_default() += 1;
        } else {
            self.failed += 1;
        }
    }

    pub(crate) fn count_components(&mut self, bom: &Bom) {
        let others: Vec<&Component> =
            bom.components.iter().filter(|component| !component.first_party).collect();
        let without =
            |test: fn(&Component) -> bool| others.iter().filter(|component| test(component)).count() as u64;
        self.components = others.len() as u64;
        self.without_version = without(|component| component.version.is_none());
        self.without_purl = without(|component| component.purl.is_none());
        self.without_license = without(|component| component.licenses.is_empty());
        self.without_directness = without(|component| component.directness == Directness::Unknown);
        self.without_scope = without(|component| component.scope.is_none());
    }

    /// Whether nothing was assessed: no lockfile was read at all.
    pub fn is_empty(&self) -> bool {
        self.parsed == 0
    }
}
