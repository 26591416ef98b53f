//! What a scan looked at, and what it did not.

use std::collections::BTreeMap;

use mainstay_checkout::{Limits, Skipped, Walk};
use mainstay_lockfile::{Format, recognize};
use mainstay_model::{Bom, Component, Directness, Parsed, Problem};
use serde::Serialize;

/// What a scan looked at. Every count that is not zero where one would wish it to be is a thing not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Files in the tree, without what git ignores and without installed packages.
    pub files_seen: u64,
    /// Lockfiles and manifests read.
    pub parsed: u64,
    /// Those of them that are broken, so that only a part could be read; the problems tell which.
    pub read_in_part: u64,
    /// Lockfiles and manifests that could not be read.
    pub failed: u64,
    /// Whether the scan stopped at the bound on the number of files, so that the rest of the tree was not looked at.
    pub stopped: bool,
    /// Projects with a manifest that names dependencies and without a lockfile that tells which they are.
    pub without_lockfile: u64,
    /// The same among the data of tests, which are not named.
    pub test_data_without_lockfile: u64,
    /// Lockfiles in vendored folders, which were left alone.
    pub vendored_not_read: u64,
    /// Folders of other people's source that is kept in the tree.
    pub vendored_folders: u64,
    /// The first of them.
    pub vendored: Vec<String>,
    /// Folders of installed packages and of builds, which were not entered.
    pub installed_folders: u64,
    /// The first of them.
    pub installed: Vec<String>,
    /// Symbolic links that lead out of the tree or into installed packages, which were not followed.
    pub links_not_followed: u64,
    /// Those of them that bear the name of a lockfile; the problems name them.
    pub lockfile_links_not_followed: u64,
    /// Files and folders that could not be looked at, without those in vendored folders that are left alone; the problems name
    /// them.
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
    /// What a walk looked at; `counts` tells whether a lockfile at a path would be read.
    pub(crate) fn of_walk(walk: &Walk, counts: impl Fn(&str) -> bool) -> Self {
        let skipped = &walk.skipped;
        let unreadable = skipped.unreadable.iter().map(|one| &one.path);
        let unreadable = unreadable.chain(&skipped.not_utf8).chain(&skipped.too_deep);
        let linked = lockfile_links(skipped).filter(|path| counts(path));
        Self {
            files_seen: walk.seen,
            stopped: skipped.stopped,
            vendored_folders: skipped.vendored_folders.len() as u64,
            vendored: first(&skipped.vendored_folders),
            installed_folders: skipped.installed_folders.len() as u64,
            installed: first(&skipped.installed_folders),
            links_not_followed: skipped.links_left.len() as u64,
            lockfile_links_not_followed: linked.count() as u64,
            unreadable: unreadable.filter(|path| counts(path)).count() as u64,
            ..Self::default()
        }
    }

    /// What the walk left out, as problems.
    pub(crate) fn problems_of_walk(skipped: &Skipped, limits: Limits) -> Vec<Problem> {
        let mut problems = Vec::new();
        if skipped.stopped {
            let message = format!(
                "the tree has more than {} files; the rest was not looked at: raise --max-files or scan its parts",
                limits.files
            );
            problems.push(Problem::error("too-many-files", message));
        }
        let (told, untold) = skipped.unreadable.split_at(skipped.unreadable.len().min(TOLD));
        problems.extend(
            told.iter()
                .map(|one| Problem::warning("file-unreadable", one.message.clone()).in_file(&one.path)),
        );
        if !untold.is_empty() {
            let message = format!("{} more files and folders could not be read", untold.len());
            problems.push(Problem::warning("file-unreadable", message));
        }
        let linked: Vec<String> = lockfile_links(skipped).cloned().collect();
        problems.extend(listed(
            "link-not-followed",
            &linked,
            "a link that leads out of the tree or into installed packages is not read; put the file itself there",
        ));
        let deep = format!("deeper than {} folders, which is the bound", limits.depth);
        let deep = format!("{deep}: not looked at; scan that folder by itself");
        problems.extend(listed("too-deep", &skipped.too_deep, &deep));
        problems.extend(listed(
            "name-not-utf8",
            &skipped.not_utf8,
            "the name is not UTF-8: not looked at; rename it",
        ));
        problems
    }

    pub(crate) fn count(&mut self, format: &'static Format, result: &Parsed<Option<Bom>>) {
        if result.value.is_some() {
            self.parsed += 1;
            self.read_in_part += u64::from(mainstay_lockfile::is_broken(&result.problems));
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

    /// Whether everything that is known to tell of dependencies was assessed: some lockfile was read, none could not be read,
    /// none only in part, no project lacks one, and no part of the tree was missed. What lies in vendored folders and among the data of tests does
    /// not count, nor do links that lead out of the tree, unless one bears the name of a lockfile.
    pub fn is_whole(&self) -> bool {
        !self.is_empty() && self.gaps().is_empty()
    }

    /// What was not assessed, each in words with its number.
    pub fn gaps(&self) -> Vec<String> {
        let counted = [
            (self.failed, "lockfiles and manifests could not be read"),
            (self.read_in_part, "lockfiles and manifests could be read in part only"),
            (self.without_lockfile, "manifests have no lockfile"),
            (self.lockfile_links_not_followed, "links with the name of a lockfile were not followed"),
            (self.unreadable, "files and folders could not be looked at"),
        ];
        let counted = counted.iter().filter(|(count, _)| *count > 0);
        let mut gaps: Vec<String> = counted.map(|(count, what)| format!("{count} {what}")).collect();
        if self.stopped {
            gaps.push(format!("all files after the first {} were not looked at", self.files_seen));
        }
        gaps
    }
}

/// Links that were not followed and bear the name of a lockfile.
fn lockfile_links(skipped: &Skipped) -> impl Iterator<Item = &String> {
    skipped.links_left.iter().filter(|path| recognize(path).is_some())
}

/// So many paths are named; the rest is counted.
pub(super) const TOLD: usize = 20;

fn first(paths: &[String]) -> Vec<String> {
    paths.iter().take(TOLD).cloned().collect()
}

/// One problem for the first paths each, and one that counts the rest.
fn listed(code: &'static str, paths: &[String], message: &str) -> Vec<Problem> {
    let (told, untold) = paths.split_at(paths.len().min(TOLD));
    let mut problems: Vec<Problem> =
        told.iter().map(|path| Problem::warning(code, message).in_file(path)).collect();
    if !untold.is_empty() {
        problems.push(Problem::warning(code, format!("{} more: {message}", untold.len())));
    }
    problems
}
