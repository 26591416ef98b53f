//! What the tests of the running program share: documents, uploads, and a look at what is stored.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use mainstay_office::{Office, Settings};
use mainstay_store::*;
use mainstay_testapp::{Program, http};
use serde::Deserialize;
use serde_json::json;
use tokio::runtime::Runtime;
use uuid::Uuid;

/// How long background work may take to be done.
const PATIENCE: Duration = Duration::from_secs(120);

/// The program under test.
pub(crate) fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_mainstay"))
}

/// Starts a worker that waits for work.
pub(crate) fn worker(database: &str, arguments: &[&str]) -> Program {
    let mut all = vec!["worker"];
    all.extend(arguments);
    Program::start(binary(), database, &all)
}

/// An SBOM document with its place.
pub(crate) struct Sample {
    pub(crate) product: String,
    pub(crate) version: String,
    pub(crate) label: String,
    pub(crate) bytes: Vec<u8>,
    /// Components, without the subject.
    pub(crate) components: u64,
}

impl Sample {
    /// A document that differs from every other number's, about a subject and so many components, many of which others have too.
    pub(crate) fn new(number: u64, components: u64) -> Self {
        let name = |at: u64| format!("part-{}", (number * 7 + at) % (components + 50));
        let parts: Vec<_> = (0..components)
            .map(|at| {
                let (name, version) = (name(at), format!("1.{}.0", (number + at) % 3));
                let purl = format!("pkg:npm/{name}@{version}");
                json!({"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
                    "licenses": [{"license": {"id": "MIT"}}]})
            })
            .collect();
        let refs: Vec<&str> = parts.iter().filter_map(|part| part["bom-ref"].as_str()).collect();
        let document = json!({
            "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "serialNumber": format!("urn:uuid:{}", Uuid::from_u128(u128::from(number))),
            "metadata": {"component": {"type": "application", "bom-ref": "subject", "name": "subject", "version": "1"}},
            "components": parts,
            "dependencies": [{"ref": "subject", "dependsOn": refs}],
        });
        Self {
            product: format!("Product {}", number % 8),
            version: format!("{}.0", number % 40 / 8),
            label: format!("part-{}", number % 80 / 40),
            bytes: document.to_string().into_bytes(),
            components,
        }
    }

    /// Which of them take each other's place.
    pub(crate) fn slot(&self) -> (&str, &str, &str) {
        (&self.product, &self.version, &self.label)
    }
}

/// What an upload is answered with.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub(crate) sbom: Uuid,
    pub(crate) work: Option<Uuid>,
    pub(crate) already: bool,
}

/// Uploads over HTTP. An error means that nothing was acknowledged.
pub(crate) fn upload(address: SocketAddr, sample: &Sample) -> io::Result<Receipt> {
    let (product, version, label) = sample.slot();
    let product = product.replace(' ', "%20");
    let path = format!("/api/v1/sboms?product={product}&version={version}&source=build&label={label}");
    let reply = http::request(address, "POST", &path, &sample.bytes)?;
    let body = String::from_utf8_lossy(&reply.body).into_owned();
    assert_eq!(reply.status, 202, "{body}");
    Ok(serde_json::from_str(&body).unwrap())
}

/// A process of its own as far as the database can tell: opens it, looks, closes it.
pub(crate) struct Witness {
    runtime: Runtime,
    store: Store,
}

impl Witness {
    pub(crate) fn open(database: &str) -> Self {
        let runtime = Runtime::new().unwrap();
        let store = runtime.block_on(Store::open(database, StoreOptions::default())).unwrap();
        Self { runtime, store }
    }

    /// Asks the store.
    pub(crate) fn ask<T>(&self, question: impl AsyncFnOnce(&Store) -> Result<T>) -> T {
        self.runtime.block_on(question(&self.store)).unwrap()
    }

    /// Takes a document in as the office does.
    pub(crate) fn receive(&self, sample: &Sample) -> Received {
        use mainstay_office::intake::{Delivery, ReleaseName};
        let office = Office::new(self.store.clone(), Settings::default());
        let (product, version, label) = sample.slot();
        let delivery = Delivery {
            label,
            ..Delivery::new(ReleaseName { product, version, variant: "" }, SbomSource::Build, &sample.bytes)
        };
        self.runtime.block_on(office.receive(&delivery)).unwrap()
    }

    pub(crate) fn sboms(&self) -> Vec<Sbom> {
        let all = SbomFilter { superseded: Superseded::Show, ..Default::default() };
        let page = self.ask(async |store| store.list_sboms(&all, &PageRequest::first(1000)).await);
        assert!(page.next.is_none());
        page.rows
    }

    pub(crate) fn works(&self) -> Vec<Work> {
        let page =
            self.ask(async |store| store.list_work(&WorkFilter::default(), &PageRequest::first(1000)).await);
        assert!(page.next.is_none());
        page.rows
    }

    pub(crate) fn work(&self, uid: Uuid) -> Work {
        self.ask(async |store| store.work(uid).await)
    }

    /// Waits until the work is as the condition says.
    pub(crate) fn wait_for(&self, uid: Uuid, what: &str, condition: impl Fn(&Work) -> bool) -> Work {
        let patience = Instant::now() + PATIENCE;
        while Instant::now() < patience {
            let work = self.work(uid);
            if condition(&work) {
                return work;
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("it did not come to this: {what}: {:?}", self.work(uid));
    }

    /// Waits until no work waits or runs.
    pub(crate) fn wait_for_rest(&self) {
        let patience = Instant::now() + PATIENCE;
        let under_way = |work: &Work| matches!(work.state, WorkState::Queued | WorkState::Running);
        while self.works().iter().any(under_way) {
            let left: Vec<Work> = self.works().into_iter().filter(under_way).collect();
            assert!(Instant::now() < patience, "work does not end: {left:?}");
            thread::sleep(Duration::from_millis(100));
        }
    }

    /// Every document's SBOM is read as a whole, no work failed, and every kept figure is right.
    pub(crate) fn assert_all_in_order(&self) {
        for sbom in self.sboms() {
            assert_eq!(sbom.state, SbomState::Ready, "{sbom:?}");
        }
        for work in self.works() {
            assert_eq!(work.state, WorkState::Done, "{work:?}");
        }
        self.ask(async |store| store.check().await);
    }

    pub(crate) fn close(self) {
        self.runtime.block_on(self.store.close()).unwrap();
    }
}
