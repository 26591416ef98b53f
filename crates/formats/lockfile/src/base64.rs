//! Base64 digests as hexadecimal, which is how the model writes them.

use mainstay_model::Hash;

/// A digest that a file writes in base64; `None` when it is not base64 of the algorithm's length.
pub(crate) fn hash(algorithm: &str, text: &str) -> Option<Hash> {
    let length = match algorithm {
        "MD5" => 16,
        "SHA-1" => 20,
        "SHA-256" => 32,
        "SHA-384" => 48,
        "SHA-512" => 64,
        _ => return None,
    };
    let bytes = decode(text)?;
    let value = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    (bytes.len() == length).then(|| Hash { algorithm: algorithm.to_owned(), value })
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut kept) = (0_u32, 0_u8);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        kept += 6;
        if kept >= 8 {
            kept -= 8;
            bytes.push(u8::try_from(bits >> kept).ok()?);
            bits &= (1 << kept) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_becomes_hexadecimal_of_the_right_length() {
        let hash = hash("MD5", "1B2M2Y8AsgTpgAmY7PhCfg==").unwrap();
        assert_eq!(hash.value, "d41d8cd98f00b204e9800998ecf8427e");
        assert!(super::hash("SHA-1", "1B2M2Y8AsgTpgAmY7PhCfg==").is_none());
        assert!(super::hash("MD5", "1B2M2Y8A!gTpgAmY7PhCfg==").is_none());
    }
}
