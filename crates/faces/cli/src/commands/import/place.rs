//! Documents that take the place of others: those of one release, source and label.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use mainstay_office::Office;
use mainstay_store::Sbom;
use serde::Serialize;
use uuid::Uuid;

/// The files that one command has kept, by the names of their releases; source and label are the same for all.
#[derive(Default)]
pub(super) struct Kept(HashMap<(String, String), PathBuf>);

impl Kept {
    /// Notes a file.
    ///
    /// # Errors
    /// When another one stands there already: of several parts of a release only the last one would be left.
    pub(super) fn note(
        &mut self,
        product: &str,
        version: &str,
        file: &Path,
        bytes: &[u8],
    ) -> anyhow::Result<()> {
        let release = (product.trim().to_lowercase(), version.trim().to_owned());
        let Some(other) = self.0.get(&release) else {
            self.0.insert(release, file.to_owned());
            return Ok(());
        };
        let is_same = std::fs::read(other).is_ok_and(|known| known == bytes);
        anyhow::ensure!(
            is_same,
            "it would take the place of {}, which is kept for the same release and source: import each part of a release by itself, with a --label of its own",
            other.display()
        );
        Ok(())
    }
}

/// A document whose place another one took.
#[derive(Serialize)]
pub(super) struct Replaced {
    sbom: Uuid,
    file: Option<String>,
    made_at: Option<String>,
    /// Whether it was made later than the one that took its place.
    newer: bool,
}

impl Replaced {
    /// What an SBOM took the place of.
    pub(super) async fn by(office: &Office, sbom: &Sbom) -> anyhow::Result<Option<Self>> {
        let previous = office.slot(sbom).await?.previous;
        Ok(previous.map(|other| Self {
            newer: made(&other).zip(made(sbom)).is_some_and(|(other, own)| other > own),
            sbom: other.uid,
            file: other.file_name,
            made_at: other.made_at,
        }))
    }

    /// One line for people.
    pub(super) fn text(&self) -> String {
        let file = self.file.as_deref().unwrap_or("another document");
        let made = self.made_at.as_ref().map_or_else(String::new, |at| format!(", made {at}"));
        let newer = if self.newer { ", which was made later than this one" } else { "" };
        format!("  takes the place of {file}{made}{newer}; a part of its own needs a --label\n")
    }
}

fn made(sbom: &Sbom) -> Option<Timestamp> {
    sbom.made_at.as_ref()?.parse().ok()
}
