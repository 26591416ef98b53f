//! `mainstay sbom merge FILE... --to FORMAT`

use std::path::PathBuf;

use clap::Args;

use super::Told;
use crate::exit::Exit;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The documents, the one that counts most first
    #[arg(required = true, num_args = 2..)]
    files: Vec<PathBuf>,
    /// The format to write; `mainstay sbom formats` lists them
    #[arg(long, value_name = "FORMAT", default_value = "cyclonedx-json")]
    to: String,
    #[command(flatten)]
    told: Told,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let mut parts = Vec::with_capacity(arguments.files.len());
    let mut problems = Vec::new();
    for file in &arguments.files {
        let part = super::read_of_several(file, &mut problems)?;
        parts.push((file.display().to_string(), part));
    }
    let merged = mainstay_sbom::merge(parts);
    problems.extend(merged.problems);
    arguments.told.write(&merged.value, &arguments.to, problems)
}
