//! `cargo xtask test`: every test there is, on both databases and in a real browser.

use anyhow::Result;

use crate::{run, tools};

/// Makes sure of the tools, then runs the tests; cargo's own summaries are the last lines.
///
/// All targets run even when one fails, so that one run tells everything.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    tools::ensure()?;
    let mut command = run::cargo();
    command.args(["test", "--no-fail-fast"]);
    if !names_packages(arguments) {
        command.arg("--workspace");
    }
    run::show(command.args(arguments))
}

fn names_packages(arguments: &[&str]) -> bool {
    let own = arguments.split(|argument| *argument == "--").next().unwrap_or_default();
    own.iter().any(|argument| argument.starts_with("-p") || argument.starts_with("--package"))
}

#[cfg(test)]
mod tests {
    use super::names_packages;

    #[test]
    fn a_named_package_replaces_the_workspace() {
        assert!(names_packages(&["-p", "mainstay-purl"]));
        assert!(names_packages(&["--package=mainstay-purl"]));
        assert!(!names_packages(&["--", "-p"]));
        assert!(!names_packages(&[]));
    }
}
