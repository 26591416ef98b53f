//! Recovery codes: what signs in when password or phone is lost, each once.
//!
//! A code holds 120 random bits, so that SHA-256 of it is right to keep: nobody tries 2^120 codes, whereas a slow hash is
//! for what people choose. SP 800-63B-4 draws that line at 112 bits (3.1.2.2); shorter codes would need salt and argon2,
//! and ten comparisons of argon2 for each attempt.

use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

/// How many codes a person gets.
pub const CODES: usize = 10;

/// Random bytes of one code: 24 characters without a remainder.
const BYTES: usize = 15;

/// Random bytes of all codes.
pub const RANDOM_BYTES: usize = CODES * BYTES;

/// Longer input is not looked at.
const MOST_TYPED: usize = 100;

/// Crockford's base32: no letter that reads like a digit; what is typed for one is taken for it, in either case.
static CROCKFORD: LazyLock<Encoding> = LazyLock::new(|| {
    let mut notation = Specification::new();
    notation.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    notation.translate.from.push_str("abcdefghjkmnpqrstvwxyzoOiIlL");
    notation.translate.to.push_str("ABCDEFGHJKMNPQRSTVWXYZ001111");
    notation.ignore.push_str("- \t\r\n");
    notation.encoding().expect("32 symbols, each once, are a notation")
});

/// Ten codes such as `7ZQK-0M3T-X9AB-CDEF-GH12-34JK`, to be shown once. Only their [`digest`]s are kept.
pub fn codes(random: &[u8; RANDOM_BYTES]) -> Vec<String> {
    random.chunks(BYTES).map(|bytes| grouped(&CROCKFORD.encode(bytes))).collect()
}

/// What to keep of a code, and to look for when one is typed; `None` when it has not the shape of a code. Case, blanks
/// and hyphens make no difference.
pub fn digest(typed: &str) -> Option<[u8; 32]> {
    if typed.len() > MOST_TYPED {
        return None;
    }
    let bytes = CROCKFORD.decode(typed.as_bytes()).ok()?;
    (bytes.len() == BYTES).then(|| Sha256::digest(&bytes).into())
}

/// Which of the digests belongs to what was typed. The time does not tell which.
pub fn find(typed: &str, digests: &[[u8; 32]]) -> Option<usize> {
    let typed = digest(typed)?;
    let (mut found, mut at) = (Choice::from(0), 0_u64);
    for (index, digest) in (0_u64..).zip(digests) {
        let same = digest.ct_eq(&typed);
        at.conditional_assign(&index, same);
        found |= same;
    }
    bool::from(found).then_some(at).and_then(|at| usize::try_from(at).ok())
}

fn grouped(text: &str) -> String {
    text.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
}
