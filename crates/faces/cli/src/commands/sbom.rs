//! `mainstay sbom ...`: work on SBOM files, without any store.

mod convert;
mod diff;
mod formats;
mod merge;
mod quality;
mod validate;

use std::path::Path;

use anyhow::Context;
use clap::{Args, Subcommand};
use mainstay_model::NodeId;
use mainstay_sbom::{Bom, Limits, Parsed, Stamp};

use crate::exit::Exit;
use crate::output;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Tell whether documents keep to their specification
    Validate(validate::Arguments),
    /// Write a document in another format
    Convert(convert::Arguments),
    /// Tell what changed between two documents
    Diff(diff::Arguments),
    /// Join documents into one
    Merge(merge::Arguments),
    /// Grade documents: what they tell, what they leave out, how to mend that
    Quality(quality::Arguments),
    /// List the formats that are read and written
    Formats(formats::Arguments),
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    match &arguments.command {
        Action::Validate(arguments) => validate::run(arguments),
        Action::Convert(arguments) => convert::run(arguments),
        Action::Diff(arguments) => diff::run(arguments),
        Action::Merge(arguments) => merge::run(arguments),
        Action::Quality(arguments) => quality::run(arguments),
        Action::Formats(arguments) => formats::run(arguments),
    }
}

/// Reads a document from a file; `-` is standard input.
fn read(path: &Path) -> anyhow::Result<Parsed<Bom>> {
    let bytes = bytes(path)?;
    mainstay_sbom::parse(&bytes, &Limits::default())
        .with_context(|| format!("cannot read {}", path.display()))
}

fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let result = if path == Path::new("-") {
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes).map(|_| ())
    } else {
        std::fs::read(path).map(|read| bytes = read)
    };
    result.with_context(|| format!("cannot read {}", path.display()))?;
    Ok(bytes)
}

/// How many components a document lists, without what it is about and what is the organization's own, as the inventory counts them.
fn used(bom: &Bom) -> usize {
    let about = bom.about();
    let listed = (0..).map(NodeId).zip(&bom.components);
    listed.filter(|(id, component)| !component.first_party && !about.contains(id)).count()
}

/// Writes a document, and tells what the format could not hold.
pub(crate) fn write(bom: &Bom, id: &str, file: Option<&Path>, stamp: &Stamp) -> anyhow::Result<()> {
    let rendered = mainstay_sbom::render(bom, id, stamp)?;
    for loss in &rendered.losses {
        output::note(&format!("not written: {}", loss.message));
    }
    output::bytes(&rendered.bytes, file)
}
