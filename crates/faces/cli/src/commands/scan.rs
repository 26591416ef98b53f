//! `mainstay scan PATH`

mod report;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mainstay_checkout::Limits;
use mainstay_lockfile::Registries;
use mainstay_office::scan::{Options, Scan, scan};
use mainstay_office::stamp;

use crate::commands::sbom;
use crate::config::Configuration;
use crate::exit::{Exit, Usage};
use crate::progress::Shown;
use crate::{output, program};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder to scan
    #[arg(default_value = ".")]
    path: PathBuf,
    /// How to print: `table`, `json`, or an SBOM format such as `cyclonedx-json`, `cyclonedx-1.7-xml`, `spdx-json` or `spdx-tag`
    #[arg(long, short, default_value = "table")]
    format: String,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    tree: Tree,
    #[command(flatten)]
    configuration: Configuration,
    /// What to do when something known was not assessed: no lockfile could be read, one of them could not, or a manifest that
    /// names dependencies has none
    #[arg(long, value_enum, default_value = "warn")]
    not_assessed: NotAssessed,
}

/// How a tree is read; shared by every command that scans.
#[derive(Args)]
pub(crate) struct Tree {
    /// Read lockfiles inside vendored folders as well
    #[arg(long)]
    vendored: bool,
    /// A registry of your own: its host name or the start of its address
    #[arg(
        long = "private-registry",
        value_name = "HOST",
        env = "MAINSTAY_PRIVATE_REGISTRIES",
        value_delimiter = ','
    )]
    private_registries: Vec<String>,
    /// The organization that makes the SBOM, by name: its author
    #[arg(long, value_name = "NAME", env = "MAINSTAY_AUTHOR")]
    author: Option<String>,
    /// The largest number of files to look at
    #[arg(long, default_value_t = Limits::default().files)]
    max_files: u64,
}

impl Tree {
    /// The office's words for these flags.
    pub(crate) fn options(&self) -> Options {
        Options {
            limits: Limits { files: self.max_files, ..Limits::default() },
            registries: Registries { private: self.private_registries.clone() },
            vendored: self.vendored,
            author: self.author.clone(),
        }
    }
}

/// What to do when something was not assessed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NotAssessed {
    /// Exit with 4
    Fail,
    /// Say it and exit with 0
    Warn,
}

impl NotAssessed {
    /// Says what was not assessed, and how the command ends.
    pub(crate) fn exit(self, scan: &Scan) -> Exit {
        let coverage = &scan.coverage;
        if coverage.is_whole() {
            return Exit::Clean;
        }
        if coverage.is_empty() {
            output::note(
                "Not assessed: no lockfile or manifest could be read, so nothing is known about this tree.",
            );
        } else {
            let gaps = coverage.gaps().join(", ");
            output::note(&format!("Not assessed in part: {gaps}; what they stand for is not known."));
        }
        if self == Self::Fail { Exit::NotAssessed } else { Exit::Clean }
    }
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    check_format(&arguments.format)?;
    let options = program::scanning(&arguments.configuration, arguments.tree.options())?;
    let progress = Shown::start();
    let scan = scan(&arguments.path, &options, &progress);
    progress.finish();
    let scan = scan?;
    let file = arguments.output.as_deref();
    match arguments.format.as_str() {
        "table" => output::bytes(&report::table(&scan), file)?,
        "json" => output::bytes(&report::json(&scan)?, file)?,
        id => sbom::write(&scan.bom, id, file, &stamp::now())?,
    }
    Ok(arguments.not_assessed.exit(&scan))
}

/// A wrong format is told before minutes are spent on scanning.
fn check_format(id: &str) -> Result<(), Usage> {
    if ["table", "json"].contains(&id) || mainstay_sbom::writer(id).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = mainstay_sbom::WRITERS.iter().map(|writer| writer.format.id).collect();
    let known = known.join(", ");
    Err(Usage(format!(
        "`{id}` is not a format: use table, json or one of {known}; a name without version, such as spdx-json, stands for \
         the newest one"
    )))
}
