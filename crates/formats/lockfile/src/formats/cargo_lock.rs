//! Cargo.lock, versions 1 to 4.
//!
//! The file lists workspace members and path dependencies (no `source`) and everything below them; it tells
//! neither which dependency is for development or the build, nor which are optional: the members' manifests
//! do.

mod manifests;

use std::collections::HashMap;

use mainstay_model::{Bom, Component, ComponentKind, Graph, Hash, NodeId, Origin, Parsed, Purl};
use serde::Deserialize;

use self::manifests::Manifests;
use crate::assembly::Assembly;
use crate::text::{Entries, Items, Lines, Text};
use crate::{Format, Refusal, Source, Support, Tells, decode, license};

pub(crate) const FORMAT: Format = Format {
    id: "cargo-lock",
    title: "Cargo.lock",
    ecosystem: "cargo",
    files: &["Cargo.lock"],
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: true, hashes: true, origin: true, license: false },
    yields_to: &[],
    parse,
};

/// More packages of one name than this are not told apart.
const MAX_SAME_NAME: usize = 256;

#[derive(Deserialize)]
struct Lock<'a> {
    #[serde(default)]
    version: Option<u32>,
    /// The root package of the files that Cargo wrote before 2017.
    #[serde(borrow, default)]
    root: Option<Package<'a>>,
    #[serde(borrow, default)]
    package: Vec<Package<'a>>,
    #[serde(borrow, default)]
    metadata: Entries<'a, Text<'a>>,
}

#[derive(Deserialize)]
struct Package<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    version: Text<'a>,
    #[serde(borrow)]
    source: Option<Text<'a>>,
    #[serde(borrow)]
    checksum: Option<Text<'a>>,
    #[serde(borrow, default)]
    dependencies: Items<Text<'a>>,
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let mut lock: Lock<'_> = decode::toml(source)?;
    if let Some(version) = lock.version.filter(|version| *version > 4) {
        return Err(Refusal::Version { found: version.to_string(), supported: "versions 1 to 4 are read" });
    }
    lock.package.extend(lock.root.take());
    let lines = Lines::new(source.text()?);
    let checksums = checksums(&lock.metadata);
    // Versions 1 and 2 carry no number: 1 keeps its checksums apart.
    let version = lock.version.map_or_else(
        || if checksums.is_empty() { None } else { Some("1".to_owned()) },
        |version| Some(version.to_string()),
    );
    let mut assembly = Assembly::new(source, FORMAT.id, version.as_deref());
    for package in &lock.package {
        let found = read(package, source, &lines, &checksums, &mut assembly);
        assembly.add(found);
    }
    relate(&lock.package, source, &lines, &mut assembly);
    Ok(assembly.finish())
}

/// The checksums of version 1, by `name version (source)`.
fn checksums<'a>(metadata: &'a Entries<'a, Text<'a>>) -> HashMap<&'a str, &'a str> {
    metadata.iter().filter_map(|(key, value)| Some((key.strip_prefix("checksum ")?, &**value))).collect()
}

fn read(
    package: &Package<'_>,
    source: &Source<'_>,
    lines: &Lines<'_>,
    checksums: &HashMap<&str, &str>,
    assembly: &mut Assembly<'_>,
) -> Component {
    let first_party = package.source.is_none();
    let purl = Purl::new("cargo", None, &package.name, Some(&package.version));
    let checksum = package.checksum.as_deref().or_else(|| {
        let from = package.source.as_deref().filter(|_| !checksums.is_empty())?;
        checksums.get(format!("{} {} ({from})", &*package.name, &*package.version).as_str()).copied()
    });
    let origin = origin(package.source.as_deref(), source);
    Component {
        reference: format!("{} {}", &*package.name, &*package.version),
        kind: if first_party { ComponentKind::Application } else { ComponentKind::Library },
        name: package.name.to_string(),
        version: Some(package.version.to_string()),
        graph: Graph::Complete,
        first_party,
        hashes: checksum
            .filter(|value| value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .map(|value| Hash { algorithm: "SHA-256".into(), value: value.to_ascii_lowercase() })
            .into_iter()
            .collect(),
        ..assembly.component(lines.of(&package.name), purl, origin)
    }
}

fn origin(text: Option<&str>, source: &Source<'_>) -> Origin {
    let Some(text) = text else { return Origin::Path(source.folder().to_owned()) };
    match text.split_once('+') {
        Some(("git", address)) => {
            let (url, revision) = address.split_once('#').unzip();
            let url = url.unwrap_or(address);
            Origin::Vcs {
                url: crate::origin::bare(url.split('?').next().unwrap_or(url)).into_owned(),
                revision: revision.map(str::to_owned),
            }
        }
        Some((_, address)) if is_public_index(address) => Origin::Public,
        Some((_, address)) => source.registries.origin(address),
        None => Origin::Unknown,
    }
}

/// The public registry's index as a git repository, which Cargo names even when it uses the sparse one.
fn is_public_index(address: &str) -> bool {
    let name =
        address.strip_prefix("https://github.com/rust-lang/crates").map(|rest| rest.trim_end_matches('/'));
    name == Some(".io-index")
}

/// Where the packages stand in the file, by name.
struct Index<'a> {
    packages: &'a [Package<'a>],
    by_name: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn new(packages: &'a [Package<'a>]) -> Self {
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, package) in packages.iter().enumerate() {
            by_name.entry(&package.name).or_default().push(index);
        }
        Self { packages, by_name }
    }

    /// Dependencies are written as `name`, `name version` or `name version (source)`, as short as is unique.
    fn find(&self, text: &str) -> Option<usize> {
        let mut words = text.split(' ');
        let (name, version) = (words.next().unwrap_or_default(), words.next());
        let source = words.next().map(|word| unpinned(word.trim_matches(['(', ')'])));
        self.by_name.get(name)?.iter().copied().take(MAX_SAME_NAME).find(|&index| {
            let package = &self.packages[index];
            version.is_none_or(|version| *package.version == *version)
                && source.is_none_or(|source| package.source.as_deref().map(unpinned) == Some(source))
        })
    }
}

/// A source without the commit: the sides of an edge write it or not, depending on the file's version.
fn unpinned(source: &str) -> &str {
    source.split('#').next().unwrap_or(source)
}

fn relate(packages: &[Package<'_>], source: &Source<'_>, lines: &Lines<'_>, assembly: &mut Assembly<'_>) {
    let index = Index::new(packages);
    let manifests = Manifests::beside(source);
    let id = |index: usize| NodeId(u32::try_from(index).expect("bounded by the number of packages read"));
    for (from, package) in packages.iter().enumerate() {
        let manifest = package.source.is_none().then(|| manifests.of(&package.name)).flatten();
        if let Some(manifest) = manifest {
            let member = &mut assembly.bom.components[from];
            member.licenses.extend(manifest.license.as_deref().map(license::declared));
            member.origin = Origin::Path(manifest.folder.clone());
        }
        for text in package.dependencies.iter() {
            let Some(to) = index.find(text) else {
                assembly.missing(lines.of(text), &package.name, text, "run `cargo update --workspace`");
                continue;
            };
            let scope = manifest.and_then(|found| found.scope_of(&packages[to].name, &packages[to].version));
            assembly.needs(id(from), id(to), scope);
        }
    }
}

#[cfg(test)]
mod tests;
