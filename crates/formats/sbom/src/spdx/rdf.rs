//! SPDX 2 in RDF/XML. The XML is read into resources with their properties (`graph`), entities are never
//! expanded, and the resources are read into the shape of a document (`read`).

mod graph;
mod license;
mod read;

use mainstay_model::{Bom, Parsed};

use super::problems::Problems;
use super::sniff;
use crate::{Encoding, Family, Format, Limits, ReadError, Reader, text};

/// Reads SPDX 2 in RDF/XML.
pub(crate) const READER: Reader = Reader {
    format: Format {
        id: "spdx-rdf",
        family: Family::Spdx,
        encoding: Encoding::RdfXml,
        versions: &["2.1", "2.2", "2.3"],
    },
    media_type: "application/rdf+xml",
    ending: "spdx.rdf",
    claims: sniff::rdf_xml,
    parse,
};

fn parse(bytes: &[u8], limits: &Limits) -> Result<Parsed<Bom>, ReadError> {
    let (text, broken) = text::decode_xml(bytes, limits)?;
    let problems = Problems::new(broken);
    let graph = graph::read(&text, limits)?;
    let intake = read::document(&graph, limits, problems)?;
    super::read::finish(intake, READER.format.id)
}

#[cfg(test)]
mod tests;
