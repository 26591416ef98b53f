//! `mainstay sbom formats`

use clap::Args;

use crate::exit::Exit;
use crate::output;

#[derive(Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(_arguments: &Arguments) -> anyhow::Result<Exit> {
    let read = mainstay_sbom::READERS.iter().map(|reader| ("read", reader.format));
    let written = mainstay_sbom::WRITERS.iter().map(|writer| ("written", writer.format));
    let rows: Vec<Vec<String>> = read
        .chain(written)
        .map(|(how, format)| vec![format.id.to_owned(), how.to_owned(), format.versions.join(" ")])
        .collect();
    output::bytes(output::columns(&["Format", "", "Versions"], &rows).as_bytes(), None)?;
    Ok(Exit::Clean)
}
