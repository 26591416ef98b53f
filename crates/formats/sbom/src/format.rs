//! What a reader and a writer are.

use mainstay_model::{Bom, Parsed, Problem, Tool};

use crate::Limits;

/// One document format: a family, an encoding and the versions it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Stable kebab-case id: `cyclonedx-json`, `cyclonedx-1.5-json`, `spdx-tag`, ...
    pub id: &'static str,
    /// The family.
    pub family: Family,
    /// The encoding.
    pub encoding: Encoding,
    /// The versions of the specification, oldest first.
    pub versions: &'static [&'static str],
}

/// A family of document formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// CycloneDX (ECMA-424).
    CycloneDx,
    /// SPDX (ISO/IEC 5962 and later).
    Spdx,
    /// A list of components, one a row, that people keep by hand.
    List,
}

impl Family {
    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CycloneDx => "CycloneDX",
            Self::Spdx => "SPDX",
            Self::List => "list of components",
        }
    }
}

/// How a document is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// JSON.
    Json,
    /// JSON-LD in the canonical serialization of SPDX 3.
    JsonLd,
    /// XML.
    Xml,
    /// RDF in XML.
    RdfXml,
    /// SPDX tag-value text.
    TagValue,
    /// YAML.
    Yaml,
    /// Protocol buffers.
    Protobuf,
    /// Comma-separated values.
    Csv,
}

impl Encoding {
    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::JsonLd => "JSON-LD",
            Self::Xml => "XML",
            Self::RdfXml => "RDF/XML",
            Self::TagValue => "tag-value",
            Self::Yaml => "YAML",
            Self::Protobuf => "protobuf",
            Self::Csv => "CSV",
        }
    }
}

/// Reads the versions of one format.
pub struct Reader {
    /// What is read.
    pub format: Format,
    /// The media type of its documents.
    pub media_type: &'static str,
    /// How the names of its files end, without the dot before it: `cdx.json`, `spdx`, ...
    pub ending: &'static str,
    /// Whether a document is of this family and encoding, by its first bytes; a version that is not read is
    /// still claimed, so that the refusal can name it.
    pub claims: fn(&[u8]) -> bool,
    /// Reads a document.
    pub parse: fn(&[u8], &Limits) -> Result<Parsed<Bom>, ReadError>,
}

/// Writes one version of one format.
pub struct Writer {
    /// What is written; exactly one version.
    pub format: Format,
    /// Writes a document.
    pub render: fn(&Bom, &Stamp) -> Result<Rendered, WriteError>,
}

/// What a new document says about its own making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The time of writing, RFC 3339 in UTC with seconds: `2026-11-22T10:00:00Z`.
    pub created: String,
    /// A UUID in lower case with hyphens, for serial numbers and namespaces.
    pub serial: String,
    /// The program that writes.
    pub tool: Tool,
}

/// A written document and what of the [`Bom`] its format could not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// The document.
    pub bytes: Vec<u8>,
    /// One note for each kind of loss, with how often.
    pub losses: Vec<Problem>,
}

/// Why bytes are no document that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Neither CycloneDX nor SPDX nor a list of components.
    #[error(
        "not an SBOM: the document is neither CycloneDX nor SPDX in an encoding that is read, nor a list of components; `mainstay sbom formats` lists what is"
    )]
    Unrecognized,
    /// The encoding as such is broken.
    #[error("the document cannot be read as {encoding}: {message}")]
    Syntax {
        /// `JSON`, `XML`, `SPDX tag-value`, ...
        encoding: &'static str,
        /// Line, counted from one.
        line: Option<u64>,
        /// What the reader met.
        message: String,
    },
    /// A version that is not read.
    #[error("{family} {found} is not read; {advice}")]
    Version {
        /// The family's name.
        family: &'static str,
        /// What the document says.
        found: String,
        /// Which versions are read, and what to do.
        advice: &'static str,
    },
    /// A known thing that is not read: a packed file, an empty one, another encoding.
    #[error("{0}")]
    Unsupported(&'static str),
    /// A bound was passed.
    #[error("{0}")]
    Bound(String),
}

/// Why a document cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// No such format.
    #[error("`{0}` is not a format that can be written; `mainstay sbom formats` lists them")]
    Unknown(String),
    /// The encoder failed.
    #[error("the document cannot be written: {0}")]
    Encode(String),
}
