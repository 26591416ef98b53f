//! Work that is canceled has changed nothing, and work that has changed something is done: whenever a person cancels.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use mainstay_store::*;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::support::{acting_after, bom, both, components, release};

/// The same database, opened by a program that says when it has run so many statements more.
async fn counting(url: &str) -> (Store, Arc<AtomicI64>, Arc<Notify>) {
    let reached = Arc::new(Notify::new());
    let tell = Arc::clone(&reached);
    let (store, left) = acting_after(url, move || tell.notify_one()).await;
    (store, left, reached)
}

/// A document for a product of its own, its work claimed.
async fn claimed(store: &Store, number: i64) -> (Uuid, Claimed) {
    let release = release(store, &format!("p{number}"), "1").await;
    let bytes = number.to_le_bytes();
    let received = store.receive(&NewSbom::new(release, SbomSource::Build, &bytes)).await.unwrap();
    let lease = Duration::from_secs(60);
    let claimed = store.claim_work("w", &[], lease, Timestamp::now()).await.unwrap().unwrap();
    assert_eq!(Some(claimed.uid()), received.work);
    (received.sbom, claimed)
}

/// Cancels once so many statements were run.
fn canceling(store: &Store, work: Uuid, reached: &Arc<Notify>) -> tokio::task::JoinHandle<WorkState> {
    let (store, reached) = (store.clone(), Arc::clone(reached));
    tokio::spawn(async move {
        reached.notified().await;
        store.cancel_work(work).await.unwrap()
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn canceled_at_any_statement_a_document_is_not_in_use_or_its_work_is_done() {
    for store in both().await {
        let (saving, left, reached) = counting(store.url()).await;
        let (mut done, mut canceled) = (0, 0);
        for statement in 1_i64.. {
            let (sbom, claimed) = claimed(&store, statement).await;
            let cancel = canceling(&store, claimed.uid(), &reached);
            let only = format!("pkg:npm/only-{statement}@1");
            let bom = bom(&["pkg:npm/shared@1", &only]);
            let say = |saved: &Saved| format!("{} components", saved.components);
            let ending = Ending { claimed: &claimed, steps: 3, say: &say };
            left.store(statement, Ordering::Release);
            let saved = saving.finish_inventory(sbom, &InventoryRecord::new(&bom), &ending).await;
            if left.swap(-1, Ordering::AcqRel) > 0 {
                // It has fewer statements: every one of them was tried.
                cancel.abort();
                assert_eq!(store.work(claimed.uid()).await.unwrap().state, WorkState::Done);
                break;
            }
            let answered = cancel.await.unwrap();
            let kept = store.sbom(sbom).await.unwrap().state;
            match saved {
                Ok(saved) => {
                    done += 1;
                    assert_eq!((saved.components, kept, answered), (2, SbomState::Ready, WorkState::Done));
                    assert_eq!(store.work_steps(claimed.uid()).await.unwrap().len(), 1);
                    let late = store.cancel_claimed(&claimed, Timestamp::now()).await;
                    assert!(matches!(late, Err(StoreError::LeaseLost)), "{late:?}");
                }
                Err(StoreError::Canceled) => {
                    canceled += 1;
                    assert_eq!((kept, answered), (SbomState::Received, WorkState::Running));
                    store.cancel_claimed(&claimed, Timestamp::now()).await.unwrap();
                    assert_eq!(store.work(claimed.uid()).await.unwrap().state, WorkState::Canceled);
                    assert!(components(&store, &only).await.is_empty());
                }
                Err(other) => panic!("statement {statement}: {other}"),
            }
        }
        // How many of either there are is for the machine to say; that it is done at the end is not.
        assert!(done > 0, "{canceled} canceled");
        store.check().await.unwrap();
    }
}

#[tokio::test]
async fn work_that_was_canceled_before_changes_nothing() {
    for store in both().await {
        let (sbom, claimed) = claimed(&store, 1).await;
        store.cancel_work(claimed.uid()).await.unwrap();
        let say = |_: &Saved| String::new();
        let ending = Ending { claimed: &claimed, steps: 1, say: &say };
        let bom = bom(&["pkg:npm/a@1"]);
        let saved = store.finish_inventory(sbom, &InventoryRecord::new(&bom), &ending).await;
        assert!(matches!(saved, Err(StoreError::Canceled)), "{saved:?}");
        assert_eq!(store.sbom(sbom).await.unwrap().state, SbomState::Received);
        assert!(components(&store, "pkg:npm/a@1").await.is_empty());
    }
}

#[tokio::test]
async fn a_document_is_not_refused_by_work_that_is_canceled_or_lost() {
    for store in both().await {
        let (sbom, claimed) = claimed(&store, 1).await;
        store.cancel_work(claimed.uid()).await.unwrap();
        let refused = store.fail_sbom(sbom, "no SBOM", &[], &claimed).await;
        assert!(matches!(refused, Err(StoreError::Canceled)), "{refused:?}");
        assert_eq!(store.sbom(sbom).await.unwrap().state, SbomState::Received);
        store.cancel_claimed(&claimed, Timestamp::now()).await.unwrap();
        let lost = store.fail_sbom(sbom, "no SBOM", &[], &claimed).await;
        assert!(matches!(lost, Err(StoreError::LeaseLost)), "{lost:?}");
        store.retry_work(claimed.uid()).await.unwrap();
        let again =
            store.claim_work("w", &[], Duration::from_secs(60), Timestamp::now()).await.unwrap().unwrap();
        store.fail_sbom(sbom, "no SBOM", &[], &again).await.unwrap();
        let work = store.work(again.uid()).await.unwrap();
        assert_eq!((work.state, work.error.as_deref()), (WorkState::Failed, Some("no SBOM")));
        assert_eq!(store.sbom(sbom).await.unwrap().state, SbomState::Refused);
    }
}

#[tokio::test]
async fn canceled_work_that_fails_or_is_handed_back_is_not_tried_again() {
    for store in both().await {
        for (number, hand_back) in [(1, true), (2, false)] {
            let (_, claimed) = claimed(&store, number).await;
            store.cancel_work(claimed.uid()).await.unwrap();
            if hand_back {
                store.release_work(&claimed).await.unwrap();
            } else {
                store.fail_work(&claimed, "no network", true, Timestamp::now()).await.unwrap();
            }
            let work = store.work(claimed.uid()).await.unwrap();
            assert_eq!(work.state, WorkState::Canceled);
            assert!(work.finished_at.is_some());
        }
    }
}
