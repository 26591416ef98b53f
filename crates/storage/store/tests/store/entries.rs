//! What people enter: what is refused, and who wins of several.

use mainstay_store::*;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::support::{both, release};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_several_who_change_what_they_read_at_the_same_time_one_wins() {
    for store in both().await {
        let uid = store.create_product(&NewProduct::named("a", "a")).await.unwrap();
        let release = store.create_release(uid, &NewRelease::version("0")).await.unwrap();
        for _ in 0..5 {
            let read = store.product("a").await.unwrap();
            let version = store.release(release).await.unwrap().version;
            let (mut products, mut releases) = (JoinSet::new(), JoinSet::new());
            for number in 0..8 {
                let (here, read) = (Store::clone(&store), read.clone());
                let new =
                    NewProduct { description: Uuid::now_v7().to_string(), ..NewProduct::named("a", "a") };
                products
                    .spawn(async move { here.change_product(uid, &new.into(), |now| *now == read).await });
                let (here, read) = (Store::clone(&store), version.clone());
                let new = NewRelease::version(format!("{version}.{number}"));
                releases.spawn(
                    async move { here.change_release(release, &new, |now| now.version == read).await },
                );
            }
            let told: Vec<_> =
                products.join_all().await.into_iter().map(|one| one.map(|one| one.description)).collect();
            assert_eq!(winner(told), store.product("a").await.unwrap().description);
            let told: Vec<_> =
                releases.join_all().await.into_iter().map(|one| one.map(|one| one.version)).collect();
            assert_eq!(winner(told), store.release(release).await.unwrap().version);
        }
        store.check().await.unwrap();
    }
}

/// What the one who won has written; all others were told that something else stands there.
fn winner(told: Vec<Result<String>>) -> String {
    let (mut won, lost): (Vec<_>, Vec<_>) = told.into_iter().partition(Result::is_ok);
    assert_eq!((won.len(), lost.len()), (1, 7), "{lost:?}");
    assert!(lost.iter().all(|one| matches!(one, Err(StoreError::Changed))), "{lost:?}");
    won.remove(0).unwrap()
}

#[tokio::test]
async fn a_way_of_units_is_as_deep_as_it_is_read_and_no_deeper() {
    for store in both().await {
        let way = |units: usize| EnteredProduct {
            unit: (0..units).map(|unit| unit.to_string()).collect(),
            ..NewProduct::named("a", "a").into()
        };
        let refused = store.enter_product(&way(102)).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
        assert!(store.units().await.unwrap().is_empty());
        let made = store.enter_product(&way(101)).await.unwrap();
        assert_eq!(made.unit.unwrap().names, way(101).unit);
    }
}

#[tokio::test]
async fn texts_that_are_documents_and_tags_without_end_are_refused() {
    for store in both().await {
        let long = |number: usize| "\u{e4}".repeat(number);
        let tags = |number: usize| (0..number).map(|tag| tag.to_string()).collect();
        let told = |description, tags| NewProduct { description, tags, ..NewProduct::named("a", "a") };
        for refused in [told(long(10_001), vec![]), told(String::new(), tags(201))] {
            let refused = store.create_product(&refused).await;
            assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
        }
        store.create_product(&told(long(10_000), tags(200))).await.unwrap();
        let refused = store.ensure_supplier("Acme", Some(&long(501))).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
        let acme = store.ensure_supplier("Acme", Some(&long(500))).await.unwrap();
        let refused = store.update_supplier(acme, None, Some(&long(10_001))).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
        let refused =
            store.ask_supplier(acme, &NewRequest { note: long(10_001), ..Default::default() }).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn of_an_entry_that_is_refused_nothing_stays() {
    for store in both().await {
        store.create_product(&NewProduct::named("taken", "Taken")).await.unwrap();
        let ada = NewPerson { name: "Ada".into(), mail: Some("ada@example.org".into()) };
        let own = EnteredProduct { owner: Some(ada.clone()), ..NewProduct::named("own", "Own").into() };
        let own = store.enter_product(&own).await.unwrap();
        let refused = EnteredProduct {
            owner: Some(NewPerson { name: "Another".into(), ..ada }),
            unit: vec!["New".into(), "Newer".into()],
            ..NewProduct::named("taken", "Own").into()
        };
        let changed = store.change_product(own.uid, &refused, |_| true).await;
        assert!(matches!(changed, Err(StoreError::Conflict(_))), "{changed:?}");
        let bob = NewPerson { name: "Bob".into(), mail: None };
        let added = store.enter_product(&EnteredProduct { owner: Some(bob), ..refused }).await;
        assert!(matches!(added, Err(StoreError::Conflict(_))), "{added:?}");
        assert_eq!(store.product("own").await.unwrap(), own, "the owner's name too");
        assert!(store.units().await.unwrap().is_empty());
        let before = Uuid::now_v7();
        assert!(store.ensure_person("Bob", None).await.unwrap() > before, "nobody was added");
    }
}

#[tokio::test]
async fn support_ends_on_the_day_of_the_release_or_later_in_whatever_way_the_days_are_told() {
    let at = |day: &str| Some(format!("{day}T00:00:00Z").parse().unwrap());
    for store in both().await {
        let product = store.create_product(&NewProduct::named("a", "a")).await.unwrap();
        let told = |from, until| NewRelease {
            released_at: at(from),
            support_until: at(until),
            ..NewRelease::version("1")
        };
        let wrong = told("2026-05-02", "2026-05-01");
        let refused = store.create_release(product, &wrong).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
        let refused = store.ensure_release(product, &wrong).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
        let release = store.create_release(product, &told("2026-05-01", "2026-05-01")).await.unwrap();
        let refused = store.change_release(release, &wrong, |_| true).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
        let later = NewRelease { released_at: at("2026-05-02"), ..NewRelease::version("1") };
        let refused = store.ensure_release(product, &later).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "only the day is told: {refused:?}");
        assert_eq!(store.release(release).await.unwrap().released_at, at("2026-05-01"));
        let open_end = NewRelease { released_at: at("2026-05-02"), ..NewRelease::version("2") };
        store.ensure_release(product, &open_end).await.unwrap();
    }
}

#[tokio::test]
async fn names_that_are_taken_or_not_well_formed_are_refused() {
    for store in both().await {
        let uid = store.create_product(&NewProduct::named("a", "A")).await.unwrap();
        assert!(matches!(
            store.create_product(&NewProduct::named("a", "B")).await,
            Err(StoreError::Conflict(_))
        ));
        assert_eq!(store.ensure_product(&NewProduct::named("a", "B")).await.unwrap(), uid);
        for slug in ["", "A b", "ä", "a/b"] {
            let refused = store.create_product(&NewProduct::named(slug, "x")).await;
            assert!(matches!(refused, Err(StoreError::Invalid(_))), "{slug}");
        }
        store.create_product(&NewProduct::named("b", "B")).await.unwrap();
        assert!(matches!(
            store.change_product(uid, &NewProduct::named("b", "A").into(), |_| true).await,
            Err(StoreError::Conflict(_))
        ));
        let one = NewRelease { variant: "arm".into(), ..NewRelease::version("1") };
        store.create_release(uid, &one).await.unwrap();
        store.create_release(uid, &NewRelease::version("1")).await.unwrap();
        assert!(matches!(store.create_release(uid, &one).await, Err(StoreError::Conflict(_))));
        let other = store.create_release(uid, &NewRelease::version("2")).await.unwrap();
        assert!(matches!(store.change_release(other, &one, |_| true).await, Err(StoreError::Conflict(_))));
        let renamed = NewRelease { variant: "x86".into(), ..NewRelease::version("2.0") };
        store.change_release(other, &renamed, |_| true).await.unwrap();
        let told = store.release(other).await.unwrap();
        assert_eq!((told.version.as_str(), told.variant.as_str()), ("2.0", "x86"));
        assert!(matches!(
            store.change_release(other, &NewRelease::default(), |_| true).await,
            Err(StoreError::Invalid(_))
        ));
        assert!(matches!(store.release(uid).await, Err(StoreError::NotFound { .. })));
    }
}

#[tokio::test]
async fn space_around_a_version_or_a_variant_is_no_part_of_it() {
    for store in both().await {
        let product = store.create_product(&NewProduct::named("p", "P")).await.unwrap();
        let told = NewRelease { variant: " arm\t".into(), ..NewRelease::version("2.0\n") };
        let uid = store.create_release(product, &told).await.unwrap();
        let kept = store.release(uid).await.unwrap();
        assert_eq!((kept.version.as_str(), kept.variant.as_str()), ("2.0", "arm"));
        let same = NewRelease { variant: "arm".into(), ..NewRelease::version("2.0") };
        for new in [&told, &same] {
            assert_eq!(store.ensure_release(product, new).await.unwrap(), uid);
            assert_eq!(store.find_release(product, &new.version, &new.variant).await.unwrap(), Some(uid));
            assert!(matches!(store.create_release(product, new).await, Err(StoreError::Conflict(_))));
        }
        let other = store.create_release(product, &NewRelease::version("3.0")).await.unwrap();
        assert!(matches!(store.change_release(other, &told, |_| true).await, Err(StoreError::Conflict(_))));
        let changed = store.change_release(other, &NewRelease::version(" 3.1 "), |_| true).await.unwrap();
        assert_eq!(changed.version, "3.1");
    }
}

#[tokio::test]
async fn names_labels_and_versions_that_are_too_long_are_refused() {
    for store in both().await {
        let long = "\u{e9}x7".repeat(700);
        let named = store.create_product(&NewProduct::named("p", long.as_str())).await;
        assert!(matches!(named, Err(StoreError::Invalid(_))));
        let tagged = NewProduct { tags: vec![long.clone()], ..NewProduct::named("p", "P") };
        assert!(matches!(store.create_product(&tagged).await, Err(StoreError::Invalid(_))));
        assert!(matches!(
            store.ensure_units(&[NewUnit { name: long.clone(), parent: None }]).await,
            Err(StoreError::Invalid(_))
        ));
        let release = release(&store, "p", "1").await;
        let product = store.product("p").await.unwrap().uid;
        let versioned = store.create_release(product, &NewRelease::version(long.as_str())).await;
        assert!(matches!(versioned, Err(StoreError::Invalid(_))));
        let labeled = NewSbom { label: &long, ..NewSbom::new(release, SbomSource::Build, b"1") };
        assert!(matches!(store.receive(&labeled).await, Err(StoreError::Invalid(_))));
    }
}
