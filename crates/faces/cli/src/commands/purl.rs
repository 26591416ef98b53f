//! `mainstay purl parse TEXT`

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use mainstay_purl::Purl;
use serde::Serialize;

use crate::exit::Exit;
use crate::input;
use crate::output::{self, Format};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Action,
    /// How to print
    #[arg(long, value_enum, default_value = "json", global = true)]
    format: Format,
}

#[derive(Subcommand)]
enum Action {
    /// Read package URLs and print their parts, one object a line
    Parse {
        /// The package URL; `-` reads one from each line of standard input
        text: String,
    },
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Parsed {
        canonical: String,
        r#type: String,
        namespace: Option<String>,
        name: String,
        version: Option<String>,
        qualifiers: BTreeMap<String, String>,
        subpath: Option<String>,
        /// Which rule of the standard the text breaks, though it tells what is meant.
        fault: Option<String>,
    },
    Failed {
        error: String,
    },
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let Action::Parse { text } = &arguments.command;
    if text != "-" {
        let answer = answer(text);
        print(&answer, arguments.format)?;
        return Ok(exit(&answer));
    }
    let mut ended = Exit::Clean;
    for line in input::lines() {
        let answer = match line? {
            Ok(line) => answer(&line),
            Err(why) => Answer::Failed { error: why.to_owned() },
        };
        print(&answer, arguments.format)?;
        ended = ended.worse(exit(&answer));
    }
    Ok(ended)
}

fn print(answer: &Answer, format: Format) -> anyhow::Result<()> {
    match (format, answer) {
        (Format::Json, _) => output::json(answer),
        (Format::Table, Answer::Parsed { canonical, fault, .. }) => {
            let fault = fault.as_ref().map_or_else(String::new, |fault| format!("  !! {fault}"));
            output::bytes(format!("{canonical}{fault}\n").as_bytes(), None)
        }
        (Format::Table, Answer::Failed { error }) => output::bytes(format!("!! {error}\n").as_bytes(), None),
    }
}

fn answer(text: &str) -> Answer {
    match text.parse::<Purl>() {
        Ok(purl) => Answer::Parsed {
            canonical: purl.to_string(),
            r#type: purl.kind().to_owned(),
            namespace: purl.namespace().map(str::to_owned),
            name: purl.name().to_owned(),
            version: purl.version().map(str::to_owned),
            qualifiers: purl.qualifiers().clone(),
            subpath: purl.subpath().map(str::to_owned),
            fault: Purl::parse_strict(text).err().map(|error| error.to_string()),
        },
        Err(error) => Answer::Failed { error: error.to_string() },
    }
}

fn exit(answer: &Answer) -> Exit {
    match answer {
        Answer::Parsed { fault: None, .. } => Exit::Clean,
        Answer::Parsed { .. } | Answer::Failed { .. } => Exit::Findings,
    }
}
