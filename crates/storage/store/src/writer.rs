//! Writing transactions. On SQLite those that wait for each other share one commit.
//!
//! A commit on SQLite waits for the disk, some milliseconds, and there is one writer at a time: a thousand uploads with ten
//! commits each would wait a minute for nothing but the disk. So a transaction that ends while others wait only releases its
//! savepoint and hands the open transaction on; the last of those who waited commits for all, and only then is each of
//! them told that its work is durable. Whoever finds no other writer commits alone, at once. A transaction that fails goes back to its
//! savepoint and takes nobody with it. A page that several of them changed is written once. PostgreSQL does this by itself.
//!
//! On a full disk SQLite rolls back by itself, and the driver goes on counting a transaction that is none: what is begun after
//! that would be part of one that nobody ends. Such a connection is closed instead of used again (see where the pool is made).
//!
//! Beginning and ending run to their end even when whoever asked gives up. A savepoint that is given up while it is made is taken
//! back twice, by the driver and by the layer above it, and the second time that is the whole group.

use std::ops::Deref;
use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::sight::Sight;
use crate::sql::{Row, Sql};
use crate::{Result, Store, StoreError};

/// The connection or connections that write.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    connections: DatabaseConnection,
    /// Handed from writer to writer in the order in which they came.
    group: Arc<Mutex<Group>>,
}

/// Transactions that are committed together.
#[derive(Debug, Default)]
struct Group {
    open: Option<DatabaseTransaction>,
    /// Who waits to hear that the commit is durable.
    waiting: Vec<oneshot::Sender<Result<(), Arc<DbErr>>>>,
}

impl Writer {
    pub(crate) fn new(connections: DatabaseConnection) -> Self {
        Self { connections, group: Arc::default() }
    }

    pub(crate) async fn close(self) -> Result<()> {
        // Whatever is open is ended here: the task that is to end it may come too late for the lock.
        let mut group = self.group.lock().await;
        group.end().await;
        Ok(self.connections.close().await?)
    }

    async fn begin(&self) -> Result<Tx> {
        if self.connections.get_database_backend() != DbBackend::Sqlite {
            return Ok(Tx { work: self.connections.begin().await?, group: None, sight: None });
        }
        let mut group = Arc::clone(&self.group).lock_owned().await;
        if group.open.is_none() {
            // The write lock is taken at once, so that nothing fails half way because another process wrote.
            let options = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..Default::default()
            };
            group.open = Some(self.connections.begin_with_options(options).await?);
            // It queues behind those who wait now, and ends the group whatever becomes of them.
            let all = Arc::clone(&self.group);
            tokio::spawn(async move { all.lock().await.end().await });
        }
        let savepoint = match &group.open {
            Some(open) => open.begin().await,
            None => return Err(StoreError::Busy("the transaction is gone".into())),
        };
        match savepoint {
            Ok(work) => Ok(Tx { work, group: Some(group), sight: None }),
            Err(error) => {
                let error = Arc::new(error);
                group.fail(&error);
                Err(error.into())
            }
        }
    }
}

impl Group {
    /// Commits and tells everybody.
    async fn end(&mut self) {
        let Some(open) = self.open.take() else { return };
        let ended = open.commit().await.map_err(Arc::new);
        for waiting in self.waiting.drain(..) {
            // Who does not listen any more was stopped; its work is kept all the same.
            waiting.send(ended.clone()).ok();
        }
    }

    fn fail(&mut self, why: &Arc<DbErr>) {
        self.open = None;
        for waiting in self.waiting.drain(..) {
            waiting.send(Err(Arc::clone(why))).ok();
        }
    }
}

/// A writing transaction; rolled back when dropped.
pub(crate) struct Tx {
    /// Dropped before the turn goes to the next.
    work: DatabaseTransaction,
    group: Option<OwnedMutexGuard<Group>>,
    /// What who began it sees and may change.
    sight: Option<Arc<Sight>>,
}

impl Tx {
    /// Makes everything durable and visible.
    pub(crate) async fn commit(self) -> Result<()> {
        let Self { work, group, .. } = self;
        let (told, durable) = oneshot::channel();
        to_the_end(async move {
            work.commit().await?;
            match group {
                Some(mut group) => group.waiting.push(told),
                None => drop(told.send(Ok(()))),
            }
            Ok(())
        })
        .await?;
        match durable.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(why.into()),
            Err(_) => Err(StoreError::Busy("the program ends before the commit".into())),
        }
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.work.get_database_backend()
    }

    /// Lets nobody else write to a table until the end, so that two who find something missing do not both add it. SQLite has
    /// locked the whole file already.
    pub(crate) async fn alone(&self, table: &str) -> Result<()> {
        if self.backend() == DbBackend::Postgres {
            let lock = format!("lock table {table} in share row exclusive mode");
            Sql::new(&lock).run(&self.work).await?;
        }
        Ok(())
    }

    /// What may be changed; `None` for all.
    pub(crate) fn sight(&self) -> Option<&Sight> {
        self.sight.as_deref()
    }

    /// The words that lock the selected rows; SQLite has locked the whole file already.
    pub(crate) fn for_update(&self) -> &'static str {
        if self.backend() == DbBackend::Postgres { " for no key update" } else { "" }
    }
}

impl Deref for Tx {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.work
    }
}

impl Store {
    /// Starts a writing transaction.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        let writer = self.writer().clone();
        let tx = to_the_end(async move { writer.begin().await }).await?;
        Ok(Tx { sight: self.reader().sight().cloned(), ..tx })
    }
}

/// Goes on when nobody waits for it any more.
async fn to_the_end<T: Send + 'static>(work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    tokio::spawn(work).await.unwrap_or_else(|error| Err(StoreError::Fault(Box::new(error))))
}

impl Sql {
    /// Runs a single writing statement and tells how many rows it touched; durable when this returns.
    pub(crate) async fn written(self, store: &Store) -> Result<u64> {
        let tx = store.begin().await?;
        let touched = self.run(&*tx).await?;
        tx.commit().await?;
        Ok(touched)
    }

    /// Runs a single writing statement that returns a row; durable when this returns.
    pub(crate) async fn written_one(self, store: &Store) -> Result<Option<Row>> {
        let tx = store.begin().await?;
        let row = self.one(&*tx).await?;
        tx.commit().await?;
        Ok(row)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{NewProduct, StoreOptions};

    #[tokio::test]
    async fn closing_ends_a_group_that_nobody_has_ended_yet() {
        let database = mainstay_testapp::Database::sqlite();
        let store = Store::open(database.url(), StoreOptions::default()).await.unwrap();
        let writer = store.writer().clone();
        // As it stands between the last writer, who gave up, and the task that ends the group.
        writer.group.lock().await.open = Some(writer.connections.begin().await.unwrap());
        drop(writer);
        tokio::time::timeout(Duration::from_secs(30), store.close()).await.expect("it closes").unwrap();
    }

    #[tokio::test]
    async fn a_full_disk_is_told_and_takes_nothing_that_was_acknowledged() {
        let database = mainstay_testapp::Database::sqlite();
        let store = Store::open(database.url(), StoreOptions::default()).await.unwrap();
        let room = async |pages: u32| {
            let text = format!("pragma max_page_count = {pages}");
            store.writer().connections.execute_unprepared(&text).await.unwrap();
        };
        let create = async |number: u32| {
            let named = NewProduct::named(format!("p{number}"), "long ".repeat(200));
            store.create_product(&named).await
        };
        // No fewer pages than there are: every further one is refused.
        room(1).await;
        let mut kept = 0;
        let refused = loop {
            match create(kept).await {
                Ok(_) => kept += 1,
                Err(refused) => break refused,
            }
            assert!(kept < 10_000, "the disk does not fill");
        };
        assert!(matches!(refused, StoreError::Full(_)), "{refused:?}");
        room(1_000_000).await;
        create(kept).await.unwrap();
        for number in 0..=kept {
            store.product(&format!("p{number}")).await.unwrap();
        }
        // A commit that fails after that leaves nothing open either, in which later work would be lost.
        let tx = store.begin().await.unwrap();
        let orphan = "insert into product_tag (product_id, tag) values (-1, 'x')";
        for text in ["pragma defer_foreign_keys = on", orphan] {
            tx.execute_unprepared(text).await.unwrap();
        }
        tx.commit().await.unwrap_err();
        create(kept + 1).await.unwrap();
        store.product(&format!("p{}", kept + 1)).await.unwrap();
    }
}
