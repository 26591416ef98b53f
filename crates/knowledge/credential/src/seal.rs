//! Values that only this installation can read, such as the secret of an authenticator app in the database.
//!
//! XChaCha20-Poly1305, whose nonce is long enough to be random. A sealed value is bound to its purpose and its context (the row
//! it belongs to): moved elsewhere it does not open. Layout: version (1), id of the key (8), of the purpose (4), nonce
//! (24), then the value and 16 bytes of tag. All in front of the nonce is authenticated too.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};

use crate::Key;

const VERSION: u8 = 1;
const KEY_ID: usize = 8;
const PURPOSE_ID: usize = 4;
const HEAD: usize = 1 + KEY_ID + PURPOSE_ID;
const NONCE: usize = 24;
const TAG: usize = 16;

/// Why a sealed value does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// It was sealed with a key that is not here.
    #[error("this value was sealed with another key; give the installation that key as an older one")]
    OtherKey,
    /// It was sealed for another purpose: it stands in the wrong place.
    #[error("this value was sealed for another purpose; it is not in its place")]
    OtherPurpose,
    /// It was changed, was cut, belongs to another row, or is none.
    #[error("this sealed value is damaged or belongs elsewhere; enter it again")]
    Damaged,
}

impl Key {
    /// Seals a value with 24 fresh random bytes. `purpose` names the kind of value, `context` the place it belongs to, such as
    /// the account's id; both are needed to open it.
    #[expect(clippy::missing_panics_doc, reason = "only a value of 256 GB would panic")]
    pub fn seal(&self, purpose: &str, context: &[u8], nonce: [u8; NONCE], plain: &[u8]) -> Vec<u8> {
        let head = head(self, purpose);
        let bound = bound(&head, purpose, context);
        let sealed = cipher(self)
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &bound })
            .expect("no value reaches the cipher's bound of 256 GB");
        [&head[..], &nonce[..], &sealed[..]].concat()
    }

    /// Opens what [`Key::seal`] sealed with the same key for the same purpose and context.
    ///
    /// # Errors
    ///
    /// [`Unopened`]
    pub fn open(&self, purpose: &str, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unopened> {
        let (head, nonce, value) = parts(sealed)?;
        let expected = self::head(self, purpose);
        if head[1..=KEY_ID] != expected[1..=KEY_ID] {
            return Err(Unopened::OtherKey);
        }
        if head[1 + KEY_ID..] != expected[1 + KEY_ID..] {
            return Err(Unopened::OtherPurpose);
        }
        let bound = bound(&expected, purpose, context);
        cipher(self)
            .decrypt(&XNonce::from(*nonce), Payload { msg: value, aad: &bound })
            .map_err(|_| Unopened::Damaged)
    }

    /// Tells keys apart without telling anything about them.
    fn id(&self) -> [u8; KEY_ID] {
        first(self.expand("id", "").bytes())
    }
}

/// The key that seals, and older ones that still open: a key is changed by putting a new one in front.
#[derive(Clone, Debug)]
pub struct Keys {
    present: Key,
    older: Vec<Key>,
}

/// An opened value.
pub struct Opened {
    /// The value.
    pub plain: Vec<u8>,
    /// Whether an older key opened it: seal it again, so that the older key can go.
    pub outdated: bool,
}

impl Keys {
    /// The present key and those before it.
    pub fn new(present: Key, older: Vec<Key>) -> Self {
        Self { present, older }
    }

    /// The key that seals and derives.
    pub fn present(&self) -> &Key {
        &self.present
    }

    /// Seals with the present key: [`Key::seal`].
    pub fn seal(&self, purpose: &str, context: &[u8], nonce: [u8; NONCE], plain: &[u8]) -> Vec<u8> {
        self.present.seal(purpose, context, nonce, plain)
    }

    /// Opens with the key that sealed it.
    ///
    /// # Errors
    ///
    /// [`Unopened`]
    pub fn open(&self, purpose: &str, context: &[u8], sealed: &[u8]) -> Result<Opened, Unopened> {
        match self.present.open(purpose, context, sealed) {
            Ok(plain) => return Ok(Opened { plain, outdated: false }),
            Err(Unopened::OtherKey) => {}
            Err(why) => return Err(why),
        }
        for key in &self.older {
            match key.open(purpose, context, sealed) {
                Ok(plain) => return Ok(Opened { plain, outdated: true }),
                Err(Unopened::OtherKey) => {}
                Err(why) => return Err(why),
            }
        }
        Err(Unopened::OtherKey)
    }
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("outdated", &self.outdated).finish_non_exhaustive()
    }
}

/// The cipher has a key of its own, so that sealing and deriving share none.
fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.expand("seal", "").bytes().into())
}

fn head(key: &Key, purpose: &str) -> [u8; HEAD] {
    let mut head = [VERSION; HEAD];
    head[1..=KEY_ID].copy_from_slice(&key.id());
    head[1 + KEY_ID..].copy_from_slice(&first::<PURPOSE_ID>(&Sha256::digest(purpose).into()));
    head
}

/// What must be the same for a value to open. Lengths keep `ab` for `c` and `a` for `bc` apart.
fn bound(head: &[u8], purpose: &str, context: &[u8]) -> Vec<u8> {
    [head, &(purpose.len() as u64).to_be_bytes(), purpose.as_bytes(), context].concat()
}

type Parts<'a> = (&'a [u8; HEAD], &'a [u8; NONCE], &'a [u8]);

fn parts(sealed: &[u8]) -> Result<Parts<'_>, Unopened> {
    let (head, rest) = sealed.split_first_chunk().ok_or(Unopened::Damaged)?;
    let (nonce, value) = rest.split_first_chunk().ok_or(Unopened::Damaged)?;
    if head[0] != VERSION || value.len() < TAG { Err(Unopened::Damaged) } else { Ok((head, nonce, value)) }
}

fn first<const N: usize>(digest: &[u8; 32]) -> [u8; N] {
    std::array::from_fn(|index| digest[index])
}
