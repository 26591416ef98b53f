//! The packages of the servers, installed once for all test processes of a build folder.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGE: &str = include_str!("../../servers/package.json");
const LOCK: &str = include_str!("../../servers/package-lock.json");

/// What to do when something is missing.
pub(super) const REMEDY: &str = "these tests run servers from npm: install Node.js 20 or later with npm (apt install nodejs npm), and connect to a package registry once";

/// The folder in which the packages are; other test processes wait while one of them fills it.
pub(super) fn folder() -> PathBuf {
    let folder = place();
    fs::create_dir_all(&folder).expect("the build folder can be written");
    let lock = File::create(folder.join("lock")).expect("the build folder can be written");
    // The lock is the system's: it ends with the process that holds it, however that ends.
    lock.lock().expect("the build folder knows file locks");
    let stamp = folder.join("installed");
    if !stamp.exists() {
        install(&folder);
        fs::write(stamp, "").expect("the build folder can be written");
    }
    folder
}

/// Below the build folder (`target/debug/deps/TEST`), named after the lock file, so that a new one gets a new folder.
fn place() -> PathBuf {
    let own = std::env::current_exe().expect("a test knows its own file");
    let build = own.ancestors().nth(2).expect("a test stands in the build folder");
    let mut hasher = DefaultHasher::new();
    LOCK.hash(&mut hasher);
    build.join(format!("mainstay-servers-{:016x}", hasher.finish()))
}

fn install(folder: &Path) {
    fs::write(folder.join("package.json"), PACKAGE).expect("the build folder can be written");
    fs::write(folder.join("package-lock.json"), LOCK).expect("the build folder can be written");
    let done = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("npm does not start ({error}): {REMEDY}"));
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "npm could not fetch the servers ({}): {REMEDY}", said.trim());
}
