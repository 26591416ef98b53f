//! Background work: rows of our own, written in the transaction that accepted the input, claimed under a lease.

mod claim;
mod list;

use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use uuid::Uuid;

pub use claim::{Claimed, Signal};
pub use list::WorkFilter;

use crate::sql::{Columns, Row, Sql, ms};
use crate::words::{read, words};
use crate::writer::Tx;
use crate::{Result, Store, StoreError};

words! {
    /// What becomes of work.
    WorkState {
        /// Waits for a worker, or for the time of its next attempt.
        Queued = "queued",
        /// A worker has it.
        Running = "running",
        /// Finished.
        Done = "done",
        /// Given up; `error` tells why.
        Failed = "failed",
        /// Canceled by a person.
        Canceled = "canceled",
    }
}

/// How soon work is done. Work of a later priority waits for as long as there is any of an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Priority {
    /// Somebody waits for it.
    Interactive,
    /// Asked for, nobody waits.
    #[default]
    Normal,
    /// By the clock.
    Scheduled,
}

/// Work to be done.
#[derive(Clone, Debug, PartialEq)]
pub struct NewWork {
    /// What is to be done; names the code that does it.
    pub kind: String,
    /// While work with this key waits or runs, the same again is not added.
    pub unique_key: Option<String>,
    /// How soon.
    pub priority: Priority,
    /// What the code needs to know.
    pub payload: serde_json::Value,
    /// Attempts until it is given up, at least one.
    pub max_attempts: u32,
    /// Not before this time.
    pub run_after: Option<Timestamp>,
    /// The SBOM that it is about: who sees that, sees the work.
    pub sbom: Option<Uuid>,
}

impl NewWork {
    /// Work of normal priority with five attempts.
    pub fn new(kind: impl Into<String>, payload: serde_json::Value) -> Self {
        Self {
            kind: kind.into(),
            unique_key: None,
            priority: Priority::Normal,
            payload,
            max_attempts: 5,
            run_after: None,
            sbom: None,
        }
    }
}

/// The receipt of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enqueued {
    /// The work.
    pub uid: Uuid,
    /// Whether work with the same key was waiting or running already; it is the one that `uid` names.
    pub already: bool,
}

/// Work as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Work {
    /// The public id.
    pub uid: Uuid,
    /// What is to be done.
    pub kind: String,
    /// How soon.
    pub priority: Priority,
    /// What became of it.
    pub state: WorkState,
    /// What the code needs to know.
    pub payload: serde_json::Value,
    /// Attempts begun.
    pub attempts: u32,
    /// Attempts until it is given up.
    pub max_attempts: u32,
    /// Not before this time.
    pub run_after: Timestamp,
    /// The worker that has it or had it last.
    pub worker: Option<String>,
    /// When the worker was last heard of.
    pub heartbeat_at: Option<Timestamp>,
    /// Whether a person asked to cancel it.
    pub cancel_asked: bool,
    /// Steps done.
    pub done: u64,
    /// Steps altogether, where known.
    pub total: Option<u64>,
    /// What is being done.
    pub note: Option<String>,
    /// Why it failed last.
    pub error: Option<String>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When the last attempt began.
    pub started_at: Option<Timestamp>,
    /// When it came to its end.
    pub finished_at: Option<Timestamp>,
}

/// One line of the log of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WorkStep {
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub text: String,
}

impl Store {
    /// Adds work, unless work with the same key waits or runs already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue(&self, new: &NewWork) -> Result<Enqueued> {
        let tx = self.begin().await?;
        let enqueued = enqueue(&*tx, new).await?;
        tx.commit().await?;
        Ok(enqueued)
    }

    /// One piece of work.
    ///
    /// # Errors
    /// When there is no such work.
    pub async fn work(&self, uid: Uuid) -> Result<Work> {
        let row = Sql::with(&format!("select {COLUMNS} from work where uid = $1"), [uid.into()])
            .one(self.reader())
            .await?
            .ok_or_else(|| StoreError::missing("work", uid))?;
        work(&row)
    }

    /// The log of work, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn work_steps(&self, uid: Uuid) -> Result<Vec<WorkStep>> {
        let sql = "select t.at, t.text from work w join work_step t on t.work_id = w.id where w.uid = $1 order by t.seq";
        let rows = Sql::with(sql, [uid.into()]).all(self.reader()).await?;
        rows.iter().map(|row| Ok(WorkStep { at: row.time("at")?, text: row.get("text")? })).collect()
    }

    /// Asks to cancel work: what waits is canceled at once, what runs is told at its next heartbeat. Returns the state.
    ///
    /// # Errors
    /// When there is no such work.
    pub async fn cancel_work(&self, uid: Uuid) -> Result<WorkState> {
        let tx = self.begin().await?;
        permitted(&tx, uid).await?;
        let row = Sql::with(
            "update work set cancel_asked = case when state in ('queued', 'running') then true else cancel_asked end, \
             finished_at = case when state = 'queued' then $2 else finished_at end, \
             state = case when state = 'queued' then 'canceled' else state end where uid = $1 returning state",
            [uid.into(), ms(Timestamp::now())],
        )
        .one(&*tx)
        .await?
        .ok_or_else(|| StoreError::missing("work", uid))?;
        tx.commit().await?;
        read(&row, "state")
    }

    /// Gives failed or canceled work another round of attempts.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is in another state, or the same work waits already.
    pub async fn retry_work(&self, uid: Uuid) -> Result<()> {
        let retried = Sql::with(
            "update work set state = 'queued', attempts = 0, run_after = $2, cancel_asked = false, error = null, \
             finished_at = null, lease_owner = null, lease_until = null, done = 0, total = null, note = null \
             where uid = $1 and state in ('failed', 'canceled') and not exists (select 1 from work other \
             where other.unique_key = work.unique_key and other.state in ('queued', 'running'))",
            [uid.into(), ms(Timestamp::now())],
        );
        let tx = self.begin().await?;
        permitted(&tx, uid).await?;
        let touched = match done(retried, tx).await {
            // The same was added at this moment.
            Err(StoreError::Conflict(_)) => 0,
            touched => touched?,
        };
        if touched > 0 {
            return Ok(());
        }
        let why = match self.work(uid).await?.state {
            WorkState::Failed | WorkState::Canceled => {
                "need not be tried again: the same waits or runs already"
            }
            _ => "has neither failed nor been canceled",
        };
        Err(StoreError::Conflict(format!("work `{uid}` {why}")))
    }
}

/// Refuses to change work that is not in reach.
async fn permitted(tx: &Tx, uid: Uuid) -> Result<()> {
    let row = Sql::with("select product_id from work where uid = $1", [uid.into()]).one(&**tx).await?;
    let row = row.ok_or_else(|| StoreError::missing("work", uid))?;
    tx.permit_either(row.get("product_id")?, "work").await.map_err(|error| error.of("work", uid))
}

async fn done(sql: Sql, tx: Tx) -> Result<u64> {
    let touched = sql.run(&*tx).await?;
    tx.commit().await?;
    Ok(touched)
}

/// Adds work within a transaction; when the same key waits or runs, names that, and nobody asks to cancel it any more.
pub(crate) async fn enqueue(at: &impl ConnectionTrait, new: &NewWork) -> Result<Enqueued> {
    let now = Timestamp::now();
    let uid = Uuid::now_v7();
    let inserted = Sql::with(
        "insert into work (uid, kind, unique_key, priority, state, payload, attempts, max_attempts, run_after, cancel_asked, \
         done, created_at, product_id) values ($1, $2, $3, $4, 'queued', $5, 0, $6, $7, false, 0, $8, \
         (select r.product_id from sbom s join release r on r.id = s.release_id where s.uid = $9)) \
         on conflict (unique_key) where state in ('queued', 'running') do nothing",
        [
            uid.into(),
            new.kind.clone().into(),
            new.unique_key.clone().into(),
            (new.priority as i16).into(),
            new.payload.to_string().into(),
            i64::from(new.max_attempts.max(1)).into(),
            ms(new.run_after.unwrap_or(now)),
            ms(now),
            new.sbom.into(),
        ],
    )
    .run(at)
    .await?;
    if inserted > 0 {
        return Ok(Enqueued { uid, already: false });
    }
    // It came to its end between two statements; the caller's next try adds it.
    let ended = || StoreError::Busy("the same work has just come to its end".into());
    let same = "where unique_key = $1 and state in ('queued', 'running')";
    let found =
        Sql::with(&format!("select uid, cancel_asked from work {same}"), [new.unique_key.clone().into()]);
    let found = found.one(at).await?.ok_or_else(ended)?;
    if found.get("cancel_asked")? {
        let kept = format!("update work set cancel_asked = false {same}");
        if Sql::with(&kept, [new.unique_key.clone().into()]).run(at).await? == 0 {
            return Err(ended());
        }
    }
    Ok(Enqueued { uid: found.get("uid")?, already: true })
}

/// The columns of [`work`].
pub(crate) const COLUMNS: &str = "id, uid, kind, priority, state, payload, attempts, max_attempts, run_after, lease_owner, \
     lease_until, heartbeat_at, cancel_asked, done, total, note, error, created_at, started_at, finished_at";

/// Reads work from a row.
pub(crate) fn work(row: &Row) -> Result<Work> {
    let small = |column: &str| Ok::<u32, StoreError>(u32::try_from(row.count(column)?).unwrap_or(u32::MAX));
    Ok(Work {
        uid: row.get("uid")?,
        kind: row.get("kind")?,
        priority: match row.get::<i16>("priority")? {
            0 => Priority::Interactive,
            1 => Priority::Normal,
            _ => Priority::Scheduled,
        },
        state: read(row, "state")?,
        payload: row.json("payload")?,
        attempts: small("attempts")?,
        max_attempts: small("max_attempts")?,
        run_after: row.time("run_after")?,
        worker: row.get("lease_owner")?,
        heartbeat_at: row.opt_time("heartbeat_at")?,
        cancel_asked: row.get("cancel_asked")?,
        done: row.count("done")?,
        total: row.get::<Option<i64>>("total")?.and_then(|total| u64::try_from(total).ok()),
        note: row.get("note")?,
        error: row.get("error")?,
        created_at: row.time("created_at")?,
        started_at: row.opt_time("started_at")?,
        finished_at: row.opt_time("finished_at")?,
    })
}
