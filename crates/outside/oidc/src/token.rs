//! Signed tokens in the compact form (RFC 7515, RFC 7519).

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::Rejection;
use crate::algorithm::Algorithm;
use crate::claims::Claims;
use crate::keys::KeySet;
use crate::text::plain;

/// More than any token that a provider sends.
const LENGTH: usize = 256 * 1024;

/// A token that was taken apart and not yet believed.
#[derive(Debug)]
pub(crate) struct Token<'a> {
    header: Header,
    message: &'a str,
    payload: &'a str,
    signature: Vec<u8>,
}

#[derive(Debug, Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<serde_json::Value>,
}

/// What a token may be signed with.
pub(crate) struct Signers<'a> {
    pub(crate) keys: &'a KeySet,
    /// The client's secret, where tokens signed with it are accepted.
    pub(crate) secret: Option<&'a str>,
}

impl<'a> Token<'a> {
    /// Takes a token apart. The kinds are those that its `typ` may name beside `JWT` and nothing.
    ///
    /// # Errors
    /// When it is no token, or one of another kind.
    pub(crate) fn parse(text: &'a str, kinds: &[&str]) -> Result<Self, Rejection> {
        if text.len() > LENGTH {
            return Err(Rejection::Malformed("it is too long"));
        }
        let malformed = Rejection::Malformed("it has not three parts");
        let (message, signature) = text.rsplit_once('.').ok_or(malformed.clone())?;
        let (header, payload) = message.split_once('.').ok_or(malformed.clone())?;
        if payload.contains('.') {
            return Err(malformed);
        }
        let header: Header = serde_json::from_slice(&decode(header)?)
            .map_err(|_| Rejection::Malformed("its header is not as expected"))?;
        if header.crit.is_some() {
            return Err(Rejection::Malformed("its header demands what is not known here"));
        }
        let kind = header.typ.as_deref().map(str::to_ascii_lowercase);
        let kind = kind.as_deref().map(|kind| kind.strip_prefix("application/").unwrap_or(kind));
        if kind.is_some_and(|kind| kind != "jwt" && !kinds.contains(&kind)) {
            return Err(Rejection::Kind);
        }
        Ok(Self { header, message, payload, signature: decode(signature)? })
    }

    /// What the token says, once its signature is found to be right.
    ///
    /// # Errors
    /// When it is not signed, not in an accepted way, not with a known key, or wrongly.
    pub(crate) fn verify(&self, signers: &Signers<'_>) -> Result<(Claims, Algorithm), Rejection> {
        if self.signature.is_empty() || self.header.alg.eq_ignore_ascii_case("none") {
            return Err(Rejection::Unsigned);
        }
        let refused = || Rejection::Algorithm(plain(&self.header.alg, 20));
        let algorithm = Algorithm::named(&self.header.alg).ok_or_else(refused)?;
        let message = self.message.as_bytes();
        if algorithm.is_shared() {
            let secret = signers.secret.ok_or_else(refused)?;
            if !algorithm.verify_shared(secret, message, &self.signature) {
                return Err(Rejection::Signature);
            }
        } else {
            signers.keys.verify(algorithm, self.header.kid.as_deref(), message, &self.signature)?;
        }
        Ok((Claims::parse(&decode(self.payload)?)?, algorithm))
    }
}

fn decode(part: &str) -> Result<Vec<u8>, Rejection> {
    BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| Rejection::Malformed("a part of it is not base64url"))
}
