//! Semantic Versioning 2.0, and what its relatives share.
//!
//! Read leniently: a leading `v` or `=`, missing parts, more than three numbers and numbers of any length are taken as
//! the field writes them. Whatever starts with a number is a version here.

use crate::key::{Key, is_number, split_digits};
use crate::range::syntax;
use crate::scheme::{Reading, Scheme};

/// The plain scheme, for package types whose tools follow the specification to the letter.
pub(crate) const SCHEME: Scheme = Scheme {
    id: "semver",
    purl_types: &["swift"],
    names: &["semver"],
    key: |text, key| write(text, Dialect::PLAIN, key),
    canonical: |_| None,
    syntax: &syntax::SEMVER,
};

/// In what the relatives differ.
#[derive(Clone, Copy)]
pub(crate) struct Dialect {
    /// Letters of labels compare without case.
    pub(crate) fold_case: bool,
    /// Build metadata takes part in the order, none first.
    pub(crate) order_build: bool,
}

impl Dialect {
    pub(crate) const PLAIN: Self = Self { fold_case: false, order_build: false };
}

const NO_MORE_NUMBERS: u8 = 0x01;
const NUMBER: u8 = 0x02;
const PRERELEASE: u8 = 0x01;
const RELEASE: u8 = 0x02;
const LABELS_END: u8 = 0x00;
const NUMERIC_LABEL: u8 = 0x01;
const TEXT_LABEL: u8 = 0x02;

/// Writes the key of a version, which must start with a number.
pub(crate) fn write(text: &str, dialect: Dialect, key: &mut Key) -> Reading {
    let text = text.trim_start_matches(['=', ' ']);
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let Some(rest) = write_numbers(text, key) else { return Reading::Unreadable };
    let (label, build) = rest.split_once('+').unwrap_or((rest, ""));
    let label = label.strip_prefix('-').unwrap_or(label).trim_matches('.');
    if label.is_empty() {
        key.mark(RELEASE);
    } else {
        key.mark(PRERELEASE);
        write_labels(label, dialect, key);
    }
    if dialect.order_build {
        write_labels(build, dialect, key);
    }
    Reading::Valid
}

/// Writes the numbers that a version starts with, without the zeros at their end, and gives back what follows them.
pub(crate) fn write_numbers<'a>(text: &'a str, key: &mut Key) -> Option<&'a str> {
    let (mut digits, mut rest) = split_digits(text);
    if digits.is_empty() {
        return None;
    }
    let mut significant = key.len();
    loop {
        key.mark(NUMBER).number(digits);
        if !crate::key::is_zero(digits) {
            significant = key.len();
        }
        match rest.strip_prefix('.').map(split_digits) {
            Some((next, after)) if !next.is_empty() => (digits, rest) = (next, after),
            _ => break,
        }
    }
    key.truncate(significant);
    key.mark(NO_MORE_NUMBERS);
    Some(rest)
}

pub(crate) fn write_labels(labels: &str, dialect: Dialect, key: &mut Key) {
    for label in labels.split('.').filter(|label| !label.is_empty()) {
        if is_number(label) {
            key.mark(NUMERIC_LABEL).number(label);
        } else if dialect.fold_case {
            key.mark(TEXT_LABEL).text(&label.to_lowercase());
        } else {
            key.mark(TEXT_LABEL).text(label);
        }
    }
    key.mark(LABELS_END);
}
