//! Saving inventories: supersession, figures, idempotence.

use mainstay_model::{
    Bom, Component, Directness, Hash, LicenseClaim, LicenseSource, LicenseValue, RelationKind, Scope,
};
use mainstay_store::*;
use proptest::prelude::*;
use uuid::Uuid;

use crate::support::{bom, both, components, everything, release, save};

async fn add(store: &Store, release: Uuid, source: SbomSource, bytes: &[u8], bom: &Bom) -> (Uuid, Saved) {
    let received = store.receive(&NewSbom::new(release, source, bytes)).await.unwrap();
    (received.sbom, save(store, received.sbom, &InventoryRecord::new(bom)).await.unwrap())
}

async fn used(store: &Store, purl: &str) -> Vec<ProductUses> {
    store.where_used(&components(store, purl).await, &PageRequest::default()).await.unwrap().rows
}

#[tokio::test]
async fn a_newer_sbom_of_the_same_slot_takes_the_place_of_the_older_one() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let (old, _) =
            add(&store, release, SbomSource::Source, b"1", &bom(&["pkg:npm/a@1", "pkg:npm/b@1"])).await;
        let (new, saved) =
            add(&store, release, SbomSource::Source, b"2", &bom(&["pkg:npm/a@1", "pkg:npm/c@1"])).await;
        assert_eq!((saved.added, saved.removed), (1, 1));
        assert!(store.sbom(old).await.unwrap().superseded_at.is_some());
        let current = store.current_sboms(release).await.unwrap();
        assert_eq!(current.iter().map(|sbom| sbom.uid).collect::<Vec<_>>(), [new]);
        assert!(used(&store, "pkg:npm/b@1").await.is_empty());
        assert_eq!(used(&store, "pkg:npm/c@1").await.len(), 1);
        let history = SbomFilter { superseded: Superseded::Show, ..Default::default() };
        assert_eq!(store.list_sboms(&history, &PageRequest::default()).await.unwrap().rows.len(), 2);
        assert_eq!(store.document(old).await.unwrap().bytes, b"1");
    }
}

#[tokio::test]
async fn an_older_sbom_that_is_read_late_does_not_come_into_use() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let old = store.receive(&NewSbom::new(release, SbomSource::Source, b"1")).await.unwrap().sbom;
        add(&store, release, SbomSource::Source, b"2", &bom(&["pkg:npm/a@2"])).await;
        let late = bom(&["pkg:npm/a@1"]);
        let saved = save(&store, old, &InventoryRecord::new(&late)).await.unwrap();
        assert!(!saved.current);
        assert!(used(&store, "pkg:npm/a@1").await.is_empty());
        assert_eq!(used(&store, "pkg:npm/a@2").await.len(), 1);
    }
}

#[tokio::test]
async fn sboms_of_other_slots_count_together() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        add(&store, release, SbomSource::Source, b"1", &bom(&["pkg:npm/a@1", "pkg:npm/b@1"])).await;
        let (_, saved) =
            add(&store, release, SbomSource::Build, b"2", &bom(&["pkg:npm/b@1", "pkg:npm/c@1"])).await;
        assert_eq!((saved.added, saved.removed), (1, 0));
        let figures = store.release(release).await.unwrap().figures.unwrap();
        assert_eq!((figures.components, figures.sboms), (3, 2));
        let uses = used(&store, "pkg:npm/b@1").await;
        assert_eq!(uses[0].uses[0].sources, [SbomSource::Source, SbomSource::Build]);
        assert_eq!(uses[0].uses[0].direct, Some(true), "one of the two names it itself");
        assert_eq!(uses[0].count, 1);
    }
}

#[tokio::test]
async fn counts_follow_releases_products_and_packages() {
    for store in both().await {
        for (product, version, purl) in
            [("shop", "1", "pkg:npm/a@1"), ("shop", "2", "pkg:npm/a@1"), ("bank", "1", "pkg:npm/a@2")]
        {
            let release = release(&store, product, version).await;
            add(&store, release, SbomSource::Source, purl.as_bytes(), &bom(&[purl])).await;
        }
        let one = store.component("pkg:npm/a@1").await.unwrap();
        assert_eq!((one.releases, one.products, one.direct), (2, 1, 2));
        assert_eq!(one.licenses, ["MIT"]);
        let package = store.package("pkg:npm/a").await.unwrap();
        assert_eq!((package.versions, package.uses, package.direct), (2, 3, 3));
        let in_use = store.components_in_use(&[package.uid]).await.unwrap();
        assert_eq!(
            in_use[&package.uid].iter().map(|one| one.version.as_deref().unwrap()).collect::<Vec<_>>(),
            ["1", "2"]
        );
        assert_eq!(used(&store, "pkg:npm/a").await.len(), 2);
        assert_eq!(store.product("shop").await.unwrap().figures.all_components, 1);

        let bank = release(&store, "bank", "1").await;
        add(&store, bank, SbomSource::Source, b"empty", &bom(&[])).await;
        let package = store.package("pkg:npm/a").await.unwrap();
        assert_eq!((package.versions, package.uses), (1, 2));
        assert_eq!(store.product("bank").await.unwrap().figures.all_components, 0);
        let two = store.component("pkg:npm/a@2").await.unwrap();
        assert_eq!((two.releases, two.products), (0, 0));
    }
}

#[tokio::test]
async fn subjects_and_own_parts_are_not_uses() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let mut bom = bom(&["pkg:npm/a@1"]);
        let mut member = Component::from_purl("pkg:npm/member@1".parse().unwrap());
        member.first_party = true;
        bom.add(member);
        add(&store, release, SbomSource::Source, b"1", &bom).await;
        assert_eq!(store.release(release).await.unwrap().figures.unwrap().components, 1);
        assert!(used(&store, "pkg:npm/member").await.is_empty());

        // A document that names all its packages as subjects still tells what is used.
        bom.subjects = (0..3).map(mainstay_model::NodeId).collect();
        add(&store, release, SbomSource::Source, b"2", &bom).await;
        assert_eq!(store.release(release).await.unwrap().figures.unwrap().components, 2);
    }
}

#[tokio::test]
async fn what_a_document_says_is_kept_with_the_occurrence() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let mut bom = bom(&["pkg:npm/a@1"]);
        bom.components[1].copyright = Some("somebody".into());
        bom.components[1].scope = Some(Scope::Test);
        bom.components[1].hashes.push(Hash { algorithm: "SHA-256".into(), value: "ab".repeat(32) });
        for number in 0..600 {
            bom.add(Component::named(format!("file{number}"), None));
        }
        bom.relate(
            mainstay_model::NodeId(1),
            mainstay_model::NodeId(2),
            RelationKind::Other("patches".into()),
        );
        let (sbom, _) = add(&store, release, SbomSource::Source, b"1", &bom).await;
        assert_eq!(store.occurrence(sbom, 1).await.unwrap(), bom.components[1]);
        assert_eq!(store.occurrence(sbom, 601).await.unwrap(), bom.components[601]);
        assert!(matches!(store.occurrence(sbom, 602).await, Err(StoreError::NotFound { .. })));
        assert_eq!(store.occurrences(sbom).await.unwrap(), bom.components);

        let graph = store.graph(sbom).await.unwrap();
        assert_eq!((graph.len(), graph.edge_count()), (602, 2));
        assert_eq!(graph.flags(1).scope(), Some(Scope::Test));
        let (to, kind) = graph.edges(1).next().unwrap();
        assert_eq!((to, graph.relation(kind)), (2, RelationKind::Other("patches".into())));
        assert_eq!(graph.reversed().edges(1).map(|(from, _)| from).collect::<Vec<_>>(), [0]);
        let component = store.component("pkg:npm/a@1").await.unwrap();
        let key = store.component_key(component.uid).await.unwrap();
        assert_eq!(graph.nodes_of(key).collect::<Vec<_>>(), [1]);
        assert_eq!(store.components_of(&[key]).await.unwrap()[&key].uid, component.uid);

        let found = store.search(&"ab".repeat(6), 10).await.unwrap();
        assert_eq!(found.components.len(), 1);
        let found = store.search("pkg:npm/a", 10).await.unwrap();
        assert_eq!(found.components.len(), 1);
    }
}

#[tokio::test]
async fn identity_is_the_purl_else_a_digest_else_the_name_with_the_supplier() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let mut bom = Bom::default();
        let mut unversioned = Component::from_purl("pkg:npm/a".parse().unwrap());
        unversioned.version = Some("1".into());
        bom.add(unversioned);
        bom.add(Component::from_purl("pkg:npm/a@1".parse().unwrap()));
        let hashed = |name: &str| {
            let mut one = Component::named(name, Some("1"));
            one.hashes.push(Hash { algorithm: "SHA-256".into(), value: "cd".repeat(32) });
            one
        };
        bom.add(hashed("lib"));
        bom.add(hashed("lib-copy"));
        bom.add(Component::named("x", Some("1")));
        let mut supplied = Component::named("x", Some("1"));
        supplied.supplier = Some(Box::new(mainstay_model::Party::organization("ACME")));
        bom.add(supplied);
        let (_, saved) = add(&store, release, SbomSource::Source, b"1", &bom).await;
        assert_eq!(saved.components, 4);
    }
}

#[tokio::test]
async fn what_is_no_digest_of_a_file_makes_no_two_components_one() {
    const OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let mut bom = Bom::default();
        let zeros = "0".repeat(64);
        for (at, value) in ["n/a", "", "ab12", &zeros, OF_NOTHING].iter().enumerate() {
            for name in ["a", "b"] {
                let mut one = Component::named(name, Some(&at.to_string()));
                one.hashes.push(Hash { algorithm: "SHA-256".into(), value: (*value).to_owned() });
                bom.add(one);
            }
        }
        let (_, saved) = add(&store, release, SbomSource::Source, b"1", &bom).await;
        assert_eq!(saved.components, 10);
    }
}

#[tokio::test]
async fn hostile_texts_are_kept() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let mut bom = Bom::default();
        bom.add(Component::named("nul\0name", Some("1\0")));
        for length in [600, 20_000] {
            bom.add(Component::named("x".repeat(length), Some(&"9".repeat(length))));
            let mut licensed = Component::named(format!("\u{1f600}{}", "é".repeat(length)), None);
            licensed.licenses.push(LicenseClaim::declared("license text ".repeat(length)));
            bom.add(licensed);
        }
        let (sbom, saved) = add(&store, release, SbomSource::Source, b"1", &bom).await;
        assert_eq!(saved.components, 5);
        assert_eq!(store.occurrences(sbom).await.unwrap(), bom.components);
    }
}

#[tokio::test]
async fn duplicates_and_usage_tell_of_one_release() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let bom = bom(&["pkg:npm/a@1", "pkg:npm/a@2", "pkg:npm/b@1"]);
        add(&store, release, SbomSource::Source, b"1", &bom).await;
        let (duplicates, total) = store.duplicates(release, 10).await.unwrap();
        assert_eq!((duplicates.len(), total), (1, 1));
        assert_eq!((duplicates[0].versions, duplicates[0].components.len()), (2, 2));
        assert_eq!(store.duplicates(release, 0).await.unwrap(), (Vec::new(), 1));
        assert_eq!(store.release_usage(release).await.unwrap().len(), 3);
        let page = store
            .list_release_components(
                release,
                &ComponentFilter { direct: Some(vec![Directness::Direct]), ..Default::default() },
                ComponentOrder::Name,
                &PageRequest::default(),
            )
            .await
            .unwrap();
        assert_eq!(page.rows.len(), 1);
        assert_eq!(page.rows[0].direct_here, Some(true));
    }
}

#[tokio::test]
async fn the_variants_of_a_version_are_one_version_everywhere() {
    for store in both().await {
        let [one, two] = [release(&store, "image", "1").await, release(&store, "image", "2").await];
        let arm = ["pkg:deb/debian/libc6@2.36?arch=arm64", "pkg:deb/debian/libssl3@3.1?arch=arm64"];
        let amd = ["pkg:deb/debian/libc6@2.36?arch=amd64", "pkg:deb/debian/libssl3@3.0?arch=amd64"];
        let several = async |within| {
            let filter = PackageFilter { several_versions: Some(true), within, ..Default::default() };
            let page = store.list_packages(&filter, PackageOrder::Versions, &PageRequest::default()).await;
            page.unwrap().rows.into_iter().map(|one| (one.name, one.versions)).collect::<Vec<_>>()
        };
        let ssl = vec![("libssl3".to_owned(), 2)];
        add(&store, one, SbomSource::Source, b"1", &bom(&[&arm[..], &amd[..]].concat())).await;
        let image = store.release(one).await.unwrap().product;
        for within in [None, Some(Within::Product(image)), Some(Within::Release(one))] {
            assert_eq!(several(within).await, ssl, "{within:?}");
        }
        let (found, total) = store.duplicates(one, 10).await.unwrap();
        assert_eq!((found[0].components[0].name.as_str(), found.len(), total), ("libssl3", 1, 1));

        // Several within the product by now, and not within any of its releases.
        add(&store, one, SbomSource::Source, b"2", &bom(&arm)).await;
        add(&store, two, SbomSource::Source, b"3", &bom(&amd)).await;
        assert_eq!(several(Some(Within::Product(image))).await, ssl);
        for release in [one, two] {
            assert_eq!(several(Some(Within::Release(release))).await, []);
            assert_eq!(store.duplicates(release, 10).await.unwrap().1, 0);
        }
        add(&store, two, SbomSource::Source, b"4", &bom(&[])).await;
        assert_eq!(several(None).await, [], "one version is left");
        store.check().await.unwrap();
    }
}

/// The words of a release's list, by name.
async fn licenses(store: &Store, release: Uuid, filter: ComponentFilter) -> Vec<(String, Vec<String>)> {
    let filter = ComponentFilter { within: Some(Within::Release(release)), ..filter };
    let page = store.list_components(&filter, ComponentOrder::Name, &PageRequest::default()).await.unwrap();
    assert_eq!(page.total, Total::Exact(page.rows.len() as u64));
    page.rows.into_iter().map(|one| (one.name, one.licenses)).collect()
}

#[tokio::test]
async fn a_license_that_says_nothing_is_none() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let purls: Vec<String> = ('a'..='g').map(|name| format!("pkg:npm/{name}@1")).collect();
        let mut document = bom(&purls.iter().map(String::as_str).collect::<Vec<_>>());
        let values = [
            LicenseValue::NoAssertion,
            LicenseValue::Name("UNKNOWN".into()),
            LicenseValue::Expression("NOASSERTION".into()),
            LicenseValue::Expression(" ".into()),
            LicenseValue::None,
            LicenseValue::Name("Ours".into()),
        ];
        for (component, value) in document.components[1..].iter_mut().zip(values) {
            component.licenses = vec![LicenseClaim { value, ..LicenseClaim::declared("") }];
        }
        document.components[7].licenses = vec![LicenseClaim {
            source: LicenseSource::Detected,
            value: LicenseValue::None,
            text: None,
            url: None,
        }];
        add(&store, release, SbomSource::Source, b"1", &document).await;
        let with = ComponentFilter { without_license: Some(false), ..Default::default() };
        let told: Vec<_> =
            licenses(&store, release, with).await.into_iter().flat_map(|(_, words)| words).collect();
        assert_eq!(told, ["NONE", "Ours"]);
        let without = ComponentFilter { without_license: Some(true), ..Default::default() };
        assert!(
            licenses(&store, release, without)
                .await
                .iter()
                .map(|(name, _)| name)
                .eq(["a", "b", "c", "d", "g"])
        );
        assert_eq!(store.release(release).await.unwrap().figures.unwrap().without_license, 5);
        assert!(store.search("assertion", 10).await.unwrap().licenses.is_empty());
    }
}

#[tokio::test]
async fn in_a_release_only_its_own_sboms_tell_licenses() {
    for store in both().await {
        let silent = release(&store, "silent", "1").await;
        let other = release(&store, "other", "1").await;
        let mut without = bom(&["pkg:npm/a@1", "pkg:npm/b@1"]);
        without.components.iter_mut().for_each(|component| component.licenses.clear());
        let gpl = LicenseClaim::declared("GPL-3.0-only");
        without.components[2].licenses.push(gpl);
        add(&store, silent, SbomSource::Source, b"1", &without).await;
        add(&store, other, SbomSource::Source, b"2", &bom(&["pkg:npm/a@1", "pkg:npm/b@1"])).await;
        let said = |name: &str, words: &[&str]| {
            (name.to_owned(), words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
        };
        let of = |license: &str| ComponentFilter { license: license.into(), ..Default::default() };
        let not = |license: &str| ComponentFilter {
            license: Wanted::none([license.to_owned()]),
            ..Default::default()
        };
        let without = |none| ComponentFilter { without_license: Some(none), ..Default::default() };
        let connection = sea_orm::Database::connect(store.url()).await.unwrap();
        for statement in ["select 1", "delete from sbom_license"] {
            // SBOMs that were read before their licenses were kept beside them answer alike.
            sea_orm::ConnectionTrait::execute_unprepared(&connection, statement).await.unwrap();
            let both = [said("a", &[]), said("b", &["GPL-3.0-only"])];
            let (a, b) = (&both[..1], &both[1..]);
            assert_eq!(licenses(&store, silent, ComponentFilter::default()).await, both);
            assert_eq!(licenses(&store, silent, of("MIT")).await, []);
            assert_eq!(licenses(&store, silent, of("GPL-3.0-only")).await, b);
            assert_eq!(licenses(&store, silent, not("GPL-3.0-only")).await, a);
            assert_eq!(licenses(&store, silent, without(true)).await, a);
            assert_eq!(licenses(&store, silent, without(false)).await, b);
            assert_eq!(licenses(&store, other, of("MIT")).await, [said("a", &["MIT"]), said("b", &["MIT"])]);
            let told = store.release_licenses(silent).await.unwrap();
            assert_eq!(told.into_values().collect::<Vec<_>>(), [["GPL-3.0-only"]]);
        }
    }
}

fn any_bom() -> impl Strategy<Value = Bom> {
    let component = (0_u32..12, 0_u32..3, 0_usize..3, 0_usize..4);
    let edges = proptest::collection::vec((0_usize..30, 0_usize..30), 0..40);
    (proptest::collection::vec(component, 1..30), edges).prop_map(|(components, edges)| {
        let mut bom = bom(&[]);
        for (name, version, direct, licenses) in components {
            let mut one = Component::from_purl(format!("pkg:npm/p{name}@{version}").parse().unwrap());
            one.directness = [Directness::Unknown, Directness::Direct, Directness::Transitive][direct];
            one.licenses = (0..licenses).map(|number| LicenseClaim::declared(format!("L{number}"))).collect();
            bom.add(one);
        }
        let count = bom.components.len();
        for (from, to) in edges {
            let node = |at: usize| mainstay_model::NodeId(u32::try_from(at % count).unwrap());
            bom.relate(node(from), node(to), RelationKind::DependsOn);
        }
        bom
    })
}

#[test]
fn saving_the_same_twice_changes_nothing_and_any_order_of_documents_gives_the_same_counts() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let stores = runtime.block_on(both());
    let rounds = std::cell::Cell::new(0);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(12));
    runner
        .run(&(any_bom(), any_bom()), |(one, two)| {
            rounds.set(rounds.get() + 1);
            let round = rounds.get();
            for store in &stores {
                runtime.block_on(async {
                    let release = release(store, &format!("p{}", round % 3), &format!("{}", round % 5)).await;
                    let first = format!("{round}-1");
                    let (sbom, _) = add(store, release, SbomSource::Source, first.as_bytes(), &one).await;
                    let before = everything(store).await;
                    let again = save(store, sbom, &InventoryRecord::new(&one)).await.unwrap();
                    assert_eq!((again.added, again.removed), (0, 0));
                    assert_eq!(before, everything(store).await);
                    let second = format!("{round}-2");
                    add(store, release, SbomSource::Build, second.as_bytes(), &two).await;
                    store.check().await.unwrap();
                });
            }
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn an_sbom_whose_product_got_another_class_while_it_was_read_waits_to_be_graded() {
    for store in both().await {
        let graded = NewProduct { class: Some("A".into()), ..NewProduct::named("shop", "Shop") };
        let product = store.create_product(&graded).await.unwrap();
        let release = store.create_release(product, &NewRelease::version("1")).await.unwrap();
        let waits = WorkFilter { kind: GRADE_SBOM.into(), ..Default::default() };
        for (bytes, class, more) in [(b"1", Some("A"), 0), (b"2", None, 1), (b"3", Some("B"), 2)] {
            let sbom = store.receive(&NewSbom::new(release, SbomSource::Build, bytes)).await.unwrap().sbom;
            let bom = bom(&["pkg:npm/a@1"]);
            save(&store, sbom, &InventoryRecord { class, ..InventoryRecord::new(&bom) }).await.unwrap();
            let waiting = store.list_work(&waits, &PageRequest::default()).await.unwrap().rows;
            assert_eq!(waiting.len(), more, "{class:?}");
        }
    }
}
