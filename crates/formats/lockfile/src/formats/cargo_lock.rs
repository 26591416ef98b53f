//! Cargo.lock, versions 1 to 4.
//!
//! The file lists workspace members (no `source`) and everything below them; it tells neither which dependency
//! is for development or the build, nor which are optional: the members' manifests do.

use std::collections::HashMap;

use mainstay_model::{
    Bom, Component, ComponentKind, Graph, Hash, Location, NodeId, Origin, Parsed, Problem, Purl, RelationKind,
};
use serde::Deserialize;

use crate::{Format, Refusal, Source, Support, Tells, reach};

pub(crate) const FORMAT: Format = Format {
    id: "cargo-lock",
    title: "Cargo.lock",
    ecosystem: "cargo",
    files: &["Cargo.lock"],
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: false, hashes: true, origin: true, license: false },
    yields_to: &[],
    parse,
};

#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    version: Option<u32>,
    #[serde(default)]
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    source: Option<String>,
    checksum: Option<String>,
    #[serde(default)]
    dependencies: Vec<String>,
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let lock: Lock = toml::from_str(source.text()?).map_err(|error| Refusal::Syntax {
        format: "Cargo.lock",
        line: None,
        message: error.message().to_owned(),
    })?;
    if let Some(version) = lock.version.filter(|version| *version > 4) {
        return Err(Refusal::Version { found: version.to_string(), supported: "versions 1 to 4 are read" });
    }
    let mut parsed = Parsed::<Bom>::default();
    for package in &lock.package {
        let component = component(package, source, &mut parsed.problems);
        let first_party = component.first_party;
        let id = parsed.value.add(component);
        if first_party {
            parsed.value.subjects.push(id);
        }
    }
    relate(&lock.package, &mut parsed);
    Ok(parsed)
}

fn component(package: &Package, source: &Source<'_>, problems: &mut Vec<Problem>) -> Component {
    let purl = Purl::new("cargo", None, &package.name, Some(&package.version))
        .inspect_err(|error| {
            problems.push(Problem::warning("purl-invalid", format!("{}: {error}", package.name)))
        })
        .ok();
    let first_party = package.source.is_none();
    Component {
        reference: format!("{} {}", package.name, package.version),
        kind: if first_party { ComponentKind::Application } else { ComponentKind::Library },
        name: package.name.clone(),
        version: Some(package.version.clone()),
        purl,
        graph: Graph::Complete,
        origin: origin(package.source.as_deref(), source),
        first_party,
        hashes: package
            .checksum
            .iter()
            .map(|value| Hash { algorithm: "SHA-256".into(), value: value.clone() })
            .collect(),
        locations: vec![Location { path: source.path.to_owned(), line: None }],
        ..Component::default()
    }
}

fn origin(text: Option<&str>, source: &Source<'_>) -> Origin {
    let Some(text) = text else { return Origin::Path(source.folder().to_owned()) };
    match text.split_once('+') {
        Some(("git", address)) => {
            let (url, revision) = address.split_once('#').unzip();
            let url = url.unwrap_or(address);
            Origin::Vcs {
                url: url.split('?').next().unwrap_or(url).to_owned(),
                revision: revision.map(str::to_owned),
            }
        }
        Some((_, "https://github.com/rust-lang/crates.io-index")) => Origin::Public,
        Some((_, address)) => source.registries.origin(address),
        None => Origin::Unknown,
    }
}

/// Dependencies are written as `name`, `name version` or `name version (source)`, as short as is unique.
fn relate(packages: &[Package], parsed: &mut Parsed<Bom>) {
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, package) in packages.iter().enumerate() {
        by_name.entry(&package.name).or_default().push(index);
    }
    let id = |index: usize| NodeId(u32::try_from(index).expect("bounded by the number of packages read"));
    let mut direct = Vec::new();
    for (from, package) in packages.iter().enumerate() {
        for text in &package.dependencies {
            let mut words = text.split(' ');
            let (name, version) = (words.next().unwrap_or_default(), words.next());
            let source = words.next().map(|word| word.trim_matches(['(', ')']));
            let found = by_name.get(name).into_iter().flatten().copied().find(|&index| {
                version.is_none_or(|version| packages[index].version == version)
                    && source.is_none_or(|source| packages[index].source.as_deref() == Some(source))
            });
            let Some(to) = found else {
                let message = format!("{} needs `{text}`, which the file does not list", package.name);
                parsed.problems.push(Problem::warning("dependency-missing", message));
                continue;
            };
            parsed.value.relate(id(from), id(to), RelationKind::DependsOn);
            if package.source.is_none() && packages[to].source.is_some() {
                direct.push((id(to), None));
            }
        }
    }
    reach::settle(&mut parsed.value, &direct);
}
