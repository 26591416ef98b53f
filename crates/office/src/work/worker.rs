//! The worker: claims work, does it, keeps its lease, ends it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use mainstay_store::{Claimed, Signal, StoreError};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{MissedTickBehavior, interval, sleep};
use uuid::Uuid;

use super::{Done, Failure, Job, KINDS};
use crate::{Error, Office, Result};

/// How often a worker says that it is alive, and hears whether to stop; more often where the lease is short.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// How long an idle worker waits before it looks for work that another process has queued.
const IDLE: Duration = Duration::from_secs(1);

/// For each piece of work that keeps a processor busy, so many more are being saved.
const SAVING: usize = 7;

/// How long a worker waits after the database failed.
const PAUSE: Duration = Duration::from_secs(5);

impl Office {
    /// Does background work, `workers` at a time, until `stop` turns true. Work that is under way then is handed
    /// back and continues with the next worker.
    ///
    /// What a piece of work has computed is saved while the next is under way: so many more wait for the database, whose
    /// commits then serve several of them.
    pub async fn work(&self, workers: usize, stop: watch::Receiver<bool>) {
        let turns = Arc::new(Semaphore::new(workers.max(1)));
        let mut all = JoinSet::new();
        for number in 1..=workers.max(1) * (1 + SAVING) {
            let (office, turns, stop) = (self.clone(), Arc::clone(&turns), stop.clone());
            let name = format!("{}-{number}", process_name());
            all.spawn(async move { office.work_alone(&name, &turns, stop).await });
        }
        while all.join_next().await.is_some() {}
    }

    /// Does everything that is due now, on the caller's task, and returns how much it was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn work_off(&self) -> Result<u64> {
        Ok(self.work_through().await?.done)
    }

    /// Like [`Office::work_off`], and tells what failed and why.
    pub(super) async fn work_through(&self) -> Result<WorkedOff> {
        let (_keep, mut stop) = watch::channel(false);
        let alone = Arc::new(Semaphore::new(1));
        let mut off = WorkedOff::default();
        while let Some(claimed) = self.claim(&process_name()).await? {
            let uid = claimed.uid();
            let failed = self.run(claimed, &alone, &mut stop).await;
            off.failed.extend(failed.map(|why| (uid, why)));
            off.done += 1;
        }
        Ok(off)
    }

    async fn work_alone(&self, name: &str, turns: &Arc<Semaphore>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.claim(name).await {
                Ok(Some(claimed)) => {
                    self.run(claimed, turns, &mut stop).await;
                }
                Ok(None) => {
                    // A document whose saving was stopped may have left some behind.
                    if let Err(error) = self.store.settle_figures().await {
                        tracing::warn!(%error, "figures lag");
                    }
                    self.rest(IDLE, &mut stop).await;
                }
                Err(error) => {
                    tracing::warn!(%error, "no work could be claimed");
                    self.rest(PAUSE, &mut stop).await;
                }
            }
        }
    }

    async fn claim(&self, name: &str) -> Result<Option<Claimed>> {
        let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.id).collect();
        Ok(self.store.claim_work(name, &kinds, self.settings.lease, Timestamp::now()).await?)
    }

    async fn rest(&self, time: Duration, stop: &mut watch::Receiver<bool>) {
        tokio::select! {
            () = sleep(time) => {}
            () = self.wake.notified() => {}
            _ = stop.changed() => {}
        }
    }

    /// Does claimed work and writes how it ended; tells why it failed when it did.
    async fn run(
        &self,
        claimed: Claimed,
        turns: &Arc<Semaphore>,
        stop: &mut watch::Receiver<bool>,
    ) -> Option<String> {
        let task = self.spawn(&claimed, turns);
        let ended = self.watch(task, &claimed, stop).await;
        let failed = match &ended {
            Ended::Failed(Failure::Again(error) | Failure::Written(error) | Failure::Final(error)) => {
                Some(error.to_string())
            }
            _ => None,
        };
        if let Err(error) = self.end(&claimed, ended).await {
            // Another worker has it by now, or the database is away: the lease settles it.
            tracing::warn!(work = %claimed.uid(), %error, "the end of work could not be written");
        }
        failed
    }

    fn spawn(&self, claimed: &Claimed, turns: &Arc<Semaphore>) -> JoinHandle<Result<Done, Failure>> {
        let (office, claimed, turns) = (self.clone(), claimed.clone(), Arc::clone(turns));
        match KINDS.iter().find(|kind| kind.id == claimed.work.kind) {
            Some(kind) => tokio::spawn(async move {
                let turn = turns.acquire_owned().await.ok();
                (kind.run)(Job { office, claimed, turn, told: Instant::now() }).await
            }),
            None => tokio::spawn(async {
                Err(Failure::Again(Error::Missing("no code for this kind".to_owned())))
            }),
        }
    }

    /// Waits for the task while keeping the lease; stops it when a person or the process says so.
    async fn watch(
        &self,
        mut task: JoinHandle<Result<Done, Failure>>,
        claimed: &Claimed,
        stop: &mut watch::Receiver<bool>,
    ) -> Ended {
        let lease = self.settings.lease;
        let mut beat = interval(HEARTBEAT.min(lease / 4));
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let ended = tokio::select! {
                done = &mut task => return match done {
                    Ok(ended) => Ended::of(ended),
                    Err(panic) => Ended::Failed(Failure::Again(Error::Fault(panic.into()))),
                },
                () = stopped(stop) => Ended::Stopped,
                _ = beat.tick() => match self.store.heartbeat(claimed, lease, Timestamp::now()).await {
                    Ok(Signal::Continue | Signal::Done) => continue,
                    Ok(Signal::Cancel) => Ended::Canceled,
                    Err(StoreError::LeaseLost) => Ended::Lost,
                    // The lease outlasts many heartbeats.
                    Err(_) => continue,
                },
            };
            task.abort();
            // It may have come to its end meanwhile; else nothing of it writes any more but a commit that is under way, and the
            // end of work that is written next waits for that one.
            return task.await.map_or(ended, Ended::of);
        }
    }

    async fn end(&self, claimed: &Claimed, ended: Ended) -> Result<(), StoreError> {
        let now = Timestamp::now();
        match ended {
            Ended::Done => Ok(()),
            Ended::Failed(Failure::Written(error)) => {
                tracing::info!(work = %claimed.uid(), kind = claimed.work.kind, %error, "work failed");
                Ok(())
            }
            Ended::Failed(Failure::Canceled) | Ended::Canceled => {
                self.store.cancel_claimed(claimed, now).await
            }
            Ended::Stopped => self.store.release_work(claimed).await,
            Ended::Lost => Ok(()),
            Ended::Failed(Failure::Again(error)) => self.fail(claimed, &error, true).await,
            Ended::Failed(Failure::Final(error)) => self.fail(claimed, &error, false).await,
        }
    }

    async fn fail(&self, claimed: &Claimed, error: &Error, again: bool) -> Result<(), StoreError> {
        tracing::info!(work = %claimed.uid(), kind = claimed.work.kind, %error, again, "work failed");
        self.store.fail_work(claimed, &error.to_string(), again, Timestamp::now()).await
    }
}

/// What was due and is done.
#[derive(Default)]
pub(super) struct WorkedOff {
    /// Pieces of work, whether or not they ended well.
    pub(super) done: u64,
    /// Those whose attempt failed, and why.
    pub(super) failed: Vec<(Uuid, String)>,
}

/// Returns when the process is to stop. The guard that the channel hands out must not live across an await.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await.map(|_| ());
}

/// How work came to its end.
enum Ended {
    Done,
    Failed(Failure),
    Canceled,
    /// The process is shutting down.
    Stopped,
    /// Another worker has it.
    Lost,
}

impl Ended {
    fn of(ended: Result<Done, Failure>) -> Self {
        ended.map_or_else(Self::Failed, |Done| Self::Done)
    }
}

/// A name that tells workers of several machines and starts apart.
fn process_name() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map_or_else(|_| "host".to_owned(), |name| name.trim().to_owned());
    format!("{host}-{}", std::process::id())
}
