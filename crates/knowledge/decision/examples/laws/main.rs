//! Tries every law in many worlds: `cargo run --release -p mainstay-decision --example laws -- [CASES]`.
//!
//! CASES is how many for each law, 40,000 unless said. Prints for each law in how many worlds it was tried and in how many there
//! was what it speaks of, and ends with an error when one does not hold.
#![allow(clippy::print_stdout, reason = "an example reports on standard output")]

mod laws;

use std::process::ExitCode;

use proptest::prelude::ProptestConfig;

fn main() -> ExitCode {
    let cases = std::env::args().nth(1).and_then(|cases| cases.parse().ok()).unwrap_or(40_000);
    let (mut total, mut broken) = (0, 0);
    println!("{:>9} {:>9}  law", "cases", "spoken of");
    for law in laws::laws() {
        let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
        match law.hold(config) {
            Ok(tried) => {
                total += tried.cases;
                println!("{:>9} {:>9}  {}", tried.cases, tried.spoken, law.name);
            }
            Err(error) => {
                broken += 1;
                println!("{:>19}  {error}", "BROKEN");
            }
        }
    }
    println!("{total:>9} cases, {broken} laws broken");
    if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
