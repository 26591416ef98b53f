//! What was seen before of components, so that the components that documents share cost nothing but a look here.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::{Mutex, PoisonError};

/// The internal keys of a component and of its package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) component: i64,
    pub(crate) package: i64,
}

/// A component with everything that is stored of it for all documents, as a digest: identity, artifact digests, license
/// statements, whether it is internal. Whoever makes documents cannot make two things share one: the hash is keyed.
pub(crate) type Fingerprint = u128;

/// Components that are stored, with all that their fingerprint stands for. Components are never removed nor changed, so nothing
/// here is ever wrong; what was not seen lately is forgotten and looked up in the database again.
#[derive(Debug, Default)]
pub(crate) struct Known {
    keys: [RandomState; 2],
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    lately: HashMap<Fingerprint, Key>,
    before: HashMap<Fingerprint, Key>,
}

/// Components remembered lately, and as many from before: some five megabytes altogether.
const LATELY: usize = 50_000;

impl Known {
    /// Makes fingerprints of so many components; see [`Prints`].
    pub(super) fn prints(&self, count: usize) -> Prints<impl Hasher + use<>> {
        Prints((0..count).map(|_| self.keys.each_ref().map(BuildHasher::build_hasher)).collect())
    }

    /// The keys of those that were seen, in the order asked for.
    pub(super) fn find(&self, prints: &[Fingerprint]) -> Vec<Option<Key>> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        prints.iter().map(|print| seen.find(*print)).collect()
    }

    /// Remembers components that are durably stored.
    pub(super) fn remember(&self, stored: impl Iterator<Item = (Fingerprint, Key)>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for (print, key) in stored {
            seen.remember(print, key);
        }
    }
}

impl Seen {
    fn find(&mut self, print: Fingerprint) -> Option<Key> {
        if let Some(key) = self.lately.get(&print) {
            return Some(*key);
        }
        let key = self.before.get(&print).copied()?;
        self.remember(print, key);
        Some(key)
    }

    fn remember(&mut self, print: Fingerprint, key: Key) {
        if self.lately.len() >= LATELY {
            self.before = std::mem::take(&mut self.lately);
        }
        self.lately.insert(print, key);
    }
}

/// Fingerprints in the making, one for each component.
pub(super) struct Prints<H>(Vec<[H; 2]>);

impl<H: Hasher> Prints<H> {
    /// Adds something that is stored of a component.
    pub(super) fn add(&mut self, at: usize, what: &impl Hash) {
        for hasher in &mut self.0[at] {
            what.hash(hasher);
        }
    }

    pub(super) fn done(self) -> Vec<Fingerprint> {
        let whole = |[high, low]: [H; 2]| u128::from(high.finish()) << 64 | u128::from(low.finish());
        self.0.into_iter().map(whole).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, Known, LATELY};

    #[test]
    fn what_is_asked_for_again_is_not_forgotten_and_memory_is_bounded() {
        let known = Known::default();
        let key = |number: i64| Key { component: number, package: 0 };
        let numbers = |range: std::ops::Range<u32>| range.map(|at| (u128::from(at), key(i64::from(at))));
        known.remember(numbers(0..1));
        for start in (1..400_000).step_by(20_000) {
            known.remember(numbers(start..start + 20_000));
            assert_eq!(known.find(&[0]), [Some(key(0))]);
        }
        assert_eq!(known.find(&[1]), [None]);
        let seen = known.seen.lock().unwrap();
        assert!(seen.lately.len() <= LATELY && seen.before.len() <= LATELY);
    }

    #[test]
    fn another_license_is_another_fingerprint() {
        let known = Known::default();
        let print = |license: &str| {
            let mut prints = known.prints(1);
            prints.add(0, &"pkg:npm/a@1");
            prints.add(0, &license);
            prints.done()[0]
        };
        assert_eq!(print("MIT"), print("MIT"));
        assert_ne!(print("MIT"), print("ISC"));
    }
}
