//! Stores on both databases and small documents for tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use mainstay_model::{Bom, Component, Directness, LicenseClaim, Purl, RelationKind};
use mainstay_store::*;
use mainstay_testapp::Database;
use uuid::Uuid;

/// An open store that keeps its database alive.
pub(crate) struct TestStore {
    store: Store,
    database: Database,
}

impl TestStore {
    /// The same database, all its lists read along indexes as if they were long.
    pub(crate) async fn walking(&self) -> Store {
        let options = StoreOptions { few: 0, ..Default::default() };
        Store::open(self.url(), options).await.expect("test data")
    }

    /// The address, for opening the same database again.
    pub(crate) fn url(&self) -> &str {
        self.database.url()
    }
}

impl std::ops::Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

/// An empty store on each database.
pub(crate) async fn both() -> Vec<TestStore> {
    let mut stores = Vec::new();
    for database in Database::both() {
        let store = Store::open(database.url(), StoreOptions::default()).await.expect("test data");
        stores.push(TestStore { store, database });
    }
    stores
}

/// The same database, opened by a program that does something once it has run so many statements more as the number says.
pub(crate) async fn acting_after(
    url: &str,
    act: impl Fn() + Send + Sync + 'static,
) -> (Store, Arc<AtomicI64>) {
    let left = Arc::new(AtomicI64::new(-1));
    let count = Arc::clone(&left);
    let observer = Observer::new(move |_, _| {
        if count.fetch_sub(1, Ordering::AcqRel) == 1 {
            act();
        }
    });
    let options = StoreOptions { observer: Some(observer), ..Default::default() };
    (Store::open(url, options).await.expect("test data"), left)
}

/// A release of a product, both made when they are missing.
pub(crate) async fn release(store: &Store, product: &str, version: &str) -> Uuid {
    let product = store.ensure_product(&NewProduct::named(product, product)).await.expect("test data");
    store.ensure_release(product, &NewRelease::version(version)).await.expect("test data")
}

/// The unit of this name and parent, made when it is missing.
pub(crate) async fn unit(store: &Store, name: &str, parent: Option<Uuid>) -> Uuid {
    let units = store.ensure_units(&[NewUnit { name: name.to_owned(), parent }]).await;
    units.expect("test data")[0]
}

/// Saves what a document says as a worker does: with the end of the work that read it.
pub(crate) async fn save(store: &Store, sbom: Uuid, record: &InventoryRecord<'_>) -> Result<Saved> {
    let claimed = claimed(store).await?;
    let ending = Ending { claimed: &claimed, steps: 1, say: &|_| String::new() };
    store.finish_inventory(sbom, record, &ending).await
}

/// Work that nobody else can have claimed.
pub(crate) async fn claimed(store: &Store) -> Result<Claimed> {
    let kind = format!("test {}", Uuid::now_v7());
    store.enqueue(&NewWork::new(&kind, serde_json::Value::Null)).await?;
    let claimed = store.claim_work("test", &[&kind], Duration::from_secs(60), Timestamp::now()).await?;
    Ok(claimed.expect("work waits"))
}

/// The components in use that a purl names: those of its version, or without one every version of its package.
pub(crate) async fn components(store: &Store, purl: &str) -> Vec<Uuid> {
    let asked: Purl = purl.parse().expect("test data");
    let found = store.components_of_package(purl, None, 100).await.expect("test data");
    let named = found
        .iter()
        .filter(|one| asked.version().is_none_or(|version| one.version.as_deref() == Some(version)));
    named.map(|one| one.uid).collect()
}

/// A document about an application that depends directly on the first purl, which depends on the others.
pub(crate) fn bom(purls: &[&str]) -> Bom {
    let mut bom = Bom::default();
    bom.document.format = "cyclonedx-json".into();
    let app = bom.add(Component::named("app", Some("1.0")));
    bom.subjects.push(app);
    let mut first = None;
    for purl in purls {
        let mut component = Component::from_purl(purl.parse().expect("test data"));
        component.licenses.push(LicenseClaim::declared("MIT"));
        component.directness = if first.is_none() { Directness::Direct } else { Directness::Transitive };
        let node = bom.add(component);
        bom.relate(first.unwrap_or(app), node, RelationKind::DependsOn);
        first.get_or_insert(node);
    }
    bom
}

/// Everything that lists show, for comparing before and after.
pub(crate) async fn everything(store: &Store) -> String {
    let page = PageRequest::first(1000);
    let sboms = SbomFilter { superseded: Superseded::Show, ..Default::default() };
    format!(
        "{:?}\n{:?}\n{:?}\n{:?}",
        store.list_products(&ProductFilter::default(), ProductOrder::Name, &page).await.expect("products"),
        store
            .list_components(&ComponentFilter::default(), ComponentOrder::Uses, &page)
            .await
            .expect("components"),
        store.list_packages(&PackageFilter::default(), PackageOrder::Uses, &page).await.expect("packages"),
        store.list_sboms(&sboms, &page).await.expect("SBOMs"),
    )
}
