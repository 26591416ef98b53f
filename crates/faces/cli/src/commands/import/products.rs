//! A list of products, their owners, units and tags.

use std::path::Path;

use anyhow::Context;
use mainstay_model::{Problem, Severity};
use mainstay_office::Office;
use mainstay_office::catalog::{self, CatalogReport};
use mainstay_store::{GRADE_SBOM, PageRequest, WorkFilter, WorkState};
use serde::Serialize;

use super::{Format, parts};
use crate::exit::Exit;
use crate::output;

/// One list; one that could not be read has no numbers.
#[derive(Serialize)]
struct Imported<'a> {
    file: String,
    created: Option<u64>,
    updated: Option<u64>,
    unchanged: Option<u64>,
    problems: &'a [Problem],
    error: Option<String>,
}

/// Exit 1 when rows were left out, 3 when the list cannot be read at all.
pub(super) async fn run(office: &Office, file: &Path, format: Format) -> anyhow::Result<Exit> {
    let taken = match parts::refuse(file) {
        Ok(()) => take_in(office, file).await,
        Err(refusal) => Err(refusal),
    };
    let report = match taken {
        Ok(report) => report,
        Err(error) => {
            let error = format!("{error:#}");
            match format {
                Format::Json => output::json(&shape(file, None, Some(error)))?,
                Format::Table => output::note(&format!("{}: not read: {error}", file.display())),
            }
            return Ok(Exit::Failure);
        }
    };
    match format {
        Format::Json => output::json(&shape(file, Some(&report), None))?,
        Format::Table => output::bytes(text(file, &report).as_bytes(), None)?,
    }
    if report.updated > 0 {
        grade_again(office).await?;
    }
    let left_out = |problem: &Problem| problem.severity > Severity::Note;
    Ok(if report.problems.iter().any(left_out) { Exit::Findings } else { Exit::Clean })
}

async fn take_in(office: &Office, file: &Path) -> anyhow::Result<CatalogReport> {
    let bytes = std::fs::read(file).context("cannot be read")?;
    let parsed = catalog::parse(&bytes).map_err(|problem| anyhow::anyhow!(problem.message))?;
    let mut report = office.import_catalog(&parsed.value).await?;
    report.problems.splice(0..0, parsed.problems);
    Ok(report)
}

/// Another class of a product asks otherwise of its SBOMs: nobody may be there to grade them but this process.
async fn grade_again(office: &Office) -> anyhow::Result<()> {
    office.work_off().await?;
    let waiting = WorkFilter { state: WorkState::Queued.into(), kind: GRADE_SBOM.into() };
    let waiting = office.store().list_work(&waiting, &PageRequest::first(1)).await?.total.at_least();
    if waiting > 0 {
        let sboms = output::plural(waiting, "SBOM");
        output::note(&format!("{sboms} could not be graded by the class yet; `mainstay worker` tries again"));
    }
    Ok(())
}

fn shape<'a>(file: &Path, report: Option<&'a CatalogReport>, error: Option<String>) -> Imported<'a> {
    Imported {
        file: file.display().to_string(),
        created: report.map(|report| report.created),
        updated: report.map(|report| report.updated),
        unchanged: report.map(|report| report.unchanged),
        problems: report.map_or(&[], |report| &report.problems),
        error,
    }
}

fn text(file: &Path, report: &CatalogReport) -> String {
    let mut text = format!(
        "{}: {} created, {} updated, {} unchanged\n",
        file.display(),
        output::plural(report.created, "product"),
        report.updated,
        report.unchanged
    );
    for problem in &report.problems {
        text.push_str(&format!("  {}\n", output::problem(problem)));
    }
    text
}
