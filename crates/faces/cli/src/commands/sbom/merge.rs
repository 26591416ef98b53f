//! `mainstay sbom merge FILE... --to FORMAT`

use std::path::PathBuf;

use clap::Args;

use crate::exit::Exit;
use crate::stamp;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The documents, the one that counts most first
    #[arg(required = true, num_args = 2..)]
    files: Vec<PathBuf>,
    /// The format to write; `mainstay sbom formats` lists them
    #[arg(long, value_name = "FORMAT", default_value = "cyclonedx-json")]
    to: String,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let mut parts = Vec::with_capacity(arguments.files.len());
    for file in &arguments.files {
        parts.push(super::read(file)?.value);
    }
    let merged = mainstay_sbom::merge(parts);
    super::write(&merged, &arguments.to, arguments.output.as_deref(), &stamp::now())?;
    Ok(Exit::Clean)
}
