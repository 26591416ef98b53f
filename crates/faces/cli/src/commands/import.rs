//! `mainstay import FILE...`: SBOM documents, and lists of products.

mod parts;
mod place;
mod products;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, ValueEnum};
use mainstay_model::Problem;
use mainstay_office::Office;
use mainstay_office::intake::{Delivery, ReleaseName, released_on};
use mainstay_office::work::Awaited;
use mainstay_store::{Received, SbomSource, SbomState, WorkState};
use serde::Serialize;

use self::place::{Kept, Replaced};
use crate::config::Place;
use crate::exit::Exit;
use crate::output::{self, Format};
use crate::program;
use crate::progress::Shown;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The SBOM documents; a file that ends in `.csv` is a list of components with `--product`, else one of products as a CMDB exports it
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    place: Place,
    /// The product [default: the name of what the document describes]
    #[arg(long)]
    product: Option<String>,
    /// The version of the release [default: the version of what the document describes]
    #[arg(long)]
    release: Option<String>,
    /// Platform or edition of the release
    #[arg(long, default_value = "")]
    variant: String,
    /// When the release was released: a day, as in 2027-03-01, or a time (RFC 3339). The newest release of a product is found by it, and by
    /// version where it is not told
    #[arg(long, value_name = "DAY", value_parser = released)]
    released_at: Option<jiff::Timestamp>,
    /// Who made the documents and from what
    #[arg(long, value_enum, default_value = "build")]
    source: Source,
    /// Which part of the release the document describes; a new one of the same source and label takes the old one's place
    #[arg(long, default_value = "")]
    label: String,
    /// The supplier that sent them
    #[arg(long)]
    supplier: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
#[expect(
    clippy::enum_variant_names,
    reason = "the words of the field: a source SBOM is one made from source"
)]
enum Source {
    /// Made from a source tree
    Source,
    /// Made by the build
    Build,
    /// Sent by a supplier
    Supplier,
}

/// One file; what was not read has no numbers.
#[derive(Default, Serialize)]
struct Imported {
    file: String,
    sbom: Option<uuid::Uuid>,
    already: bool,
    product: Option<String>,
    release: Option<String>,
    components: Option<u64>,
    edges: Option<u64>,
    problems: Option<u64>,
    grade: Option<u8>,
    error: Option<String>,
    /// What it took the place of.
    replaces: Option<Replaced>,
    /// Whether the product is archived, so that figures, lists of products and coverage leave it out.
    archived: bool,
    #[serde(skip)]
    first: Vec<Problem>,
}

/// Problems that a line for people is followed by; the others are counted.
const SHOWN: usize = 3;

/// Exit 3 when some file was not taken in.
pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    program::using(program::open(&arguments.place).await?, async |office| files(office, arguments).await)
        .await
}

async fn files(office: &Office, arguments: &Arguments) -> anyhow::Result<Exit> {
    let mut exit = Exit::Clean;
    let mut kept = Kept::default();
    for file in &arguments.files {
        let is_csv = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        if is_csv && arguments.product.is_none() {
            exit = exit.worse(products::run(office, file, arguments.format).await?);
            continue;
        }
        let imported = take_in(office, arguments, file, &mut kept).await.unwrap_or_else(|error| Imported {
            file: file.display().to_string(),
            error: Some(format!("{error:#}")),
            ..Imported::default()
        });
        if imported.error.is_some() {
            exit = Exit::Failure;
        }
        match (arguments.format, &imported.error) {
            (Format::Json, _) => output::json(&imported)?,
            (Format::Table, Some(error)) => output::note(&format!("{}: not read: {error}", imported.file)),
            (Format::Table, None) => output::bytes(text(&imported).as_bytes(), None)?,
        }
    }
    Ok(exit)
}

async fn take_in(
    office: &Office,
    arguments: &Arguments,
    file: &Path,
    kept: &mut Kept,
) -> anyhow::Result<Imported> {
    let received = receive(office, arguments, file, kept).await?;
    let ended = match received.work {
        Some(work) => {
            let shown = Shown::start();
            let ended = office.work_until(work, &shown).await;
            shown.finish();
            Some(ended?)
        }
        None => None,
    };
    told(office, file, received, ended).await
}

/// Keeps a document, and what was read of it on the way.
async fn receive(
    office: &Office,
    arguments: &Arguments,
    file: &Path,
    kept: &mut Kept,
) -> anyhow::Result<Received> {
    let bytes = Arc::new(std::fs::read(file).context("cannot be read")?);
    let (reader, document) = (office.clone(), Arc::clone(&bytes));
    // Read while it is being kept, unless only the document can tell where to keep it.
    let mut reading = tokio::spawn(async move { reader.read_ahead(document).await });
    let (mut ahead, mut subject, mut version) = (None, arguments.product.clone(), arguments.release.clone());
    if subject.is_none() || version.is_none() {
        let read = ahead.insert((&mut reading).await??);
        subject = subject.or_else(|| read.product.clone());
        version = version.or_else(|| read.version.clone());
    }
    let subject = subject.context("does not name what it describes: say --product")?;
    let version = version.context("does not tell the version of what it describes: say --release")?;
    kept.note(&subject, &version, file, &bytes)?;
    let name = file.file_name().and_then(|name| name.to_str());
    let received = office
        .receive(&Delivery {
            bytes: &bytes,
            release: ReleaseName { product: &subject, version: &version, variant: &arguments.variant },
            source: match arguments.source {
                Source::Source => SbomSource::Source,
                Source::Build => SbomSource::Build,
                Source::Supplier => SbomSource::Supplier,
            },
            label: &arguments.label,
            supplier: arguments.supplier.as_deref(),
            file_name: name,
            released_at: arguments.released_at,
        })
        .await?;
    // It is kept from here on, and large ones need not be in memory twice.
    drop(bytes);
    if !received.already {
        let read = match ahead {
            Some(read) => Some(read),
            // What could not be read is told by the work that reads it.
            None => reading.await?.ok(),
        };
        read.into_iter().for_each(|read| office.keep_read(received.sbom, read));
    }
    Ok(received)
}

/// What became of a document.
async fn told(
    office: &Office,
    file: &Path,
    received: Received,
    ended: Option<Awaited>,
) -> anyhow::Result<Imported> {
    let sbom = office.store().sbom(received.sbom).await?;
    let unread = ended.filter(|_| sbom.state == SbomState::Received).map(|ended| unread(&ended));
    let is_read = sbom.state == SbomState::Ready;
    let first = match sbom.problem_count {
        0 => Vec::new(),
        _ => office.store().sbom_report(received.sbom).await?.problems,
    };
    let replaces = match is_read && !received.already {
        true => Replaced::by(office, &sbom).await?,
        false => None,
    };
    let product = office.store().product(&sbom.product_slug).await?;
    Ok(Imported {
        replaces,
        archived: product.archived_at.is_some(),
        file: file.display().to_string(),
        sbom: Some(received.sbom),
        already: received.already,
        product: Some(sbom.product.name),
        release: Some(sbom.release_version),
        components: is_read.then_some(sbom.components),
        edges: is_read.then_some(sbom.edges),
        problems: is_read.then_some(sbom.problem_count),
        grade: sbom.grade,
        error: sbom.error.or(unread),
        first: worst(first),
    })
}

fn released(text: &str) -> Result<jiff::Timestamp, String> {
    released_on(text).map_err(|error| error.to_string())
}

/// The problems that matter most, in the order of the document.
fn worst(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    problems.truncate(SHOWN);
    problems
}

/// Why a document that is kept was not read.
fn unread(ended: &Awaited) -> String {
    let why = ended.failure.as_ref().map_or_else(String::new, |failure| format!(": {failure}"));
    match ended.work.state {
        WorkState::Canceled => "it is kept, and its reading was canceled".to_owned(),
        WorkState::Failed => format!("it is kept, and its reading failed{why}"),
        _ => format!("it is kept but was not read yet{why}; `mainstay worker` tries again"),
    }
}

fn text(imported: &Imported) -> String {
    let grade =
        imported.grade.map_or_else(|| "not graded".to_owned(), |grade| format!("quality {grade} of 100"));
    let number = |number: Option<u64>, noun| output::plural(number.unwrap_or(0), noun);
    let problems = imported.problems.unwrap_or(0);
    let mut text = format!(
        "{}: {} {}, {}, {}, {}, {grade}{}\n",
        imported.file,
        imported.product.as_deref().unwrap_or_default(),
        imported.release.as_deref().unwrap_or_default(),
        number(imported.components, "component"),
        number(imported.edges, "edge"),
        number(imported.problems, "problem"),
        if imported.already { " (already known)" } else { "" }
    );
    text.extend(imported.replaces.as_ref().map(Replaced::text));
    if imported.archived {
        text.push_str("  the product is archived: the list of products and coverage leave it out\n");
    }
    for problem in &imported.first {
        text.push_str(&format!("  {}\n", output::problem(problem)));
    }
    let more = problems.saturating_sub(imported.first.len() as u64);
    if more > 0 {
        text.push_str(&format!("  and {more} more: `mainstay sbom validate {}` tells them\n", imported.file));
    }
    text
}
