//! Grading an SBOM again, after its product got another class.

use std::sync::Arc;

use mainstay_store::GRADE_SBOM;

use super::read_sbom::{class, graded};
use super::{Done, Failure, Job, Kind};
use crate::Error;

pub(crate) const KIND: Kind =
    Kind { id: GRADE_SBOM, title: "Grade an SBOM again", run: |job| Box::pin(run(job)) };

async fn run(mut job: Job) -> Result<Done, Failure> {
    let sbom = job.sbom()?;
    let office = job.office.clone();
    let document = office.store.document(sbom).await?;
    let class = class(&office, sbom).await?;
    let memory = office.room_for(document.bytes.len()).await;
    job.progress(1, 2, "Reading the document").await?;
    let (settings, asked) = (Arc::clone(&office.settings), class.clone());
    let grading = tokio::task::spawn_blocking(move || {
        let parsed = mainstay_sbom::parse(&document.bytes, &settings.limits);
        (parsed.map(|parsed| graded(&parsed.value, &settings, asked.as_deref())), memory)
    });
    let (quality, _memory) = grading.await.map_err(|error| Failure::Again(Error::Fault(error.into())))?;
    // It was read before: what cannot be read now is a fault of the program, not of the document.
    let quality = quality.map_err(|error| Failure::Final(Error::Fault(error.into())))?;
    office.store.finish_grading(sbom, class.as_deref(), quality.as_ref(), &job.claimed).await?;
    Ok(Done)
}
