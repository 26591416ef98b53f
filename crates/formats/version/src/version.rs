//! A version text with the key that orders it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::Ecosystem;
use crate::key::Key;
use crate::scheme::Reading;
use crate::schemes::generic;

/// Begins the key of a text that the ecosystem's rules cannot place.
const UNREADABLE: u8 = 0x00;
/// Begins the key of all others.
const READABLE: u8 = 0x01;

/// A version of one ecosystem, read once and cheap to compare.
///
/// Two versions are equal when their ecosystem does not tell them apart, whatever their texts (`1.0` and `1.0.0` of
/// PyPI). A text that the ecosystem's rules cannot place comes before all others; among such texts the generic order
/// holds. Versions of different ecosystems are ordered by ecosystem first, which only serves sorting.
#[derive(Clone)]
pub struct Version {
    ecosystem: Ecosystem,
    text: Box<str>,
    key: Box<[u8]>,
    valid: bool,
}

impl Version {
    /// Reads any text; [`Version::is_valid`] tells whether it is a version of the ecosystem.
    ///
    /// Takes time and memory in proportion to the text.
    pub fn parse(ecosystem: Ecosystem, text: &str) -> Self {
        let (key, valid) = sort_key(ecosystem, text);
        Self { ecosystem, text: text.into(), key, valid }
    }

    /// Whether the ecosystem's rules could read the text as a version.
    pub fn is_valid(&self) -> bool {
        self.valid
    }

    /// The ecosystem whose order applies.
    pub fn ecosystem(&self) -> Ecosystem {
        self.ecosystem
    }

    /// The text as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text that the ecosystem writes for this version where it defines one (`1.0a1` for PyPI's `1.0alpha1`), else
    /// the text as it was given.
    pub fn canonical_text(&self) -> Cow<'_, str> {
        (self.ecosystem.0.canonical)(&self.text).map_or(Cow::Borrowed(&self.text), Cow::Owned)
    }

    /// Bytes that sort, within one ecosystem, exactly as the versions do.
    ///
    /// They may be stored and compared by a database; a release that changes them says so.
    pub fn sort_key(&self) -> &[u8] {
        &self.key
    }
}

/// How two texts are ordered as versions of an ecosystem; total for any text.
pub fn compare(ecosystem: Ecosystem, a: &str, b: &str) -> Ordering {
    if a == b { Ordering::Equal } else { sort_key(ecosystem, a).0.cmp(&sort_key(ecosystem, b).0) }
}

fn sort_key(ecosystem: Ecosystem, text: &str) -> (Box<[u8]>, bool) {
    let text = text.trim();
    let mut key = Key::with_capacity(text.len() + 16);
    key.mark(READABLE);
    let reading = (ecosystem.0.key)(text, &mut key);
    if reading == Reading::Unreadable {
        key.truncate(0);
        key.mark(UNREADABLE);
        generic::write(text, &mut key);
    }
    (key.into_bytes(), reading == Reading::Valid)
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.ecosystem == other.ecosystem && self.key == other.key
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.ecosystem.cmp(&other.ecosystem).then_with(|| self.key.cmp(&other.key))
    }
}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.ecosystem.hash(state);
        self.key.hash(state);
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.ecosystem, self.text)
    }
}
