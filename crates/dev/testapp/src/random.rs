//! Random numbers that can be had again.

/// A generator (SplitMix64) with a seed that tests print, so that a failure can be repeated.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator with the seed that the environment variable `MAINSTAY_TEST_SEED` names, else one from the clock; prints it.
    ///
    /// # Panics
    /// When the variable holds no number.
    #[expect(clippy::print_stderr, reason = "shown with the failure of a test")]
    pub fn for_test(test: &str) -> Self {
        let seed = match std::env::var("MAINSTAY_TEST_SEED") {
            Ok(text) => text.parse().expect("MAINSTAY_TEST_SEED is a number"),
            Err(_) => std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .map_or(0, |since| u64::from(since.subsec_nanos())),
        };
        eprintln!("{test}: MAINSTAY_TEST_SEED={seed}");
        Self(seed)
    }

    /// A number from 0 up to but not including the bound; 0 for the bound 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).checked_rem(bound).unwrap_or(0)
    }
}
