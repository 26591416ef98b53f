//! bun.lock, the text lockfile of Bun 1.2 and later; bun.lockb, its binary forerunner, is refused by name.
//!
//! JSON with trailing commas. A package is a list: what it is, the registry if not the usual one, what it
//! needs, its digest. The keys are folders below `node_modules`: `a/b` is the `b` that only `a` sees.

use std::collections::HashMap;

use mainstay_model::{Bom, Component, Location, NodeId, Origin, Parsed, Problem, Scope};
use serde::Deserialize;

use crate::assembly::Assembly;
use crate::javascript::{self, Configured, Package, split_descriptor};
use crate::shape::{Shape, Shaped, Sort};
use crate::text::{Either, Entries, Items, Lines, Table, Text};
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode, folders};

pub(crate) const FORMAT: Format = Format {
    id: "bun-lock",
    title: "bun.lock",
    ecosystem: "npm",
    files: &["bun.lock"],
    notation: Notation::Json,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: true, hashes: true, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

const BINARY_IS_REFUSED: &str = "bun.lockb is binary and changes with Bun's own version; run `bun install --save-text-lockfile \
                      --frozen-lockfile --lockfile-only` with Bun 1.2 or later and commit the bun.lock that it writes";

pub(crate) const BINARY: Format = Format {
    id: "bun-lockb",
    title: "bun.lockb",
    files: &["bun.lockb"],
    notation: Notation::Own,
    support: Support::Refused(BINARY_IS_REFUSED),
    tells: Tells { edges: false, direct: false, scope: false, hashes: false, origin: false, license: false },
    yields_to: &["bun-lock"],
    read: |_| Err(Refusal::Unsupported(BINARY_IS_REFUSED)),
    ..FORMAT
};

/// Folders in a key beyond this depth are not climbed.
const MAX_DEPTH: usize = 256;

/// No system opens a path that is longer.
const MAX_KEY: usize = 4096;

const REMEDY: &str = "run `bun install` to mend the lockfile";

type Tuple<'a> = Items<Either<'a, Package<'a>>>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lock<'a> {
    #[serde(borrow, default)]
    lockfile_version: Text<'a>,
    #[serde(borrow, default)]
    workspaces: Shaped<Entries<'a, Table<Package<'a>>>>,
    #[serde(borrow, default)]
    packages: Shaped<Entries<'a, Tuple<'a>>>,
    #[serde(borrow, default)]
    patched_dependencies: Entries<'a, Text<'a>>,
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let text = decode::plain_json(source.text()?);
    let lock: Lock<'_> = decode::json_text(&text)?;
    if !matches!(&*lock.lockfile_version, "" | "0" | "1") {
        let found = lock.lockfile_version.to_string();
        return Err(Refusal::Version { found, supported: "versions 0 and 1 are read" });
    }
    let mut assembly = Assembly::new(source, FORMAT.id, Some(&lock.lockfile_version));
    Shape::new("bun.lock", REMEDY)
        .wants("workspaces", lock.workspaces.sort, Sort::Object)
        .wants("packages", lock.packages.sort, Sort::Object)
        .check(&mut assembly)?;
    let lines = Lines::new(&text);
    let mut tree = Tree { nodes: HashMap::new(), workspaces: HashMap::new(), lines };
    tree.members(&lock, source, &mut assembly);
    tree.packages(&lock, source, &mut assembly);
    tree.relate(&lock, &mut assembly);
    assembly.finish()
}

struct Tree<'t> {
    /// The component of each key.
    nodes: HashMap<&'t str, NodeId>,
    /// The component of each workspace folder.
    workspaces: HashMap<&'t str, NodeId>,
    lines: Lines<'t>,
}

impl<'t> Tree<'t> {
    fn members(&mut self, lock: &'t Lock<'t>, source: &Source<'_>, assembly: &mut Assembly<'_>) {
        for (path, package) in lock.workspaces.iter() {
            let Some(package) = &package.0 else { continue };
            let folder = source.beside(path).unwrap_or_else(|| path.to_string());
            let name = package.name.filled().unwrap_or(folders::name(&folder)).to_owned();
            let origin = Origin::Path(folder.clone());
            let line = self.lines.of(path);
            let mut component = javascript::component(&name, &package.version, line, origin, true, assembly);
            component.reference = path.to_string();
            // A folder's name is no name that anybody published.
            component.purl = component.purl.filter(|_| package.name.filled().is_some());
            component.licenses = package.licenses();
            self.workspaces.insert(path, assembly.add(component));
        }
    }

    fn packages(&mut self, lock: &'t Lock<'t>, source: &Source<'_>, assembly: &mut Assembly<'_>) {
        let mut same: HashMap<&str, NodeId> = HashMap::new();
        let configured = Configured::npmrc(source);
        let patches: HashMap<&str, &str> =
            lock.patched_dependencies.iter().map(|(package, path)| (&**package, &**path)).collect();
        for (key, tuple) in lock.packages.iter() {
            let line = self.lines.of(key);
            let descriptor = match tuple.first() {
                Some(Either::Text(text)) => split_descriptor(text).map(|parts| (&**text, parts)),
                _ => None,
            };
            let Some((descriptor, (name, reference))) = descriptor else {
                let message = format!("`{}` names no package with a version; {REMEDY}", &**key);
                assembly.problem_at(line, Problem::warning("entry-unreadable", message));
                continue;
            };
            // The root has no folder to name.
            let root = Some("").filter(|_| reference == "root:");
            if let Some(path) = reference.strip_prefix("workspace:").or(root) {
                if let Some(&id) = self.workspaces.get(path) {
                    self.nodes.insert(key, id);
                }
                continue;
            }
            if let Some(&id) = same.get(descriptor) {
                let location = Location { path: source.path.to_owned(), line };
                assembly.bom.components[id.index()].locations.push(location);
                self.nodes.insert(key, id);
                continue;
            }
            let mut component = package(name, reference, tuple, line, &configured, source, assembly);
            let patch = patches.get(descriptor).map(|path| ("bun:patch".to_owned(), (*path).to_owned()));
            component.properties.extend(patch);
            let id = assembly.add(Component { reference: key.to_string(), ..component });
            same.insert(descriptor, id);
            self.nodes.insert(key, id);
        }
    }

    fn relate(&self, lock: &Lock<'_>, assembly: &mut Assembly<'_>) {
        for (path, package) in lock.workspaces.iter() {
            let (Some(package), Some(&from)) = (&package.0, self.workspaces.get(&**path)) else { continue };
            // What only one workspace sees stands below its name.
            let key = if path.is_empty() { "" } else { &*package.name };
            self.needs(from, key, package, assembly);
        }
        for (key, tuple) in lock.packages.iter() {
            let Some(&from) = self.nodes.get(&**key) else { continue };
            let package = tuple.iter().find_map(|item| match item {
                Either::Table(package) => Some(package),
                Either::Text(_) => None,
            });
            if let Some(package) = package {
                self.needs(from, key, package, assembly);
            }
        }
    }

    fn needs(&self, from: NodeId, key: &str, package: &Package<'_>, assembly: &mut Assembly<'_>) {
        let own = assembly.bom.component(from).first_party;
        for (name, scope, _) in package.needs(own) {
            match self.find(key, name) {
                Some(to) if to == from => {}
                Some(to) if own => assembly.needs(from, to, Some(scope)),
                Some(to) => assembly.needs(from, to, javascript::weakening(scope)),
                None if matches!(scope, Scope::Optional | Scope::Provided) => {}
                // A folder outside the workspaces is not installed with its development dependencies.
                None if scope == Scope::Development && !self.workspaces.values().any(|&id| id == from) => {}
                None => {
                    let who = if key.is_empty() { "the project" } else { key };
                    assembly.missing(self.lines.of(name), (from, who), name, REMEDY);
                }
            }
        }
    }

    /// What a package sees under a name: the nearest upwards.
    fn find(&self, key: &str, name: &str) -> Option<NodeId> {
        if key.len() > MAX_KEY {
            return None;
        }
        let mut folder = key;
        for _ in 0..MAX_DEPTH {
            if folder.is_empty() {
                return self.nodes.get(name).copied();
            }
            if let Some(&id) = self.nodes.get(format!("{folder}/{name}").as_str()) {
                return Some(id);
            }
            folder = parent(folder);
        }
        None
    }
}

/// The folder above a package, whose name may have two parts.
fn parent(key: &str) -> &str {
    let above = key.rsplit_once('/').map_or("", |(above, _)| above);
    match above.rsplit_once('/') {
        Some((rest, last)) if last.starts_with('@') => rest,
        None if above.starts_with('@') => "",
        _ => above,
    }
}

fn package(
    name: &str,
    reference: &str,
    tuple: &Tuple<'_>,
    line: Option<u32>,
    configured: &Configured,
    source: &Source<'_>,
    assembly: &mut Assembly<'_>,
) -> Component {
    let text = |at: usize| match tuple.get(at) {
        Some(Either::Text(text)) => &**text,
        _ => "",
    };
    let is_version = reference.starts_with(|c: char| c.is_ascii_digit()) && !reference.contains([':', '/']);
    let (version, origin) = if is_version {
        let registry = Some(text(1)).filter(|address| !address.is_empty());
        let configured = || configured.origin(source, name);
        (reference, registry.map_or_else(configured, |address| javascript::origin(source, name, address)))
    } else {
        ("", javascript::origin(source, name, reference))
    };
    let folder =
        matches!(&origin, Origin::Path(path) if !path.ends_with(".tgz") && !path.ends_with(".tar.gz"));
    let mut component = javascript::component(name, version, line, origin, folder, assembly);
    let digest = tuple.len().checked_sub(1).map_or("", text);
    component.hashes = javascript::hashes(digest);
    component
}

#[cfg(test)]
mod tests;
