//! conan.lock of Conan 1 (a graph) and Conan 2 (lists without edges).

mod reference;

use std::collections::HashMap;

use mainstay_model::{
    Bom, Component, ComponentKind, Graph, Location, NodeId, Origin, Parsed, Problem, Scope,
};
use serde::Deserialize;

use self::reference::Reference;
use crate::assembly::Assembly;
use crate::shape::{Shape, Shaped, Sort};
use crate::text::{Entries, Items, Lines, Table, Text};
use crate::{Format, Notation, Refusal, Source, Support, Tells, decode};

pub(crate) const FORMAT: Format = Format {
    id: "conan-lock",
    title: "conan.lock",
    ecosystem: "conan",
    files: &["conan.lock", "conan*.lock"],
    notation: Notation::Json,
    support: Support::Full,
    tells: Tells { edges: true, direct: true, scope: true, hashes: false, origin: false, license: false },
    yields_to: &[],
    read: parse,
};

#[derive(Deserialize)]
struct Lock<'a> {
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    graph_lock: Shaped<Table<GraphLock<'a>>>,
    #[serde(borrow, default)]
    requires: Shaped<Items<Text<'a>>>,
    #[serde(borrow, default)]
    build_requires: Items<Text<'a>>,
    #[serde(borrow, default)]
    python_requires: Items<Text<'a>>,
    #[serde(borrow, default)]
    config_requires: Items<Text<'a>>,
}

#[derive(Deserialize)]
struct GraphLock<'a> {
    #[serde(borrow, default)]
    nodes: Entries<'a, Node<'a>>,
}

#[derive(Deserialize)]
struct Node<'a> {
    /// With `pref` as the name that the first files used.
    #[serde(borrow, default, rename = "ref")]
    reference: Text<'a>,
    #[serde(borrow, default)]
    pref: Text<'a>,
    #[serde(borrow, default)]
    path: Text<'a>,
    #[serde(borrow, default)]
    context: Text<'a>,
    #[serde(borrow, default)]
    package_id: Text<'a>,
    #[serde(borrow, default)]
    requires: Needs<'a>,
    #[serde(borrow, default)]
    build_requires: Needs<'a>,
    #[serde(borrow, default)]
    python_requires: Items<Text<'a>>,
}

/// A list of node names, or in the first files a map to them.
#[derive(Default)]
struct Needs<'a>(Vec<Text<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for Needs<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either<'a> {
            #[serde(borrow)]
            List(Vec<Text<'a>>),
            #[serde(borrow)]
            Map(Entries<'a, Text<'a>>),
        }
        Ok(Self(match Either::deserialize(deserializer)? {
            Either::List(list) => list,
            Either::Map(map) => map.0.into_iter().map(|(_, node)| node).collect(),
        }))
    }
}

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let lock: Lock<'_> = decode::json(source)?;
    let lines = Lines::new(source.text()?);
    let mut assembly = Assembly::new(source, FORMAT.id, Some(&*lock.version));
    Shape::new("conan.lock", "run `conan lock create` to write it anew")
        .wants("graph_lock", lock.graph_lock.sort, Sort::Object)
        .wants("requires", lock.requires.sort, Sort::List)
        .or(!lock.version.is_empty())
        .check(&mut assembly)?;
    match &lock.graph_lock.0 {
        Some(graph) => nodes(graph, source, &lines, &mut assembly),
        None => lists(&lock, &lines, &mut assembly),
    }
    assembly.finish()
}

/// Conan 2: what is used, for running and for building; who needs whom is not written.
fn lists(lock: &Lock<'_>, lines: &Lines<'_>, assembly: &mut Assembly<'_>) {
    let lists = [
        (&*lock.requires, Scope::Runtime),
        (&lock.build_requires, Scope::Build),
        (&lock.python_requires, Scope::Build),
        (&lock.config_requires, Scope::Build),
    ];
    for (list, scope) in lists {
        for text in list.iter() {
            if let Some(found) = read(text, None, lines, assembly) {
                assembly.add(Component { scope: Some(scope), ..found });
            }
        }
    }
}

/// Conan 1: the node that has a path is the project.
fn nodes(graph: &GraphLock<'_>, source: &Source<'_>, lines: &Lines<'_>, assembly: &mut Assembly<'_>) {
    let mut known: HashMap<&str, NodeId> = HashMap::new();
    for (key, node) in graph.nodes.iter() {
        let text = if node.reference.is_empty() { &node.pref } else { &node.reference };
        let line = lines.of(text);
        let own = !node.path.is_empty() || text.is_empty();
        let found = if own {
            Some(project(text, node, source, line))
        } else {
            read(text, Some(node), lines, assembly)
        };
        let Some(found) = found else { continue };
        known.insert(key, assembly.add(Component { graph: Graph::Complete, ..found }));
        for text in node.python_requires.iter() {
            if let Some(found) = read(text, None, lines, assembly) {
                assembly.add(Component { scope: Some(Scope::Build), ..found });
            }
        }
    }
    for (key, node) in graph.nodes.iter() {
        let Some(&from) = known.get(&**key) else { continue };
        let own = assembly.bom.component(from).first_party;
        let runtime = node.requires.0.iter().map(|to| (to, own.then_some(Scope::Runtime)));
        let build = node.build_requires.0.iter().map(|to| (to, Some(Scope::Build)));
        for (to, scope) in runtime.chain(build) {
            match known.get(&**to) {
                Some(&to) => assembly.needs(from, to, scope),
                None => {
                    assembly.incomplete(from);
                    let message =
                        format!("the node {} needs the node {}, which is not readable", &**key, &**to);
                    assembly.problem(Problem::warning("dependency-missing", message));
                }
            }
        }
    }
}

fn project(text: &str, node: &Node<'_>, source: &Source<'_>, line: Option<u32>) -> Component {
    let parsed = Reference::parse(text);
    let origin = Origin::Path(source.folder().to_owned());
    let locations = vec![Location { path: source.path.to_owned(), line }];
    let fallback = node.path.rsplit('/').next().unwrap_or_default();
    Component {
        reference: text.to_owned(),
        kind: ComponentKind::Application,
        name: parsed.as_ref().map_or(fallback, |reference| reference.name).to_owned(),
        version: parsed.as_ref().map(|reference| reference.version.to_owned()),
        purl: parsed.and_then(|reference| reference.purl().ok()),
        origin,
        first_party: true,
        locations,
        ..Component::default()
    }
}

fn read(
    text: &str,
    node: Option<&Node<'_>>,
    lines: &Lines<'_>,
    assembly: &mut Assembly<'_>,
) -> Option<Component> {
    let line = lines.of(text);
    let Some(reference) = Reference::parse(text) else {
        let message = format!("`{text}` is not `name/version` and is left out");
        let problem = Problem::warning("entry-unread", message);
        assembly.problem(line.map_or(problem.clone(), |line| problem.at_line(u64::from(line))));
        return None;
    };
    let found = assembly.component(line, reference.purl(), Origin::Unknown);
    let context = node.map(|node| ("conan:context".to_owned(), node.context.to_string()));
    let binary = node.map(|node| ("conan:package-id".to_owned(), node.package_id.to_string()));
    Some(Component {
        reference: text.to_owned(),
        name: reference.name.to_owned(),
        group: reference.user.map(str::to_owned),
        version: Some(reference.version.to_owned()),
        properties: [context, binary].into_iter().flatten().filter(|(_, value)| !value.is_empty()).collect(),
        ..found
    })
}

#[cfg(test)]
mod tests;
