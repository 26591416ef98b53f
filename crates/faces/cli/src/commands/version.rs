//! `mainstay version ...`

use std::cmp::Ordering;
use std::io::BufRead;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use mainstay_version::{Ecosystem, Range, SCHEMES, Vers, Version};
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, Format};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Action,
    /// How to print [default: JSON; the list of ecosystems as a table]
    #[arg(long, value_enum, global = true)]
    format: Option<Format>,
}

#[derive(Subcommand)]
enum Action {
    /// Print the order of two versions as JSON: `<`, `=` or `>`
    Compare {
        /// The ecosystem: a purl type such as `npm` or `deb`; `-` reads lines `ECOSYSTEM<TAB>A<TAB>B`
        ecosystem: String,
        /// A version
        a: Option<String>,
        /// Another version
        b: Option<String>,
    },
    /// Tell whether a version lies in a range, in the ecosystem's own syntax or as `vers:`
    Contains {
        /// The ecosystem
        ecosystem: String,
        /// The range
        range: String,
        /// The version
        #[arg(value_name = "VERSION")]
        candidate: String,
    },
    /// List the ecosystems whose order is known
    Ecosystems,
}

#[derive(Serialize)]
struct Order {
    order: &'static str,
}

#[derive(Serialize)]
struct Contained {
    /// `null` when the version is none of its ecosystem.
    contains: Option<bool>,
}

#[derive(Serialize)]
struct Scheme {
    order: &'static str,
    purl_types: &'static [&'static str],
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let format = arguments.format;
    match &arguments.command {
        Action::Compare { ecosystem, a, b } => {
            compare(ecosystem, a.as_deref(), b.as_deref(), format.unwrap_or(Format::Json))
        }
        Action::Contains { ecosystem, range, candidate } => {
            contains(ecosystem, range, candidate, format.unwrap_or(Format::Json))
        }
        Action::Ecosystems => ecosystems(format.unwrap_or(Format::Table)),
    }
}

fn compare(ecosystem: &str, a: Option<&str>, b: Option<&str>, format: Format) -> anyhow::Result<Exit> {
    if ecosystem == "-" {
        for (number, line) in std::io::stdin().lock().lines().enumerate() {
            let line = line?;
            let parts: Vec<&str> = line.split('\t').collect();
            let [ecosystem, a, b] = parts[..] else {
                bail!("line {}: expected ECOSYSTEM, A and B with tabulators between", number + 1);
            };
            order(ecosystem, a, b, format)?;
        }
        return Ok(Exit::Clean);
    }
    let a = a.context("name two versions")?;
    order(ecosystem, a, b.context("name two versions")?, format)?;
    Ok(Exit::Clean)
}

fn order(ecosystem: &str, a: &str, b: &str, format: Format) -> anyhow::Result<()> {
    let order = match mainstay_version::compare(known(ecosystem), a, b) {
        Ordering::Less => "<",
        Ordering::Equal => "=",
        Ordering::Greater => ">",
    };
    match format {
        Format::Json => output::json(&Order { order }),
        Format::Table => output::bytes(format!("{a} {order} {b}\n").as_bytes(), None),
    }
}

/// A purl type, or the name that advisories give the ecosystem.
fn known(ecosystem: &str) -> Ecosystem {
    Ecosystem::from_name(ecosystem).unwrap_or_else(|| Ecosystem::from_purl_type(ecosystem))
}

fn contains(ecosystem: &str, range: &str, version: &str, format: Format) -> anyhow::Result<Exit> {
    let ecosystem = known(ecosystem);
    let range = match range.strip_prefix("vers:") {
        Some(_) => range.parse::<Vers>()?.to_range(),
        None => Range::parse_native(ecosystem, range)?,
    };
    let candidate = Version::parse(ecosystem, version);
    let contains = candidate.is_valid().then(|| range.contains(&candidate));
    match format {
        Format::Json => output::json(&Contained { contains })?,
        Format::Table => {
            let told = match contains {
                Some(true) => "yes",
                Some(false) => "no",
                None => "not known: that is no version of this ecosystem",
            };
            output::bytes(format!("{told}\n").as_bytes(), None)?;
        }
    }
    Ok(if contains == Some(false) { Exit::Findings } else { Exit::Clean })
}

fn ecosystems(format: Format) -> anyhow::Result<Exit> {
    match format {
        Format::Json => {
            let schemes =
                SCHEMES.iter().map(|scheme| Scheme { order: scheme.id, purl_types: scheme.purl_types });
            output::json(&schemes.collect::<Vec<_>>())?;
        }
        Format::Table => {
            let rows: Vec<Vec<String>> = SCHEMES
                .iter()
                .map(|scheme| vec![scheme.id.to_owned(), scheme.purl_types.join(" ")])
                .collect();
            output::bytes(output::columns(&["Order", "Package types"], &rows).as_bytes(), None)?;
        }
    }
    Ok(Exit::Clean)
}
