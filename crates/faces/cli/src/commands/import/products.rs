//! A list of products, their owners, units and tags.

use std::path::Path;

use anyhow::Context;
use mainstay_model::{Problem, Severity};
use mainstay_office::Office;
use mainstay_office::catalog::{CatalogReport, csv};

use super::Format;
use crate::exit::Exit;
use crate::output;

/// Exit 1 when rows were left out, 3 when the list cannot be read at all.
pub(super) async fn run(office: &Office, file: &Path, format: Format) -> anyhow::Result<Exit> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let parsed = match csv::parse(&bytes) {
        Ok(parsed) => parsed,
        Err(problem) => {
            output::note(&output::problem(&problem.in_file(&file.display().to_string())));
            return Ok(Exit::Failure);
        }
    };
    let mut report = office.import_catalog(&parsed.value).await?;
    report.problems.splice(0..0, parsed.problems);
    match format {
        Format::Json => output::json(&report)?,
        Format::Table => output::bytes(text(file, &report).as_bytes(), None)?,
    }
    let left_out = |problem: &Problem| problem.severity > Severity::Note;
    Ok(if report.problems.iter().any(left_out) { Exit::Findings } else { Exit::Clean })
}

fn text(file: &Path, report: &CatalogReport) -> String {
    let mut text = format!(
        "{}: {} products created, {} updated, {} unchanged\n",
        file.display(),
        report.created,
        report.updated,
        report.unchanged
    );
    for problem in &report.problems {
        text.push_str(&format!("  {}\n", output::problem(problem)));
    }
    text
}
