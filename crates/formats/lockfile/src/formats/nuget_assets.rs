//! project.assets.json: what NuGet restored for one project, by target.

use std::collections::HashMap;

use mainstay_model::{Bom, Component, Graph, NodeId, Origin, Parsed, Scope};
use serde::Deserialize;

use super::nuget;
use crate::assembly::Assembly;
use crate::shape::{Shape, Shaped, Sort};
use crate::text::{Entries, Items, Lines, Table, Text};
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode};

pub(crate) const FORMAT: Format = Format {
    id: "nuget-project-assets",
    title: "project.assets.json",
    ecosystem: "nuget",
    files: &["project.assets.json"],
    notation: Notation::Json,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: true, hashes: true, origin: true, license: false },
    yields_to: &[],
    read: parse,
};

/// What mends a file that does not list everything.
const REMEDY: &str = "run `dotnet restore` to mend it";

#[derive(Deserialize)]
struct Assets<'a> {
    #[serde(default)]
    version: u32,
    #[serde(borrow, default)]
    targets: Shaped<Entries<'a, Entries<'a, Library<'a>>>>,
    #[serde(borrow, default)]
    libraries: Entries<'a, Table<Digest<'a>>>,
    #[serde(borrow, default, rename = "projectFileDependencyGroups")]
    groups: Entries<'a, Items<Text<'a>>>,
    #[serde(borrow, default)]
    project: Table<Project<'a>>,
}

#[derive(Deserialize)]
struct Library<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, default)]
    dependencies: Entries<'a, Text<'a>>,
}

#[derive(Deserialize)]
struct Digest<'a> {
    #[serde(borrow, default)]
    sha512: Text<'a>,
}

#[derive(Deserialize)]
struct Project<'a> {
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    restore: Table<Restore<'a>>,
    #[serde(borrow, default)]
    frameworks: Entries<'a, Table<Framework<'a>>>,
}

#[derive(Deserialize)]
struct Restore<'a> {
    #[serde(borrow, default, rename = "projectName")]
    name: Text<'a>,
    #[serde(borrow, default)]
    sources: Entries<'a, serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Framework<'a> {
    #[serde(borrow, default)]
    dependencies: Entries<'a, Table<Requirement<'a>>>,
}

#[derive(Deserialize)]
struct Requirement<'a> {
    #[serde(borrow, default, rename = "suppressParent")]
    suppress: Text<'a>,
    #[serde(borrow, default)]
    include: Text<'a>,
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let assets: Assets<'_> = decode::json(source)?;
    if assets.version > 4 {
        return Err(Refusal::Version {
            found: assets.version.to_string(),
            supported: "versions 1 to 4 are read",
        });
    }
    let lines = Lines::new(source.text()?);
    let mut assembly = Assembly::new(source, FORMAT.id, Some(&assets.version.to_string()));
    Shape::new("project.assets.json", REMEDY)
        .wants("targets", assets.targets.sort, Sort::Object)
        .check(&mut assembly)?;
    let subject = subject(&assets, source).map(|project| assembly.add(project));
    let direct = direct(&assets);
    let libraries =
        Libraries { source, lines: &lines, digests: digests(&assets), origin: origin(&assets, source) };
    let mut known: HashMap<String, NodeId> = HashMap::new();
    for (_, entries) in assets.targets.iter() {
        let mut here: HashMap<String, NodeId> = HashMap::new();
        for (id, library) in entries.iter() {
            let node = *known.entry(nuget::key(id)).or_insert_with(|| {
                let component = libraries.read(id, library, &mut assembly);
                assembly.list(component)
            });
            let name = id.split_once('/').map_or(&**id, |(name, _)| name);
            here.insert(nuget::key(name), node);
            if let Some(&scope) = direct.get(&nuget::key(name)) {
                assembly.names(node, scope);
                if let Some(subject) = subject {
                    assembly.needs(subject, node, scope);
                }
            }
        }
        relate(entries, &here, &mut assembly);
    }
    assembly.finish()
}

fn relate(entries: &Entries<'_, Library<'_>>, here: &HashMap<String, NodeId>, assembly: &mut Assembly<'_>) {
    for (id, library) in entries.iter() {
        let name = id.split_once('/').map_or(&**id, |(name, _)| name);
        let from = here[&nuget::key(name)];
        for (needed, _) in library.dependencies.iter() {
            match here.get(&nuget::key(needed)) {
                Some(&to) => assembly.needs(from, to, None),
                None => assembly.missing(None, (from, id), needed, REMEDY),
            }
        }
    }
}

struct Libraries<'a> {
    source: &'a Source<'a>,
    lines: &'a Lines<'a>,
    digests: HashMap<&'a str, &'a str>,
    origin: Origin,
}

impl Libraries<'_> {
    fn read(&self, id: &str, library: &Library<'_>, assembly: &mut Assembly<'_>) -> Component {
        let (name, version) = id.split_once('/').map_or((id, None), |(name, version)| (name, Some(version)));
        let line = self.lines.of(id);
        if &*library.kind == "project" {
            let project = nuget::project(self.source, line, name, version);
            return Component { graph: Graph::Complete, origin: Origin::Unknown, ..project };
        }
        Component {
            graph: Graph::Complete,
            hashes: self.digests.get(id).map(|text| nuget::hashes(text)).unwrap_or_default(),
            ..nuget::package(assembly, line, name, version, self.origin.clone())
        }
    }
}

fn subject(assets: &Assets<'_>, source: &Source<'_>) -> Option<Component> {
    let project = assets.project.0.as_ref()?;
    let name = &project.restore.0.as_ref()?.name;
    let version = Some(&*project.version).filter(|version| !version.is_empty());
    (!name.is_empty()).then(|| nuget::project(source, None, name, version))
}

/// What a requirement is for. Keeping a package private tells only that it is not passed on; a package whose code
/// is not compiled against is a tool.
fn scope(requirement: &Requirement<'_>) -> Option<Scope> {
    let included = requirement.include.to_lowercase();
    let compiled = included.is_empty() || included.contains("compile") || included.contains("all");
    match (&*requirement.suppress == "All", compiled) {
        (false, _) => Some(Scope::Runtime),
        (true, true) => None,
        (true, false) => Some(Scope::Development),
    }
}

/// What the project names itself.
fn direct(assets: &Assets<'_>) -> HashMap<String, Option<Scope>> {
    let mut direct = HashMap::new();
    for text in assets.groups.iter().flat_map(|(_, group)| group.iter()) {
        let name = text.split(' ').next().unwrap_or_default();
        direct.insert(nuget::key(name), None);
    }
    let frameworks = assets.project.0.iter().flat_map(|project| project.frameworks.iter());
    for (name, requirement) in
        frameworks.filter_map(|(_, framework)| framework.0.as_ref()).flat_map(|f| f.dependencies.iter())
    {
        direct.insert(nuget::key(name), requirement.0.as_ref().map_or(Some(Scope::Runtime), scope));
    }
    direct
}

fn digests<'a>(assets: &'a Assets<'_>) -> HashMap<&'a str, &'a str> {
    let digest =
        |(id, library): &'a (Text<'_>, Table<Digest<'_>>)| Some((&**id, &*library.0.as_ref()?.sha512));
    assets.libraries.iter().filter_map(digest).collect()
}

/// Where packages come from, where there is only one place.
fn origin(assets: &Assets<'_>, source: &Source<'_>) -> Origin {
    let restore = assets.project.0.as_ref().and_then(|project| project.restore.0.as_ref());
    match restore.map(|restore| &*restore.sources) {
        Some([(address, _)]) if address.contains("://") => source.registries.origin(address),
        _ => Origin::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use mainstay_model::{Directness, Origin, Scope};

    use crate::testing::{edges, find, labels, parse, standing};

    #[test]
    fn targets_give_edges_and_the_project_gives_directness_and_scope() {
        let text = r#"{"version": 3,
"targets": {"net8.0": {
 "A/1.0.0": {"type": "package", "dependencies": {"B": "2.0.0"}},
 "B/2.0.0": {"type": "package"},
 "Analyzer/3.0.0": {"type": "package"},
 "Lib/1.0.0": {"type": "project"}}},
"libraries": {"A/1.0.0": {"sha512": "nonsense", "type": "package"}},
"projectFileDependencyGroups": {"net8.0": ["A >= 1.0.0", "Analyzer >= 3.0.0", "Lib >= 1.0.0"]},
"project": {"version": "0.1.0", "restore": {"projectName": "App", "sources": {"https://nuget.registry.example/v3": {}}},
 "frameworks": {"net8.0": {"dependencies": {"A": {"target": "Package"}, "Analyzer": {"suppressParent": "All", "include": "Build, Analyzers"}}}}}}"#;
        let bom = parse("obj/project.assets.json", text).value;
        assert_eq!(labels(&bom), ["App@0.1.0", "A@1.0.0", "B@2.0.0", "Analyzer@3.0.0", "Lib@1.0.0"]);
        assert_eq!(
            edges(&bom),
            [
                "A@1.0.0 -> B@2.0.0",
                "App@0.1.0 -> A@1.0.0",
                "App@0.1.0 -> Analyzer@3.0.0",
                "App@0.1.0 -> Lib@1.0.0"
            ]
        );
        assert_eq!(standing(&bom, "B"), (Some(Scope::Runtime), Directness::Transitive));
        assert_eq!(standing(&bom, "Analyzer"), (Some(Scope::Development), Directness::Direct));
        assert_eq!(find(&bom, "A").origin, Origin::Registry("https://nuget.registry.example/v3".into()));
    }
}
