//! How the crates that exist do on the same lines: `cargo run -p mainstay-version --example judges -- FOLDER`.
//!
//! For each file of lines `A < B` in FOLDER that a crate could order, prints how many lines the crate answers
//! rightly, answers wrongly, and refuses to read.
#![allow(clippy::print_stdout, reason = "an example reports on standard output")]

use std::cmp::Ordering;
use std::path::Path;
use std::str::FromStr;

type Judge = fn(&str, &str) -> Option<Ordering>;

/// Beginnings of file names and the crate that claims their order.
const JUDGES: &[(&str, &str, Judge)] = &[
    ("semver", "semver", by::<semver::Version>),
    ("semver", "nodejs-semver", by::<nodejs_semver::Version>),
    ("pub", "semver", by::<semver::Version>),
    ("nuget", "semver", by::<semver::Version>),
    ("pypi", "pep440_rs", by::<pep440_rs::Version>),
    ("debian", "debversion", by::<debversion::Version>),
    ("rubygems", "gem_version", by::<gem_version::GemVersion>),
    ("redhat", "rpm-version", rpm),
];

fn main() {
    let Some(folder) = std::env::args_os().nth(1) else {
        println!("usage: judges FOLDER");
        return;
    };
    for (prefix, name, judge) in JUDGES {
        for file in [format!("{prefix}-versions.txt"), format!("{prefix}-versions-generated.txt")] {
            let Ok(text) = std::fs::read_to_string(Path::new(&folder).join(&file)) else { continue };
            let [right, wrong, refused] = count(&text, *judge);
            println!("{file} {name}: {right} right, {wrong} wrong, {refused} refused");
        }
    }
}

fn count(text: &str, judge: Judge) -> [usize; 3] {
    let mut counts = [0; 3];
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.starts_with("//"));
    for line in lines {
        for (sign, order) in [(" < ", Ordering::Less), (" = ", Ordering::Equal), (" > ", Ordering::Greater)] {
            let Some((a, b)) = line.split_once(sign) else { continue };
            match judge(a.trim(), b.trim()) {
                Some(found) if found == order => counts[0] += 1,
                Some(_) => counts[1] += 1,
                None => counts[2] += 1,
            }
        }
    }
    counts
}

fn by<V: FromStr + Ord>(a: &str, b: &str) -> Option<Ordering> {
    Some(V::from_str(a).ok()?.cmp(&V::from_str(b).ok()?))
}

fn rpm(a: &str, b: &str) -> Option<Ordering> {
    Some(rpm_version::rpm_evr_compare(a, b))
}
