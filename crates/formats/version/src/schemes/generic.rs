//! The fallback: numbers by value, words by letters, and the words for unfinished releases before the release.

use crate::key::{Key, is_number};
use crate::range::syntax;
use crate::scheme::{Reading, Scheme};

pub(crate) const SCHEME: Scheme = Scheme {
    id: "generic",
    purl_types: &["generic"],
    names: &["generic"],
    key: |text, key| {
        write(text, key);
        Reading::valid_if(text.bytes().any(|byte| byte.is_ascii_digit()))
    },
    canonical: |_| None,
    syntax: &syntax::GENERIC,
};

/// Words that mark what comes before a release, in their order.
const UNFINISHED: &[&str] = &["dev", "snapshot", "alpha", "a", "beta", "b", "pre", "preview", "rc"];

const UNFINISHED_WORD: u8 = 0x01;
const END: u8 = 0x02;
const WORD: u8 = 0x03;
const NUMBER: u8 = 0x04;

/// Writes the key of any text. Texts that are read alike are told apart by their letters at the end.
pub(crate) fn write(text: &str, key: &mut Key) {
    let lower = text.to_lowercase();
    let mut tokens = Tokens(lower.strip_prefix('v').unwrap_or(&lower));
    while let Some(token) = tokens.next() {
        if is_number(token) {
            key.mark(NUMBER).number(token);
        } else if let Some(rank) = UNFINISHED.iter().position(|word| *word == token) {
            key.mark(UNFINISHED_WORD).count(rank);
        } else {
            key.mark(WORD).text(token);
        }
    }
    key.mark(END).text(text);
}

/// Runs of digits and runs of letters; everything else separates.
struct Tokens<'a>(&'a str);

impl<'a> Tokens<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let start = self.0.trim_start_matches(|c: char| !c.is_alphanumeric());
        let first = start.chars().next()?;
        let digits = first.is_ascii_digit();
        let end =
            start.find(|c: char| !c.is_alphanumeric() || c.is_ascii_digit() != digits).unwrap_or(start.len());
        let (token, rest) = start.split_at(end);
        self.0 = rest;
        Some(token)
    }
}
