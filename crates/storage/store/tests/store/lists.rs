//! Pages: every row once, in a stable order, with few statements.

use mainstay_model::{Directness, LicenseClaim};
use mainstay_store::*;

use crate::support::{TestStore, bom, both, components, release, save};

/// Twelve products of two releases with forty components each.
async fn filled() -> Vec<TestStore> {
    let stores = both().await;
    for store in &stores {
        for product in 0..12 {
            for version in 0..2 {
                let release = release(store, &format!("p{product:02}"), &version.to_string()).await;
                let purls: Vec<String> = (0..40)
                    .map(|at| format!("pkg:{}/c{at}@{}", ["npm", "cargo"][at % 2], (product + at) % 3))
                    .collect();
                let bom = bom(&purls.iter().map(String::as_str).collect::<Vec<_>>());
                let bytes = format!("{product} {version}");
                let new = NewSbom::new(release, SbomSource::Source, bytes.as_bytes());
                let sbom = store.receive(&new).await.unwrap().sbom;
                save(store, sbom, &InventoryRecord::new(&bom)).await.unwrap();
            }
        }
        store.check().await.unwrap();
    }
    stores
}

/// Walks a list page by page and gives all rows; every page must be full but the last.
async fn walk<T>(size: u32, mut page: impl AsyncFnMut(PageRequest) -> Page<T>) -> Vec<T> {
    let mut all = Vec::new();
    let mut request = PageRequest::first(size);
    loop {
        let one = page(request).await;
        let total = one.total.at_least();
        all.extend(one.rows);
        match one.next {
            Some(cursor) => {
                assert_eq!(all.len() % size as usize, 0);
                request = PageRequest::after(size, cursor);
            }
            None => {
                assert_eq!(all.len() as u64, total);
                return all;
            }
        }
    }
}

fn distinct<T: Ord + Clone>(rows: &[T]) -> bool {
    let mut sorted = rows.to_vec();
    sorted.sort();
    sorted.dedup();
    sorted.len() == rows.len()
}

#[tokio::test]
async fn pages_show_every_row_once_whatever_the_order() {
    for store in filled().await {
        for order in [ProductOrder::Name, ProductOrder::Newest] {
            let rows = walk(5, async |request| {
                store.list_products(&ProductFilter::default(), order, &request).await.unwrap()
            })
            .await;
            assert!(distinct(&rows.iter().map(|one| one.uid).collect::<Vec<_>>()));
        }
        for order in [ComponentOrder::Name, ComponentOrder::Uses] {
            for filter in [
                ComponentFilter::default(),
                ComponentFilter { ecosystem: "npm".into(), words: vec!["C1".into()], ..Default::default() },
                ComponentFilter {
                    license: "MIT".into(),
                    direct: Some(vec![Directness::Direct]),
                    ..Default::default()
                },
            ] {
                let rows =
                    walk(7, async |request| store.list_components(&filter, order, &request).await.unwrap())
                        .await;
                assert!(!rows.is_empty());
                assert!(distinct(&rows.iter().map(|one| one.uid).collect::<Vec<_>>()));
            }
        }
        for order in [PackageOrder::Name, PackageOrder::Uses, PackageOrder::Versions] {
            let filter = PackageFilter { several_versions: Some(true), ..Default::default() };
            let rows =
                walk(7, async |request| store.list_packages(&filter, order, &request).await.unwrap()).await;
            assert_eq!(rows.len(), 40);
            assert!(rows.iter().all(|one| one.versions == 3 && one.uses == 24));
        }
        let components = components(&store, "pkg:npm/c2").await;
        let rows = walk(5, async |request| store.where_used(&components, &request).await.unwrap()).await;
        assert_eq!(rows.len(), 12);
        assert!(rows.iter().all(|one| one.count == 2 && one.uses.len() == 2));
        let rows = walk(1, async |request| {
            store.uses_in_product(&components, rows[0].product.uid, &request).await.unwrap()
        })
        .await;
        assert_eq!(rows.len(), 2);
        let rows =
            walk(9, async |request| store.list_sboms(&SbomFilter::default(), &request).await.unwrap()).await;
        assert_eq!(rows.len(), 24);
        let reading = WorkFilter { kind: READ_SBOM.into(), ..Default::default() };
        let rows = walk(9, async |request| store.list_work(&reading, &request).await.unwrap()).await;
        assert_eq!(rows.len(), 24);
    }
}

#[tokio::test]
async fn a_page_takes_the_same_few_statements_whatever_its_size() {
    for store in filled().await {
        let product = store.product("p00").await.unwrap();
        let release = product.figures.newest.unwrap().uid;
        let package = components(&store, "pkg:npm/c0").await;
        for size in [1, 10, 50] {
            let page = PageRequest::first(size);
            let within = ComponentFilter { within: Some(Within::Product(product.uid)), ..Default::default() };
            let before = store.statements();
            let mut most = Vec::new();
            let mut count = |name: &'static str, before: u64| {
                most.push((name, store.statements() - before));
                store.statements()
            };
            store.list_products(&ProductFilter::default(), ProductOrder::Name, &page).await.unwrap();
            let at = count("products", before);
            store.list_releases(product.uid, &page).await.unwrap();
            let at = count("releases", at);
            store.list_components(&ComponentFilter::default(), ComponentOrder::Uses, &page).await.unwrap();
            let at = count("components", at);
            store.list_components(&within, ComponentOrder::Name, &page).await.unwrap();
            let at = count("components of a product", at);
            let all = ComponentFilter::default();
            store.list_release_components(release, &all, ComponentOrder::Name, &page).await.unwrap();
            let at = count("components of a release", at);
            store.list_packages(&PackageFilter::default(), PackageOrder::Uses, &page).await.unwrap();
            let at = count("packages", at);
            store.where_used(&package, &page).await.unwrap();
            let at = count("where used", at);
            store.list_sboms(&SbomFilter::default(), &page).await.unwrap();
            count("SBOMs", at);
            assert!(most.iter().all(|(_, statements)| *statements <= 5), "{most:?}");
        }
    }
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    for store in filled().await {
        let first = PageRequest::first(2);
        let page = store.list_products(&ProductFilter::default(), ProductOrder::Name, &first).await.unwrap();
        let request = PageRequest::after(2, page.next.unwrap());
        let refused = store.list_products(&ProductFilter::default(), ProductOrder::Newest, &request).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))));
        let request = PageRequest::after(2, Cursor::from_text("zz"));
        assert!(matches!(
            store.list_work(&WorkFilter::default(), &request).await,
            Err(StoreError::Invalid(_))
        ));
    }
}

#[tokio::test]
async fn sorting_few_rows_and_walking_an_index_give_the_same_list() {
    for store in filled().await {
        let walking = store.walking().await;
        let all = ComponentFilter::default;
        for filter in [
            all(),
            ComponentFilter { ecosystem: "npm".into(), ..all() },
            ComponentFilter { ecosystem: "npm".into(), direct: Some(vec![Directness::Direct]), ..all() },
            ComponentFilter { license: "MIT".into(), words: vec!["C1".into()], ..all() },
            ComponentFilter { without_license: Some(true), ..all() },
            ComponentFilter { internal: Some(false), license: "MIT".into(), ..all() },
            ComponentFilter { internal: Some(true), ..all() },
            ComponentFilter { words: vec!["c39".into()], ..all() },
            ComponentFilter { ecosystem: Wanted::any(["npm".into(), "cargo".into()]), ..all() },
            ComponentFilter {
                ecosystem: Wanted::none(["npm".into()]),
                direct: Some(vec![Directness::Transitive]),
                ..all()
            },
            ComponentFilter { license: Wanted::none(["MIT".into()]), without_license: Some(false), ..all() },
            ComponentFilter { without_purl: Some(true), ..all() },
        ] {
            for order in [ComponentOrder::Name, ComponentOrder::Uses] {
                let page = PageRequest::first(30);
                let one = store.list_components(&filter, order, &page).await.unwrap();
                let two = walking.list_components(&filter, order, &page).await.unwrap();
                assert_eq!(one, two, "{filter:?} {order:?}");
            }
        }
        for several_versions in [None, Some(true)] {
            for ecosystem in [Wanted::default(), "cargo".into(), Wanted::none(["cargo".to_owned()])] {
                let filter = PackageFilter {
                    several_versions,
                    ecosystem,
                    direct: Some(vec![Directness::Direct]),
                    ..Default::default()
                };
                for order in [PackageOrder::Name, PackageOrder::Uses, PackageOrder::Versions] {
                    let page = PageRequest::first(30);
                    let one = store.list_packages(&filter, order, &page).await.unwrap();
                    assert_eq!(one, walking.list_packages(&filter, order, &page).await.unwrap());
                }
            }
        }
    }
}

#[tokio::test]
async fn asking_for_some_values_and_leaving_the_same_out_splits_a_list_in_two() {
    for store in filled().await {
        let product = store.product("p00").await.unwrap();
        let (release, product) = (product.figures.newest.unwrap().uid, product.uid);
        let page = PageRequest::first(250);
        let all = ComponentFilter::default;
        for within in [None, Some(Within::Release(release)), Some(Within::Product(product))] {
            let count = async |filter: ComponentFilter| {
                let filter = ComponentFilter { within, ..filter };
                store.list_components(&filter, ComponentOrder::Name, &page).await.unwrap().total.at_least()
            };
            let everything = count(all()).await;
            if within.is_some() {
                let shares = store.ecosystem_shares(release).await.unwrap();
                assert_eq!(shares, [("cargo".to_owned(), 20), ("npm".to_owned(), 20)]);
            }
            let splits = [
                (
                    ComponentFilter { ecosystem: "npm".into(), ..all() },
                    ComponentFilter { ecosystem: Wanted::none(["npm".into()]), ..all() },
                ),
                (
                    ComponentFilter { license: "MIT".into(), ..all() },
                    ComponentFilter { license: Wanted::none(["MIT".into()]), ..all() },
                ),
                (
                    ComponentFilter { direct: Some(vec![Directness::Direct]), ..all() },
                    ComponentFilter { direct: Some(vec![Directness::Transitive]), ..all() },
                ),
                (
                    ComponentFilter { without_license: Some(true), ..all() },
                    ComponentFilter { without_license: Some(false), ..all() },
                ),
                (
                    ComponentFilter { without_purl: Some(true), ..all() },
                    ComponentFilter { without_purl: Some(false), ..all() },
                ),
            ];
            for (one, other) in splits {
                let (left, right) = (count(one.clone()).await, count(other).await);
                assert_eq!(left + right, everything, "{one:?}");
            }
            let both = Wanted::any(["npm".into(), "cargo".into()]);
            assert_eq!(count(ComponentFilter { ecosystem: both, ..all() }).await, everything);
        }
    }
}

#[tokio::test]
async fn part_of_a_name_is_found_whether_its_runs_are_noted_yet_or_not() {
    for store in both().await {
        let names: Vec<String> = (0..700).map(|number| format!("Run-{number}-{}", number % 7)).collect();
        // The first document is noted at rest, those after it wait.
        for (number, range) in [(0_u32, 0..690), (1, 690..695), (2, 695..700)] {
            let purls: Vec<String> = names[range].iter().map(|name| format!("pkg:cargo/{name}@1")).collect();
            let purls: Vec<&str> = purls.iter().map(String::as_str).collect();
            let release = release(&store, "shop", &number.to_string()).await;
            let bytes = number.to_le_bytes();
            let sbom = store.receive(&NewSbom::new(release, SbomSource::Source, &bytes)).await.unwrap().sbom;
            save(&store, sbom, &InventoryRecord::new(&bom(&purls))).await.unwrap();
        }
        for text in ["run-6", "-69", "97", "un-699-6", "RUN", "-6", "7-0", "nothing", "u"] {
            let filter = ComponentFilter { words: vec![text.into()], ..Default::default() };
            let page = PageRequest::first(1_000);
            let found = store.list_components(&filter, ComponentOrder::Name, &page).await.unwrap();
            let expected: Vec<&String> =
                names.iter().filter(|name| name.to_lowercase().contains(&text.to_lowercase())).collect();
            assert_eq!(found.rows.len(), expected.len(), "{text}");
            assert_eq!(found.total, Total::Exact(expected.len() as u64), "{text}");
        }
    }
}

#[tokio::test]
async fn what_is_called_so_is_found_by_its_whole_name_with_its_namespace_or_without() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let purls = [
            "pkg:npm/a@1",
            "pkg:npm/a@2",
            "pkg:npm/ab@1",
            "pkg:npm/%40ab/a@1",
            "pkg:maven/org.a/A@1",
            "pkg:generic/100%25@1",
            "pkg:generic/x100_@1",
        ];
        let bom = bom(&purls);
        let sbom = store.receive(&NewSbom::new(release, SbomSource::Source, b"1")).await.unwrap().sbom;
        save(&store, sbom, &InventoryRecord::new(&bom)).await.unwrap();
        for (name, expected) in [
            ("a", vec!["pkg:npm/a@1", "pkg:npm/a@2", "pkg:npm/%40ab/a@1", "pkg:maven/org.a/A@1"]),
            ("@ab/A", vec!["pkg:npm/%40ab/a@1"]),
            ("100%", vec!["pkg:generic/100%25@1"]),
            ("100_", vec![]),
            ("b", vec![]),
        ] {
            for release in [None, Some(release)] {
                let found = store.components_called(name, release, 100).await.unwrap();
                let mut found: Vec<_> = found.into_iter().filter_map(|one| one.purl).collect();
                let mut expected = expected.clone();
                found.sort();
                expected.sort_unstable();
                assert_eq!(found, expected, "{name}");
            }
        }
        assert_eq!(store.components_called("a", None, 3).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn words_must_all_be_in_the_name_and_a_purl_finds_itself() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let purls = [
            "pkg:npm/%40babel/core@7.1.0",
            "pkg:npm/%40babel/core@7.2.0",
            "pkg:npm/core-js@3.0.0",
            "pkg:deb/debian/curl@7.50.3-1?arch=i386",
            "pkg:deb/debian/curl@7.50.3-1?arch=amd64",
            "pkg:golang/./api",
        ];
        let sbom = store.receive(&NewSbom::new(release, SbomSource::Source, b"a")).await.unwrap().sbom;
        save(&store, sbom, &InventoryRecord::new(&bom(&purls))).await.unwrap();
        for (words, components, packages) in [
            (vec!["babel", "core"], 2, 1),
            (vec!["core", "babel"], 2, 1),
            (vec!["babel core"], 0, 0),
            (vec!["core"], 3, 2),
            (vec!["pkg:npm/%40babel/core@7.1.0"], 1, 1),
            (vec!["pkg:npm/@babel/core@7.1.0"], 1, 1),
            (vec!["PKG:npm/@babel/core"], 2, 1),
            (vec!["pkg:npm/@babel/core@9"], 0, 0),
            (vec!["pkg:npm/@babel/core", "babel"], 2, 1),
            (vec!["pkg:npm/@babel/core", "js"], 0, 0),
            (vec!["pkg:npm/@babel/core", "pkg:npm/core-js"], 0, 0),
            (vec!["pkg:deb/debian/curl@7.50.3-1"], 2, 1),
            (vec!["pkg:deb/debian/curl@7.50.3-1?arch=i386"], 1, 1),
            (vec!["pkg:golang/./api"], 1, 1),
            (vec!["", " "], 6, 4),
        ] {
            let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
            for within in [None, Some(Within::Release(release))] {
                let filter = ComponentFilter { words: words.clone(), within, ..Default::default() };
                let found = store
                    .list_components(&filter, ComponentOrder::Name, &PageRequest::first(9))
                    .await
                    .unwrap();
                assert_eq!(found.rows.len(), components, "{words:?} {within:?}");
                assert_eq!(found.total, Total::Exact(components as u64), "{words:?} {within:?}");
            }
            let filter = PackageFilter { words: words.clone(), ..Default::default() };
            let found =
                store.list_packages(&filter, PackageOrder::Name, &PageRequest::first(9)).await.unwrap();
            assert_eq!(
                (found.rows.len(), found.total),
                (packages, Total::Exact(packages as u64)),
                "{words:?}"
            );
        }
    }
}

#[tokio::test]
async fn totals_by_license_count_what_is_in_use_however_many_there_are() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        for (number, count) in [(0_u32, 10_050), (1, 3)] {
            let purls: Vec<String> = (0..count).map(|version| format!("pkg:npm/a@{version}")).collect();
            let bom = bom(&purls.iter().map(String::as_str).collect::<Vec<_>>());
            let bytes = number.to_le_bytes();
            let sbom = store.receive(&NewSbom::new(release, SbomSource::Source, &bytes)).await.unwrap().sbom;
            save(&store, sbom, &InventoryRecord::new(&bom)).await.unwrap();
            let many = if count > 10_000 { Total::MoreThan(10_000) } else { Total::Exact(3) };
            let everything = if count > 10_000 { Total::Exact(10_050) } else { Total::Exact(3) };
            for (license, expected) in [
                (Wanted::default(), everything),
                (Wanted::any(["MIT".to_owned()]), many),
                (Wanted::any(["MIT".to_owned(), "ISC".to_owned()]), many),
                (Wanted::none(["ISC".to_owned()]), many),
                (Wanted::none(["MIT".to_owned()]), Total::Exact(0)),
                (Wanted::any(["ISC".to_owned()]), Total::Exact(0)),
            ] {
                let filter = ComponentFilter { license, ..Default::default() };
                let page = PageRequest::first(2);
                let page = store.list_components(&filter, ComponentOrder::Uses, &page).await.unwrap();
                assert_eq!(page.total, expected, "{filter:?}");
            }
        }
        store.check().await.unwrap();
    }
}

#[tokio::test]
async fn a_license_is_found_in_any_letter_case_where_none_is_written_as_asked() {
    for store in both().await {
        let release = release(&store, "shop", "1").await;
        let mut bom = bom(&["pkg:npm/a@1", "pkg:npm/b@1"]);
        bom.components[2].licenses = vec![LicenseClaim::declared("mit")];
        let sbom = store.receive(&NewSbom::new(release, SbomSource::Source, b"a")).await.unwrap().sbom;
        save(&store, sbom, &InventoryRecord::new(&bom)).await.unwrap();
        for (license, left) in
            [("MIT", vec!["a"]), ("mit", vec!["b"]), ("Mit", vec!["a", "b"]), ("MI", vec![])]
        {
            for within in [None, Some(Within::Release(release))] {
                let filter = ComponentFilter { license: license.into(), within, ..Default::default() };
                let order = ComponentOrder::Name;
                let page = store.list_components(&filter, order, &PageRequest::default()).await.unwrap();
                let names: Vec<&str> = page.rows.iter().map(|one| one.name.as_str()).collect();
                assert_eq!(names, left, "{license} {within:?}");
            }
        }
    }
}

#[tokio::test]
async fn more_words_than_a_statement_reads_well_are_refused_in_every_list() {
    for store in both().await {
        let words = |number: usize| vec!["w".to_owned(); number];
        for (number, is_refused) in [(MOST_WORDS, false), (MOST_WORDS + 1, true)] {
            let components = ComponentFilter { words: words(number), ..Default::default() };
            let packages = PackageFilter { words: words(number), ..Default::default() };
            let products = ProductFilter { text: Some(words(number).join(" ")), ..Default::default() };
            let first = PageRequest::first(5);
            let told = [
                store.list_components(&components, ComponentOrder::Name, &first).await.err(),
                store.list_packages(&packages, PackageOrder::Name, &first).await.err(),
                store.list_products(&products, ProductOrder::Name, &first).await.err(),
            ];
            for told in told {
                assert_eq!(matches!(told, Some(StoreError::Invalid(_))), is_refused, "{told:?}");
                assert_eq!(told.is_some(), is_refused, "{told:?}");
            }
        }
    }
}
