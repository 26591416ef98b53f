//! Killed at random moments: nothing acknowledged is lost, nothing half-stored is visible, unfinished work resumes.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use mainstay_store::SbomState;
use mainstay_testapp::{Database, Program, Random};
use uuid::Uuid;

use crate::support::{Sample, Witness, binary, upload};

const UPLOADS: usize = 200;
const KILLS: usize = 18;
/// Divides the number of slots (80), so that what takes another one's place is sent after it, by the same client.
const CLIENTS: usize = 4;

/// Silent workers lose their work after five seconds, so that the tests need not wait for a minute.
const SERVE: [&str; 2] = ["--lease", "5"];

#[test]
fn killed_during_200_uploads_on_sqlite() {
    survives(&Database::sqlite());
}

#[test]
fn killed_during_200_uploads_on_postgres() {
    survives(&Database::postgres());
}

/// What clients and the one who kills share.
struct Stage {
    samples: Vec<Sample>,
    /// Where the program answers at this moment.
    address: Mutex<SocketAddr>,
    /// How many uploads may have begun: they are spread over the program's lives.
    allowed: AtomicUsize,
    /// Uploads begun, those that were cut off among them.
    sent: AtomicUsize,
    /// What was acknowledged, by number of the sample.
    receipts: Mutex<HashMap<usize, Uuid>>,
}

fn survives(database: &Database) {
    let mut random = Random::for_test(database.name());
    let samples = (0..UPLOADS as u64).map(|number| Sample::new(number, 5 + random.below(120))).collect();
    let (program, address) = Program::serve(binary(), database.url(), &SERVE);
    let stage = Stage {
        samples,
        address: Mutex::new(address),
        allowed: AtomicUsize::new(0),
        sent: AtomicUsize::new(0),
        receipts: Mutex::default(),
    };
    let program = thread::scope(|scope| {
        let mut program = program;
        for client in 0..CLIENTS {
            let stage = &stage;
            scope.spawn(move || stage.send(client));
        }
        for kill in 1..=KILLS {
            stage.allowed.store(UPLOADS * kill / (KILLS + 1), Ordering::Relaxed);
            thread::sleep(Duration::from_millis(random.below(700)));
            program.kill();
            stage.assert_nothing_is_half_stored(database.url());
            let (next, address) = Program::serve(binary(), database.url(), &SERVE);
            program = next;
            *stage.address.lock().unwrap() = address;
        }
        stage.allowed.store(UPLOADS, Ordering::Relaxed);
        program
    });
    let witness = Witness::open(database.url());
    witness.wait_for_rest();
    stage.assert_everything_is_there(&witness);
    let again = witness.works().iter().filter(|work| work.attempts > 1).count();
    let sent = stage.sent.load(Ordering::Relaxed);
    println!(
        "{}: {KILLS} kills, {sent} uploads begun for {UPLOADS}, {again} works begun again",
        database.name()
    );
    assert!(sent > UPLOADS || again > 0, "no kill came in the middle of anything");
    let ended = program.stop();
    assert!(ended.status.success(), "{}", ended.said);
}

impl Stage {
    /// Sends every document of a client, each again until it is acknowledged.
    fn send(&self, client: usize) {
        for number in (client..self.samples.len()).step_by(CLIENTS) {
            while self.allowed.load(Ordering::Relaxed) <= number {
                thread::sleep(Duration::from_millis(5));
            }
            let receipt = loop {
                self.sent.fetch_add(1, Ordering::Relaxed);
                let address = *self.address.lock().unwrap();
                match upload(address, &self.samples[number]) {
                    Ok(receipt) => break receipt,
                    Err(_) => thread::sleep(Duration::from_millis(20)),
                }
            };
            self.receipts.lock().unwrap().insert(number, receipt.sbom);
        }
    }

    fn by_bytes(&self) -> HashMap<&[u8], &Sample> {
        self.samples.iter().map(|sample| (sample.bytes.as_slice(), sample)).collect()
    }

    /// While the program is dead: what another process sees is whole, and what was acknowledged is among it.
    fn assert_nothing_is_half_stored(&self, database: &str) {
        let acknowledged = self.receipts.lock().unwrap().clone();
        let witness = Witness::open(database);
        let samples = self.by_bytes();
        let sboms = witness.sboms();
        for sbom in &sboms {
            let document = witness.ask(async |store| store.document(sbom.uid).await);
            let sample = samples[document.bytes.as_slice()];
            match sbom.state {
                SbomState::Ready => assert_eq!(sbom.components, sample.components),
                SbomState::Received => assert_eq!(sbom.components, 0),
                SbomState::Refused => panic!("{sbom:?}"),
            }
        }
        for (number, uid) in acknowledged {
            assert!(sboms.iter().any(|sbom| sbom.uid == uid), "upload {number} was acknowledged and is lost");
        }
        witness.ask(async |store| store.check().await);
        witness.close();
    }

    fn assert_everything_is_there(&self, witness: &Witness) {
        witness.assert_all_in_order();
        let sboms = witness.sboms();
        assert_eq!(sboms.len(), UPLOADS, "each document is one SBOM, however often it was sent");
        let receipts = self.receipts.lock().unwrap();
        assert_eq!(receipts.len(), UPLOADS);
        let mut newest = HashMap::new();
        for (number, sample) in self.samples.iter().enumerate() {
            let sbom = sboms.iter().find(|sbom| sbom.uid == receipts[&number]).unwrap();
            let document = witness.ask(async |store| store.document(sbom.uid).await);
            assert!(document.bytes == sample.bytes, "upload {number} is another document");
            assert_eq!(sbom.components, sample.components, "upload {number}");
            assert_eq!(
                (sbom.product.name.as_str(), sbom.release_version.as_str(), sbom.label.as_str()),
                sample.slot()
            );
            newest.insert(sample.slot(), sbom.uid);
        }
        for sbom in &sboms {
            let slot = (sbom.product.name.as_str(), sbom.release_version.as_str(), sbom.label.as_str());
            assert_eq!(
                sbom.superseded_at.is_none(),
                newest[&slot] == sbom.uid,
                "the newest is in use: {sbom:?}"
            );
        }
    }
}
