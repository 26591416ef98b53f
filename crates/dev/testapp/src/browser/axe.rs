//! axe-core, the accessibility checker: fetched from npm once, injected into each page by the driver, which the policy of
//! the page does not bind.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::{env, fs};

use serde_json::Value;
use thirtyfour::prelude::*;

const PACKAGE: &str = include_str!("package.json");
const LOCK: &str = include_str!("package-lock.json");
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }).then(
        (result) => done(result.violations.flatMap((one) => one.nodes.slice(0, 3).map((node) =>
            `${one.id}: ${one.help}: ${node.html.slice(0, 160)}: ${node.any.concat(node.all).map((c) => c.message).join('; ')}`))),
        (error) => done([String(error)]),
    );";

/// What axe finds on the page, in words.
pub(super) async fn run(session: &WebDriver) -> Vec<String> {
    session.execute(source(), Vec::new()).await.expect("axe can be injected");
    let found = session.execute_async(RUN, Vec::new()).await.expect("axe runs").json().clone();
    let Value::Array(found) = found else { return vec![format!("axe said {found}")] };
    found.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
}

fn source() -> &'static str {
    static SOURCE: OnceLock<String> = OnceLock::new();
    SOURCE.get_or_init(|| {
        let folder = folder();
        let file = folder.join("node_modules/axe-core/axe.min.js");
        if !file.exists() {
            install(&folder);
        }
        fs::read_to_string(&file).expect("axe-core was installed")
    })
}

/// Kept between runs; named after the version, so that a new lock file gets a new folder.
fn folder() -> PathBuf {
    let version =
        LOCK.split("\"axe-core\": \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("any");
    env::temp_dir().join(format!("mainstay-axe-core-{version}"))
}

/// Installs aside and moves it in place, so that two test processes do not meet half of it.
fn install(folder: &std::path::Path) {
    let aside = tempfile::tempdir().expect("a temporary folder");
    fs::write(aside.path().join("package.json"), PACKAGE).expect("a file can be written");
    fs::write(aside.path().join("package-lock.json"), LOCK).expect("a file can be written");
    let done = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(aside.path())
        .output()
        .expect("npm starts: browser tests need Node.js for axe-core (apt install nodejs npm)");
    assert!(done.status.success(), "npm could not fetch axe-core: {}", String::from_utf8_lossy(&done.stderr));
    let from = aside.path().join("node_modules");
    fs::create_dir_all(folder).expect("a folder can be made");
    if fs::rename(&from, folder.join("node_modules")).is_err() {
        assert!(folder.join("node_modules").exists(), "axe-core cannot be kept in {}", folder.display());
    }
}
