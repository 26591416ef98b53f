//! `mainstay sbom ...`: work on SBOM files, without any store.

mod convert;
mod diff;
mod formats;
mod merge;
mod quality;
mod validate;

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use mainstay_model::{NodeId, Problem};
use mainstay_office::stamp;
use mainstay_sbom::{Bom, Limits, Parsed, Stamp, WriteError};
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, Format};

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

/// Where a document is written that was made of others, and how it is told what they were not read for and what it could not hold.
#[derive(Args)]
struct Told {
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", required_if_eq("format", "json"))]
    output: Option<PathBuf>,
    /// How to tell problems and losses: lines on standard error, or one JSON object on standard output, which then holds no document
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// The stable JSON shape of `convert` and `merge`.
#[derive(Serialize)]
struct Written<'a> {
    file: Option<&'a Path>,
    format: &'static str,
    problems: &'a [Problem],
    losses: &'a [Problem],
}

impl Told {
    fn write(&self, bom: &Bom, id: &str, problems: Vec<Problem>) -> anyhow::Result<Exit> {
        let file = self.output.as_deref();
        if self.format == Format::Table {
            problems.iter().for_each(|problem| output::note(&output::problem(problem)));
            write(bom, id, file, &stamp::now())?;
            return Ok(Exit::Clean);
        }
        let writer = mainstay_sbom::writer(id).ok_or_else(|| WriteError::Unknown(id.to_owned()))?;
        let rendered = (writer.render)(bom, &stamp::now())?;
        output::bytes(&rendered.bytes, file)?;
        let format = writer.format.id;
        output::json(&Written { file, format, problems: &problems, losses: &rendered.losses })?;
        Ok(Exit::Clean)
    }
}

/// Reads a document from a file; `-` is standard input.
fn read(path: &Path) -> anyhow::Result<Parsed<Bom>> {
    let bytes = bytes(path)?;
    mainstay_sbom::parse(&bytes, &Limits::default())
        .with_context(|| format!("cannot read {}", path.display()))
}

/// The same for one of several documents: what was wrong with it is told with the name of its file.
fn read_of_several(path: &Path, problems: &mut Vec<Problem>) -> anyhow::Result<Bom> {
    let Parsed { value, problems: met } = read(path)?;
    let name = path.display().to_string();
    problems.extend(met.into_iter().map(|problem| problem.in_file(&name)));
    Ok(value)
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
