//! Formats and knowledge know no clock, network, files, environment, async runtime or database.

use super::facts::Facts;
use super::floors::{Floor, floor};
use super::{Finding, code};

/// Libraries that no pure crate may link, however far below.
const LIBRARIES: &[&str] =
    &["tokio", "sea-orm", "sqlx", "sqlx-core", "reqwest", "hyper", "gix", "datafusion"];

/// Parts of the standard library that reach outside.
const OUTSIDE: &[&str] = &["fs", "net", "env", "process"];

/// Clocks, which also hide behind an import of `std::time`.
const CLOCKS: &[&str] = &["SystemTime", "Instant::now", "Zoned::now", "Timestamp::now"];

pub(super) fn check(facts: &Facts) -> Vec<Finding> {
    let mut found = Vec::new();
    for package in facts.crates.iter().filter(|package| is_pure(&package.folder)) {
        for library in LIBRARIES {
            if let Some(way) = package.below.get(*library) {
                let message = format!("a pure crate may not link `{library}` (through {})", way.join(" > "));
                found.push(Finding::error(&package.folder, message));
            }
        }
    }
    for (path, text) in facts.tree.under("crates/", ".rs") {
        if !is_pure(path) || !path.contains("/src/") || code::is_test(path) {
            continue;
        }
        for (line, reach) in code::lines(text).filter_map(|(line, text)| Some((line, reaches_out(text)?))) {
            let message = format!("a pure crate may not use `{reach}`: take the value as an argument");
            found.push(Finding::error(format!("{path}:{line}"), message));
        }
    }
    found
}

fn is_pure(folder: &str) -> bool {
    matches!(floor(folder), Some(Floor::Formats | Floor::Knowledge))
}

/// The part of the outside world that a line of code names.
fn reaches_out(line: &str) -> Option<String> {
    if let Some(clock) = CLOCKS.iter().find(|clock| line.contains(**clock)) {
        return Some((*clock).to_owned());
    }
    let rest = &line[line.find("std::")? + "std::".len()..];
    let named: Vec<&str> = match rest.strip_prefix('{') {
        Some(list) => list.split(['{', ',', ' ', '}', ';']).map(first_segment).collect(),
        None => vec![first_segment(rest)],
    };
    let outside = named.into_iter().find(|name| OUTSIDE.contains(name));
    outside.map(|name| format!("std::{name}")).or_else(|| reaches_out(rest))
}

fn first_segment(path: &str) -> &str {
    path.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::facts::Facts;
    use super::super::facts::samples::{files, package};
    use super::check;

    const PLACE: &str = "crates/formats/sbom/src/read.rs";

    #[test]
    fn a_forbidden_library_is_found_however_far_below() {
        let mut sbom = package("crates/formats/sbom", &[]);
        sbom.below.insert("tokio".into(), vec!["innocent".into(), "tokio".into()]);
        let mut store = package("crates/storage/store", &[]);
        store.below.insert("tokio".into(), vec!["tokio".into()]);
        let found = check(&Facts { crates: vec![sbom, store], ..Facts::default() });
        assert_eq!(found.len(), 1);
        assert!(found[0].message.contains("innocent > tokio"), "{found:?}");
    }

    #[test]
    fn files_network_environment_and_clock_are_found_in_every_spelling() {
        for line in [
            "use std::fs;",
            "use std::{collections::HashMap, fs::File};",
            "let a = std::collections::HashMap::new(); let b = std::env::var(\"A\");",
            "let now = std::time::SystemTime::now();",
            "let now = Instant::now();",
            "use std::net::TcpStream;",
        ] {
            assert_eq!(check(&files(&[(PLACE, line)])).len(), 1, "{line}");
        }
    }

    #[test]
    fn what_only_looks_like_it_is_left_alone() {
        for line in [
            "use std::fmt;",
            "use std::time::Duration;",
            "// std::fs is not used here",
            "#[cfg(test)]\nmod tests {\n    use std::fs;\n}",
        ] {
            assert!(check(&files(&[(PLACE, line)])).is_empty(), "{line}");
        }
        let impure = [
            ("crates/outside/checkout/src/lib.rs", "use std::fs;"),
            ("crates/formats/sbom/examples/real_sboms.rs", "use std::fs;"),
            ("crates/formats/sbom/src/read/tests.rs", "use std::fs;"),
        ];
        assert!(check(&files(&impure)).is_empty());
    }
}
