//! Running the program as people and scripts run it.

use std::path::Path;
use std::process::{Command, Output};

/// Runs `mainstay` in a folder, with its data in `data` below it and none of this machine's settings.
pub(crate) fn mainstay(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mainstay"))
        .args(arguments)
        .current_dir(folder)
        .env("MAINSTAY_DATA", folder.join("data"))
        .env_remove("MAINSTAY_DATABASE")
        .env_remove("MAINSTAY_CONFIG")
        .output()
        .expect("the program was built with its tests")
}

/// What a run printed to standard output.
pub(crate) fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the program prints UTF-8")
}

/// What a run printed to standard error.
pub(crate) fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("the program prints UTF-8")
}

/// The first JSON value that a run printed.
pub(crate) fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {} {}", printed(output), told(output)))
}
