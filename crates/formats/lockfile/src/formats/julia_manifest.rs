//! Julia's Manifest.toml, formats 1 and 2.
//!
//! Packages stand below their names: at the top of the file in format 1, in `deps` since Julia 1.6. A name may stand for
//! several packages, which their uuids tell apart. What the project names itself is in the Project.toml beside it.

mod project;

use std::collections::HashMap;

use mainstay_model::{
    Bom, Component, ComponentKind, Graph, Location, NodeId, Origin, Parsed, Purl, PurlError, Scope,
};
use serde::Deserialize;

use crate::assembly::Assembly;
use crate::shape::{Shape, Shaped, Sort};
use crate::text::{Either, Entries, Items, Lines, Table, Text};
use crate::toml_list::TomlText;
use crate::{Format, Notation, Refusal, Source, Support, Tells};

pub(crate) const FORMAT: Format = Format {
    id: "julia-manifest",
    title: "Julia's Manifest.toml",
    ecosystem: "julia",
    // Other programs write a `manifest.toml`, Gleam among them.
    files: &["Manifest.toml", "JuliaManifest.toml", "Manifest-v*.toml", "JuliaManifest-v*.toml"],
    notation: Notation::Own,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: true, hashes: false, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

const REMEDY: &str = "run `Pkg.resolve()` in Julia to mend it";

/// What tells the versions of the packages that come with Julia, where the file does not.
const TELL_JULIA: &str = "run `Pkg.upgrade_manifest()` and `Pkg.resolve()`, so that the file tells which Julia its standard libraries are of";

/// More packages of one name than this are not told apart.
const MAX_SAME_NAME: usize = 16;

/// What the file starts with, also where nothing is in it.
const GENERATED: &str = "# This file is machine-generated - editing it directly is not advised";

#[derive(Deserialize, Default)]
struct Lock<'a> {
    #[serde(borrow, default)]
    manifest_format: Shaped<Text<'a>>,
    #[serde(borrow, default)]
    julia_version: Text<'a>,
    #[serde(borrow, default)]
    deps: Shaped<Named<'a>>,
    #[serde(borrow, default)]
    registries: Entries<'a, Table<Registry<'a>>>,
    /// The packages of format 1.
    #[serde(borrow, flatten)]
    top: Named<'a>,
}

/// The packages of each name.
type Named<'a> = Entries<'a, Items<Table<Package<'a>>>>;

#[derive(Deserialize)]
struct Registry<'a> {
    #[serde(borrow, default)]
    url: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Package<'a> {
    #[serde(borrow, default)]
    uuid: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    deps: Needs<'a>,
    #[serde(borrow, default)]
    weakdeps: Needs<'a>,
    #[serde(borrow, default)]
    git_tree_sha1: Text<'a>,
    #[serde(borrow, default)]
    repo_url: Text<'a>,
    #[serde(borrow, default)]
    repo_rev: Text<'a>,
    #[serde(borrow, default)]
    path: Text<'a>,
    #[serde(borrow, default)]
    registries: Items<Text<'a>>,
}

/// Names, or a table of names and uuids where a name alone is not enough.
type Needs<'a> = Items<Either<'a, Entries<'a, Text<'a>>>>;

impl Package<'_> {
    /// Whether it comes with Julia itself: everything else is fetched from somewhere.
    fn is_standard(&self) -> bool {
        [&self.git_tree_sha1, &self.repo_url, &self.path].iter().all(|text| text.is_empty())
    }

    fn origin(&self, registries: &HashMap<&str, &str>, source: &Source<'_>) -> Origin {
        if let Some(path) = self.path.filled() {
            return Origin::Path(source.beside(path).unwrap_or_else(|| path.to_owned()));
        }
        if let Some(url) = self.repo_url.filled() {
            return Origin::Vcs { url: url.to_owned(), revision: self.repo_rev.filled().map(str::to_owned) };
        }
        let mut origins = self
            .registries
            .iter()
            .filter_map(|name| registries.get(&**name))
            .map(|address| registry(address, source));
        let first = origins.next().unwrap_or_default();
        // One tree may be in several registries.
        if origins.any(|origin| origin == Origin::Public) { Origin::Public } else { first }
    }
}

fn registry(address: &str, source: &Source<'_>) -> Origin {
    let general = address.trim_end_matches('/').trim_end_matches(".git");
    if general == "https://github.com/JuliaRegistries/General" && !source.registries.is_private(address) {
        return Origin::Public;
    }
    source.registries.origin(address)
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let text = TomlText::of(source)?;
    let Parsed { value: lock, problems } = text.read_all_entries(REMEDY, |lock: &mut Lock<'_>, more| {
        lock.deps.value.0.extend(more.deps.value.0);
        lock.deps.sort = lock.deps.sort.or(more.deps.sort);
        lock.top.0.extend(more.top.0);
        lock.registries.0.extend(more.registries.0);
        if lock.manifest_format.is_empty() {
            lock.manifest_format = more.manifest_format;
        }
        if lock.julia_version.is_empty() {
            lock.julia_version = more.julia_version;
        }
    })?;
    let version = &*lock.manifest_format;
    if !version.is_empty() && !matches!(version.split('.').next(), Some("1" | "2")) {
        return Err(Refusal::Version { found: version.to_string(), supported: "formats 1 and 2 are read" });
    }
    let mut assembly = Assembly::new(source, FORMAT.id, Some(version));
    check(&lock, text.as_str(), &mut assembly)?;
    // A part that is lost may have held what tells a package of a registry from one of Julia's own.
    let julia = lock.julia_version.filled().filter(|_| problems.is_empty());
    problems.into_iter().for_each(|problem| assembly.problem(problem));
    let lines = Lines::new(text.as_str());
    let registries: HashMap<&str, &str> = lock
        .registries
        .iter()
        .filter_map(|(name, registry)| Some((&**name, registry.0.as_ref()?.url.filled()?)))
        .collect();
    let mut packages = Packages::default();
    for (name, package) in packages_of(&lock) {
        packages.add((name, package), &registries, julia, &lines, source, &mut assembly);
    }
    packages.relate(&lines, &mut assembly);
    let lacks_julia = |(_, package): (_, &Package<'_>)| package.version.is_empty() && package.is_standard();
    if lock.julia_version.is_empty() && packages_of(&lock).any(lacks_julia) {
        assembly.mended_versions(TELL_JULIA);
    }
    if !lock.julia_version.is_empty() {
        assembly.list(Component {
            kind: ComponentKind::Platform,
            version: Some(lock.julia_version.to_string()),
            locations: vec![Location { path: source.path.to_owned(), line: lines.of(&lock.julia_version) }],
            ..Component::named("julia", None)
        });
    }
    project::relate(source, &packages, &mut assembly);
    assembly.finish()
}

/// Many programs have a file of this name: Julia's tells its format, and the uuid of every package.
fn check(lock: &Lock<'_>, text: &str, assembly: &mut Assembly<'_>) -> Result<(), Refusal> {
    let is_named = packages_of(lock).any(|(_, package)| !package.uuid.is_empty());
    Shape::new("Julia's Manifest.toml", REMEDY)
        .wants("manifest_format", lock.manifest_format.sort, Sort::Text)
        .wants("deps", lock.deps.sort.filter(|sort| is_named || *sort != Sort::Object), Sort::Object)
        .wants("uuid", is_named.then_some(Sort::Text), Sort::Text)
        .or(text.trim() == GENERATED)
        .check(assembly)
}

fn packages_of<'l, 'a>(lock: &'l Lock<'a>) -> impl Iterator<Item = (&'l Text<'a>, &'l Package<'a>)> {
    let is_first = lock.manifest_format.is_empty() && lock.deps.is_empty();
    let named = if is_first { &lock.top } else { &lock.deps.value };
    named
        .iter()
        .flat_map(|(name, list)| list.iter().filter_map(move |package| Some((name, package.0.as_ref()?))))
}

/// The packages of a file, in its order.
#[derive(Default)]
struct Packages<'l> {
    all: Vec<(&'l str, &'l Package<'l>, NodeId)>,
    by_uuid: HashMap<String, NodeId>,
    by_name: HashMap<&'l str, Vec<NodeId>>,
}

impl<'l> Packages<'l> {
    fn add(
        &mut self,
        (name, package): (&'l str, &'l Package<'l>),
        registries: &HashMap<&str, &str>,
        julia: Option<&str>,
        lines: &Lines<'_>,
        source: &Source<'_>,
        assembly: &mut Assembly<'_>,
    ) {
        let version = package.version.filled().or_else(|| julia.filter(|_| package.is_standard()));
        let origin = package.origin(registries, source);
        let first_party = matches!(origin, Origin::Path(_));
        let line = lines.of(&package.uuid).or_else(|| lines.of(name));
        // It names a tree of git, and is no digest of any file.
        let tree = package.git_tree_sha1.filled();
        let component = Component {
            reference: format!("{name}={}", &*package.uuid),
            kind: if first_party { ComponentKind::Application } else { ComponentKind::Library },
            name: name.to_owned(),
            version: version.map(str::to_owned),
            graph: Graph::Complete,
            first_party,
            properties: tree
                .map(|tree| ("julia:git-tree-sha1".to_owned(), tree.to_owned()))
                .into_iter()
                .collect(),
            ..assembly.component(line, purl(name, version, &package.uuid), origin)
        };
        let id = assembly.add(component);
        if !package.uuid.is_empty() {
            self.by_uuid.entry(package.uuid.to_ascii_lowercase()).or_insert(id);
        }
        self.by_name.entry(name).or_default().push(id);
        self.all.push((name, package, id));
    }

    fn relate(&self, lines: &Lines<'_>, assembly: &mut Assembly<'_>) {
        for &(name, package, from) in &self.all {
            let own = assembly.bom.component(from).first_party;
            for (needed, uuid) in needs(&package.deps) {
                let found = self.find(needed, uuid);
                for &to in found.iter().filter(|to| **to != from) {
                    assembly.needs(from, to, own.then_some(Scope::Runtime));
                }
                if found.is_empty() {
                    assembly.missing(lines.of(needed), (from, name), needed, REMEDY);
                }
            }
            // Used where something else brings them.
            for (needed, uuid) in needs(&package.weakdeps) {
                for &to in self.find(needed, uuid).iter().filter(|to| **to != from) {
                    assembly.needs(from, to, Some(Scope::Optional));
                }
            }
        }
    }

    /// The package of a uuid, or those of a name where no uuid is told.
    fn find(&self, name: &str, uuid: &str) -> &[NodeId] {
        if !uuid.is_empty() {
            return self.of_uuid(uuid).map_or(&[], std::slice::from_ref);
        }
        let all = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        &all[..all.len().min(MAX_SAME_NAME)]
    }

    fn of_uuid(&self, uuid: &str) -> Option<&NodeId> {
        self.by_uuid.get(&uuid.to_ascii_lowercase())
    }
}

/// What a package needs: names, with uuids where those are told.
fn needs<'l>(list: &'l Needs<'l>) -> impl Iterator<Item = (&'l str, &'l str)> {
    list.iter().flat_map(|needs| {
        let (name, table) = match needs {
            Either::Text(name) => (name.filled(), &[][..]),
            Either::Table(table) => (None, &**table),
        };
        name.map(|name| (name, "")).into_iter().chain(table.iter().map(|(name, uuid)| (&**name, &**uuid)))
    })
}

fn purl(name: &str, version: Option<&str>, uuid: &str) -> Result<Purl, PurlError> {
    let uuid = uuid.to_ascii_lowercase();
    Purl::with_qualifiers("julia", None, name, version, [("uuid", uuid.as_str())])
}

#[cfg(test)]
mod tests;
