//! How a component came in has three states, and not told is neither direct nor transitive.

use std::collections::BTreeSet;

use mainstay_model::{Bom, Component, Directness};
use mainstay_store::*;

use crate::support::{self, both, release};

/// A document of components that came in as told.
fn bom(components: &[(&str, Directness)]) -> Bom {
    let mut bom = Bom::default();
    bom.document.format = "cyclonedx-json".into();
    for (purl, directness) in components {
        let component = Component::from_purl(purl.parse().unwrap());
        bom.add(Component { directness: *directness, ..component });
    }
    bom
}

async fn save(store: &Store, product: &str, version: &str, components: &[(&str, Directness)]) {
    let release = release(store, product, version).await;
    let bytes = format!("{components:?}");
    let new = NewSbom::new(release, SbomSource::Build, bytes.as_bytes());
    let sbom = store.receive(&new).await.unwrap().sbom;
    support::save(store, sbom, &InventoryRecord::new(&bom(components))).await.unwrap();
}

async fn components(store: &Store, within: Option<Within>, direct: &[Directness]) -> BTreeSet<String> {
    let filter = ComponentFilter { direct: Some(direct.to_vec()), within, ..Default::default() };
    let page = store.list_components(&filter, ComponentOrder::Name, &PageRequest::first(100)).await.unwrap();
    assert_eq!(page.total, Total::Exact(page.rows.len() as u64), "{filter:?}");
    let uses = store.list_components(&filter, ComponentOrder::Uses, &PageRequest::first(100)).await.unwrap();
    assert_eq!(uses.rows.len(), page.rows.len());
    page.rows.into_iter().map(|one| one.name).collect()
}

async fn packages(store: &Store, within: Option<Within>, direct: &[Directness]) -> BTreeSet<String> {
    let filter = PackageFilter { direct: Some(direct.to_vec()), within, ..Default::default() };
    let page = store.list_packages(&filter, PackageOrder::Name, &PageRequest::first(100)).await.unwrap();
    assert_eq!(page.total, Total::Exact(page.rows.len() as u64), "{filter:?}");
    for order in [PackageOrder::Uses, PackageOrder::Versions] {
        let again = store.list_packages(&filter, order, &PageRequest::first(100)).await.unwrap();
        assert_eq!(again.rows.len(), page.rows.len());
    }
    page.rows.into_iter().map(|one| one.name).collect()
}

fn names(text: &str) -> BTreeSet<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

use Directness::{Direct, Transitive, Unknown};

#[tokio::test]
async fn not_told_is_a_state_of_its_own_in_every_list_and_every_figure() {
    for store in both().await {
        let one = [
            ("pkg:npm/direct@1", Direct),
            ("pkg:npm/transitive@1", Transitive),
            ("pkg:npm/mixed@1", Transitive),
            ("pkg:npm/mixed@2", Unknown),
            ("pkg:npm/silent@1", Unknown),
            ("pkg:npm/later@1", Unknown),
        ];
        save(&store, "shop", "1", &one).await;
        save(&store, "shop", "2", &[("pkg:npm/silent@1", Unknown), ("pkg:npm/later@1", Transitive)]).await;
        save(&store, "bank", "1", &[("pkg:npm/transitive@1", Direct)]).await;
        let (shop, first) = (release(&store, "shop", "2").await, release(&store, "shop", "1").await);
        let product = store.release(shop).await.unwrap().product;
        let product = Some(Within::Product(product));
        let walking = store.walking().await;
        for store in [&*store, &walking] {
            // Over everything a direct use wins, and any that is told over one that is not.
            assert_eq!(components(store, None, &[Direct]).await, names("direct transitive"));
            assert_eq!(components(store, None, &[Transitive]).await, names("later mixed"));
            assert_eq!(components(store, None, &[Unknown]).await, names("mixed silent"));
            assert_eq!(
                components(store, None, &[Direct, Unknown]).await,
                names("direct mixed silent transitive")
            );
            assert_eq!(components(store, None, &[]).await, names(""));
            assert_eq!(packages(store, None, &[Direct]).await, names("direct transitive"));
            assert_eq!(packages(store, None, &[Transitive]).await, names("later mixed"));
            assert_eq!(packages(store, None, &[Unknown]).await, names("silent"));
            assert_eq!(packages(store, None, &[Unknown, Transitive]).await, names("later mixed silent"));
            // Within a product by its own uses.
            assert_eq!(components(store, product, &[Direct]).await, names("direct"));
            assert_eq!(components(store, product, &[Transitive]).await, names("later mixed transitive"));
            assert_eq!(components(store, product, &[Unknown]).await, names("mixed silent"));
            assert_eq!(packages(store, product, &[Transitive]).await, names("later mixed transitive"));
            assert_eq!(packages(store, product, &[Unknown]).await, names("silent"));
            // Within a release by its own SBOMs.
            let within = Some(Within::Release(first));
            assert_eq!(components(store, within, &[Transitive]).await, names("mixed transitive"));
            assert_eq!(components(store, within, &[Unknown]).await, names("later mixed silent"));
            assert_eq!(packages(store, within, &[Transitive]).await, names("mixed transitive"));
            assert_eq!(packages(store, within, &[Unknown]).await, names("later silent"));
        }
        let figures = store.release(first).await.unwrap().figures.unwrap();
        assert_eq!(
            (figures.components, figures.direct, figures.transitive, figures.untold()),
            (6, Some(1), Some(2), 3)
        );
        let one = store.component("pkg:npm/later@1").await.unwrap();
        assert_eq!((one.releases, one.direct, one.transitive), (2, 0, 1));
        let mixed = store.package("pkg:npm/mixed").await.unwrap();
        assert_eq!((mixed.uses, mixed.direct, mixed.transitive), (2, 0, 1));
        store.check().await.unwrap();
    }
}

#[tokio::test]
async fn what_a_newer_document_tells_or_no_longer_tells_is_followed() {
    for store in both().await {
        for (round, told) in [Unknown, Transitive, Direct, Transitive, Unknown].into_iter().enumerate() {
            save(&store, "shop", "1", &[("pkg:npm/a@1", told), (&format!("pkg:npm/r@{round}"), Unknown)])
                .await;
            for state in [Unknown, Direct, Transitive] {
                let expected = names(if state == told { "a" } else { "" });
                let mut found = components(&store, None, &[state]).await;
                found.remove("r");
                assert_eq!(found, expected, "{told:?} and asked for {state:?}");
            }
            store.check().await.unwrap();
        }
    }
}
