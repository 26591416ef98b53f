//! Fills a database with a large portfolio and measures questions and lists over it.
//!
//! `cargo run --release -p mainstay-store --example portfolio -- URL PRODUCTS COMPONENTS [RELEASES]`
//!
//! Each product gets one release with COMPONENTS components, drawn from a pool in which few are very common and most are rare;
//! one more product gets RELEASES small releases (default 4,000). All of them go through the store's own receiving and saving, as
//! uploads do. Prints the calls' times as a table; a database that is filled already is only measured.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use jiff::Timestamp;
use mainstay_model::{Bom, Component, Directness, LicenseClaim, RelationKind};
use mainstay_store::*;
use tokio::task::JoinSet;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let url = arguments.first().context("usage: portfolio URL PRODUCTS COMPONENTS [RELEASES]")?;
    let number =
        |at: usize, otherwise: u64| arguments.get(at).map_or(Ok(otherwise), |text| text.parse::<u64>());
    let (products, components, releases) = (number(1, 1000)?, number(2, 1000)?, number(3, 4000)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let store = Store::open(url, StoreOptions::default()).await?;
        fill(&store, products, components, releases).await?;
        measure(&store, products).await
    })
}

/// Saves every product's documents, several at a time; each release has a document of its own.
async fn fill(store: &Store, products: u64, components: u64, releases: u64) -> Result<()> {
    let begun = Instant::now();
    let next = Arc::new(AtomicU64::new(0));
    let mut saving = JoinSet::new();
    for _ in 0..TOGETHER {
        let (store, next) = (store.clone(), Arc::clone(&next));
        saving.spawn(async move {
            let mut saved = 0_u64;
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= products + releases {
                    return Ok::<u64, anyhow::Error>(saved);
                }
                let (product, version, size) = match number.checked_sub(products) {
                    None => (format!("product-{number}"), "1.0".to_owned(), components),
                    Some(release) => ("many".to_owned(), format!("1.{release}"), 30),
                };
                saved += u64::from(add(&store, &product, &version, [number, size]).await?);
                if number % 500 == 499 {
                    println!("{:>7} documents, {:>6.1} s", number + 1, begun.elapsed().as_secs_f64());
                }
            }
        });
    }
    let mut saved = 0;
    while let Some(one) = saving.join_next().await {
        saved += one??;
    }
    if saved > 0 {
        println!("{saved} documents received and saved in {:.1} s", begun.elapsed().as_secs_f64());
    }
    Ok(())
}

/// Documents that are saved at a time.
const TOGETHER: usize = 16;

/// Adds a release with an SBOM unless it is there; tells whether it was added.
async fn add(store: &Store, product: &str, version: &str, [number, components]: [u64; 2]) -> Result<bool> {
    let product = store.ensure_product(&NewProduct::named(product, product)).await?;
    if store.find_release(product, version, "").await?.is_some() {
        return Ok(false);
    }
    let release = store.create_release(product, &NewRelease::version(version)).await?;
    let bytes = format!("{number} {components}");
    store.receive(&NewSbom::new(release, SbomSource::Build, bytes.as_bytes())).await?;
    // Whichever waits longest, as others add theirs at the same time.
    let claimed = loop {
        let lease = Duration::from_secs(600);
        if let Some(claimed) = store.claim_work("portfolio", &[READ_SBOM], lease, Timestamp::now()).await? {
            break claimed;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    let ReadSbom { sbom } = serde_json::from_value(claimed.work.payload.clone())?;
    let document = String::from_utf8(store.document(sbom).await?.bytes)?;
    let (number, components) = document.split_once(' ').context("a document of an older portfolio")?;
    let bom = bom(components.parse()?, &mut Random(number.parse::<u64>()? * 7919 + 1));
    let ending = Ending { claimed: &claimed, steps: 1, say: &|_| String::new() };
    store.finish_inventory(sbom, &InventoryRecord::new(&bom), &ending).await?;
    Ok(true)
}

/// A document whose first component is direct and whose every component is needed by one before it.
fn bom(components: u64, random: &mut Random) -> Bom {
    const KINDS: [&str; 5] = ["npm", "maven", "pypi", "golang", "cargo"];
    const LICENSES: [&str; 6] =
        ["MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "LGPL-2.1-only", "MIT OR Apache-2.0"];
    let mut bom = Bom::default();
    bom.document.format = "cyclonedx-json".into();
    let app = bom.add(Component::named("app", None));
    bom.subjects.push(app);
    let mut nodes = vec![app];
    let mut drawn = HashSet::new();
    for place in 0..components * 2 {
        if bom.components.len() as u64 > components {
            break;
        }
        let package = random.skewed(60_000);
        let kind = KINDS[usize::try_from(package % 5).unwrap_or(0)];
        let text = format!("pkg:{kind}/group{}/package-{package}@1.{}.0", package % 900, random.skewed(12));
        if !drawn.insert(text.clone()) {
            continue;
        }
        let Ok(purl) = text.parse() else { continue };
        let mut component = Component::from_purl(purl);
        component.directness =
            if place < components / 10 { Directness::Direct } else { Directness::Transitive };
        component.licenses.push(LicenseClaim::declared(LICENSES[usize::try_from(package % 6).unwrap_or(0)]));
        let node = bom.add(component);
        let parent = nodes[usize::try_from(random.below(nodes.len() as u64)).unwrap_or(0)];
        bom.relate(parent, node, RelationKind::DependsOn);
        nodes.push(node);
    }
    bom
}

/// Where any version of a package is used, from its name on.
async fn package_used(
    store: &Store,
    purl: &str,
    page: &PageRequest,
) -> Result<Page<ProductUses>, StoreError> {
    let components = store.components_of_package(purl, None, 10_000).await?;
    let components: Vec<_> = components.iter().map(|component| component.uid).collect();
    store.where_used(&components, page).await
}

async fn measure(store: &Store, products: u64) -> Result<()> {
    let mut random = Random(7);
    let page = PageRequest::first(50);
    let mut components = Vec::new();
    for order in [ComponentOrder::Uses, ComponentOrder::Name] {
        components.extend(store.list_components(&ComponentFilter::default(), order, &page).await?.rows);
    }
    let packages = store.list_packages(&PackageFilter::default(), PackageOrder::Uses, &page).await?.rows;
    println!("most used: {} releases; package {} uses", components[0].releases, packages[0].uses);
    let many = store.product("many").await?.uid;
    let mut times = Times::default();
    for round in 0..40_usize {
        let component = components[round % components.len()].uid;
        times.add("where used, component, first page", store.where_used(&[component], &page)).await?;
        let package = packages[round % packages.len()].purl.as_deref().context("every package has a purl")?;
        times.add("where used, common package, first page", package_used(store, package, &page)).await?;
        let name = format!("product-{}", random.below(products));
        let product = store.product(&name).await?;
        let release = product.figures.newest.context("every product has an SBOM")?.uid;
        let all = ProductFilter::default();
        times.add("products by name", store.list_products(&all, ProductOrder::Name, &page)).await?;
        let deep = PageRequest { after: deep_cursor(store, &all).await?, size: 50 };
        times
            .add("products by name, a later page", store.list_products(&all, ProductOrder::Name, &deep))
            .await?;
        let text = ProductFilter { text: Some(name), ..Default::default() };
        times.add("products by text", store.list_products(&text, ProductOrder::Name, &page)).await?;
        times.add("4,000 releases", store.list_releases(many, &page)).await?;
        for (label, filter) in filters(product.uid, many) {
            for order in [ComponentOrder::Name, ComponentOrder::Uses] {
                let label = format!("components by {order:?}, {label}");
                times.add(&label, store.list_components(&filter, order, &page)).await?;
            }
        }
        let all = ComponentFilter::default();
        let of_release = store.list_release_components(release, &all, ComponentOrder::Name, &page);
        times.add("components of a release", of_release).await?;
        for order in [PackageOrder::Name, PackageOrder::Uses, PackageOrder::Versions] {
            let label = format!("packages by {order:?}");
            times.add(&label, store.list_packages(&PackageFilter::default(), order, &page)).await?;
        }
        let all = PackageFilter::default;
        for (label, filter) in [
            ("direct", PackageFilter { direct: Some(vec![Directness::Direct]), ..all() }),
            ("several versions", PackageFilter { several_versions: Some(true), ..all() }),
            ("ecosystem", PackageFilter { ecosystem: "npm".into(), ..all() }),
            ("text", PackageFilter { words: vec!["package-77".into()], ..all() }),
        ] {
            let label = format!("packages by Name, {label}");
            times.add(&label, store.list_packages(&filter, PackageOrder::Name, &page)).await?;
        }
        times.add("SBOMs", store.list_sboms(&SbomFilter::default(), &page)).await?;
        times.add("work", store.list_work(&WorkFilter::default(), &page)).await?;
        times.add("duplicates of a release", store.duplicates(release, 20)).await?;
        times.add("search by name", store.search("package-77", 10)).await?;
        times.add("search by purl", store.search("pkg:npm/group5/pack", 10)).await?;
    }
    let bounds = CoverageBounds { stale_before: jiff::Timestamp::now(), poor_below: 50 };
    times.add("coverage of everything", store.coverage(bounds)).await?;
    times.print();
    Ok(())
}

fn filters(product: uuid::Uuid, many: uuid::Uuid) -> Vec<(&'static str, ComponentFilter)> {
    let all = ComponentFilter::default;
    vec![
        ("all", all()),
        ("ecosystem", ComponentFilter { ecosystem: "npm".into(), ..all() }),
        ("text", ComponentFilter { words: vec!["package-77".into()], ..all() }),
        ("rare text", ComponentFilter { words: vec!["package-4711".into()], ..all() }),
        ("common text", ComponentFilter { words: vec!["group1".into()], ..all() }),
        ("internal", ComponentFilter { internal: Some(true), ..all() }),
        (
            "ecosystem and direct",
            ComponentFilter { ecosystem: "npm".into(), direct: Some(vec![Directness::Direct]), ..all() },
        ),
        (
            "license and direct",
            ComponentFilter { license: "ISC".into(), direct: Some(vec![Directness::Direct]), ..all() },
        ),
        ("license", ComponentFilter { license: "ISC".into(), ..all() }),
        ("direct", ComponentFilter { direct: Some(vec![Directness::Direct]), ..all() }),
        ("no license", ComponentFilter { without_license: Some(true), ..all() }),
        ("product", ComponentFilter { within: Some(Within::Product(product)), ..all() }),
        ("product of 4,000 releases", ComponentFilter { within: Some(Within::Product(many)), ..all() }),
    ]
}

async fn deep_cursor(store: &Store, filter: &ProductFilter) -> Result<Option<Cursor>> {
    Ok(store.list_products(filter, ProductOrder::Name, &PageRequest::first(900)).await?.next)
}

/// Times by what was timed, in the order of first use.
#[derive(Default)]
struct Times(Vec<(String, Vec<Duration>)>);

impl Times {
    async fn add<T>(&mut self, label: &str, work: impl Future<Output = Result<T, StoreError>>) -> Result<()> {
        let begun = Instant::now();
        work.await.with_context(|| label.to_owned())?;
        let took = begun.elapsed();
        match self.0.iter_mut().find(|(known, _)| known == label) {
            Some((_, times)) => times.push(took),
            None => self.0.push((label.to_owned(), vec![took])),
        }
        Ok(())
    }

    fn print(self) {
        println!("| Call | p50 | p95 | max |\n|---|---|---|---|");
        for (label, mut times) in self.0 {
            times.sort();
            let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
            println!("| {label} | {:.1} | {:.1} | {:.1} |", at(50), at(95), at(100));
        }
    }
}

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    /// Small numbers often, large ones seldom: the cube of a fraction.
    fn skewed(&mut self, bound: u64) -> u64 {
        let one = self.below(1 << 16);
        one * one / (1 << 16) * one / (1 << 16) * bound / (1 << 16)
    }
}
