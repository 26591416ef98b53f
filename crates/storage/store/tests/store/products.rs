//! Products, units, people, releases and repositories.

use mainstay_store::*;

use crate::support::{both, release, save, unit};

#[tokio::test]
async fn a_product_is_not_part_of_itself() {
    for store in both().await {
        let mut uids = Vec::new();
        for slug in ["a", "b", "c"] {
            uids.push(store.create_product(&NewProduct::named(slug, slug)).await.unwrap());
        }
        store.add_part(uids[0], uids[1]).await.unwrap();
        store.add_part(uids[1], uids[2]).await.unwrap();
        store.add_part(uids[0], uids[2]).await.unwrap();
        store.add_part(uids[0], uids[2]).await.unwrap();
        for (parent, child) in [(2, 0), (1, 0), (0, 0)] {
            let refused = store.add_part(uids[parent], uids[child]).await;
            assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
        }
        assert_eq!(store.part_of(uids[2]).await.unwrap().len(), 2, "several parents are fine");
        assert_eq!(store.parts(uids[0]).await.unwrap().len(), 2);
        store.remove_part(uids[0], uids[1]).await.unwrap();
        store.add_part(uids[1], uids[0]).await.unwrap();
    }
}

#[tokio::test]
async fn a_person_is_found_by_mail_whatever_its_letter_case() {
    for store in both().await {
        let ada = store.ensure_person("Ada", Some("Ada@Example.org")).await.unwrap();
        assert_eq!(store.ensure_person("A. L.", Some("ada@example.ORG")).await.unwrap(), ada);
        let nameless = store.ensure_person("Ada", None).await.unwrap();
        assert_ne!(nameless, ada);
        assert_eq!(store.ensure_person("Ada", None).await.unwrap(), nameless);
        assert_eq!(store.person(ada).await.unwrap().name, "Ada");
    }
}

#[tokio::test]
async fn filters_of_products_narrow_the_list() {
    for store in both().await {
        let unit = unit(&store, "Bank", None).await;
        let owner = store.ensure_person("Ada", Some("ada@example.org")).await.unwrap();
        let full = NewProduct {
            slug: "pay".into(),
            name: "Zahlung Öffentlich".into(),
            description: "payments".into(),
            unit: Some(unit),
            owner: Some(owner),
            criticality: Some(Criticality::High),
            distribution: Some(Distribution::Saas),
            lifecycle: Some(Lifecycle::Active),
            class: Some("A".into()),
            tags: vec!["pci".into(), "java".into()],
        };
        let uid = store.create_product(&full).await.unwrap();
        store.create_product(&NewProduct::named("other", "Other")).await.unwrap();
        let filters = [
            ProductFilter { text: Some("zahlung ö".into()), ..Default::default() },
            ProductFilter { text: Some("PAY".into()), ..Default::default() },
            ProductFilter { text: Some("ö zahlung".into()), ..Default::default() },
            ProductFilter { tag: "pci".into(), ..Default::default() },
            ProductFilter { units: Some(vec![unit]), ..Default::default() },
            ProductFilter { owner: "Ada".into(), ..Default::default() },
            ProductFilter { owner: "ADA@example.org".into(), ..Default::default() },
            ProductFilter { owner: "ada".into(), ..Default::default() },
            ProductFilter { tag: "PCI".into(), ..Default::default() },
            ProductFilter { owner: Wanted::any(["Bob".into(), "Ada".into()]), ..Default::default() },
            ProductFilter { lifecycle: Lifecycle::Active.into(), ..Default::default() },
            ProductFilter { distribution: Distribution::Saas.into(), ..Default::default() },
            ProductFilter { criticality: Criticality::High.into(), ..Default::default() },
            ProductFilter { tag: Wanted::any(["pci".into(), "none such".into()]), ..Default::default() },
            ProductFilter {
                lifecycle: Wanted::any([Lifecycle::Active, Lifecycle::Planned]),
                ..Default::default()
            },
        ];
        let without = [
            ProductFilter { tag: Wanted::none(["pci".into()]), ..Default::default() },
            ProductFilter { lifecycle: Wanted::none([Lifecycle::Active]), ..Default::default() },
            ProductFilter { owner: Wanted::none(["Ada".into()]), ..Default::default() },
        ];
        for filter in without {
            let page =
                store.list_products(&filter, ProductOrder::Name, &PageRequest::default()).await.unwrap();
            let left: Vec<&str> = page.rows.iter().map(|one| one.slug.as_str()).collect();
            assert_eq!(left, ["other"], "what has no value is not left out: {filter:?}");
        }
        for filter in filters {
            let page =
                store.list_products(&filter, ProductOrder::Name, &PageRequest::default()).await.unwrap();
            assert_eq!(page.rows.iter().map(|one| one.uid).collect::<Vec<_>>(), [uid], "{filter:?}");
        }
        let product = store.product("pay").await.unwrap();
        assert_eq!(product.tags, ["java", "pci"]);
        assert_eq!(product.owner.unwrap().uid, owner);
        let changed = NewProduct { tags: vec!["go".into()], ..full };
        store.change_product(uid, &changed.into(), |_| true).await.unwrap();
        assert_eq!(store.product(&uid.to_string()).await.unwrap().tags, ["go"]);
        store.archive_product(uid, true).await.unwrap();
        let count = async |archived| {
            let filter = ProductFilter { archived, ..Default::default() };
            store
                .list_products(&filter, ProductOrder::Name, &PageRequest::default())
                .await
                .unwrap()
                .rows
                .len()
        };
        assert_eq!(count(Archived::Hide).await, 1);
        assert_eq!(count(Archived::Show).await, 2);
        assert_eq!(count(Archived::Only).await, 1);
        let wild = ProductFilter { text: Some("%".into()), ..Default::default() };
        let page = store.list_products(&wild, ProductOrder::Name, &PageRequest::default()).await.unwrap();
        assert!(page.rows.is_empty(), "a percent sign is a percent sign");
    }
}

#[tokio::test]
async fn the_newest_release_with_an_sbom_speaks_for_its_product() {
    for store in both().await {
        let old = release(&store, "a", "1").await;
        let new = release(&store, "a", "2").await;
        for (release, bytes) in [(old, b"1"), (new, b"2")] {
            let sbom = store.receive(&NewSbom::new(release, SbomSource::Build, bytes)).await.unwrap().sbom;
            save(&store, sbom, &InventoryRecord::new(&crate::support::bom(&[]))).await.unwrap();
        }
        let newest = async || store.product("a").await.unwrap().figures.newest.unwrap().version;
        assert_eq!(newest().await, "2");
        let later = jiff::Timestamp::from_second(4_000_000_000).unwrap();
        let dated = NewRelease { released_at: Some(later), deployed: true, ..NewRelease::version("1") };
        store.change_release(old, &dated, |_| true).await.unwrap();
        assert_eq!(newest().await, "2", "without a day, behind the versions up to its own");
        let before = jiff::Timestamp::from_second(3_000_000_000).unwrap();
        let dated = NewRelease { released_at: Some(before), ..NewRelease::version("2") };
        store.change_release(new, &dated, |_| true).await.unwrap();
        assert_eq!(newest().await, "1");
        let product = store.product("a").await.unwrap().uid;
        let releases = store.list_releases(product, &PageRequest::default()).await.unwrap();
        assert_eq!(releases.rows.iter().map(|one| one.version.as_str()).collect::<Vec<_>>(), ["1", "2"]);
        assert!(releases.rows[0].deployed);
    }
}

#[tokio::test]
async fn repositories_belong_to_several_products() {
    for store in both().await {
        let a = store.create_product(&NewProduct::named("a", "A")).await.unwrap();
        let b = store.create_product(&NewProduct::named("b", "B")).await.unwrap();
        let repository = store.ensure_repository("https://git.example/x.git").await.unwrap();
        for product in [a, b, b] {
            store.link_repository(product, repository).await.unwrap();
        }
        assert_eq!(store.repositories(b).await.unwrap().len(), 1);
        store.unlink_repository(b, repository).await.unwrap();
        assert!(store.repositories(b).await.unwrap().is_empty());
        assert_eq!(store.repositories(a).await.unwrap(), [store.repository(repository).await.unwrap()]);
    }
}

#[tokio::test]
async fn releases_are_filtered_by_version_deployment_and_sboms() {
    for store in both().await {
        let product = store.create_product(&NewProduct::named("p", "P")).await.unwrap();
        for (version, deployed) in [("1.0-RC1", false), ("1.0", true), ("2.0", false)] {
            let new = NewRelease { deployed, ..NewRelease::version(version) };
            store.create_release(product, &new).await.unwrap();
        }
        let one = store.find_release(product, "1.0", "").await.unwrap().unwrap();
        let sbom = store.receive(&NewSbom::new(one, SbomSource::Build, b"1")).await.unwrap().sbom;
        save(&store, sbom, &InventoryRecord::new(&crate::support::bom(&[]))).await.unwrap();
        let filter = ReleaseFilter::default();
        for (filter, expected) in [
            (ReleaseFilter { text: Some("rc".into()), ..filter.clone() }, vec!["1.0-RC1"]),
            (ReleaseFilter { deployed: Some(true), ..filter.clone() }, vec!["1.0"]),
            (ReleaseFilter { deployed: Some(false), ..filter.clone() }, vec!["2.0", "1.0-RC1"]),
            (ReleaseFilter { with_sbom: Some(true), ..filter.clone() }, vec!["1.0"]),
            (ReleaseFilter { with_sbom: Some(false), ..filter.clone() }, vec!["2.0", "1.0-RC1"]),
        ] {
            let page = store.list_releases_where(product, &filter, &PageRequest::default()).await.unwrap();
            let versions: Vec<&str> = page.rows.iter().map(|one| one.version.as_str()).collect();
            assert_eq!(versions, expected, "{filter:?}");
            assert_eq!(page.total, Total::Exact(expected.len() as u64));
        }
    }
}

#[tokio::test]
async fn a_secret_is_made_once_and_is_the_same_for_every_process() {
    for store in both().await {
        assert_eq!(store.secret("badge", b"first").await.unwrap(), b"first");
        let other = Store::open(store.url(), StoreOptions::default()).await.unwrap();
        assert_eq!(other.secret("badge", b"second").await.unwrap(), b"first");
        assert_eq!(other.secret("mail", b"second").await.unwrap(), b"second");
    }
}

#[tokio::test]
async fn many_products_are_put_at_once_and_what_was_there_keeps_its_id_and_figures() {
    for store in both().await {
        let unit = unit(&store, "Bank", None).await;
        let owner = store.ensure_person("Ada", None).await.unwrap();
        crate::support::release(&store, "b", "1").await;
        let before = store.product("b").await.unwrap();
        let named = |slug: &str, tag: &str| NewProduct {
            unit: Some(unit),
            owner: Some(owner),
            tags: vec![tag.into(), "all".into()],
            ..NewProduct::named(slug, slug)
        };
        let mut list = [named("c", "1"), named("b", "1"), named("a", "1"), named("c", "2")].map(new);
        let meant_as_new = store.put_products(&list[1..2]).await.unwrap();
        assert_eq!(meant_as_new, [None], "there is one of this key");
        assert_eq!(store.product("b").await.unwrap(), before);
        list[1].read = Some(NewProduct::from(&before));
        let uids = store.put_products(&list).await.unwrap();
        assert_eq!((uids[0], uids[1]), (uids[3], Some(before.uid)));
        assert_eq!(store.put_products(&list[1..2]).await.unwrap(), [None], "it is not as it was read");
        let uids: Vec<_> = uids.into_iter().flatten().collect();
        let found = store.products(&["c", "none", "b", &uids[2].to_string(), "c"]).await.unwrap();
        let tags: Vec<_> = found.iter().map(|one| one.as_ref().map(|one| one.tags.join(" "))).collect();
        let told = |tags: &str| Some(tags.to_owned());
        assert_eq!(tags, [told("2 all"), None, told("1 all"), told("1 all"), told("2 all")]);
        let b = found[2].clone().unwrap();
        assert_eq!((b.figures, b.created_at), (before.figures, before.created_at));
        assert_eq!((b.unit.unwrap().uid, b.owner.unwrap().uid), (unit, owner));

        let nobody = NewProduct { owner: Some(uuid::Uuid::now_v7()), ..NewProduct::named("d", "D") };
        let refused = store.put_products(&[NewProduct::named("e", "E"), nobody].map(new)).await;
        assert!(matches!(refused, Err(StoreError::NotFound { what: "person", .. })), "{refused:?}");
        let refused = store.put_products(&["e", "F"].map(|slug| new(NewProduct::named(slug, slug)))).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
        assert_eq!(store.products(&["d", "e"]).await.unwrap(), [None, None], "all or none");
        assert!(store.put_products(&[]).await.unwrap().is_empty());
    }
}

/// A product that nobody has read.
fn new(new: NewProduct) -> ProductPut {
    ProductPut { read: None, new }
}

#[tokio::test]
async fn of_many_parts_each_that_closes_a_cycle_is_told_and_the_others_are_kept() {
    for store in both().await {
        let named: Vec<_> = (0..6).map(|at| new(NewProduct::named(format!("p{at}"), "P"))).collect();
        let uids: Vec<_> = store.put_products(&named).await.unwrap().into_iter().flatten().collect();
        store.add_part(uids[0], uids[1]).await.unwrap();
        store.add_part(uids[4], uids[0]).await.unwrap();
        // Some close a cycle with what is there, some with what came before them, some alone.
        let links = [(0, 1), (1, 2), (2, 3), (3, 0), (3, 4), (5, 5), (5, 3), (3, 5), (1, 2)];
        let pairs: Vec<_> = links.iter().map(|(parent, child)| (uids[*parent], uids[*child])).collect();
        let added = store.add_parts(&pairs).await.unwrap();
        let told: Vec<Option<bool>> = added.iter().map(|one| one.as_ref().ok().copied()).collect();
        let (new, known, cycle) = (Some(true), Some(false), None);
        assert_eq!(told, [known, new, new, cycle, cycle, cycle, new, cycle, new]);
        assert!(
            added
                .iter()
                .flat_map(|one| one.as_ref().err())
                .all(|error| matches!(error, StoreError::Conflict(_)))
        );
        let names = |parts: Vec<Named>| parts.into_iter().map(|one| one.uid).collect::<Vec<_>>();
        assert_eq!(names(store.part_of(uids[3]).await.unwrap()), [uids[2], uids[5]]);
        assert!(store.parts(uids[3]).await.unwrap().is_empty());
        let missing = store.add_parts(&[(uids[0], uids[5]), (uids[0], uuid::Uuid::now_v7())]).await;
        assert!(matches!(missing, Err(StoreError::NotFound { .. })), "{missing:?}");
    }
}

#[tokio::test]
async fn people_units_and_repositories_are_ensured_many_at_once_each_found_by_what_it_is_found_by() {
    for store in both().await {
        let person =
            |name: &str, mail: Option<&str>| NewPerson { name: name.into(), mail: mail.map(Into::into) };
        let known = store.ensure_person("Ada", Some("ada@example.org")).await.unwrap();
        let people = [
            person("A. L.", Some("ADA@example.org")),
            person("Ada", None),
            person("Bob", Some("bob@example.org")),
            person("Robert", Some("Bob@example.org")),
            person(" Ada ", None),
            person("N\0", None),
            person("N\u{fffd}", None),
        ];
        let uids = store.ensure_people(&people).await.unwrap();
        assert_eq!((uids[0], uids[1], uids[2], uids[5]), (known, uids[4], uids[3], uids[6]));
        assert_ne!(uids[0], uids[1]);
        assert_eq!(store.person(uids[3]).await.unwrap().name, "Bob", "the first names the person");
        assert_eq!(store.ensure_people(&people).await.unwrap(), uids);
        for wrong in
            [person(" ", None), person(&"x".repeat(1_001), None), person("x", Some(&"x".repeat(1_001)))]
        {
            let refused = store.ensure_people(&[person("New", None), wrong]).await;
            assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
        }

        let unit = |name: &str, parent| NewUnit { name: name.into(), parent };
        let top = store
            .ensure_units(&[unit("Group", None), unit("Bank", None), unit("Group", None)])
            .await
            .unwrap();
        assert_eq!(top[0], top[2]);
        let below = [unit("Bank", Some(top[0])), unit("Bank", Some(top[1])), unit("Bank", None)];
        let below = store.ensure_units(&below).await.unwrap();
        assert_eq!(below[2], top[1]);
        assert_ne!(below[0], below[1]);
        assert_eq!(store.units().await.unwrap().len(), 4);
        let orphan = store.ensure_units(&[unit("X", Some(known))]).await;
        assert!(matches!(orphan, Err(StoreError::NotFound { .. })), "{orphan:?}");

        let product = store.create_product(&NewProduct::named("p", "P")).await.unwrap();
        let urls =
            ["https://git.example.org/b", " https://git.example.org/a ", "https://git.example.org/b", "\0"];
        let repositories = store.ensure_repositories(&urls).await.unwrap();
        assert_eq!(repositories[0], repositories[2]);
        assert_eq!(store.ensure_repositories(&urls).await.unwrap(), repositories);
        let links: Vec<_> = repositories.iter().map(|one| (product, *one)).collect();
        assert_eq!(store.link_repositories(&links[..1]).await.unwrap(), [true]);
        assert_eq!(store.link_repositories(&links).await.unwrap(), [false, true, false, true]);
        assert_eq!(store.repositories(product).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn a_product_is_archived_once_and_keeps_its_key_to_itself() {
    for store in both().await {
        let uid = store.create_product(&NewProduct::named("p", "P")).await.unwrap();
        store.create_product(&NewProduct::named("q", "Q")).await.unwrap();
        let archived = async || store.product("p").await.unwrap().archived_at;
        store.archive_product(uid, true).await.unwrap();
        let first = archived().await;
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
        store.archive_product(uid, true).await.unwrap();
        assert!(first.is_some() && archived().await == first);
        store.archive_product(uid, false).await.unwrap();
        assert_eq!(archived().await, None);
        let taken = store
            .change_product(uid, &NewProduct::named("q", "P").into(), |_| true)
            .await
            .unwrap_err()
            .to_string();
        assert_eq!(taken, "a product with the key `q` exists already");
    }
}

#[tokio::test]
async fn a_repository_is_kept_without_what_signs_in() {
    for store in both().await {
        let urls = [
            "https://me:secret@git.example.org/a?private_token=secret",
            "https://git.example.org/a",
            "ssh://git:secret@git.example.org/a",
        ];
        let uids = store.ensure_repositories(&urls).await.unwrap();
        assert_eq!(uids[0], uids[1]);
        for (uid, url) in [(uids[0], "https://git.example.org/a"), (uids[2], "ssh://git@git.example.org/a")] {
            assert_eq!(store.repository(uid).await.unwrap().url, url);
        }
    }
}

#[tokio::test]
async fn an_owner_is_found_by_words_of_the_name_where_nobody_is_called_just_so() {
    for store in both().await {
        for (slug, owner) in [("a", "Ada Lovelace"), ("b", "Ada Byron"), ("c", "ada"), ("d", "Bob")] {
            let owner = Some(store.ensure_person(owner, None).await.unwrap());
            store.create_product(&NewProduct { owner, ..NewProduct::named(slug, slug) }).await.unwrap();
        }
        for (asked, expected) in [
            ("ada", vec!["c"]),
            ("Ada", vec!["a", "b", "c"]),
            ("lovelace", vec!["a"]),
            ("LOVELACE ada", vec!["a"]),
            ("Love", vec![]),
            (" ", vec![]),
        ] {
            let filter = ProductFilter { owner: asked.into(), ..Default::default() };
            let page =
                store.list_products(&filter, ProductOrder::Name, &PageRequest::default()).await.unwrap();
            let found: Vec<&str> = page.rows.iter().map(|one| one.slug.as_str()).collect();
            assert_eq!(found, expected, "{asked}");
        }
    }
}
