//! What the rules look at, collected once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::metadata;
use crate::run;

/// Everything that a rule may look at.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The workspace's crates.
    pub(super) crates: Vec<Package>,
    /// The tracked files and those about to be.
    pub(super) tree: Tree,
    /// The names of all packages in the lock file.
    pub(super) locked: Vec<String>,
    /// The outside names in the root manifest's `[workspace.dependencies]`.
    pub(super) candidates: BTreeSet<String>,
    /// Direct dependencies outside the workspace: of the fuzz targets and of the browser assets.
    pub(super) extra: BTreeSet<String>,
    /// The ids of each registry.
    pub(super) ids: Vec<(&'static str, Vec<&'static str>)>,
}

/// A crate of the workspace.
#[derive(Debug, Default)]
pub(super) struct Package {
    pub(super) name: String,
    /// The folder from the workspace's root: `crates/formats/sbom`.
    pub(super) folder: String,
    pub(super) edges: Vec<Edge>,
    /// Every package below it by name, with the way there.
    pub(super) below: BTreeMap<String, Vec<String>>,
}

/// A dependency as a manifest declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) to: String,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Normal,
    Dev,
    Build,
}

/// Files by path from the root, `/` between folders.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) texts: BTreeMap<String, String>,
    /// Files that are no UTF-8 text.
    pub(super) others: BTreeSet<String>,
}

impl Tree {
    /// Whether a file or a folder stands at a path.
    pub(super) fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let inside = format!("{path}/");
        self.paths().any(|known| known == path || known.starts_with(&inside))
    }

    /// Texts whose path starts and ends so.
    pub(super) fn under<'a>(
        &'a self,
        start: &'a str,
        end: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts
            .iter()
            .filter(move |(path, _)| path.starts_with(start) && path.ends_with(end))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    fn paths(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().chain(&self.others).map(String::as_str)
    }
}

/// Looks at the workspace on disk.
pub(super) fn collect() -> Result<Facts> {
    let root = run::root();
    let tree = tree(&root)?;
    let toml = |path: &str| -> Result<toml::Table> {
        let text = tree.texts.get(path).with_context(|| format!("{path} is not tracked"))?;
        text.parse().with_context(|| format!("{path} is no TOML"))
    };
    let locked = toml("Cargo.lock")?;
    let locked = locked["package"].as_array().into_iter().flatten();
    let workspace = toml("Cargo.toml")?["workspace"]["dependencies"].clone();
    Ok(Facts {
        crates: metadata::crates()?,
        locked: locked.filter_map(|package| package["name"].as_str().map(str::to_owned)).collect(),
        candidates: outside(workspace.as_table()),
        extra: extra(&tree)?,
        ids: ids(),
        tree,
    })
}

fn ids() -> Vec<(&'static str, Vec<&'static str>)> {
    vec![
        ("lockfile FORMATS", mainstay_lockfile::FORMATS.iter().map(|format| format.id).collect()),
        ("sbom READERS", mainstay_sbom::READERS.iter().map(|reader| reader.format.id).collect()),
        ("sbom CHECKS", mainstay_sbom::CHECKS.iter().map(|check| check.id).collect()),
        ("version SCHEMES", mainstay_version::SCHEMES.iter().map(|scheme| scheme.id).collect()),
        ("sbom WRITERS", mainstay_sbom::WRITERS.iter().map(|writer| writer.format.id).collect()),
    ]
}

/// Tracked files and new ones that git does not ignore; a rule should speak before the commit.
fn tree(root: &Path) -> Result<Tree> {
    let mut git = Command::new("git");
    git.current_dir(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let mut tree = Tree::default();
    for path in run::read(&mut git)?.split('\0').filter(|path| !path.is_empty()) {
        // A file that is deleted and not yet staged is no longer part of the tree.
        let Ok(bytes) = std::fs::read(root.join(path)) else { continue };
        match String::from_utf8(bytes) {
            Ok(text) => drop(tree.texts.insert(path.to_owned(), text)),
            Err(_) => drop(tree.others.insert(path.to_owned())),
        }
    }
    Ok(tree)
}

/// Names that are no path into the workspace.
fn outside(table: Option<&toml::Table>) -> BTreeSet<String> {
    let entries = table.into_iter().flatten();
    entries.filter(|(_, value)| value.get("path").is_none()).map(|(name, _)| name.clone()).collect()
}

fn extra(tree: &Tree) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    if let Some(text) = tree.texts.get("fuzz/Cargo.toml") {
        let manifest: toml::Table = text.parse().context("fuzz/Cargo.toml is no TOML")?;
        found.extend(outside(manifest.get("dependencies").and_then(toml::Value::as_table)));
    }
    for (path, text) in tree.under("crates/", "/package.json").filter(|(path, _)| !path.contains("/tests/")) {
        let manifest: serde_json::Value =
            serde_json::from_str(text).with_context(|| format!("{path} is no JSON"))?;
        for section in ["dependencies", "devDependencies"] {
            found.extend(manifest[section].as_object().into_iter().flat_map(|names| names.keys().cloned()));
        }
    }
    Ok(found)
}

#[cfg(test)]
pub(super) mod samples {
    //! Small made-up trees for the rules' tests.

    use super::{Edge, Facts, Kind, Package, Tree};

    pub(in crate::tidy) fn package(folder: &str, edges: &[(&str, Kind)]) -> Package {
        let name = folder.rsplit('/').next().unwrap();
        Package {
            name: format!("mainstay-{name}"),
            folder: folder.to_owned(),
            edges: edges.iter().map(|&(to, kind)| Edge { to: to.to_owned(), kind }).collect(),
            ..Package::default()
        }
    }

    pub(in crate::tidy) fn files(files: &[(&str, &str)]) -> Facts {
        let texts = files.iter().map(|&(path, text)| (path.to_owned(), text.to_owned())).collect();
        Facts { tree: Tree { texts, ..Tree::default() }, ..Facts::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::files;

    #[test]
    fn a_tree_knows_files_and_folders_and_no_half_names() {
        let tree = files(&[("docs/guide/scan.md", "")]).tree;
        assert!(tree.has("docs/guide/scan.md") && tree.has("docs/guide") && tree.has("docs/"));
        assert!(!tree.has("docs/gui") && !tree.has("doc"));
    }
}
