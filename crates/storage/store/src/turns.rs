//! Whose turn it is to save what a document says, on PostgreSQL. One writer at a time is right for the counts of a product, and the others
//! wait here: each that waited for the product's row would hold a connection, until none was left for those who want to see a page.

use sea_orm::DbBackend;
use tokio::sync::{Mutex, MutexGuard, Semaphore, SemaphorePermit};
use uuid::Uuid;

use crate::sql::{Columns, Sql};
use crate::{Result, Store};

/// Products whose keys leave the same rest share a turn.
const PRODUCTS: usize = 64;

/// Turns of the savers of this process; row locks keep those of others apart.
#[derive(Debug)]
pub(crate) struct Turns {
    products: [Mutex<()>; PRODUCTS],
    savers: Semaphore,
}

/// The right to save, given back when dropped.
pub(crate) struct Turn<'a> {
    /// Given back first: whoever comes next for the product needs one as well.
    _saver: SemaphorePermit<'a>,
    _product: Option<MutexGuard<'a, ()>>,
}

impl Turns {
    /// Turns that leave some of the writing connections to others than savers.
    pub(crate) fn new(connections: u32) -> Self {
        let savers = connections.saturating_sub(3).max(1);
        Self { products: [const { Mutex::const_new(()) }; PRODUCTS], savers: Semaphore::new(savers as usize) }
    }

    /// Waits for a turn, and where a product's key is given until nobody else of this process saves for it.
    pub(crate) async fn wait(&self, product: Option<i64>) -> Turn<'_> {
        let product = match product {
            Some(key) => Some(self.products[key.unsigned_abs() as usize % PRODUCTS].lock().await),
            None => None,
        };
        let saver = self.savers.acquire().await.expect("it is never closed");
        Turn { _saver: saver, _product: product }
    }
}

impl Store {
    /// Waits until a connection may be kept for saving, and for the turn of the product of an SBOM; SQLite has one writer anyway, and hands
    /// its transaction on in turn.
    pub(crate) async fn turn(&self, sbom: Option<Uuid>) -> Result<Option<Turn<'_>>> {
        if self.dialect() != DbBackend::Postgres {
            return Ok(None);
        }
        let sql = "select r.product_id from sbom s join release r on r.id = s.release_id where s.uid = $1";
        let product = match sbom {
            Some(sbom) => Sql::with(sql, [sbom.into()]).one(self.reader()).await?,
            None => None,
        };
        let product = product.map(|row| row.get("product_id")).transpose()?;
        Ok(Some(self.turns().wait(product).await))
    }
}
