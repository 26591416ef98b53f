//! Julia: semantic versions whose build numbers count, as `isless` of `VersionNumber` (`base/version.jl`) orders them.
//!
//! `1.0.0-` comes before all pre-releases of 1.0.0 and `1.0.0+` after all its builds.

use crate::key::Key;
use crate::range::syntax;
use crate::scheme::{Reading, Scheme};
use crate::schemes::semver::{self, Dialect};

pub(crate) const SCHEME: Scheme = Scheme {
    id: "julia",
    purl_types: &["julia"],
    names: &["julia"],
    key: write,
    canonical: |_| None,
    syntax: &syntax::JULIA,
};

const PRERELEASE: u8 = 0x01;
const RELEASE: u8 = 0x02;
/// Above what begins any label.
const HIGHEST_BUILD: u8 = 0x03;

fn write(text: &str, key: &mut Key) -> Reading {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let Some(rest) = semver::write_numbers(text, key) else { return Reading::Unreadable };
    let numbers = text[..text.len() - rest.len()].split('.').count();
    let (label, build) = rest.split_once('+').map_or((rest, None), |(label, build)| (label, Some(build)));
    if label.is_empty() {
        key.mark(RELEASE);
    } else {
        let labels = label.strip_prefix('-').unwrap_or(label);
        semver::write_labels(labels, Dialect::PLAIN, key.mark(PRERELEASE));
    }
    match build {
        Some("") => _ = key.mark(HIGHEST_BUILD),
        _ => semver::write_labels(build.unwrap_or_default(), Dialect::PLAIN, key),
    }
    Reading::valid_if(numbers <= 3 && is_label(label, build) && build.is_none_or(is_build))
}

/// Whether a text may follow the numbers: nothing, labels after a hyphen, or labels that begin with a letter.
fn is_label(label: &str, build: Option<&str>) -> bool {
    match label.strip_prefix('-') {
        Some("") => build.is_none(),
        Some(labels) => are_labels(labels),
        None => label.is_empty() || label.starts_with(|c: char| c.is_ascii_alphabetic()) && are_labels(label),
    }
}

fn is_build(build: &str) -> bool {
    build.is_empty() || are_labels(build)
}

fn are_labels(text: &str) -> bool {
    text.split('.').all(|label| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}
