//! The work queue.

use std::collections::HashSet;
use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use mainstay_store::*;
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::{bom, both, claimed, release};

const LEASE: Duration = Duration::from_secs(60);

fn work(kind: &str, priority: Priority) -> NewWork {
    NewWork { priority, ..NewWork::new(kind, json!({"n": 1})) }
}

/// Ends work that saves nothing.
async fn end(store: &Store, claimed: &Claimed, now: Timestamp) -> Result<()> {
    store.fail_work(claimed, "no use", false, now).await
}

async fn claim(store: &Store, now: Timestamp) -> Option<Claimed> {
    store.claim_work("w", &[], LEASE, now).await.unwrap()
}

#[tokio::test]
async fn priority_is_strict_and_within_it_the_oldest_comes_first() {
    for store in both().await {
        for (kind, priority) in [
            ("c", Priority::Scheduled),
            ("b", Priority::Normal),
            ("a1", Priority::Interactive),
            ("a2", Priority::Interactive),
        ] {
            store.enqueue(&work(kind, priority)).await.unwrap();
        }
        let now = Timestamp::now();
        let mut order = Vec::new();
        while let Some(claimed) = claim(&store, now).await {
            order.push(claimed.work.kind.clone());
            end(&store, &claimed, now).await.unwrap();
        }
        assert_eq!(order, ["a1", "a2", "b", "c"]);
    }
}

#[tokio::test]
async fn the_same_key_waits_once_and_may_come_again_afterwards() {
    for store in both().await {
        let new = NewWork { unique_key: Some("k".into()), ..work("a", Priority::Normal) };
        let first = store.enqueue(&new).await.unwrap();
        let second = store.enqueue(&new).await.unwrap();
        assert_eq!((second.uid, second.already), (first.uid, true));
        let now = Timestamp::now();
        let claimed = claim(&store, now).await.unwrap();
        assert!(store.enqueue(&new).await.unwrap().already, "it runs");
        end(&store, &claimed, now).await.unwrap();
        assert!(!store.enqueue(&new).await.unwrap().already);
    }
}

#[tokio::test]
async fn a_lost_lease_is_taken_over_and_the_old_worker_may_not_write() {
    for store in both().await {
        let uid = store.enqueue(&work("a", Priority::Normal)).await.unwrap().uid;
        let now = Timestamp::now();
        let first = claim(&store, now).await.unwrap();
        assert!(claim(&store, now).await.is_none());
        let later = now + 61.seconds();
        let second = claim(&store, later).await.unwrap();
        assert_eq!((second.uid(), second.work.attempts), (uid, 2));
        assert!(matches!(end(&store, &first, later).await, Err(StoreError::LeaseLost)));
        assert!(matches!(store.heartbeat(&first, LEASE, later).await, Err(StoreError::LeaseLost)));
        assert_eq!(store.heartbeat(&second, LEASE, later).await.unwrap(), Signal::Continue);
        end(&store, &second, later).await.unwrap();
        assert_eq!(store.work(uid).await.unwrap().state, WorkState::Failed);
    }
}

#[tokio::test]
async fn work_that_kills_its_worker_is_given_up() {
    for store in both().await {
        let new = NewWork { max_attempts: 2, ..work("a", Priority::Normal) };
        let uid = store.enqueue(&new).await.unwrap().uid;
        let mut now = Timestamp::now();
        for _ in 0..2 {
            assert!(claim(&store, now).await.is_some());
            now += 61.seconds();
        }
        assert!(claim(&store, now).await.is_none());
        assert_eq!(store.work(uid).await.unwrap().state, WorkState::Failed);
        store.retry_work(uid).await.unwrap();
        assert!(claim(&store, now).await.is_some());
    }
}

#[tokio::test]
async fn a_failed_attempt_waits_before_the_next_one() {
    for store in both().await {
        let uid =
            store.enqueue(&NewWork { max_attempts: 2, ..work("a", Priority::Normal) }).await.unwrap().uid;
        let now = Timestamp::now();
        let claimed = claim(&store, now).await.unwrap();
        store.fail_work(&claimed, "no network", true, now).await.unwrap();
        assert!(claim(&store, now + 9.seconds()).await.is_none());
        let claimed = claim(&store, now + 10.seconds()).await.unwrap();
        store.fail_work(&claimed, "no network", true, now).await.unwrap();
        let work = store.work(uid).await.unwrap();
        assert_eq!((work.state, work.error.as_deref()), (WorkState::Failed, Some("no network")));
    }
}

#[tokio::test]
async fn waiting_work_is_canceled_at_once_and_running_work_at_its_heartbeat() {
    for store in both().await {
        let running = store.enqueue(&work("a", Priority::Normal)).await.unwrap().uid;
        let now = Timestamp::now();
        let claimed = claim(&store, now).await.unwrap();
        let waiting = store.enqueue(&work("b", Priority::Normal)).await.unwrap().uid;
        assert_eq!(store.cancel_work(waiting).await.unwrap(), WorkState::Canceled);
        assert_eq!(store.cancel_work(running).await.unwrap(), WorkState::Running);
        assert_eq!(store.heartbeat(&claimed, LEASE, now).await.unwrap(), Signal::Cancel);
        store.cancel_claimed(&claimed, now).await.unwrap();
        assert_eq!(store.work(running).await.unwrap().state, WorkState::Canceled);
        assert!(claim(&store, now).await.is_none());
    }
}

#[tokio::test]
async fn what_is_asked_for_again_is_no_longer_to_be_canceled() {
    for store in both().await {
        let new = NewWork { unique_key: Some("k".into()), ..work("a", Priority::Normal) };
        let uid = store.enqueue(&new).await.unwrap().uid;
        let now = Timestamp::now();
        let claimed = claim(&store, now).await.unwrap();
        store.cancel_work(uid).await.unwrap();
        assert_eq!(store.enqueue(&new).await.unwrap(), Enqueued { uid, already: true });
        assert_eq!(store.heartbeat(&claimed, LEASE, now).await.unwrap(), Signal::Continue);
        // Its worker had heard of it before, and stopped.
        store.cancel_claimed(&claimed, now).await.unwrap();
        assert_eq!(claim(&store, now).await.map(|again| again.uid()), Some(uid));
    }
}

#[tokio::test]
async fn a_heartbeat_after_the_end_tells_that_it_is_done() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let sbom = store.receive(&NewSbom::new(release, SbomSource::Build, b"1")).await.unwrap().sbom;
        let claimed = claimed(&store).await.unwrap();
        let ending = Ending { claimed: &claimed, steps: 1, say: &|_| String::new() };
        store.finish_inventory(sbom, &InventoryRecord::new(&bom(&[])), &ending).await.unwrap();
        assert_eq!(store.heartbeat(&claimed, LEASE, Timestamp::now()).await.unwrap(), Signal::Done);
    }
}

#[tokio::test]
async fn progress_is_seen_while_it_runs_and_work_that_is_handed_back_has_lost_no_attempt() {
    for store in both().await {
        let uid = store.enqueue(&work("a", Priority::Normal)).await.unwrap().uid;
        let claimed = claim(&store, Timestamp::now()).await.unwrap();
        store.progress(&claimed, 3, Some(10), "reading").await.unwrap();
        let work = store.work(uid).await.unwrap();
        assert_eq!((work.done, work.total, work.note.as_deref()), (3, Some(10), Some("reading")));
        store.release_work(&claimed).await.unwrap();
        assert_eq!(store.work(uid).await.unwrap().attempts, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_workers_never_get_the_same_work() {
    for store in both().await {
        for _ in 0..60 {
            store.enqueue(&work("a", Priority::Normal)).await.unwrap();
        }
        let mut workers = JoinSet::new();
        for number in 0..8 {
            let store = Store::clone(&store);
            workers.spawn(async move {
                let mut mine = Vec::new();
                let owner = format!("w{number}");
                while let Some(one) = store.claim_work(&owner, &["a"], LEASE, Timestamp::now()).await.unwrap()
                {
                    mine.push(one.uid());
                }
                mine
            });
        }
        let claimed: Vec<_> = workers.join_all().await.into_iter().flatten().collect();
        assert_eq!(claimed.iter().collect::<HashSet<_>>().len(), claimed.len());
        // A worker may find nothing while another one holds the last row; then one more look finds it.
        assert!(claimed.len() >= 52, "{}", claimed.len());
    }
}

#[tokio::test]
async fn work_is_not_tried_again_beside_the_same_that_waits() {
    for store in both().await {
        let new = NewWork { unique_key: Some("k".into()), ..work("a", Priority::Normal) };
        let first = store.enqueue(&new).await.unwrap().uid;
        store.cancel_work(first).await.unwrap();
        let second = store.enqueue(&new).await.unwrap().uid;
        let told = async |uid| match store.retry_work(uid).await {
            Err(StoreError::Conflict(told)) => told,
            other => panic!("{other:?}"),
        };
        assert!(told(first).await.contains("the same waits or runs already"), "{}", told(first).await);
        assert!(told(second).await.contains("has neither failed nor been canceled"));
        store.cancel_work(second).await.unwrap();
        store.retry_work(first).await.unwrap();
        assert!(matches!(store.retry_work(uuid::Uuid::now_v7()).await, Err(StoreError::NotFound { .. })));
    }
}
