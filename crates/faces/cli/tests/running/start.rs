//! Starting and stopping: several at once, on a fresh database, on one file, where nothing can be written.

use std::path::Path;
use std::thread;
use std::time::Duration;

use mainstay_testapp::{Database, Program, http};

use crate::support::{Sample, Witness, binary, upload};

#[test]
fn four_programs_start_at_once_on_an_empty_database() {
    for database in Database::both() {
        let programs: Vec<_> = thread::scope(|scope| {
            let starts: Vec<_> =
                (0..4).map(|_| scope.spawn(|| Program::serve(binary(), database.url(), &[]))).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        for (number, (_, address)) in (0..).zip(&programs) {
            assert_eq!(http::request(*address, "GET", "/healthz", &[]).unwrap().status, 200);
            upload(*address, &Sample::new(number, 20)).unwrap();
        }
        let witness = Witness::open(database.url());
        witness.wait_for_rest();
        witness.assert_all_in_order();
        assert_eq!(witness.sboms().len(), 4);
        for (program, _) in programs {
            let ended = program.stop();
            assert!(ended.status.success() && ended.took < Duration::from_secs(5), "{ended:?}");
        }
    }
}

#[test]
fn a_program_that_is_stopped_leaves_one_whole_file() {
    let database = Database::sqlite();
    let file = database.url().strip_prefix("sqlite:").unwrap();
    let (program, address) = Program::serve(binary(), database.url(), &[]);
    upload(address, &Sample::new(1, 20)).unwrap();
    assert!(Path::new(&format!("{file}-wal")).exists(), "a running program has a log");
    assert!(program.stop().status.success());
    for beside in ["-wal", "-shm"] {
        assert!(!Path::new(&format!("{file}{beside}")).exists(), "{file}{beside} is left");
    }
    assert_eq!(Witness::open(database.url()).sboms().len(), 1);
}

#[test]
fn a_database_that_cannot_be_made_is_told_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    // Not even root can make a file below a file.
    let file = folder.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    let url = format!("sqlite:{}", file.join("mainstay.db").display());
    let ended = Program::start(binary(), &url, &["serve", "--listen", "127.0.0.1:0"]).end();
    assert_eq!(ended.status.code(), Some(3), "{}", ended.said);
    assert!(ended.said.contains(&file.display().to_string()), "{}", ended.said);
}

#[test]
fn a_file_that_is_no_database_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mainstay.db");
    std::fs::write(&file, "this is no database, and long enough to be looked at as one".repeat(100)).unwrap();
    let url = format!("sqlite:{}", file.display());
    let ended = Program::start(binary(), &url, &["serve", "--listen", "127.0.0.1:0"]).end();
    assert_eq!(ended.status.code(), Some(3), "{}", ended.said);
    assert!(ended.said.contains("not a database"), "{}", ended.said);
}

#[test]
fn a_database_that_takes_no_writes_is_told_at_the_start() {
    let database = Database::sqlite();
    Witness::open(database.url()).close();
    // Rights do not bind root, which tests may run as; this makes SQLite see a file on a disk that takes no writes.
    let url = format!("{}?immutable=true", database.url());
    let ended = Program::start(binary(), &url, &["serve", "--listen", "127.0.0.1:0"]).end();
    assert_eq!(ended.status.code(), Some(3), "{}", ended.said);
    assert!(ended.said.contains("it cannot be written to"), "{}", ended.said);
}
