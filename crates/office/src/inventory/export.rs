//! What a release is made of as one document, to hand out.

use mainstay_model::Problem;
use mainstay_sbom::{Limits, READERS, Writer, merge, writer};
use mainstay_store::Sbom;
use uuid::Uuid;

use super::document::{MOST, file_name, kind_of};
use crate::{Error, Office, Result, stamp};

/// The current SBOMs of a release as one new document.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// The document.
    pub bytes: Vec<u8>,
    /// The media type of its format.
    pub media_type: &'static str,
    /// A name that is safe in any file system and header.
    pub name: String,
    /// What could not be read, what the SBOMs disagree about, and what the format cannot hold.
    pub notes: Vec<Problem>,
}

impl Office {
    /// The current SBOMs of a release, joined where there are several, in a format that is written, with a new serial.
    ///
    /// # Errors
    /// When there is no such release or format, no SBOM of the release was read, or they are too large to be written while somebody
    /// waits.
    pub async fn export(&self, release: Uuid, format: &str) -> Result<Export> {
        let Some(writer) = writer(format) else {
            return Err(Error::Invalid(format!("`{format}` is no format that is written")));
        };
        let set = self.store.current_sboms(release).await?;
        let Some(first) = set.first() else {
            return Err(Error::Missing("the release has no SBOM that was read".to_owned()));
        };
        let total: u64 = set.iter().map(|sbom| sbom.size).sum();
        if total > MOST {
            return Err(Error::Invalid(format!(
                "the SBOMs of the release have {total} bytes together; up to {MOST} are joined here: download them and run \
                 `mainstay sbom merge`, or `mainstay sbom convert` for one"
            )));
        }
        let mut notes = Vec::new();
        for newer in self.store.unread_sboms(release).await? {
            let is_slot = |sbom: &&Sbom| (sbom.source, &sbom.label) == (newer.source, &newer.label);
            notes.push(unread(&newer, set.iter().any(|sbom| is_slot(&sbom))));
        }
        let memory = self.room_for(usize::try_from(total).unwrap_or(usize::MAX)).await;
        let mut documents = Vec::with_capacity(set.len());
        for sbom in &set {
            documents.push((called(sbom), self.store.document(sbom.uid).await?.bytes));
        }
        let limits = self.settings.limits;
        let written = tokio::task::spawn_blocking(move || {
            // Given back when the writing ends, also where nobody waits for it any longer.
            let _memory = memory;
            joined(documents, writer, &limits)
        });
        let (bytes, more) = written.await.map_err(|error| Error::Fault(error.into()))??;
        notes.extend(more);
        let kind = (writer.format.family, writer.format.encoding);
        let reader = READERS.iter().find(|reader| (reader.format.family, reader.format.encoding) == kind);
        let (media_type, ending) = kind_of(reader);
        let name = file_name(&first.product_slug, &first.release_version, ending);
        Ok(Export { bytes, media_type, name, notes })
    }
}

/// What the document lacks since the newest SBOM of a slot was not read; an older one may stand for it.
fn unread(newer: &Sbom, has_older: bool) -> Problem {
    let what = match &newer.error {
        Some(error) => format!("was refused ({error})"),
        None => "is not read yet".to_owned(),
    };
    let instead =
        if has_older { "an older one stands for it" } else { "what it tells is not in the document" };
    Problem::error("sbom-unread", format!("the newest {} {what}: {instead}", called(newer)))
}

/// One new document of several, each with what it is called.
fn joined(
    documents: Vec<(String, Vec<u8>)>,
    writer: &Writer,
    limits: &Limits,
) -> Result<(Vec<u8>, Vec<Problem>)> {
    let mut notes = Vec::new();
    let mut parts = Vec::with_capacity(documents.len());
    for (name, bytes) in documents {
        let parsed = mainstay_sbom::parse(&bytes, limits);
        let parsed = parsed.map_err(|error| Error::Invalid(format!("{name}: {error}")))?;
        notes.extend(parsed.problems);
        parts.push((name, parsed.value));
    }
    let bom = match <[_; 1]>::try_from(parts) {
        Ok([(_, only)]) => only,
        Err(parts) => {
            let merged = merge(parts);
            notes.extend(merged.problems);
            merged.value
        }
    };
    let rendered = (writer.render)(&bom, &stamp::now()).map_err(|error| Error::Fault(error.into()))?;
    notes.extend(rendered.losses);
    Ok((rendered.bytes, notes))
}

/// How an SBOM is called where several are joined.
fn called(sbom: &Sbom) -> String {
    let source = sbom.source.as_str();
    if sbom.label.is_empty() {
        format!("{source} SBOM")
    } else {
        format!("{source} SBOM “{}”", sbom.label)
    }
}
