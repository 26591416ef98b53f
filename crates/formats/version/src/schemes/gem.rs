//! RubyGems: numbers and words; a word comes before the end, which stands for zeros without end.

use crate::key::{Key, is_zero, split_digits, split_letters};
use crate::range::syntax;
use crate::scheme::{Reading, Scheme};

pub(crate) const SCHEME: Scheme = Scheme {
    id: "gem",
    purl_types: &["gem"],
    names: &["gem", "rubygems"],
    key: write,
    canonical: |_| None,
    syntax: &syntax::GEM,
};

const WORD: u8 = 0x01;
const END: u8 = 0x02;
const NUMBER: u8 = 0x03;

/// Zeros before the next segment that is not zero are counted: the more of them, the closer to the end they are.
fn write(text: &str, key: &mut Key) -> Reading {
    let text = text.strip_prefix('v').unwrap_or(text);
    let mut in_release = true;
    let mut zeros = 0;
    let dashed = text.replace('-', ".pre.");
    let mut rest = dashed.as_str();
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        rest = &rest[start..];
        let (digits, after) = split_digits(rest);
        if digits.is_empty() {
            let (letters, after) = split_letters(rest);
            // The zeros at the end of the numbers before the first word do not count.
            key.mark(WORD).count(if in_release { 0 } else { zeros }).text(letters);
            (in_release, zeros, rest) = (false, 0, after);
        } else if is_zero(digits) {
            (zeros, rest) = (zeros + 1, after);
        } else {
            key.mark(NUMBER).count_down(zeros).number(digits);
            (zeros, rest) = (0, after);
        }
    }
    key.mark(END);
    Reading::valid_if(text.starts_with(|c: char| c.is_ascii_digit()))
}
