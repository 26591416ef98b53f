//! Debian: epoch, upstream version and revision, compared as dpkg does.

use crate::key::{Key, is_number, split_digits};
use crate::range::syntax;
use crate::scheme::{Reading, Scheme};

pub(crate) const SCHEME: Scheme = Scheme {
    id: "deb",
    purl_types: &["deb"],
    names: &["deb", "debian", "ubuntu"],
    key: write,
    canonical: |_| None,
    syntax: &syntax::DEB,
};

const TILDE: u8 = 0x01;
const END: u8 = 0x02;
const LETTER: u8 = 0x03;
const OTHER: u8 = 0x04;

fn write(text: &str, key: &mut Key) -> Reading {
    let (epoch, rest) = match text.split_once(':') {
        Some((epoch, rest)) if is_number(epoch) => (epoch, rest),
        _ => ("0", text),
    };
    let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, ""));
    key.number(epoch);
    write_part(upstream, key);
    write_part(revision, key);
    let starts = upstream.starts_with(|c: char| c.is_ascii_alphanumeric());
    Reading::valid_if(starts && !text.contains(char::is_whitespace))
}

/// Runs of other characters and numbers in turn; an absent number is zero.
fn write_part(text: &str, key: &mut Key) {
    let mut rest = text;
    loop {
        let end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        for &byte in run.as_bytes() {
            match byte {
                b'~' => key.mark(TILDE),
                _ if byte.is_ascii_alphabetic() => key.mark(LETTER).mark(byte),
                _ => key.mark(OTHER).mark(byte),
            };
        }
        let (digits, after) = split_digits(after);
        key.mark(END).number(digits);
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    key.mark(END);
}
