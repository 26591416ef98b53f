//! PyPI: versions of PEP 440, now the Python packaging specification of version specifiers.

use crate::key::{Key, is_number, split_digits};
use crate::range::syntax;
use crate::scheme::{Reading, Scheme};
use crate::schemes::semver;

pub(crate) const SCHEME: Scheme = Scheme {
    id: "pypi",
    purl_types: &["pypi"],
    names: &["pypi"],
    key: |text, key| Reading::valid_if(write(text, key).is_some()),
    canonical: |text| text.parse().ok().map(|version: pep440_rs::Version| version.to_string()),
    syntax: &syntax::PYPI,
};

/// Spellings of the pre-release letters with their rank, one that begins another one after it.
const PRE: &[(&str, u8)] =
    &[("alpha", 1), ("a", 1), ("beta", 2), ("b", 2), ("preview", 3), ("pre", 3), ("rc", 3), ("c", 3)];

const LOWEST: u8 = 0x01;
const PRESENT: u8 = 0x02;
const HIGHEST: u8 = 0x03;
const LOCAL_END: u8 = 0x00;
const LOCAL_WORD: u8 = 0x01;
const LOCAL_NUMBER: u8 = 0x02;

/// Writes the key of a version, None when the text is none.
fn write(text: &str, key: &mut Key) -> Option<()> {
    let lower = text.to_ascii_lowercase();
    let text = lower.strip_prefix('v').unwrap_or(&lower);
    let (public, local) = match text.split_once('+') {
        Some((public, local)) => (public, Some(local)),
        None => (text, None),
    };
    let (epoch, release) = public.split_once('!').unwrap_or(("0", public));
    if !is_number(epoch) {
        return None;
    }
    key.number(epoch);
    let rest = semver::write_numbers(release, key)?;
    let (pre, rest) = read_pre(rest);
    let (post, rest) = read_post(rest);
    let (dev, rest) = read_phase(rest, &["dev"]);
    if !rest.is_empty() {
        return None;
    }
    match pre {
        Some((rank, digits)) => key.mark(PRESENT).mark(rank).number(digits),
        None if post.is_none() && dev.is_some() => key.mark(LOWEST),
        None => key.mark(HIGHEST),
    };
    match post {
        Some(digits) => key.mark(PRESENT).number(digits),
        None => key.mark(LOWEST),
    };
    match dev {
        Some(digits) => key.mark(PRESENT).number(digits),
        None => key.mark(HIGHEST),
    };
    write_local(local, key)
}

fn read_pre(text: &str) -> (Option<(u8, &str)>, &str) {
    for (word, rank) in PRE {
        if let (Some(digits), rest) = read_phase(text, &[word]) {
            return (Some((*rank, digits)), rest);
        }
    }
    (None, text)
}

fn read_post(text: &str) -> (Option<&str>, &str) {
    if let Some((digits, rest)) =
        text.strip_prefix('-').map(split_digits).filter(|(digits, _)| !digits.is_empty())
    {
        return (Some(digits), rest);
    }
    read_phase(text, &["post", "rev", "r"])
}

/// One of the words with its number, which may be absent, and separators around the word.
fn read_phase<'a>(text: &'a str, words: &[&str]) -> (Option<&'a str>, &'a str) {
    let start = text.strip_prefix(['.', '-', '_']).unwrap_or(text);
    let Some(after) = words.iter().find_map(|word| start.strip_prefix(word)) else { return (None, text) };
    let (digits, rest) = split_digits(after.strip_prefix(['.', '-', '_']).unwrap_or(after));
    (Some(digits), rest)
}

fn write_local(local: Option<&str>, key: &mut Key) -> Option<()> {
    let Some(local) = local else {
        key.mark(LOWEST);
        return Some(());
    };
    key.mark(PRESENT);
    for part in local.split(['.', '-', '_']) {
        if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        if is_number(part) {
            key.mark(LOCAL_NUMBER).number(part);
        } else {
            key.mark(LOCAL_WORD).text(part);
        }
    }
    key.mark(LOCAL_END);
    Some(())
}
