//! Documents that come in, by form and by API: read piece by piece, with a bound on each and on all of them together.

use axum::body::Bytes;
use axum::http::StatusCode;
use futures_util::{Stream, StreamExt};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{Error, State};

/// The largest body of an upload: the largest document and what a form adds to it, in bytes.
pub(crate) const UPLOAD_LIMIT: usize = (1 << 30) + (1 << 20);

/// Documents up to this many bytes are taken in however many come at once.
const SMALL: usize = 16 << 20;

/// How many larger documents are held in memory at the same time; others wait for their turn.
static LARGE: Semaphore = Semaphore::const_new(4);

/// A document in memory, with its turn.
pub(crate) struct Taken {
    pub(crate) bytes: Vec<u8>,
    _turn: Option<SemaphorePermit<'static>>,
}

/// Reads a body to its end; `size` is what the sender announced.
pub(crate) async fn take<E>(
    state: &State,
    size: Option<usize>,
    mut pieces: impl Stream<Item = Result<Bytes, E>> + Unpin,
) -> Result<Taken, Error> {
    let limit = state.office().settings().limits.bytes;
    if size.is_some_and(|size| size > limit) {
        return Err(Error::of_status(StatusCode::PAYLOAD_TOO_LARGE));
    }
    let mut bytes = Vec::with_capacity(size.unwrap_or(0).min(SMALL));
    let mut turn = None;
    while let Some(piece) = pieces.next().await {
        let piece =
            piece.map_err(|_| Error::bad_request("The transfer broke off before its end. Send it again."))?;
        if bytes.len() + piece.len() > limit {
            return Err(Error::of_status(StatusCode::PAYLOAD_TOO_LARGE));
        }
        if turn.is_none() && bytes.len() + piece.len() > SMALL {
            turn = Some(LARGE.acquire().await?);
            bytes.reserve_exact(size.unwrap_or(0).saturating_sub(bytes.len()));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(Taken { bytes, _turn: turn })
}
