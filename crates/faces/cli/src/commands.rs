//! Every command, one file each.

mod completions;
mod purl;
mod sbom;
mod scan;

use clap::Subcommand;

use crate::exit::Exit;

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Read every lockfile and manifest of a source tree
    Scan(scan::Arguments),
    /// Check, convert, compare and join SBOM files
    Sbom(sbom::Arguments),
    /// Read and normalize package URLs
    Purl(purl::Arguments),
    /// Print the completion script for a shell
    Completions(completions::Arguments),
}

impl Command {
    /// Runs the command.
    pub(crate) fn run(self) -> anyhow::Result<Exit> {
        match self {
            Self::Scan(arguments) => scan::run(&arguments),
            Self::Sbom(arguments) => sbom::run(&arguments),
            Self::Purl(arguments) => purl::run(&arguments),
            Self::Completions(arguments) => completions::run(&arguments),
        }
    }
}
