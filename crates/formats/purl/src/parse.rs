//! Text to the parts of a purl.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use crate::{Purl, PurlError};

/// Which texts are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// What documents in the field write.
    Field,
    /// What the standard allows.
    Strict,
}

/// Reads a purl the way the specification parses it: from the right, one separator at a time.
pub(crate) fn purl(text: &str, reading: Reading) -> Result<Purl, PurlError> {
    let rest = text.strip_prefix("pkg:").or_else(|| strip_scheme(text)).ok_or(PurlError::Scheme)?;
    let rest = rest.trim_start_matches('/');
    let (rest, subpath) = split_right(rest, '#');
    let (rest, query) = split_right(rest, '?');
    let (kind, rest) = rest.split_once('/').ok_or_else(|| PurlError::Type(rest.to_owned()))?;
    let rest = rest.trim_matches('/');
    let (path, version) = split_version(rest);
    let (namespace, name) = match path.rsplit_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, path),
    };
    Purl {
        kind: kind.to_owned(),
        namespace: namespace.map(segments).transpose()?.filter(|text| !text.is_empty()),
        name: decode(name)?,
        version: version.map(decode).transpose()?.filter(|text| !text.is_empty()),
        qualifiers: query.map(|query| qualifiers(query, reading)).transpose()?.unwrap_or_default(),
        subpath: subpath.map(decode).transpose()?.as_deref().and_then(subpath_segments),
    }
    .normalized()
}

/// A qualifier key in lower case.
pub(crate) fn qualifier_key(key: &str) -> Result<String, PurlError> {
    let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if !key.starts_with(|c: char| c.is_ascii_alphabetic()) || !key.chars().all(valid) {
        return Err(PurlError::Qualifier(format!("`{key}` is not a valid qualifier key")));
    }
    Ok(key.to_ascii_lowercase())
}

/// The subpath without empty, `.` and `..` segments.
pub(crate) fn subpath_segments(subpath: &str) -> Option<String> {
    let kept: Vec<&str> = subpath.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    (!kept.is_empty()).then(|| kept.join("/"))
}

fn strip_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    scheme.eq_ignore_ascii_case("pkg").then_some(rest)
}

fn split_right(text: &str, separator: char) -> (&str, Option<&str>) {
    match text.rsplit_once(separator) {
        Some((left, right)) => (left, Some(right)),
        None => (text, None),
    }
}

/// The version follows the last `@`, except one that opens a segment which is not the last (an npm scope).
fn split_version(path: &str) -> (&str, Option<&str>) {
    let Some((left, right)) = path.rsplit_once('@') else { return (path, None) };
    let opens_segment = left.is_empty() || left.ends_with('/');
    if opens_segment && right.contains('/') { (path, None) } else { (left, Some(right)) }
}

fn segments(text: &str) -> Result<String, PurlError> {
    let parts: Result<Vec<String>, PurlError> =
        text.split('/').filter(|part| !part.is_empty()).map(decode).collect();
    Ok(parts?.join("/"))
}

fn qualifiers(query: &str, reading: Reading) -> Result<BTreeMap<String, String>, PurlError> {
    let mut found = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if reading == Reading::Strict && key.contains(|c: char| c.is_ascii_uppercase()) {
            return Err(PurlError::Qualifier(format!("the qualifier key `{key}` is not in lower case")));
        }
        let key = qualifier_key(key)?;
        let value = decode(value)?;
        if value.is_empty() {
            continue;
        }
        if found.insert(key.clone(), value).is_some() {
            return Err(PurlError::Qualifier(format!("the qualifier `{key}` stands twice")));
        }
    }
    Ok(found)
}

fn decode(text: &str) -> Result<String, PurlError> {
    Ok(percent_decode_str(text).decode_utf8().map_err(|_| PurlError::Encoding)?.into_owned())
}
