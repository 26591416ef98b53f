//! Purl to its canonical text.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Purl;
use crate::types::{self, Path};

/// What the specification leaves unencoded besides letters and digits: `.`, `-`, `_`, `~` and the colon.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'~').remove(b':');

pub(crate) fn purl(purl: &Purl, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "pkg:{}/", purl.kind)?;
    if let Some(namespace) = &purl.namespace {
        for segment in namespace.split('/') {
            write!(f, "{}/", encode(segment))?;
        }
    }
    write_name(purl, f)?;
    if let Some(version) = &purl.version {
        write!(f, "@{}", encode(version))?;
    }
    for (index, (key, value)) in purl.qualifiers.iter().enumerate() {
        write!(f, "{}{key}={}", if index == 0 { '?' } else { '&' }, encode(value))?;
    }
    if let Some(subpath) = &purl.subpath {
        let mut separator = '#';
        for segment in subpath.split('/') {
            write!(f, "{separator}{}", encode(segment))?;
            separator = '/';
        }
    }
    Ok(())
}

/// Where the name is a path (`git`), its slashes separate segments like any other.
fn write_name(purl: &Purl, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if types::find(&purl.kind).path != Path::AfterFirstSegment {
        return write!(f, "{}", encode(&purl.name));
    }
    for (index, segment) in purl.name.split('/').enumerate() {
        write!(f, "{}{}", if index == 0 { "" } else { "/" }, encode(segment))?;
    }
    Ok(())
}

fn encode(text: &str) -> impl fmt::Display + '_ {
    utf8_percent_encode(text, ENCODED)
}
