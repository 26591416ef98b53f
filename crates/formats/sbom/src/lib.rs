//! SBOM documents: read, write, compare, join and grade CycloneDX and SPDX; lists of components are read too.
//!
//! Every format becomes one [`Bom`]; a version of a family is its differences from its neighbors. This crate
//! reads no files, knows no clock and makes no identifiers: the time and the serial number of a document that
//! it writes come in as a [`Stamp`].

mod cyclonedx;
mod diff;
mod direct;
mod format;
mod limits;
mod list;
mod merge;
mod node;
mod quality;
mod recognize;
mod spdx;
mod text;

pub use diff::{Aspect, Change, Diff, diff};
pub use direct::settle_directness;
pub use format::{Encoding, Family, Format, ReadError, Reader, Rendered, Stamp, WriteError, Writer};
pub use limits::Limits;
pub use mainstay_model::{Bom, Parsed, Problem};
pub use merge::{merge, merge_placed};
pub use quality::{
    CHECKS, Check, Depth, Finding, Level, Profile, ProfileError, Quality, Test, profiles, quality,
};
pub use recognize::recognize;

/// Every reader, in the order in which a document is offered to them.
#[rustfmt::skip] // One entry a line, so that two branches that add one merge.
pub const READERS: &[&Reader] = &[
    &cyclonedx::JSON,
    &cyclonedx::PROTOBUF,
    &spdx::JSON,
    &cyclonedx::XML,
    &spdx::TAG,
    &spdx::YAML,
    &spdx::RDF,
    &spdx::JSON_LD,
    &spdx::XML,
    &list::READER,
];

/// Every writer.
#[rustfmt::skip] // One entry a line, so that two branches that add one merge.
pub const WRITERS: &[&Writer] = &[
    &cyclonedx::JSON_1_5,
    &cyclonedx::JSON_1_6,
    &cyclonedx::JSON_1_7,
    &spdx::WRITE_JSON_2_3,
    &cyclonedx::XML_1_5,
    &cyclonedx::XML_1_6,
    &cyclonedx::XML_1_7,
    &spdx::WRITE_TAG_2_3,
    &spdx::WRITE_3_0,
];

/// Reads a document of any known format.
///
/// # Errors
/// When the bytes are no SBOM document at all, or pass a bound of `limits`.
pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Parsed<Bom>, ReadError> {
    (recognize(bytes)?.parse)(bytes, limits)
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
