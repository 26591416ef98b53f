//! The document behind an SBOM: as a file to hand out, and compared with another.

use mainstay_model::{Bom, NodeId};
use mainstay_sbom::{READERS, diff};
use mainstay_store::Sbom;
use serde::Serialize;
use uuid::Uuid;

use crate::{Error, Office, Result};

/// A document as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFile {
    /// Byte for byte as received.
    pub bytes: Vec<u8>,
    /// SHA-256 in lower-case hexadecimal.
    pub digest: String,
    /// The media type of its format; a general one where the format is not known.
    pub media_type: &'static str,
    /// A name that is safe in any file system and header: ASCII letters, digits, `-`, `_` and `.`.
    pub name: String,
}

/// What changed from one document to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DocumentChanges {
    /// Components of the second that the first has not.
    pub added: Vec<Named>,
    /// Components of the first that the second has not.
    pub removed: Vec<Named>,
    /// Components of both that differ.
    pub changed: Vec<DocumentChange>,
    /// How many are the same in both.
    pub unchanged: usize,
}

/// A component that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentChange {
    /// As the first has it.
    pub before: Named,
    /// As the second has it.
    pub after: Named,
    /// What differs: `version`, `license`, ...
    pub aspects: Vec<String>,
}

/// A component as a document names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its purl.
    pub purl: Option<String>,
    /// Its name, with its version.
    pub name: String,
}

impl Office {
    /// The document of an SBOM as a file.
    ///
    /// # Errors
    /// When there is no such SBOM.
    pub async fn document_file(&self, sbom: Uuid) -> Result<DocumentFile> {
        let row = self.store.sbom(sbom).await?;
        let document = self.store.document(sbom).await?;
        let (media_type, ending) = kind(&document.bytes);
        let name = file_name(&row, ending);
        Ok(DocumentFile { bytes: document.bytes, digest: document.digest, media_type, name })
    }

    /// What changed from one SBOM's document to another's.
    ///
    /// # Errors
    /// When there is no such SBOM, or one of them cannot be read.
    pub async fn document_changes(&self, before: Uuid, after: Uuid) -> Result<DocumentChanges> {
        let (before, after) = (self.store.document(before).await?, self.store.document(after).await?);
        let limits = self.settings.limits;
        let compared = tokio::task::spawn_blocking(move || {
            let read = |bytes: &[u8]| {
                let parsed = mainstay_sbom::parse(bytes, &limits);
                parsed.map(|parsed| parsed.value).map_err(|error| Error::Invalid(error.to_string()))
            };
            Ok::<_, Error>(changes(&read(&before.bytes)?, &read(&after.bytes)?))
        });
        compared.await.map_err(|error| Error::Fault(error.into()))?
    }
}

fn changes(before: &Bom, after: &Bom) -> DocumentChanges {
    let diff = diff(before, after);
    let named = |bom: &Bom, ids: &[NodeId]| ids.iter().map(|id| name(bom, *id)).collect();
    let changed = diff.changed.iter().map(|change| DocumentChange {
        before: name(before, change.before),
        after: name(after, change.after),
        aspects: change
            .aspects
            .iter()
            .filter_map(|aspect| serde_json::to_value(aspect).ok()?.as_str().map(str::to_owned))
            .collect(),
    });
    DocumentChanges {
        changed: changed.collect(),
        added: named(after, &diff.added),
        removed: named(before, &diff.removed),
        unchanged: diff.unchanged,
    }
}

fn name(bom: &Bom, id: NodeId) -> Named {
    let component = bom.component(id);
    let name = match &component.version {
        Some(version) => format!("{} {version}", component.name),
        None => component.name.clone(),
    };
    Named { purl: component.purl.as_ref().map(ToString::to_string), name }
}

/// The media type and the ending of a document. The reader that claims the bytes knows better than a name that somebody gave.
fn kind(bytes: &[u8]) -> (&'static str, &'static str) {
    let reader = READERS.iter().find(|reader| (reader.claims)(bytes));
    match reader.map(|reader| reader.format.id) {
        Some("cyclonedx-json") => ("application/vnd.cyclonedx+json", "cdx.json"),
        Some("cyclonedx-xml") => ("application/vnd.cyclonedx+xml", "cdx.xml"),
        Some("cyclonedx-protobuf") => ("application/x.vnd.cyclonedx+protobuf", "cdx.pb"),
        Some(id) if id.starts_with("spdx") && id.ends_with("tag") => ("text/spdx", "spdx"),
        Some(id) if id.starts_with("spdx") && id.ends_with("yaml") => ("application/yaml", "spdx.yaml"),
        Some(id) if id.starts_with("spdx") && id.ends_with("rdf") => ("application/rdf+xml", "spdx.rdf"),
        Some(id) if id.starts_with("spdx") && id.ends_with("jsonld") => ("application/ld+json", "spdx.json"),
        Some(id) if id.starts_with("spdx") => ("application/spdx+json", "spdx.json"),
        _ => ("application/octet-stream", "bin"),
    }
}

/// Made of product and release: the name that a stranger gave a file is not repeated to browsers and shells.
fn file_name(sbom: &Sbom, ending: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' || c == '_' { c } else { '-' };
    let stem: String =
        format!("{}-{}", sbom.product_slug, sbom.release_version).chars().take(80).map(plain).collect();
    let stem = stem.trim_matches(['.', '-']);
    let stem = if stem.is_empty() { "sbom" } else { stem };
    format!("{stem}.{ending}")
}
