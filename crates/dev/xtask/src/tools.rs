//! What the tests need beyond Rust: PostgreSQL, Chromium with its driver, npm.
//!
//! A missing tool is installed (Debian-like system, root) or named with the command that installs it. A test
//! never skips itself for want of a tool.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::run;

/// One tool: what it is for, how to see that it is there, and Debian's packages for it.
struct Tool {
    name: &'static str,
    present: fn() -> bool,
    packages: &'static [&'static str],
}

const TOOLS: &[Tool] = &[
    Tool { name: "PostgreSQL server", present: has_postgresql, packages: &["postgresql"] },
    Tool { name: "Chromium", present: || in_path("chromium"), packages: &["chromium"] },
    Tool { name: "ChromeDriver", present: || in_path("chromedriver"), packages: &["chromium-driver"] },
    Tool { name: "npm", present: || in_path("npm"), packages: &["nodejs", "npm"] },
];

/// Installs what is missing, or says how to.
pub(crate) fn ensure() -> Result<()> {
    let missing: Vec<&Tool> = missing();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|tool| tool.name).collect();
    let packages: Vec<&str> = missing.iter().flat_map(|tool| tool.packages).copied().collect();
    println!("missing: {}", names.join(", "));
    let install = format!("apt-get install -y --no-install-recommends {}", packages.join(" "));
    if !in_path("apt-get") {
        bail!("install {} with the system's own tools; on Debian: {install}", names.join(", "));
    }
    if !is_root() {
        bail!("run `sudo apt-get update && sudo {install}`, then try again");
    }
    run::show(apt().arg("update"))?;
    run::show(apt().args(["install", "-y", "--no-install-recommends"]).args(&packages))?;
    let still: Vec<&str> = self::missing().iter().map(|tool| tool.name).collect();
    if !still.is_empty() {
        bail!("`{install}` ran and yet there is no {}", still.join(", "));
    }
    Ok(())
}

fn missing() -> Vec<&'static Tool> {
    TOOLS.iter().filter(|tool| !(tool.present)()).collect()
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    command
}

/// Debian keeps the server's programs out of the search path, one folder a version.
fn has_postgresql() -> bool {
    let versions = Path::new("/usr/lib/postgresql").read_dir().into_iter().flatten().flatten();
    let mut folders = versions.map(|version| version.path().join("bin")).chain(search_path());
    folders.any(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

fn in_path(program: &str) -> bool {
    search_path().any(|folder| folder.join(program).is_file())
}

fn search_path() -> impl Iterator<Item = PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>().into_iter()
}

fn is_root() -> bool {
    run::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
