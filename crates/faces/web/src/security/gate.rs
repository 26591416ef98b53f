//! One-time tokens, the way in on one's own machine. They are kept as digests and in memory: a restart ends them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use crate::hex::hex;

type Fingerprint = [u8; 32];

/// The door of loopback access.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    tokens: Mutex<Vec<Fingerprint>>,
}

impl Gate {
    /// A new one-time token.
    pub(crate) fn issue(&self) -> String {
        let token = random();
        self.tokens().push(fingerprint(&token));
        token
    }

    /// Whether a token was issued and not used yet; uses it up. Digests are compared, so the time tells nothing about the secret.
    pub(crate) fn admits(&self, token: &str) -> bool {
        let mut tokens = self.tokens();
        let wanted = fingerprint(token);
        let place = tokens.iter().position(|known| *known == wanted);
        place.map(|place| tokens.swap_remove(place)).is_some()
    }

    fn tokens(&self) -> MutexGuard<'_, Vec<Fingerprint>> {
        // Each change is one push or remove: a panic elsewhere cannot leave half of it.
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether two secrets are the same, without telling by the time how far they are.
pub(super) fn same(one: &str, other: &str) -> bool {
    fingerprint(one) == fingerprint(other)
}

fn fingerprint(secret: &str) -> Fingerprint {
    Sha256::digest(secret).into()
}

fn random() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the operating system has random numbers");
    hex(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_the_door_once() {
        let gate = Gate::default();
        let token = gate.issue();
        assert!(!gate.admits("") && !gate.admits(&token[1..]));
        assert!(gate.admits(&token));
        assert!(!gate.admits(&token));
    }
}
