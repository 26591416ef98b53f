//! poetry.lock, from version 0 to 2.1.
//!
//! The file does not say what the project names itself: pyproject.toml does. What a package is for stands in
//! `category` up to version 2.0 of the file's own count and in `groups` since 2.1; between the two the file
//! does not tell.

use std::collections::{HashMap, HashSet};

use mainstay_model::{Bom, Graph, Hash, NodeId, Origin, Parsed, Scope};
use serde::Deserialize;

use crate::assembly::Assembly;
use crate::python::lock::{self, File, Metadata};
use crate::python::{self, Package, Packages, Project, normalized};
use crate::text::{Either, Entries, Flag, Items, Lines, Table, Text};
use crate::toml_list::TomlText;
use crate::{Format, Notation, Refusal, Source, Support, Tells};

pub(crate) const FORMAT: Format = Format {
    id: "poetry-lock",
    title: "poetry.lock",
    ecosystem: "pypi",
    files: &["poetry.lock"],
    notation: Notation::Own,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: true, hashes: true, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

const REMEDY: &str = "run `poetry lock` to mend the lockfile";

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    category: Text<'a>,
    #[serde(borrow, default)]
    groups: Items<Text<'a>>,
    #[serde(default)]
    optional: Flag,
    #[serde(borrow, default)]
    files: Items<Table<File<'a>>>,
    #[serde(borrow, default)]
    dependencies: Entries<'a, Needs<'a>>,
    #[serde(borrow, default)]
    source: Table<Place<'a>>,
}

/// A range, a table, or a list of tables for different platforms.
type Needs<'a> = Items<Either<'a, Need<'a>>>;

#[derive(Deserialize)]
struct Need<'a> {
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(default)]
    optional: Flag,
    #[serde(borrow, default)]
    markers: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Place<'a> {
    #[serde(borrow)]
    r#type: Text<'a>,
    #[serde(borrow)]
    url: Text<'a>,
    #[serde(borrow)]
    resolved_reference: Text<'a>,
}

impl Place<'_> {
    fn origin(&self, source: &Source<'_>) -> Origin {
        match &*self.r#type {
            "git" | "hg" | "svn" => python::repository(&self.url, &self.resolved_reference),
            "directory" => python::folder(source, &self.url),
            "file" => Origin::Path(self.url.to_string()),
            "url" => Origin::Download(self.url.to_string()),
            "legacy" | "" if self.url.is_empty() => Origin::Unknown,
            _ => source.registries.origin(&self.url),
        }
    }
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let text = TomlText::of(source)?;
    let (entries, metadata, mut assembly) = lock::read::<Entry<'_>>(&text, source, &FORMAT, REMEDY)?;
    let lines = Lines::new(text.as_str());
    let hashes = apart(&metadata);
    let mut packages = Packages::default();
    let mut ids = Vec::with_capacity(entries.len());
    for entry in &entries {
        let place = entry.source.0.as_ref();
        let package = Package {
            name: &entry.name,
            version: &entry.version,
            // Without a source it came from the index that Poetry takes unless configured otherwise.
            origin: place.map_or(Origin::Unknown, |place| place.origin(source)),
            line: lines.of(&entry.name),
            graph: Graph::Complete,
            first_party: place.is_some_and(|place| &*place.r#type == "directory"),
        };
        let own = entry.files.iter().filter_map(|file| python::hash(&file.0.as_ref()?.hash));
        let own: Vec<Hash> =
            own.chain(hashes.get(&normalized(&entry.name)).into_iter().flatten().cloned()).collect();
        let id = packages.add(package, own, source, &mut assembly);
        assembly.told(id, told(entry));
        ids.push(id);
    }
    let optional =
        entries.iter().zip(&ids).filter(|(entry, _)| entry.optional.0).map(|(_, &id)| id).collect();
    for (entry, &from) in entries.iter().zip(&ids) {
        relate(entry, from, &optional, &packages, &lines, &mut assembly);
    }
    if let Some(project) = Project::beside(source, &mut assembly) {
        let subject = project.subject(None, source, &mut assembly);
        project.relate(subject, &packages, REMEDY, &mut assembly);
    }
    assembly.finish()
}

/// The digests that versions 0 and 1 keep apart from the packages, by name.
fn apart(metadata: &Metadata<'_>) -> HashMap<String, Vec<Hash>> {
    let mut found: HashMap<String, Vec<Hash>> = HashMap::new();
    for (name, files) in metadata.files.iter() {
        let hashes = files.iter().filter_map(|file| python::hash(&file.0.as_ref()?.hash));
        found.entry(normalized(name)).or_default().extend(hashes);
    }
    for (name, hashes) in metadata.hashes.iter() {
        found
            .entry(normalized(name))
            .or_default()
            .extend(hashes.iter().filter_map(|text| python::hash(text)));
    }
    found
}

/// What the file says that a package is for.
fn told(entry: &Entry<'_>) -> Option<Scope> {
    let main = *entry.category == *"main" || entry.groups.iter().any(|group| &**group == "main");
    match (main, entry.optional.0) {
        (true, true) => Some(Scope::Optional),
        (true, false) => Some(Scope::Runtime),
        (false, _) if entry.category.is_empty() && entry.groups.is_empty() => None,
        (false, _) => Some(Scope::Development),
    }
}

fn relate(
    entry: &Entry<'_>,
    from: NodeId,
    optional_ones: &HashSet<NodeId>,
    packages: &Packages,
    lines: &Lines<'_>,
    assembly: &mut Assembly<'_>,
) {
    for (name, needs) in entry.dependencies.iter() {
        for need in needs.iter() {
            let (range, optional, marker) = match need {
                Either::Text(range) => (&**range, false, ""),
                Either::Table(need) => (&*need.version, need.optional.0, &*need.markers),
            };
            let found = packages.find(name, range, assembly);
            // A marker may keep a package out of the file.
            if found.is_empty() && !optional && marker.is_empty() {
                assembly.missing(lines.of(name), (from, &entry.name), name, REMEDY);
            }
            for to in found.into_iter().filter(|&to| to != from) {
                // An optional dependency that is installed anyhow was asked for by somebody's extra.
                let weak = optional && optional_ones.contains(&to);
                assembly.needs(from, to, weak.then_some(Scope::Optional));
            }
        }
    }
}

#[cfg(test)]
mod tests;
