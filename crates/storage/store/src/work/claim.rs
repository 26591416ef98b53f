//! The life of work in a worker's hands: claim, heartbeat, end.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{DbBackend, Value};
use uuid::Uuid;

use super::{COLUMNS, Work, work};
use crate::sql::{Columns, Sql, ms};
use crate::writer::Tx;
use crate::{Result, Store, StoreError};

/// Work that a worker has, until its lease ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    /// The work.
    pub work: Work,
    /// Whose it is.
    pub owner: String,
    id: i64,
}

/// What a worker is told at a heartbeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Go on.
    Continue,
    /// A person asked to cancel: stop, wait until it has stopped and call [`Store::cancel_claimed`].
    Cancel,
    /// It is done, in the transaction that stored what came of it; what the worker still does is no part of it.
    Done,
}

impl Store {
    /// Claims the next work of these kinds (any kind when empty) until `now + lease`: the earliest priority, and within it what
    /// waits longest. The attempt counts from here, so that work which kills its process is given up in the end.
    /// Work whose lease has ended is taken from its worker, or failed when its attempts are used up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_work(
        &self,
        owner: &str,
        kinds: &[&str],
        lease: Duration,
        now: Timestamp,
    ) -> Result<Option<Claimed>> {
        // Looking costs nothing; only when there is something, the write lock is asked for.
        if !self.anything_due(kinds, now).await? {
            return Ok(None);
        }
        let tx = self.begin().await?;
        release_expired(&*tx, now).await?;
        let mut sql = Sql::new("update work set state = 'running', attempts = attempts + 1, lease_owner = ");
        sql.bind(owner)
            .push(", lease_until = ")
            .bind(until(now, lease))
            .push(", heartbeat_at = ")
            .bind(ms(now));
        sql.push(", started_at = ")
            .bind(ms(now))
            .push(", error = null where id = (select id from work where ");
        due(&mut sql, kinds, now);
        sql.push(" order by priority, id limit 1");
        if tx.backend() == DbBackend::Postgres {
            sql.push(" for update skip locked");
        }
        sql.push(&format!(") returning {COLUMNS}"));
        let row = sql.one(&*tx).await?;
        tx.commit().await?;
        row.map(|row| Ok(Claimed { work: work(&row)?, owner: owner.to_owned(), id: row.get("id")? }))
            .transpose()
    }

    /// Prolongs the lease and tells whether to go on.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another worker has it: stop, do not write.
    pub async fn heartbeat(&self, claimed: &Claimed, lease: Duration, now: Timestamp) -> Result<Signal> {
        let row = Sql::with(
            &format!("update work set heartbeat_at = $4, lease_until = $5 {HELD} returning cancel_asked"),
            claimed.held([ms(now), until(now, lease)]),
        )
        .written_one(self)
        .await?;
        match row {
            Some(row) if row.get("cancel_asked")? => Ok(Signal::Cancel),
            Some(_) => Ok(Signal::Continue),
            None if self.is_done(claimed).await? => Ok(Signal::Done),
            None => Err(StoreError::LeaseLost),
        }
    }

    /// Whether this attempt was written as done.
    async fn is_done(&self, claimed: &Claimed) -> Result<bool> {
        let sql =
            "select id from work where id = $1 and state = 'done' and lease_owner = $2 and attempts = $3";
        Ok(Sql::with(sql, claimed.held([])).one(self.reader()).await?.is_some())
    }

    /// Tells how far the work is.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another worker has it.
    pub async fn progress(&self, claimed: &Claimed, done: u64, total: Option<u64>, note: &str) -> Result<()> {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let values = [number(done).into(), total.map(number).into(), note.into()];
        self.change(claimed, "done = $4, total = $5, note = $6", values).await
    }

    /// Ends an attempt that failed: queued again after a pause that grows with each attempt (10 s, 40 s, 160 s, at most an
    /// hour), or failed for good when the attempts are used up or trying again is no use (`again` is false). It is not tried again
    /// when a person asked to cancel it.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another worker has it.
    pub async fn fail_work(&self, claimed: &Claimed, error: &str, again: bool, now: Timestamp) -> Result<()> {
        let work = &claimed.work;
        if again && work.attempts < work.max_attempts {
            let set = "state = case when cancel_asked then 'canceled' else 'queued' end, lease_until = null, \
                 finished_at = case when cancel_asked then $6 else null end, run_after = $4, error = $5";
            let values = [until(now, pause(work.attempts)), error.into(), ms(now)];
            return self.change(claimed, set, values).await;
        }
        self.change(claimed, FAILED, [ms(now), error.into()]).await
    }

    /// Ends work that was asked to be canceled; what was asked for again meanwhile waits anew.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another worker has it.
    pub async fn cancel_claimed(&self, claimed: &Claimed, now: Timestamp) -> Result<()> {
        self.change(claimed, HANDED_BACK, [ms(now)]).await
    }

    /// Hands work back unfinished, as when a worker shuts down; the attempt does not count. What a person asked to cancel is
    /// canceled.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another worker has it.
    pub async fn release_work(&self, claimed: &Claimed) -> Result<()> {
        self.change(claimed, &format!("{HANDED_BACK}, attempts = attempts - 1"), [ms(Timestamp::now())]).await
    }

    async fn change<const N: usize>(&self, claimed: &Claimed, set: &str, values: [Value; N]) -> Result<()> {
        let sql = Sql::with(&format!("update work set {set} {HELD}"), claimed.held(values));
        if sql.written(self).await? == 0 { Err(StoreError::LeaseLost) } else { Ok(()) }
    }

    async fn anything_due(&self, kinds: &[&str], now: Timestamp) -> Result<bool> {
        let mut sql = Sql::new("select 1 as hit from work where state = 'running' and lease_until < ");
        sql.bind(ms(now)).push(" union all select 1 from work where ");
        due(&mut sql, kinds, now);
        sql.push(" limit 1");
        Ok(sql.one(self.reader()).await?.is_some())
    }
}

/// How work ends that is done.
const DONE: &str =
    "state = 'done', finished_at = $4, lease_until = null, done = $5, total = $5, note = 'Done'";

/// How work ends that is given up.
const FAILED: &str = "state = 'failed', finished_at = $4, lease_until = null, error = $5";

/// How work is given back undone.
const HANDED_BACK: &str = "state = case when cancel_asked then 'canceled' else 'queued' end, lease_until = null, \
     finished_at = case when cancel_asked then $4 else null end";

/// The lease is still ours: same worker, same attempt.
const HELD: &str = "where id = $1 and state = 'running' and lease_owner = $2 and attempts = $3";

impl Claimed {
    /// Ends the work as done in so many steps within the transaction that stores what came of it, the last thing in it: both
    /// are stored, or neither.
    pub(crate) async fn done_within(&self, tx: &Tx, steps: u64, text: &str) -> Result<()> {
        let steps: Value = i64::try_from(steps).unwrap_or(i64::MAX).into();
        self.end_within(tx, DONE, [ms(Timestamp::now()), steps]).await?;
        self.step(text).run(&**tx).await?;
        Ok(())
    }

    /// Gives the work up within the transaction that stores why.
    pub(crate) async fn failed_within(&self, tx: &Tx, error: &str) -> Result<()> {
        self.end_within(tx, FAILED, [ms(Timestamp::now()), error.into()]).await
    }

    /// Ends the work, unless a person asked to cancel it or another worker has it. Whoever asks from now on waits for the
    /// transaction and then hears that the work has ended.
    async fn end_within<const N: usize>(&self, tx: &Tx, set: &str, values: [Value; N]) -> Result<()> {
        let sql = format!("update work set {set} {HELD} and not cancel_asked");
        if Sql::with(&sql, self.held(values)).run(&**tx).await? > 0 {
            return Ok(());
        }
        let held = Sql::with(&format!("select id from work {HELD}"), self.held([])).one(&**tx).await?;
        Err(if held.is_some() { StoreError::Canceled } else { StoreError::LeaseLost })
    }

    /// A line of the log.
    fn step(&self, text: &str) -> Sql {
        Sql::with(
            "insert into work_step (work_id, seq, at, text) \
             select $1, coalesce(max(seq), 0) + 1, $2, $3 from work_step where work_id = $1",
            [self.id.into(), ms(Timestamp::now()), text.into()],
        )
    }

    fn held<const N: usize>(&self, values: [Value; N]) -> Vec<Value> {
        let mut all: Vec<Value> =
            vec![self.id.into(), self.owner.clone().into(), i64::from(self.work.attempts).into()];
        all.extend(values);
        all
    }

    /// The public id of the work.
    pub fn uid(&self) -> Uuid {
        self.work.uid
    }
}

fn due(sql: &mut Sql, kinds: &[&str], now: Timestamp) {
    sql.push("state = 'queued' and run_after <= ").bind(ms(now));
    if !kinds.is_empty() {
        sql.push(" and kind in ").bind_list(kinds.iter().map(|kind| (*kind).into()));
    }
}

/// Takes work from workers whose lease has ended; on PostgreSQL rows that another worker is taking are left to it.
async fn release_expired(at: &impl sea_orm::ConnectionTrait, now: Timestamp) -> Result<()> {
    let skip = if at.get_database_backend() == DbBackend::Postgres { " for update skip locked" } else { "" };
    let sql = format!(
        "update work set state = case when cancel_asked then 'canceled' when attempts >= max_attempts then 'failed' \
         else 'queued' end, finished_at = case when cancel_asked or attempts >= max_attempts then $1 else null end, \
         error = case when attempts >= max_attempts then 'its worker stopped without a word at every attempt' \
         else 'its worker stopped without a word' end, lease_until = null \
         where id in (select id from work where state = 'running' and lease_until < $1{skip})"
    );
    Sql::with(&sql, [ms(now)]).run(at).await?;
    Ok(())
}

fn until(now: Timestamp, span: Duration) -> Value {
    let span = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    now.as_millisecond().saturating_add(span).into()
}

fn pause(attempts: u32) -> Duration {
    Duration::from_secs(10)
        .saturating_mul(4_u32.saturating_pow(attempts.saturating_sub(1)))
        .min(Duration::from_secs(3600))
}
