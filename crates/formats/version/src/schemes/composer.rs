//! Packagist: versions as Composer normalizes them, in the order of PHP's `version_compare`.

use crate::key::{Key, is_number};
use crate::range::syntax;
use crate::scheme::{Reading, Scheme};
use crate::schemes::semver;

pub(crate) const SCHEME: Scheme = Scheme {
    id: "composer",
    purl_types: &["composer"],
    names: &["composer", "packagist"],
    key: write,
    canonical: |_| None,
    syntax: &syntax::COMPOSER,
};

const UNKNOWN_WORD: u8 = 0x01;
const WORD_BEFORE: u8 = 0x02;
const END: u8 = 0x03;
const NUMBER: u8 = 0x04;
const PATCH: u8 = 0x05;

/// What Composer puts for the open part of a branch such as `1.x-dev`.
const BRANCH: &str = ".9999999";

fn write(text: &str, key: &mut Key) -> Reading {
    let text = text.split(" as ").next().unwrap_or_default();
    let text = text.split(['@', '+']).next().unwrap_or_default().trim().to_lowercase();
    let text = text.strip_prefix('v').unwrap_or(&text);
    let branch = open_branch(text);
    let Some(rest) = semver::write_numbers(branch.as_deref().unwrap_or(text), key) else {
        return Reading::Unreadable;
    };
    // Composer drops the word for a stable release with all that follows it.
    for token in tokens(rest).take_while(|token| *token != "stable") {
        write_token(token, key);
    }
    key.mark(END);
    Reading::Valid
}

/// The name of the branch that a text asks for, without the commit, the stability or the alias that may follow it. A branch is no
/// version: it has no place in the order.
pub(crate) fn branch(text: &str) -> Option<&str> {
    let text = text.split(" as ").next().unwrap_or_default().trim();
    let name = text.get(4..).filter(|_| text[..4].eq_ignore_ascii_case("dev-"))?;
    name.split(['#', '@']).next().filter(|name| !name.is_empty())
}

/// `1.x-dev` written as the greatest version of that branch.
fn open_branch(text: &str) -> Option<String> {
    let numbers = text.strip_suffix("-dev").unwrap_or(text);
    let closed = numbers.strip_suffix(".x").or_else(|| numbers.strip_suffix(".*"))?;
    Some(format!("{closed}{}-dev", BRANCH.repeat(4usize.saturating_sub(closed.split('.').count()))))
}

/// Runs of digits and runs of other characters between separators.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', '-', '_']).flat_map(|part| {
        let mut rest = part;
        std::iter::from_fn(move || {
            let digits = rest.chars().next()?.is_ascii_digit();
            let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
            let (token, after) = rest.split_at(end);
            rest = after;
            Some(token)
        })
    })
}

fn write_token(token: &str, key: &mut Key) {
    match token {
        "dev" => key.mark(WORD_BEFORE).mark(0),
        "alpha" | "a" => key.mark(WORD_BEFORE).mark(1),
        "beta" | "b" => key.mark(WORD_BEFORE).mark(2),
        "rc" | "c" => key.mark(WORD_BEFORE).mark(3),
        "pl" | "p" | "patch" | "post" => key.mark(PATCH),
        "#" => key,
        number if is_number(number) => key.mark(NUMBER).number(number),
        word => key.mark(UNKNOWN_WORD).text(word),
    };
}
