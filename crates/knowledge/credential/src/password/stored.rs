//! Passwords as they are kept: argon2id in the PHC string format.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use super::{MAX_BYTES, Password};

/// Memory in KiB, passes, lanes: what OWASP's Password Storage Cheat Sheet asks of argon2id at least. Its other settings
/// (46 MiB with one pass, 12 with three) cost an attacker the same.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Bytes of hash.
const OUTPUT: usize = 32;

/// A stored hash may ask for more than ours, as one from another program does, but not for so much that a row of the
/// database takes the server's memory or time: 64 MiB, ten passes, four lanes.
const MOST_MEMORY: u32 = 64 * 1024;
const MOST_PASSES: u32 = 10;
const MOST_LANES: u32 = 4;

/// Less hash than this is matched by chance, or by an attacker who wrote it.
const LEAST_OUTPUT: usize = 16;

/// Ours have 97 characters.
const MOST_TEXT: usize = 300;

/// A hash that no password has: its bytes are zero, which nobody can aim for. Its cost is ours.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What comparing a candidate with a stored hash says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is the password.
    pub matches: bool,
    /// Whether the hash costs an attacker less than ours: hash again when it matches, with [`Password::matched`].
    pub outdated: bool,
}

/// Why a stored hash cannot be compared with. The account's password must be set anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Not argon2id version 19 in the PHC string format, with salt and hash.
    #[error("the stored password is not an argon2id hash; set a new password")]
    NotAHash,
    /// Its parameters ask for more memory or time than is given.
    #[error("the stored password asks for more memory or time than is allowed; set a new password")]
    TooCostly,
    /// There was no memory for it now.
    #[error("there is no memory for comparing passwords; try again")]
    NoMemory,
}

/// The text to keep for a password, with 16 fresh random bytes.
///
/// NIST asks for a keyed operation on top where a key is at hand: [`Keys::seal`](crate::Keys::seal) the text then.
#[expect(clippy::missing_panics_doc, reason = "only the lack of memory panics, as everywhere")]
pub fn hash(password: &Password, salt: [u8; 16]) -> String {
    let params =
        Params::new(MEMORY, PASSES, LANES, Some(OUTPUT)).expect("the constants are within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_with_salt(password.bytes(), &salt)
        .expect("parameters and lengths are within argon2's bounds, and a vector without memory panics too")
        .to_string()
}

/// Compares what somebody typed with a stored hash. Where there is no such account, compare with [`decoy`] all the same, so
/// that the time tells nothing.
///
/// It takes 19 MiB for some twenty milliseconds of one processor: call it where blocking is allowed and bound how many run at once.
///
/// # Errors
///
/// [`Unusable`] when the stored text is none that can be compared with.
pub fn verify(candidate: &str, stored: &str) -> Result<Verdict, Unusable> {
    if stored.len() > MOST_TEXT {
        return Err(Unusable::NotAHash);
    }
    let stored = PasswordHash::new(stored).map_err(|_| Unusable::NotAHash)?;
    let ours = stored.algorithm.as_str() == "argon2id" && stored.version == Some(Version::V0x13.into());
    let output = stored.hash.as_ref().map_or(0, |hash| hash.len());
    if !ours || output < LEAST_OUTPUT || stored.salt.is_none() {
        return Err(Unusable::NotAHash);
    }
    let params = Params::try_from(&stored).map_err(|_| Unusable::NotAHash)?;
    let (memory, passes, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
    if memory > MOST_MEMORY || passes > MOST_PASSES || lanes > MOST_LANES {
        return Err(Unusable::TooCostly);
    }
    let outdated = memory < MEMORY || passes < PASSES || output < OUTPUT;
    let matches = candidate.len() <= MAX_BYTES && {
        let candidate = Password::normalized(candidate);
        match Argon2::default().verify_password(candidate.bytes(), &stored) {
            Ok(()) => true,
            Err(argon2::password_hash::Error::PasswordInvalid) => false,
            Err(argon2::password_hash::Error::OutOfMemory) => return Err(Unusable::NoMemory),
            Err(_) => return Err(Unusable::NotAHash),
        }
    };
    Ok(Verdict { matches, outdated })
}

/// A valid hash that nothing matches and that costs as much as ours.
pub fn decoy() -> &'static str {
    DECOY
}
