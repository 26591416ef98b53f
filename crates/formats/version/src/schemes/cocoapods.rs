//! CocoaPods: RubyGems' segments, compared as `Pod::Version#compare_segments` of CocoaPods-Core
//! (`lib/cocoapods-core/version.rb`) does. Unlike RubyGems, a hyphen only separates, metadata does not count, and among
//! pre-releases a longer one is greater than its beginning and a word greater than a number.
//!
//! `Pod::Version#<=>` goes on to compare equal versions as texts, so that lists of them are stable; `==`, `<=` and `>=` do
//! not, and the order here is theirs.

use crate::key::{Key, is_number, is_zero, split_digits, split_letters};
use crate::range::syntax;
use crate::scheme::{Reading, Scheme};

pub(crate) const SCHEME: Scheme = Scheme {
    id: "cocoapods",
    purl_types: &["cocoapods"],
    names: &["cocoapods"],
    key: write,
    canonical: |_| None,
    // `Pod::Requirement` is RubyGems' with these versions in it.
    syntax: &syntax::GEM,
};

const PRERELEASE: u8 = 0x01;
const RELEASE: u8 = 0x02;
const NUMBER: u8 = 0x03;
const LABELS_END: u8 = 0x01;
const NUMERIC_LABEL: u8 = 0x02;
const WORD_LABEL: u8 = 0x03;

fn write(text: &str, key: &mut Key) -> Reading {
    let text = text.strip_prefix('v').unwrap_or(text);
    let plain = text.rsplit_once('+').map_or(text, |(plain, _)| plain);
    let mut segments = segments(plain).peekable();
    let mut significant = key.len();
    while let Some(digits) = segments.next_if(|segment| is_number(segment)) {
        key.mark(NUMBER).number(digits);
        if !is_zero(digits) {
            significant = key.len();
        }
    }
    key.truncate(significant);
    if segments.peek().is_none() {
        key.mark(RELEASE);
    } else {
        key.mark(PRERELEASE);
        write_labels(segments, key);
    }
    Reading::valid_if(text.starts_with(|c: char| c.is_ascii_digit()))
}

fn write_labels<'a>(labels: impl Iterator<Item = &'a str>, key: &mut Key) {
    for label in labels {
        if is_number(label) {
            key.mark(NUMERIC_LABEL).number(label);
        } else {
            key.mark(WORD_LABEL).text(label);
        }
    }
    key.mark(LABELS_END);
}

/// Runs of digits and runs of letters; everything else separates.
fn segments(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = &rest[rest.find(|c: char| c.is_ascii_alphanumeric())?..];
        let (digits, after_digits) = split_digits(rest);
        let (segment, after) = if digits.is_empty() { split_letters(rest) } else { (digits, after_digits) };
        rest = after;
        Some(segment)
    })
}
