//! Many at once: nothing is lost, nothing doubled, nothing fails.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use jiff::Timestamp;
use mainstay_model::{Bom, Component, Hash};
use mainstay_store::*;
use sea_orm::{ConnectionTrait, Database as Connection, Statement, TransactionTrait};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::support::{acting_after, bom, both, claimed, release, save};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_document_32_times_at_once_is_kept_once() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let bytes: Arc<Vec<u8>> = Arc::new((0..200_000_u32).map(|number| number.to_le_bytes()[0]).collect());
        let mut uploads = JoinSet::new();
        for _ in 0..32 {
            let (store, bytes) = (Store::clone(&store), Arc::clone(&bytes));
            uploads.spawn(
                async move { store.receive(&NewSbom::new(release, SbomSource::Source, &bytes)).await },
            );
        }
        let receipts: Vec<Received> = uploads.join_all().await.into_iter().map(|one| one.unwrap()).collect();
        assert_eq!(receipts.iter().filter(|receipt| !receipt.already).count(), 1);
        assert!(receipts.iter().all(|one| one.sbom == receipts[0].sbom && one.work == receipts[0].work));
        let all = SbomFilter { superseded: Superseded::Show, ..Default::default() };
        assert_eq!(store.list_sboms(&all, &PageRequest::default()).await.unwrap().rows.len(), 1);
        assert_eq!(
            store.list_work(&WorkFilter::default(), &PageRequest::default()).await.unwrap().rows.len(),
            1
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_document_that_comes_again_at_any_moment_while_its_reading_ends_is_read_once() {
    for store in both().await {
        let (reached, ended) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let (tell, until) = (Arc::clone(&reached), Arc::clone(&ended));
        // Who is sent it again stops until the reading has ended, or a moment when that waits for a lock.
        let (other, left) = acting_after(store.url(), move || {
            tell.notify_one();
            for _ in 0..100 {
                if until.load(Ordering::Acquire) {
                    break;
                }
                std::thread::sleep(Duration::from_millis(1));
            }
        })
        .await;
        for statement in 1_i64.. {
            let release = release(&store, &format!("p{statement}"), "1").await;
            let bytes = statement.to_le_bytes();
            let first = store.receive(&NewSbom::new(release, SbomSource::Build, &bytes)).await.unwrap();
            let lease = Duration::from_secs(60);
            let claimed = store.claim_work("w", &[], lease, Timestamp::now()).await.unwrap().unwrap();
            ended.store(false, Ordering::Release);
            left.store(statement, Ordering::Release);
            let sent = other.clone();
            let mut again =
                tokio::spawn(
                    async move { sent.receive(&NewSbom::new(release, SbomSource::Build, &bytes)).await },
                );
            tokio::select! {
                () = reached.notified() => {}
                // It has fewer statements: every one of them was tried.
                _ = &mut again => { assert!(statement > 3); break }
            }
            let bom = bom(&["pkg:npm/a@1"]);
            let ending = Ending { claimed: &claimed, steps: 3, say: &|_| String::new() };
            store.finish_inventory(first.sbom, &InventoryRecord::new(&bom), &ending).await.unwrap();
            ended.store(true, Ordering::Release);
            let again = again.await.unwrap().unwrap();
            assert!(again.already && again.sbom == first.sbom);
            let work = store.list_work(&WorkFilter::default(), &PageRequest::first(1000)).await.unwrap().rows;
            assert_eq!(work.len() as i64, statement, "statement {statement}");
            assert!(work.iter().all(|one| one.state == WorkState::Done), "statement {statement}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn overlapping_inventories_saved_at_once_do_not_fail_and_count_right() {
    for store in both().await {
        let mut saves = JoinSet::new();
        for number in 0..32_u32 {
            // Eight products of four releases each, all sharing most of their components.
            let release = release(&store, &format!("p{}", number % 8), &format!("{}", number / 8)).await;
            let store = Store::clone(&store);
            saves.spawn(async move {
                let purls: Vec<String> =
                    (0..300).map(|at| format!("pkg:npm/c{}@1", (at + number) % 350)).collect();
                let bom = bom(&purls.iter().map(String::as_str).collect::<Vec<_>>());
                let bytes = number.to_le_bytes();
                let sbom = store.receive(&NewSbom::new(release, SbomSource::Source, &bytes)).await?.sbom;
                save(&store, sbom, &InventoryRecord::new(&bom)).await
            });
        }
        for saved in saves.join_all().await {
            assert_eq!(saved.unwrap().added, 300);
        }
        // Whoever came last has written the figures of all.
        assert_eq!(uses(&store).await, 32 * 300);
        store.check().await.unwrap();
    }
}

/// The uses of all components, as their list tells them.
async fn uses(store: &Store) -> u64 {
    let (filter, page) = (ComponentFilter::default(), PageRequest::first(1_000));
    let all = store.list_components(&filter, ComponentOrder::Uses, &page).await.unwrap();
    all.rows.iter().filter(|one| one.name != "app").map(|one| one.releases).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_artifact_that_documents_name_differently_at_the_same_time_is_one_component() {
    for store in both().await {
        let named = |folder: &str, number: usize| Component {
            hashes: vec![Hash { algorithm: "SHA-256".into(), value: format!("{number:064x}") }],
            ..Component::named(format!("{folder}/file{number}"), None)
        };
        let mut saving = JoinSet::new();
        for folder in ["a", "b", "c", "d"] {
            let store = Store::clone(&store);
            saving.spawn(async move {
                let release = release(&store, folder, "1").await;
                for number in [2_000, 10] {
                    let files = (1..=number).map(|number| named(folder, number)).collect();
                    let bom = Bom { components: files, ..Bom::default() };
                    let bytes = format!("{folder} {number}");
                    let new = NewSbom::new(release, SbomSource::Source, bytes.as_bytes());
                    let sbom = store.receive(&new).await.unwrap().sbom;
                    save(&store, sbom, &InventoryRecord::new(&bom)).await.unwrap();
                }
            });
        }
        saving.join_all().await;
        store.check().await.unwrap();
        let first = PageRequest::first(1);
        let (components, packages) = (ComponentFilter::default(), PackageFilter::default());
        let components =
            store.list_components(&components, ComponentOrder::Name, &first).await.unwrap().total;
        let packages = store.list_packages(&packages, PackageOrder::Name, &first).await.unwrap().total;
        assert_eq!((components.at_least(), packages.at_least()), (10, 10));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn figures_that_a_stopped_or_killed_writer_left_behind_are_written_by_the_next() {
    for store in both().await {
        for given_up in 0..20_u32 {
            let release = release(&store, &format!("p{given_up}"), "1").await;
            let bom = bom(&["pkg:npm/a@1", "pkg:npm/b@1"]);
            let bytes = given_up.to_le_bytes();
            let sbom = store.receive(&NewSbom::new(release, SbomSource::Source, &bytes)).await.unwrap().sbom;
            let (record, limit) =
                (InventoryRecord::new(&bom), Duration::from_micros(u64::from(given_up) * 400));
            tokio::time::timeout(limit, save(&store, sbom, &record)).await.ok();
            save(&store, sbom, &record).await.unwrap();
            store.settle_figures().await.unwrap();
            assert_eq!(uses(&store).await, u64::from(given_up + 1) * 2);
        }
        // What a process noted that was killed before it wrote the figures.
        let listed = store
            .list_components(&ComponentFilter::default(), ComponentOrder::Uses, &PageRequest::first(1))
            .await
            .unwrap();
        let name = listed.rows[0].name.clone();
        let connection = sea_orm::Database::connect(store.url()).await.unwrap();
        let noted = format!(
            "insert into figure_change (data) select '{{\"components\":[[' || id || ',' || package_id || ',[100,0,0]]], \
             \"packages\":[],\"licenses\":[],\"licensed\":[],\"internal\":[]}}' from component where name = '{name}'"
        );
        sea_orm::ConnectionTrait::execute_unprepared(&connection, &noted).await.unwrap();
        assert_eq!(uses(&store).await, 40);
        let opened = Store::open(store.url(), StoreOptions::default()).await.unwrap();
        assert_eq!(uses(&opened).await, 140);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_write_that_fails_or_is_given_up_takes_no_neighbor_with_it() {
    for store in both().await {
        store.create_product(&NewProduct::named("taken", "T")).await.unwrap();
        let mut writes = JoinSet::new();
        for number in 0..60_u32 {
            let store = Store::clone(&store);
            writes.spawn(async move {
                let slug = if number % 3 == 0 { "taken".to_owned() } else { format!("p{number}") };
                let new = NewProduct::named(slug, "P");
                let write = store.create_product(&new);
                if number % 3 == 1 {
                    // Given up at any moment: done or not, but never half, and nobody waits for it.
                    tokio::time::timeout(std::time::Duration::from_micros(u64::from(number) * 50), write)
                        .await
                        .ok();
                    return true;
                }
                write.await.is_ok() == (number % 3 == 2)
            });
        }
        assert!(writes.join_all().await.into_iter().all(|as_expected| as_expected));
        for number in (2..60).step_by(3) {
            store.product(&format!("p{number}")).await.unwrap();
        }
        store.create_product(&NewProduct::named("last", "L")).await.unwrap();
        store.check().await.unwrap();
    }
}

/// Runs until it has waited so many times, then gives up: at once, or when the answer has come and nobody has heard it.
async fn given_up<T>(after: u32, answered: bool, work: impl Future<Output = T>) {
    let mut work = pin!(work);
    let mut waits = 0;
    poll_fn(|context| {
        if work.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        waits += 1;
        if waits < after {
            return Poll::Pending;
        }
        if answered {
            std::thread::sleep(Duration::from_millis(3));
        }
        Poll::Ready(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_writer_that_goes_away_at_any_step_leaves_its_neighbors_durable() {
    for store in both().await {
        for (waits, answered) in (1..12).flat_map(|waits| [(waits, false), (waits, true)]) {
            let name = |number: u32| format!("p-{waits}-{answered}-{number}");
            let mut writes = JoinSet::new();
            for number in 0..6 {
                let (store, new) = (Store::clone(&store), NewProduct::named(name(number), "P"));
                writes.spawn(async move {
                    let write = store.create_product(&new);
                    if number == 3 {
                        given_up(waits, answered, write).await
                    } else {
                        write.await.unwrap();
                    }
                });
            }
            writes.join_all().await;
            for number in [0, 1, 2, 4, 5] {
                store.product(&name(number)).await.unwrap();
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_share_one_database() {
    for store in both().await {
        let other = Store::open(store.url(), StoreOptions::default()).await.unwrap();
        let mut writes = JoinSet::new();
        for number in 0..40_u32 {
            let store = if number % 2 == 0 { Store::clone(&store) } else { other.clone() };
            writes.spawn(
                async move { store.create_product(&NewProduct::named(format!("p{number}"), "P")).await },
            );
        }
        for written in writes.join_all().await {
            written.unwrap();
        }
        let page = store
            .list_products(&ProductFilter::default(), ProductOrder::Newest, &PageRequest::default())
            .await
            .unwrap();
        assert_eq!(page.total, Total::Exact(40));
    }
}

#[tokio::test]
async fn opening_twice_changes_nothing_and_a_newer_database_is_refused() {
    for store in both().await {
        let again = Store::open(store.url(), StoreOptions::default()).await.unwrap();
        assert_eq!(again.schema_version().await.unwrap(), store.schema_version().await.unwrap());
        assert!(matches!(
            Store::open("mysql://x", StoreOptions::default()).await,
            Err(StoreError::Unavailable(_))
        ));
        let connection = sea_orm::Database::connect(store.url()).await.unwrap();
        let newer = "insert into schema_version (version, name, applied_at) values (99, 'later', 0)";
        sea_orm::ConnectionTrait::execute_unprepared(&connection, newer).await.unwrap();
        let refused = Store::open(store.url(), StoreOptions::default()).await;
        assert!(matches!(refused, Err(StoreError::Newer { found: 99, .. })), "{refused:?}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_named_without_its_password() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let options = StoreOptions { patience: Duration::from_millis(300), ..StoreOptions::default() };
    let refused = Store::open(&format!("postgres://me:secret@{closed}/db"), options).await.unwrap_err();
    let StoreError::Unavailable(why) = refused else { panic!("{refused:?}") };
    assert!(why.contains(&closed.to_string()) && why.contains("does not answer"), "{why}");
    assert!(!why.contains("secret"), "{why}");
}

#[tokio::test]
async fn no_error_of_an_address_repeats_its_password() {
    let database = mainstay_testapp::Database::postgres();
    let user = |rest: &str| database.url().replace("user=mainstay", &format!("password=secret&{rest}"));
    let mut addresses: Vec<String> = [
        "postgres://me:secret@localhost:badport/x",
        "postgres://me:secret@[::1/x",
        "postgres://me:secret@localhost/x?sslmode=perhaps",
        "postgres://me:secret/of@localhost/x",
        "postgres://me:5432/secret@localhost/x",
        "postgres://me:5432#secret@localhost/x",
        "postgres://me:5432?secret@localhost/x",
        "mysql://me:secret@localhost/x",
        "me:secret@localhost/x",
        "secret@localhost/x",
        "postgres//me:secret@localhost/x",
        "secret",
    ]
    .map(str::to_owned)
    .into();
    addresses.extend([user("user=nobody"), user("user=mainstay&sslmode=require&dbname=none")]);
    for address in addresses {
        let options = StoreOptions { patience: Duration::from_millis(300), ..StoreOptions::default() };
        let refused = Store::open(&address, options).await.unwrap_err();
        assert!(matches!(refused, StoreError::Unavailable(_)), "{address}: {refused:?}");
        for told in [refused.to_string(), format!("{refused:?}")] {
            assert!(!told.contains("secret") && !told.contains("5432"), "{address}: {told}");
        }
    }
}

#[tokio::test]
async fn damage_anywhere_in_a_database_file_is_found() {
    let database = mainstay_testapp::Database::sqlite();
    let url = database.url();
    let file = url.trim_start_matches("sqlite:");
    let store = Store::open(url, StoreOptions::default()).await.unwrap();
    store.create_product(&NewProduct::named("shop", "Shop")).await.unwrap();
    store.check().await.unwrap();
    store.close().await.unwrap();
    let whole = std::fs::read(file).unwrap();
    for page in [3, 12, 25] {
        let mut damaged = whole.clone();
        damaged[page * 4096..][..4096].fill(0xff);
        std::fs::write(file, damaged).unwrap();
        let found = match Store::open(url, StoreOptions::default()).await {
            Ok(store) => store.check().await,
            Err(error) => Err(error),
        };
        assert!(found.is_err(), "page {page}");
    }
}

#[tokio::test]
async fn a_damaged_note_of_figures_is_told_and_nothing_else_stops() {
    for store in both().await {
        let connection = sea_orm::Database::connect(store.url()).await.unwrap();
        let damaged = "insert into figure_change (data) values ('{')";
        sea_orm::ConnectionTrait::execute_unprepared(&connection, damaged).await.unwrap();
        let opened = Store::open(store.url(), StoreOptions::default()).await.unwrap();
        let release = release(&opened, "shop", "1").await;
        let sbom = opened.receive(&NewSbom::new(release, SbomSource::Source, b"1")).await.unwrap().sbom;
        save(&opened, sbom, &InventoryRecord::new(&bom(&["pkg:npm/a@1"]))).await.unwrap();
        assert_eq!(opened.sbom(sbom).await.unwrap().state, SbomState::Ready);
        assert!(matches!(opened.check().await, Err(StoreError::Corrupt(_))));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn while_many_wait_to_save_or_grade_for_one_product_others_read_and_write() {
    let stores = both().await;
    let store = stores.iter().find(|store| store.backend() == Backend::Postgres).unwrap();
    let mut received = Vec::new();
    for number in 0..20_u8 {
        let release = release(store, "busy", &number.to_string()).await;
        received
            .push(store.receive(&NewSbom::new(release, SbomSource::Build, &[number])).await.unwrap().sbom);
    }
    let elsewhere = Connection::connect(store.url()).await.unwrap();
    // First they are saved, then graded.
    for is_saved in [false, true] {
        let held = elsewhere.begin().await.unwrap();
        held.execute_unprepared("select id from product where slug = 'busy' for update").await.unwrap();
        let mut waiting = JoinSet::new();
        for sbom in received.clone() {
            let store = Store::clone(store);
            waiting.spawn(async move {
                if is_saved {
                    return store.finish_grading(sbom, None, None, &claimed(&store).await?).await;
                }
                save(&store, sbom, &InventoryRecord::new(&bom(&["pkg:npm/a@1"]))).await.map(drop)
            });
        }
        let waits = "select 1 as one from pg_stat_activity where wait_event_type = 'Lock'";
        while elsewhere
            .query_one_raw(Statement::from_string(held.get_database_backend(), waits))
            .await
            .unwrap()
            .is_none()
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        for number in 0..20 {
            release(store, "other", &format!("{is_saved} {number}")).await;
            store
                .list_components(&ComponentFilter::default(), ComponentOrder::Name, &PageRequest::default())
                .await
                .unwrap();
        }
        assert!(waiting.try_join_next().is_none(), "they wait");
        held.commit().await.unwrap();
        for done in waiting.join_all().await {
            done.unwrap();
        }
    }
}
