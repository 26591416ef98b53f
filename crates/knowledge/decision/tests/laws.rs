//! Every law in hundreds of worlds; `PROPTEST_CASES` asks for more, and the example `laws` tries a million and counts.

#[path = "../examples/laws/laws/mod.rs"]
mod laws;

use proptest::prelude::ProptestConfig;

#[test]
fn every_law_holds_and_speaks_of_something() {
    for law in laws::laws() {
        // Fewer, and what a law speaks of might not come up.
        let cases = ProptestConfig::default().cases.max(512);
        let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
        let tried = law.hold(config).unwrap_or_else(|broken| panic!("{broken}"));
        assert!(tried.cases > 0 && tried.spoken > 0, "{} speaks of nothing", law.name);
    }
}
