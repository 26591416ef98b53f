//! Secrets that nobody can guess, for sessions, tokens and tickets, and what is kept of them.

use mainstay_credential::Secret;
use mainstay_store::Digest;
use sha2::{Digest as _, Sha256};

/// What tokens begin with, so that whoever searches text for secrets finds them.
pub(super) const TOKEN: &str = "mst_";

/// One that nobody has.
pub(super) fn fresh(prefix: &str) -> Secret {
    Secret::new(prefix, random())
}

/// Bytes that nobody can guess.
///
/// # Panics
/// When the operating system has no random numbers.
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has random numbers");
    bytes
}

/// What is kept of a secret that somebody shows; of what cannot be one, nothing needs to be looked up.
pub(super) fn digest(prefix: &str, shown: &str) -> Option<Digest> {
    Secret::parse(prefix, shown).ok().map(|secret| secret.digest())
}

/// The digest of any text.
pub(super) fn sha256(text: &str) -> Digest {
    Sha256::digest(text).into()
}
