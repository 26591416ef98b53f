//! `mainstay version ...`

use std::cmp::Ordering;

use clap::{Args, Subcommand};
use mainstay_version::{Ecosystem, Range, SCHEMES, Vers, Version};
use serde::Serialize;

use crate::exit::{Exit, Usage};
use crate::input;
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
        #[arg(allow_hyphen_values = true)] // `-any` of Hackage
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
    /// `null` when it is not known.
    contains: Option<bool>,
    /// Why it is not known.
    reason: Option<String>,
}

/// A line that is no question.
#[derive(Serialize)]
struct Unread {
    error: String,
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
        return orders(format);
    }
    let (Some(a), Some(b)) = (a, b) else { return Err(Usage("name two versions".to_owned()).into()) };
    order(ecosystem, a, b, format)?;
    Ok(Exit::Clean)
}

/// One answer a line. Exit 1 when some line could not be read.
fn orders(format: Format) -> anyhow::Result<Exit> {
    let mut exit = Exit::Clean;
    for (number, line) in (1_u64..).zip(input::lines()) {
        let line = line?;
        let parts: Result<Vec<&str>, _> = line.as_ref().map(|line| line.split('\t').collect());
        let error = match parts.as_deref() {
            Ok([ecosystem, a, b]) => {
                order(ecosystem, a, b, format)?;
                continue;
            }
            Ok(_) => format!("line {number}: expected ECOSYSTEM, A and B with tabulators between"),
            Err(why) => format!("line {number}: {why}"),
        };
        exit = Exit::Findings;
        match format {
            Format::Json => output::json(&Unread { error })?,
            Format::Table => output::bytes(format!("!! {error}\n").as_bytes(), None)?,
        }
    }
    Ok(exit)
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
    let contained = match judge(ecosystem, range, version)? {
        Ok(contains) => Contained { contains: Some(contains), reason: None },
        Err(reason) => Contained { contains: None, reason: Some(reason) },
    };
    match format {
        Format::Json => output::json(&contained)?,
        Format::Table => {
            let told = match (contained.contains, &contained.reason) {
                (Some(true), _) => "yes".to_owned(),
                (Some(false), _) => "no".to_owned(),
                (None, reason) => format!("not known: {}", reason.as_deref().unwrap_or_default()),
            };
            output::bytes(format!("{told}\n").as_bytes(), None)?;
        }
    }
    Ok(match contained.contains {
        Some(true) => Exit::Clean,
        Some(false) => Exit::Findings,
        None => Exit::NotAssessed,
    })
}

/// Whether a version lies in a range, or why that is not known. A range that is none is wrong usage.
fn judge(name: &str, range: &str, version: &str) -> Result<Result<bool, String>, Usage> {
    let ecosystem = known(name);
    let candidate = Version::parse(ecosystem, version);
    let foreign = || format!("`{version}` is no version of {ecosystem}");
    if range.starts_with("vers:") {
        let vers: Vers = range.parse().map_err(|error| Usage(format!("`{range}`: {error}")))?;
        if !vers.is_of(name) {
            let scheme = vers.scheme();
            return Ok(Err(format!("the range is one of {scheme}, the version one of {name}")));
        }
        if !candidate.is_valid() {
            return Ok(Err(foreign()));
        }
        // `vers:all/*` and `vers:none/*` are of no ecosystem.
        return Ok(Ok(if vers.ecosystem() == ecosystem {
            vers.contains(&candidate)
        } else {
            vers.to_range().is_all()
        }));
    }
    match Range::admits(ecosystem, range, &candidate) {
        Ok(admitted) => Ok(admitted.ok_or_else(foreign)),
        // What is not known of an ecosystem is nobody's slip.
        Err(error) if ecosystem == Ecosystem::generic() => {
            Ok(Err(format!("{error}; how {name} writes ranges is not known, write it as `vers:`")))
        }
        Err(error) => Err(Usage(error.to_string())),
    }
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
