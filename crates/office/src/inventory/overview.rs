//! The whole inventory in numbers: what there is, and what is not known.

use jiff::{SignedDuration, Timestamp};
use mainstay_store::{
    ComponentFilter, ComponentOrder, Coverage, CoverageBounds, PageRequest, RequestFilter, RequestStatus,
    Sbom, SbomFilter, SbomState, SupplierAnswers, Total, WorkFilter, WorkState,
};
use serde::Serialize;

use crate::{Office, Result};

/// The whole inventory in numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overview {
    /// Products and releases, and which of them lack an SBOM or have a stale or poor one.
    pub coverage: Coverage,
    /// After how many days an SBOM counts as stale.
    pub stale_days: u32,
    /// Below which grade an SBOM counts as poor, of 100.
    pub poor_below: u8,
    /// Components in use.
    pub components: Total,
    /// SBOMs in use: the current ones of all releases that could be read.
    pub sboms: Total,
    /// Work that waits or runs: documents that are kept and not read yet.
    pub pending: u64,
    /// Work that was given up: documents that could not be read.
    pub failed: Total,
    /// Requests to suppliers whose answer is due and did not come.
    pub overdue: Total,
    /// Suppliers that were asked for SBOMs, and those that answered with one.
    pub suppliers: SupplierAnswers,
    /// The SBOMs received last.
    pub newest: Vec<Sbom>,
}

impl Overview {
    /// Whether nothing has come in yet.
    pub fn is_empty(&self) -> bool {
        self.coverage.products == 0 && self.newest.is_empty()
    }
}

/// SBOMs that the overview names.
const NEWEST: u32 = 8;

impl Office {
    /// The whole inventory in numbers.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn overview(&self, now: Timestamp) -> Result<Overview> {
        let settings = &self.settings;
        let age = SignedDuration::from_hours(24 * i64::from(settings.stale_days));
        let stale_before = now.checked_sub(age).unwrap_or(Timestamp::MIN);
        let bounds = CoverageBounds { stale_before, poor_below: settings.poor_below };
        let one = PageRequest::first(1);
        let all = ComponentFilter::default();
        let components = self.store.list_components(&all, ComponentOrder::Uses, &one).await?.total;
        let newest = self.store.list_sboms(&SbomFilter::default(), &PageRequest::first(NEWEST)).await?;
        let in_use = SbomFilter { state: SbomState::Ready.into(), ..SbomFilter::default() };
        let late = RequestFilter { status: Some(RequestStatus::Overdue), supplier: None };
        let waiting = self.work_in(WorkState::Queued).await?.at_least();
        let running = self.work_in(WorkState::Running).await?.at_least();
        Ok(Overview {
            coverage: self.store.coverage(bounds).await?,
            stale_days: settings.stale_days,
            poor_below: settings.poor_below,
            components,
            sboms: self.store.list_sboms(&in_use, &one).await?.total,
            pending: waiting + running,
            failed: self.work_in(WorkState::Failed).await?,
            overdue: self.store.list_requests(&late, now, &one).await?.total,
            suppliers: self.store.supplier_answers().await?,
            newest: newest.rows,
        })
    }

    async fn work_in(&self, state: WorkState) -> Result<Total> {
        let filter = WorkFilter { state: state.into(), ..WorkFilter::default() };
        Ok(self.store.list_work(&filter, &PageRequest::first(1)).await?.total)
    }
}
