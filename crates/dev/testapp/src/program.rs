//! The running program: started, killed, stopped and started again.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long the program may take to answer, or to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process of the program; killed when it is dropped.
#[derive(Debug)]
pub struct Program {
    child: Child,
    /// What it wrote to standard error so far.
    said: Arc<Mutex<String>>,
    listening: Option<JoinHandle<()>>,
}

/// How a process ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit status.
    pub status: ExitStatus,
    /// What it wrote to standard output.
    pub output: String,
    /// What it wrote to standard error.
    pub said: String,
    /// How long it took from the signal to the end.
    pub took: Duration,
}

impl Program {
    /// Starts the binary on a database; standard output is kept, nothing of this process's settings is inherited.
    ///
    /// # Panics
    /// When the binary does not start.
    pub fn start(binary: &Path, database: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(binary);
        for name in ["MAINSTAY_DATA", "MAINSTAY_CONFIG", "MAINSTAY_LISTEN", "MAINSTAY_LEASE", "MAINSTAY_LOG"]
        {
            command.env_remove(name);
        }
        command.args(arguments).env("MAINSTAY_DATABASE", database);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", binary.display()));
        let said = Arc::new(Mutex::new(String::new()));
        let stderr = child.stderr.take().expect("standard error is piped");
        let heard = Arc::clone(&said);
        let listening = thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let mut said = heard.lock().unwrap_or_else(PoisonError::into_inner);
                said.push_str(&line);
                said.push('\n');
            }
        });
        Self { child, said, listening: Some(listening) }
    }

    /// Starts `serve` on a free port, and waits until it tells its address. Such a server answers everybody on this machine.
    ///
    /// # Panics
    /// When it does not come up; the message holds what it said.
    pub fn serve(binary: &Path, database: &str, arguments: &[&str]) -> (Self, SocketAddr) {
        let mut all = vec!["serve", "--open", "--listen", "127.0.0.1:0"];
        all.extend(arguments);
        let mut program = Self::start(binary, database, &all);
        let patience = Instant::now() + PATIENCE;
        while Instant::now() < patience {
            if let Some(address) = address(&program.said()) {
                return (program, address);
            }
            assert!(program.runs(), "serve ended: {}", program.said());
            thread::sleep(Duration::from_millis(5));
        }
        panic!("serve did not come up: {}", program.said());
    }

    /// Whether it has not ended.
    ///
    /// # Panics
    /// When the process cannot be asked.
    pub fn runs(&mut self) -> bool {
        self.child.try_wait().expect("our own child").is_none()
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it wrote to standard error so far.
    pub fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Kills it (SIGKILL): it cannot do anything about it.
    pub fn kill(self) -> Ended {
        let mut this = self;
        // It may have ended by itself.
        this.child.kill().ok();
        this.end()
    }

    /// Asks it to end (SIGTERM) and waits until it has.
    ///
    /// # Panics
    /// When it does not end.
    pub fn stop(self) -> Ended {
        let asked =
            Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill runs");
        assert!(asked.success(), "the program has ended already: {}", self.said());
        self.end()
    }

    /// Waits until it ends by itself.
    ///
    /// # Panics
    /// When it does not end.
    pub fn end(mut self) -> Ended {
        let started = Instant::now();
        // Read before the end is waited for: a full pipe would hold the process.
        let mut stdout = self.child.stdout.take().expect("standard output is piped");
        let output = thread::spawn(move || {
            let mut output = String::new();
            stdout.read_to_string(&mut output).ok();
            output
        });
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("our own child") {
                break status;
            }
            assert!(started.elapsed() < PATIENCE, "the program does not end: {}", self.said());
            thread::sleep(Duration::from_millis(2));
        };
        let took = started.elapsed();
        if let Some(listening) = self.listening.take() {
            listening.join().ok();
        }
        Ended { status, output: output.join().unwrap_or_default(), said: self.said(), took }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn address(said: &str) -> Option<SocketAddr> {
    let (_, rest) = said.split_once("Mainstay answers at http://")?;
    let (address, _) = rest.split_once('/')?;
    address.parse().ok()
}
