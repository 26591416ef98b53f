//! Every law in a few hundred worlds; `PROPTEST_CASES` says how many, and the example `laws` tries a million and counts.

#[path = "../examples/laws/laws/mod.rs"]
mod laws;

use proptest::prelude::ProptestConfig;

#[test]
fn every_law_holds_and_speaks_of_something() {
    for law in laws::laws() {
        let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
        let tried = law.hold(config).unwrap_or_else(|broken| panic!("{broken}"));
        assert!(tried.cases > 0 && tried.spoken > 0, "{} speaks of nothing", law.name);
    }
}
