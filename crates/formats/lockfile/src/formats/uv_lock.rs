//! uv.lock, version 1 in all its revisions.
//!
//! The file lists the workspace's own packages with what they need, by extra and by group, so that no
//! manifest is needed. Where versions fork, a dependency names the version that it means. What a workspace names
//! whose root is no package, or a script, stands in `manifest`; the constraints and overrides there choose versions and
//! name nothing that is used.

use mainstay_model::{Bom, Graph, Hash, NodeId, Origin, Parsed, Scope};
use serde::Deserialize;

use crate::assembly::Assembly;
use crate::python::{self, Package, Packages, Project};
use crate::shape::{Shape, Sort};
use crate::text::{Entries, Items, Lines, Table, Text};
use crate::toml_list::TomlText;
use crate::{Format, Notation, Refusal, Source, Support, Tells};

pub(crate) const FORMAT: Format = Format {
    id: "uv-lock",
    title: "uv.lock",
    ecosystem: "pypi",
    files: &["uv.lock"],
    notation: Notation::Own,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: true, hashes: true, origin: true, license: false },
    yields_to: &[],
    read: |source| parse(source, FORMAT.id),
};

/// What uv locks for a script stands beside it.
pub(crate) const SCRIPT: Format = Format {
    id: "uv-script-lock",
    title: "uv's lock of a script",
    files: &["*.py.lock"],
    read: |source| parse(source, SCRIPT.id),
    ..FORMAT
};

const REMEDY: &str = "run `uv lock` to mend the lockfile";

#[derive(Deserialize, Default)]
struct Lock<'a> {
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    revision: Text<'a>,
    #[serde(borrow, default)]
    manifest: Table<Named<'a>>,
    #[serde(borrow, default)]
    package: Vec<Entry<'a>>,
}

/// What is named by a root that is no package.
#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", default)]
struct Named<'a> {
    #[serde(borrow)]
    requirements: Items<Table<Need<'a>>>,
    #[serde(borrow)]
    dependency_groups: Entries<'a, Items<Table<Need<'a>>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Entry<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    source: Place<'a>,
    #[serde(borrow, default)]
    dependencies: Items<Table<Need<'a>>>,
    #[serde(borrow, default)]
    optional_dependencies: Entries<'a, Items<Table<Need<'a>>>>,
    #[serde(borrow, default)]
    dev_dependencies: Entries<'a, Items<Table<Need<'a>>>>,
    #[serde(borrow, default)]
    sdist: Table<File<'a>>,
    #[serde(borrow, default)]
    wheels: Items<Table<File<'a>>>,
}

#[derive(Deserialize, Default, PartialEq)]
#[serde(default)]
struct Place<'a> {
    #[serde(borrow)]
    registry: Option<Text<'a>>,
    #[serde(borrow)]
    git: Option<Text<'a>>,
    #[serde(borrow)]
    url: Option<Text<'a>>,
    #[serde(borrow)]
    path: Option<Text<'a>>,
    #[serde(borrow)]
    directory: Option<Text<'a>>,
    #[serde(borrow)]
    editable: Option<Text<'a>>,
    #[serde(borrow)]
    r#virtual: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Need<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    source: Table<Place<'a>>,
    #[serde(borrow, default)]
    specifier: Text<'a>,
    #[serde(borrow, default)]
    marker: Text<'a>,
}

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow, default)]
    hash: Text<'a>,
}

impl Place<'_> {
    /// The folder of a package of the project.
    fn own(&self) -> Option<&str> {
        self.editable.as_deref().or(self.r#virtual.as_deref()).or(self.directory.as_deref())
    }

    fn origin(&self, source: &Source<'_>) -> Origin {
        if let Some(folder) = self.own() {
            return python::folder(source, folder);
        }
        if let Some(git) = &self.git {
            let (address, commit) = git.split_once('#').unwrap_or((git, ""));
            return python::repository(address.split('?').next().unwrap_or(address), commit);
        }
        if let Some(url) = &self.url {
            return Origin::Download(url.to_string());
        }
        if let Some(path) = &self.path {
            return Origin::Path(path.to_string());
        }
        match self.registry.as_deref() {
            Some(address) if address.contains("://") => source.registries.origin(address),
            Some(folder) => Origin::Path(folder.to_owned()),
            None => Origin::Unknown,
        }
    }
}

fn parse(source: &Source<'_>, format: &str) -> Result<Parsed<Bom>, Refusal> {
    let text = TomlText::of(source)?;
    let Parsed { value: lock, problems } = text.read("package", REMEDY, |lock: &mut Lock<'_>, more| {
        lock.package.extend(more.package);
        if let Some(named) = more.manifest.0 {
            let known = lock.manifest.0.get_or_insert_default();
            known.requirements.0.extend(named.requirements.0);
            known.dependency_groups.0.extend(named.dependency_groups.0);
        }
        for (known, other) in [(&mut lock.version, more.version), (&mut lock.revision, more.revision)] {
            if known.is_empty() {
                *known = other;
            }
        }
    })?;
    if !matches!(&*lock.version, "" | "1") {
        return Err(Refusal::Version { found: lock.version.to_string(), supported: "version 1 is read" });
    }
    let lines = Lines::new(text.as_str());
    let version = match &*lock.revision {
        "" => lock.version.to_string(),
        revision => format!("{}.{revision}", &*lock.version),
    };
    let mut assembly = Assembly::new(source, format, Some(&version));
    let known = !lock.version.is_empty() || !lock.package.is_empty();
    Shape::new("uv.lock", REMEDY).wants("package", None, Sort::List).or(known).check(&mut assembly)?;
    problems.into_iter().for_each(|problem| assembly.problem(problem));
    let mut packages = Packages::default();
    let mut ids = Vec::with_capacity(lock.package.len());
    let mut projects = Vec::new();
    for entry in &lock.package {
        let own = entry.source.own();
        let package = Package {
            name: &entry.name,
            version: &entry.version,
            origin: entry.source.origin(source),
            line: lines.of(&entry.name),
            graph: Graph::Complete,
            first_party: own.is_some(),
        };
        let id = packages.add(package, hashes(entry), source, &mut assembly);
        if let Some(project) = own.and_then(|folder| Project::read(&source.beside(folder)?, &mut assembly)) {
            project.subject(Some(id), source, &mut assembly);
            projects.push((id, project));
        }
        ids.push(id);
    }
    for (entry, &from) in lock.package.iter().zip(&ids) {
        relate(entry, from, source, &packages, &lines, &mut assembly);
    }
    for (from, project) in &projects {
        project.tell_unlocked(*from, &packages, REMEDY, &mut assembly);
    }
    if let Some(named) = &lock.manifest.0 {
        root(named, &packages, &lines, &mut assembly);
    }
    assembly.finish()
}

/// Relates what the root names that is no package.
fn root(named: &Named<'_>, packages: &Packages, lines: &Lines<'_>, assembly: &mut Assembly<'_>) {
    let groups = named.dependency_groups.iter().map(|(_, list)| (Scope::Development, list));
    let lists: Vec<_> = std::iter::once((Scope::Runtime, &named.requirements))
        .chain(groups)
        .filter(|(_, list)| !list.is_empty())
        .collect();
    if lists.is_empty() {
        return;
    }
    let project = assembly.project();
    for (scope, list) in lists {
        for need in list.iter().filter_map(|need| need.0.as_ref()) {
            let found = packages.find(&need.name, &need.specifier, assembly);
            // A marker may keep a package out of the file.
            if found.is_empty() && need.marker.is_empty() {
                assembly.missing(lines.of(&need.name), (project, "the project"), &need.name, REMEDY);
            }
            found.into_iter().for_each(|to| assembly.project_needs(project, to, Some(scope)));
        }
    }
    if assembly.bom.subjects.is_empty() {
        assembly.names_no_more();
    }
}

fn hashes(entry: &Entry<'_>) -> Vec<Hash> {
    let files = entry.sdist.0.iter().chain(entry.wheels.iter().filter_map(|file| file.0.as_ref()));
    files.filter_map(|file| python::hash(&file.hash)).collect()
}

fn relate(
    entry: &Entry<'_>,
    from: NodeId,
    source: &Source<'_>,
    packages: &Packages,
    lines: &Lines<'_>,
    assembly: &mut Assembly<'_>,
) {
    let own = entry.source.own().is_some();
    // The file lists an extra of somebody else's package only where it was asked for.
    let optional = own.then_some(Scope::Optional);
    let lists = std::iter::once((own.then_some(Scope::Runtime), &entry.dependencies))
        .chain(entry.optional_dependencies.iter().map(|(_, list)| (optional, list)))
        .chain(entry.dev_dependencies.iter().map(|(_, list)| (Some(Scope::Development), list)));
    for (scope, list) in lists {
        for need in list.iter().filter_map(|need| need.0.as_ref()) {
            let origin = need.source.0.as_ref().map_or(Origin::Unknown, |place| place.origin(source));
            let found = packages.named(&need.name, &need.version, &origin, assembly);
            if found.is_empty() {
                assembly.missing(lines.of(&need.name), (from, &entry.name), &need.name, REMEDY);
            }
            for to in found.into_iter().filter(|&to| to != from) {
                assembly.needs(from, to, scope);
            }
        }
    }
}

#[cfg(test)]
mod tests;
