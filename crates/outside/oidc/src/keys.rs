//! The provider's public keys (RFC 7517).

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::signature::{RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::Value;

use crate::Rejection;
use crate::algorithm::Algorithm;

/// More keys than any provider publishes.
const KEYS: usize = 100;

/// The keys a provider signs with.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeySet(Vec<Key>);

/// The document that lists them. A key that is not understood is left out, as the standard asks.
#[derive(Deserialize)]
pub(crate) struct KeysDocument {
    keys: Vec<Value>,
}

#[derive(Clone, Debug, Deserialize)]
struct Key {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl From<KeysDocument> for KeySet {
    fn from(document: KeysDocument) -> Self {
        let keys = document.keys.into_iter().take(KEYS);
        Self(keys.filter_map(|key| serde_json::from_value(key).ok()).collect())
    }
}

impl KeySet {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the signature was made with one of the keys, the one that the token names if it names one.
    ///
    /// # Errors
    /// When no key fits, several fit, or the signature is wrong.
    pub(crate) fn verify(
        &self,
        algorithm: Algorithm,
        kid: Option<&str>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Rejection> {
        let mut fitting = self.0.iter().filter(|key| key.fits(algorithm, kid));
        let key = fitting.next().ok_or(Rejection::UnknownKey)?;
        if fitting.next().is_some() {
            return Err(Rejection::AmbiguousKey);
        }
        key.verify(algorithm, message, signature).ok_or(Rejection::Signature)
    }
}

impl Key {
    fn fits(&self, algorithm: Algorithm, kid: Option<&str>) -> bool {
        let kind = match algorithm {
            Algorithm::Rsa(..) | Algorithm::RsaPss(..) => self.kty == "RSA",
            Algorithm::Ecdsa(..) => self.kty == "EC" && self.is_on(algorithm),
            Algorithm::Ed25519(_) => self.kty == "OKP" && self.is_on(algorithm),
            // A published key is no secret.
            Algorithm::Hmac(..) => false,
        };
        let for_signing = self.usage.as_deref().is_none_or(|usage| usage == "sig")
            && self.key_ops.as_ref().is_none_or(|uses| uses.iter().any(|one| one == "verify"));
        kind && for_signing
            && self.alg.as_deref().is_none_or(|alg| alg == algorithm.name())
            && kid.is_none_or(|kid| self.kid.as_deref() == Some(kid))
    }

    fn is_on(&self, algorithm: Algorithm) -> bool {
        algorithm.curve().is_some_and(|(_, name, _)| self.crv.as_deref() == Some(name))
    }

    fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Option<()> {
        if let Some(parameters) = algorithm.rsa() {
            let (n, e) = (integer(self.n.as_deref()?)?, integer(self.e.as_deref()?)?);
            return RsaPublicKeyComponents { n: &n, e: &e }.verify(parameters, message, signature).ok();
        }
        let (how, _, length) = algorithm.curve()?;
        let mut point = Vec::with_capacity(1 + 2 * length);
        if matches!(algorithm, Algorithm::Ecdsa(..)) {
            // An uncompressed point: the mark, then both coordinates.
            point.push(4);
            point.extend(coordinate(self.x.as_deref()?, length)?);
            point.extend(coordinate(self.y.as_deref()?, length)?);
        } else {
            point.extend(coordinate(self.x.as_deref()?, length)?);
        }
        UnparsedPublicKey::new(how, point).verify(message, signature).ok()
    }
}

/// A whole number without the zeros that some providers put before it.
fn integer(text: &str) -> Option<Vec<u8>> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    let start = bytes.iter().position(|byte| *byte != 0)?;
    Some(bytes[start..].to_vec())
}

fn coordinate(text: &str, length: usize) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == length)
}
