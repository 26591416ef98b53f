//! The key that an installation is given.

use std::fmt;

use data_encoding::{BASE64_NOPAD, HEXLOWER_PERMISSIVE};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// Longer input is not looked at.
const MOST_TEXT: usize = 1_000;

/// Fewer different bytes than this are no accident: by chance it happens to one key in 2^112.
const FEWEST_DIFFERENT: usize = 8;

/// 32 bytes that only this installation has. Everything that is sealed, and every key for a purpose, comes from it.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; 32]>);

impl Key {
    /// A key from random bytes.
    ///
    /// # Errors
    ///
    /// [`BadKey::Weak`] when the bytes are not random.
    pub fn new(bytes: [u8; 32]) -> Result<Self, BadKey> {
        let bytes = Zeroizing::new(bytes);
        let mut seen = *bytes;
        seen.sort_unstable();
        let different = seen.windows(2).filter(|pair| pair[0] != pair[1]).count() + 1;
        let step = |pair: &[u8]| pair[1].wrapping_sub(pair[0]);
        let counted = bytes.windows(2).all(|pair| step(pair) == step(&bytes[..2]));
        if different < FEWEST_DIFFERENT || counted { Err(BadKey::Weak) } else { Ok(Self(bytes)) }
    }

    /// Reads a key as a file or a setting has it: 64 hexadecimal digits, or base64 in either alphabet, with or without
    /// padding; blanks and newlines make no difference.
    ///
    /// # Errors
    ///
    /// [`BadKey`], whose text tells how to make one.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        if text.len() > MOST_TEXT {
            return Err(BadKey::NotAKey);
        }
        let text: Zeroizing<String> = Zeroizing::new(text.split_ascii_whitespace().collect());
        let bytes = if text.len() == 64 {
            HEXLOWER_PERMISSIVE.decode(text.as_bytes())
        } else {
            let text = Zeroizing::new(text.trim_end_matches('=').replace('-', "+").replace('_', "/"));
            BASE64_NOPAD.decode(text.as_bytes())
        };
        let bytes = Zeroizing::new(bytes.map_err(|_| BadKey::NotAKey)?);
        Self::new(bytes.as_slice().try_into().map_err(|_| BadKey::NotAKey)?)
    }

    /// The key for one purpose (HKDF-SHA256). Whoever has it learns nothing about this one or another purpose's.
    pub fn derive(&self, purpose: &str) -> Self {
        self.expand("derive", purpose)
    }

    /// The bytes, for what wants a key of its own: derive one for it.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// What `use_` and `purpose` make of the key; the two are kept apart by a byte that `use_` has not.
    pub(crate) fn expand(&self, use_: &str, purpose: &str) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, &*self.0)
            .expand_multi_info(&[b"mainstay ", use_.as_bytes(), &[0], purpose.as_bytes()], &mut *bytes)
            .expect("HKDF-SHA256 gives up to 8,160 bytes");
        Self(bytes)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// Why something is no key. The text never contains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// Not 32 bytes in a notation that is read.
    #[error(
        "not a key: give 32 random bytes in hexadecimal or base64, as `head -c 32 /dev/urandom | base64` makes them"
    )]
    NotAKey,
    /// 32 bytes that anybody may come upon.
    #[error("this key is not random: make one with `head -c 32 /dev/urandom | base64`")]
    Weak,
}
