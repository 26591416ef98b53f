//! A digest as people and lockfiles write it with its algorithm.

/// Algorithms in lower case without separators.
const ALGORITHMS: [&str; 13] = [
    "md5",
    "sha1",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "sha3256",
    "sha3384",
    "sha3512",
    "blake2b256",
    "blake2b384",
    "blake2b512",
    "blake3",
];

/// How few hexadecimal digits may be a digest, as the store reads them.
pub(super) const DIGITS: usize = 8;

/// The hexadecimal digits of a digest that is written with its algorithm: `sha256:...`, `SHA-512 ...`, `md5=...`, or as lockfiles
/// write it in base64, `sha512-...==`.
pub(super) fn digits(text: &str) -> Option<String> {
    let separators = text.match_indices(|c: char| matches!(c, ':' | '=' | '-') || c.is_whitespace());
    separators.into_iter().find_map(|(at, separator)| {
        let (algorithm, digest) = (&text[..at], text[at + separator.len()..].trim_start());
        let plain: String = algorithm.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        ALGORITHMS.contains(&plain.as_str()).then_some(())?;
        let first = digest.split(char::is_whitespace).next()?;
        if first.len() >= DIGITS && first.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Some(first.to_owned());
        }
        let hash = mainstay_lockfile::integrity(&format!("{plain}-{first}")).pop()?;
        Some(hash.value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_may_name_its_algorithm() {
        for text in [
            "sha256:deadbeef00",
            "SHA-256 deadbeef00",
            "md5=deadbeef00",
            "SHA3-512:deadbeef00",
            "blake2b-256-deadbeef00",
        ] {
            assert_eq!(digits(text).as_deref(), Some("deadbeef00"), "{text}");
        }
        for text in
            ["deadbeef00", "sha256:dead", "name:deadbeef00", "sha256:", "cafe-deadbeef00", "sha512-Zm9v"]
        {
            assert_eq!(digits(text), None, "{text}");
        }
    }

    #[test]
    fn a_digest_may_be_written_in_base64_as_lockfiles_do() {
        // The digests of the empty text.
        let sha1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
        for text in [
            "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
            "sha1-2jmj7l5rSw0yVb_vlWAYkK_YBwk",
            "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk= sha512-x",
        ] {
            assert_eq!(digits(text).as_deref(), Some(sha1), "{text}");
        }
        let sha512 = "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==?foo";
        let told = digits(sha512).expect("a digest");
        assert!(told.starts_with("cf83e1357eefb8bd") && told.ends_with("a538327af927da3e"), "{told}");
    }
}
