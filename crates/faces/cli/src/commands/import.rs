//! `mainstay import FILE...`: SBOM documents, and lists of products.

mod products;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, ValueEnum};
use mainstay_office::Office;
use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_store::{SbomSource, SbomState, Work};
use serde::Serialize;

use crate::config::Place;
use crate::exit::Exit;
use crate::output::{self, Format};
use crate::program;

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

#[derive(Serialize)]
struct Imported {
    file: String,
    sbom: Option<uuid::Uuid>,
    already: bool,
    product: String,
    release: String,
    components: u64,
    edges: u64,
    problems: u64,
    grade: Option<u8>,
    error: Option<String>,
}

/// Exit 3 when some file was not taken in.
pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let office = program::open(&arguments.place).await?;
    let mut exit = Exit::Clean;
    for file in &arguments.files {
        let is_csv = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        if is_csv && arguments.product.is_none() {
            exit = exit.worse(products::run(&office, file, arguments.format).await?);
            continue;
        }
        let imported = match take_in(&office, arguments, file).await {
            Ok(imported) => imported,
            Err(error) => {
                output::note(&format!("{}: {error:#}", file.display()));
                exit = Exit::Failure;
                continue;
            }
        };
        if imported.error.is_some() {
            exit = Exit::Failure;
        }
        match arguments.format {
            Format::Json => output::json(&imported)?,
            Format::Table => output::bytes(text(&imported).as_bytes(), None)?,
        }
    }
    Ok(exit)
}

async fn take_in(office: &Office, arguments: &Arguments, file: &Path) -> anyhow::Result<Imported> {
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
    let supplier = match &arguments.supplier {
        Some(name) => Some(office.store().ensure_supplier(name, None).await?),
        None => None,
    };
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
            supplier,
            file_name: name,
        })
        .await?;
    // It is kept from here on, and large ones need not be in memory twice.
    drop(bytes);
    let ahead = match ahead {
        Some(read) => Some(read),
        // What could not be read is told by the work that reads it.
        None => reading.await?.ok(),
    };
    if let Some(ahead) = ahead.filter(|_| !received.already) {
        office.keep_read(received.sbom, ahead);
    }
    office.work_off().await?;
    let sbom = office.store().sbom(received.sbom).await?;
    let unread = match received.work {
        Some(work) if sbom.state == SbomState::Received => Some(unread(&office.store().work(work).await?)),
        _ => None,
    };
    Ok(Imported {
        file: file.display().to_string(),
        sbom: Some(received.sbom),
        already: received.already,
        product: sbom.product.name,
        release: sbom.release_version,
        components: sbom.components,
        edges: sbom.edges,
        problems: sbom.problem_count,
        grade: sbom.grade,
        error: sbom.error.or(unread),
    })
}

/// Why a document that is kept was not read.
fn unread(work: &Work) -> String {
    let why = work.error.as_ref().map(|error| format!(" ({error})")).unwrap_or_default();
    format!("it is kept but was not read yet{why}; `mainstay worker` goes on")
}

fn text(imported: &Imported) -> String {
    if let Some(error) = &imported.error {
        return format!("{}: not read: {error}\n", imported.file);
    }
    let grade =
        imported.grade.map_or_else(|| "not graded".to_owned(), |grade| format!("quality {grade} of 100"));
    format!(
        "{}: {} {}, {} components, {} edges, {} problems, {grade}{}\n",
        imported.file,
        imported.product,
        imported.release,
        imported.components,
        imported.edges,
        imported.problems,
        if imported.already { " (already known)" } else { "" }
    )
}
