//! Which versions a tool lets pass: the set, and what it thinks of pre-releases.

use super::{Range, RangeError, native};
use crate::{Ecosystem, Version};

pub(super) fn admits(ecosystem: Ecosystem, text: &str, version: &Version) -> Result<bool, RangeError> {
    let whole = native::parse(ecosystem, text)?.contains(version);
    let syntax = ecosystem.0.syntax;
    let (numbers, pre_release) = parts(version.text());
    if !whole || !syntax.names_pre_releases || pre_release.is_none() {
        return Ok(whole);
    }
    for alternative in native::split(text, syntax.or) {
        let named = alternative.split(|c: char| c.is_whitespace() || "<>=^~,".contains(c)).any(|word| {
            let (named, pre_release) = parts(word);
            pre_release.is_some() && named == numbers
        });
        if named && Range::parse_native(ecosystem, alternative)?.contains(version) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The numbers of a version, and its pre-release where it has one.
fn parts(text: &str) -> (&str, Option<&str>) {
    let text = text.trim().trim_start_matches(['v', '=']);
    let text = text.split_once('+').map_or(text, |(text, _)| text);
    text.split_once('-').map_or((text, None), |(numbers, pre_release)| (numbers, Some(pre_release)))
}
