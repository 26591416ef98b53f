//! Opening a database, reading from it and writing to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr, SqlxError};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, Executor};
use tokio::runtime::RuntimeFlavor;

use crate::figures::Unsettled;
use crate::inventory::Known;
use crate::sight::{Reader, Sight};
use crate::sql::{Columns, Sql};
use crate::turns::Turns;
use crate::writer::Writer;
use crate::{Result, StoreError, schema};

/// Is told of every statement: for logs of slow ones and for tests of plans.
#[derive(Clone)]
pub struct Observer(Arc<Observe>);

type Observe = dyn Fn(&str, Duration) + Send + Sync;

impl Observer {
    /// Calls this after every statement, with its text and how long it took.
    pub fn new(observe: impl Fn(&str, Duration) + Send + Sync + 'static) -> Self {
        Self(Arc::new(observe))
    }
}

impl std::fmt::Debug for Observer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Observer")
    }
}

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// Connections that read at the same time; on PostgreSQL as many more write.
    pub connections: u32,
    /// How long to wait for a free connection or another process's lock.
    pub patience: Duration,
    /// Page cache of each SQLite connection, in KiB.
    pub cache_kib: u32,
    /// A list in which one condition leaves at most so many rows is sorted; a longer one is read along an index.
    pub few: usize,
    /// Who is told of every statement.
    pub observer: Option<Observer>,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            connections: 8,
            patience: Duration::from_secs(30),
            cache_kib: 16 * 1024,
            few: 5_000,
            observer: None,
        }
    }
}

/// Which database a store keeps its data in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// SQLite, in one file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// An open database. Cheap to clone; clones share their connections.
#[derive(Clone, Debug)]
pub struct Store {
    reader: Reader,
    /// The schema of the tables.
    schema: Arc<str>,
    writer: Writer,
    known: Arc<Known>,
    unsettled: Arc<Unsettled>,
    turns: Arc<Turns>,
    statements: Arc<AtomicU64>,
    few: usize,
}

impl Store {
    /// Opens the database at `sqlite:PATH` or `postgres://...` and brings its tables up to date. A SQLite file
    /// is made when it is missing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it cannot be opened, [`StoreError::Newer`] when a newer program has migrated it.
    pub async fn open(url: &str, options: StoreOptions) -> Result<Self> {
        let statements = Arc::new(AtomicU64::new(0));
        let (reader, writer) = if url.starts_with("sqlite:") {
            let writer = sqlite(url, &options, 1, "rwc").await?;
            (sqlite(url, &options, options.connections, "rw").await?, writer)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            // What is saved at length never keeps a page from being read.
            (postgres(url, &options).await?, postgres(url, &options).await?)
        } else {
            return Err(StoreError::Unavailable(unknown(url)));
        };
        let schema = schema_of(&reader).await?;
        let store = Self {
            reader: Reader::new(counted(reader, &statements, &options), None),
            schema,
            writer: Writer::new(counted(writer, &statements, &options)),
            known: Arc::default(),
            unsettled: Arc::default(),
            turns: Arc::new(Turns::new(options.connections)),
            statements,
            few: options.few,
        };
        schema::migrate(&store).await?;
        // What a process that was killed has left. The store serves without it, and `doctor` tells why it cannot be written.
        store.settle_all().await.inspect_err(|error| tracing::warn!(%error, "figures lag")).ok();
        Ok(store)
    }

    /// Which database this is.
    pub fn backend(&self) -> Backend {
        match self.connection().get_database_backend() {
            DbBackend::Postgres => Backend::Postgres,
            _ => Backend::Sqlite,
        }
    }

    /// How many statements were run since the store was opened.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Asks the database for next to nothing.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn answers(&self) -> Result<()> {
        Sql::new("select 1 as one").one(self.reader()).await.map(|_| ())
    }

    /// Closes all connections, so that a SQLite file is complete without its write-ahead log.
    ///
    /// # Errors
    /// When a connection does not close.
    pub async fn close(self) -> Result<()> {
        self.connection().clone().close().await?;
        self.writer.close().await
    }

    /// The connections for reading outside a transaction, through the views of who asks.
    pub(crate) fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The connections for reading, whoever asks: for what is the same for everybody and for the program's own needs.
    pub(crate) fn connection(&self) -> &DatabaseConnection {
        self.reader.connection()
    }

    /// The schema that holds the tables.
    pub(crate) fn schema(&self) -> &str {
        &self.schema
    }

    /// The same store through the eyes of somebody.
    pub(crate) fn narrowed_to(&self, sight: Option<Arc<Sight>>) -> Self {
        Self { reader: Reader::new(self.connection().clone(), sight), ..self.clone() }
    }

    /// The length up to which a list is sorted.
    pub(crate) fn few(&self) -> usize {
        self.few
    }

    pub(crate) fn writer(&self) -> &Writer {
        &self.writer
    }

    /// Figures that are still to be written.
    pub(crate) fn unsettled(&self) -> &Unsettled {
        &self.unsettled
    }

    /// Whose turn it is to save.
    pub(crate) fn turns(&self) -> &Turns {
        &self.turns
    }

    /// Components that were seen before.
    pub(crate) fn known(&self) -> &Known {
        &self.known
    }
}

/// The schema of the tables, as it stands in statements.
async fn schema_of(at: &DatabaseConnection) -> Result<Arc<str>> {
    if at.get_database_backend() != DbBackend::Postgres {
        return Ok("main".into());
    }
    let row = Sql::new("select quote_ident(current_schema()) as schema").one(at).await?;
    let schema: Option<String> = row.map_or(Ok(None), |row| row.get("schema"))?;
    let missing = || StoreError::Unavailable("the search path of the database leads to no schema".to_owned());
    schema.map(Into::into).ok_or_else(missing)
}

/// Runs a writing call again when it met a serialization failure, a deadlock or a lock held too long.
pub(crate) async fn retried<T, F: Future<Output = Result<T>>>(mut call: impl FnMut() -> F) -> Result<T> {
    for attempt in 0..5_u64 {
        match call().await {
            Err(error) if error.is_busy() => {
                tracing::debug!(%error, attempt, "writing again");
                // The clock's low digits spread writers that failed together.
                let spread = jiff::Timestamp::now().subsec_nanosecond().unsigned_abs() % 40;
                tokio::time::sleep(Duration::from_millis((20 << attempt) + u64::from(spread))).await;
            }
            other => return other,
        }
    }
    call().await
}

/// Runs what takes the processor long without holding up the other tasks of this thread, where the runtime has more threads.
pub(crate) fn aside<T>(work: impl FnOnce() -> T) -> T {
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) if runtime.runtime_flavor() == RuntimeFlavor::MultiThread => {
            tokio::task::block_in_place(work)
        }
        _ => work(),
    }
}

/// Pages of 4 KiB in the write-ahead log before they are moved to their places.
const CHECKPOINT_PAGES: u32 = 32_768;

async fn sqlite(
    url: &str,
    options: &StoreOptions,
    connections: u32,
    mode: &str,
) -> Result<DatabaseConnection> {
    let separator = if url.contains('?') { '&' } else { '?' };
    let mut connect = ConnectOptions::new(format!("{url}{separator}mode={mode}"));
    let read_only = mode == "rw";
    // The writer keeps the pages of a whole group of transactions until they are committed.
    let (patience, cache) = (options.patience, options.cache_kib * if read_only { 1 } else { 3 });
    connect
        .max_connections(connections)
        .acquire_timeout(patience * 4)
        .connect_timeout(patience * 4)
        .idle_timeout(None)
        .max_lifetime(None)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_sqlite_pool_opts(|pool| {
            pool.after_release(|connection, _| {
                Box::pin(async move {
                    if connection.is_in_transaction() {
                        // It answers when it has rolled back what was dropped.
                        connection.ping().await?;
                    }
                    Ok(!connection.is_in_transaction())
                })
            })
        })
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .pragma("journal_mode", "wal")
                // An upload is acknowledged after its commit: the commit reaches the disk first.
                .pragma("synchronous", "full")
                // A page that many documents change is moved from the log to its place once for all of them.
                .pragma("wal_autocheckpoint", CHECKPOINT_PAGES.to_string())
                .pragma("journal_size_limit", (CHECKPOINT_PAGES * 2 * 4096).to_string())
                .pragma("cache_size", format!("-{cache}"))
                .pragma("mmap_size", "1073741824")
                .pragma("temp_store", "memory")
                .foreign_keys(true)
                .busy_timeout(patience)
                .statement_cache_capacity(300);
            if read_only { sqlite.pragma("query_only", "on") } else { sqlite }
        });
    Database::connect(connect).await.map_err(|error| {
        let path = url.trim_start_matches("sqlite:");
        match StoreError::from(error) {
            StoreError::Unavailable(why) => StoreError::Unavailable(format!("{path}: {why}")),
            other => StoreError::Unavailable(format!("{path}: {other}")),
        }
    })
}

async fn postgres(url: &str, options: &StoreOptions) -> Result<DatabaseConnection> {
    let mut connect = ConnectOptions::new(url.to_owned());
    connect
        .max_connections(options.connections)
        // The pool knocks at a server that is gone until this is over. Whoever asks is told so before he loses patience himself.
        .acquire_timeout(options.patience / 3)
        .connect_timeout(options.patience / 3)
        .sqlx_logging(false)
        .map_sqlx_postgres_pool_opts(|pool| {
            // Compiling a statement takes the server longer than any of ours takes to run: coverage of 10,000 products took 290 ms, 265 of
            // them for this.
            pool.after_connect(|connection, _| {
                Box::pin(async move { connection.execute("set jit = off").await.map(|_| ()) })
            })
        })
        .map_sqlx_postgres_opts(|postgres| postgres.statement_cache_capacity(300));
    Database::connect(connect).await.map_err(|error| StoreError::Unavailable(unreached(url, &error)))
}

/// Why there is no connection. The pool knocks again while nobody opens and in the end only tells that time ran out:
/// where it knocked is what helps. The address is told without its password.
fn unreached(url: &str, error: &DbErr) -> String {
    let place = match url.parse::<PgConnectOptions>() {
        Ok(_) if misses_host(url) => return format!("the address cannot be read: {ENCODED}"),
        Ok(at) => match at.get_socket() {
            Some(socket) => socket.display().to_string(),
            None => format!("{}:{}", at.get_host(), at.get_port()),
        },
        // Its cause names what is wrong and repeats nothing of the address, as the connection's own error does.
        Err(why) => return format!("the address cannot be read: {why}; {ENCODED}"),
    };
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause)) if matches!(**cause, SqlxError::PoolTimedOut) => {
            format!("PostgreSQL at {place} does not answer: is it running, and is the address right?")
        }
        _ => format!("PostgreSQL at {place}: {error}"),
    }
}

/// What is wrong most often with an address that has a password.
const ENCODED: &str = "write postgres://USER:PASSWORD@HOST:PORT/NAME, and in a user or password `/` as %2F, `?` as %3F, `#` as %23 \
     and `@` as %40";

/// Whether a `/`, `?` or `#` of a password ends the address before its `@`, so that user and password pass for host and port.
fn misses_host(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    !rest[..end].contains('@') && rest[end..].split('=').next().is_some_and(|text| text.contains('@'))
}

/// What to say of an address of another kind, which may hold a password all the same.
fn unknown(url: &str) -> String {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme).unwrap_or_default();
    let known = "use sqlite:PATH or postgres://USER@HOST/NAME";
    if scheme.is_empty() || scheme.contains(|c: char| !c.is_ascii_alphanumeric()) {
        return format!("this is no database address: {known}");
    }
    format!("a database at `{scheme}://` is not known: {known}")
}

fn counted(
    mut connection: DatabaseConnection,
    statements: &Arc<AtomicU64>,
    options: &StoreOptions,
) -> DatabaseConnection {
    let statements = Arc::clone(statements);
    let observer = options.observer.clone();
    connection.set_metric_callback(move |info| {
        statements.fetch_add(1, Ordering::Relaxed);
        if let Some(Observer(observe)) = &observer {
            observe(&info.statement.sql, info.elapsed);
        }
    });
    connection
}

#[cfg(test)]
mod tests {
    use mainstay_testapp::Database;

    use super::*;
    use crate::sql::Columns;

    #[tokio::test]
    async fn postgresql_compiles_no_statement() {
        let database = Database::postgres();
        let store = Store::open(database.url(), StoreOptions::default()).await.unwrap();
        let row =
            Sql::new("select current_setting('jit') as jit").one(store.reader()).await.unwrap().unwrap();
        assert_eq!(row.get::<String>("jit").unwrap(), "off");
    }
}
