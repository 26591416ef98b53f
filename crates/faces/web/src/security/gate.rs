//! One-time tokens and the sessions that they were exchanged for. Both are kept as digests and in memory: a restart ends them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use crate::hex::hex;

type Fingerprint = [u8; 32];

/// The door of loopback access.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    doors: Mutex<Doors>,
}

#[derive(Debug, Default)]
struct Doors {
    tokens: Vec<Fingerprint>,
    sessions: Vec<Fingerprint>,
}

impl Gate {
    /// A new one-time token.
    pub(crate) fn issue(&self) -> String {
        let token = random();
        self.doors().tokens.push(fingerprint(&token));
        token
    }

    /// A session for a token that was issued and not used yet; uses it up.
    pub(crate) fn exchange(&self, token: &str) -> Option<String> {
        let mut doors = self.doors();
        let wanted = fingerprint(token);
        let place = doors.tokens.iter().position(|known| *known == wanted)?;
        doors.tokens.swap_remove(place);
        drop(doors);
        Some(self.open())
    }

    /// A new session: for a browser, or as the token of a program.
    pub(crate) fn open(&self) -> String {
        let session = random();
        self.doors().sessions.push(fingerprint(&session));
        session
    }

    /// Whether the session was opened here. Digests are compared, so the time tells nothing about the secret.
    pub(crate) fn knows(&self, session: &str) -> bool {
        self.doors().sessions.contains(&fingerprint(session))
    }

    fn doors(&self) -> MutexGuard<'_, Doors> {
        // Each change is one push or remove: a panic elsewhere cannot leave half of it.
        self.doors.lock().unwrap_or_else(PoisonError::into_inner)
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
        let session = gate.exchange(&token).unwrap();
        assert!(gate.knows(&session));
        assert_eq!(gate.exchange(&token), None);
        assert!(!gate.knows(&token) && !gate.knows(""));
    }
}
