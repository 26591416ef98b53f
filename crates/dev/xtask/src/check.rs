//! `cargo xtask check`: everything that must hold before a change is handed in, cheapest first.

use std::time::Instant;

use anyhow::{Result, bail};

use crate::{docs, run, test, tidy, tools};

struct Step {
    name: &'static str,
    run: fn() -> Result<()>,
    remedy: &'static str,
}

const STEPS: &[Step] = &[
    Step { name: "tools", run: tools::ensure, remedy: "install what is named above" },
    Step { name: "fmt", run: fmt, remedy: "run `cargo fmt --all` and commit the result" },
    Step {
        name: "tidy",
        run: tidy::run,
        remedy: "mend each place named above; ARCHITECTURE.md tells the rules",
    },
    Step {
        name: "clippy",
        run: clippy,
        remedy: "mend each warning above; a lint is switched off only with a reason",
    },
    Step { name: "docs", run: docs::compare, remedy: "run `cargo xtask docs` and commit docs/reference" },
];

const TESTS: Step = Step {
    name: "tests",
    run: || test::run(&[]),
    remedy: "run the failing test alone with `cargo xtask test -p <crate> <name>`",
};

/// Runs the steps in order and stops at the first that fails.
pub(crate) fn run(with_tests: bool) -> Result<()> {
    for step in STEPS.iter().chain(with_tests.then_some(&TESTS)) {
        println!("== {}", step.name);
        let started = Instant::now();
        let outcome = (step.run)();
        println!("== {}: {:.1} s", step.name, started.elapsed().as_secs_f64());
        if let Err(error) = outcome {
            bail!("{} failed: {error:#}\nwhat to do: {}", step.name, step.remedy);
        }
    }
    Ok(())
}

/// The fuzz targets are a workspace of their own, which no other command looks into.
const FUZZ: [&str; 2] = ["--manifest-path", "fuzz/Cargo.toml"];

fn fmt() -> Result<()> {
    run::show(run::cargo().args(["fmt", "--all", "--check"]))?;
    run::show(run::cargo().arg("fmt").args(FUZZ).arg("--check"))
}

fn clippy() -> Result<()> {
    run::show(run::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    run::show(run::cargo().arg("clippy").args(FUZZ).args(["--locked", "--", "-D", "warnings"]))
}
