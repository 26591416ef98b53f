//! Secrets that nobody can guess, for sessions, tokens and tickets.

use mainstay_store::Digest;
use sha2::{Digest as _, Sha256};

/// A random secret, shown once; what is kept of it is its digest.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// One that nobody has.
    ///
    /// # Panics
    /// When the operating system has no random numbers.
    pub fn fresh() -> Self {
        Self(random::<32>().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The secret itself.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn digest(&self) -> Digest {
        digest(&self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// Bytes that nobody can guess.
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has random numbers");
    bytes
}

/// What is kept of a secret. It has 256 random bits, so a fast digest tells nobody what it is; digests are compared, so the time tells nothing either.
pub(super) fn digest(secret: &str) -> Digest {
    Sha256::digest(secret).into()
}
