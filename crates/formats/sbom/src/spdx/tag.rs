//! SPDX 2 in tag-value: `Tag: value` a line, `<text>` around values of several lines.

mod annotations;
mod dependencies;
mod lines;
mod read;
mod write;

use std::borrow::Cow;

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
    media_type: "text/spdx",
    ending: "spdx",
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
    // A value of several lines is the same whatever ends its lines.
    let text = if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { text };
    let problems = Problems::new(broken);
    let mut intake = read::document(&text, limits, problems)?;
    dependencies::by_identifier(&mut intake);
    super::read::finish(intake, READER.format.id)
}

fn render(bom: &Bom, stamp: &Stamp) -> Result<Rendered, WriteError> {
    let (mut document, mut losses) = super::write::document(bom, stamp);
    dependencies::by_name(&mut document);
    let (text, more) = write::document(&document);
    losses.extend(more);
    Ok(Rendered { bytes: text.into_bytes(), losses })
}
