//! Lists and questions are answered from indexes: SQLite's plans for what the store really asks.

use std::sync::{Arc, Mutex};

use mainstay_model::Directness;
use mainstay_store::*;
use sea_orm::{ConnectionTrait, Database as Connection, Statement};

use crate::support::{bom, release};

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

    /// The plans of what was asked since the last call.
    async fn taken(&self) -> Vec<(String, Vec<String>)> {
        let statements: Vec<String> = std::mem::take(&mut *self.seen.lock().unwrap());
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
const LARGE: [&str; 11] =
    ["where_used", "w", "component", "c", "package", "p", "release", "r", "sbom", "s", "o"];

fn reads_all(line: &str) -> bool {
    let mut words = line.split(' ');
    words.next() == Some("SCAN")
        && words.next().is_some_and(|table| LARGE.contains(&table))
        && !line.contains("INDEX")
        && !line.contains("PRIMARY KEY")
}

#[tokio::test]
async fn lists_walk_an_index_in_their_order() {
    let database = mainstay_testapp::Database::sqlite();
    let plans = Plans::open(&database).await;
    let store = &plans.store;
    let release = release(store, "shop", "1").await;
    let received = store.receive(&NewSbom::new(release, SbomSource::Build, b"1")).await.unwrap();
    store
        .save_inventory(received.sbom, &InventoryRecord::new(&bom(&["pkg:npm/a@1", "pkg:npm/a@2"])))
        .await
        .unwrap();
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
