//! A private PostgreSQL server for this test process.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A running server; it ends with its guard process when the test process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Server {
    programs: PathBuf,
    folder: TempDir,
    user: Option<(u32, u32)>,
    databases: AtomicU32,
    /// Its standard input is the guard's sign that this process lives.
    _guard: Mutex<Child>,
}

impl Server {
    /// The server of this process, started on first use.
    pub(crate) fn shared() -> &'static Self {
        static SERVER: OnceLock<Server> = OnceLock::new();
        SERVER.get_or_init(Self::start)
    }

    /// Makes an empty database and gives its address.
    pub(crate) fn create_database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let socket = self.folder.path().display().to_string();
        let mut create = self.program("createdb");
        create.args(["--host", &socket, "--username", "mainstay", "--template", "template0", &name]);
        done(create.output(), "createdb");
        format!("postgres:///{name}?host={}&user=mainstay", socket.replace('/', "%2F"))
    }

    fn start() -> Self {
        let programs = programs().unwrap_or_else(|| {
            panic!("these tests need PostgreSQL's initdb and postgres: install the package `postgresql` (Debian, Ubuntu) or `postgresql-server` (Fedora)")
        });
        let folder = tempfile::Builder::new().prefix("mainstay-pg-").tempdir().expect("a temporary folder");
        let user = other_user(folder.path());
        if let Some((uid, gid)) = user {
            chown(folder.path(), Some(uid), Some(gid)).expect("root may give a folder away");
        }
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700))
            .expect("our own folder");
        let data = folder.path().join("data");
        let mut server =
            Self { programs, folder, user, databases: AtomicU32::new(0), _guard: Mutex::new(idle_child()) };
        let mut init = server.program("initdb");
        init.arg("--pgdata").arg(&data);
        init.args([
            "--username",
            "mainstay",
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--no-sync",
        ]);
        done(init.output(), "initdb");
        server._guard = Mutex::new(server.serve(&data));
        server.wait();
        server
    }

    /// Runs the server under a shell that waits for this process's end: then the pipe closes, the shell stops the server and
    /// removes the folder, also after a panic, an abort or a kill.
    fn serve(&self, data: &Path) -> Child {
        let script = r#"
            "$1" -D "$2" -k "$3" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
                -c max_connections=200 -c shared_buffers=64MB -c deadlock_timeout=200ms >"$3/log" 2>&1 </dev/null &
            server=$!
            cat >/dev/null
            kill -INT "$server"
            wait "$server"
            rm -rf "$3"
        "#;
        let mut shell = self.as_user("sh");
        shell.args(["-c", script, "postgres-guard"]);
        shell.arg(self.programs.join("postgres")).arg(data).arg(self.folder.path());
        shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // A Ctrl-C at the terminal reaches this process only; the guard then ends the server in order.
        shell.process_group(0);
        shell.spawn().expect("sh runs")
    }

    fn wait(&self) {
        let socket = self.folder.path().join(".s.PGSQL.5432");
        let patience = Instant::now() + Duration::from_secs(60);
        while Instant::now() < patience {
            let mut ready = self.program("pg_isready");
            ready.arg("--host").arg(self.folder.path()).args(["--username", "mainstay"]);
            if socket.exists() && ready.output().is_ok_and(|output| output.status.success()) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        panic!("PostgreSQL did not start within 60 s; its log says:\n{log}");
    }

    fn program(&self, name: &str) -> Command {
        self.as_user(&self.programs.join(name).display().to_string())
    }

    /// PostgreSQL refuses to run as root, so its programs run as the user who owns the folder.
    fn as_user(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").env_remove("PGHOST").env_remove("PGPORT").env_remove("PGDATABASE");
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let guard = self._guard.get_mut().unwrap_or_else(PoisonError::into_inner);
        drop(guard.stdin.take());
        guard.wait().ok();
    }
}

/// The folder with PostgreSQL's programs: the newest of the distribution's, else one in PATH.
fn programs() -> Option<PathBuf> {
    let complete = |folder: &PathBuf| {
        ["initdb", "postgres", "createdb", "pg_isready"].iter().all(|program| folder.join(program).is_file())
    };
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort();
    let distribution = versions.into_iter().rev().map(|(_, folder)| folder);
    let path = std::env::var_os("PATH").unwrap_or_default();
    distribution.chain(std::env::split_paths(&path)).find(complete)
}

/// For root, the user to become: `postgres` where there is one, else `nobody`.
fn other_user(folder: &Path) -> Option<(u32, u32)> {
    let owner = folder.metadata().expect("our own folder").uid();
    if owner != 0 {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    Some(find("postgres").or_else(|| find("nobody")).unwrap_or((65_534, 65_534)))
}

fn idle_child() -> Child {
    Command::new("true").stdin(Stdio::null()).spawn().expect("`true` runs")
}

fn done(output: std::io::Result<Output>, what: &str) {
    let output = output.unwrap_or_else(|error| panic!("{what} does not run: {error}"));
    assert!(output.status.success(), "{what} failed: {}", String::from_utf8_lossy(&output.stderr));
}
