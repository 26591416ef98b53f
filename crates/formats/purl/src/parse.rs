//! Text to purl, and the rules of the package types.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use crate::{Purl, PurlError};

/// Reads a purl the way the specification parses it: from the right, one separator at a time.
pub(crate) fn purl(text: &str) -> Result<Purl, PurlError> {
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
        kind: kind.to_ascii_lowercase(),
        namespace: namespace.map(segments).transpose()?.filter(|text| !text.is_empty()),
        name: decode(name)?,
        version: version.map(decode).transpose()?.filter(|text| !text.is_empty()),
        qualifiers: query.map(qualifiers).transpose()?.unwrap_or_default(),
        subpath: subpath.map(decode).transpose()?.as_deref().and_then(subpath_segments),
    }
    .normalized()
}

impl Purl {
    /// Applies the rules of the type; the only way a `Purl` comes to be.
    pub(crate) fn normalized(mut self) -> Result<Self, PurlError> {
        let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        if !self.kind.starts_with(|c: char| c.is_ascii_alphabetic()) || !self.kind.chars().all(valid) {
            return Err(PurlError::Type(self.kind));
        }
        if self.name.is_empty() {
            return Err(PurlError::Name);
        }
        if self.kind == "pypi" {
            self.name = self.name.to_lowercase().replace('_', "-");
        }
        Ok(self)
    }
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

/// The version follows the last `@` of the last path segment, except one that opens a segment (an npm scope).
fn split_version(path: &str) -> (&str, Option<&str>) {
    match path.rfind('@') {
        Some(at) if at > 0 && !path[..at].ends_with('/') => (&path[..at], Some(&path[at + 1..])),
        _ => (path, None),
    }
}

fn segments(text: &str) -> Result<String, PurlError> {
    let parts: Result<Vec<String>, PurlError> =
        text.split('/').filter(|part| !part.is_empty()).map(decode).collect();
    Ok(parts?.join("/"))
}

fn qualifiers(query: &str) -> Result<BTreeMap<String, String>, PurlError> {
    let mut found = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
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
