//! SBOM documents: read, write, compare, join and grade CycloneDX and SPDX; lists of components are read too.
//!
//! Every format becomes one [`Bom`]; a version of a family is its differences from its neighbors. This crate
//! reads no files, knows no clock and makes no identifiers: the time and the serial number of a document that
//! it writes come in as a [`Stamp`].

mod cyclonedx;
mod diff;
mod digest;
mod direct;
mod expression;
mod format;
mod license_ref;
mod limits;
mod list;
mod merge;
mod node;
mod quality;
mod recognize;
mod spdx;
mod taken;
mod text;

pub use diff::{Aspect, Change, Diff, diff, digests_differ};
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

/// Writes a document in the format with this id or short name (see [`writer`]).
///
/// # Errors
/// When no writer has this id.
pub fn render(bom: &Bom, id: &str, stamp: &Stamp) -> Result<Rendered, WriteError> {
    let writer = writer(id).ok_or_else(|| WriteError::Unknown(id.to_owned()))?;
    (writer.render)(bom, stamp)
}

/// The writer with this id (see [`Format::id`]). A short name, which tells no version (`spdx-json`), stands for the newest
/// one that is written in that family and encoding, unless it is an id itself (`cyclonedx-json`, which is 1.6); that one's
/// name with the version stands for it too (`cyclonedx-1.6-json`).
pub fn writer(id: &str) -> Option<&'static Writer> {
    let exact = WRITERS.iter().find(|writer| writer.format.id == id);
    let newest = || {
        let short = READERS.iter().find(|reader| reader.format.id == id)?.format;
        let same = |writer: &&&Writer| {
            (writer.format.family, writer.format.encoding) == (short.family, short.encoding)
        };
        WRITERS.iter().rev().find(same)
    };
    let versioned = |writer: &&&Writer| {
        let version = writer.format.versions.first().map(|version| format!("-{version}-"));
        version.is_some_and(|version| writer.format.id.replacen('-', &version, 1) == id)
    };
    exact.or_else(|| WRITERS.iter().find(versioned)).or_else(newest).copied()
}

#[cfg(test)]
mod tests {
    use super::writer;

    #[test]
    fn a_short_name_stands_for_the_newest_version_that_is_written() {
        let id = |name| writer(name).map(|writer| writer.format.id);
        for (short, full) in [
            ("spdx-json", "spdx-2.3-json"),
            ("spdx-tag", "spdx-2.3-tag"),
            ("spdx-jsonld", "spdx-3.0-jsonld"),
            ("spdx-2.3-json", "spdx-2.3-json"),
            ("cyclonedx-json", "cyclonedx-json"),
            ("cyclonedx-1.6-json", "cyclonedx-json"),
            ("cyclonedx-1.6-xml", "cyclonedx-xml"),
        ] {
            assert_eq!(id(short), Some(full), "{short}");
        }
        assert_eq!(id("spdx-rdf"), None);
        assert_eq!(id("cyclonedx-9"), None);
    }
}
