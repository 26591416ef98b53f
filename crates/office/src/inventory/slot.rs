//! The SBOMs before and after one: those of the same release, source and label that were read.

use mainstay_store::Sbom;
use uuid::Uuid;

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
        let beside = self.store.sboms_beside(&[sbom.uid]).await?.remove(&sbom.uid).unwrap_or_default();
        let uids: Vec<Uuid> = beside.previous.into_iter().chain(beside.next).collect();
        let found = self.store.sboms(&uids).await?;
        let named = |uid: Option<Uuid>| found.iter().find(|one| Some(one.uid) == uid).cloned();
        Ok(Slot { previous: named(beside.previous), next: named(beside.next) })
    }
}
