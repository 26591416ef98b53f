//! pylock.toml (PEP 751), version 1.0.
//!
//! Dependencies may be left out by the tool that writes it, and the file does not name what the project asked
//! for: pyproject.toml does.

use mainstay_model::{Bom, Graph, Hash, NodeId, Origin, Parsed};
use serde::Deserialize;

use crate::assembly::Assembly;
use crate::python::{self, Package, Packages, Project};
use crate::shape::{Shape, Sort};
use crate::text::{Entries, Items, Lines, Table, Text};
use crate::toml_list::TomlText;
use crate::{Format, Notation, Refusal, Source, Support, Tells};

pub(crate) const FORMAT: Format = Format {
    id: "pylock",
    title: "pylock.toml",
    ecosystem: "pypi",
    files: &["pylock.toml", "pylock.*.toml"],
    notation: Notation::Own,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: true, hashes: true, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

const REMEDY: &str = "write the file anew with the tool that made it";

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Lock<'a> {
    #[serde(borrow, default)]
    lock_version: Text<'a>,
    #[serde(borrow, default)]
    packages: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, flatten)]
    whence: Whence<'a>,
    #[serde(borrow)]
    dependencies: Option<Items<Table<Need<'a>>>>,
    #[serde(borrow, default)]
    sdist: Table<Place<'a>>,
    #[serde(borrow, default)]
    wheels: Items<Table<Place<'a>>>,
}

#[derive(Deserialize)]
struct Need<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, flatten)]
    whence: Whence<'a>,
}

/// Where a package, or what is needed, is said to come from.
#[derive(Deserialize)]
struct Whence<'a> {
    #[serde(borrow)]
    index: Option<Text<'a>>,
    #[serde(borrow, default)]
    vcs: Table<Place<'a>>,
    #[serde(borrow, default)]
    directory: Table<Place<'a>>,
    #[serde(borrow, default)]
    archive: Table<Place<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Place<'a> {
    #[serde(borrow, default)]
    url: Text<'a>,
    #[serde(borrow, default)]
    path: Text<'a>,
    #[serde(borrow, default)]
    commit_id: Text<'a>,
    #[serde(borrow, default)]
    hashes: Entries<'a, Text<'a>>,
}

impl Entry<'_> {
    fn origin(&self, source: &Source<'_>) -> Origin {
        self.whence.origin(source).unwrap_or_else(|| {
            let file = self.files().find(|file| !file.url.is_empty());
            file.map_or(Origin::Unknown, |file| source.registries.origin_of_file(&file.url))
        })
    }

    fn files(&self) -> impl Iterator<Item = &Place<'_>> {
        self.sdist.0.iter().chain(self.wheels.iter().filter_map(|file| file.0.as_ref()))
    }

    fn hashes(&self) -> Vec<Hash> {
        let files = self.files().chain(&self.whence.archive.0);
        let hashes = files.flat_map(|file| file.hashes.iter());
        hashes
            .filter_map(|(algorithm, value)| python::hash(&format!("{}:{}", &**algorithm, &**value)))
            .collect()
    }
}

impl Whence<'_> {
    /// `None` where nothing is told.
    fn origin(&self, source: &Source<'_>) -> Option<Origin> {
        if let Some(vcs) = &self.vcs.0 {
            let address = if vcs.url.is_empty() { &vcs.path } else { &vcs.url };
            return Some(python::repository(address, &vcs.commit_id));
        }
        if let Some(directory) = &self.directory.0 {
            return Some(python::folder(source, &directory.path));
        }
        if let Some(archive) = &self.archive.0 {
            return Some(if archive.url.is_empty() {
                Origin::Path(archive.path.to_string())
            } else {
                Origin::Download(archive.url.to_string())
            });
        }
        self.index.as_ref().map(|index| source.registries.origin(index))
    }
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let text = TomlText::of(source)?;
    let Parsed { value: lock, problems } = text.read("packages", REMEDY, |lock: &mut Lock<'_>, more| {
        lock.packages.extend(more.packages);
        if lock.lock_version.is_empty() {
            lock.lock_version = more.lock_version;
        }
    })?;
    if !lock.lock_version.is_empty() && !lock.lock_version.starts_with("1.") {
        return Err(Refusal::Version {
            found: lock.lock_version.to_string(),
            supported: "version 1.0 is read",
        });
    }
    let lines = Lines::new(text.as_str());
    // A tool that writes no dependencies at all says nothing, rather than that there are none.
    let edges = lock.packages.iter().any(|entry| entry.dependencies.is_some());
    let mut assembly = Assembly::new(source, FORMAT.id, Some(&lock.lock_version));
    let known = !lock.lock_version.is_empty() || !lock.packages.is_empty();
    Shape::new("pylock.toml", REMEDY)
        .wants("lock-version", None, Sort::Text)
        .or(known)
        .check(&mut assembly)?;
    problems.into_iter().for_each(|problem| assembly.problem(problem));
    let mut packages = Packages::default();
    let mut ids = Vec::with_capacity(lock.packages.len());
    for entry in &lock.packages {
        let package = Package {
            name: &entry.name,
            version: &entry.version,
            origin: entry.origin(source),
            line: lines.of(&entry.name),
            graph: if edges { Graph::Complete } else { Graph::Unknown },
            first_party: entry.whence.directory.0.is_some(),
        };
        ids.push(packages.add(package, entry.hashes(), source, &mut assembly));
    }
    for (entry, &from) in lock.packages.iter().zip(&ids) {
        relate(entry, from, source, &packages, &lines, &mut assembly);
    }
    project(source, &packages, &mut assembly);
    assembly.finish()
}

fn relate(
    entry: &Entry<'_>,
    from: NodeId,
    source: &Source<'_>,
    packages: &Packages,
    lines: &Lines<'_>,
    assembly: &mut Assembly<'_>,
) {
    for need in entry.dependencies.iter().flat_map(|list| list.iter()).filter_map(|need| need.0.as_ref()) {
        let origin = need.whence.origin(source).unwrap_or(Origin::Unknown);
        let found = packages.named(&need.name, &need.version, &origin, assembly);
        if found.is_empty() {
            assembly.missing(lines.of(&need.name), (from, &entry.name), &need.name, REMEDY);
        }
        for to in found.into_iter().filter(|&to| to != from) {
            assembly.needs(from, to, None);
        }
    }
}

fn project(source: &Source<'_>, packages: &Packages, assembly: &mut Assembly<'_>) {
    let Some(project) = Project::beside(source, assembly) else { return };
    let listed = packages.find(&project.name, "", assembly);
    let listed = listed.into_iter().find(|&id| assembly.bom.component(id).first_party);
    let subject = project.subject(listed, source, assembly);
    project.relate(subject, packages, REMEDY, assembly);
}

#[cfg(test)]
mod tests;
