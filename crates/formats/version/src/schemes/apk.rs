//! Alpine: numbers, a letter, suffixes and a package revision, compared token by token as apk-tools does.

use crate::key::{Key, split_digits, split_letters};
use crate::range::syntax;
use crate::scheme::{Reading, Scheme};

pub(crate) const SCHEME: Scheme = Scheme {
    id: "apk",
    purl_types: &["apk", "alpine"],
    names: &["apk"],
    key: write,
    canonical: |_| None,
    syntax: &syntax::APK,
};

const SUFFIXES_BEFORE: &[&str] = &["alpha", "beta", "pre", "rc"];
const SUFFIXES_AFTER: &[&str] = &["cvs", "svn", "git", "hg", "p"];

/// What apk-tools does not understand; nothing after it counts.
const INVALID: u8 = 0x01;
const SUFFIX_BEFORE: u8 = 0x02;
const END: u8 = 0x03;
const REVISION: u8 = 0x04;
const SUFFIX_NUMBER: u8 = 0x05;
const SUFFIX_AFTER: u8 = 0x06;
const LETTER: u8 = 0x07;
const NUMBER: u8 = 0x08;
const LEADING_ZEROS: u8 = 0x09;
const NO_LEADING_ZERO: u8 = 0x0a;

fn write(text: &str, key: &mut Key) -> Reading {
    let (first, rest) = split_digits(text);
    if first.is_empty() {
        return Reading::Unreadable;
    }
    key.mark(NUMBER).number(first);
    let read = write_numbers(rest, key)
        .and_then(|rest| write_suffixes(rest, key))
        .and_then(|rest| write_revision(rest, key));
    match read {
        Some("") => {
            key.mark(END);
            Reading::Valid
        }
        _ => {
            key.mark(INVALID);
            Reading::Odd
        }
    }
}

/// Numbers after dots, and letters, each of which a number may follow.
fn write_numbers<'a>(text: &'a str, key: &mut Key) -> Option<&'a str> {
    let mut rest = text;
    loop {
        if let Some((digits, after)) = rest.strip_prefix('.').map(split_digits) {
            if digits.is_empty() && !after.starts_with('.') {
                return None;
            }
            write_component(digits, key);
            rest = after;
        } else if rest.starts_with(|c: char| c.is_ascii_lowercase()) {
            key.mark(LETTER).mark(rest.as_bytes()[0]);
            let (digits, after) = split_digits(&rest[1..]);
            rest = after;
            if digits.is_empty() {
                return Some(rest);
            }
            key.mark(NUMBER).number(digits);
        } else {
            return Some(rest);
        }
    }
}

/// Zeros at the start of a component make it a fraction: the more of them, the smaller.
fn write_component(digits: &str, key: &mut Key) {
    let significant = digits.trim_start_matches('0');
    if significant.len() == digits.len() {
        key.mark(NO_LEADING_ZERO).number(digits);
    } else {
        key.mark(LEADING_ZEROS).count_down(digits.len() - significant.len());
        key.mark(NUMBER).number(significant);
    }
}

fn write_suffixes<'a>(text: &'a str, key: &mut Key) -> Option<&'a str> {
    let mut rest = text;
    while let Some((word, after)) = rest.strip_prefix('_').map(split_letters) {
        let rank = |words: &[&str]| words.iter().position(|known| *known == word);
        if let Some(rank) = rank(SUFFIXES_BEFORE) {
            key.mark(SUFFIX_BEFORE).count(rank);
        } else {
            let rank = rank(SUFFIXES_AFTER)?;
            key.mark(SUFFIX_AFTER).count(rank);
        }
        let (digits, after) = split_digits(after);
        if !digits.is_empty() {
            key.mark(SUFFIX_NUMBER).number(digits);
        }
        rest = after;
    }
    Some(rest)
}

/// The package revision; an `-r` that goes on with a letter is none.
fn write_revision<'a>(text: &'a str, key: &mut Key) -> Option<&'a str> {
    let Some((digits, rest)) = text.strip_prefix("-r").map(split_digits) else { return Some(text) };
    if digits.is_empty() && rest.starts_with(|c: char| c.is_alphabetic()) {
        return None;
    }
    key.mark(REVISION).number(digits);
    Some(rest)
}
