//! Suppliers, their requests, coverage and the laid nouns.

use jiff::{Timestamp, ToSpan};
use mainstay_store::*;
use serde_json::json;

use crate::support::{bom, both, release, save};

#[tokio::test]
async fn a_request_is_open_then_overdue_then_answered() {
    for store in both().await {
        let acme = store.ensure_supplier("ACME", Some("sbom@acme.example")).await.unwrap();
        assert_eq!(store.ensure_supplier("acme ", None).await.unwrap(), acme);
        let other = store.ensure_supplier("Other", None).await.unwrap();
        let release = release(&store, "a", "1").await;
        let now = Timestamp::now();
        let new = NewRequest { release: Some(release), due_at: Some(now + 24.hours()), ..Default::default() };
        let request = store.ask_supplier(acme, &new).await.unwrap();
        let declined = store.ask_supplier(other, &NewRequest::default()).await.unwrap();
        let status = async |at| {
            let page =
                store.list_requests(&RequestFilter::default(), at, &PageRequest::default()).await.unwrap();
            page.rows.iter().find(|one| one.uid == request).unwrap().status
        };
        assert_eq!(status(now).await, RequestStatus::Open);
        let late = now + 48.hours();
        assert_eq!(status(late).await, RequestStatus::Overdue);
        let overdue = RequestFilter { status: Some(RequestStatus::Overdue), supplier: Some(acme) };
        assert_eq!(store.list_requests(&overdue, late, &PageRequest::default()).await.unwrap().rows.len(), 1);
        assert!(store.list_requests(&overdue, now, &PageRequest::default()).await.unwrap().rows.is_empty());
        let sent = NewSbom { supplier: Some(acme), ..NewSbom::new(release, SbomSource::Supplier, b"x") };
        let sbom = store.receive(&sent).await.unwrap().sbom;
        save(&store, sbom, &InventoryRecord::new(&bom(&[]))).await.unwrap();
        store.answer_request(declined, Answer::Declined, "no").await.unwrap();
        assert_eq!(status(late).await, RequestStatus::Received);
        let answers = store.supplier_answers().await.unwrap();
        assert_eq!((answers.asked, answers.answered), (2, 1));
        let suppliers = store.list_suppliers(Some("acm"), &PageRequest::default()).await.unwrap();
        assert_eq!((suppliers.rows.len(), suppliers.rows[0].sboms), (1, 1));
    }
}

#[tokio::test]
async fn an_sbom_that_a_supplier_sent_answers_what_it_was_asked_and_nothing_else() {
    for store in both().await {
        let (gamma, delta) = (supplier(&store, "Gamma").await, supplier(&store, "Delta").await);
        let (shop, till) = (release(&store, "shop", "1").await, release(&store, "till", "1").await);
        let product = async |release| Some(store.release(release).await.unwrap().product);
        let of_shop = NewRequest { product: product(shop).await, ..Default::default() };
        let of_till = NewRequest { product: product(till).await, ..Default::default() };
        let for_shop = store.ask_supplier(gamma, &of_shop).await.unwrap();
        let for_any = store.ask_supplier(gamma, &NewRequest::default()).await.unwrap();
        let for_till = store.ask_supplier(gamma, &of_till).await.unwrap();
        let of_delta = store.ask_supplier(delta, &of_shop).await.unwrap();

        // Who sent it becomes known when the same document comes again with the supplier's name.
        let unnamed = NewSbom::new(shop, SbomSource::Supplier, b"x");
        let sbom = store.receive(&unnamed).await.unwrap().sbom;
        assert_eq!(answered_by(&store, for_shop).await, (RequestStatus::Open, None));
        let sent = NewSbom { supplier: Some(gamma), ..unnamed };
        assert!(store.receive(&sent).await.unwrap().already);
        assert_eq!(answered_by(&store, for_shop).await, (RequestStatus::Open, None), "nobody has read it");
        save(&store, sbom, &InventoryRecord::new(&bom(&[]))).await.unwrap();
        let received = (RequestStatus::Received, Some(sbom));
        assert_eq!(answered_by(&store, for_shop).await, received);
        assert_eq!(answered_by(&store, for_any).await, received);
        for open in [for_till, of_delta] {
            assert_eq!(answered_by(&store, open).await, (RequestStatus::Open, None));
        }
        let answers = store.supplier_answers().await.unwrap();
        assert_eq!((answers.asked, answers.answered), (2, 1));

        // Another supplier's word does not make the document its own.
        store.receive(&NewSbom { supplier: Some(delta), ..sent.clone() }).await.unwrap();
        assert_eq!(answered_by(&store, of_delta).await, (RequestStatus::Open, None));
        assert_eq!(store.sbom(sbom).await.unwrap().supplier.unwrap().name, "Gamma");

        // It was read before: whoever asks after that and is sent the same again has an answer at once.
        let later = store.ask_supplier(gamma, &of_shop).await.unwrap();
        store.receive(&NewSbom { supplier: Some(delta), ..sent.clone() }).await.unwrap();
        assert_eq!(answered_by(&store, later).await, (RequestStatus::Open, None));
        store.receive(&sent).await.unwrap();
        assert_eq!(answered_by(&store, later).await, received);
    }
}

#[tokio::test]
async fn an_answer_by_hand_is_an_sbom_of_the_supplier_for_the_product_and_nothing_takes_its_place() {
    for store in both().await {
        let (acme, other) = (supplier(&store, "Acme").await, supplier(&store, "Other").await);
        let (vite, till) = (release(&store, "vite", "1").await, release(&store, "till", "1").await);
        let read = async |release, supplier: Option<uuid::Uuid>, bytes: &'static [u8]| {
            let sent = NewSbom { supplier, ..NewSbom::new(release, SbomSource::Supplier, bytes) };
            let sbom = store.receive(&sent).await.unwrap().sbom;
            save(&store, sbom, &InventoryRecord::new(&bom(&[]))).await.unwrap();
            sbom
        };
        let fitting = read(vite, Some(acme), b"before it was asked for").await;
        let product = store.release(vite).await.unwrap().product;
        let asked = NewRequest { product: Some(product), note: "please".into(), ..Default::default() };
        let request = store.ask_supplier(acme, &asked).await.unwrap();
        for wrong in [
            read(till, Some(acme), b"another product").await,
            read(vite, None, b"no supplier").await,
            read(vite, Some(other), b"another supplier").await,
        ] {
            let refused = store.answer_request(request, Answer::Received(wrong), "").await;
            assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
        }
        assert_eq!(answered_by(&store, request).await, (RequestStatus::Open, None));
        assert_eq!(store.ask_supplier(acme, &asked).await.unwrap(), request, "the same that is open");
        let more = NewRequest { note: "and more".into(), ..asked.clone() };
        assert_ne!(store.ask_supplier(acme, &more).await.unwrap(), request);

        store.answer_request(request, Answer::Received(fitting), "").await.unwrap();
        for late in [Answer::Declined, Answer::Received(fitting)] {
            let refused = store.answer_request(request, late, "late").await;
            assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
        }
        assert_eq!(answered_by(&store, request).await, (RequestStatus::Received, Some(fitting)));
        assert_ne!(store.ask_supplier(acme, &asked).await.unwrap(), request, "asked again after the answer");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_that_is_sent_twice_at_once_is_one_and_gets_one_answer() {
    for store in both().await {
        let acme = supplier(&store, "Acme").await;
        let (mut asks, mut answers) = (tokio::task::JoinSet::new(), tokio::task::JoinSet::new());
        for _ in 0..6 {
            let here = Store::clone(&store);
            asks.spawn(async move { here.ask_supplier(acme, &NewRequest::default()).await.unwrap() });
        }
        let asked = asks.join_all().await;
        assert!(asked.iter().all(|one| *one == asked[0]), "{asked:?}");
        for _ in 0..6 {
            let (here, request) = (Store::clone(&store), asked[0]);
            answers.spawn(async move { here.answer_request(request, Answer::Declined, "no").await.is_ok() });
        }
        assert_eq!(answers.join_all().await.into_iter().filter(|done| *done).count(), 1);
    }
}

#[tokio::test]
async fn a_document_that_nobody_has_read_answers_no_request_however_its_reading_ended() {
    for store in both().await {
        let gamma = supplier(&store, "Gamma").await;
        let shop = release(&store, "shop", "1").await;
        for (number, how) in ["canceled", "given up", "fallen silent", "refused"].into_iter().enumerate() {
            let request = store.ask_supplier(gamma, &NewRequest::default()).await.unwrap();
            let open = async |when: &str| {
                assert_eq!(answered_by(&store, request).await, (RequestStatus::Open, None), "{how} {when}");
                let answers = store.supplier_answers().await.unwrap();
                assert_eq!((answers.asked, answers.answered), (1, u64::from(number > 0)), "{how} {when}");
            };
            let bytes = number.to_le_bytes();
            let new = NewSbom { supplier: Some(gamma), ..NewSbom::new(shop, SbomSource::Supplier, &bytes) };
            let sbom = store.receive(&new).await.unwrap().sbom;
            open("while it waits").await;
            let claimed = claim(&store).await;
            end(&store, &claimed, sbom, how).await;
            open("after its reading").await;
            let by_hand = store.answer_request(request, Answer::Received(sbom), "").await;
            assert!(matches!(by_hand, Err(StoreError::Conflict(_))), "{how}: {by_hand:?}");

            store.retry_work(claimed.uid()).await.unwrap();
            open("before it is tried again").await;
            let claimed = claim(&store).await;
            let ending = Ending { claimed: &claimed, steps: 1, say: &|_| String::new() };
            store.finish_inventory(sbom, &InventoryRecord::new(&bom(&[])), &ending).await.unwrap();
            assert_eq!(answered_by(&store, request).await, (RequestStatus::Received, Some(sbom)), "{how}");
            store.check().await.unwrap();
        }
    }
}

async fn claim(store: &Store) -> Claimed {
    let claimed = store.claim_work("w", &[READ_SBOM], LEASE, Timestamp::now()).await.unwrap();
    claimed.expect("work waits")
}

const LEASE: std::time::Duration = std::time::Duration::from_secs(60);

/// Ends the reading of an SBOM so that nobody has read it.
async fn end(store: &Store, claimed: &Claimed, sbom: uuid::Uuid, how: &str) {
    let now = Timestamp::now();
    match how {
        "canceled" => {
            store.cancel_work(claimed.uid()).await.unwrap();
            store.cancel_claimed(claimed, now).await.unwrap();
        }
        "given up" => store.fail_work(claimed, "no use", false, now).await.unwrap(),
        "refused" => store.fail_sbom(sbom, "no SBOM", &[], claimed).await.unwrap(),
        _ => {
            for attempt in 1.. {
                let later = now + (attempt * 61).seconds();
                if store.claim_work("w", &[READ_SBOM], LEASE, later).await.unwrap().is_none() {
                    break;
                }
            }
        }
    }
}

#[tokio::test]
async fn a_supplier_is_found_by_its_id_and_none_is_added_that_is_called_by_one() {
    for store in both().await {
        let gamma = supplier(&store, "Gamma").await;
        assert_eq!(supplier(&store, &gamma.to_string()).await, gamma);
        let none = uuid::Uuid::now_v7().to_string();
        assert!(matches!(store.ensure_supplier(&none, None).await, Err(StoreError::NotFound { .. })));
        assert_eq!(store.list_suppliers(None, &PageRequest::default()).await.unwrap().rows.len(), 1);
    }
}

async fn supplier(store: &Store, name: &str) -> uuid::Uuid {
    store.ensure_supplier(name, None).await.unwrap()
}

async fn answered_by(store: &Store, request: uuid::Uuid) -> (RequestStatus, Option<uuid::Uuid>) {
    let request = store.supplier_request(request, Timestamp::now()).await.unwrap();
    (request.status, request.sbom)
}

#[tokio::test]
async fn an_sbom_is_as_old_as_it_says_however_late_it_comes() {
    for store in both().await {
        let save = async |version: &str, made: &str| {
            let release = release(&store, "shop", version).await;
            let bytes = format!("{version} {made}");
            let sbom = store
                .receive(&NewSbom::new(release, SbomSource::Build, bytes.as_bytes()))
                .await
                .unwrap()
                .sbom;
            let mut bom = bom(&["pkg:npm/a@1"]);
            bom.document.created = Some(made.to_owned());
            save(&store, sbom, &InventoryRecord::new(&bom)).await.unwrap();
            store.check().await.unwrap();
            store.product("shop").await.unwrap().figures.newest_sbom_at.unwrap()
        };
        let before = Timestamp::now();
        assert_eq!(save("1", "2019-01-01T00:00:00Z").await, "2019-01-01T00:00:00Z".parse().unwrap());
        assert_eq!(save("2", "2020-02-02T12:00:00").await, "2020-02-02T12:00:00Z".parse().unwrap());
        assert_eq!(save("1", "2018-01-01T00:00:00Z").await, "2020-02-02T12:00:00Z".parse().unwrap());
        assert_eq!(save("2", "2017-01-01T00:00:00Z").await, "2018-01-01T00:00:00Z".parse().unwrap());
        for untold in ["yesterday", "2999-01-01T00:00:00Z"] {
            assert!(save("2", untold).await.as_millisecond() >= before.as_millisecond(), "{untold}");
        }
    }
}

#[tokio::test]
async fn coverage_tells_what_is_missing_stale_or_poor() {
    for store in both().await {
        let covered = release(&store, "covered", "1").await;
        release(&store, "covered", "2").await;
        release(&store, "bare", "1").await;
        let sbom = store.receive(&NewSbom::new(covered, SbomSource::Build, b"1")).await.unwrap().sbom;
        let bom = bom(&["pkg:npm/a@1"]);
        let quality = Some(Quality { grade: 40, report: json!({"points": []}) });
        save(&store, sbom, &InventoryRecord { quality, ..InventoryRecord::new(&bom) }).await.unwrap();
        assert_eq!(store.sbom(sbom).await.unwrap().grade, Some(40));
        assert_eq!(store.sbom_report(sbom).await.unwrap().quality, Some(json!({"points": []})));
        let tomorrow = Timestamp::now() + 24.hours();
        let bounds = CoverageBounds { stale_before: tomorrow, poor_below: 50 };
        let coverage = store.coverage(bounds).await.unwrap();
        let expected = Coverage {
            products: 2,
            products_without: 1,
            products_stale: 1,
            products_poor: 1,
            products_ungraded: 0,
            releases: 3,
            releases_without: 2,
        };
        assert_eq!(coverage, expected);
        for (gap, slug) in
            [(Gap::Without, "bare"), (Gap::Stale(tomorrow), "covered"), (Gap::Poor(50), "covered")]
        {
            let page = store.list_product_gaps(gap, &PageRequest::default()).await.unwrap();
            assert_eq!(page.rows.iter().map(|one| one.slug.as_str()).collect::<Vec<_>>(), [slug], "{gap:?}");
        }
        let gaps = store.list_release_gaps(Gap::Without, false, &PageRequest::default()).await.unwrap();
        assert_eq!(gaps.rows.len(), 2);
        let gaps = store.list_release_gaps(Gap::Without, true, &PageRequest::default()).await.unwrap();
        assert!(gaps.rows.is_empty());
    }
}

#[tokio::test]
async fn decisions_evidence_and_upstreams_are_kept() {
    for store in both().await {
        let release = release(&store, "a", "1").await;
        let sbom = store.receive(&NewSbom::new(release, SbomSource::Build, b"1")).await.unwrap().sbom;
        save(&store, sbom, &InventoryRecord::new(&bom(&["pkg:npm/a@1"]))).await.unwrap();
        let package = store.package("pkg:npm/a").await.unwrap().uid;
        let ada = store.ensure_person("Ada", None).await.unwrap();
        let scope =
            DecisionScope { scope: json!({"package": "a"}), package: Some(package), ..Default::default() };
        let event = |event: &str| DecisionEvent {
            at: Timestamp::from_second(1).unwrap(),
            person: Some(ada),
            event: event.into(),
            data: json!({"reason": "x"}),
        };
        let new = NewDecision { kind: "waiver".into(), scope };
        let decision = store.open_decision(&new, &event("proposed")).await.unwrap();
        store.add_decision_event(decision, &event("approved")).await.unwrap();
        let events = store.decision_events(decision).await.unwrap();
        assert_eq!(events, [event("proposed"), event("approved")]);

        for (confidence, url) in
            [(30, "https://a.example"), (90, "https://b.example"), (50, "https://a.example")]
        {
            store.link_upstream(package, url, "person", confidence).await.unwrap();
        }
        let links = store.upstreams(package).await.unwrap();
        assert_eq!(links.iter().map(|link| link.confidence).collect::<Vec<_>>(), [90, 50]);

        let fact = |second: i64| Evidence {
            fact: "sbom-coverage".into(),
            subject: "program".into(),
            value: json!(second),
            coverage: json!({}),
            source: "store".into(),
            as_of: Timestamp::from_second(second).unwrap(),
            expires_at: None,
        };
        for second in [2, 3, 1] {
            store.add_evidence(&fact(second)).await.unwrap();
        }
        assert_eq!(store.find_evidence("sbom-coverage", "program").await.unwrap(), Some(fact(3)));
        assert_eq!(store.find_evidence("x", "program").await.unwrap(), None);
    }
}
