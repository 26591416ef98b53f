//! Several worker processes on one database: they share the work, take over from the dead, stop when they are told.

use std::collections::HashSet;
use std::time::Duration;

use mainstay_store::{SbomState, WorkState};
use mainstay_testapp::Database;

use crate::support::{Sample, Witness, worker};

/// Enough that reading takes a while.
const LARGE: u64 = 20_000;

/// The processes that have taken work up.
fn owners(witness: &Witness) -> HashSet<String> {
    let works = witness.works();
    let names = works.iter().filter_map(|work| work.worker.as_deref()?.rsplit_once('-'));
    names.map(|(process, _)| process.to_owned()).collect()
}

#[test]
fn three_processes_share_the_work_and_none_is_done_twice() {
    for database in Database::both() {
        let witness = Witness::open(database.url());
        let processes: Vec<_> = (0..3).map(|_| worker(database.url(), &["--workers", "2"])).collect();
        // Sixty, and as many more as it takes until two of them had some: one may start late.
        let mut sent = 0;
        while sent < 60 || (owners(&witness).len() < 2 && sent < 900) {
            witness.receive(&Sample::new(sent, 40));
            sent += 1;
        }
        witness.wait_for_rest();
        witness.assert_all_in_order();
        for work in witness.works() {
            assert_eq!(work.attempts, 1, "{work:?}");
            let steps = witness.ask(async |store| store.work_steps(work.uid).await);
            assert_eq!(steps.len(), 1, "read once: {steps:?}");
        }
        let owners = owners(&witness);
        assert!(owners.len() > 1, "{}: one process did everything: {owners:?}", database.name());
        for process in processes {
            let ended = process.stop();
            assert!(ended.status.success(), "{}", ended.said);
        }
    }
}

#[test]
fn a_worker_killed_in_the_middle_is_replaced_after_its_lease() {
    for database in Database::both() {
        let witness = Witness::open(database.url());
        let first = worker(database.url(), &["--workers", "1", "--lease", "3"]);
        let sample = Sample::new(1, LARGE);
        let received = witness.receive(&sample);
        let work = received.work.unwrap();
        let begun = witness.wait_for(work, "it runs", |work| work.state == WorkState::Running);
        first.kill();
        assert_eq!(witness.work(work).state, WorkState::Running, "killed in the middle");
        assert_eq!(witness.sboms()[0].state, SbomState::Received);
        let second = worker(database.url(), &["--workers", "1", "--lease", "3"]);
        let done = witness.wait_for(work, "it is done", |work| work.state == WorkState::Done);
        assert_eq!(done.attempts, 2);
        assert_ne!(done.worker, begun.worker);
        let waited = done.started_at.unwrap().duration_since(begun.started_at.unwrap());
        assert!(waited.as_secs() >= 2, "taken before the lease had ended: {waited}");
        assert_eq!(witness.sboms()[0].components, sample.components);
        witness.assert_all_in_order();
        second.stop();
    }
}

#[test]
fn a_worker_that_is_told_to_stop_hands_its_work_back_within_seconds() {
    for database in Database::both() {
        let witness = Witness::open(database.url());
        let first = worker(database.url(), &["--workers", "1"]);
        let work = witness.receive(&Sample::new(1, LARGE)).work.unwrap();
        witness.wait_for(work, "it runs", |work| work.state == WorkState::Running);
        let ended = first.stop();
        assert!(ended.status.success(), "{}", ended.said);
        assert!(ended.took < Duration::from_secs(5), "{:?}", ended.took);
        let handed_back = witness.work(work);
        assert_eq!((handed_back.state, handed_back.attempts), (WorkState::Queued, 0));
        // Long before a lease of a minute would have ended.
        let second = worker(database.url(), &["--workers", "1"]);
        let done = witness.wait_for(work, "it is done", |work| work.state == WorkState::Done);
        assert_eq!(done.attempts, 1);
        witness.assert_all_in_order();
        second.stop();
    }
}

#[test]
fn work_canceled_in_the_middle_stores_nothing_and_can_be_tried_again() {
    for database in Database::both() {
        let witness = Witness::open(database.url());
        let program = worker(database.url(), &["--workers", "1", "--lease", "4"]);
        let work = witness.receive(&Sample::new(1, LARGE)).work.unwrap();
        witness.wait_for(work, "it runs", |work| work.state == WorkState::Running);
        let state = witness.ask(async |store| store.cancel_work(work).await);
        assert_eq!(state, WorkState::Running, "{}: too late to cancel", database.name());
        witness.wait_for(work, "it is canceled", |work| work.state == WorkState::Canceled);
        let sbom = &witness.sboms()[0];
        assert_eq!((sbom.state, sbom.components), (SbomState::Received, 0));
        witness.ask(async |store| store.check().await);
        witness.ask(async |store| store.retry_work(work).await);
        let done = witness.wait_for(work, "it is done", |work| work.state == WorkState::Done);
        assert_eq!((done.attempts, done.cancel_asked), (1, false));
        witness.assert_all_in_order();
        program.stop();
    }
}
