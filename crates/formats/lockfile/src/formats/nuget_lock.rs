//! packages.lock.json, versions 1 and 2: every package by target framework.

use std::collections::HashMap;

use mainstay_model::{Bom, Component, Directness, Graph, NodeId, Origin, Parsed};
use serde::Deserialize;

use super::nuget;
use crate::assembly::Assembly;
use crate::shape::{Shape, Shaped, Sort};
use crate::text::{Entries, Lines, Text};
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode};

pub(crate) const FORMAT: Format = Format {
    id: "nuget-packages-lock",
    title: "packages.lock.json",
    ecosystem: "nuget",
    files: &["packages.lock.json", "packages.*.lock.json"],
    notation: Notation::Json,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: false, hashes: true, origin: false, license: false },
    yields_to: &[],
    read: parse,
};

/// What mends a file that does not list everything.
const REMEDY: &str = "run `dotnet restore --force-evaluate` to mend it";

#[derive(Deserialize)]
struct Lock<'a> {
    #[serde(default)]
    version: u32,
    #[serde(borrow, default)]
    dependencies: Shaped<Entries<'a, Entries<'a, Entry<'a>>>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, default)]
    requested: Text<'a>,
    #[serde(borrow, default)]
    resolved: Text<'a>,
    #[serde(borrow, default, rename = "contentHash")]
    hash: Text<'a>,
    #[serde(borrow, default)]
    dependencies: Entries<'a, Text<'a>>,
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let lock: Lock<'_> = decode::json(source)?;
    if lock.version > 2 {
        return Err(Refusal::Version {
            found: lock.version.to_string(),
            supported: "versions 1 and 2 are read",
        });
    }
    let lines = Lines::new(source.text()?);
    let mut assembly = Assembly::new(source, FORMAT.id, Some(&lock.version.to_string()));
    Shape::new("packages.lock.json", REMEDY)
        .wants("dependencies", lock.dependencies.sort, Sort::Object)
        .check(&mut assembly)?;
    let subject = subject(source).map(|name| assembly.add(nuget::project(source, None, &name, None)));
    let mut known: HashMap<(String, String), NodeId> = HashMap::new();
    let mut told: HashMap<NodeId, Directness> = HashMap::new();
    let mut sections: HashMap<&str, HashMap<String, NodeId>> = HashMap::new();
    for (framework, entries) in lock.dependencies.iter() {
        let here = sections.entry(framework).or_default();
        for (name, entry) in entries.iter() {
            let key = (nuget::key(name), entry.resolved.to_string());
            let id = *known.entry(key).or_insert_with(|| {
                let component = read(name, entry, source, &lines, &mut assembly);
                assembly.list(component)
            });
            note_framework(&mut assembly.bom.components[id.index()], framework);
            here.insert(nuget::key(name), id);
        }
    }
    for (framework, entries) in lock.dependencies.iter() {
        let here = &sections[&**framework];
        // The section of a runtime lists only what differs from its framework's.
        let common = framework.split_once('/').and_then(|(framework, _)| sections.get(framework));
        let find = |name: &str| {
            let key = nuget::key(name);
            here.get(&key).or_else(|| common?.get(&key)).copied()
        };
        for (name, entry) in entries.iter() {
            let from = here[&nuget::key(name)];
            if entry.kind.ends_with("Transitive") {
                told.entry(from).or_insert(Directness::Transitive);
            }
            if &*entry.kind == "Direct" {
                told.insert(from, Directness::Direct);
                if let Some(subject) = subject {
                    assembly.needs(subject, from, None);
                }
            }
            for (needed, _) in entry.dependencies.iter() {
                match find(needed) {
                    Some(to) => assembly.needs(from, to, None),
                    None => assembly.missing(lines.of(needed), (from, name), needed, REMEDY),
                }
            }
        }
    }
    let mut parsed = assembly.finish()?;
    for (id, directness) in told {
        parsed.value.components[id.index()].directness = directness;
    }
    Ok(parsed)
}

fn read(
    name: &str,
    entry: &Entry<'_>,
    source: &Source<'_>,
    lines: &Lines<'_>,
    assembly: &mut Assembly<'_>,
) -> Component {
    if entry.kind.eq_ignore_ascii_case("Project") {
        let project = nuget::project(source, lines.of(name), name, None);
        return Component { graph: Graph::Complete, origin: Origin::Unknown, ..project };
    }
    let version = Some(&*entry.resolved).filter(|version| !version.is_empty());
    Component {
        graph: Graph::Complete,
        hashes: nuget::hashes(&entry.hash),
        version_range: Some(entry.requested.to_string()).filter(|text| version.is_none() && !text.is_empty()),
        ..nuget::package(assembly, lines.of(name), name, version, Origin::Unknown)
    }
}

fn note_framework(component: &mut Component, framework: &str) {
    let property = ("nuget:framework".to_owned(), framework.to_owned());
    if !component.properties.contains(&property) {
        component.properties.push(property);
    }
}

/// The project beside the lock file, where there is exactly one.
fn subject(source: &Source<'_>) -> Option<String> {
    let files = source.tree.list(source.folder());
    let mut projects = files.iter().filter_map(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let (stem, ending) = name.rsplit_once('.')?;
        matches!(ending, "csproj" | "fsproj" | "vbproj").then(|| stem.to_owned())
    });
    let project = projects.next()?;
    projects.next().is_none().then_some(project)
}

#[cfg(test)]
mod tests {
    use mainstay_model::Directness;

    use crate::Refusal;
    use crate::testing::{Files, codes, edges, find, labels, parse, parse_in, standing, try_parse};

    const LOCK: &str = r#"{"version": 2, "dependencies": {
 "net8.0": {
  "Direct.One": {"type": "Direct", "requested": "[1.0.0, )", "resolved": "1.0.0",
    "contentHash": "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
    "dependencies": {"below": "2.0.0"}},
  "Below": {"type": "Transitive", "resolved": "2.0.0"},
  "Central": {"type": "CentralTransitive", "requested": "[3.0.0, )", "resolved": "3.0.0"},
  "my.lib": {"type": "Project", "dependencies": {"Below": "[2.0.0, )", "Gone": "1"}}},
 "net8.0/linux-x64": {"Direct.One": {"type": "Direct", "resolved": "1.0.0"}}}}"#;

    #[test]
    fn frameworks_are_joined_and_names_compare_without_case() {
        let parsed = parse_in(
            &[("a/packages.lock.json", LOCK), ("a/App.csproj", "<Project/>")],
            "a/packages.lock.json",
        );
        let bom = &parsed.value;
        assert_eq!(labels(bom), ["App", "Direct.One@1.0.0", "Below@2.0.0", "Central@3.0.0", "my.lib"]);
        assert_eq!(
            edges(bom),
            ["App -> Direct.One@1.0.0", "Direct.One@1.0.0 -> Below@2.0.0", "my.lib -> Below@2.0.0"]
        );
        assert_eq!(standing(bom, "Direct.One").1, Directness::Direct);
        assert_eq!(standing(bom, "Below").1, Directness::Transitive);
        assert_eq!(standing(bom, "Central").1, Directness::Transitive);
        assert_eq!(codes(&parsed), ["dependency-missing"]);
        let one = find(bom, "Direct.One");
        assert!(one.hashes[0].value.starts_with("cf83e1357eefb8bd"));
        assert_eq!((one.properties.len(), one.locations[0].line), (2, Some(3)));
        assert!(find(bom, "my.lib").first_party);
    }

    #[test]
    fn the_section_of_a_runtime_leans_on_that_of_its_framework() {
        let lock = r#"{"version": 1, "dependencies": {
 "net6.0/win-x64": {
  "A": {"type": "Direct", "resolved": "1.0.0", "dependencies": {"B": "1", "C": "1", "Gone": "1"}},
  "B": {"type": "Transitive", "resolved": "2.0.0"}},
 "net6.0": {"B": {"type": "Transitive", "resolved": "1.0.0"}, "C": {"type": "Transitive", "resolved": "1.0.0"}},
 "net8.0": {"Gone": {"type": "Transitive", "resolved": "1.0.0"}}}}"#;
        let parsed = parse("packages.lock.json", lock);
        assert_eq!(edges(&parsed.value), ["A@1.0.0 -> B@2.0.0", "A@1.0.0 -> C@1.0.0"]);
        assert_eq!(codes(&parsed), ["dependency-missing"]);
    }

    #[test]
    fn without_a_project_beside_direct_is_still_told_and_later_versions_are_refused() {
        assert_eq!(standing(&parse("packages.lock.json", LOCK).value, "Direct.One").1, Directness::Direct);
        let files = Files::new(&[("packages.lock.json", r#"{"version": 3}"#)]);
        assert!(matches!(try_parse(&files, "packages.lock.json"), Err(Refusal::Version { .. })));
    }
}
