//! What came of a request: an SBOM, by itself or noted by hand, or a refusal.

use jiff::Timestamp;
use uuid::Uuid;

use super::RequestState;
use crate::people::key;
use crate::sql::{Sql, ms};
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
    /// When the request or the SBOM does not exist.
    pub async fn answer_request(&self, request: Uuid, answer: Answer, note: &str) -> Result<()> {
        let tx = self.begin().await?;
        let (state, sbom) = match answer {
            Answer::Received(sbom) => (RequestState::Received, Some(key(&*tx, "sbom", "SBOM", sbom).await?)),
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

/// An SBOM came from a supplier: it answers the open requests for its product or release, and those that name none. What a request for
/// a single component wants cannot be told from a document that was not read yet.
pub(crate) async fn arrived(tx: &Tx, sbom: i64, supplier: i64) -> Result<()> {
    Sql::with(
        "update supplier_request set state = 'received', sbom_id = $1, answered_at = $2 \
         where supplier_id = $3 and state = 'open' and component_id is null and exists ( \
         select 1 from sbom s join release r on r.id = s.release_id where s.id = $1 and s.supplier_id = $3 and s.state <> 'refused' \
         and (supplier_request.release_id is null or supplier_request.release_id = s.release_id) \
         and (supplier_request.product_id is null or supplier_request.product_id = r.product_id))",
        [sbom.into(), ms(Timestamp::now()), supplier.into()],
    )
    .run(&**tx)
    .await?;
    Ok(())
}

/// A document turned out to be none that can be read: the requests that it answered wait again.
pub(crate) async fn taken_back(tx: &Tx, sbom: Uuid) -> Result<()> {
    Sql::with(
        "update supplier_request set state = 'open', sbom_id = null, answered_at = null \
         where state = 'received' and sbom_id = (select id from sbom where uid = $1)",
        [sbom.into()],
    )
    .run(&**tx)
    .await?;
    Ok(())
}
