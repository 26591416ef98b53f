//! Recovery codes: each gets its owner in once without the app that makes one-time codes.

use sha2::{Digest, Sha256};

/// How many codes somebody is given.
pub const CODES: usize = 10;

/// The random bytes of one code: 80 bits, which nobody guesses; a fast digest is enough for what cannot be guessed.
pub const BYTES: usize = 10;

/// Crockford's base 32: no letter that is mistaken for another.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A code from random bytes, as people write it down: four groups of four.
pub fn code(random: &[u8; BYTES]) -> String {
    let (mut bits, mut held, mut text) = (0_u32, 0, String::with_capacity(19));
    for byte in random {
        bits = bits << 8 | u32::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            if text.len() % 5 == 4 {
                text.push('-');
            }
            text.push(char::from(LETTERS[(bits >> held & 31) as usize]));
        }
    }
    text
}

/// What is kept of a code, however it is typed: in capitals, without its hyphens, with letters for the digits that they look like. None
/// for what is no code.
pub fn digest(typed: &str) -> Option<[u8; 32]> {
    let mut plain = String::with_capacity(16);
    for c in typed.chars().take(64).filter(|c| !c.is_whitespace() && *c != '-') {
        let c = match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        };
        if !c.is_ascii() || !LETTERS.contains(&(c as u8)) {
            return None;
        }
        plain.push(c);
    }
    (plain.len() == 16).then(|| Sha256::digest(&plain).into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_code_is_the_same_however_it_is_typed(random: [u8; BYTES]) {
            let code = code(&random);
            prop_assert_eq!(code.len(), 19);
            let kept = digest(&code);
            prop_assert!(kept.is_some());
            let other = code.to_uppercase().replace('-', " ").replace('0', "o").replace('1', "l");
            prop_assert_eq!(digest(&other), kept);
        }

        #[test]
        fn two_codes_are_two(one: [u8; BYTES], other: [u8; BYTES]) {
            prop_assert_eq!(one == other, digest(&code(&one)) == digest(&code(&other)));
        }

        #[test]
        fn what_is_no_code_has_no_digest(text in ".{0,80}") {
            if let Some(kept) = digest(&text) {
                prop_assert_eq!(kept.len(), 32);
            }
        }
    }
}
