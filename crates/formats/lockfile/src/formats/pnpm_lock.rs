//! pnpm-lock.yaml, versions 5 to 9.
//!
//! The keys changed three times: `/name/1.0.0_peers` in 5, `/name@1.0.0(peers)` in 6, `name@1.0.0(peers)`
//! from 9 on, where what a package is (`packages`) stands apart from what it needs (`snapshots`). The same
//! package with other peers is one component here, with the edges of all its forms. A file may hold several
//! documents: newer pnpm keeps what it needs itself in one of its own. Which registry a package came from is
//! told only where it is not the usual one.

mod key;
mod left_out;
mod overrides;
mod patches;
mod project;

use std::collections::{HashMap, HashSet};

use mainstay_model::{Bom, Component, NodeId, Origin, Parsed, Problem, Scope};
use serde::Deserialize;

use self::key::Keys;
use crate::assembly::Assembly;
use crate::javascript::{self, Configured};
use crate::shape::{Shape, Shaped, Sort};
use crate::text::{Either, Entries, Flag, Items, Lines, Table, Text};
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode, folders};

pub(crate) const FORMAT: Format = Format {
    id: "pnpm-lock",
    title: "pnpm-lock.yaml",
    ecosystem: "npm",
    files: &["pnpm-lock.yaml"],
    notation: Notation::Yaml,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: true, hashes: true, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

const REMEDY: &str = "run `pnpm install` to mend the lockfile";

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Lock<'a> {
    #[serde(borrow)]
    lockfile_version: Text<'a>,
    #[serde(borrow)]
    importers: Shaped<Entries<'a, Table<Importer<'a>>>>,
    #[serde(borrow)]
    dependencies: Entries<'a, Resolved<'a>>,
    #[serde(borrow)]
    dev_dependencies: Entries<'a, Resolved<'a>>,
    #[serde(borrow)]
    optional_dependencies: Entries<'a, Resolved<'a>>,
    #[serde(borrow)]
    packages: Shaped<Entries<'a, Table<Entry<'a>>>>,
    #[serde(borrow)]
    snapshots: Shaped<Entries<'a, Table<Entry<'a>>>>,
    #[serde(borrow)]
    patched_dependencies: Entries<'a, Either<'a, Patch<'a>>>,
    settings: Table<Settings>,
    #[serde(borrow)]
    overrides: Entries<'a, Text<'a>>,
    #[serde(borrow)]
    ignored_optional_dependencies: Items<Text<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Settings {
    exclude_links_from_lockfile: Flag,
}

/// One package of the project.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Importer<'a> {
    #[serde(borrow)]
    dependencies: Entries<'a, Resolved<'a>>,
    #[serde(borrow)]
    dev_dependencies: Entries<'a, Resolved<'a>>,
    #[serde(borrow)]
    optional_dependencies: Entries<'a, Resolved<'a>>,
    #[serde(borrow)]
    config_dependencies: Entries<'a, Resolved<'a>>,
    #[serde(borrow)]
    package_manager_dependencies: Entries<'a, Resolved<'a>>,
}

/// What a package is, what it needs, or both.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Entry<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    version: Text<'a>,
    #[serde(borrow)]
    resolution: Table<Resolution<'a>>,
    #[serde(borrow)]
    deprecated: Text<'a>,
    #[serde(borrow)]
    dependencies: Entries<'a, Text<'a>>,
    #[serde(borrow)]
    optional_dependencies: Entries<'a, Text<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Resolution<'a> {
    #[serde(borrow)]
    integrity: Text<'a>,
    #[serde(borrow)]
    tarball: Text<'a>,
    #[serde(borrow)]
    directory: Text<'a>,
    #[serde(borrow)]
    repo: Text<'a>,
    #[serde(borrow)]
    commit: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Patch<'a> {
    #[serde(borrow)]
    path: Text<'a>,
    #[serde(borrow)]
    hash: Text<'a>,
}

/// The version that was chosen: a text up to version 5, beside its specifier since.
#[derive(Default)]
struct Resolved<'a>(Text<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for Resolved<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Pair<'a> {
            #[serde(borrow)]
            version: Text<'a>,
        }
        let either: Either<'a, Pair<'a>> = Deserialize::deserialize(deserializer)?;
        Ok(Self(match either {
            Either::Text(text) => text,
            Either::Table(pair) => pair.version,
        }))
    }
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let documents: Vec<Lock<'_>> = decode::yaml_documents(source)?;
    let lines = Lines::new(source.text()?);
    let version = documents.iter().map(|lock| &*lock.lockfile_version).find(|text| !text.is_empty());
    let Some(version) = version else {
        let message = format!("there is no lockfileVersion; {REMEDY}");
        return Err(Refusal::Syntax { format: "pnpm-lock.yaml", line: None, message });
    };
    let keys = match version.split('.').next().and_then(|major| major.parse::<u32>().ok()) {
        Some(5) => Keys::Slash,
        Some(6..=9) => Keys::At,
        _ => {
            let supported = "versions 5 to 9 are read; write the file with a pnpm from 3 to 11";
            return Err(Refusal::Version { found: version.to_owned(), supported });
        }
    };
    let mut graph = Graphed {
        keys,
        nodes: HashMap::new(),
        importers: HashMap::new(),
        copies: HashSet::new(),
        lines,
        configured: Configured::npmrc(source),
    };
    let mut assembly = Assembly::new(source, FORMAT.id, Some(version));
    for lock in &documents {
        let lists = [&lock.packages.sort, &lock.snapshots.sort, &lock.importers.sort];
        Shape::new("pnpm-lock.yaml", REMEDY)
            .wants("importers", lock.importers.sort, Sort::Object)
            .wants("packages", lock.packages.sort, Sort::Object)
            .wants("snapshots", lock.snapshots.sort, Sort::Object)
            // A project that needs nothing has neither.
            .or(lists.iter().all(|sort| sort.is_none()))
            .check(&mut assembly)?;
        graph.importers(lock, source, &mut assembly);
        graph.packages(lock, source, &mut assembly);
        graph.patch(lock, &mut assembly);
    }
    for lock in &documents {
        graph.relate(lock, &mut assembly);
        graph.tell_without_snapshot(lock, &mut assembly);
    }
    graph.compare(&documents, source, &mut assembly);
    assembly.finish()
}

/// What was read so far.
struct Graphed<'t> {
    keys: Keys,
    /// The component of each key, peers cut off.
    nodes: HashMap<String, NodeId>,
    /// The component of each project folder, relative to the file.
    importers: HashMap<String, NodeId>,
    /// Those that are packages too.
    copies: HashSet<NodeId>,
    lines: Lines<'t>,
    configured: Configured,
}

impl Graphed<'_> {
    fn importers(&mut self, lock: &Lock<'_>, source: &Source<'_>, assembly: &mut Assembly<'_>) {
        let alone = lock.importers.is_empty().then_some(("", None));
        let listed = lock.importers.iter().map(|(path, _)| (&**path, self.lines.of(path)));
        for (path, line) in alone.into_iter().chain(listed) {
            let folder = source.beside(path).unwrap_or_else(|| path.to_owned());
            self.importers.entry(folder).or_insert_with_key(|folder| {
                let member = project::member(folder, line, source, assembly);
                assembly.add(member)
            });
        }
    }

    fn packages(&mut self, lock: &Lock<'_>, source: &Source<'_>, assembly: &mut Assembly<'_>) {
        for (written, entry) in lock.packages.iter() {
            let empty = Entry::default();
            let entry = entry.0.as_ref().unwrap_or(&empty);
            let cut = self.keys.without_peers(written);
            let line = self.lines.of(written);
            let copied = self.copied(entry, source);
            self.copies.extend(copied);
            if let Some(id) = self.nodes.get(cut).copied().or(copied) {
                let location = mainstay_model::Location { path: source.path.to_owned(), line };
                assembly.bom.components[id.index()].locations.push(location);
                self.nodes.insert(cut.to_owned(), id);
                continue;
            }
            let Some(component) = self.component(cut, entry, line, source, assembly) else {
                let message = format!("`{}` names no package with a version; {REMEDY}", &**written);
                assembly.problem_at(line, Problem::warning("entry-unreadable", message));
                continue;
            };
            self.nodes.insert(cut.to_owned(), assembly.add(component));
        }
    }

    /// The project's package that an entry is: one that is injected stands among the others, for a copy of it is installed.
    fn copied(&self, entry: &Entry<'_>, source: &Source<'_>) -> Option<NodeId> {
        let directory = &entry.resolution.0.as_ref()?.directory;
        self.importers.get(&source.beside(directory.filled()?)?).copied()
    }

    fn component(
        &self,
        written: &str,
        entry: &Entry<'_>,
        line: Option<u32>,
        source: &Source<'_>,
        assembly: &mut Assembly<'_>,
    ) -> Option<Component> {
        let parts = self.keys.split(written);
        let (name, version) = match (entry.name.is_empty(), &parts) {
            (false, _) => (&*entry.name, &*entry.version),
            (true, Some(parts)) if parts.is_version() => (parts.name, parts.reference),
            (true, Some(parts)) => (parts.name, &*entry.version),
            (true, None) => return None,
        };
        let resolution = entry.resolution.0.as_ref();
        let address = parts.as_ref().filter(|parts| !parts.is_version()).map_or("", |parts| parts.reference);
        let own = resolution.is_some_and(|resolution| !resolution.directory.is_empty());
        let host = parts.as_ref().and_then(|parts| parts.host);
        let origin = resolution
            .and_then(|found| origin(found, name, source))
            .or_else(|| host.map(|host| source.registries.origin(&format!("https://{host}/"))));
        let origin = origin.unwrap_or_else(|| match address {
            "" => self.configured.origin(source, name),
            address => javascript::origin(source, name, address),
        });
        if version.is_empty() && address.is_empty() {
            return None;
        }
        let deprecated = entry.deprecated.filled().map(|text| ("npm:deprecated".to_owned(), text.to_owned()));
        Some(Component {
            reference: written.to_owned(),
            hashes: resolution.map(|found| javascript::hashes(&found.integrity)).unwrap_or_default(),
            properties: deprecated.into_iter().collect(),
            ..javascript::component(name, version, line, origin, own, assembly)
        })
    }

    fn relate(&self, lock: &Lock<'_>, assembly: &mut Assembly<'_>) {
        if lock.importers.is_empty()
            && let Some(&root) = self.importers.get(&assembly.folder())
        {
            let kinds = [
                (Scope::Runtime, &lock.dependencies),
                (Scope::Optional, &lock.optional_dependencies),
                (Scope::Development, &lock.dev_dependencies),
            ];
            self.direct(root, &kinds, "", assembly);
        }
        for (path, importer) in lock.importers.iter() {
            let Some(importer) = &importer.0 else { continue };
            let folder = folders::joined(&assembly.folder(), path).unwrap_or_else(|| path.to_string());
            let Some(&from) = self.importers.get(&folder) else { continue };
            let kinds = [
                (Scope::Runtime, &importer.dependencies),
                (Scope::Optional, &importer.optional_dependencies),
                (Scope::Development, &importer.dev_dependencies),
                // What pnpm itself runs on is a tool of the developers.
                (Scope::Development, &importer.config_dependencies),
                (Scope::Development, &importer.package_manager_dependencies),
            ];
            self.direct(from, &kinds, path, assembly);
        }
        for (written, entry) in lock.packages.iter().chain(lock.snapshots.iter()) {
            let Some(entry) = &entry.0 else { continue };
            let Some(&from) = self.nodes.get(self.keys.without_peers(written)) else { continue };
            // The importer tells what such a package needs; what else it needs here are its peers.
            let plain = self.copies.contains(&from).then_some(Scope::Provided);
            let kinds = [(plain, &entry.dependencies), (Some(Scope::Optional), &entry.optional_dependencies)];
            for (scope, list) in kinds {
                for (name, reference) in list.iter() {
                    match self.find(name, reference, "", assembly) {
                        Some(to) if to == from => {}
                        Some(to) => assembly.needs(from, to, scope),
                        None if scope == Some(Scope::Optional) => {}
                        None => assembly.missing(self.lines.of(name), (from, written), name, REMEDY),
                    }
                }
            }
        }
    }

    /// Tells which packages a file that keeps `snapshots` apart has none for: what they need is not known.
    fn tell_without_snapshot(&self, lock: &Lock<'_>, assembly: &mut Assembly<'_>) {
        if lock.snapshots.sort.is_none() {
            return;
        }
        let known: HashSet<&str> =
            lock.snapshots.iter().map(|(written, _)| self.keys.without_peers(written)).collect();
        let listed = lock.packages.iter().map(|(written, _)| &**written);
        let lacking: Vec<&str> =
            listed.filter(|written| !known.contains(self.keys.without_peers(written))).collect();
        let Some(first) = lacking.first() else { return };
        for written in &lacking {
            assembly.incomplete(self.nodes.get(self.keys.without_peers(written)).copied());
        }
        let number = lacking.len();
        let message = format!(
            "{number} packages, `{first}` the first of them, have no entry in `snapshots`: what they need is not known; {REMEDY}"
        );
        assembly.problem(Problem::error("entry-missing", message));
    }

    fn direct(
        &self,
        from: NodeId,
        kinds: &[(Scope, &Entries<'_, Resolved<'_>>)],
        path: &str,
        assembly: &mut Assembly<'_>,
    ) {
        for &(scope, list) in kinds {
            for (name, resolved) in list.iter() {
                match self.find(name, &resolved.0, path, assembly) {
                    Some(to) if to == from => {}
                    Some(to) => assembly.needs(from, to, Some(scope)),
                    // A link to a folder that is no package of this project.
                    None if resolved.0.starts_with("link:") => {}
                    None => {
                        let who = if matches!(path, "" | ".") { "the project" } else { path };
                        assembly.missing(self.lines.of(name), (from, who), name, REMEDY);
                    }
                }
            }
        }
    }

    /// The component that a reference from a project folder or a package means.
    fn find(&self, name: &str, reference: &str, path: &str, assembly: &Assembly<'_>) -> Option<NodeId> {
        if let Some(link) = reference.strip_prefix("link:") {
            let folder = folders::joined(&assembly.folder(), path)?;
            return self.importers.get(&folders::joined(&folder, link)?).copied();
        }
        let reference = self.keys.without_peers(reference);
        let mut candidates = self.keys.candidates(name, reference).into_iter();
        self.nodes
            .get(reference)
            .copied()
            .or_else(|| candidates.find_map(|key| self.nodes.get(&key).copied()))
    }
}

fn origin(resolution: &Resolution<'_>, name: &str, source: &Source<'_>) -> Option<Origin> {
    if !resolution.directory.is_empty() {
        let directory = &*resolution.directory;
        return Some(Origin::Path(source.beside(directory).unwrap_or_else(|| directory.to_owned())));
    }
    if !resolution.repo.is_empty() {
        let revision = Some(&resolution.commit).filter(|text| !text.is_empty()).map(|text| text.to_string());
        return Some(Origin::Vcs { url: resolution.repo.to_string(), revision });
    }
    (!resolution.tarball.is_empty()).then(|| javascript::origin(source, name, &resolution.tarball))
}

#[cfg(test)]
mod tests;
