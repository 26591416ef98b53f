//! SPDX 2 in tag-value: `Tag: value` a line, `<text>` around values of several lines.

mod annotations;
mod lines;
mod read;
mod write;

use mainstay_model::{Bom, Parsed};

use super::problems::Problems;
use super::sniff;
use crate::{Encoding, Family, Format, Limits, ReadError, Reader, Rendered, Stamp, WriteError, Writer, text};

/// Reads SPDX 2 in tag-value.
pub(crate) const READER: Reader = Reader {
    format: Format {
        id: "spdx-tag",
        family: Family::Spdx,
        encoding: Encoding::TagValue,
        versions: &["2.1", "2.2", "2.3"],
    },
    claims: sniff::tag_value,
    parse,
};

/// Writes SPDX 2.3 in tag-value.
pub(crate) const WRITER: Writer = Writer {
    format: Format {
        id: "spdx-2.3-tag",
        family: Family::Spdx,
        encoding: Encoding::TagValue,
        versions: &["2.3"],
    },
    render,
};

fn parse(bytes: &[u8], limits: &Limits) -> Result<Parsed<Bom>, ReadError> {
    let (text, broken) = text::decode(bytes, limits)?;
    let problems = Problems::new(broken);
    let intake = read::document(&text, limits, problems)?;
    super::read::finish(intake, READER.format.id)
}

fn render(bom: &Bom, stamp: &Stamp) -> Result<Rendered, WriteError> {
    let (document, losses) = super::write::document(bom, stamp);
    Ok(Rendered { bytes: write::document(&document).into_bytes(), losses })
}
