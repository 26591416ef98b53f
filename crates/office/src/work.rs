//! Background work: what kinds there are, and the worker that does them.
//!
//! Work is a row of the store. A worker claims it under a lease, keeps the lease alive while it works, and ends it;
//! when the worker dies, the lease runs out and another takes over. Every kind must therefore bear being done twice.

mod awaited;
mod grade_sbom;
mod read_sbom;
mod worker;

use std::pin::Pin;
use std::time::{Duration, Instant};

use mainstay_store::{Claimed, GRADE_SBOM, READ_SBOM, ReadSbom, StoreError, Work, WorkState};
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;

pub use awaited::Awaited;

use crate::{Error, Office, Result};

/// One kind of work.
pub struct Kind {
    /// The stable id under which it is stored.
    pub id: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Does it.
    pub(crate) run: fn(Job) -> Running,
}

/// Work under way.
pub(crate) type Running = Pin<Box<dyn Future<Output = Result<Done, Failure>> + Send>>;

/// Work is done, and its end is written: in the transaction that stored what came of it, so that a person who cancels is told the
/// truth.
pub(crate) struct Done;

/// Every kind of work.
pub const KINDS: &[&Kind] = &[&read_sbom::KIND, &grade_sbom::KIND];

impl Office {
    /// Gives failed or canceled work another round of attempts.
    ///
    /// # Errors
    /// When it is in another state, or the same work waits already.
    pub async fn retry_work(&self, work: Uuid) -> Result<()> {
        self.store.work(work).await?;
        self.store.retry_work(work).await?;
        self.wake.notify_one();
        Ok(())
    }

    /// Cancels work that waits, and asks what runs to stop. Returns the state.
    ///
    /// # Errors
    /// When there is no such work, or it has ended already.
    pub async fn cancel_work(&self, work: Uuid) -> Result<WorkState> {
        let before = self.store.work(work).await?.state;
        let state = self.store.cancel_work(work).await?;
        let ended = |state| matches!(state, WorkState::Done | WorkState::Failed);
        if ended(before) || ended(state) || before == WorkState::Canceled {
            return Err(Error::Conflict(format!("work `{work}` has ended already")));
        }
        Ok(state)
    }
}

/// The SBOM that a piece of work is about.
pub fn sbom_of(work: &Work) -> Option<Uuid> {
    if work.kind != READ_SBOM && work.kind != GRADE_SBOM {
        return None;
    }
    serde_json::from_value::<ReadSbom>(work.payload.clone()).ok().map(|payload| payload.sbom)
}

/// What people call a kind of work; one that this program does not know keeps its id.
pub fn title(kind: &str) -> &str {
    KINDS.iter().find(|known| known.id == kind).map_or(kind, |known| known.title)
}

/// Claimed work in the hands of the code that does it.
pub(crate) struct Job {
    pub(crate) office: Office,
    pub(crate) claimed: Claimed,
    /// The right to keep a processor busy; given back once the work only waits for the database.
    pub(crate) turn: Option<OwnedSemaphorePermit>,
    /// When people were last told how far it is.
    pub(crate) told: Instant,
}

/// How often people are told how far work is. Most work is done before: telling would cost more than doing.
const TELLING: Duration = Duration::from_millis(400);

impl Job {
    /// The SBOM that it is about.
    pub(crate) fn sbom(&self) -> Result<Uuid, Failure> {
        let payload: ReadSbom = serde_json::from_value(self.claimed.work.payload.clone())
            .map_err(|error| Failure::Final(Error::Fault(error.into())))?;
        Ok(payload.sbom)
    }

    /// Tells how far the work is, unless that was told a moment ago.
    pub(crate) async fn progress(&mut self, done: u64, total: u64, note: &str) -> Result<(), Failure> {
        if self.told.elapsed() < TELLING {
            return Ok(());
        }
        self.told = Instant::now();
        Ok(self.office.store.progress(&self.claimed, done, Some(total), note).await?)
    }
}

/// Why an attempt failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Another attempt may do better.
    Again(Error),
    /// No attempt will, and the end is written: in the transaction that stored why.
    Written(Error),
    /// No attempt will.
    Final(Error),
    /// A person asked to cancel; nothing was stored.
    Canceled,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Canceled => Self::Canceled,
            error => Self::Again(error.into()),
        }
    }
}
