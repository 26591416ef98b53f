//! `mainstay sbom formats`

use clap::Args;
use mainstay_sbom::{READERS, WRITERS, writer};
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, Format};

#[derive(Args)]
pub(crate) struct Arguments {
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Serialize)]
struct Shape {
    format: &'static str,
    read: &'static [&'static str],
    written: &'static [&'static str],
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let shapes = shapes();
    match arguments.format {
        Format::Json => output::json(&shapes)?,
        Format::Table => {
            let rows: Vec<Vec<String>> = shapes
                .iter()
                .map(|shape| {
                    let refused = shape.read.is_empty() && shape.written.is_empty();
                    let read = if refused { "refused".to_owned() } else { shape.read.join(" ") };
                    vec![shape.format.to_owned(), read, shape.written.join(" ")]
                })
                .collect();
            output::bytes(output::columns(&["Format", "Read", "Written"], &rows).as_bytes(), None)?;
        }
    }
    Ok(Exit::Clean)
}

/// Every format once, in the order of the readers.
fn shapes() -> Vec<Shape> {
    let mut shapes: Vec<Shape> = READERS
        .iter()
        .map(|reader| {
            let (id, versions) = (reader.format.id, reader.format.versions);
            // What `--to` with this name writes, also where the writer has a longer one.
            Shape {
                format: id,
                read: versions,
                written: writer(id).map_or(&[], |writer| writer.format.versions),
            }
        })
        .collect();
    for writer in WRITERS {
        let (id, written) = (writer.format.id, writer.format.versions);
        if shapes.iter().all(|shape| shape.format != id) {
            shapes.push(Shape { format: id, read: &[], written });
        }
    }
    shapes
}
