//! SPDX 2 in JSON. The document is read element by element; no tree of the whole is built.

use std::fmt;

use mainstay_model::{Bom, Parsed, Problem};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::intake::{Intake, Place};
use super::problems::Problems;
use super::{read, sniff, write};
use crate::node::{Depth, Name, TOO_DEEP};
use crate::{Encoding, Family, Format, Limits, ReadError, Reader, Rendered, Stamp, WriteError, Writer, text};

/// Reads SPDX 2 in JSON.
pub(crate) const READER: Reader = Reader {
    format: Format {
        id: "spdx-json",
        family: Family::Spdx,
        encoding: Encoding::Json,
        versions: &["2.1", "2.2", "2.3"],
    },
    media_type: "application/spdx+json",
    ending: "spdx.json",
    claims: sniff::json2,
    parse,
};

/// Writes SPDX 2.3 in JSON.
pub(crate) const WRITER: Writer = Writer {
    format: Format {
        id: "spdx-2.3-json",
        family: Family::Spdx,
        encoding: Encoding::Json,
        versions: &["2.3"],
    },
    render,
};

fn parse(bytes: &[u8], limits: &Limits) -> Result<Parsed<Bom>, ReadError> {
    text::read_json(bytes, limits, read_text)
}

fn read_text(text: &str, broken: Option<Problem>, limits: &Limits) -> Result<Parsed<Bom>, ReadError> {
    let mut intake = Intake::new(limits, Problems::new(broken));
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Top(&mut intake).deserialize(&mut deserializer).and_then(|()| deserializer.end());
    if let Err(error) = read {
        return Err(refusal("JSON", error.line() as u64, text::json_fault(&error)));
    }
    read::finish(intake, READER.format.id)
}

/// Why the encoding could not be read; the bounds are told through the deserializer's errors.
pub(super) fn refusal(encoding: &'static str, line: u64, message: String) -> ReadError {
    if message.contains("recursion limit") || message.contains(TOO_DEEP) {
        return ReadError::Bound(format!("the document is nested too deeply to be an SBOM ({message})"));
    }
    if message.contains("budget breached") {
        let what = "the document nests too deeply, or its aliases multiply it beyond its size";
        let place = if line > 0 { format!(" (line {line})") } else { String::new() };
        return ReadError::Bound(format!("{what}{place}; write out what the aliases stand for"));
    }
    if message.contains(TOO_MANY) {
        return ReadError::Bound(message);
    }
    ReadError::Syntax { encoding, line: Some(line).filter(|line| *line > 0), message }
}

fn render(bom: &Bom, stamp: &Stamp) -> Result<Rendered, WriteError> {
    let (document, losses) = write::document(bom, stamp);
    let mut bytes =
        serde_json::to_vec_pretty(&document).map_err(|error| WriteError::Encode(error.to_string()))?;
    bytes.push(b'\n');
    Ok(Rendered { bytes, losses })
}

/// How the error of a passed bound is known again.
pub(super) const TOO_MANY: &str = "more than the limit of";

/// Reads the whole document.
pub(super) struct Top<'i, 'l>(pub(super) &'i mut Intake<'l>);

impl<'de> DeserializeSeed<'de> for Top<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Top<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an SPDX document, which is an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let depth = Depth(self.0.limits.depth).below()?;
        while let Some(field) = access.next_key_seed(Name)? {
            match &*field {
                "packages" => access.next_value_seed(Elements(self.0, List::Packages))?,
                "files" => access.next_value_seed(Elements(self.0, List::Files))?,
                "relationships" => access.next_value_seed(Elements(self.0, List::Relationships))?,
                // GitHub's dependency graph wraps the document.
                "sbom" => access.next_value_seed(Top(self.0))?,
                _ => {
                    let node = access.next_value_seed(depth)?;
                    self.0.document_field(&field, node);
                }
            }
        }
        Ok(())
    }
}

/// The lists that may be long.
#[derive(Clone, Copy)]
enum List {
    Packages,
    Files,
    Relationships,
}

impl List {
    fn name(self) -> &'static str {
        match self {
            Self::Packages => "packages",
            Self::Files => "files",
            Self::Relationships => "relationships",
        }
    }

    fn limit(self, limits: &Limits) -> usize {
        match self {
            Self::Packages | Self::Files => limits.components,
            Self::Relationships => limits.relations,
        }
    }
}

/// Reads one long list, element by element.
struct Elements<'i, 'l>(&'i mut Intake<'l>, List);

impl Elements<'_, '_> {
    fn refuse<E>(self, found: &str) -> Result<(), E> {
        self.0.wrong(Place { list: "", at: 0, field: self.1.name() }, "a list", found);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Elements<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Elements<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the list `{}`", self.1.name())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let Self(intake, list) = self;
        let depth = Depth(intake.limits.depth).below()?.below()?;
        let limit = list.limit(intake.limits);
        let mut at = 0;
        while let Some(node) = access.next_element_seed(depth)? {
            if at == limit {
                return Err(A::Error::custom(format!("`{}` has {TOO_MANY} {limit}", list.name())));
            }
            match list {
                List::Packages => intake.package(at, node),
                List::Files => intake.file(at, node),
                List::Relationships => intake.relationship(at, node),
            }
            at += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        while access.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.refuse("an object")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.refuse("a truth value")
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.refuse("a number")
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.refuse("a number")
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.refuse("a number")
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.refuse("a text")
    }
}
