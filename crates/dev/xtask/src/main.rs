//! The project's own chores, run as `cargo xtask <name>`: check, tidy, test, docs.
//!
//! Each chore is one file. Nothing here is part of the program.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "chores talk to the person at the terminal")]

mod check;
mod docs;
mod run;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <chore>

  check [--no-tests]   fmt, clippy, tidy, docs drift and every test
  tidy                 the rules of the house: floors, registries, dependencies, paths, pages
  test [ARGS...]       every test; ARGS go to `cargo test`
  docs [--check]       writes docs/reference from the registries; --check only compares";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["check"] => check::run(true),
        ["check", "--no-tests"] => check::run(false),
        ["tidy"] => tidy::run(),
        ["test", rest @ ..] => test::run(rest),
        ["docs"] => docs::write(),
        ["docs", "--check"] => docs::compare(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
