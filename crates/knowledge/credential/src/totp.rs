//! One-time codes of authenticator apps, by RFC 6238: HMAC-SHA-1, 30 seconds, six digits, which all apps know.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

/// Bytes of a secret: as long as SHA-1's output, as RFC 4226 recommends. Twenty random bytes are a secret.
pub const SECRET_BYTES: usize = 20;

/// Seconds that a code holds.
const STEP: i64 = 30;

const DIGITS: u32 = 6;

/// Longer input is not looked at. A code is shown as `123 456`, and copied with what stands around it.
const MOST_TYPED: usize = 20;

/// What stands as it is in an address (RFC 3986, unreserved).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The secret as a person types it where a picture cannot be read: base32 in groups of four.
pub fn text(secret: &[u8; SECRET_BYTES]) -> String {
    let text = data_encoding::BASE32_NOPAD.encode(secret);
    text.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

/// The `otpauth://` address that an authenticator app reads, usually from a QR code. It contains the secret.
///
/// The colon parts issuer and account in it and may not be in either: it becomes a blank.
pub fn address(issuer: &str, account: &str, secret: &[u8; SECRET_BYTES]) -> String {
    let escape = |text: &str| utf8_percent_encode(&text.replace(':', " "), ESCAPED).to_string();
    let (issuer, account) = (escape(issuer), escape(account));
    let secret = data_encoding::BASE32_NOPAD.encode(secret);
    format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={STEP}"
    )
}

/// The step that a code belongs to, when it is right now: this one, the one before or the one after, for clocks that are
/// off. Keep it: a step at or before `last_step` is refused, so that nobody uses a code twice (RFC 6238, 5.2).
///
/// Which steps were tried and how many digits are right does not show in the time.
pub fn verify(
    secret: &[u8; SECRET_BYTES],
    typed: &str,
    now: Timestamp,
    last_step: Option<u64>,
) -> Option<u64> {
    let typed = digits(typed)?;
    let step = u64::try_from(now.as_second().div_euclid(STEP)).ok()?;
    let (mut found, mut at) = (Choice::from(0), 0);
    for step in step.saturating_sub(1)..=step + 1 {
        let fresh = Choice::from(u8::from(last_step.is_none_or(|last| step > last)));
        let same = code(secret, step, DIGITS).ct_eq(&typed) & fresh;
        at.conditional_assign(&step, same);
        found |= same;
    }
    bool::from(found).then_some(at)
}

/// HOTP (RFC 4226) of a step.
fn code(secret: &[u8], step: u64, digits: u32) -> u32 {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("a key of any length serves");
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let start = usize::from(digest[19] & 0xf);
    let bytes = [digest[start], digest[start + 1], digest[start + 2], digest[start + 3]];
    (u32::from_be_bytes(bytes) & 0x7fff_ffff) % 10_u32.pow(digits)
}

/// Six digits, blanks aside.
fn digits(typed: &str) -> Option<u32> {
    if typed.len() > MOST_TYPED {
        return None;
    }
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let right = typed.len() == DIGITS as usize && typed.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| typed.parse().ok()).flatten()
}

#[cfg(test)]
mod tests;
