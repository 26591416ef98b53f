//! Compares with what the ecosystems' tools say: `cargo run -p mainstay-version --example admits < FILE`.
//!
//! Reads lines `ECOSYSTEM<TAB>RANGE<TAB>VERSION<TAB>ANSWER`, where the answer of the tool is `true`, `false` or `invalid`.
//! Prints counts by ecosystem and every difference.
#![allow(clippy::print_stdout, reason = "an example reports on standard output")]

use std::collections::BTreeMap;
use std::io::BufRead;
use std::process::ExitCode;

use mainstay_version::{Ecosystem, Range, Version};

fn main() -> ExitCode {
    let mut counts: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let parts: Vec<&str> = line.split('\t').collect();
        let [name, range, version, expected] = parts[..] else { continue };
        let Some(ecosystem) = Ecosystem::from_name(name) else { continue };
        let told = match Range::admits(ecosystem, range, &Version::parse(ecosystem, version)) {
            Ok(Some(admitted)) => admitted.to_string(),
            Ok(None) | Err(_) => "invalid".to_owned(),
        };
        let same = told == expected;
        counts.entry(name.to_owned()).or_default()[usize::from(!same)] += 1;
        if !same {
            println!("{name} {range:?} {version}: expected {expected}, got {told}");
        }
    }
    for (name, [passed, failed]) in &counts {
        println!("{name}: {passed} alike, {failed} different");
    }
    ExitCode::from(u8::from(counts.values().any(|[_, failed]| *failed > 0)))
}
