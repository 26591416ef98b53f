//! Reading a received SBOM: document to inventory.

use std::sync::Arc;

use mainstay_model::{Bom, Parsed};
use mainstay_sbom::{ReadError, quality};
use mainstay_store::{Document, Ending, InventoryRecord, Quality, READ_SBOM, Saved};
use uuid::Uuid;

use super::{Done, Failure, Job, Kind};
use crate::quality::Report;
use crate::{Error, Office, Settings};

pub(crate) const KIND: Kind = Kind { id: READ_SBOM, title: "Read an SBOM", run: |job| Box::pin(run(job)) };

/// What reading yields.
struct Read {
    parsed: Parsed<Bom>,
    internal: Vec<mainstay_model::NodeId>,
    quality: Option<Quality>,
}

async fn run(mut job: Job) -> Result<Done, Failure> {
    let sbom = job.sbom()?;
    let office = job.office.clone();
    job.progress(0, 3, "Loading the document").await?;
    let source = match office.take_read(sbom) {
        Some(parsed) => Source::Ahead(parsed),
        None => Source::Document(office.store.document(sbom).await?),
    };
    let class = class(&office, sbom).await?;
    let memory = office.room_for(source.bytes()).await;
    job.progress(1, 3, "Reading the document").await?;
    let settings = Arc::clone(&office.settings);
    // The room goes with the reading, which ends later than work that is canceled.
    let asked = class.clone();
    let reading = tokio::task::spawn_blocking(move || (read(source, &settings, asked.as_deref()), memory));
    let (read, _memory) = reading.await.map_err(|error| Failure::Again(Error::Fault(error.into())))?;
    let read = match read {
        Ok(read) => read,
        Err(refusal) => return refuse(&job, sbom, refusal).await,
    };
    job.progress(2, 3, "Saving components and graph").await?;
    // Another document is read while this one waits for the database.
    job.turn = None;
    let record = InventoryRecord {
        bom: &read.parsed.value,
        problems: &read.parsed.problems,
        internal: &read.internal,
        quality: read.quality,
        class: class.as_deref(),
    };
    let problems = read.parsed.problems.len();
    let say = |saved: &Saved| {
        let Saved { components, added, removed, .. } = saved;
        format!(
            "Components: {components}, new in the release: {added}, gone: {removed}; problems: {problems}"
        )
    };
    let ending = Ending { claimed: &job.claimed, steps: 3, say: &say };
    office.store.finish_inventory(sbom, &record, &ending).await?;
    Ok(Done)
}

/// What there is to read.
enum Source {
    /// Nothing any more: it was read before it was handed in.
    Ahead(Box<Parsed<Bom>>),
    /// The document.
    Document(Document),
}

impl Source {
    /// How much is still to be taken into memory.
    fn bytes(&self) -> usize {
        if let Self::Document(document) = self { document.bytes.len() } else { 0 }
    }
}

fn read(source: Source, settings: &Settings, class: Option<&str>) -> Result<Read, ReadError> {
    let mut parsed = match source {
        Source::Ahead(parsed) => *parsed,
        // Only the model goes on: the document is given back before anything is made of it.
        Source::Document(document) => mainstay_sbom::parse(&document.bytes, &settings.limits)?,
    };
    // Before those met in reading: the store keeps the first ones word for word.
    parsed.problems.splice(0..0, crate::scan::problems(&parsed.value));
    let internal = settings.internal.of(&parsed.value);
    let quality = graded(&parsed.value, settings, class);
    Ok(Read { parsed, internal, quality })
}

/// The quality by the profile of a class of products.
pub(super) fn graded(bom: &Bom, settings: &Settings, class: Option<&str>) -> Option<Quality> {
    let profile = settings.profile(class)?;
    let quality = quality(bom, profile);
    let report = serde_json::to_value(Report::new(bom, &quality, profile)).ok()?;
    Some(Quality { grade: quality.score?, report })
}

/// The class of the product that the SBOM describes: it decides what is asked of the document.
pub(super) async fn class(office: &Office, sbom: Uuid) -> Result<Option<String>, Failure> {
    let sbom = office.store.sbom(sbom).await?;
    Ok(office.store.product(&sbom.product_slug).await?.class)
}

async fn refuse(job: &Job, sbom: Uuid, refusal: ReadError) -> Result<Done, Failure> {
    let message = refusal.to_string();
    job.office.store.fail_sbom(sbom, &message, &[], &job.claimed).await?;
    Err(Failure::Written(Error::Invalid(message)))
}
