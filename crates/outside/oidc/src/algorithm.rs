//! The ways of signing that are accepted (RFC 7518, RFC 8037), carried out by ring.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::signature::{self, RsaParameters, VerificationAlgorithm};
use ring::{digest, hmac};

/// A way of signing. There is no `none` among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Rsa(&'static str, Hash),
    RsaPss(&'static str, Hash),
    Ecdsa(&'static str, Hash),
    Ed25519(&'static str),
    Hmac(&'static str, Hash),
}

/// The digest that goes with an algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

use Algorithm::{Ecdsa, Ed25519, Hmac, Rsa, RsaPss};
use Hash::{Sha256, Sha384, Sha512};

const ALGORITHMS: &[Algorithm] = &[
    Rsa("RS256", Sha256),
    Rsa("RS384", Sha384),
    Rsa("RS512", Sha512),
    RsaPss("PS256", Sha256),
    RsaPss("PS384", Sha384),
    RsaPss("PS512", Sha512),
    Ecdsa("ES256", Sha256),
    Ecdsa("ES384", Sha384),
    Ed25519("EdDSA"),
    Ed25519("Ed25519"),
    Hmac("HS256", Sha256),
    Hmac("HS384", Sha384),
    Hmac("HS512", Sha512),
];

impl Algorithm {
    /// By the name in a token's header, which is case-sensitive.
    pub(crate) fn named(name: &str) -> Option<Self> {
        ALGORITHMS.iter().copied().find(|algorithm| algorithm.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Rsa(name, _) | RsaPss(name, _) | Ecdsa(name, _) | Ed25519(name) | Hmac(name, _) => name,
        }
    }

    /// Whether whoever can check a token can make one too.
    pub(crate) fn is_shared(self) -> bool {
        matches!(self, Hmac(..))
    }

    /// The left half of the digest of a text, as `at_hash` has it.
    pub(crate) fn half_hash(self, text: &str) -> String {
        let hash = match self {
            Rsa(_, hash) | RsaPss(_, hash) | Ecdsa(_, hash) | Hmac(_, hash) => hash,
            // The digest that Ed25519 uses inside.
            Ed25519(_) => Sha512,
        };
        let algorithm = match hash {
            Sha256 => &digest::SHA256,
            Sha384 => &digest::SHA384,
            Sha512 => &digest::SHA512,
        };
        let whole = digest::digest(algorithm, text.as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(&whole.as_ref()[..whole.as_ref().len() / 2])
    }

    /// How ring checks RSA signatures of this kind; keys below 2048 bits are refused.
    pub(crate) fn rsa(self) -> Option<&'static RsaParameters> {
        Some(match self {
            Rsa(_, Sha256) => &signature::RSA_PKCS1_2048_8192_SHA256,
            Rsa(_, Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
            Rsa(_, Sha512) => &signature::RSA_PKCS1_2048_8192_SHA512,
            RsaPss(_, Sha256) => &signature::RSA_PSS_2048_8192_SHA256,
            RsaPss(_, Sha384) => &signature::RSA_PSS_2048_8192_SHA384,
            RsaPss(_, Sha512) => &signature::RSA_PSS_2048_8192_SHA512,
            _ => return None,
        })
    }

    /// How ring checks signatures of this kind on a curve, the curve's name, and the bytes of one coordinate.
    pub(crate) fn curve(self) -> Option<(&'static dyn VerificationAlgorithm, &'static str, usize)> {
        Some(match self {
            Ecdsa(_, Sha256) => (&signature::ECDSA_P256_SHA256_FIXED, "P-256", 32),
            Ecdsa(_, Sha384) => (&signature::ECDSA_P384_SHA384_FIXED, "P-384", 48),
            Ed25519(_) => (&signature::ED25519, "Ed25519", 32),
            _ => return None,
        })
    }

    /// Whether the signature was made with the shared secret.
    pub(crate) fn verify_shared(self, secret: &str, message: &[u8], signature: &[u8]) -> bool {
        let algorithm = match self {
            Hmac(_, Sha256) => hmac::HMAC_SHA256,
            Hmac(_, Sha384) => hmac::HMAC_SHA384,
            Hmac(_, Sha512) => hmac::HMAC_SHA512,
            _ => return false,
        };
        hmac::verify(&hmac::Key::new(algorithm, secret.as_bytes()), message, signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_and_other_spellings_are_no_algorithm() {
        for name in ["none", "None", "NONE", "", "rs256", "RS1", "ES256K", "HS1", "A128KW"] {
            assert_eq!(Algorithm::named(name), None, "{name}");
        }
        assert_eq!(Algorithm::named("RS256").map(Algorithm::name), Some("RS256"));
    }

    #[test]
    fn the_half_hash_is_that_of_the_specification() {
        // OpenID Connect Core 1.0, appendix A.3 and A.4.
        let rs256 = Algorithm::named("RS256").expect("an algorithm");
        assert_eq!(rs256.half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"), "77QmUPtjPfzWtF2AnpK9RQ");
    }
}
