//! What came of a request: an SBOM, by itself or noted by hand, or a refusal.

use jiff::Timestamp;
use uuid::Uuid;

use super::RequestState;
use crate::sbom::SbomState;
use crate::sql::{Columns, Sql, ms};
use crate::text::check_text;
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
    /// Notes what came of a request that is open. A note that is empty leaves what was noted before.
    ///
    /// # Errors
    /// When the request or the SBOM does not exist; [`StoreError::Conflict`] when the request was answered already or the SBOM was not
    /// read; [`StoreError::Invalid`] when the SBOM is not the supplier's, or of another product or release than was asked for, and
    /// for a note that is too long.
    pub async fn answer_request(&self, request: Uuid, answer: Answer, note: &str) -> Result<()> {
        check_text("a note", note)?;
        let tx = self.begin().await?;
        let id = open(&tx, request).await?;
        let (state, sbom) = match answer {
            Answer::Received(sbom) => (RequestState::Received, Some(asked_for(&tx, id, sbom).await?)),
            Answer::Declined => (RequestState::Declined, None),
        };
        Sql::with(
            "update supplier_request set state = $2, sbom_id = $3, answered_at = $4, \
             note = case when $5 = '' then note else $5 end where id = $1",
            [id.into(), state.into(), sbom.into(), ms(Timestamp::now()), note.into()],
        )
        .run(&*tx)
        .await?;
        tx.commit().await
    }
}

/// The key of a request that waits for an answer, for which nobody else can note one until the end.
async fn open(tx: &Tx, request: Uuid) -> Result<i64> {
    let sql = format!("select id, state, product_id from supplier_request where uid = $1{}", tx.for_update());
    let row = Sql::with(&sql, [request.into()])
        .one(&**tx)
        .await?
        .ok_or_else(|| StoreError::missing("supplier request", request))?;
    let permitted = tx.permit_either(row.get("product_id")?, "requests").await;
    permitted.map_err(|error| error.of("supplier request", request))?;
    match read(&row, "state")? {
        RequestState::Open => row.get("id"),
        state => Err(StoreError::Conflict(format!(
            "the request was answered already ({state}): look at it, and ask again where that is not enough"
        ))),
    }
}

/// The key of an SBOM that was read and is what a request asks for. A file that nobody could read so far is no answer, whatever it
/// is called.
async fn asked_for(tx: &Tx, request: i64, uid: Uuid) -> Result<i64> {
    let row = Sql::with(
        "select b.id, b.state, coalesce(b.supplier_id = q.supplier_id, false) as sent, \
         coalesce(r.product_id = q.product_id, true) and coalesce(b.release_id = q.release_id, true) as fits \
         from sbom b join release r on r.id = b.release_id cross join supplier_request q where b.uid = $1 and q.id = $2",
        [uid.into(), request.into()],
    )
    .one(&**tx)
    .await?
    .ok_or_else(|| StoreError::missing("SBOM", uid))?;
    if !row.get::<bool>("sent")? {
        return Err(StoreError::Invalid(format!(
            "SBOM `{uid}` did not come from this supplier: take it in with the supplier's name"
        )));
    }
    if !row.get::<bool>("fits")? {
        return Err(StoreError::Invalid(format!("SBOM `{uid}` is not of the product that was asked for")));
    }
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
