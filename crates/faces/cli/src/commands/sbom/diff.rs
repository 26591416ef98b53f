//! `mainstay sbom diff BEFORE AFTER`

use std::path::PathBuf;

use clap::Args;
use mainstay_model::{Bom, Component, NodeId};
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
    let before = super::read(&arguments.before)?.value;
    let after = super::read(&arguments.after)?.value;
    let shape = shape(&before, &after, &mainstay_sbom::diff(&before, &after));
    match arguments.format {
        Format::Json => output::json(&shape)?,
        Format::Table => output::bytes(table(&shape).as_bytes(), None)?,
    }
    Ok(Exit::Clean)
}

fn shape(before: &Bom, after: &Bom, diff: &Diff) -> Shape {
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
    }
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
        let name =
            item.purl.as_deref().map_or(item.name.as_str(), |purl| purl.split('@').next().unwrap_or(purl));
        vec![sign.to_owned(), name.to_owned(), before, after, what]
    };
    let mut rows = Vec::new();
    rows.extend(shape.added.iter().map(|item| row("+", item, String::new(), version(item), String::new())));
    rows.extend(shape.removed.iter().map(|item| row("-", item, version(item), String::new(), String::new())));
    rows.extend(shape.changed.iter().map(|changed| {
        let what: Vec<String> =
            changed.aspects.iter().map(|aspect| format!("{aspect:?}").to_lowercase()).collect();
        row("~", &changed.after, version(&changed.before), version(&changed.after), what.join(", "))
    }));
    let mut text = output::columns(&["", "Component", "Before", "After", "Changed"], &rows);
    text.push_str(&format!(
        "{} added, {} removed, {} changed, {} unchanged\n",
        shape.added.len(),
        shape.removed.len(),
        shape.changed.len(),
        shape.unchanged
    ));
    text
}
