//! Random secrets that programs and browsers carry: tokens, sessions, devices, links in mails.

use std::fmt;

use data_encoding::BASE32_DNSSEC;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Random bytes.
const BYTES: usize = 32;

/// Bytes of checksum.
const CHECKSUM: usize = 4;

/// Characters behind the prefix: 36 bytes at five bits each.
const CHARACTERS: usize = ((BYTES + CHECKSUM) * 8).div_ceil(5);

/// 32 random bytes under a prefix that says what they are for. As text, `mst_` and 58 characters `0-9a-v`: scanners that look
/// for leaked secrets find it by its shape, and the checksum at the end tells a secret from a typo without asking anybody.
///
/// Such a secret is as good as a key, so that a plain SHA-256 is right to keep and to look up by: there is nothing to guess.
pub struct Secret {
    text: Zeroizing<String>,
}

impl Secret {
    /// The secret of 32 fresh random bytes. A prefix is empty where nobody sees the text, as in a cookie, else it is short and
    /// ends in `_`.
    pub fn new(prefix: &str, random: [u8; BYTES]) -> Self {
        let random = Zeroizing::new(random);
        let mut bytes = Zeroizing::new([0; BYTES + CHECKSUM]);
        bytes[..BYTES].copy_from_slice(&*random);
        bytes[BYTES..].copy_from_slice(&checksum(prefix, &*random));
        let body = Zeroizing::new(BASE32_DNSSEC.encode(&*bytes));
        Self { text: Zeroizing::new(format!("{prefix}{}", *body)) }
    }

    /// Reads what a client sends. It is a secret's shape that is checked: whether there is such a secret, the one who keeps
    /// digests knows.
    ///
    /// # Errors
    ///
    /// [`NoSecret`], which needs no look-up and says no more than the text itself does.
    pub fn parse(prefix: &str, text: &str) -> Result<Self, NoSecret> {
        let body = text.strip_prefix(prefix).ok_or(NoSecret::OtherPrefix)?;
        if body.len() != CHARACTERS || body.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(NoSecret::OtherShape);
        }
        let bytes = BASE32_DNSSEC.decode(body.as_bytes()).map(Zeroizing::new);
        let bytes = bytes.map_err(|_| NoSecret::OtherShape)?;
        let (random, last) = bytes.split_at(BYTES);
        if !bool::from(checksum(prefix, random).ct_eq(last)) {
            return Err(NoSecret::Mistyped);
        }
        Ok(Self { text: Zeroizing::new(text.to_owned()) })
    }

    /// The text to hand out, once.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What to keep and to look for: SHA-256 of the text.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.text.as_bytes()).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Why a text is no secret of the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoSecret {
    /// It begins otherwise: another kind, or none of ours.
    #[error("this is another kind of secret; use one that was made for this")]
    OtherPrefix,
    /// It has another length, or characters that no secret has.
    #[error("this is not a whole secret; copy all of it, without blanks")]
    OtherShape,
    /// Its checksum does not fit.
    #[error("this secret has a typing error; copy it again")]
    Mistyped,
}

/// The first bytes of SHA-256 over prefix and random bytes. It tells nothing that the bytes before it do not.
fn checksum(prefix: &str, random: &[u8]) -> [u8; CHECKSUM] {
    let digest = Sha256::new().chain_update(prefix).chain_update(random).finalize();
    [digest[0], digest[1], digest[2], digest[3]]
}
