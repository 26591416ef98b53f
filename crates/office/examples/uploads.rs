//! Uploads many SBOMs in parallel, as a CI system would, and measures until all of them are stored.
//!
//! `cargo run --release -p mainstay-office --example uploads -- URL DOCUMENTS COMPONENTS [SHARED] [PARALLEL] [WORKERS]`
//!
//! Each document is CycloneDX JSON of one product's release with COMPONENTS components (license, digest, edges). SHARED per cent of
//! them (default 90) come from the packages that all products share, few of which are in very many documents; the others are
//! in this document only. PARALLEL uploads (default 16) run at a time while WORKERS (default as `serve`: as many as cores) read and store.
//! Prints seconds from the first upload to the last document stored, processor time, bytes written to disk and peak memory.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_office::{Office, Settings};
use mainstay_store::{
    ComponentFilter, ComponentOrder, PageRequest, SbomSource, Store, StoreOptions, Total, WorkFilter,
    WorkState,
};
use tokio::sync::watch;
use tokio::task::JoinSet;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let usage = "usage: uploads URL DOCUMENTS COMPONENTS [SHARED] [PARALLEL] [WORKERS]";
    let url = arguments.first().context(usage)?.clone();
    let number =
        |at: usize, otherwise: u64| arguments.get(at).map_or(Ok(otherwise), |text| text.parse::<u64>());
    let plan = Plan { documents: number(1, 1000)?, components: number(2, 1000)?, shared: number(3, 90)? };
    let (parallel, workers) = (number(4, 16)?, usize::try_from(number(5, 2)?)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let store = Store::open(&url, StoreOptions::default()).await?;
        run(Office::new(store, Settings::default()), plan, parallel, workers).await
    })
}

#[derive(Clone, Copy)]
struct Plan {
    documents: u64,
    components: u64,
    shared: u64,
}

async fn run(office: Office, plan: Plan, parallel: u64, workers: usize) -> Result<()> {
    let before = Used::now();
    let begun = Instant::now();
    let (stop, stopped) = watch::channel(false);
    let working = tokio::spawn({
        let office = office.clone();
        async move { office.work(workers, stopped).await }
    });
    let next = Arc::new(AtomicU64::new(0));
    let making = Arc::new(AtomicU64::new(0));
    let mut uploads = JoinSet::new();
    for _ in 0..parallel {
        let (office, next, making) = (office.clone(), Arc::clone(&next), Arc::clone(&making));
        uploads.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= plan.documents {
                    return Ok::<(), anyhow::Error>(());
                }
                let made = Instant::now();
                let document = plan.document(number);
                making.fetch_add(u64::try_from(made.elapsed().as_micros())?, Ordering::Relaxed);
                upload(&office, number, &document).await?;
            }
        });
    }
    while let Some(one) = uploads.join_next().await {
        one??;
    }
    let uploaded = begun.elapsed();
    while waiting(&office).await? {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let stored = begun.elapsed();
    stop.send(true)?;
    working.await?;
    let used = Used::now();
    println!("{} documents of {} components, {} % shared", plan.documents, plan.components, plan.shared);
    println!("uploaded after {:.1} s, stored after {:.1} s", uploaded.as_secs_f64(), stored.as_secs_f64());
    println!(
        "processor {:.1} s (making the documents: {:.1} s), written {} MB, peak memory {} MB, {} statements",
        used.processor - before.processor,
        making.load(Ordering::Relaxed) as f64 / 1e6,
        (used.written - before.written) / 1_000_000,
        used.peak / 1024,
        office.store().statements(),
    );
    verify(&office, plan).await
}

async fn upload(office: &Office, number: u64, document: &str) -> Result<()> {
    let product = format!("upload-{number}");
    let release = ReleaseName { product: &product, version: "1.0", variant: "" };
    let delivery = Delivery::new(release, SbomSource::Build, document.as_bytes());
    office.receive(&delivery).await?;
    Ok(())
}

async fn waiting(office: &Office) -> Result<bool> {
    for state in [WorkState::Queued, WorkState::Running] {
        let filter = WorkFilter { state: state.into(), ..WorkFilter::default() };
        if !office.store().list_work(&filter, &PageRequest::first(1)).await?.rows.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Nothing failed, nothing is missing, nothing is there twice.
async fn verify(office: &Office, plan: Plan) -> Result<()> {
    let failed = WorkFilter { state: WorkState::Failed.into(), ..WorkFilter::default() };
    let failed = office.store().list_work(&failed, &PageRequest::first(1)).await?.rows;
    ensure!(failed.is_empty(), "failed: {failed:?}");
    let page = PageRequest::first(1);
    let total = office.store().list_sboms(&mainstay_store::SbomFilter::default(), &page).await?.total;
    println!("SBOMs: {total}");
    ensure!(total.at_least() >= plan.documents.min(10_000), "documents are missing");
    let filter = ComponentFilter::default();
    let components = office.store().list_components(&filter, ComponentOrder::Uses, &page).await?;
    let total: Total = components.total;
    println!("components: {total}, most used by {} releases", components.rows[0].releases);
    office.store().check().await?;
    println!("every figure is right");
    Ok(())
}

impl Plan {
    fn document(self, number: u64) -> String {
        let mut random = Random(number.wrapping_mul(0x9e37_79b9).wrapping_add(1));
        let mut drawn = std::collections::BTreeSet::new();
        while (drawn.len() as u64) < self.components * self.shared / 100 {
            drawn.insert((0, random.skewed(20_000)));
        }
        while (drawn.len() as u64) < self.components {
            drawn.insert((number + 1, random.below(1 << 30)));
        }
        let mut text = String::with_capacity(drawn.len() * 500);
        let _ = write!(
            text,
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"serialNumber":"urn:uuid:00000000-0000-4000-8000-{number:012x}",
"metadata":{{"timestamp":"2026-01-01T00:00:00Z","component":{{"type":"application","bom-ref":"app","name":"upload-{number}","version":"1.0"}}}},
"components":["#
        );
        for (place, (whose, package)) in drawn.iter().enumerate() {
            component(&mut text, place, *whose, *package);
        }
        text.push_str("],\"dependencies\":[");
        let count = drawn.len() as u64;
        let _ = write!(text, r#"{{"ref":"app","dependsOn":["c0","c1","c2","c3","c4"]}}"#);
        for place in 0..count {
            let _ = write!(text, r#",{{"ref":"c{place}","dependsOn":["#);
            let mut comma = "";
            for _ in 0..3 {
                let _ = write!(text, "{comma}\"c{}\"", random.below(count));
                comma = ",";
            }
            text.push_str("]}");
        }
        text.push_str("]}");
        text
    }
}

fn component(text: &mut String, place: usize, whose: u64, package: u64) {
    const KINDS: [&str; 5] = ["npm", "maven", "pypi", "golang", "cargo"];
    const LICENSES: [&str; 5] = ["MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "MPL-2.0"];
    let kind = KINDS[usize::try_from(package % 5).unwrap_or(0)];
    let license = LICENSES[usize::try_from(package / 5 % 5).unwrap_or(0)];
    let name = if whose == 0 { format!("package-{package}") } else { format!("own-{whose}-{package}") };
    let (group, version) = (package % 900, package % 7);
    let digest = format!("{:016x}", (package + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ whose).repeat(4);
    let comma = if place > 0 { "," } else { "" };
    let _ = write!(
        text,
        r#"{comma}
{{"type":"library","bom-ref":"c{place}","group":"group{group}","name":"{name}","version":"1.{version}.0","purl":"pkg:{kind}/group{group}/{name}@1.{version}.0",
"licenses":[{{"license":{{"id":"{license}"}}}}],"hashes":[{{"alg":"SHA-256","content":"{digest}"}}]}}"#
    );
}

/// What this process has used so far.
struct Used {
    /// Seconds of processor time.
    processor: f64,
    /// Bytes sent to disk.
    written: u64,
    /// KiB.
    peak: u64,
}

impl Used {
    fn now() -> Self {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let field = |text: &str, name: &str| -> u64 {
            let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
            line.split_whitespace().nth(1).and_then(|word| word.parse().ok()).unwrap_or(0)
        };
        let stat = read("/proc/self/stat");
        let ticks: u64 = stat.rsplit(')').next().map_or(0, |rest| {
            rest.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<u64>().ok()).sum()
        });
        Self {
            processor: ticks as f64 / 100.0,
            written: field(&read("/proc/self/io"), "write_bytes"),
            peak: field(&read("/proc/self/status"), "VmHWM"),
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
