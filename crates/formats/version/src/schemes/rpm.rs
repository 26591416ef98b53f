//! RPM: epoch, version and release, compared as rpm does. Letters beyond ASCII only separate.

use crate::key::{Key, split_digits, split_letters};
use crate::range::syntax;
use crate::scheme::{Reading, Scheme};

pub(crate) const SCHEME: Scheme = Scheme {
    id: "rpm",
    purl_types: &["rpm"],
    names: &["rpm", "redhat", "rhel"],
    key: write,
    canonical: |_| None,
    syntax: &syntax::RPM,
};

const TILDE: u8 = 0x01;
const END: u8 = 0x02;
const CARET: u8 = 0x03;
const LETTERS: u8 = 0x04;
const NUMBER: u8 = 0x05;
const NO_RELEASE: u8 = 0x01;
const RELEASE: u8 = 0x02;

fn write(text: &str, key: &mut Key) -> Reading {
    let (epoch, rest) = text.split_once(':').unwrap_or(("", text));
    write_part(if epoch.is_empty() { "0" } else { epoch }, key);
    match rest.split_once('-') {
        None => {
            write_part(rest, key);
            key.mark(NO_RELEASE);
        }
        Some((version, release)) => {
            write_part(version, key);
            key.mark(RELEASE);
            write_part(release, key);
        }
    }
    if text.bytes().any(|byte| byte.is_ascii_alphanumeric()) { Reading::Valid } else { Reading::Odd }
}

fn write_part(text: &str, key: &mut Key) {
    let counts = |c: char| c.is_ascii_alphanumeric() || matches!(c, '~' | '^');
    let mut rest = text;
    while let Some(start) = rest.find(counts) {
        rest = &rest[start..];
        let (digits, after_digits) = split_digits(rest);
        let (letters, after_letters) = split_letters(rest);
        if !digits.is_empty() {
            key.mark(NUMBER).number(digits);
            rest = after_digits;
        } else if !letters.is_empty() {
            key.mark(LETTERS).text(letters);
            rest = after_letters;
        } else {
            key.mark(if rest.starts_with('~') { TILDE } else { CARET });
            rest = &rest[1..];
        }
    }
    key.mark(END);
}
