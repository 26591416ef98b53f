//! Writing what was noted.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::DbBackend;

use super::{FigureChanges, Sums};
use crate::sql::{Columns, Sql, push_keys};
use crate::store::retried;
use crate::{Result, Store, names};

/// How long figures lag while documents are saved all the time.
const LAG: Duration = Duration::from_secs(2);

/// Documents whose changes are written in one transaction.
const MANY: i64 = 1_000;

/// What this process has noted and not written yet. What another one left behind is found when a store is opened and with the
/// next document.
#[derive(Debug, Default)]
pub(crate) struct Unsettled {
    /// Documents that are being saved.
    saving: AtomicUsize,
    /// Documents that were saved, or given up: they may have noted something.
    saved: AtomicU64,
    settled: Mutex<Settled>,
    /// Held by whoever writes.
    writing: tokio::sync::Mutex<()>,
}

/// Of how many saved documents the figures are written, and since when.
#[derive(Clone, Copy, Debug, Default)]
struct Settled {
    saved: u64,
    at: Option<Instant>,
}

/// A document that is being saved.
pub(crate) struct Saving<'a>(&'a Unsettled);

impl Drop for Saving<'_> {
    fn drop(&mut self) {
        self.0.saved.fetch_add(1, Ordering::AcqRel);
        self.0.saving.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Unsettled {
    /// Says that a document is being saved.
    pub(crate) fn saving(&self) -> Saving<'_> {
        self.saving.fetch_add(1, Ordering::AcqRel);
        Saving(self)
    }

    fn is_alone(&self) -> bool {
        self.saving.load(Ordering::Acquire) == 0
    }

    fn is_due(&self) -> bool {
        let Settled { saved, at } = *self.settled();
        saved < self.saved.load(Ordering::Acquire)
            && (self.is_alone() || at.is_none_or(|at| at.elapsed() >= LAG))
    }

    fn settled(&self) -> MutexGuard<'_, Settled> {
        self.settled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Writes the figures that documents saved by this process have changed, if it is time to: when none is being saved, and
    /// every two seconds. Costs nothing when there is nothing to write.
    ///
    /// # Errors
    /// When the database fails; nothing is lost then, and the next call tries again.
    pub async fn settle_figures(&self) -> Result<()> {
        let unsettled = self.unsettled();
        if !unsettled.is_due() {
            return Ok(());
        }
        let _writing = unsettled.writing.lock().await;
        if !unsettled.is_due() {
            return Ok(());
        }
        // Before anything is read: what is noted from now on may be missed.
        let saved = unsettled.saved.load(Ordering::Acquire);
        self.settle_all().await?;
        *unsettled.settled() = Settled { saved, at: Some(Instant::now()) };
        Ok(())
    }

    /// Writes all that was noted by anyone.
    pub(crate) async fn settle_all(&self) -> Result<()> {
        while retried(|| settle_some(self)).await? {}
        Ok(())
    }
}

/// Writes what was noted of some documents and tells whether there may be more.
async fn settle_some(store: &Store) -> Result<bool> {
    let tx = store.begin().await?;
    if tx.backend() == DbBackend::Postgres {
        // One process at a time: two that lock the same figures in different orders would stop each other. Any fixed number
        // serves, another one than the migration's.
        Sql::new("select pg_advisory_xact_lock(6878732672)").all(&*tx).await?;
    }
    let noted = Sql::with("select id, data from figure_change order by id limit $1", [MANY.into()]);
    let noted = noted.all(&*tx).await?;
    let mut sums = Sums::default();
    let mut keys: Vec<i64> = Vec::with_capacity(noted.len());
    for row in &noted {
        sums.add(row.json::<FigureChanges>("data")?);
        keys.push(row.get("id")?);
    }
    if keys.is_empty() {
        return Ok(false);
    }
    sums.write(&*tx).await?;
    names::catch_up(&*tx, store.unsettled().is_alone()).await?;
    let mut sql = Sql::new("delete from figure_change where id in ");
    push_keys(&mut sql, tx.backend(), &keys);
    sql.run(&*tx).await?;
    tx.commit().await?;
    Ok(keys.len() == usize::try_from(MANY).unwrap_or(usize::MAX))
}
