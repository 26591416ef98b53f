//! Package URLs (purl): the identity of a package across ecosystems.
//!
//! Follows ECMA-427 (package-url). Knows the normalization that each package type asks for; does not know
//! registries, does not order versions and does not say whether a package exists.
//!
//! ```
//! use mainstay_purl::Purl;
//!
//! let purl: Purl = "pkg:NPM/%40angular/animation@12.3.1".parse().unwrap();
//! assert_eq!(purl.namespace(), Some("@angular"));
//! assert_eq!(purl.to_string(), "pkg:npm/%40angular/animation@12.3.1");
//! ```

mod normalize;
mod parse;
mod render;
mod types;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use parse::Reading;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use types::Equates;

/// A package URL in normalized form. Two purls are equal when they name the same package.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Purl {
    kind: String,
    namespace: Option<String>,
    name: String,
    version: Option<String>,
    qualifiers: BTreeMap<String, String>,
    subpath: Option<String>,
}

/// Why a text is not a package URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PurlError {
    /// The text does not start with `pkg:`.
    #[error("not a package URL: it must start with `pkg:`")]
    Scheme,
    /// The type is missing or has characters other than ASCII letters, digits, `.` and `-`.
    #[error(
        "the package type `{0}` is not valid: use ASCII letters, digits, `.` and `-`, starting with a letter"
    )]
    Type(String),
    /// The name is missing.
    #[error("the package name is missing")]
    Name,
    /// The name is none that the type can have.
    #[error("{0}")]
    NameShape(String),
    /// A namespace is required by this type, or not allowed by it.
    #[error("{0}")]
    Namespace(String),
    /// A qualifier has no valid key, or the type asks for one that is missing.
    #[error("{0}")]
    Qualifier(String),
    /// A version rule of the type is broken.
    #[error("{0}")]
    Version(String),
    /// A percent-encoded part does not decode to UTF-8.
    #[error("a percent-encoded part does not decode to UTF-8")]
    Encoding,
}

impl Purl {
    /// Reads a text as the standard demands, and refuses what [`FromStr`] reads for the field's sake: qualifier
    /// keys in upper case, and a missing namespace where a name alone still names one package.
    ///
    /// # Errors
    /// When the text breaks a rule of ECMA-427 or of its type's definition.
    pub fn parse_strict(text: &str) -> Result<Self, PurlError> {
        let purl = parse::purl(text, Reading::Strict)?;
        purl.check_strictly()?;
        Ok(purl)
    }

    /// A purl from its parts, normalized as its type asks. Empty texts count as absent.
    ///
    /// # Errors
    /// When the parts break a rule of the specification or of the type.
    pub fn new(
        kind: &str,
        namespace: Option<&str>,
        name: &str,
        version: Option<&str>,
    ) -> Result<Self, PurlError> {
        Self::with_qualifiers(kind, namespace, name, version, [])
    }

    /// A purl from its parts and qualifiers, for types that require some. Empty texts count as absent.
    ///
    /// # Errors
    /// When the parts break a rule of the specification or of the type.
    pub fn with_qualifiers<'a>(
        kind: &str,
        namespace: Option<&str>,
        name: &str,
        version: Option<&str>,
        qualifiers: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, PurlError> {
        let present = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let mut kept = BTreeMap::new();
        for (key, value) in qualifiers.into_iter().filter(|(_, value)| !value.is_empty()) {
            kept.insert(parse::qualifier_key(key)?, value.to_owned());
        }
        Self {
            kind: kind.to_owned(),
            namespace: present(namespace),
            name: name.to_owned(),
            version: present(version),
            qualifiers: kept,
            subpath: None,
        }
        .normalized()
    }

    /// The same purl with one more qualifier; an empty value removes it.
    ///
    /// # Errors
    /// When the key is not a valid qualifier key.
    pub fn with_qualifier(mut self, key: &str, value: &str) -> Result<Self, PurlError> {
        let key = parse::qualifier_key(key)?;
        if value.is_empty() {
            self.qualifiers.remove(&key);
        } else {
            self.qualifiers.insert(key, value.to_owned());
        }
        self.normalized()
    }

    /// The same purl with another subpath.
    #[must_use]
    pub fn with_subpath(mut self, subpath: &str) -> Self {
        self.subpath = parse::subpath_segments(subpath);
        self
    }

    /// The same package at another version, or at none.
    ///
    /// # Errors
    /// When the type cannot have such a version.
    pub fn with_version(mut self, version: Option<&str>) -> Result<Self, PurlError> {
        self.version = version.filter(|text| !text.is_empty()).map(str::to_owned);
        self.normalized()
    }

    /// The purl by which this one is compared: with the name as the type's registry compares it, in lower case for `nuget` and
    /// `golang`, with `-` for any run of `-`, `_` and `.` for `pypi` (PEP 503); else the same. It names the same package; the spelling that
    /// people see is that of the purl itself.
    #[must_use]
    pub fn identity(&self) -> Self {
        let mut identity = self.clone();
        let equates = types::find(&self.kind).equates;
        if equates == Equates::Case {
            identity.namespace = identity.namespace.map(|namespace| namespace.to_lowercase());
        }
        identity.name = normalize::compared(&identity.name, equates);
        identity
    }

    /// The same purl with the name as people spell it; unchanged where the type tells the spellings apart, or where the name is
    /// another one.
    #[must_use]
    pub fn spelled(mut self, name: &str) -> Self {
        let equates = types::find(&self.kind).equates;
        if normalize::compared(&self.name, equates) == normalize::compared(name, equates) {
            name.clone_into(&mut self.name);
        }
        self
    }

    /// The identity of the package, without version, subpath and those qualifiers that are not part of it.
    #[must_use]
    pub fn package(&self) -> Self {
        let required = types::find(&self.kind).required_qualifiers;
        let mut qualifiers = self.qualifiers.clone();
        qualifiers.retain(|key, _| required.contains(&key.as_str()));
        Self {
            kind: self.kind.clone(),
            namespace: self.namespace.clone(),
            name: self.name.clone(),
            version: None,
            qualifiers,
            subpath: None,
        }
        .identity()
    }

    /// The package type, lower case: `npm`, `cargo`, `maven`, ...
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The namespace: npm scope, Maven group, GitHub owner, distribution, ...
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// The package's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Namespace and name joined by a slash, as people write the package.
    pub fn full_name(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{namespace}/{}", self.name),
            None => self.name.clone(),
        }
    }

    /// The version.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The version as the ecosystem orders it and people write it: with the epoch in front where the type keeps that in a
    /// qualifier (`1:1.12.20-9.el9` of `rpm`), else as [`Purl::version`] tells it.
    pub fn full_version(&self) -> Option<Cow<'_, str>> {
        let version = self.version.as_deref()?;
        let epoch = types::find(&self.kind).epoch.and_then(|key| self.qualifiers.get(key));
        // No epoch is the epoch 0. Some write it into the version too.
        let epoch = epoch.filter(|epoch| *epoch != "0" && !version.contains(':'));
        Some(epoch.map_or(Cow::Borrowed(version), |epoch| Cow::Owned(format!("{epoch}:{version}"))))
    }

    /// The qualifier that belongs to the version, where the type has one.
    pub fn epoch_key(&self) -> Option<&'static str> {
        types::find(&self.kind).epoch
    }

    /// The qualifiers by key, sorted.
    pub fn qualifiers(&self) -> &BTreeMap<String, String> {
        &self.qualifiers
    }

    /// The subpath within the package.
    pub fn subpath(&self) -> Option<&str> {
        self.subpath.as_deref()
    }
}

impl FromStr for Purl {
    type Err = PurlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse::purl(text, Reading::Field)
    }
}

impl fmt::Display for Purl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        render::purl(self, f)
    }
}

impl Serialize for Purl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Purl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
