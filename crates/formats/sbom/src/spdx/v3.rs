//! SPDX 3.0 in its canonical JSON-LD serialization: a graph of elements that name one another.
//!
//! Elements that the model has words for become components, relations, parties, licenses and statements. All
//! others (annotations, snippets, builds, ...) are kept verbatim with the document, together with what they name.

mod check;
mod element;
mod elements;
mod helper;
mod license;
mod link;
mod people;
mod read;
mod relation;
mod statement;
mod terms;
mod write;

/// Fields of the document that are kept as they stand.
const DOCUMENT_REST: [&str; 8] = [
    "import",
    "namespaceMap",
    "description",
    "summary",
    "externalRef",
    "externalIdentifier",
    "extension",
    "verifiedUsing",
];

/// Profiles that every written document has; others are kept.
const PROFILES: [&str; 4] = ["core", "software", "simpleLicensing", "security"];

pub(in crate::spdx) use license::is_field;
pub(crate) use read::READER;
pub(crate) use write::WRITER;
