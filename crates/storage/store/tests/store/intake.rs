//! Intake and saving on both databases.

use std::time::Duration;

use crate::support::{bom, both, release, save};
use jiff::Timestamp;
use mainstay_store::{
    ComponentFilter, ComponentOrder, Ending, InventoryRecord, NewSbom, PageRequest, ProductFilter,
    ProductOrder, READ_SBOM, SbomSource, SbomState, Total, Within, WorkState,
};

#[tokio::test]
async fn a_document_goes_from_receipt_to_inventory() {
    for store in both().await {
        let release = release(&store, "shop", "1.0").await;
        let received = store.receive(&NewSbom::new(release, SbomSource::Source, b"{}")).await.unwrap();
        assert!(!received.already);
        let lease = Duration::from_secs(60);
        let claimed =
            store.claim_work("w1", &[READ_SBOM], lease, Timestamp::now()).await.unwrap().expect("work waits");
        assert_eq!(Some(claimed.uid()), received.work);
        assert_eq!(store.document(received.sbom).await.unwrap().bytes, b"{}");

        let bom = bom(&["pkg:npm/a@1", "pkg:npm/b@2"]);
        let ending = Ending { claimed: &claimed, steps: 3, say: &|saved| format!("{} added", saved.added) };
        let record = InventoryRecord::new(&bom);
        let saved = store.finish_inventory(received.sbom, &record, &ending).await.unwrap();
        assert_eq!((saved.components, saved.added, saved.removed), (2, 2, 0));

        let sbom = store.sbom(received.sbom).await.unwrap();
        assert_eq!((sbom.state, sbom.components), (SbomState::Ready, 2));
        let works = store.work_of_sbom(received.sbom).await.unwrap();
        assert_eq!(works.iter().map(|work| Some(work.uid)).collect::<Vec<_>>(), [received.work]);
        assert_eq!((works[0].state, works[0].done, works[0].total), (WorkState::Done, 3, Some(3)));
        assert_eq!(store.work_steps(works[0].uid).await.unwrap()[0].text, "2 added");
        let products = store
            .list_products(&ProductFilter::default(), ProductOrder::Name, &PageRequest::default())
            .await
            .unwrap();
        assert_eq!(products.total, Total::Exact(1));
        let newest = products.rows[0].figures.newest.as_ref().expect("a release has an SBOM");
        assert_eq!(newest.figures.components, 2);
        let filter = ComponentFilter { within: Some(Within::Release(release)), ..Default::default() };
        let components =
            store.list_components(&filter, ComponentOrder::Uses, &PageRequest::default()).await.unwrap();
        assert_eq!(components.total, Total::Exact(2));
    }
}

#[tokio::test]
async fn a_refused_document_is_read_again_when_it_comes_again() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let new = NewSbom::new(release, SbomSource::Source, b"not an SBOM");
        let first = store.receive(&new).await.unwrap();
        let now = Timestamp::now();
        let claimed = store.claim_work("w", &[], Duration::from_secs(60), now).await.unwrap().unwrap();
        let early = store.receive(&new).await.unwrap();
        assert_eq!((early.work, early.already), (first.work, true));
        store.fail_sbom(first.sbom, "this is no SBOM", &[], &claimed).await.unwrap();
        assert_eq!(store.sbom(first.sbom).await.unwrap().state, SbomState::Refused);
        assert_eq!(store.work(claimed.uid()).await.unwrap().state, WorkState::Failed);
        assert_eq!(store.sbom(first.sbom).await.unwrap().error.as_deref(), Some("this is no SBOM"));
        let again = store.receive(&new).await.unwrap();
        assert_eq!((again.sbom, again.already), (first.sbom, true));
        assert!(again.work.is_some());
        assert_eq!(store.sbom(first.sbom).await.unwrap().state, SbomState::Received);
    }
}

#[tokio::test]
async fn a_document_that_was_current_before_may_come_again() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let bom = bom(&["pkg:npm/a@1"]);
        let mut sboms = Vec::new();
        for bytes in [b"1", b"2", b"1"] {
            let received = store.receive(&NewSbom::new(release, SbomSource::Source, bytes)).await.unwrap();
            assert!(!received.already);
            save(&store, received.sbom, &InventoryRecord::new(&bom)).await.unwrap();
            sboms.push(received.sbom);
        }
        assert_eq!(store.current_sboms(release).await.unwrap()[0].uid, sboms[2]);
        let unknown = NewSbom::new(sboms[0], SbomSource::Source, b"1");
        assert!(matches!(store.receive(&unknown).await, Err(mainstay_store::StoreError::NotFound { .. })));
    }
}
