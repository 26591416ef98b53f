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
    // A package of another registry than the ecosystem's own says so.
    let purl = "pkg:cargo/serde@1.0.0?repository_url=https:%2F%2Fregistry.example%2Findex";
    assert_eq!(serde["purl"], purl);
    assert_eq!(serde["direct"], true);
    assert_eq!(shape["edges"][0], serde_json::json!(["pkg:cargo/shop@0.1.0", purl]));
    assert_eq!(shape["problems"], serde_json::json!([]));
}

#[test]
fn ids_tell_the_ends_of_edges_apart_where_purls_do_not() {
    let project =
        LOCK.replace("name = \"serde\"\nversion = \"1.0.0\"", "name = \"shop\"\nversion = \"0.1.0\"");
    let project =
        project.replace("[\"serde\"]", "[\"shop 0.1.0 (registry+https://registry.example/index)\"]");
    let folder = tree(&[("Cargo.lock", &project)]);
    let output = mainstay(folder.path(), &["scan", "--format", "json"]);
    let shape: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let components = shape["components"].as_array().unwrap();
    let ids: std::collections::HashSet<u64> =
        components.iter().map(|component| component["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), components.len(), "{shape}");
    let of = |first: bool| components.iter().find(|one| one["first_party"] == first).unwrap()["id"].clone();
    assert_eq!(shape["edge_ids"], serde_json::json!([[of(true), of(false)]]), "{shape}");
    assert_eq!(shape["edges"].as_array().unwrap().len(), 1);
}

#[test]
fn the_author_of_a_document_is_who_is_named_and_nobody_else() {
    let folder = tree(&[("Cargo.lock", LOCK)]);
    let author_point = |flags: &[&str]| {
        let words = [&["scan", "--format", "cyclonedx-json", "-o", "scan.cdx.json"], flags].concat();
        assert_eq!(mainstay(folder.path(), &words).status.code(), Some(0));
        let graded = mainstay(folder.path(), &["sbom", "quality", "scan.cdx.json", "--format", "json"]);
        let shape: serde_json::Value = serde_json::from_slice(&graded.stdout).unwrap();
        let points = shape["findings"].as_array().unwrap();
        let met = points.iter().find(|point| point["check"] == "document-author").unwrap()["met"].clone();
        (met.as_u64().unwrap(), fs::read_to_string(folder.path().join("scan.cdx.json")).unwrap())
    };
    assert_eq!(author_point(&[]).0, 0, "a tool is no author");
    let (met, document) = author_point(&["--author", "Example GmbH"]);
    assert_eq!(met, 1);
    assert!(document.contains("Example GmbH"), "{document}");
    fs::write(folder.path().join("mainstay.toml"), "author = 'Configured AG'\n").unwrap();
    let (met, document) = author_point(&[]);
    assert!(met == 1 && document.contains("Configured AG"), "{document}");
    assert!(author_point(&["--author", "Example GmbH"]).1.contains("Example GmbH"), "the flag wins");
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
fn what_is_known_and_was_not_assessed_is_told_and_fails_on_demand() {
    let manifest = "{\"name\": \"web\", \"dependencies\": {\"a\": \"^1\"}}";
    for (file, content, told) in [
        ("package.json", manifest, "1 manifests have no lockfile"),
        ("poetry.lock", "not a lock [", "1 lockfiles and manifests could not be read"),
    ] {
        let folder = tree(&[("Cargo.lock", LOCK), (file, content)]);
        let warned = mainstay(folder.path(), &["scan"]);
        assert_eq!(warned.status.code(), Some(0));
        assert!(text(&warned.stderr).contains(told), "{}", text(&warned.stderr));
        let failed = mainstay(folder.path(), &["scan", "--not-assessed", "fail"]);
        assert_eq!(failed.status.code(), Some(4), "{file}");
        assert!(text(&failed.stdout).contains(file), "{}", text(&failed.stdout));
    }
    let whole = tree(&[("Cargo.lock", LOCK)]);
    let clean = mainstay(whole.path(), &["scan", "--not-assessed", "fail"]);
    assert_eq!((clean.status.code(), text(&clean.stderr).contains("Not assessed")), (Some(0), false));
}

#[test]
fn a_scan_that_missed_a_part_of_the_tree_is_told_and_fails_on_demand() {
    let folder = tree(&[("Cargo.lock", LOCK), ("a.txt", "")]);
    let output = mainstay(folder.path(), &["scan", "--max-files", "1", "--not-assessed", "fail"]);
    assert_eq!(output.status.code(), Some(4));
    let output = mainstay(folder.path(), &["scan", "--max-files", "1", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("Not assessed"), "{}", text(&output.stderr));
    let shape: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(shape["coverage"]["stopped"], true);
    fs::create_dir_all(folder.path().join("d/".repeat(65))).unwrap();
    let output = mainstay(folder.path(), &["scan", "--not-assessed", "fail"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(text(&output.stderr).contains("1 files and folders could not be looked at"));
}

#[test]
fn what_a_scan_met_goes_with_its_document_and_makes_it_no_less_valid() {
    let folder = tree(&[("Cargo.lock", LOCK), ("poetry.lock", "not a lock [")]);
    mainstay(folder.path(), &["scan", "--format", "cyclonedx-json", "-o", "scan.cdx.json"]);
    let validated = mainstay(folder.path(), &["sbom", "validate", "scan.cdx.json"]);
    assert_eq!(validated.status.code(), Some(0), "{}", text(&validated.stdout));
    assert!(text(&validated.stdout).contains("error[lockfile-unreadable] poetry.lock: "));
    let imported = mainstay(folder.path(), &["import", "scan.cdx.json", "--release", "1"]);
    let told = text(&imported.stdout);
    assert!(told.contains("1 problem") && told.contains("poetry.lock: "), "{told}");
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
    assert_eq!(output.status.code(), Some(2));
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

#[test]
fn a_file_is_no_folder_and_the_message_says_what_to_do() {
    let folder = tree(&[("Cargo.lock", LOCK)]);
    let output = mainstay(folder.path(), &["scan", "Cargo.lock"]);
    assert_eq!(output.status.code(), Some(3));
    let told = text(&output.stderr);
    assert!(told.contains("Cargo.lock is a file, not a folder; name the folder"), "{told}");
    assert_eq!(told.matches("is a file").count(), 1, "{told}");
}

#[test]
fn formats_go_by_their_short_names_too() {
    let folder = tree(&[("Cargo.lock", LOCK)]);
    for (format, sign) in [
        ("spdx-json", "SPDX-2.3"),
        ("spdx-tag", "SPDXVersion: SPDX-2.3"),
        ("spdx-jsonld", "rdf/3.0.1"),
        ("cyclonedx-1.6-json", "\"specVersion\": \"1.6\""),
    ] {
        let output = mainstay(folder.path(), &["scan", "--format", format]);
        assert!(text(&output.stdout).contains(sign), "{format}: {}", text(&output.stderr));
    }
}

#[test]
fn origin_and_digests_come_out_and_private_places_are_marked() {
    let digest = "b".repeat(64);
    let lock = LOCK.replace(
        "source = \"registry+https://registry.example/index\"\n",
        &format!(
            "source = \"registry+https://registry.example/index\"\nchecksum = \"{digest}\"\n\n\
             [[package]]\nname = \"ours\"\nversion = \"2.0.0\"\n\
             source = \"git+https://git.corp.example/ours?branch=main#0123456789abcdef0123456789abcdef01234567\"\n"
        ),
    );
    let folder = tree(&[("Cargo.lock", &lock)]);
    let of = |arguments: &[&str], name: &str| {
        let output = mainstay(folder.path(), &[&["scan", "--format", "json"], arguments].concat());
        let shape: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        shape["components"].as_array().unwrap().iter().find(|item| item["name"] == name).unwrap().clone()
    };
    let serde = of(&[], "serde");
    assert_eq!(serde["hashes"], serde_json::json!([{"algorithm": "SHA-256", "value": digest}]));
    assert_eq!(serde["origin"]["kind"], "registry");
    assert_eq!(serde["origin"]["private"], false);
    assert_eq!(of(&[], "ours")["origin"]["private"], false);
    let marked = of(&["--private-registry", "git.corp.example"], "ours");
    assert_eq!((&marked["origin"]["kind"], &marked["origin"]["private"]), (&"vcs".into(), &true.into()));
    fs::write(folder.path().join("mainstay.toml"), "private_registries = ['registry.example']\n").unwrap();
    assert_eq!(of(&[], "serde")["origin"]["private"], true);
    let table = mainstay(folder.path(), &["scan"]);
    assert!(text(&table.stdout).lines().any(|line| line.contains("serde") && line.contains("private")));
    let document = mainstay(folder.path(), &["scan", "--format", "cyclonedx-json"]);
    assert!(text(&document.stdout).contains("mainstay:private-origin"));
}
