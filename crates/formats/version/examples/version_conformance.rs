//! Compares with public suites: `cargo run -p mainstay-version --example version_conformance -- FOLDER`.
//!
//! Reads, at any depth of FOLDER, text files of lines `A < B` whose name begins with an ecosystem, and JSON files of
//! `vers` cases. Prints counts by file and every miss.
#![allow(clippy::print_stdout, reason = "an example reports on standard output")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use mainstay_version::{Ecosystem, Range, Vers, Version, compare};
use serde_json::Value;

/// Beginnings of file names and the ecosystem they stand for.
const FILES: &[(&str, &str)] = &[
    ("alpine", "apk"),
    ("cran", "cran"),
    ("debian", "deb"),
    ("hackage", "hackage"),
    ("maven", "maven"),
    ("nuget", "nuget"),
    ("packagist", "composer"),
    ("pub", "pub"),
    ("pypi", "pypi"),
    ("redhat", "rpm"),
    ("rubygems", "gem"),
    ("semver", "semver"),
];

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        println!("usage: conformance FOLDER");
        return ExitCode::from(2);
    };
    let mut files = Vec::new();
    if let Err(error) = list(Path::new(&folder), &mut files) {
        println!("{}: {error}", Path::new(&folder).display());
        return ExitCode::from(3);
    }
    files.sort();
    let (mut passed, mut failed) = (0, 0);
    for file in &files {
        let results = check(file);
        let bad = results.iter().filter(|result| result.is_err()).count();
        println!("{}: {} passed, {bad} failed", file.display(), results.len() - bad);
        results.iter().filter_map(|result| result.as_ref().err()).for_each(|miss| println!("  {miss}"));
        passed += results.len() - bad;
        failed += bad;
    }
    println!("{passed} passed, {failed} failed");
    ExitCode::from(u8::from(failed > 0))
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { list(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

fn check(file: &Path) -> Vec<Result<(), String>> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if name.ends_with(".json") {
        let cases: Value = serde_json::from_str(&text).unwrap_or_default();
        return cases.as_array().into_iter().flatten().filter_map(case).collect();
    }
    let Some((_, purl_type)) = FILES.iter().find(|(prefix, _)| name.starts_with(prefix)) else {
        return Vec::new();
    };
    text.lines()
        .filter_map(|text| line(Ecosystem::from_name(purl_type).unwrap_or_else(Ecosystem::generic), text))
        .collect()
}

/// A line `A < B`; empty lines and comments are no cases.
fn line(ecosystem: Ecosystem, text: &str) -> Option<Result<(), String>> {
    let text = text.trim();
    if text.starts_with('#') || text.starts_with("//") {
        return None;
    }
    let (sign, (a, b)) =
        [" < ", " = ", " > "].iter().find_map(|sign| Some((sign.trim(), text.split_once(sign)?)))?;
    let expected = sign_order(sign);
    let found = compare(ecosystem, a.trim(), b.trim());
    Some(if found == expected { Ok(()) } else { Err(format!("{text}: {found:?}")) })
}

fn sign_order(sign: &str) -> std::cmp::Ordering {
    match sign {
        "<" => std::cmp::Ordering::Less,
        ">" => std::cmp::Ordering::Greater,
        _ => std::cmp::Ordering::Equal,
    }
}

/// One case of the `vers` suites; None for a scheme that is not ours.
fn case(case: &Value) -> Option<Result<(), String>> {
    let (input, expected) = (&case["input"], &case["expected_output"]);
    let named = |key: &str| input[key].as_str().and_then(Ecosystem::from_name);
    let verdict = |got: String, wanted: &str| {
        if got == wanted { Ok(()) } else { Err(format!("{input}: expected {wanted}, got {got}")) }
    };
    match case["test_type"].as_str() {
        Some("equality") => {
            let versions = versions(named("input_scheme")?, &input["versions"]);
            Some(verdict((versions[0] == versions[1]).to_string(), &expected.to_string()))
        }
        Some("comparison") => {
            let ecosystem = named("input_scheme")?;
            let mut versions = versions(ecosystem, &input["versions"]);
            versions.sort();
            let wanted = self::versions(ecosystem, expected);
            Some(if versions == wanted { Ok(()) } else { Err(format!("{input}: {versions:?}")) })
        }
        Some("from_native") => {
            let ecosystem = named("scheme")?;
            let got = Range::parse_native(ecosystem, input["native_range"].as_str()?);
            let got = got.map_or_else(|error| error.to_string(), |range| range.to_string());
            Some(verdict(got, expected.as_str().unwrap_or_default()))
        }
        Some("containment") => {
            let vers: Vers = input["vers"].as_str()?.parse().ok()?;
            let version = Version::parse(vers.ecosystem(), input["version"].as_str()?);
            Some(verdict(vers.contains(&version).to_string(), &expected.to_string()))
        }
        Some("roundtrip") => {
            let got = input["vers"].as_str()?.parse::<Vers>();
            let got = got.map_or_else(|error| error.to_string(), |vers| vers.to_string());
            Some(verdict(got, expected.as_str().unwrap_or_default()))
        }
        _ => {
            let got = case["vers"].as_str()?.parse::<Vers>();
            let got = got.map_or_else(|error| error.to_string(), |vers| vers.to_string());
            Some(verdict(got, case["canonical_vers"].as_str().unwrap_or_default()))
        }
    }
}

fn versions(ecosystem: Ecosystem, list: &Value) -> Vec<Version> {
    let texts = list.as_array().into_iter().flatten().filter_map(Value::as_str);
    texts.map(|text| Version::parse(ecosystem, text)).collect()
}
