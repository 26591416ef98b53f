//! Intake: a document is durable, with the work that reads it, before its receipt is acknowledged.

use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::people::opt_key;
use crate::sbom::{SbomSource, SbomState};
use crate::sql::{Columns, Sql, ms};
use crate::store::{aside, retried};
use crate::supplier::answers;
use crate::text::check_length;
use crate::work::{NewWork, Priority, enqueue};
use crate::writer::Tx;
use crate::{Result, Store, StoreError, release};

/// The kind of the work that reads a received SBOM; its payload is a [`ReadSbom`].
pub const READ_SBOM: &str = "read-sbom";

/// The payload of [`READ_SBOM`] work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadSbom {
    /// The SBOM to read.
    pub sbom: Uuid,
}

/// An SBOM document as it comes in.
#[derive(Clone, Debug)]
pub struct NewSbom<'a> {
    /// The document, byte for byte.
    pub bytes: &'a [u8],
    /// The release that it describes.
    pub release: Uuid,
    /// Who made it and from what.
    pub source: SbomSource,
    /// The slot within the release: a new SBOM of the same source and label supersedes the old one. Empty is fine.
    pub label: &'a str,
    /// The supplier that sent it.
    pub supplier: Option<Uuid>,
    /// The name of the file that it came in.
    pub file_name: Option<&'a str>,
    /// How soon it is read.
    pub priority: Priority,
}

impl<'a> NewSbom<'a> {
    /// A document for a release, to be read as somebody waits for it.
    pub fn new(release: Uuid, source: SbomSource, bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            release,
            source,
            label: "",
            supplier: None,
            file_name: None,
            priority: Priority::Interactive,
        }
    }

    /// Refuses a label that does not fit the index.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for one of more than 1,000 bytes.
    pub fn check_label(label: &str) -> Result<()> {
        check_length("the label of an SBOM", label)
    }
}

/// The receipt of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Received {
    /// The SBOM.
    pub sbom: Uuid,
    /// The work that reads it; `None` when the same document was received and read before.
    pub work: Option<Uuid>,
    /// Whether the newest SBOM of this release, source and label was this very document already.
    pub already: bool,
}

/// The document behind an SBOM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// SHA-256 in lower-case hexadecimal.
    pub digest: String,
    /// Byte for byte as received.
    pub bytes: Vec<u8>,
}

impl Store {
    /// Keeps a document, its SBOM row and the work that reads it, all or nothing; durable when this returns. The same
    /// document for the same release, source and label again changes nothing, however many come at once; one that was
    /// refused is read again. What comes from a supplier answers its open requests once it is read.
    ///
    /// # Errors
    /// When the release or the supplier does not exist, or the label is too long.
    pub async fn receive(&self, new: &NewSbom<'_>) -> Result<Received> {
        NewSbom::check_label(new.label)?;
        let digest: Vec<u8> = aside(|| Sha256::digest(new.bytes).to_vec());
        let known = document_id(self.reader(), &digest).await?.is_some();
        // Compressed before the transaction, so that other writers do not wait for it.
        let content = if known { None } else { Some(aside(|| compressed(new.bytes))?) };
        retried(|| self.try_receive(new, &digest, content.as_deref())).await
    }

    /// The document of an SBOM, byte for byte.
    ///
    /// # Errors
    /// When there is no such SBOM, or the stored bytes do not match their digest.
    pub async fn document(&self, sbom: Uuid) -> Result<Document> {
        let row = Sql::with(
            "select d.digest, d.size, d.content from sbom s join document d on d.id = s.document_id where s.uid = $1",
            [sbom.into()],
        )
        .one(self.reader())
        .await?
        .ok_or_else(|| StoreError::missing("SBOM", sbom))?;
        let size = usize::try_from(row.count("size")?).unwrap_or(0);
        let content: Vec<u8> = row.get("content")?;
        let digest: Vec<u8> = row.get("digest")?;
        let unpacked = aside(|| {
            let bytes = zstd::bulk::decompress(&content, size)?;
            let sound = Sha256::digest(&bytes)[..] == digest[..];
            Ok::<_, std::io::Error>((bytes, sound))
        });
        let (bytes, sound) =
            unpacked.map_err(|error| StoreError::Corrupt(format!("the document of SBOM {sbom}: {error}")))?;
        if !sound {
            return Err(StoreError::Corrupt(format!(
                "the document of SBOM {sbom} does not match its digest"
            )));
        }
        Ok(Document { digest: hex(&digest), bytes })
    }

    async fn try_receive(
        &self,
        new: &NewSbom<'_>,
        digest: &[u8],
        content: Option<&[u8]>,
    ) -> Result<Received> {
        let tx = self.begin().await?;
        let (release, product) = release::keys(&*tx, new.release).await?;
        tx.permit(product).await.map_err(|error| error.of("release", new.release))?;
        // Whoever else sends something for this release waits here, then sees what we did.
        let lock = format!("select id from release where id = $1{}", tx.for_update());
        Sql::with(&lock, [release.into()]).one(&*tx).await?;
        let supplier = opt_key(&*tx, "supplier", "supplier", new.supplier).await?;
        let document = save_document(&tx, new, digest, content).await?;
        if let Some((id, received)) = already(&tx, new, release, document).await? {
            sent_by(&tx, id, supplier).await?;
            tx.commit().await?;
            return Ok(received);
        }
        let sbom = Uuid::now_v7();
        let row = Sql::with(
            "insert into sbom (uid, release_id, document_id, source, label, supplier_id, file_name, state, components, \
             edges, problem_count, problems, received_at) \
             values ($1, $2, $3, $4, $5, $6, $7, 'received', 0, 0, 0, '[]', $8) returning id",
            [
                sbom.into(),
                release.into(),
                document.into(),
                new.source.into(),
                new.label.into(),
                supplier.into(),
                new.file_name.map(str::to_owned).into(),
                ms(Timestamp::now()),
            ],
        )
        .one(&*tx)
        .await?
        .ok_or_else(|| StoreError::missing("SBOM", sbom))?;
        sent_by(&tx, row.get("id")?, supplier).await?;
        let work = enqueue(&*tx, &reading(sbom, new.priority)?).await?;
        tx.commit().await?;
        Ok(Received { sbom, work: Some(work.uid), already: false })
    }
}

/// Inserts the document unless it is there; another transaction may be inserting it at this moment.
async fn save_document(tx: &Tx, new: &NewSbom<'_>, digest: &[u8], content: Option<&[u8]>) -> Result<i64> {
    if let Some(id) = document_id(&**tx, digest).await? {
        return Ok(id);
    }
    let content = content.map_or_else(|| compressed(new.bytes), |content| Ok(content.to_vec()))?;
    Sql::with(
        "insert into document (digest, size, content, received_at) values ($1, $2, $3, $4) on conflict (digest) do nothing",
        [
            digest.to_vec().into(),
            i64::try_from(new.bytes.len()).unwrap_or(i64::MAX).into(),
            content.into(),
            ms(Timestamp::now()),
        ],
    )
    .run(&**tx)
    .await?;
    document_id(&**tx, digest).await?.ok_or_else(|| StoreError::missing("document", hex(digest)))
}

/// A supplier sent this SBOM: that becomes known where nobody told it before. One that was read already answers what the supplier
/// was asked; any other does when it is read.
async fn sent_by(tx: &Tx, sbom: i64, supplier: Option<i64>) -> Result<()> {
    let Some(supplier) = supplier else { return Ok(()) };
    let told = "update sbom set supplier_id = $2 where id = $1 and coalesce(supplier_id, $2) = $2";
    let its_own = Sql::with(told, [sbom.into(), supplier.into()]).run(&**tx).await? > 0;
    if its_own { answers(tx, sbom).await } else { Ok(()) }
}

/// The SBOM and the receipt when the newest SBOM of the slot is this document already.
async fn already(tx: &Tx, new: &NewSbom<'_>, release: i64, document: i64) -> Result<Option<(i64, Received)>> {
    // Locked, since the work that reads it ends together with its state: between the two looks it must not come to its end.
    let newest = format!(
        "select id, uid, document_id, state from sbom where release_id = $1 and source = $2 and label = $3 \
         order by id desc limit 1{}",
        tx.for_update()
    );
    let slot = [release.into(), new.source.into(), new.label.into()];
    let row = Sql::with(&newest, slot).one(&**tx).await?;
    let Some(row) = row else { return Ok(None) };
    if row.get::<i64>("document_id")? != document {
        return Ok(None);
    }
    let (id, sbom): (i64, Uuid) = (row.get("id")?, row.get("uid")?);
    let work = match crate::words::read(&row, "state")? {
        SbomState::Ready => None,
        SbomState::Received => Some(enqueue(&**tx, &reading(sbom, new.priority)?).await?.uid),
        SbomState::Refused => {
            let reading = enqueue(&**tx, &reading(sbom, new.priority)?).await?;
            // While the work that refused it has not ended yet, there is none to read it again.
            if !reading.already {
                let again = "update sbom set state = 'received', error = null where id = $1";
                Sql::with(again, [id.into()]).run(&**tx).await?;
            }
            Some(reading.uid)
        }
    };
    Ok(Some((id, Received { sbom, work, already: true })))
}

async fn document_id(at: &impl ConnectionTrait, digest: &[u8]) -> Result<Option<i64>> {
    let row =
        Sql::with("select id from document where digest = $1", [digest.to_vec().into()]).one(at).await?;
    row.map(|row| row.get("id")).transpose()
}

fn reading(sbom: Uuid, priority: Priority) -> Result<NewWork> {
    let payload =
        serde_json::to_value(ReadSbom { sbom }).map_err(|error| StoreError::Fault(Box::new(error)))?;
    let unique_key = Some(reading_key(sbom));
    Ok(NewWork { unique_key, priority, sbom: Some(sbom), ..NewWork::new(READ_SBOM, payload) })
}

/// The key of the work that reads an SBOM.
pub(crate) fn reading_key(sbom: Uuid) -> String {
    format!("{READ_SBOM}:{sbom}")
}

fn compressed(bytes: &[u8]) -> Result<Vec<u8>> {
    zstd::bulk::compress(bytes, 3).map_err(|error| StoreError::Fault(Box::new(error)))
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
