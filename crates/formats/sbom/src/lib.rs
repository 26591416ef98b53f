//! SBOM documents: read, write, compare, join and grade CycloneDX and SPDX.
//!
//! Every format becomes one [`Bom`]; a version of a family is its differences from its neighbors. This crate
//! reads no files, knows no clock and makes no identifiers: the time and the serial number of a document that
//! it writes come in as a [`Stamp`].

mod cyclonedx;
mod diff;
mod format;
mod limits;
mod spdx;

pub use diff::{Change, Diff, diff};
pub use format::{Encoding, Family, Format, ReadError, Reader, Rendered, Stamp, WriteError, Writer};
pub use limits::Limits;
pub use mainstay_model::{Bom, Parsed, Problem};

/// Every reader, in the order in which a document is offered to them.
pub const READERS: &[&Reader] = &[
    // One a line.
    &cyclonedx::JSON,
    &cyclonedx::XML,
    &cyclonedx::PROTOBUF,
];

/// Every writer.
pub const WRITERS: &[&Writer] = &[
    // One a line.
    &cyclonedx::JSON_1_5,
    &cyclonedx::JSON_1_6,
    &cyclonedx::JSON_1_7,
    &cyclonedx::XML_1_5,
    &cyclonedx::XML_1_6,
    &cyclonedx::XML_1_7,
];

/// Reads a document of any known format.
///
/// # Errors
/// When the bytes are no SBOM document at all, or pass a bound of `limits`.
pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Parsed<Bom>, ReadError> {
    let reader = READERS.iter().find(|reader| (reader.claims)(bytes)).ok_or(ReadError::Unrecognized)?;
    (reader.parse)(bytes, limits)
}

/// Writes a document in the format with this id (see [`Format::id`]).
///
/// # Errors
/// When no writer has this id.
pub fn render(bom: &Bom, id: &str, stamp: &Stamp) -> Result<Rendered, WriteError> {
    let writer = WRITERS
        .iter()
        .find(|writer| writer.format.id == id)
        .ok_or_else(|| WriteError::Unknown(id.to_owned()))?;
    (writer.render)(bom, stamp)
}
