//! Coverage follows one rule, and its counts are those of its lists; so are those of license statements.

use jiff::Timestamp;
use mainstay_store::*;
use serde_json::json;

use crate::support::{bom, both, save};

const OLD: &str = "2020-01-01T00:00:00Z";

/// A release with an SBOM of this grade, made at this time.
async fn release(store: &Store, product: &str, version: &str, deployed: bool, made: &str, grade: Option<u8>) {
    let product = store.ensure_product(&NewProduct::named(product, product)).await.unwrap();
    let new = NewRelease { deployed, ..NewRelease::version(version) };
    let release = store.ensure_release(product, &new).await.unwrap();
    let bytes = format!("{product} {version}");
    let sbom = store.receive(&NewSbom::new(release, SbomSource::Build, bytes.as_bytes())).await.unwrap().sbom;
    let mut bom = bom(&["pkg:npm/a@1"]);
    bom.document.created = Some(made.to_owned());
    let quality = grade.map(|grade| Quality { grade, report: json!({}) });
    save(store, sbom, &InventoryRecord { quality, ..InventoryRecord::new(&bom) }).await.unwrap();
}

/// A product, and the release that it is told for with its worst grade.
type Told<'r> = (&'r str, Option<(&'r str, Option<u8>)>);

#[tokio::test]
async fn the_newest_release_and_those_that_are_deployed_count_in_every_figure_and_list() {
    let now = Timestamp::now().to_string();
    let bounds = CoverageBounds { stale_before: "2024-01-01T00:00:00Z".parse().unwrap(), poor_below: 50 };
    for store in both().await {
        // Neither deployed nor the newest: it does not count.
        release(&store, "past", "1.0", false, OLD, Some(10)).await;
        release(&store, "past", "2.0", false, &now, Some(90)).await;
        release(&store, "deployed", "1.0", true, OLD, Some(20)).await;
        release(&store, "deployed", "1.1", true, OLD, Some(30)).await;
        release(&store, "deployed", "2.0", false, &now, Some(90)).await;
        release(&store, "newest", "1.0", false, OLD, Some(40)).await;
        release(&store, "silent", "1.0", false, &now, None).await;
        release(&store, "good", "1.0", true, &now, Some(80)).await;
        store.create_product(&NewProduct::named("without", "without")).await.unwrap();
        release(&store, "archived", "1.0", true, OLD, Some(10)).await;
        let archived = store.product("archived").await.unwrap().uid;
        store.archive_product(archived, true).await.unwrap();
        let counts = store.coverage(bounds).await.unwrap();
        assert_eq!((counts.products, counts.products_without, counts.products_ungraded), (6, 1, 1));
        for (gap, count, expected) in [
            (Gap::Without, counts.products_without, vec![("without", None)]),
            (
                Gap::Stale(bounds.stale_before),
                counts.products_stale,
                vec![("deployed", Some(("1.1", Some(30)))), ("newest", Some(("1.0", Some(40))))],
            ),
            (
                Gap::Poor(bounds.poor_below),
                counts.products_poor,
                vec![("deployed", Some(("1.0", Some(20)))), ("newest", Some(("1.0", Some(40))))],
            ),
        ] {
            let mut rows = Vec::new();
            let mut request = PageRequest::first(1);
            loop {
                let page = store.list_product_gaps(gap, &request).await.unwrap();
                assert_eq!(page.total, Total::Exact(count), "the count and the list are one: {gap:?}");
                rows.extend(page.rows);
                match page.next {
                    Some(next) => request = PageRequest::after(1, next),
                    None => break,
                }
            }
            let rows: Vec<Told<'_>> = rows
                .iter()
                .map(|row| {
                    let release =
                        row.release.as_ref().map(|release| (release.version.as_str(), row.worst_grade));
                    (row.slug.as_str(), release)
                })
                .collect();
            assert_eq!(rows, expected, "{gap:?}");
        }
    }
}

#[tokio::test]
async fn a_question_is_asked_of_archived_products_too_and_the_number_says_so() {
    for store in both().await {
        release(&store, "archived", "1.0", true, OLD, None).await;
        let archived = store.product("archived").await.unwrap().uid;
        store.create_release(archived, &NewRelease::version("2.0")).await.unwrap();
        store.archive_product(archived, true).await.unwrap();
        let component = store.component("pkg:npm/a@1").await.unwrap();
        assert_eq!(component.releases, 1);
        assert_eq!(store.asked().await.unwrap(), Asked { releases: 1, releases_without: 0 });
    }
}

#[tokio::test]
async fn the_number_of_a_license_statement_is_that_of_the_list_that_it_leads_to() {
    for store in both().await {
        release(&store, "shop", "1.0", false, OLD, None).await;
        // The release gives `a` up for `b`; what was said of `a` stays, and nobody uses it.
        let product = store.product("shop").await.unwrap().uid;
        let release = store.find_release(product, "1.0", "").await.unwrap().unwrap();
        let mut bom = bom(&["pkg:npm/b@1"]);
        // The document's own subject has a license too.
        bom.components[0].licenses.push(mainstay_model::LicenseClaim::declared("MIT"));
        bom.components[0].licenses.push(mainstay_model::LicenseClaim::declared("Only of what is sold"));
        let sbom = store.receive(&NewSbom::new(release, SbomSource::Build, b"b")).await.unwrap().sbom;
        save(&store, sbom, &InventoryRecord::new(&bom)).await.unwrap();
        let found = store.search("mit", 10).await.unwrap().licenses;
        let filter = ComponentFilter { license: "MIT".into(), ..Default::default() };
        let list =
            store.list_components(&filter, ComponentOrder::Name, &PageRequest::first(10)).await.unwrap();
        assert_eq!(list.total, Total::Exact(1));
        assert_eq!(found, [LicenseUse { text: "MIT".into(), components: list.total }]);
        assert!(store.search("what is sold", 10).await.unwrap().licenses.is_empty(), "no component in use");
    }
}

#[tokio::test]
async fn in_a_product_and_a_release_of_another_one_there_is_nothing() {
    for store in both().await {
        release(&store, "shop", "1.0", false, OLD, None).await;
        let (within, page) = (Some(Within::Nowhere), PageRequest::first(10));
        let filter = ComponentFilter { within, ..Default::default() };
        let components = store.list_components(&filter, ComponentOrder::Name, &page).await.unwrap();
        assert_eq!((components.rows.len(), components.total), (0, Total::Exact(0)));
        let filter = PackageFilter { within, words: vec!["a".into()], ..Default::default() };
        let packages = store.list_packages(&filter, PackageOrder::Name, &page).await.unwrap();
        assert_eq!((packages.rows.len(), packages.total), (0, Total::Exact(0)));
    }
}
