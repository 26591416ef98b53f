//! The SBOMs before and after one: those of the same release, source and label.

use mainstay_store::{Page, PageRequest, Sbom, SbomFilter, Superseded};

use crate::{Office, Result};

/// The neighbors of an SBOM.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slot {
    /// The one that came before it.
    pub previous: Option<Sbom>,
    /// The one that took its place.
    pub next: Option<Sbom>,
}

impl Office {
    /// The SBOMs before and after one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn slot(&self, sbom: &Sbom) -> Result<Slot> {
        let filter = SbomFilter {
            release: Some(sbom.release),
            source: sbom.source.into(),
            superseded: Superseded::Show,
            ..SbomFilter::default()
        };
        let mut slot = Slot::default();
        let mut request = PageRequest::first(1000);
        loop {
            let Page { rows, next, .. } = self.store.list_sboms(&filter, &request).await?;
            // Last received first: the last one before we meet it is the next, the first one behind it the previous.
            for other in rows.into_iter().filter(|other| other.label == sbom.label && other.uid != sbom.uid) {
                if (other.received_at, other.uid) > (sbom.received_at, sbom.uid) {
                    slot.next = Some(other);
                } else {
                    slot.previous = Some(other);
                    return Ok(slot);
                }
            }
            match next {
                Some(next) => request = PageRequest::after(1000, next),
                None => return Ok(slot),
            }
        }
    }
}
