//! What came of a request: an SBOM, by itself or noted by hand, or a refusal.

use jiff::Timestamp;
use uuid::Uuid;

use super::RequestState;
use crate::sbom::SbomState;
use crate::sql::{Columns, Sql, ms};
use crate::words::read;
use crate::writer::Tx;
use crate::{Result, Store, StoreError};

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This SBOM.
    Received(Uuid),
    /// The supplier will not give one.
    Declined,
}

impl Store {
    /// Notes what came of a request. A note that is empty leaves what was noted before.
    ///
    /// # Errors
    /// When the request or the SBOM does not exist; [`StoreError::Conflict`] when the SBOM was not read.
    pub async fn answer_request(&self, request: Uuid, answer: Answer, note: &str) -> Result<()> {
        let tx = self.begin().await?;
        let (state, sbom) = match answer {
            Answer::Received(sbom) => (RequestState::Received, Some(read_sbom(&tx, sbom).await?)),
            Answer::Declined => (RequestState::Declined, None),
        };
        let touched = Sql::with(
            "update supplier_request set state = $2, sbom_id = $3, answered_at = $4, \
             note = case when $5 = '' then note else $5 end where uid = $1",
            [request.into(), state.into(), sbom.into(), ms(Timestamp::now()), note.into()],
        )
        .run(&*tx)
        .await?;
        if touched == 0 {
            return Err(StoreError::missing("supplier request", request));
        }
        tx.commit().await
    }
}

/// The key of an SBOM that was read. A file that nobody could read so far is no answer, whatever it is called.
async fn read_sbom(tx: &Tx, uid: Uuid) -> Result<i64> {
    let row = Sql::with("select id, state from sbom where uid = $1", [uid.into()])
        .one(&**tx)
        .await?
        .ok_or_else(|| StoreError::missing("SBOM", uid))?;
    let why = match read(&row, "state")? {
        SbomState::Ready => return row.get("id"),
        SbomState::Received => "has not been read yet: note the answer once it has",
        SbomState::Refused => "cannot be read: ask for another one",
    };
    Err(StoreError::Conflict(format!("SBOM `{uid}` {why}")))
}

/// An SBOM of a supplier is in the inventory: it answers the supplier's open requests for its product or release, and those that
/// name none; one that was not read yet answers none. A request for a single component is noted by hand.
pub(crate) async fn answers(tx: &Tx, sbom: i64) -> Result<()> {
    Sql::with(
        "update supplier_request set state = 'received', sbom_id = $1, answered_at = $2 \
         where supplier_id = (select supplier_id from sbom where id = $1) and state = 'open' and component_id is null and exists ( \
         select 1 from sbom s join release r on r.id = s.release_id where s.id = $1 and s.state = 'ready' \
         and (supplier_request.release_id is null or supplier_request.release_id = s.release_id) \
         and (supplier_request.product_id is null or supplier_request.product_id = r.product_id))",
        [sbom.into(), ms(Timestamp::now())],
    )
    .run(&**tx)
    .await?;
    Ok(())
}
