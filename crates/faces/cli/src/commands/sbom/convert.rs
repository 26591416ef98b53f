//! `mainstay sbom convert FILE --to FORMAT`

use std::path::PathBuf;

use clap::Args;

use super::Told;
use crate::exit::Exit;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The document; `-` is standard input
    file: PathBuf,
    /// The format to write; `mainstay sbom formats` lists them
    #[arg(long, value_name = "FORMAT")]
    to: String,
    #[command(flatten)]
    told: Told,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let parsed = super::read(&arguments.file)?;
    arguments.told.write(&parsed.value, &arguments.to, parsed.problems)
}
