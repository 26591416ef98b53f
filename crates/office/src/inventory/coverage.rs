//! What the inventory does not know: products without SBOMs, with stale or poor ones.

use jiff::{Timestamp, ToSpan};
use mainstay_store::{Coverage, CoverageBounds, Gap, Page, PageRequest, ProductGap};
use serde::Serialize;

use crate::{Office, Result};

/// How far the inventory covers the products, with the bounds that it is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CoverageReport {
    /// The counts.
    pub counts: Coverage,
    /// After how many days an SBOM counts as stale.
    pub stale_days: u32,
    /// Below which grade an SBOM counts as poor, of 100.
    pub poor_below: u8,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GapKind {
    /// No current SBOM.
    Without,
    /// A release that counts (it is deployed, or the newest with an SBOM) has only stale SBOMs.
    Stale,
    /// A release that counts has a poor SBOM.
    Poor,
}

impl Office {
    /// How many products and releases are covered, by the bounds of the settings.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn coverage(&self, now: Timestamp) -> Result<CoverageReport> {
        let (stale_days, poor_below) = (self.settings.stale_days, self.settings.poor_below);
        let bounds = CoverageBounds { stale_before: self.stale_before(now), poor_below };
        Ok(CoverageReport { counts: self.store.coverage(bounds).await?, stale_days, poor_below })
    }

    /// The products with a gap, by name.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn product_gaps(
        &self,
        kind: GapKind,
        now: Timestamp,
        request: &PageRequest,
    ) -> Result<Page<ProductGap>> {
        let gap = match kind {
            GapKind::Without => Gap::Without,
            GapKind::Stale => Gap::Stale(self.stale_before(now)),
            GapKind::Poor => Gap::Poor(self.settings.poor_below),
        };
        Ok(self.store.list_product_gaps(gap, request).await?)
    }

    fn stale_before(&self, now: Timestamp) -> Timestamp {
        let hours = i64::from(self.settings.stale_days) * 24;
        now.checked_sub(hours.hours()).unwrap_or(Timestamp::MIN)
    }
}
