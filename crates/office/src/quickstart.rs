//! The first minutes: a scanned tree becomes a product with a release, kept like any other.

use std::path::Path;

use mainstay_checkout::{Checkout, Limits};
use mainstay_sbom::{Stamp, render};
use mainstay_store::{SbomSource, SbomState};
use uuid::Uuid;

use crate::intake::{Delivery, ReleaseName};
use crate::scan::Scan;
use crate::{Error, Office, Result};

/// The format in which a scan is kept: the one that loses nothing of it.
const FORMAT: &str = "cyclonedx-1.7-json";

/// What a scanned tree is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The product's name.
    pub product: String,
    /// The release: the commit, or `working tree` where git tells none.
    pub version: String,
    /// The address of the repository.
    pub repository: Option<String>,
}

impl Project {
    /// Names a tree by its folder and its commit.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn at(path: &Path, product: Option<&str>) -> anyhow::Result<Self> {
        let checkout = Checkout::open(path, Limits::default())?;
        let revision = checkout.revision();
        let folder = checkout.root().file_name().and_then(|name| name.to_str()).unwrap_or("source");
        Ok(Self {
            product: product.unwrap_or(folder).to_owned(),
            version: revision.commit.unwrap_or_else(|| "working tree".to_owned()),
            repository: revision.remote,
        })
    }
}

/// Where a scan was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The release.
    pub release: Uuid,
    /// The SBOM.
    pub sbom: Uuid,
}

impl Office {
    /// Keeps a scan as the source SBOM of a release, and returns when it has been read.
    ///
    /// # Errors
    /// When the store fails, or the document that the program wrote cannot be read back.
    pub async fn keep_scan(&self, project: &Project, scan: &Scan, stamp: &Stamp) -> Result<Kept> {
        let rendered = render(&scan.bom, FORMAT, stamp).map_err(|error| Error::Fault(error.into()))?;
        let received = self
            .receive(&Delivery {
                bytes: &rendered.bytes,
                release: ReleaseName { product: &project.product, version: &project.version, variant: "" },
                source: SbomSource::Source,
                label: "",
                supplier: None,
                file_name: Some("scan.cdx.json"),
                released_at: None,
            })
            .await?;
        self.work_off().await?;
        let sbom = self.store.sbom(received.sbom).await?;
        if sbom.state != SbomState::Ready {
            let error = sbom.error.unwrap_or_else(|| "another worker has it".to_owned());
            return Err(Error::Busy(format!("the scan is kept and was not read yet: {error}")));
        }
        if let Some(url) = &project.repository {
            let repository = self.store.ensure_repository(url).await?;
            self.store.link_repository(sbom.product.uid, repository).await?;
        }
        Ok(Kept { release: sbom.release, sbom: sbom.uid })
    }
}
