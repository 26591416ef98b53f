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
    /// Whether a person chose that name. Folders of one name are often of different projects.
    pub named: bool,
    /// The release: the commit, with `-dirty` where files are not as in it; `working tree` where git tells none.
    pub version: String,
    /// The address of the repository, with the folder behind `#` where the tree is a part of it.
    pub repository: Option<String>,
    /// The address of the folder on this machine.
    pub folder: String,
}

impl Project {
    /// Names a tree by its folder and its commit.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn at(path: &Path, product: Option<&str>) -> anyhow::Result<Self> {
        let checkout = Checkout::open(path, Limits::default())?;
        let revision = checkout.revision();
        let name = checkout.root().file_name().and_then(|name| name.to_str()).unwrap_or("source");
        let part = match revision.folder.as_str() {
            "" => String::new(),
            folder => format!("#{folder}"),
        };
        Ok(Self {
            product: product.unwrap_or(name).to_owned(),
            named: product.is_some(),
            // As `git describe --dirty`: what is not in the commit must not pass for it.
            version: match revision.commit {
                Some(commit) if revision.dirty == Some(true) => format!("{commit}-dirty"),
                Some(commit) => commit,
                None => "working tree".to_owned(),
            },
            repository: revision.remote.map(|remote| format!("{remote}{part}")),
            folder: format!("file://{}", checkout.root().display()),
        })
    }
}

/// Where a scan was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The release.
    pub release: Uuid,
    /// The SBOM; `None` of a tree of which nothing could be read: an empty one would say that it uses nothing.
    pub sbom: Option<Uuid>,
}

/// The place of a repository, however people write the way to it: `git@host:a/b.git` and `https://Host/a/b` are one.
fn place(url: &str) -> String {
    let (url, folder) = url.split_once('#').unwrap_or((url, ""));
    let (host, path) = match url.split_once("://") {
        Some((_, rest)) => rest.split_once('/').unwrap_or((rest, "")),
        None => url.split_once(':').unwrap_or(("", url)),
    };
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host).to_lowercase();
    let path = path.trim_matches('/');
    format!("{host}/{}#{folder}", path.strip_suffix(".git").unwrap_or(path))
}

impl Office {
    /// Keeps a scan as the source SBOM of a release, and returns when it has been read.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the product is of another tree and nobody chose its name; when the store fails, or the document that
    /// the program wrote cannot be read back.
    pub async fn keep_scan(&self, project: &Project, scan: &Scan, stamp: &Stamp) -> Result<Kept> {
        if !project.named {
            self.check_tree(project).await?;
        }
        let name = ReleaseName { product: &project.product, version: &project.version, variant: "" };
        let (release, sbom) = if scan.coverage.is_empty() {
            (self.ensure_release(name, None).await?, None)
        } else {
            let (release, sbom) = self.keep_document(name, scan, stamp).await?;
            (release, Some(sbom))
        };
        let product = self.store.release(release).await?.product;
        let url = project.repository.as_ref().unwrap_or(&project.folder);
        let repository = self.store.ensure_repository(url).await?;
        self.store.link_repository(product, repository).await?;
        Ok(Kept { release, sbom })
    }

    /// Refuses to mix the inventories of two trees that merely have folders of one name.
    async fn check_tree(&self, project: &Project) -> Result<()> {
        let name = &project.product;
        let Some(product) = self.product_called(name).await? else { return Ok(()) };
        let known = self.store.repositories(product).await?;
        let here = project.repository.as_deref().map(place);
        let is_this = |url: &String| *url == project.folder || here.as_ref() == Some(&place(url));
        match known.first() {
            Some(other) if !known.iter().any(|repository| is_this(&repository.url)) => {
                Err(Error::Invalid(format!(
                    "the product `{name}` is of another source tree, {}: choose a name for this one with --product, or say \
                     --product {name:?} to keep it there all the same",
                    other.url
                )))
            }
            _ => Ok(()),
        }
    }

    /// Keeps the document of a scan until it has been read.
    async fn keep_document(
        &self,
        release: ReleaseName<'_>,
        scan: &Scan,
        stamp: &Stamp,
    ) -> Result<(Uuid, Uuid)> {
        let rendered = render(&scan.bom, FORMAT, stamp).map_err(|error| Error::Fault(error.into()))?;
        let received = self
            .receive(&Delivery {
                file_name: Some("scan.cdx.json"),
                ..Delivery::new(release, SbomSource::Source, &rendered.bytes)
            })
            .await?;
        self.work_off().await?;
        let sbom = self.store.sbom(received.sbom).await?;
        if sbom.state != SbomState::Ready {
            let error = sbom.error.unwrap_or_else(|| "another worker has it".to_owned());
            return Err(Error::Busy(format!("the scan is kept and was not read yet: {error}")));
        }
        Ok((sbom.release, sbom.uid))
    }
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn one_repository_is_one_place_however_it_is_written() {
        let spelled =
            ["git@git.example:o/p.git", "https://me@GIT.example/o/p", "ssh://git@git.example/o/p.git/"];
        assert!(spelled.iter().all(|url| place(url) == place("https://git.example/o/p.git")));
        for other in [
            "https://git.example/o/P",
            "https://git.example:8443/o/p",
            "https://git.example/o/p#web",
            "../o/p",
        ] {
            assert_ne!(place(other), place("https://git.example/o/p"), "{other}");
        }
    }
}
