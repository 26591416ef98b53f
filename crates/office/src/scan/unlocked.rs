//! Manifests that no lockfile answers for: what they stand for is not known, and that is told.

use std::collections::{BTreeMap, HashSet};

use mainstay_checkout::Checkout;
use mainstay_lockfile::{MANIFESTS, Manifest, manifest, project_folder};
use mainstay_model::{Bom, Component, Problem};
use rayon::prelude::*;

use super::coverage::TOLD;
use super::owner;

/// The manifests of a tree whose dependencies no lockfile tells.
#[derive(Default)]
pub(super) struct Unlocked {
    /// The paths, one of each project and package manager, with what makes its dependencies known.
    own: Vec<(String, &'static Manifest)>,
    /// How many more stand among the data of tests.
    pub(super) of_tests: u64,
}

impl Unlocked {
    /// Looks at the manifests that the walk has found.
    pub(super) fn find(checkout: &Checkout, paths: Vec<String>, lockfiles: &Lockfiles) -> Self {
        let needing: Vec<(String, &'static Manifest)> = paths
            .into_par_iter()
            .filter_map(|path| {
                let manifest = manifest(&path)?;
                let unknown =
                    !lockfiles.are_beside(&path, manifest) && needs(checkout, &path, manifest, lockfiles);
                unknown.then_some((path, manifest))
            })
            .collect();
        // Several manifests of one tool in a folder are one project's: the first by name stands for it.
        let mut projects: BTreeMap<(String, &str), (String, &'static Manifest)> = BTreeMap::new();
        for (path, manifest) in needing {
            let key = (owner::folder_of(&path).to_owned(), manifest.ecosystem);
            projects.entry(key).or_insert((path, manifest));
        }
        let (of_tests, own): (Vec<_>, Vec<_>) =
            projects.into_values().partition(|(path, _)| is_test_data(path));
        Self { own, of_tests: of_tests.len() as u64 }
    }

    /// How many there are beside the data of tests.
    pub(super) fn count(&self) -> u64 {
        self.own.len() as u64
    }

    /// The first of them one by one, and how many more there are.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let (told, untold) = self.own.split_at(self.own.len().min(TOLD));
        let mut problems: Vec<Problem> = told
            .iter()
            .map(|(path, manifest)| {
                let message = format!(
                    "no lockfile tells what is installed for it, so nothing of that is listed; {}",
                    manifest.remedy
                );
                Problem::warning("lockfile-missing", message).in_file(path)
            })
            .collect();
        if !untold.is_empty() {
            let message = format!("{} more manifests have no lockfile", untold.len());
            problems.push(Problem::warning("lockfile-missing", message));
        }
        problems
    }
}

/// Whether a manifest needs anything, and no lockfile lists its project among its own packages.
fn needs(checkout: &Checkout, path: &str, manifest: &Manifest, lockfiles: &Lockfiles) -> bool {
    // What cannot be read may need anything.
    let Ok(bytes) = checkout.read(path) else { return true };
    let look = manifest.look(&bytes);
    look.needs
        && !lockfiles.list(path, manifest, look.name.as_deref())
        && !lockfiles.share(path, manifest, &look.names)
}

/// Whether a path is among the data of tests: such projects are there to be read by a test, not to be built.
fn is_test_data(path: &str) -> bool {
    const FOLDERS: &[&str] =
        &["test", "tests", "__tests__", "testdata", "test-data", "test_data", "fixtures", "__fixtures__"];
    owner::folder_of(path).split('/').any(|folder| FOLDERS.contains(&folder))
}

/// The lockfiles that were found, by the folder of the project that they are of.
#[derive(Default)]
pub(super) struct Lockfiles {
    found: HashSet<(String, &'static str)>,
    /// Those that could not be read, which is told: whose they are is not known.
    unread: HashSet<(String, &'static str)>,
    /// The folders of the own packages that they list, wherever they stand, by format.
    places: HashSet<(&'static str, String)>,
    /// The names of these packages, with the folder of the lockfile.
    names: HashSet<(String, &'static str, String)>,
    /// The names of everything else that they list.
    listed: HashSet<(String, &'static str, String)>,
}

impl Lockfiles {
    /// Takes in a file that was read, or that could not be.
    pub(super) fn take(&mut self, path: &str, format: &'static str, bom: Option<&Bom>) {
        let folder = project_folder(path).to_owned();
        let Some(bom) = bom else {
            self.unread.insert((folder.clone(), format));
            self.found.insert((folder, format));
            return;
        };
        let lists = MANIFESTS.iter().any(|manifest| manifest.lists.contains(&format));
        for component in bom.components.iter().filter(|_| lists) {
            self.listed.insert((folder.clone(), format, known_as(&full_name(component))));
        }
        for component in bom.components.iter().filter(|component| component.first_party) {
            self.places.insert((format, owner::folder(component)));
            self.names.insert((folder.clone(), format, known_as(&full_name(component))));
        }
        self.found.insert((folder, format));
    }

    fn are_beside(&self, path: &str, manifest: &Manifest) -> bool {
        let folder = owner::folder_of(path);
        manifest.lockfiles.iter().any(|format| self.found.contains(&(folder.to_owned(), *format)))
            || ancestors(folder).any(|above| {
                manifest.above.iter().any(|format| self.found.contains(&(above.to_owned(), *format)))
            })
    }

    /// Whether a list in the folder of a manifest is about what the manifest needs: it has something of that, or the manifest
    /// does not tell what it needs.
    fn share(&self, path: &str, manifest: &Manifest, names: &[String]) -> bool {
        let folder = owner::folder_of(path);
        manifest.lists.iter().any(|&format| {
            let has = |name: &String| self.listed.contains(&(folder.to_owned(), format, known_as(name)));
            let key = (folder.to_owned(), format);
            let about = names.is_empty() || names.iter().any(has) || self.unread.contains(&key);
            about && self.found.contains(&key)
        })
    }

    /// Whether a lockfile lists the project among its own packages, or one above could not be read.
    fn list(&self, path: &str, manifest: &Manifest, name: Option<&str>) -> bool {
        let folder = owner::folder_of(path);
        let name = name.map(known_as);
        let above = |above: &str, format: &'static str| {
            let named = |name: &String| self.names.contains(&(above.to_owned(), format, name.clone()));
            self.unread.contains(&(above.to_owned(), format)) || name.as_ref().is_some_and(named)
        };
        manifest.lockfiles.iter().any(|&format| {
            self.places.contains(&(format, folder.to_owned()))
                || ancestors(folder).any(|folder| above(folder, format))
        })
    }
}

/// The folders above a folder, the nearest first, down to the root of the tree.
fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| (!folder.is_empty()).then(|| owner::folder_of(folder)))
        .skip(1)
}

fn full_name(component: &Component) -> String {
    match &component.group {
        Some(group) => format!("{group}/{}", component.name),
        None => component.name.clone(),
    }
}

/// A name as package managers compare it at most.
fn known_as(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}

#[cfg(test)]
mod tests;
