//! Documents that come in, by form and by API: read piece by piece, with a bound on each and on all of them together. A large one
//! waits on disk until it is whole, so that slow senders hold no memory, and only few are in memory at once.

use std::io::SeekFrom;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::StatusCode;
use futures_util::{Stream, StreamExt};
use mainstay_markup::bytes as size_words;
use mainstay_office::{Error as OfficeError, Office};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{Error, State};

/// The largest body of an upload, in bytes. It is more than any document may have, so that a browser that sends too much has sent it all and
/// reads the words that refuse it; what is too much is dropped as it comes.
pub(crate) const UPLOAD_LIMIT: usize = 4 << 30;

/// Documents up to this many bytes are taken in however many come at once.
const SMALL: usize = 16 << 20;

/// How many larger documents are held in memory at the same time; others wait for their turn on disk.
static LARGE: Semaphore = Semaphore::const_new(2);

/// A document in memory, with its turn.
pub(crate) struct Taken {
    pub(crate) bytes: Arc<Vec<u8>>,
    _turn: Option<SemaphorePermit<'static>>,
}

impl Taken {
    /// Fills in what nobody said of the product and the version with what the document tells of itself.
    pub(crate) async fn names(
        &self,
        office: &Office,
        product: &mut String,
        version: &mut String,
    ) -> Result<(), OfficeError> {
        let (no_product, no_version) = (product.trim().is_empty(), version.trim().is_empty());
        if no_product || no_version {
            let told = office.read_ahead(Arc::clone(&self.bytes)).await?;
            *product = told.product.filter(|_| no_product).unwrap_or_else(|| std::mem::take(product));
            *version = told.version.filter(|_| no_version).unwrap_or_else(|| std::mem::take(version));
        }
        Ok(())
    }
}

/// Reads a body to its end; `size` is what the sender announced.
pub(crate) async fn take<E>(
    state: &State,
    size: Option<usize>,
    mut pieces: impl Stream<Item = Result<Bytes, E>> + Unpin,
) -> Result<Taken, Error> {
    let limit = state.office().settings().limits.bytes;
    if size.is_some_and(|size| size > limit) {
        return Err(too_large(limit));
    }
    let mut bytes = Vec::with_capacity(size.unwrap_or(0).min(SMALL));
    let mut spool: Option<Spool> = None;
    let mut length = 0;
    while let Some(piece) = pieces.next().await {
        let piece =
            piece.map_err(|_| Error::bad_request("The transfer broke off before its end. Send it again."))?;
        length += piece.len();
        if length > limit {
            return Err(too_large(limit));
        }
        match &mut spool {
            Some(spool) => spool.file.write_all(&piece).await?,
            None if length <= SMALL => bytes.extend_from_slice(&piece),
            None => {
                let mut file = Spool::new()?;
                file.file.write_all(&std::mem::take(&mut bytes)).await?;
                file.file.write_all(&piece).await?;
                spool = Some(file);
            }
        }
    }
    match spool {
        Some(spool) => spool.read(length).await,
        None => Ok(Taken { bytes: Arc::new(bytes), _turn: None }),
    }
}

/// The refusal of what is too large, with what can be done.
pub(crate) fn too_large(limit: usize) -> Error {
    let most = size_words(limit as u64);
    let detail = format!(
        "At most {most} are taken in at once. Send the parts of the release as SBOMs of their own, each with its part named, or let the \
         generator leave out what is no component, such as single files."
    );
    Error { detail: Some(detail), ..Error::of_status(StatusCode::PAYLOAD_TOO_LARGE) }
}

/// A file without a name, which goes when it is closed, whatever happens.
struct Spool {
    file: File,
}

impl Spool {
    fn new() -> Result<Self, Error> {
        Ok(Self { file: File::from_std(tempfile::tempfile()?) })
    }

    /// What was written, once there is room for it in memory.
    async fn read(mut self, length: usize) -> Result<Taken, Error> {
        self.file.flush().await?;
        self.file.seek(SeekFrom::Start(0)).await?;
        let turn = LARGE.acquire().await?;
        let mut bytes = Vec::with_capacity(length);
        self.file.read_to_end(&mut bytes).await?;
        Ok(Taken { bytes: Arc::new(bytes), _turn: Some(turn) })
    }
}
