//! `mainstay sbom merge FILE... --to FORMAT`

use std::path::PathBuf;

use clap::Args;

use crate::exit::Exit;
use crate::{output, stamp};

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
        let parsed = super::read(file)?;
        let name = file.display().to_string();
        for problem in parsed.problems {
            output::note(&output::problem(&problem.in_file(&name)));
        }
        parts.push((name, parsed.value));
    }
    let merged = mainstay_sbom::merge(parts);
    for problem in &merged.problems {
        output::note(&output::problem(problem));
    }
    super::write(&merged.value, &arguments.to, arguments.output.as_deref(), &stamp::now())?;
    Ok(Exit::Clean)
}
