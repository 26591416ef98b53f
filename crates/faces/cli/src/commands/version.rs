//! `mainstay version ...`

use std::cmp::Ordering;
use std::io::BufRead;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use mainstay_version::{Ecosystem, Range, SCHEMES, Vers, Version};
use serde::Serialize;

use crate::exit::Exit;
use crate::output;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Action,
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
    contains: Option<bool>,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    match &arguments.command {
        Action::Compare { ecosystem, a, b } => compare(ecosystem, a.as_deref(), b.as_deref()),
        Action::Contains { ecosystem, range, candidate } => contains(ecosystem, range, candidate),
        Action::Ecosystems => ecosystems(),
    }
}

fn compare(ecosystem: &str, a: Option<&str>, b: Option<&str>) -> anyhow::Result<Exit> {
    if ecosystem == "-" {
        for (number, line) in std::io::stdin().lock().lines().enumerate() {
            let line = line?;
            let parts: Vec<&str> = line.split('\t').collect();
            let [ecosystem, a, b] = parts[..] else {
                bail!("line {}: expected ECOSYSTEM, A and B with tabulators between", number + 1);
            };
            output::json(&order(ecosystem, a, b))?;
        }
        return Ok(Exit::Clean);
    }
    let a = a.context("name two versions")?;
    output::json(&order(ecosystem, a, b.context("name two versions")?))?;
    Ok(Exit::Clean)
}

fn order(ecosystem: &str, a: &str, b: &str) -> Order {
    let order = match mainstay_version::compare(known(ecosystem), a, b) {
        Ordering::Less => "<",
        Ordering::Equal => "=",
        Ordering::Greater => ">",
    };
    Order { order }
}

/// A purl type, or the name that advisories give the ecosystem.
fn known(ecosystem: &str) -> Ecosystem {
    Ecosystem::from_name(ecosystem).unwrap_or_else(|| Ecosystem::from_purl_type(ecosystem))
}

fn contains(ecosystem: &str, range: &str, version: &str) -> anyhow::Result<Exit> {
    let ecosystem = known(ecosystem);
    let range = match range.strip_prefix("vers:") {
        Some(_) => range.parse::<Vers>()?.to_range(),
        None => Range::parse_native(ecosystem, range)?,
    };
    let version = Version::parse(ecosystem, version);
    let contains = version.is_valid().then(|| range.contains(&version));
    output::json(&Contained { contains })?;
    Ok(if contains == Some(false) { Exit::Findings } else { Exit::Clean })
}

fn ecosystems() -> anyhow::Result<Exit> {
    let rows: Vec<Vec<String>> =
        SCHEMES.iter().map(|scheme| vec![scheme.id.to_owned(), scheme.purl_types.join(" ")]).collect();
    output::bytes(output::columns(&["Order", "Package types"], &rows).as_bytes(), None)?;
    Ok(Exit::Clean)
}
