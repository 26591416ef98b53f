//! pdm.lock, versions 2 to 4.
//!
//! A package with extras is listed once more for each set of them; both are one component here. `groups` are
//! told since 4.0 where the file was made with `inherit_metadata`.

use std::collections::HashMap;

use mainstay_model::{Bom, Graph, Hash, NodeId, Origin, Parsed, Scope};
use serde::Deserialize;

use crate::assembly::Assembly;
use crate::python::lock::{self, File};
use crate::python::{self, Package, Packages, Project, Requirement, normalized};
use crate::text::{Flag, Items, Lines, Table, Text};
use crate::toml_list::TomlText;
use crate::{Format, Notation, Refusal, Source, Support, Tells};

pub(crate) const FORMAT: Format = Format {
    id: "pdm-lock",
    title: "pdm.lock",
    ecosystem: "pypi",
    files: &["pdm.lock"],
    notation: Notation::Own,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: true, hashes: true, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

const REMEDY: &str = "run `pdm lock` to mend the lockfile";

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    groups: Items<Text<'a>>,
    #[serde(borrow, default)]
    dependencies: Items<Text<'a>>,
    #[serde(borrow, default)]
    files: Items<Table<File<'a>>>,
    #[serde(borrow, default)]
    git: Text<'a>,
    #[serde(borrow, default)]
    revision: Text<'a>,
    #[serde(borrow, default)]
    url: Text<'a>,
    #[serde(borrow, default)]
    path: Text<'a>,
    #[serde(default)]
    editable: Flag,
}

impl Entry<'_> {
    /// A package of the project: a folder, not a file.
    fn own(&self) -> bool {
        let file = [".whl", ".tar.gz", ".zip"].iter().any(|ending| self.path.ends_with(ending));
        self.editable.0 || !self.path.is_empty() && !file
    }

    fn origin(&self, source: &Source<'_>) -> Origin {
        if !self.git.is_empty() {
            return python::repository(&self.git, &self.revision);
        }
        if !self.url.is_empty() {
            return Origin::Download(self.url.to_string());
        }
        if !self.path.is_empty() {
            return python::folder(source, &self.path);
        }
        // With the strategy `static_urls` the files tell the index.
        let file = self.files.iter().find_map(|file| file.0.as_ref().filter(|file| !file.url.is_empty()));
        file.map_or(Origin::Unknown, |file| source.registries.origin_of_file(&file.url))
    }
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let text = TomlText::of(source)?;
    let (entries, metadata, mut assembly) = lock::read::<Entry<'_>>(&text, source, &FORMAT, REMEDY)?;
    let lines = Lines::new(text.as_str());
    let apart: HashMap<&str, &Items<Table<File<'_>>>> =
        metadata.files.iter().map(|(key, files)| (key.split(' ').next().unwrap_or(key), files)).collect();
    let project = Project::beside(source, &mut assembly);
    let mut packages = Packages::default();
    let mut ids = Vec::with_capacity(entries.len());
    for entry in &entries {
        let package = Package {
            name: &entry.name,
            version: &entry.version,
            origin: entry.origin(source),
            line: lines.of(&entry.name),
            graph: Graph::Complete,
            first_party: entry.own(),
        };
        let files =
            entry.files.iter().chain(apart.get(&*entry.name).into_iter().flat_map(|files| files.iter()));
        let hashes: Vec<Hash> = files.filter_map(|file| python::hash(&file.0.as_ref()?.hash)).collect();
        let id = packages.add(package, hashes, source, &mut assembly);
        assembly.told(id, told(&entry.groups, project.as_ref()));
        ids.push(id);
    }
    for (entry, &from) in entries.iter().zip(&ids) {
        relate(entry, from, &packages, &lines, &mut assembly);
    }
    if let Some(project) = project {
        let subject = project.subject(None, source, &mut assembly);
        project.relate(subject, &packages, REMEDY, &mut assembly);
    }
    assembly.finish()
}

/// What the groups of a package are for: `default` is the project itself, pyproject.toml knows the others.
fn told(groups: &[Text<'_>], project: Option<&Project>) -> Option<Scope> {
    let scope = |group: &Text<'_>| {
        if &**group == "default" {
            return Some(Scope::Runtime);
        }
        let name = normalized(group);
        project?.groups.iter().find_map(|(known, scope)| (*known == name).then_some(*scope))
    };
    let scopes: Option<Vec<Scope>> = groups.iter().map(scope).collect();
    scopes?.into_iter().min()
}

fn relate(
    entry: &Entry<'_>,
    from: NodeId,
    packages: &Packages,
    lines: &Lines<'_>,
    assembly: &mut Assembly<'_>,
) {
    for text in entry.dependencies.iter() {
        let Some(need) = Requirement::parse(text) else { continue };
        let found = packages.find(need.name, need.specifier, assembly);
        // A marker may keep a package out of the file.
        if found.is_empty() && need.marker.is_empty() {
            assembly.missing(lines.of(text), (from, &entry.name), need.name, REMEDY);
        }
        for to in found.into_iter().filter(|&to| to != from) {
            assembly.needs(from, to, None);
        }
    }
}

#[cfg(test)]
mod tests;
