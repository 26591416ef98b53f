//! `mainstay scan`, run as scripts run it.

// The helpers beside the tests may fail like the tests themselves.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::process::{Command, Stdio};

use crate::run::mainstay;

const LOCK: &str = r#"version = 4
[[package]]
name = "shop"
version = "0.1.0"
dependencies = ["serde"]

[[package]]
name = "serde"
version = "1.0.0"
source = "registry+https://registry.example/index"
"#;

fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        fs::write(folder.path().join(path), text).unwrap();
    }
    folder
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn json_has_the_shape_that_scripts_rely_on() {
    let folder = tree(&[("Cargo.lock", LOCK)]);
    let output = mainstay(folder.path(), &["scan", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let shape: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(shape["coverage"]["files_seen"], 1);
    assert_eq!(shape["coverage"]["parsed"], 1);
    assert_eq!(shape["coverage"]["failed"], 0);
    let serde = shape["components"].as_array().unwrap().iter().find(|item| item["name"] == "serde").unwrap();
    assert_eq!(serde["purl"], "pkg:cargo/serde@1.0.0?repository_url=https:%2F%2Fregistry.example%2Findex");
    assert_eq!(serde["direct"], true);
    assert_eq!(
        shape["edges"][0],
        serde_json::json!([
            "pkg:cargo/shop@0.1.0",
            "pkg:cargo/serde@1.0.0?repository_url=https:%2F%2Fregistry.example%2Findex"
        ])
    );
    assert_eq!(shape["problems"], serde_json::json!([]));
}

#[test]
fn a_tree_without_lockfiles_is_not_assessed() {
    let folder = tree(&[("readme.txt", "nothing to see")]);
    let warned = mainstay(folder.path(), &["scan"]);
    assert_eq!(warned.status.code(), Some(0));
    assert!(text(&warned.stderr).contains("Not assessed"));
    let failed = mainstay(folder.path(), &["scan", "--not-assessed", "fail"]);
    assert_eq!(failed.status.code(), Some(4));
}

#[test]
fn a_missing_folder_fails_and_is_named() {
    let folder = tree(&[]);
    let output = mainstay(folder.path(), &["scan", "no-such-folder"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("no-such-folder"));
}

#[test]
fn a_format_that_does_not_exist_is_told_before_the_scan() {
    let folder = tree(&[("Cargo.lock", LOCK)]);
    let output = mainstay(folder.path(), &["scan", "--format", "cyclonedx-9"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(!text(&output.stderr).contains("Looking at files"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = tree(&[("Cargo.lock", LOCK)]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_mainstay"))
        .args(["scan", "--format", "json"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
