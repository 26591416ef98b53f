//! Conan: items between dots, then the pre-release after the first hyphen and the build after the last plus, as the class
//! `Version` of Conan 2 (`conan/internal/model/version.py`) compares them.
//!
//! Conan compares a number and a word as texts. That is no order (2 < 10, 10 < 1a and 1a < 2), so a word goes by the number
//! that it begins with: the same wherever both numbers have as many digits.

use std::borrow::Cow;

use crate::key::{Key, is_number, is_zero, split_digits};
use crate::range::syntax;
use crate::scheme::{Reading, Scheme};

pub(crate) const SCHEME: Scheme = Scheme {
    id: "conan",
    purl_types: &["conan"],
    names: &["conan"],
    key: write,
    canonical: |_| None,
    syntax: &syntax::CONAN,
};

const END: u8 = 0x01;
const WORD_BEFORE_NUMBERS: u8 = 0x02;
const NUMBER: u8 = 0x03;
const WORD: u8 = 0x04;
const PRERELEASE: u8 = 0x01;
const RELEASE: u8 = 0x02;
const NO_BUILD: u8 = 0x01;
const BUILD: u8 = 0x02;

fn write(text: &str, key: &mut Key) -> Reading {
    let Parts { main, pre, build } = Parts::read(text);
    write_items(main, key);
    match pre {
        Some(pre) => write_items(pre, key.mark(PRERELEASE)),
        None => _ = key.mark(RELEASE),
    }
    match build {
        Some(build) => write_items(build, key.mark(BUILD)),
        None => _ = key.mark(NO_BUILD),
    }
    if is_version(text) { Reading::Valid } else { Reading::Odd }
}

/// The parts of a version.
pub(crate) struct Parts<'a> {
    pub(crate) main: &'a str,
    pub(crate) pre: Option<&'a str>,
    pub(crate) build: Option<&'a str>,
}

impl<'a> Parts<'a> {
    pub(crate) fn read(text: &'a str) -> Self {
        let (text, build) = text.rsplit_once('+').map_or((text, None), |(text, build)| (text, Some(build)));
        let (main, pre) = text.split_once('-').map_or((text, None), |(main, pre)| (main, Some(pre)));
        Self { main, pre, build }
    }
}

/// What `validate_ref` of `conan/api/model/refs.py` takes, of any length.
fn is_version(text: &str) -> bool {
    let in_front = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.starts_with(in_front) && text.chars().all(|c| in_front(c) || matches!(c, '+' | '.' | '-'))
}

/// Zeros at the end do not count, not even in a pre-release.
fn write_items(text: &str, key: &mut Key) {
    let mut significant = key.len();
    for item in text.split('.') {
        match integer(item) {
            Some(digits) if is_zero(&digits) => _ = write_number(&digits, "", 0, key),
            Some(digits) => significant = write_number(&digits, "", 0, key),
            None => significant = write_word(item, key),
        }
    }
    key.truncate(significant);
    key.mark(END);
}

/// The digits of what Python's `int` takes: an underscore may stand between two of them.
pub(crate) fn integer(item: &str) -> Option<Cow<'_, str>> {
    if is_number(item) {
        return Some(Cow::Borrowed(item));
    }
    item.split('_').all(is_number).then(|| Cow::Owned(item.replace('_', "")))
}

fn write_number(digits: &str, after: &str, zeros: usize, key: &mut Key) -> usize {
    key.mark(NUMBER).number(digits).text(after).count(zeros);
    key.len()
}

fn write_word(word: &str, key: &mut Key) -> usize {
    let (digits, after) = split_digits(word);
    if !digits.is_empty() {
        // Words that differ in zeros alone are two.
        let zeros = digits.len() - digits.trim_start_matches('0').len();
        return write_number(digits, after, zeros, key);
    }
    let before_numbers = word.bytes().next() < Some(b'0');
    key.mark(if before_numbers { WORD_BEFORE_NUMBERS } else { WORD }).text(word);
    key.len()
}
