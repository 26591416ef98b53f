//! Every command, one file each.

mod completions;
mod doctor;
mod import;
mod inventory;
mod purl;
mod quickstart;
mod sbom;
mod scan;
mod serve;
mod version;
mod worker;

use clap::Subcommand;

use crate::exit::Exit;

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Scan a source tree and look at its inventory in the browser, without any set-up
    Quickstart(quickstart::Arguments),
    /// Read every lockfile and manifest of a source tree
    Scan(scan::Arguments),
    /// Take SBOM documents into the inventory
    Import(import::Arguments),
    /// Ask the inventory: what is used, where, why, what changed
    Inventory(inventory::Arguments),
    /// Check, grade, convert, compare and join SBOM files
    Sbom(sbom::Arguments),
    /// Compare versions and test ranges the way each ecosystem does
    Version(version::Arguments),
    /// Read and normalize package URLs
    Purl(purl::Arguments),
    /// Serve pages and the REST API, and do background work
    Serve(serve::Arguments),
    /// Do background work only
    Worker(worker::Arguments),
    /// Tell whether everything that the program needs is in order
    Doctor(doctor::Arguments),
    /// Print the completion script for a shell
    Completions(completions::Arguments),
}

impl Command {
    /// Runs the command.
    pub(crate) fn run(self) -> anyhow::Result<Exit> {
        match self {
            Self::Quickstart(arguments) => in_runtime(quickstart::run(&arguments)),
            Self::Scan(arguments) => scan::run(&arguments),
            Self::Import(arguments) => in_runtime(import::run(&arguments)),
            Self::Inventory(arguments) => in_runtime(inventory::run(&arguments)),
            Self::Sbom(arguments) => sbom::run(&arguments),
            Self::Version(arguments) => version::run(&arguments),
            Self::Purl(arguments) => purl::run(&arguments),
            Self::Serve(arguments) => in_runtime(serve::run(&arguments)),
            Self::Worker(arguments) => in_runtime(worker::run(&arguments)),
            Self::Doctor(arguments) => in_runtime(doctor::run(&arguments)),
            Self::Completions(arguments) => completions::run(&arguments),
        }
    }
}

/// Runs a command that waits for things. What still computes when it has ended, as the reading of a large document that
/// was handed back, does not hold the program.
fn in_runtime(command: impl Future<Output = anyhow::Result<Exit>>) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(command);
    runtime.shutdown_background();
    ended
}
