//! Maven: tokens between dots, hyphens and changes between digits and letters, in the order of the POM reference.

use crate::key::{Key, is_number, is_zero};
use crate::range::syntax;
use crate::scheme::{Reading, Scheme};

pub(crate) const SCHEME: Scheme = Scheme {
    id: "maven",
    purl_types: &["maven"],
    names: &["maven"],
    key: write,
    canonical: |_| None,
    syntax: &syntax::MAVEN,
};

/// Qualifiers before the release, in their order.
const BEFORE_RELEASE: &[&str] = &["alpha", "beta", "milestone", "rc", "snapshot"];

const QUALIFIER_BEFORE: u8 = 0x01;
const END: u8 = 0x02;
const QUALIFIER_SP: u8 = 0x03;
const QUALIFIER_AFTER: u8 = 0x04;
const HYPHEN_NUMBER: u8 = 0x05;
const DOT_NUMBER: u8 = 0x06;

/// A token with the separator before it.
struct Token<'a> {
    text: &'a str,
    hyphen: bool,
}

impl Token<'_> {
    fn is_null(&self) -> bool {
        matches!(self.text, "" | "final" | "ga" | "release") || is_zero(self.text)
    }
}

fn write(text: &str, key: &mut Key) -> Reading {
    let lower = text.to_lowercase();
    let mut tokens = tokens(&lower);
    trim(&mut tokens);
    for token in &tokens {
        write_token(token, key);
    }
    key.mark(END);
    let named = text.contains(|c: char| c.is_ascii_alphanumeric());
    Reading::valid_if(named && !text.contains(char::is_whitespace))
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let (mut start, mut hyphen) = (0, false);
    let mut previous: Option<char> = None;
    for (at, c) in text.char_indices() {
        let changes =
            previous.is_some_and(|p| !matches!(p, '.' | '-') && p.is_ascii_digit() != c.is_ascii_digit());
        if matches!(c, '.' | '-') {
            found.push(token(&text[start..at], hyphen, false));
            (start, hyphen) = (at + 1, c == '-');
        } else if changes {
            found.push(token(&text[start..at], hyphen, c.is_ascii_digit()));
            (start, hyphen) = (at, true);
        }
        previous = Some(c);
    }
    found.push(token(&text[start..], hyphen, false));
    found
}

/// One letter before a number stands for a word; an empty token for zero.
fn token(text: &str, hyphen: bool, before_number: bool) -> Token<'_> {
    let word = match text {
        "" => "0",
        "cr" => "rc",
        "a" if before_number => "alpha",
        "b" if before_number => "beta",
        "m" if before_number => "milestone",
        other => other,
    };
    Token { text: word, hyphen }
}

/// Removes the tokens that say nothing at the end and before each hyphen.
fn trim(tokens: &mut Vec<Token<'_>>) {
    let mut kept: Vec<Token<'_>> = Vec::with_capacity(tokens.len());
    for token in tokens.drain(..) {
        // A qualifier after a dot counts like one after a hyphen.
        if token.hyphen || !is_number(token.text) {
            remove_nulls_at_end(&mut kept);
        }
        kept.push(token);
    }
    remove_nulls_at_end(&mut kept);
    *tokens = kept;
}

fn remove_nulls_at_end(tokens: &mut Vec<Token<'_>>) {
    while tokens.last().is_some_and(Token::is_null) {
        tokens.pop();
    }
}

fn write_token(token: &Token<'_>, key: &mut Key) {
    let text = token.text;
    if is_number(text) {
        key.mark(if token.hyphen { HYPHEN_NUMBER } else { DOT_NUMBER }).number(text);
    } else if let Some(rank) = BEFORE_RELEASE.iter().position(|word| *word == text) {
        key.mark(QUALIFIER_BEFORE).count(rank);
    } else if text == "sp" {
        key.mark(QUALIFIER_SP);
    } else {
        key.mark(QUALIFIER_AFTER).text(text);
    }
}
