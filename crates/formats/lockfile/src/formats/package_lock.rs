//! package-lock.json and npm-shrinkwrap.json, versions 1 to 3.
//!
//! Versions 2 and 3 list folders (`packages`), the project's own among them; version 2 repeats them as the
//! tree of version 1 for older npm, which is not read. What a package needs is looked up the way Node does:
//! in the nearest `node_modules` upwards. The same package in several folders is one component.

mod nested;

use std::collections::{HashMap, HashSet};

use mainstay_model::{Bom, Component, NodeId, Origin, Parsed, Problem, Scope};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::assembly::Assembly;
use crate::javascript::{self, Configured, Package};
use crate::shape::{Shape, Shaped, Sort};
use crate::text::{Entries, Flag, Lines, Table, Text, quoted};
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode, folders};

pub(crate) const FORMAT: Format = Format {
    id: "package-lock",
    title: "package-lock.json",
    ecosystem: "npm",
    files: &["package-lock.json"],
    notation: Notation::Json,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: true, hashes: true, origin: true, license: true },
    // npm itself reads only the shrinkwrap when both are there.
    yields_to: &["npm-shrinkwrap"],
    read: parse,
};

pub(crate) const SHRINKWRAP: Format = Format {
    id: "npm-shrinkwrap",
    title: "npm-shrinkwrap.json",
    files: &["npm-shrinkwrap.json"],
    yields_to: &[],
    ..FORMAT
};

/// Node looks through no more folders than this on the way up.
const MAX_DEPTH: usize = 256;

/// No system opens a path that is longer.
const MAX_PATH: usize = 4096;

const REMEDY: &str = "run `npm install` to mend the lockfile";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lock<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    lockfile_version: Text<'a>,
    #[serde(borrow, default)]
    packages: Shaped<Entries<'a, Table<Package<'a>>>>,
    #[serde(borrow, default)]
    dependencies: Option<&'a RawValue>,
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let mut lock: Lock<'_> = decode::json(source)?;
    if !matches!(&*lock.lockfile_version, "" | "0" | "1" | "2" | "3") {
        let found = lock.lockfile_version.to_string();
        return Err(Refusal::Version { found, supported: "versions 1 to 3 are read" });
    }
    let id = if source.path.ends_with("npm-shrinkwrap.json") { SHRINKWRAP.id } else { FORMAT.id };
    let mut assembly = Assembly::new(source, id, Some(&lock.lockfile_version));
    let older = matches!(&*lock.lockfile_version, "0" | "1");
    // The tree is passed over unread where the folders are listed.
    let tree = lock.dependencies.is_some_and(|raw| raw.get().starts_with('{')).then_some(Sort::Object);
    Shape::new("package-lock.json", REMEDY)
        .wants("packages", lock.packages.sort, Sort::Object)
        .wants("dependencies", tree, Sort::Object)
        // npm 6 writes no list at all where there is nothing to list.
        .or(older)
        .check(&mut assembly)?;
    let lines = Lines::new(source.text()?);
    // Collected in place: a list of many entries is not held twice.
    let packages = std::mem::take(&mut lock.packages.value.0).into_iter();
    let packages: Vec<(Text<'_>, Package<'_>)> = packages
        .filter_map(|(path, package)| match package.0 {
            Some(package) => Some((path, package)),
            None => {
                let message = format!("`{}` is no object; {REMEDY}", quoted(&path));
                assembly.problem_at(lines.of(&path), Problem::error("entry-unreadable", message));
                None
            }
        })
        .collect();
    if packages.is_empty() {
        nested::parse(&lock, source, &lines, assembly)
    } else {
        let tree = Folders::read(&packages, source, &lines, &mut assembly);
        tree.relate(&packages, &lines, &mut assembly);
        tree.compare(&packages, source, &mut assembly);
        assembly.finish()
    }
}

/// Which component stands in which folder.
struct Folders<'p> {
    nodes: HashMap<&'p str, NodeId>,
    /// What a package is used for by the file's own flags.
    flags: HashMap<NodeId, Scope>,
}

impl<'p> Folders<'p> {
    fn read(
        packages: &'p [(Text<'p>, Package<'p>)],
        source: &Source<'_>,
        lines: &Lines<'_>,
        assembly: &mut Assembly<'_>,
    ) -> Self {
        let mut tree = Self { nodes: HashMap::with_capacity(packages.len()), flags: HashMap::new() };
        let configured = Configured::npmrc(source);
        let mut same: HashMap<(&str, &str, &str), NodeId> = HashMap::with_capacity(packages.len());
        for (path, package) in packages.iter().filter(|(_, package)| !package.link.0) {
            let own = is_own(path, package);
            let name = name(path, package, source);
            let key = (name, &*package.version, &*package.resolved);
            let id = match same.get(&key).filter(|_| !own) {
                Some(&id) => {
                    let location =
                        mainstay_model::Location { path: source.path.to_owned(), line: lines.of(path) };
                    assembly.bom.components[id.index()].locations.push(location);
                    id
                }
                None => {
                    let component = component(path, name, package, &configured, source, lines, assembly);
                    let id = assembly.add(component);
                    if !own {
                        same.insert(key, id);
                    }
                    id
                }
            };
            tree.nodes.insert(path, id);
            let flag = flagged(package);
            assembly.told(id, Some(flag));
            tree.flags.entry(id).and_modify(|known| *known = flag.min(*known)).or_insert(flag);
        }
        tree.link(packages, lines, assembly);
        tree
    }

    /// A link stands for the folder that it leads to.
    fn link(
        &mut self,
        packages: &'p [(Text<'p>, Package<'p>)],
        lines: &Lines<'_>,
        assembly: &mut Assembly<'_>,
    ) {
        for (path, package) in packages.iter().filter(|(_, package)| package.link.0) {
            match self.nodes.get(&*package.resolved) {
                Some(&id) => {
                    self.nodes.insert(path, id);
                }
                None => {
                    let message = format!(
                        "{} is a link to `{}`, which the file does not list; {REMEDY}",
                        &**path, &*package.resolved
                    );
                    assembly.problem_at(lines.of(path), Problem::warning("dependency-missing", message));
                }
            }
        }
    }

    fn relate(&self, packages: &[(Text<'_>, Package<'_>)], lines: &Lines<'_>, assembly: &mut Assembly<'_>) {
        for (path, package) in packages.iter().filter(|(_, package)| !package.link.0) {
            let who = if path.is_empty() { "the project" } else { &**path };
            let Some(&from) = self.nodes.get(&**path) else { continue };
            let own = assembly.bom.component(from).first_party;
            for (name, scope, _) in package.needs(own) {
                match self.find(path, name) {
                    Some(to) if to == from => {}
                    Some(to) if own => assembly.needs(from, to, Some(scope)),
                    // Version 1 does not tell optional edges apart, only the packages that they lead to.
                    Some(to) if self.flags.get(&to) == Some(&Scope::Optional) => {
                        assembly.needs(from, to, Some(Scope::Optional));
                    }
                    Some(to) => assembly.needs(from, to, javascript::weakening(scope)),
                    // Optional packages of other platforms and peers may be left out.
                    None if scope != Scope::Runtime && scope != Scope::Development => {}
                    None => assembly.missing(lines.of(name), (from, who), name, REMEDY),
                }
            }
        }
    }

    /// Compares what the file repeats of the manifests with the manifests.
    fn compare(
        &self,
        packages: &[(Text<'_>, Package<'_>)],
        source: &Source<'_>,
        assembly: &mut Assembly<'_>,
    ) {
        for (path, package) in packages.iter().filter(|(path, package)| is_own(path, package)) {
            let (Some(&from), Some(folder)) = (self.nodes.get(&**path), source.beside(path)) else {
                continue;
            };
            let known: HashSet<&str> = package.needs(true).map(|(name, ..)| &**name).collect();
            let is_known = |_: &Package<'_>, name: &str, _, _: &str| known.contains(name);
            javascript::tell_unlocked((from, &folder), is_known, REMEDY, source, assembly);
        }
    }

    /// What `require(name)` finds from a folder.
    fn find(&self, path: &str, name: &str) -> Option<NodeId> {
        if path.len() > MAX_PATH {
            return None;
        }
        let mut folder = path;
        let mut candidate = String::with_capacity(path.len() + name.len() + 14);
        for _ in 0..MAX_DEPTH {
            if !folder.ends_with("node_modules") {
                candidate.clear();
                if !folder.is_empty() {
                    candidate.push_str(folder);
                    candidate.push('/');
                }
                candidate.push_str("node_modules/");
                candidate.push_str(name);
                if let Some(&id) = self.nodes.get(candidate.as_str()) {
                    return Some(id);
                }
            }
            folder = match folder.rsplit_once('/') {
                Some((parent, _)) => parent,
                None if folder.is_empty() || folder == ".." => return None,
                None => "",
            };
        }
        None
    }
}

/// Whether a package is the project's: it is not installed below `node_modules`, or copied there from a
/// folder.
fn is_own(path: &str, package: &Package<'_>) -> bool {
    let installed = path.starts_with("node_modules/") || path.contains("/node_modules/");
    !installed || package.resolved.starts_with("file:") && !is_tarball(&package.resolved)
}

fn is_tarball(address: &str) -> bool {
    [".tgz", ".tar.gz", ".tar"].iter().any(|ending| address.ends_with(ending))
}

fn name<'p>(path: &'p str, package: &'p Package<'p>, source: &Source<'p>) -> &'p str {
    let by_path = match path.rsplit_once("node_modules/") {
        Some((_, name)) => name,
        None if path.is_empty() => folders::name(source.folder()),
        None => folders::name(path),
    };
    package.name.filled().unwrap_or(by_path)
}

fn component(
    path: &str,
    name: &str,
    package: &Package<'_>,
    configured: &Configured,
    source: &Source<'_>,
    lines: &Lines<'_>,
    assembly: &mut Assembly<'_>,
) -> Component {
    let first_party = is_own(path, package);
    let origin = if first_party {
        let place = package.resolved.strip_prefix("file:").unwrap_or(path);
        Origin::Path(source.beside(place).unwrap_or_else(|| place.to_owned()))
    } else if package.resolved.is_empty() && !package.in_bundle.0 {
        configured.origin(source, name)
    } else {
        javascript::origin(source, name, &package.resolved)
    };
    let bundled = package.in_bundle.0.then(|| ("cdx:npm:package:bundled".to_owned(), "true".to_owned()));
    let deprecated = package.deprecated.filled().map(|text| ("npm:deprecated".to_owned(), text.to_owned()));
    let line = line(path, package, lines);
    let component = javascript::component(name, &package.version, line, origin, first_party, assembly);
    // A folder's name is no name that anybody published; npm leaves a name out where it is that of the folder of a member.
    let named = !path.is_empty() || package.name.filled().is_some();
    Component {
        purl: component.purl.filter(|_| named),
        reference: path.to_owned(),
        hashes: javascript::hashes(&package.integrity),
        licenses: package.licenses(),
        properties: bundled.into_iter().chain(deprecated).collect(),
        ..component
    }
}

/// The line of an entry; version 1 has no path to borrow it from.
fn line(path: &str, package: &Package<'_>, lines: &Lines<'_>) -> Option<u32> {
    lines.of(path).or_else(|| lines.of(&package.version))
}

/// What npm noted a package is used for.
fn flagged(package: &Package<'_>) -> Scope {
    let Flag(dev) = package.dev;
    match (dev, package.optional.0 || package.dev_optional.0, package.peer.0) {
        (true, _, _) => Scope::Development,
        (_, true, _) => Scope::Optional,
        (_, _, true) => Scope::Provided,
        _ => Scope::Runtime,
    }
}

#[cfg(test)]
mod tests;
