//! SPDX: 2.1 to 2.3 in JSON, YAML, tag-value and RDF/XML; 3.0 in JSON-LD.
//!
//! The four encodings of SPDX 2 feed one document shape (`shape`), which is checked against the rules of the
//! specification (`check`) and then told in the words of the model (`read`). Writing goes the same way
//! back: `write` makes the shape, and each encoding puts it down.

mod check;
mod created;
mod defined;
mod intake;
mod json;
mod location;
mod losses;
mod names;
mod parties;
mod problems;
mod rdf;
mod read;
mod residue;
mod shape;
mod sniff;
mod tag;
mod v3;
mod words;
mod write;
mod yaml;

pub(crate) use json::{READER as JSON, WRITER as WRITE_JSON_2_3};
pub(crate) use rdf::READER as RDF;
pub(crate) use read::tell_library;
pub(crate) use tag::{READER as TAG, WRITER as WRITE_TAG_2_3};
pub(crate) use v3::{READER as JSON_LD, WRITER as WRITE_3_0};
pub(crate) use words::ALGORITHMS;
pub(crate) use yaml::READER as YAML;

use mainstay_model::Document;

use crate::{Encoding, Family, Format, ReadError, Reader};

/// Whether a document was read from SPDX, which may leave unsaid what a package is.
pub(crate) fn is_spdx(document: &Document) -> bool {
    document.format.starts_with("spdx")
}

/// SPDX 2 in plain XML, which the specification names beside the others and few write: told apart but not read.
pub(crate) const XML: Reader = Reader {
    format: Format { id: "spdx-xml", family: Family::Spdx, encoding: Encoding::Xml, versions: &[] },
    media_type: "application/xml",
    ending: "spdx.xml",
    claims: sniff::xml,
    parse: |_, _| Err(ReadError::Unsupported(XML_ADVICE)),
};

const XML_ADVICE: &str =
    "SPDX in plain XML is not read; convert it with `pyspdxtools -i FILE -o FILE.spdx.json`";
