//! `mainstay sbom validate FILE...`

use std::path::PathBuf;

use clap::Args;
use mainstay_model::{Parsed, Problem, Severity};
use mainstay_office::scan;
use mainstay_sbom::Limits;
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, Format};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The documents; `-` is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How to print: lines for people, or one JSON object a file and line
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Serialize)]
struct Verdict {
    file: String,
    format: Option<String>,
    version: Option<String>,
    valid: bool,
    /// Components and edges; `null` where the document could not be read.
    components: Option<usize>,
    edges: Option<usize>,
    problems: Vec<Problem>,
}

/// Exit 0 when all are valid, 1 when some are not, 3 when a file cannot be read at all.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let mut exit = Exit::Clean;
    for path in &arguments.files {
        let verdict = match super::bytes(path) {
            Ok(bytes) => judge(path.display().to_string(), &bytes),
            Err(error) => {
                exit = Exit::Failure;
                output::error(&error);
                continue;
            }
        };
        if !verdict.valid {
            exit = exit.worse(if verdict.components.is_none() { Exit::Failure } else { Exit::Findings });
        }
        match arguments.format {
            Format::Json => output::json(&verdict)?,
            Format::Table => output::bytes(text(&verdict).as_bytes(), None)?,
        }
    }
    Ok(exit)
}

fn judge(file: String, bytes: &[u8]) -> Verdict {
    match mainstay_sbom::parse(bytes, &Limits::default()) {
        Ok(Parsed { value: bom, mut problems }) => {
            let valid = !problems.iter().any(|problem| problem.severity == Severity::Error);
            // What the scan met that it was made by is told, and makes the document no less valid.
            problems.extend(scan::problems(&bom));
            Verdict {
                file,
                valid,
                components: Some(super::used(&bom)),
                edges: Some(bom.dependencies().count()),
                format: Some(bom.document.format),
                version: bom.document.spec_version,
                problems,
            }
        }
        Err(error) => Verdict {
            file,
            format: None,
            version: None,
            valid: false,
            components: None,
            edges: None,
            problems: vec![Problem::error("document-unreadable", error.to_string())],
        },
    }
}

fn text(verdict: &Verdict) -> String {
    let name = match (&verdict.format, &verdict.version) {
        (Some(format), Some(version)) => format!("{format} {version}"),
        (Some(format), None) => format.clone(),
        _ => "unknown format".to_owned(),
    };
    let state = if verdict.valid { "valid" } else { "not valid" };
    let mut text = match (verdict.components, verdict.edges) {
        (Some(components), Some(edges)) => format!(
            "{}: {state}, {name}, {}, {}\n",
            verdict.file,
            output::plural(components as u64, "component"),
            output::plural(edges as u64, "edge"),
        ),
        _ => format!("{}: cannot be read\n", verdict.file),
    };
    for problem in &verdict.problems {
        text.push_str(&format!("  {}\n", output::problem(problem)));
    }
    text
}
