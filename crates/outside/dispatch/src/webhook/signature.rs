//! The signature: HMAC-SHA256 over id, time and body, made and verified.

use std::fmt;

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;

use crate::Error;

const PREFIX: &str = "whsec_";
/// How far a message's time may be off, both ways, by the scheme's own libraries.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);
/// More than this of a signature header is not looked at.
const MOST: usize = 4096;

/// What sender and receiver share.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Reads a secret as people copy it: `whsec_` and base64.
    ///
    /// # Errors
    /// When the text is something else, or the secret has not 24 to 64 bytes, which the scheme asks for.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let bytes = text.strip_prefix(PREFIX).and_then(|text| BASE64.decode(text.as_bytes()).ok());
        bytes.map_or_else(|| Err(wrong()), |bytes| Self::from_bytes(&bytes))
    }

    /// A secret of 24 to 64 random bytes.
    ///
    /// # Errors
    /// When it has fewer or more.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        if (24..=64).contains(&bytes.len()) { Ok(Self(bytes.to_vec())) } else { Err(wrong()) }
    }

    /// The text that the receiver is given.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", BASE64.encode(&self.0))
    }

    fn mac(&self, id: &str, time: &str, body: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        for part in [id.as_bytes(), b".", time.as_bytes(), b".", body] {
            mac.update(part);
        }
        mac
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

fn wrong() -> Error {
    Error::Setting("a webhook's secret is whsec_ and 24 to 64 random bytes in base64".to_owned())
}

/// The value of `webhook-signature`: a signature by each secret, a space between.
pub fn sign(secrets: &[Secret], id: &str, time: Timestamp, body: &[u8]) -> String {
    let time = time.as_second().to_string();
    let one = |secret: &Secret| {
        format!("v1,{}", BASE64.encode(&secret.mac(id, &time, body).finalize().into_bytes()))
    };
    secrets.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// The headers of a webhook that came in, as they came.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`.
    pub timestamp: &'a str,
    /// `webhook-signature`.
    pub signature: &'a str,
}

/// Why a webhook that came in is not to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unverified {
    /// The time is no number of seconds.
    #[error("webhook-timestamp is no time in seconds")]
    Timestamp,
    /// It was signed too long ago, or by a clock that is ahead: perhaps somebody repeats an old message.
    #[error("webhook-timestamp is more than five minutes off")]
    Old,
    /// No signature by a secret that we know.
    #[error("webhook-signature has no signature by a known secret")]
    Signature,
}

/// Verifies a webhook that came in: one signature by one of the secrets is enough. Whether its id came before is for the caller to know.
///
/// # Errors
/// When it is not to be believed.
pub fn verify(
    secrets: &[Secret],
    headers: Headers<'_>,
    body: &[u8],
    now: Timestamp,
) -> Result<(), Unverified> {
    let Headers { id, timestamp, signature } = headers;
    let time = timestamp.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    let time = time.ok_or(Unverified::Timestamp)?;
    // As it would be written: `+5` and `05` are no other spelling of what was signed.
    if time.as_second().to_string() != timestamp {
        return Err(Unverified::Timestamp);
    }
    if now.duration_since(time).abs() > TOLERANCE {
        return Err(Unverified::Old);
    }
    if signature.len() > MOST {
        return Err(Unverified::Signature);
    }
    let signatures =
        signature.split(' ').filter_map(|one| BASE64.decode(one.strip_prefix("v1,")?.as_bytes()).ok());
    let known = |signature: &Vec<u8>| {
        // Compares in constant time.
        secrets.iter().any(|secret| secret.mac(id, timestamp, body).verify_slice(signature).is_ok())
    };
    if signatures.take(16).any(|signature| known(&signature)) { Ok(()) } else { Err(Unverified::Signature) }
}

#[cfg(test)]
mod tests;
