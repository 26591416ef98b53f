//! `mainstay sbom convert FILE --to FORMAT`

use std::path::PathBuf;

use clap::Args;

use crate::exit::Exit;
use crate::{output, stamp};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The document; `-` is standard input
    file: PathBuf,
    /// The format to write; `mainstay sbom formats` lists them
    #[arg(long, value_name = "FORMAT")]
    to: String,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let parsed = super::read(&arguments.file)?;
    for problem in &parsed.problems {
        output::note(&output::problem(problem));
    }
    super::write(&parsed.value, &arguments.to, arguments.output.as_deref(), &stamp::now())?;
    Ok(Exit::Clean)
}
