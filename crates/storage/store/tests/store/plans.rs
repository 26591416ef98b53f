//! Lists and questions are answered from indexes: SQLite's plans for what the store really asks.

use std::sync::{Arc, Mutex};

use mainstay_model::Directness;
use mainstay_store::*;
use sea_orm::{ConnectionTrait, Database as Connection, Statement};

use crate::support::{bom, release, save};

/// Runs a call on an empty database and gives the plan of its every statement.
struct Plans {
    store: Store,
    url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Plans {
    async fn open(database: &mainstay_testapp::Database) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&seen);
        let observer = Observer::new(move |text, _| record.lock().unwrap().push(text.to_owned()));
        let options = StoreOptions { observer: Some(observer), few: 0, ..Default::default() };
        let store = Store::open(database.url(), options).await.unwrap();
        Self { store, url: database.url().to_owned(), seen }
    }

    /// What was asked since the last call.
    fn statements(&self) -> Vec<String> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }

    /// The plans of what was asked since the last call.
    async fn taken(&self) -> Vec<(String, Vec<String>)> {
        let statements = self.statements();
        let connection = Connection::connect(&self.url).await.unwrap();
        let backend = connection.get_database_backend();
        let mut plans = Vec::new();
        for text in statements {
            let explain = Statement::from_string(backend, format!("explain query plan {text}"));
            let rows = connection.query_all_raw(explain).await.unwrap();
            let plan = rows.iter().map(|row| row.try_get::<String>("", "detail").unwrap()).collect();
            plans.push((text, plan));
        }
        plans
    }
}

/// Tables that grow with the portfolio.
const LARGE: [&str; 13] = [
    "where_used",
    "release_use",
    "product_use",
    "w",
    "component",
    "c",
    "package",
    "p",
    "release",
    "r",
    "sbom",
    "s",
    "o",
];

fn reads_all(line: &str) -> bool {
    let mut words = line.split(' ');
    words.next() == Some("SCAN")
        && words.next().is_some_and(|table| LARGE.contains(&table))
        && !line.contains("INDEX")
        && !line.contains("PRIMARY KEY")
}

/// Reads from some row on, without naming whose rows.
fn reads_from_on(line: &str) -> bool {
    let constraint = line.split_once('(').map_or("", |(_, constraint)| constraint);
    line.starts_with("SEARCH") && !constraint.is_empty() && !constraint.contains('=')
}

#[tokio::test]
async fn an_upload_and_its_reading_look_at_nothing_but_their_own_release() {
    let database = mainstay_testapp::Database::sqlite();
    let plans = Plans::open(&database).await;
    let store = &plans.store;
    let release = release(store, "shop", "1").await;
    let gamma = store.ensure_supplier("Gamma", None).await.unwrap();
    store.ask_supplier(gamma, &NewRequest::default()).await.unwrap();
    plans.taken().await;
    for bytes in [b"1", b"2"] {
        let new = NewSbom { supplier: Some(gamma), ..NewSbom::new(release, SbomSource::Supplier, bytes) };
        let sbom = store.receive(&new).await.unwrap().sbom;
        save(store, sbom, &InventoryRecord::new(&bom(&["pkg:npm/a@1"]))).await.unwrap();
    }
    for (text, plan) in plans.taken().await {
        assert!(!plan.iter().any(|line| reads_all(line) || reads_from_on(line)), "{text}\n{plan:#?}");
        let current = text.contains("from sbom") && text.contains("superseded_at is null");
        assert!(!current || plan.iter().any(|line| line.contains("sbom_slot_current")), "{text}\n{plan:#?}");
    }
}

#[tokio::test]
async fn a_release_with_a_day_looks_only_at_those_that_stand_by_it() {
    let database = mainstay_testapp::Database::sqlite();
    let plans = Plans::open(&database).await;
    let store = &plans.store;
    let product = store.create_product(&NewProduct::named("shop", "Shop")).await.unwrap();
    plans.taken().await;
    for (version, second) in [("1.0", 1), ("2.0", 2), ("3.0", 3)] {
        let day = jiff::Timestamp::from_second(second).unwrap();
        let new = NewRelease { released_at: Some(day), ..NewRelease::version(version) };
        store.create_release(product, &new).await.unwrap();
        let undated = NewRelease::version(format!("{version}.1"));
        let release = store.create_release(product, &undated).await.unwrap();
        store.change_release(release, &NewRelease { deployed: true, ..undated }, |_| true).await.unwrap();
    }
    for (text, plan) in plans.taken().await {
        let product_alone = |line: &String| line.contains("release_order") || line.contains("ORDER BY");
        assert!(!plan.iter().any(|line| reads_all(line) || product_alone(line)), "{text}\n{plan:#?}");
    }
}

#[tokio::test]
async fn lists_walk_an_index_in_their_order() {
    let database = mainstay_testapp::Database::sqlite();
    let plans = Plans::open(&database).await;
    let store = &plans.store;
    let release = release(store, "shop", "1").await;
    let received = store.receive(&NewSbom::new(release, SbomSource::Build, b"1")).await.unwrap();
    save(store, received.sbom, &InventoryRecord::new(&bom(&["pkg:npm/a@1", "pkg:npm/a@2"]))).await.unwrap();
    let product = store.product("shop").await.unwrap().uid;
    let component = store.component("pkg:npm/a@1").await.unwrap().uid;
    plans.taken().await;

    let page = PageRequest::first(50);
    for order in [ProductOrder::Name, ProductOrder::Newest] {
        store.list_products(&ProductFilter::default(), order, &page).await.unwrap();
    }
    store.list_releases(product, &page).await.unwrap();
    for order in [ComponentOrder::Name, ComponentOrder::Uses] {
        for ecosystem in [Wanted::default(), "npm".into()] {
            let filter =
                ComponentFilter { ecosystem, direct: Some(vec![Directness::Direct]), ..Default::default() };
            store.list_components(&filter, order, &page).await.unwrap();
        }
    }
    for order in [PackageOrder::Name, PackageOrder::Uses] {
        for ecosystem in [Wanted::default(), "npm".into()] {
            let filter = PackageFilter { ecosystem, ..Default::default() };
            store.list_packages(&filter, order, &page).await.unwrap();
        }
    }
    let several = PackageFilter { several_versions: Some(true), ..Default::default() };
    store.list_packages(&several, PackageOrder::Versions, &page).await.unwrap();
    store.list_sboms(&SbomFilter::default(), &page).await.unwrap();
    let ready = SbomFilter { state: SbomState::Ready.into(), ..Default::default() };
    store.list_sboms(&ready, &page).await.unwrap();
    for filter in [
        WorkFilter::default(),
        WorkFilter { state: WorkState::Failed.into(), ..Default::default() },
        WorkFilter { kind: "x".into(), ..Default::default() },
    ] {
        store.list_work(&filter, &page).await.unwrap();
    }
    let mut wrong = Vec::new();
    for (text, plan) in plans.taken().await {
        let sorted = plan.iter().any(|line| line.contains("TEMP B-TREE FOR ORDER BY"));
        // The total of all products is a walk over an index as well; tags and licenses of one page are few.
        let few = text.contains("product_tag") || text.contains("component_license");
        // A bounded count names what it looked at as the table is named; its first line tells how it was read.
        let bounded = text.contains(" as seen, ");
        if sorted && !few || !bounded && plan.iter().any(|line| reads_all(line)) {
            wrong.push((text, plan));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");

    store.where_used(&[component], &page).await.unwrap();
    store.uses_in_product(&[component], product, &page).await.unwrap();
    store.search("pkg:npm/a", 10).await.unwrap();
    let owned = ProductFilter { owner: "Ada".into(), ..Default::default() };
    store.list_products(&owned, ProductOrder::Name, &page).await.unwrap();
    store.work_of_sbom(received.sbom).await.unwrap();
    store.sboms_beside(&[received.sbom]).await.unwrap();
    store.search(&"ab".repeat(8), 10).await.unwrap();
    for (text, plan) in plans.taken().await {
        // A name may stand anywhere in a name: products, packages and licenses are walked through for it.
        let walks = text.contains(" like ");
        assert!(walks || !plan.iter().any(|line| reads_all(line)), "{text}\n{plan:#?}");
    }
}

/// The text with a list of keys in the place of every bound text, and another value in the place of the rest.
fn filled(text: &str, value: &str) -> String {
    let mut parts = text.split('$');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        filled.push_str(if rest.starts_with(" as text)") { "'{1,2,3}'" } else { value });
        filled.push_str(rest);
    }
    filled
}

#[tokio::test]
async fn postgres_looks_the_rows_of_a_product_up_that_its_statistics_do_not_know() {
    let databases = mainstay_testapp::Database::both();
    let database = databases.iter().find(|database| database.url().starts_with("postgres")).unwrap();
    let plans = Plans::open(database).await;
    let store = &plans.store;
    let many: Vec<String> = (0..500).map(|number| format!("pkg:npm/many{number}@1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let take = async |product: &str, version: &str, bytes: &[u8], purls: &[&str]| {
        let release = release(store, product, version).await;
        let received = store.receive(&NewSbom::new(release, SbomSource::Build, bytes)).await.unwrap();
        save(store, received.sbom, &InventoryRecord::new(&bom(purls))).await.unwrap();
    };
    take("known", "1", b"1", &many).await;
    let connection = Connection::connect(&plans.url).await.unwrap();
    connection.execute_unprepared("analyze").await.unwrap();
    plans.statements();
    for (version, bytes, purls) in [("1", b"2", &many[..]), ("2", b"3", &many[1..]), ("1", b"4", &many[2..])]
    {
        take("new", version, bytes, purls).await;
    }
    let asked = plans.statements();
    for table in ["release_use", "product_use", "where_used"] {
        let of_table = |text: &&String| text.contains(table) && text.contains(" in (select ");
        assert!(asked.iter().any(|text| of_table(&text)), "{table}");
        for text in asked.iter().filter(of_table) {
            let explain = format!("explain {}", filled(text, "9999"));
            let rows = connection
                .query_all_raw(Statement::from_string(connection.get_database_backend(), explain))
                .await;
            let plan: Vec<String> =
                rows.unwrap().iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect();
            assert!(!plan.iter().any(|line| line.contains("Join Filter")), "{text}\n{plan:#?}");
        }
    }
}
