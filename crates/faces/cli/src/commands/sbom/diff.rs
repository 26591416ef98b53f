//! `mainstay sbom diff BEFORE AFTER`

use std::path::PathBuf;

use clap::Args;
use mainstay_model::{Bom, Component, NodeId, Problem, Relation};
use mainstay_sbom::{Aspect, Diff};
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, Format};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The older document
    before: PathBuf,
    /// The newer document
    after: PathBuf,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Serialize)]
struct Shape {
    added: Vec<Item>,
    removed: Vec<Item>,
    changed: Vec<Changed>,
    unchanged: usize,
    edges: Edges,
    problems: Vec<Problem>,
}

#[derive(Serialize)]
struct Edges {
    added: Vec<Edge>,
    removed: Vec<Edge>,
}

#[derive(Serialize)]
struct Edge {
    from: Item,
    to: Item,
    kind: String,
}

#[derive(Serialize)]
struct Item {
    purl: Option<String>,
    name: String,
    version: Option<String>,
}

#[derive(Serialize)]
struct Changed {
    before: Item,
    after: Item,
    aspects: Vec<Aspect>,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let mut problems = Vec::new();
    let before = super::read_of_several(&arguments.before, &mut problems)?;
    let after = super::read_of_several(&arguments.after, &mut problems)?;
    let shape = shape(&before, &after, &mainstay_sbom::diff(&before, &after), problems);
    match arguments.format {
        Format::Json => output::json(&shape)?,
        Format::Table => {
            shape.problems.iter().for_each(|problem| output::note(&output::problem(problem)));
            output::bytes(table(&shape).as_bytes(), None)?;
        }
    }
    Ok(Exit::Clean)
}

fn shape(before: &Bom, after: &Bom, diff: &Diff, problems: Vec<Problem>) -> Shape {
    let items = |bom: &Bom, ids: &[NodeId]| ids.iter().map(|&id| item(bom.component(id))).collect();
    Shape {
        added: items(after, &diff.added),
        removed: items(before, &diff.removed),
        changed: diff
            .changed
            .iter()
            .map(|change| Changed {
                before: item(before.component(change.before)),
                after: item(after.component(change.after)),
                aspects: change.aspects.clone(),
            })
            .collect(),
        unchanged: diff.unchanged,
        edges: Edges {
            added: diff.edges_added.iter().map(|edge| relation(after, edge)).collect(),
            removed: diff.edges_removed.iter().map(|edge| relation(before, edge)).collect(),
        },
        problems,
    }
}

fn relation(bom: &Bom, edge: &Relation) -> Edge {
    let kind = edge.kind.word();
    Edge { from: item(bom.component(edge.from)), to: item(bom.component(edge.to)), kind: kind.to_owned() }
}

fn item(component: &Component) -> Item {
    Item {
        purl: component.purl.as_ref().map(ToString::to_string),
        name: component.name.clone(),
        version: component.version.clone(),
    }
}

fn table(shape: &Shape) -> String {
    let version = |item: &Item| item.version.clone().unwrap_or_else(|| "?".to_owned());
    let row = |sign: &str, item: &Item, before: String, after: String, what: String| {
        vec![sign.to_owned(), name(item).to_owned(), before, after, what]
    };
    let mut rows = Vec::new();
    rows.extend(shape.added.iter().map(|item| row("+", item, String::new(), version(item), String::new())));
    rows.extend(shape.removed.iter().map(|item| row("-", item, version(item), String::new(), String::new())));
    rows.extend(shape.changed.iter().map(|changed| {
        let what: Vec<String> = changed.aspects.iter().map(Aspect::to_string).collect();
        row("~", &changed.after, version(&changed.before), version(&changed.after), what.join(", "))
    }));
    let mut text = output::columns(&["", "Component", "Before", "After", "Changed"], &rows);
    text.push_str(&edges(&shape.edges));
    text.push_str(&format!(
        "{} added, {} removed, {} changed, {} unchanged; edges: {} added, {} removed\n",
        shape.added.len(),
        shape.removed.len(),
        shape.changed.len(),
        shape.unchanged,
        shape.edges.added.len(),
        shape.edges.removed.len()
    ));
    text
}

/// A table of the edges; nothing where all are in both.
fn edges(edges: &Edges) -> String {
    let row = |sign: &str, edge: &Edge| {
        let end = |item: &Item| item.purl.clone().unwrap_or_else(|| item.name.clone());
        vec![sign.to_owned(), end(&edge.from), edge.kind.clone(), end(&edge.to)]
    };
    let added = edges.added.iter().map(|edge| row("+", edge));
    let rows: Vec<_> = added.chain(edges.removed.iter().map(|edge| row("-", edge))).collect();
    if rows.is_empty() { String::new() } else { output::columns(&["", "From", "Edge", "To"], &rows) }
}

fn name(item: &Item) -> &str {
    item.purl.as_deref().map_or(item.name.as_str(), |purl| purl.split('@').next().unwrap_or(purl))
}
