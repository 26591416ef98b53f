//! Waiting for one piece of work to come to its end, in this process or another.

use std::time::Duration;

use jiff::Timestamp;
use mainstay_store::{Work, WorkState};
use tokio::time::sleep;
use uuid::Uuid;

use crate::{Office, Progress, Result};

/// How long it takes at most to see that another process is done.
const LOOKING: Duration = Duration::from_millis(200);

/// How work came to its end, or why nobody waits for it any longer.
#[derive(Clone, Debug, PartialEq)]
pub struct Awaited {
    /// The work as it is now.
    pub work: Work,
    /// Why its last attempt failed; kept even when the database could not take the reason.
    pub failure: Option<String>,
}

impl Office {
    /// Does what is due until this work has ended: here, or in the process that has it. When that process falls silent, its lease
    /// runs out and the work is done here. An attempt that failed is not waited for again; a worker makes the next one.
    ///
    /// # Errors
    /// When there is no such work, or the database fails.
    pub async fn work_until(&self, uid: Uuid, progress: &dyn Progress) -> Result<Awaited> {
        loop {
            let failed = self.work_through().await?.failed;
            let work = self.store.work(uid).await?;
            let here = failed.into_iter().find(|(of, _)| *of == uid).map(|(_, why)| why);
            let waits = work.state == WorkState::Queued && work.run_after > Timestamp::now();
            let under_way = matches!(work.state, WorkState::Queued | WorkState::Running);
            if !under_way || waits || here.is_some() {
                let failure = here.or_else(|| work.error.clone());
                return Ok(Awaited { work, failure });
            }
            let note = work.note.as_deref().unwrap_or("starting");
            progress.step(&format!("Another process reads it: {note}"), work.done, work.total);
            sleep(LOOKING).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use mainstay_store::{SbomSource, Store, StoreOptions};
    use mainstay_testapp::Database;

    use super::*;
    use crate::intake::{Delivery, ReleaseName};
    use crate::{Settings, Silent};

    #[derive(Default)]
    struct Heard(Mutex<Vec<String>>);

    impl Progress for Heard {
        fn step(&self, what: &str, _done: u64, _total: Option<u64>) {
            self.0.lock().unwrap().push(what.to_owned());
        }
    }

    /// An office with a document that waits to be read.
    async fn waiting(database: &Database, document: &str) -> (Office, Uuid) {
        let store = Store::open(database.url(), StoreOptions::default()).await.unwrap();
        let office = Office::new(store, Settings::default());
        let delivery = Delivery::new(
            ReleaseName { product: "shop", version: "1", variant: "" },
            SbomSource::Build,
            document.as_bytes(),
        );
        let work = office.receive(&delivery).await.unwrap().work.unwrap();
        (office, work)
    }

    const SOUND: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}"#;

    #[tokio::test]
    async fn work_that_another_has_is_waited_for_and_taken_over_when_it_falls_silent() {
        for database in Database::both() {
            let (office, work) = waiting(&database, SOUND).await;
            let lease = Duration::from_millis(600);
            office.store().claim_work("silent", &[], lease, Timestamp::now()).await.unwrap().unwrap();
            let heard = Heard::default();
            let awaited = office.work_until(work, &heard).await.unwrap();
            assert_eq!((awaited.work.state, awaited.failure), (WorkState::Done, None));
            assert!(heard.0.lock().unwrap().iter().all(|what| what.starts_with("Another process reads it")));
            assert!(!heard.0.lock().unwrap().is_empty());
        }
    }

    #[tokio::test]
    async fn the_cause_of_a_failure_is_told() {
        let database = Database::sqlite();
        let (office, work) = waiting(&database, &SOUND[..40]).await;
        let awaited = office.work_until(work, &Silent).await.unwrap();
        assert_eq!(awaited.work.state, WorkState::Failed);
        assert!(awaited.failure.is_some_and(|why| why.contains("JSON")));
    }

    #[tokio::test]
    async fn an_attempt_that_is_to_come_is_not_waited_for_and_the_last_cause_is_told() {
        let database = Database::sqlite();
        let (office, work) = waiting(&database, SOUND).await;
        let taken = office.store().claim_work("other", &[], Duration::from_secs(60), Timestamp::now()).await;
        let claimed = taken.unwrap().unwrap();
        office.store().fail_work(&claimed, "its disk is full", true, Timestamp::now()).await.unwrap();
        let awaited = office.work_until(work, &Silent).await.unwrap();
        assert_eq!(awaited.work.state, WorkState::Queued);
        assert_eq!(awaited.failure.as_deref(), Some("its disk is full"));
    }
}
