//! Addresses that carry their own permission: a token says that this program made the address, for exactly this thing.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::gate::same;
use crate::hex::hex;

/// How much of the digest stands in an address, in bytes: as much as nobody can guess, and short enough to read.
const LENGTH: usize = 16;

/// A key that addresses are sealed with. It is kept in the database, so that they outlive a restart and hold for every process.
#[derive(Clone, Copy)]
pub(crate) struct Seal([u8; 32]);

impl Seal {
    /// The seal of a kept key; `None` when it is no key.
    pub(crate) fn of(key: &[u8]) -> Option<Self> {
        key.try_into().ok().map(Self)
    }

    /// A key that nobody has.
    pub(crate) fn fresh() -> [u8; 32] {
        let mut key = [0; 32];
        getrandom::fill(&mut key).expect("the operating system has random numbers");
        key
    }

    /// The token for something, named by its parts.
    pub(crate) fn token(&self, parts: &[&str]) -> String {
        let mut code = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length serves");
        for part in parts {
            // Each with its length: `ab` `c` is not `a` `bc`.
            code.update(&(part.len() as u64).to_be_bytes());
            code.update(part.as_bytes());
        }
        hex(&code.finalize().into_bytes()[..LENGTH])
    }

    /// Whether a token is the one for this.
    pub(crate) fn fits(&self, token: &str, parts: &[&str]) -> bool {
        same(token, &self.token(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_fits_what_it_was_made_for_and_nothing_else() {
        let seal = Seal([7; 32]);
        let token = seal.token(&["badge", "a", "bc"]);
        assert_eq!(token.len(), 2 * LENGTH);
        assert!(seal.fits(&token, &["badge", "a", "bc"]));
        for (token, parts) in [
            (token.as_str(), ["badge", "ab", "c"]),
            (token.as_str(), ["badge", "a", "bd"]),
            (&token[1..], ["badge", "a", "bc"]),
            ("", ["badge", "a", "bc"]),
        ] {
            assert!(!seal.fits(token, &parts), "{token} {parts:?}");
        }
        assert!(!Seal([8; 32]).fits(&token, &["badge", "a", "bc"]), "another key");
        assert!(Seal::of(b"short").is_none());
    }
}
