//! The laws of scopes, resolution, look-up and histories.

mod histories;
mod resolution;
mod scopes;
mod world;

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestError, TestRunner};
use world::Dice;

/// Whether a world had what the law speaks of.
type Said = Result<bool, TestCaseError>;

/// What holds in every world.
pub(crate) struct Law {
    pub(crate) name: &'static str,
    check: fn(&mut Dice<'_>) -> Said,
}

/// In how many worlds a law was tried, and in how many of them there was what it speaks of.
pub(crate) struct Tried {
    pub(crate) cases: u64,
    pub(crate) spoken: u64,
}

pub(crate) fn laws() -> impl Iterator<Item = &'static Law> {
    [scopes::LAWS, resolution::LAWS, histories::LAWS].into_iter().flatten()
}

impl Law {
    /// Tries it in as many worlds as the settings say; the error tells the smallest world found in which it does not hold.
    pub(crate) fn hold(&self, config: ProptestConfig) -> Result<Tried, String> {
        let (cases, spoken) = (Cell::new(0), Cell::new(0));
        let bytes = prop::collection::vec(any::<u8>(), 32..160);
        let tried = TestRunner::new(config).run(&bytes, |bytes| {
            cases.set(cases.get() + 1);
            spoken.set(spoken.get() + u64::from((self.check)(&mut Dice(&bytes))?));
            Ok(())
        });
        let counted = Tried { cases: cases.get(), spoken: spoken.get() };
        tried.map(|()| counted).map_err(|error| match error {
            TestError::Fail(why, bytes) => format!("{}: {why}, in the world of {bytes:?}", self.name),
            TestError::Abort(why) => format!("{}: not tried, {why}", self.name),
        })
    }
}
