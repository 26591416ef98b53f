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
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    println!("missing: {}", names(&missing));
    match plan(&missing, in_path("apt-get"), is_root()) {
        Plan::Install(packages) => {
            run::show(apt().arg("update"))?;
            run::show(apt().args(INSTALL).args(packages))?;
        }
        Plan::Tell(message) => bail!(message),
    }
    let still = self::missing();
    if !still.is_empty() {
        bail!("the packages were installed and yet there is no {} in the search path", names(&still));
    }
    Ok(())
}

const INSTALL: [&str; 3] = ["install", "-y", "--no-install-recommends"];

/// What to do about missing tools.
#[derive(Debug, PartialEq, Eq)]
enum Plan {
    Install(Vec<&'static str>),
    Tell(String),
}

fn plan(missing: &[&Tool], apt: bool, root: bool) -> Plan {
    let packages: Vec<&str> = missing.iter().flat_map(|tool| tool.packages).copied().collect();
    let install = format!("apt-get {} {}", INSTALL.join(" "), packages.join(" "));
    match (apt, root) {
        (true, true) => Plan::Install(packages),
        (true, false) => Plan::Tell(format!("run `sudo apt-get update && sudo {install}`, then try again")),
        (false, _) => Plan::Tell(format!(
            "install {} with the system's own tools (on Debian it would be `{install}`), then try again",
            names(missing)
        )),
    }
}

fn names(tools: &[&Tool]) -> String {
    tools.iter().map(|tool| tool.name).collect::<Vec<_>>().join(", ")
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

#[cfg(test)]
mod tests {
    use super::{Plan, TOOLS, plan};

    #[test]
    fn root_on_debian_installs_exactly_what_is_missing() {
        assert_eq!(
            plan(&[&TOOLS[0], &TOOLS[2]], true, true),
            Plan::Install(vec!["postgresql", "chromium-driver"])
        );
    }

    #[test]
    fn others_are_told_the_command() {
        let command = "apt-get install -y --no-install-recommends chromium";
        for (apt, word) in [(true, "sudo"), (false, "Chromium")] {
            let Plan::Tell(message) = plan(&[&TOOLS[1]], apt, false) else { panic!("must not install") };
            assert!(message.contains(command) && message.contains(word), "{message}");
        }
    }
}
