//! The document behind an SBOM: as a file to hand out, and compared with another.

use mainstay_model::{Bom, NodeId};
use mainstay_sbom::{READERS, Reader, diff};
use serde::Serialize;
use uuid::Uuid;

use crate::{Error, Office, Result};

/// Bytes of documents together that are compared or joined while somebody waits.
pub(super) const MOST: u64 = 128 << 20;

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
        // The reader that claims the bytes knows better than a name that somebody gave.
        let reader = READERS.iter().find(|reader| (reader.claims)(&document.bytes));
        let (media_type, ending) = kind_of(reader);
        let name = file_name(&row.product_slug, &row.release_version, ending);
        Ok(DocumentFile { bytes: document.bytes, digest: document.digest, media_type, name })
    }

    /// What changed from one SBOM's document to another's.
    ///
    /// # Errors
    /// When there is no such SBOM, one of them cannot be read, or both together are too large to be compared while somebody waits.
    pub async fn document_changes(&self, before: Uuid, after: Uuid) -> Result<DocumentChanges> {
        let bytes = self.store.sbom(before).await?.size + self.store.sbom(after).await?.size;
        if bytes > MOST {
            return Err(Error::Invalid(format!(
                "the two documents have {bytes} bytes together; up to {MOST} are compared here: \
                 download both and run `mainstay sbom diff`"
            )));
        }
        let memory = self.room_for(usize::try_from(bytes).unwrap_or(usize::MAX)).await;
        let (before, after) = (self.store.document(before).await?, self.store.document(after).await?);
        let limits = self.settings.limits;
        let compared = tokio::task::spawn_blocking(move || {
            // Given back when the reading ends, also where nobody waits for it any longer.
            let _memory = memory;
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

/// The media type of what a reader reads and how the names of its files end; general ones where there is none.
pub(super) fn kind_of(reader: Option<&&Reader>) -> (&'static str, &'static str) {
    reader.map_or(("application/octet-stream", "bin"), |reader| (reader.media_type, reader.ending))
}

/// Made of product and release: the name that a stranger gave a file is not repeated to browsers and shells.
pub(super) fn file_name(product: &str, release: &str, ending: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' || c == '_' { c } else { '-' };
    let stem: String = format!("{product}-{release}").chars().take(80).map(plain).collect();
    let stem = stem.trim_matches(['.', '-']);
    let stem = if stem.is_empty() { "sbom" } else { stem };
    format!("{stem}.{ending}")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use mainstay_store::{NewProduct, NewRelease, NewSbom, SbomSource, Store, StoreOptions};
    use tokio::time::timeout;

    use super::*;
    use crate::Settings;

    /// Documents as a release keeps them, not read yet.
    async fn kept(office: &Office, documents: &[&str]) -> Vec<Uuid> {
        let product = office.store.ensure_product(&NewProduct::named("shop", "Shop")).await.unwrap();
        let release = office.store.ensure_release(product, &NewRelease::version("1")).await.unwrap();
        let mut kept = Vec::new();
        for document in documents {
            let new = NewSbom::new(release, SbomSource::Build, document.as_bytes());
            kept.push(office.store.receive(&new).await.unwrap().sbom);
        }
        kept
    }

    async fn office(database: &mainstay_testapp::Database) -> Office {
        Office::new(Store::open(database.url(), StoreOptions::default()).await.unwrap(), Settings::default())
    }

    #[tokio::test]
    async fn every_format_is_given_back_as_what_it_is() {
        let database = mainstay_testapp::Database::sqlite();
        let office = office(&database).await;
        let documents = [
            (
                r#"{"bomFormat": "CycloneDX", "specVersion": "1.6"}"#,
                "shop-1.cdx.json",
                "application/vnd.cyclonedx+json",
            ),
            ("SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n", "shop-1.spdx", "text/spdx"),
            ("Name,Version,PURL\nzlib,1.3,pkg:generic/zlib@1.3\n", "shop-1.csv", "text/csv"),
            (
                "<Document><spdxVersion>SPDX-2.2</spdxVersion></Document>",
                "shop-1.spdx.xml",
                "application/xml",
            ),
            ("what is this", "shop-1.bin", "application/octet-stream"),
        ];
        let sboms = kept(&office, &documents.map(|(text, ..)| text)).await;
        for (sbom, (text, name, media_type)) in sboms.into_iter().zip(documents) {
            let file = office.document_file(sbom).await.unwrap();
            assert_eq!(
                (file.name.as_str(), file.media_type, file.bytes.as_slice()),
                (name, media_type, text.as_bytes())
            );
        }
    }

    #[tokio::test]
    async fn documents_are_compared_when_there_is_room_for_them() {
        let database = mainstay_testapp::Database::sqlite();
        let office = office(&database).await;
        let document = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}"#;
        let sboms = kept(&office, &[document, &format!("{document} ")]).await;
        let everything = office.room_for(usize::MAX).await;
        let compare = || office.document_changes(sboms[0], sboms[1]);
        assert!(timeout(Duration::from_millis(300), compare()).await.is_err(), "it takes no room");
        drop(everything);
        assert_eq!(compare().await.unwrap(), DocumentChanges::default());
    }
}
