//! What a narrowed store answers is what a store answers that holds nothing else.

use jiff::{SignedDuration, Timestamp};
use mainstay_model::{Directness, Hash};
use mainstay_store::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{TestStore, bom, both, save, unit};

/// Units, and which products belong to them; `seen` are those below the first unit.
const SEEN: [(&str, &[&str]); 2] = [("shop", &["Tools"]), ("desk", &["Tools", "Web"])];
const HIDDEN: [(&str, &[&str]); 2] = [("vault", &["Sales"]), ("stray", &[])];

/// Products of some units, each with releases, SBOMs, a part, a repository, tags, a supplier and a request.
async fn fill(store: &Store, products: &[(&str, &[&str])]) {
    let mut first = None;
    for (number, (slug, way)) in products.iter().enumerate() {
        let mut at = None;
        for name in *way {
            at = Some(unit(store, name, at).await);
        }
        let owner = store.ensure_person(&format!("Owner of {slug}"), None).await.unwrap();
        let tags = vec![slug.to_string(), "all".to_owned()];
        let new = NewProduct { unit: at, owner: Some(owner), tags, ..NewProduct::named(*slug, *slug) };
        let product = store.create_product(&new).await.unwrap();
        let repository = store.ensure_repository(&format!("https://git.example.org/{slug}")).await.unwrap();
        store.link_repository(product, repository).await.unwrap();
        match first {
            None => first = Some(product),
            Some(first) => store.add_part(first, product).await.unwrap(),
        }
        let supplier = store.ensure_supplier("Acme", None).await.unwrap();
        let ask = NewRequest { product: Some(product), note: format!("for {slug}"), ..Default::default() };
        store.ask_supplier(supplier, &ask).await.unwrap();
        for version in ["1.0", "2.0"] {
            let release = store.ensure_release(product, &NewRelease::version(version)).await.unwrap();
            if version == "1.0" && number == 1 {
                continue;
            }
            sbom(store, release, slug, version).await;
        }
        store.create_release(product, &NewRelease::version("3.0")).await.unwrap();
    }
}

async fn sbom(store: &Store, release: Uuid, slug: &str, version: &str) {
    let own = format!("pkg:npm/only-{slug}@{version}");
    let mut bom =
        bom(&[&own, "pkg:npm/common@1.0", "pkg:cargo/shared@3.0", &format!("pkg:npm/left@{version}")]);
    let digest = format!("{:02x}", slug.as_bytes()[0]).repeat(32);
    bom.components[1].hashes.push(Hash { algorithm: "SHA-256".to_owned(), value: digest });
    let bytes = format!("{slug} {version}");
    let new = NewSbom::new(release, SbomSource::Source, bytes.as_bytes());
    let sbom = store.receive(&new).await.unwrap().sbom;
    save(store, sbom, &InventoryRecord::new(&bom)).await.unwrap();
}

/// A value without ids and times, which differ from store to store.
fn plain(value: Value) -> Value {
    match value {
        Value::String(text) if text.parse::<Uuid>().is_ok() || text.parse::<Timestamp>().is_ok() => {
            Value::Null
        }
        Value::Array(rows) => rows.into_iter().map(plain).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, plain(value))).collect(),
        other => other,
    }
}

fn told(name: &str, value: impl serde::Serialize) -> (String, Value) {
    (name.to_owned(), plain(serde_json::to_value(value).unwrap()))
}

fn page<T: serde::Serialize>(name: &str, page: Page<T>) -> (String, Value) {
    told(name, json!({ "rows": page.rows, "total": page.total.at_least(), "more": page.next.is_some() }))
}

/// All that can be asked of the whole inventory.
async fn answers(store: &Store) -> Vec<(String, Value)> {
    let now = Timestamp::now();
    let later = now + SignedDuration::from_hours(48);
    let some = PageRequest::first(100);
    let mut all = vec![
        told(
            "coverage",
            store.coverage(CoverageBounds { stale_before: later, poor_below: 50 }).await.unwrap(),
        ),
        told("asked", store.asked().await.unwrap()),
        told("ecosystems", store.ecosystems().await.unwrap()),
        told("licenses", store.licenses(None, 10).await.unwrap()),
        told("answers", format!("{:?}", store.supplier_answers().await.unwrap())),
        page("suppliers", store.list_suppliers(None, &some).await.unwrap()),
        page("requests", store.list_requests(&RequestFilter::default(), now, &some).await.unwrap()),
        page("releases", store.list_all_releases(&ReleaseFilter::default(), &some).await.unwrap()),
    ];
    for gap in [Gap::Without, Gap::Stale(later), Gap::Poor(50)] {
        all.push(page("gaps", store.list_product_gaps(gap, &some).await.unwrap()));
        all.push(page("release gaps", store.list_release_gaps(gap, false, &some).await.unwrap()));
    }
    let sboms = SbomFilter { superseded: Superseded::Show, ..Default::default() };
    all.push(page("sboms", store.list_sboms(&sboms, &some).await.unwrap()));
    for kind in [READ_SBOM, GRADE_SBOM] {
        let work = WorkFilter { kind: kind.into(), ..Default::default() };
        let work = store.list_work(&work, &some).await.unwrap();
        all.push(told("work", work.rows.iter().map(|one| one.kind.clone()).collect::<Vec<_>>()));
        for one in &work.rows {
            all.push(told("work", store.work_steps(one.uid).await.unwrap()));
        }
    }
    for text in ["o", "shop", "vault", "common", "only", "pkg:npm/", "73737373", "76767676", "MIT"] {
        all.push(told(text, store.search(text, 20).await.unwrap()));
    }
    all.append(&mut of_products(store).await);
    all.append(&mut of_components(store).await);
    all
}

async fn of_products(store: &Store) -> Vec<(String, Value)> {
    let some = PageRequest::first(100);
    let mut all = Vec::new();
    for filter in [
        ProductFilter::default(),
        ProductFilter { tag: "all".into(), ..Default::default() },
        ProductFilter { owner: "Owner of vault".into(), ..Default::default() },
    ] {
        for order in [ProductOrder::Name, ProductOrder::Newest] {
            let products = store.list_products(&filter, order, &some).await.unwrap();
            for product in &products.rows {
                all.push(told("parts", store.parts(product.uid).await.unwrap()));
                all.push(told("part of", store.part_of(product.uid).await.unwrap()));
                all.push(told("repositories", store.repositories(product.uid).await.unwrap()));
                all.push(page("releases", store.list_releases(product.uid, &some).await.unwrap()));
            }
            all.push(page("products", products));
        }
    }
    let names = ["shop", "vault", "desk", "stray"];
    all.push(told(
        "named",
        store.products_named(&names).await.unwrap().iter().map(Vec::len).collect::<Vec<_>>(),
    ));
    all.push(told(
        "known",
        store.products(&names).await.unwrap().iter().map(Option::is_some).collect::<Vec<_>>(),
    ));
    all
}

async fn of_components(store: &Store) -> Vec<(String, Value)> {
    let some = PageRequest::first(100);
    let mut all = Vec::new();
    for filter in [
        ComponentFilter::default(),
        ComponentFilter { words: vec!["only".into()], ..Default::default() },
        ComponentFilter { words: vec!["pkg:npm/common".into()], ..Default::default() },
        ComponentFilter { license: "MIT".into(), ..Default::default() },
        ComponentFilter { ecosystem: "npm".into(), ..Default::default() },
        ComponentFilter { direct: Some(vec![Directness::Direct]), ..Default::default() },
        ComponentFilter { without_license: Some(true), ..Default::default() },
        ComponentFilter { internal: Some(false), without_purl: Some(false), ..Default::default() },
    ] {
        for order in [ComponentOrder::Name, ComponentOrder::Uses] {
            let found = store.list_components(&filter, order, &some).await.unwrap();
            for component in &found.rows {
                let used = store.where_used(&[component.uid], &some).await.unwrap();
                all.push(page("where used", used));
                all.push(told(
                    "component",
                    store.component(component.purl.as_deref().unwrap()).await.unwrap(),
                ));
            }
            all.push(page("components", found));
            // One page after the other.
            let first = store.list_components(&filter, order, &PageRequest::first(2)).await.unwrap();
            if let Some(next) = first.next {
                all.push(page(
                    "next",
                    store.list_components(&filter, order, &PageRequest::after(100, next)).await.unwrap(),
                ));
            }
        }
    }
    for filter in [
        PackageFilter::default(),
        PackageFilter { several_versions: Some(true), ..Default::default() },
        PackageFilter { words: vec!["left".into()], ..Default::default() },
        PackageFilter { direct: Some(vec![Directness::Transitive]), ..Default::default() },
    ] {
        for order in [PackageOrder::Name, PackageOrder::Uses, PackageOrder::Versions] {
            let found = store.list_packages(&filter, order, &some).await.unwrap();
            let uids: Vec<Uuid> = found.rows.iter().map(|one| one.uid).collect();
            let mut used: Vec<usize> =
                store.components_in_use(&uids).await.unwrap().values().map(Vec::len).collect();
            used.sort_unstable();
            all.push(told("in use", used));
            all.push(page("packages", found));
        }
    }
    for name in ["common", "only-vault", "only-shop"] {
        all.push(told(name, store.components_called(name, None, 10).await.unwrap()));
        all.push(told(
            name,
            store.components_of_package(&format!("pkg:npm/{name}"), None, 10).await.unwrap(),
        ));
        all.push(told(name, store.package(&format!("pkg:npm/{name}")).await.ok()));
        all.push(told(name, store.component(&format!("pkg:npm/{name}@1.0")).await.ok()));
    }
    all
}

async fn tools(store: &Store) -> Reach {
    let units = store.units().await.unwrap();
    let tools = units.iter().find(|unit| unit.name == "Tools").unwrap().uid;
    store.reach(&[tools], &[]).await.unwrap()
}

async fn pairs() -> Vec<(TestStore, TestStore)> {
    let (full, alone) = (both().await, both().await);
    for store in &full {
        // In turns, so that neither ids nor places in lists fall apart.
        fill(store, &HIDDEN[..1]).await;
        fill(store, &SEEN).await;
        fill(store, &HIDDEN[1..]).await;
    }
    for store in &alone {
        fill(store, &SEEN).await;
    }
    full.into_iter().zip(alone).collect()
}

#[tokio::test]
async fn a_narrowed_store_answers_as_one_that_holds_nothing_else() {
    for (full, alone) in pairs().await {
        let reach = tools(&full).await;
        let expected = answers(&alone).await;
        for store in
            [full.seen_by(&reach, &Reach::Nothing), full.walking().await.seen_by(&reach, &Reach::Nothing)]
        {
            let found = answers(&store).await;
            assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(&expected) {
                assert_eq!(found, expected);
            }
        }
    }
}

#[tokio::test]
async fn who_reaches_nothing_sees_what_an_empty_store_shows() {
    for store in both().await {
        let empty: Vec<_> = {
            let fresh = both().await;
            let fresh = fresh.into_iter().find(|one| one.backend() == store.backend()).unwrap();
            fresh.ensure_supplier("Acme", None).await.unwrap();
            answers(&fresh).await
        };
        fill(&store, &HIDDEN).await;
        assert_eq!(answers(&store.seen_by(&Reach::Nothing, &Reach::Nothing)).await, empty);
        let everything = store.seen_by(&Reach::Everything, &Reach::Nothing);
        assert_eq!(answers(&everything).await, answers(&store).await);
    }
}

#[tokio::test]
async fn what_belongs_to_a_product_out_of_sight_is_not_there() {
    for store in both().await {
        fill(&store, &SEEN).await;
        fill(&store, &HIDDEN).await;
        let seen = store.seen_by(&tools(&store).await, &Reach::Nothing);
        let sboms = store.list_sboms(&SbomFilter::default(), &PageRequest::first(100)).await.unwrap().rows;
        let mut hidden = 0;
        for sbom in sboms {
            let here = SEEN.iter().any(|(slug, _)| *slug == sbom.product.name);
            hidden += u32::from(!here);
            let name = &sbom.product.name;
            assert_eq!(seen.sbom(sbom.uid).await.is_ok(), here, "{name}");
            assert_eq!(seen.sbom_report(sbom.uid).await.is_ok(), here, "{name}");
            assert_eq!(seen.document(sbom.uid).await.is_ok(), here, "{name}");
            assert_eq!(seen.graph(sbom.uid).await.is_ok(), here, "{name}");
            assert_eq!(seen.occurrence(sbom.uid, 1).await.is_ok(), here, "{name}");
            assert_eq!(!seen.occurrences(sbom.uid).await.unwrap().is_empty(), here, "{name}");
            assert_eq!(seen.release(sbom.release).await.is_ok(), here, "{name}");
            assert_eq!(!seen.work_of_sbom(sbom.uid).await.unwrap().is_empty(), here, "{name}");
            assert_eq!(seen.release_usage(sbom.release).await.is_ok(), here, "{name}");
            for work in store.work_of_sbom(sbom.uid).await.unwrap() {
                assert_eq!(seen.work(work.uid).await.is_ok(), here, "{name}");
            }
        }
        assert!(hidden > 0);
        let graph_of_seen =
            seen.list_sboms(&SbomFilter::default(), &PageRequest::first(1)).await.unwrap().rows;
        let graph = seen.graph(graph_of_seen[0].uid).await.unwrap();
        let keys: Vec<ComponentKey> =
            (0..u32::try_from(graph.len()).unwrap()).map(|node| graph.component(node)).collect();
        let named = seen.components_of(&keys).await.unwrap();
        assert_eq!(named.len(), keys.len(), "the root of a graph has its name, too");
    }
}

/// Every change that can be asked for of a product, each refused where it is out of reach.
async fn changes(store: &Store, full: &Store, slug: &str) -> Vec<(&'static str, Result<()>)> {
    let product = full.product(slug).await.unwrap();
    let tools = Some(unit(full, "Tools", None).await);
    let other = NewProduct { unit: tools, ..NewProduct::named("piece", "Piece") };
    let other = full.ensure_product(&other).await.unwrap();
    let releases = full.list_releases(product.uid, &PageRequest::first(10)).await.unwrap().rows;
    let release = releases[0].uid;
    let requests = full
        .list_requests(&RequestFilter::default(), Timestamp::now(), &PageRequest::first(10))
        .await
        .unwrap()
        .rows;
    let request =
        requests.iter().find(|one| one.product.as_ref().is_some_and(|of| of.uid == product.uid)).unwrap();
    let sboms = SbomFilter { product: Some(product.uid), ..Default::default() };
    let sbom = full.list_sboms(&sboms, &PageRequest::first(1)).await.unwrap().rows[0].uid;
    let work = full.work_of_sbom(sbom).await.unwrap()[0].uid;
    let repository = full.ensure_repository(&format!("https://git.example.org/{slug}")).await.unwrap();
    let elsewhere = full.ensure_repository(&format!("https://git.example.org/{slug}-new")).await.unwrap();
    let supplier = full.find_supplier("acme").await.unwrap().unwrap();
    let unit = product.unit.as_ref().map_or_else(Vec::new, |unit| unit.names.clone());
    let entered = EnteredProduct { unit: unit.clone(), ..EnteredProduct::from(NewProduct::from(&product)) };
    let put = ProductPut { read: Some(NewProduct::from(&product)), new: NewProduct::from(&product) };
    let ask = NewRequest { product: Some(product.uid), note: "again".into(), ..Default::default() };
    let bytes = format!("new for {slug}");
    let new = NewSbom::new(release, SbomSource::Build, bytes.as_bytes());
    let version = NewRelease::version("9.0");
    let dated = NewRelease { released_at: Some(Timestamp::UNIX_EPOCH), ..NewRelease::version("3.0") };
    let none = |_: Uuid| ();
    vec![
        ("archive", store.archive_product(product.uid, true).await),
        ("restore", store.archive_product(product.uid, false).await),
        ("change", store.change_product(product.uid, &entered, |_| true).await.map(|_| ())),
        ("put", store.put_products(&[put]).await.map(|_| ())),
        ("add a release", store.create_release(product.uid, &version).await.map(none)),
        ("ensure a release", store.ensure_release(product.uid, &dated).await.map(none)),
        (
            "change a release",
            store.change_release(release, &NewRelease::version("3.1"), |_| true).await.map(|_| ()),
        ),
        ("send an SBOM", store.receive(&new).await.map(|_| ())),
        ("add a part", store.add_part(product.uid, other).await),
        ("remove a part", store.remove_part(product.uid, other).await),
        ("unlink", store.unlink_repository(product.uid, repository).await),
        ("link", store.link_repository(product.uid, elsewhere).await),
        ("ask", store.ask_supplier(supplier, &ask).await.map(none)),
        ("answer", store.answer_request(request.uid, Answer::Declined, "").await),
        ("cancel", store.cancel_work(work).await.map(|_| ())),
    ]
}

#[tokio::test]
async fn what_is_seen_and_not_to_be_changed_is_refused_and_what_is_not_seen_is_not_there() {
    for store in both().await {
        fill(&store, &SEEN).await;
        fill(&store, &HIDDEN).await;
        let reach = tools(&store).await;
        for (name, done) in changes(&store.seen_by(&reach, &Reach::Nothing), &store, "desk").await {
            assert!(matches!(done, Err(StoreError::Forbidden(_))), "{name}: {done:?}");
        }
        for (name, done) in changes(&store.seen_by(&reach, &reach), &store, "vault").await {
            assert!(matches!(done, Err(StoreError::NotFound { .. })), "{name}: {done:?}");
        }
        for (name, done) in changes(&store.seen_by(&reach, &reach), &store, "desk").await {
            assert!(done.is_ok(), "{name}: {done:?}");
        }
    }
}

#[tokio::test]
async fn what_belongs_to_the_whole_organization_is_changed_by_who_reaches_all_of_it() {
    for store in both().await {
        fill(&store, &SEEN).await;
        let reach = tools(&store).await;
        let some = store.seen_by(&reach, &reach);
        let supplier = store.find_supplier("acme").await.unwrap().unwrap();
        let forbidden = |done: Result<()>| matches!(done, Err(StoreError::Forbidden(_)));
        assert!(forbidden(some.update_supplier(supplier, None, Some("note")).await));
        assert!(forbidden(some.ask_supplier(supplier, &NewRequest::default()).await.map(|_| ())));
        let top = NewUnit { name: "Top".into(), parent: None };
        assert!(forbidden(some.ensure_units(std::slice::from_ref(&top)).await.map(|_| ())));
        assert!(forbidden(some.create_product(&NewProduct::named("own", "Own")).await.map(|_| ())));
        let tools = store.units().await.unwrap().into_iter().find(|unit| unit.name == "Tools").unwrap().uid;
        let below =
            some.ensure_units(&[NewUnit { name: "New".into(), parent: Some(tools) }]).await.unwrap()[0];
        let own = NewProduct { unit: Some(below), ..NewProduct::named("own", "Own") };
        some.create_product(&own).await.unwrap();
        let whole = store.seen_by(&reach, &Reach::Everything);
        whole.update_supplier(supplier, None, Some("note")).await.unwrap();
        whole.ensure_units(&[top]).await.unwrap();
    }
}
