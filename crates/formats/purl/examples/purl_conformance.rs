//! Runs the package-url conformance suite: `cargo run -p mainstay-purl --example purl_conformance -- FOLDER`.
//!
//! FOLDER holds the suite's JSON files, at any depth. Cases of the group `required` are read strictly, those of the
//! group `recommended`, which show common mistakes and their repair, as the field writes them.
#![allow(clippy::print_stdout, reason = "an example reports on standard output")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use mainstay_purl::{Purl, PurlError};
use serde_json::Value;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        println!("usage: conformance FOLDER");
        return ExitCode::from(2);
    };
    let mut files = Vec::new();
    if let Err(error) = list_json(Path::new(&folder), &mut files) {
        println!("{}: {error}", Path::new(&folder).display());
        return ExitCode::from(3);
    }
    files.sort();
    let (mut passed, mut failed) = (0, 0);
    for file in &files {
        for case in cases(file) {
            match run(&case) {
                Ok(()) => passed += 1,
                Err(reason) => {
                    failed += 1;
                    println!("{}: {} {}: {reason}", file.display(), case["test_type"], case["input"]);
                }
            }
        }
    }
    println!("{} files, {passed} passed, {failed} failed", files.len());
    ExitCode::from(u8::from(failed > 0))
}

fn list_json(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list_json(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}

fn cases(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let suite: Value = serde_json::from_str(&text).unwrap_or_default();
    suite["tests"].as_array().cloned().unwrap_or_default()
}

fn run(case: &Value) -> Result<(), String> {
    let strict = case["test_group"] == "required";
    let (input, expected) = (&case["input"], &case["expected_output"]);
    let purl = match input.as_str() {
        Some(text) if strict => Purl::parse_strict(text),
        Some(text) => text.parse(),
        None => build(input),
    };
    match (purl, case["expected_failure"] == true) {
        (Err(_), true) => Ok(()),
        (Ok(purl), true) => Err(format!("expected a failure, got {purl}")),
        (Err(error), false) => Err(error.to_string()),
        (Ok(purl), false) => compare(&purl, expected),
    }
}

fn build(parts: &Value) -> Result<Purl, PurlError> {
    let qualifiers = parts["qualifiers"].as_object().into_iter().flatten();
    let purl = Purl::with_qualifiers(
        parts["type"].as_str().unwrap_or_default(),
        parts["namespace"].as_str(),
        parts["name"].as_str().unwrap_or_default(),
        parts["version"].as_str(),
        qualifiers.map(|(key, value)| (key.as_str(), value.as_str().unwrap_or_default())),
    )?;
    Ok(purl.with_subpath(parts["subpath"].as_str().unwrap_or_default()))
}

/// A text is compared with the canonical rendering, an object part by part.
fn compare(purl: &Purl, expected: &Value) -> Result<(), String> {
    if let Some(text) = expected.as_str() {
        let got = purl.to_string();
        return if got == text { Ok(()) } else { Err(format!("expected {text}, got {got}")) };
    }
    let wanted = expected["qualifiers"].as_object();
    let same_qualifiers = wanted.map_or(0, serde_json::Map::len) == purl.qualifiers().len()
        && purl.qualifiers().iter().all(|(key, value)| expected["qualifiers"][key] == value.as_str());
    let same = expected["type"] == purl.kind()
        && expected["namespace"].as_str() == purl.namespace()
        && expected["name"] == purl.name()
        && expected["version"].as_str() == purl.version()
        && expected["subpath"].as_str() == purl.subpath()
        && same_qualifiers;
    if same { Ok(()) } else { Err(format!("expected {expected}, got {purl:?}")) }
}
