//! What an input claims about a component: digests, licenses, people and pointers.

use serde::{Deserialize, Serialize};

use crate::{Extensions, says};

/// A digest of an artifact.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hash {
    /// The algorithm in CycloneDX's spelling: `SHA-256`, `SHA-1`, `MD5`, `BLAKE2b-256`, ...; others as written.
    pub algorithm: String,
    /// The digest in lower-case hexadecimal.
    pub value: String,
}

/// One statement about a component's license.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LicenseClaim {
    /// Who says so.
    pub source: LicenseSource,
    /// What is said.
    pub value: LicenseValue,
    /// The license text, where the input carries it.
    pub text: Option<String>,
    /// An address of the text.
    pub url: Option<String>,
}

impl LicenseClaim {
    /// What a package declares of itself, kept as written.
    pub fn declared(text: impl Into<String>) -> Self {
        Self {
            source: LicenseSource::Declared,
            value: LicenseValue::Expression(text.into()),
            text: None,
            url: None,
        }
    }

    /// What it tells in one line: the expression or name; where that says nothing, the address of the text, else its first line.
    /// `None` where it tells nothing. That a scan found none in the files ([`LicenseSource::Detected`]) is not a word about the
    /// component, and a license called `UNKNOWN` is none.
    pub fn statement(&self) -> Option<&str> {
        let mut lines = self.text.iter().flat_map(|text| text.lines()).map(str::trim);
        match &self.value {
            LicenseValue::NoAssertion => None,
            LicenseValue::None => (self.source != LicenseSource::Detected).then(|| self.value.as_str()),
            LicenseValue::Id(text) | LicenseValue::Expression(text) | LicenseValue::Name(text) => {
                let told = [Some(text.trim()), self.url.as_deref().map(str::trim)];
                told.into_iter().flatten().find(|text| says(text)).or_else(|| lines.find(|line| says(line)))
            }
        }
    }

    /// Whether it tells under which license a component stands, or that there is none.
    pub fn states(&self) -> bool {
        self.statement().is_some()
    }
}

/// Who says so: the three layers that must never overwrite one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LicenseSource {
    /// The package says it of itself.
    Declared,
    /// Found in its files.
    Detected,
    /// Somebody concluded it.
    Concluded,
    /// The input does not tell.
    Unstated,
}

/// What is said about a license.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LicenseValue {
    /// An SPDX license id.
    Id(String),
    /// An expression as written; whether it is a valid SPDX expression is for the license crate to say.
    Expression(String),
    /// A name that is not an SPDX id.
    Name(String),
    /// The input says that there is no license (SPDX `NONE`).
    None,
    /// The input says that it does not know (SPDX `NOASSERTION`).
    NoAssertion,
}

impl LicenseValue {
    /// The word of SPDX that stands in place of a license, if a text is one: `NONE` or, in any case, `NOASSERTION`.
    pub fn word(text: &str) -> Option<Self> {
        match text {
            "NONE" => Some(Self::None),
            text if text.eq_ignore_ascii_case("NOASSERTION") => Some(Self::NoAssertion),
            _ => None,
        }
    }

    /// An expression as written, or the word that stands in its place.
    pub fn expression(text: String) -> Self {
        Self::word(&text).unwrap_or(Self::Expression(text))
    }

    /// The words as an SPDX document would write them.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Id(text) | Self::Expression(text) | Self::Name(text) => text,
            Self::None => "NONE",
            Self::NoAssertion => "NOASSERTION",
        }
    }
}

/// A license that an input defines under a name of its own, so that its license expressions can name it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LicenseText {
    /// The name in expressions: `LicenseRef-1`. It is unique within the input and says nothing outside of it.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// The text; `None` where the input says that it does not know it.
    pub text: Option<String>,
    /// Addresses of the text.
    pub urls: Vec<String>,
    /// A comment.
    pub comment: Option<String>,
    /// Native parts that this model has no word for, by `family:field`.
    pub extensions: Extensions,
}

/// A person or an organization as an input names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Party {
    /// Which of the two, where the input tells.
    pub kind: PartyKind,
    /// The name.
    pub name: String,
    /// Mail addresses.
    pub mails: Vec<String>,
    /// Web addresses.
    pub urls: Vec<String>,
    /// Phone number.
    pub phone: Option<String>,
}

impl Party {
    /// An organization by name.
    pub fn organization(name: impl Into<String>) -> Self {
        Self { kind: PartyKind::Organization, name: name.into(), ..Self::default() }
    }
}

/// Whether a party is a person or an organization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyKind {
    /// The input does not tell.
    #[default]
    Unknown,
    /// A person.
    Person,
    /// An organization.
    Organization,
}

/// A pointer from a component or a document to somewhere else.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// The kind in CycloneDX's spelling (`vcs`, `website`, `distribution`, `issue-tracker`, ...); others as written.
    pub kind: String,
    /// The address or locator.
    pub url: String,
    /// A comment.
    pub comment: Option<String>,
    /// Digests of what stands there.
    pub hashes: Vec<Hash>,
}

impl Reference {
    /// A pointer without comment and digests.
    pub fn new(kind: impl Into<String>, url: impl Into<String>) -> Self {
        Self { kind: kind.into(), url: url.into(), comment: None, hashes: Vec::new() }
    }
}
