//! *.deps.json: what a .NET program was published with.

use std::collections::HashMap;

use mainstay_model::{Bom, Component, Graph, NodeId, Origin, Parsed, Problem};
use serde::Deserialize;

use super::nuget;
use crate::assembly::Assembly;
use crate::shape::{Shape, Shaped, Sort};
use crate::text::{Entries, Lines, Table, Text};
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode};

pub(crate) const FORMAT: Format = Format {
    id: "dotnet-deps",
    title: "*.deps.json",
    ecosystem: "nuget",
    files: &["*.deps.json"],
    notation: Notation::Json,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: false, hashes: true, origin: false, license: false },
    yields_to: &[],
    read: parse,
};

/// What mends a file that does not list everything.
const REMEDY: &str = "publish the program again to mend it";

#[derive(Deserialize)]
struct Deps<'a> {
    #[serde(borrow, default, rename = "runtimeTarget")]
    target: Table<Target<'a>>,
    #[serde(borrow, default)]
    targets: Shaped<Entries<'a, Entries<'a, Table<Entry<'a>>>>>,
    #[serde(borrow, default)]
    libraries: Shaped<Entries<'a, Table<Library<'a>>>>,
}

#[derive(Deserialize)]
struct Target<'a> {
    #[serde(borrow, default)]
    name: Text<'a>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow, default)]
    dependencies: Entries<'a, Text<'a>>,
}

#[derive(Deserialize)]
struct Library<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, default)]
    sha512: Text<'a>,
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let deps: Deps<'_> = decode::json(source)?;
    let lines = Lines::new(source.text()?);
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    Shape::new("*.deps.json", REMEDY)
        .wants("libraries", deps.libraries.sort, Sort::Object)
        .wants("targets", deps.targets.sort, Sort::Object)
        .check(&mut assembly)?;
    let mut nodes: HashMap<String, NodeId> = HashMap::new();
    for (id, library) in deps.libraries.iter() {
        let component = read(id, library.0.as_ref(), source, &lines, &mut assembly);
        let node = assembly.list(component);
        nodes.insert(nuget::key(id), node);
    }
    let runtime = deps.target.0.as_ref().map(|target| &*target.name);
    // A published program has its own target; without it every target tells something.
    let chosen = deps.targets.iter().filter(|(name, _)| runtime == Some(&**name)).count() > 0;
    for (_, entries) in deps.targets.iter().filter(|(name, _)| !chosen || runtime == Some(&**name)) {
        relate(entries, &nodes, &mut assembly);
    }
    let subject = first_project(&deps).and_then(|id| nodes.get(&nuget::key(id)).copied());
    assembly.bom.subjects.extend(subject);
    if deps.libraries.is_empty() {
        assembly.problem(Problem::warning("nothing-listed", "the file lists no library"));
    }
    assembly.finish()
}

/// The program itself stands first in its target.
fn first_project<'a>(deps: &'a Deps<'_>) -> Option<&'a str> {
    let projects: Vec<&str> = deps
        .libraries
        .iter()
        .filter(|(_, library)| library.0.as_ref().is_some_and(|library| &*library.kind == "project"))
        .map(|(id, _)| &**id)
        .collect();
    let first = deps.targets.iter().find_map(|(_, entries)| entries.first()).map(|(id, _)| &**id);
    first.filter(|first| projects.contains(first))
}

fn relate(
    entries: &Entries<'_, Table<Entry<'_>>>,
    nodes: &HashMap<String, NodeId>,
    assembly: &mut Assembly<'_>,
) {
    for (id, entry) in entries.iter() {
        let Some(&from) = nodes.get(&nuget::key(id)) else { continue };
        for (name, version) in entry.0.iter().flat_map(|entry| entry.dependencies.iter()) {
            match nodes.get(&nuget::key(&format!("{}/{}", &**name, &**version))) {
                Some(&to) => assembly.needs(from, to, None),
                None => assembly.missing(None, (from, id), name, REMEDY),
            }
        }
    }
}

fn read(
    id: &str,
    library: Option<&Library<'_>>,
    source: &Source<'_>,
    lines: &Lines<'_>,
    assembly: &mut Assembly<'_>,
) -> Component {
    let (name, version) = id.split_once('/').map_or((id, None), |(name, version)| (name, Some(version)));
    let kind = library.map(|library| &*library.kind).unwrap_or_default();
    let line = lines.of(id);
    let component = match kind {
        "project" => Component { origin: Origin::Unknown, ..nuget::project(source, line, name, version) },
        // An assembly given by path: nothing says that a package of its name is the same.
        "reference" => {
            let project = nuget::project(source, line, name, version);
            let kind = mainstay_model::ComponentKind::Library;
            Component { first_party: false, kind, origin: Origin::Unknown, ..project }
        }
        _ => {
            let name = name.strip_prefix("runtimepack.").unwrap_or(name);
            nuget::package(assembly, line, name, version, Origin::Unknown)
        }
    };
    let hashes = library.map(|library| nuget::hashes(&library.sha512)).unwrap_or_default();
    let properties = vec![("dotnet:type".to_owned(), kind.to_owned())];
    Component { reference: id.to_owned(), graph: Graph::Complete, hashes, properties, ..component }
}

#[cfg(test)]
mod tests {
    use mainstay_model::Directness;

    use crate::testing::{codes, edges, find, labels, parse, standing};

    #[test]
    fn the_program_is_the_subject_and_run_time_packs_are_packages() {
        let text = r#"{"runtimeTarget": {"name": "net8.0/linux-x64"}, "targets": {"net8.0": {}, "net8.0/linux-x64": {
 "App/1.0.0": {"dependencies": {"A": "1.0.0", "runtimepack.Sys.linux-x64": "8.0.0", "Dll.Reference": "1.0.0.0"}},
 "A/1.0.0": {"dependencies": {"Gone": "1"}}}},
 "libraries": {"App/1.0.0": {"type": "project", "sha512": ""}, "A/1.0.0": {"type": "package", "sha512": ""},
 "runtimepack.Sys.linux-x64/8.0.0": {"type": "runtimepack"}, "Dll.Reference/1.0.0.0": {"type": "reference"}}}"#;
        let parsed = parse("App.deps.json", text);
        let bom = &parsed.value;
        assert_eq!(labels(bom), ["App@1.0.0", "A@1.0.0", "Sys.linux-x64@8.0.0", "Dll.Reference@1.0.0.0"]);
        assert_eq!((edges(bom).len(), bom.subjects.len()), (3, 1));
        assert_eq!(standing(bom, "A").1, Directness::Direct);
        assert!(find(bom, "Dll.Reference").purl.is_none());
        assert_eq!(codes(&parsed), ["dependency-missing"]);
    }
}
