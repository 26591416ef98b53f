//! One-time codes of an authenticator app (RFC 6238): six digits, thirty seconds, SHA-1, which is what every app understands.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use totp_rs::{Builder, Secret, Totp};

/// The bytes of a secret: as many as the digest has, as RFC 4226 advises.
pub const SECRET: usize = 20;

/// For how long a code is good, in seconds.
const STEP: u64 = 30;

/// The secret as people type it into an app that cannot scan.
pub fn base32(secret: &[u8; SECRET]) -> String {
    Secret::new_stack(*secret).to_base32()
}

/// The address that an app takes the secret from.
pub fn address(secret: &[u8; SECRET], issuer: &str, account: &str) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let (issuer, account) = (encoded(issuer), encoded(account));
    format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", base32(secret))
}

/// The step whose code this is, when it is the present one, the one before or the one after, and later than the last that was used: a
/// code that somebody looked at is good for nothing.
pub fn verify(secret: &[u8; SECRET], code: &str, unix_seconds: u64, last_used: Option<u64>) -> Option<u64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).take(7).collect();
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let totp: Totp = Builder::new()
        .with_secret(Secret::new_stack(*secret))
        .with_skew(1)
        .with_step_duration(STEP)
        .build()
        .ok()?;
    // Among neighbors that happen to have one code, the one that may still be used.
    totp.check(&code, unix_seconds).filter(|step| last_used.is_none_or(|last| *step > last))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC: &[u8; SECRET] = b"12345678901234567890";

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six digits.
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(verify(RFC, code, time, None), Some(time / STEP), "{time}");
        }
    }

    #[test]
    fn a_code_is_good_a_step_early_or_late_and_once() {
        let (code, step) = ("287082", 1);
        for (time, good) in [(0, true), (30, true), (59, true), (89, true), (90, false)] {
            assert_eq!(verify(RFC, code, time, None).is_some(), good, "{time}");
        }
        assert_eq!(verify(RFC, "287 082", 59, Some(0)), Some(step), "as apps show it");
        assert_eq!(verify(RFC, code, 59, Some(step)), None, "used");
        for other in ["", "28708", "2870821", "28708x", "２８７０８２"] {
            assert_eq!(verify(RFC, other, 59, None), None, "{other}");
        }
    }

    #[test]
    fn the_address_names_issuer_and_account_whatever_they_hold() {
        let address = address(RFC, "Main & Stay", "ada:x@example.org");
        assert_eq!(
            address,
            "otpauth://totp/Main%20%26%20Stay:ada%3Ax%40example%2Eorg?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Main%20%26%20Stay"
        );
    }
}
