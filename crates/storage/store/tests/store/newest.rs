//! Which release is the newest: the same, in whatever order history was loaded.

use jiff::Timestamp;
use mainstay_store::*;
use uuid::Uuid;

use crate::support::{bom, both, components, save};

/// Version, variant, and the day of its release where it is told.
type Told = (&'static str, &'static str, Option<&'static str>);

/// Newest first.
const CASES: &[&[Told]] = &[
    &[("0.12.5", "", None), ("0.12.5-rc.1", "", None), ("0.8.0", "", None), ("v0.7", "", None)],
    // By the day where it is told, also where an older line is still maintained.
    &[("1.9.20", "", Some("2025-06-01")), ("2.0.0", "", Some("2025-01-01")), ("1.0", "", Some("2020-01-01"))],
    // Without a day right behind the versions up to its own.
    &[
        ("3.0", "", None),
        ("2.1", "", None),
        ("1.9.20", "", Some("2025-06-01")),
        ("2.0.0", "", Some("2025-01-01")),
        ("1.5", "", None),
        ("1.0", "", Some("2020-01-01")),
        ("0.9", "", None),
    ],
    &[
        ("1.1", "", None),
        ("1.0", "", None),
        ("1.0", "linux", None),
        ("1.0", "windows", None),
        ("0.9", "windows", None),
    ],
    // A variant without a day was released with the others.
    &[("1.0", "", None), ("1.0", "linux", Some("2025-01-01")), ("1.0", "windows", None), ("0.9", "", None)],
    &[("1.0", "", None), ("main", "", None)],
    &[
        ("main", "", Some("2025-06-01")),
        ("1.0", "", Some("2025-01-01")),
        ("0.9", "", None),
        ("nightly", "", None),
    ],
    &[("Gale", "", Some("2024-01-01")), ("Frost", "", Some("2023-01-01"))],
];

async fn add(store: &Store, product: Uuid, (version, variant, day): Told) -> Uuid {
    let released_at: Option<Timestamp> = day.map(|day| format!("{day}T00:00:00Z").parse().unwrap());
    let new = NewRelease { variant: variant.into(), released_at, ..NewRelease::version(version) };
    let release = store.ensure_release(product, &new).await.unwrap();
    let bytes = format!("{version} {variant}");
    let sbom = store.receive(&NewSbom::new(release, SbomSource::Build, bytes.as_bytes())).await.unwrap().sbom;
    save(store, sbom, &InventoryRecord::new(&bom(&["pkg:npm/a@1"]))).await.unwrap();
    release
}

/// The releases as their list and the uses of a component tell them.
async fn listed(store: &Store, product: Uuid) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut request = PageRequest::first(2);
    loop {
        let page = store.list_releases(product, &request).await.unwrap();
        all.extend(page.rows.into_iter().map(|one| (one.version, one.variant)));
        match page.next {
            Some(next) => request = PageRequest::after(2, next),
            None => break,
        }
    }
    let components = components(store, "pkg:npm/a@1").await;
    let mut uses = Vec::new();
    let mut request = PageRequest::first(2);
    loop {
        let page = store.uses_in_product(&components, product, &request).await.unwrap();
        uses.extend(page.rows.into_iter().map(|one| (one.version, one.variant)));
        match page.next {
            Some(next) => request = PageRequest::after(2, next),
            None => break,
        }
    }
    assert_eq!(uses, all, "one order everywhere");
    all
}

#[tokio::test]
async fn history_loaded_in_any_order_has_the_same_newest_release() {
    for store in both().await {
        for (number, case) in CASES.iter().enumerate() {
            let expected: Vec<(String, String)> =
                case.iter().map(|(version, variant, _)| ((*version).into(), (*variant).into())).collect();
            for turn in 0..case.len() {
                let mut order = case.to_vec();
                order.rotate_left(turn);
                if turn % 2 == 1 {
                    order.reverse();
                }
                let key = format!("p{number}-{turn}");
                let product = store.create_product(&NewProduct::named(&*key, &*key)).await.unwrap();
                for told in order {
                    add(&store, product, told).await;
                }
                assert_eq!(listed(&store, product).await, expected, "case {number}, turn {turn}");
                let newest = store.product(&key).await.unwrap().figures.newest.unwrap();
                assert_eq!(newest.version, expected[0].0);
            }
        }
        store.check().await.unwrap();
    }
}

#[tokio::test]
async fn what_is_no_version_stands_by_when_its_sbom_was_made() {
    for store in both().await {
        let product = store.create_product(&NewProduct::named("p", "p")).await.unwrap();
        for (version, made) in
            [("bbbbbbb", "2025-03-01"), ("aaaaaaa", "2025-01-01"), ("ccccccc", "2025-02-01")]
        {
            let release = store.ensure_release(product, &NewRelease::version(version)).await.unwrap();
            let received = store.receive(&NewSbom::new(release, SbomSource::Build, version.as_bytes())).await;
            let mut bom = bom(&["pkg:npm/a@1"]);
            bom.document.created = Some(format!("{made}T00:00:00Z"));
            save(&store, received.unwrap().sbom, &InventoryRecord::new(&bom)).await.unwrap();
        }
        let versions: Vec<String> =
            listed(&store, product).await.into_iter().map(|(version, _)| version).collect();
        assert_eq!(versions, ["bbbbbbb", "ccccccc", "aaaaaaa"]);
        assert_eq!(store.product("p").await.unwrap().figures.newest.unwrap().version, "bbbbbbb");
        store.check().await.unwrap();
    }
}

#[tokio::test]
async fn a_day_that_is_told_later_moves_a_release_and_those_that_stand_by_it() {
    for store in both().await {
        let product = store.create_product(&NewProduct::named("p", "p")).await.unwrap();
        for told in [("1.0", "", Some("2024-01-01")), ("1.1", "", None), ("2.0", "", Some("2025-01-01"))] {
            add(&store, product, told).await;
        }
        let versions = async || -> Vec<String> {
            listed(&store, product).await.into_iter().map(|(version, _)| version).collect()
        };
        assert_eq!(versions().await, ["2.0", "1.1", "1.0"]);
        // An upload that tells the day of a release that is known already.
        add(&store, product, ("1.0", "", Some("2026-01-01"))).await;
        assert_eq!(versions().await, ["1.1", "1.0", "2.0"]);
        assert_eq!(store.product("p").await.unwrap().figures.newest.unwrap().version, "1.1");
        let first = store.find_release(product, "1.0", "").await.unwrap().unwrap();
        store.change_release(first, &NewRelease::version("0.1"), |_| true).await.unwrap();
        assert_eq!(versions().await, ["2.0", "1.1", "0.1"]);
        store.check().await.unwrap();
    }
}

#[tokio::test]
async fn releases_stand_right_after_any_days_and_versions_were_told_and_taken_back() {
    for store in both().await {
        let product = store.create_product(&NewProduct::named("p", "p")).await.unwrap();
        // Numbers that look random and are the same at every run.
        let mut state = 7_u64;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % below
        };
        for _ in 0..150 {
            let version = match draw(9) {
                0 => format!("main{}", draw(3)),
                major => format!("{major}.{}", draw(3)),
            };
            let day =
                (draw(3) > 0).then(|| Timestamp::from_second(i64::try_from(draw(20)).unwrap()).unwrap());
            let variant = if draw(4) == 0 { "linux" } else { "" };
            let new =
                NewRelease { variant: variant.into(), released_at: day, ..NewRelease::version(&version) };
            let release = store.ensure_release(product, &new).await.unwrap();
            if draw(4) == 0 {
                let bytes = draw(u64::MAX).to_le_bytes();
                let sbom =
                    store.receive(&NewSbom::new(release, SbomSource::Build, &bytes)).await.unwrap().sbom;
                save(&store, sbom, &InventoryRecord::new(&bom(&["pkg:npm/a@1"]))).await.unwrap();
            }
            if draw(3) == 0 {
                let version = format!("{}.{}", draw(9), draw(9));
                let changed = NewRelease { version, variant: draw(9).to_string(), ..new };
                store.change_release(release, &changed, |_| true).await.ok();
            }
            store.check().await.unwrap();
        }
    }
}
