//! CycloneDX in JSON.

use std::collections::HashSet;
use std::fmt;

use mainstay_model::{Bom, Parsed, Problem};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::path::Path;
use super::read::Reading;
use super::version::Version;
use crate::node::{Depth, Name, Node, TOO_DEEP};
use crate::{Encoding, Limits, ReadError, text};

mod head;
mod render;

pub(super) use render::render;

/// Whether a document is CycloneDX in JSON.
pub(super) fn claims(bytes: &[u8]) -> bool {
    let start = text::lossy(super::beginning(bytes));
    start.trim_start().starts_with('{') && head::read(&text::lossy(bytes)).is_cyclonedx()
}

/// Reads a document.
pub(super) fn parse(bytes: &[u8], limits: &Limits) -> Result<Parsed<Bom>, ReadError> {
    text::read_json(bytes, limits, read)
}

fn read(text: &str, broken: Option<Problem>, limits: &Limits) -> Result<Parsed<Bom>, ReadError> {
    let head = head::read(text);
    let version = match &head.spec_version {
        Some(found) => Version::parse(found).ok_or_else(|| unknown_version(found))?,
        None => Version::LAST,
    };
    let is_whole = broken.is_none();
    let mut reading = Reading::new(version, Encoding::Json, limits, broken).room(text.len());
    if head.spec_version.is_none() {
        reading.forget_version();
    }
    if text.contains("\"signature\"") && is_whole {
        reading.may_be_signed();
    }
    let mut failure = None;
    let mut input = serde_json::Deserializer::from_str(text);
    let document =
        Root { reading: &mut reading, failure: &mut failure, depth: Depth(limits.depth.saturating_sub(1)) };
    let read = document.deserialize(&mut input).and_then(|()| input.end());
    if let Some(failure) = failure {
        return Err(failure);
    }
    read.map_err(|error| syntax(&error, limits))?;
    reading.finish()
}

/// Says which versions are read.
pub(super) fn unknown_version(found: &str) -> ReadError {
    ReadError::Version {
        family: "CycloneDX",
        found: super::scalar::excerpt(found),
        advice: "versions 1.0 to 1.7 are; convert it with `cyclonedx-cli convert --output-version v1_6`",
    }
}

fn syntax(error: &serde_json::Error, limits: &Limits) -> ReadError {
    let message = error.to_string();
    if message.contains(TOO_DEEP) || message.contains("recursion limit") {
        let most = limits.depth.min(128);
        let (line, column) = (error.line(), error.column());
        let place = format!("line {line}, column {column}");
        return ReadError::Bound(format!("nested deeper than {most} levels at {place}; no SBOM needs that"));
    }
    let line = u64::try_from(error.line()).ok();
    ReadError::Syntax { encoding: "JSON", line, message: text::json_fault(error) }
}

/// The document's object.
struct Root<'r, 'd> {
    reading: &'r mut Reading<'d>,
    failure: &'r mut Option<ReadError>,
    depth: Depth,
}

impl<'d> DeserializeSeed<'d> for Root<'_, 'd> {
    type Value = ();

    fn deserialize<D: Deserializer<'d>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_map(self)
    }
}

impl<'d> Visitor<'d> for Root<'_, 'd> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'d>>(self, mut input: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(name) = input.next_key_seed(Name)? {
            if seen.contains(&name) {
                let message = || format!("`{name}` is given twice; the first counts");
                self.reading.outcome().error("field-twice", &Path::ROOT.name(&name), message);
                input.next_value::<IgnoredAny>()?;
                continue;
            }
            match Reading::streamed(&name) {
                Some(name) => input.next_value_seed(Items {
                    name,
                    reading: self.reading,
                    failure: self.failure,
                    depth: Depth(self.depth.0.saturating_sub(1)),
                })?,
                None => {
                    let node = input.next_value_seed(self.depth)?;
                    keep(self.reading.field(&name, node), self.failure)?;
                }
            }
            seen.insert(name);
        }
        Ok(())
    }
}

/// A list of the document whose items are taken in one by one.
struct Items<'r, 'd> {
    name: &'static str,
    reading: &'r mut Reading<'d>,
    failure: &'r mut Option<ReadError>,
    depth: Depth,
}

impl<'d> DeserializeSeed<'d> for Items<'_, 'd> {
    type Value = ();

    fn deserialize<D: Deserializer<'d>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_any(self)
    }
}

impl<'d> Visitor<'d> for Items<'_, 'd> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'d>>(self, mut input: A) -> Result<(), A::Error> {
        self.reading.begin(self.name);
        let mut index = 0;
        while let Some(node) = input.next_element_seed(self.depth)? {
            keep(self.reading.item(self.name, index, node), self.failure)?;
            index += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'d>>(self, input: A) -> Result<(), A::Error> {
        let node = self.depth.visit_map(input)?;
        keep(self.reading.field(self.name, node), self.failure)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        keep(self.reading.field(self.name, Node::text(text.to_owned())), self.failure)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        keep(self.reading.field(self.name, Node::Null), self.failure)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<(), E> {
        keep(self.reading.field(self.name, Node::Bool(flag)), self.failure)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        keep(self.reading.field(self.name, Node::Number(number.into())), self.failure)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        keep(self.reading.field(self.name, Node::Number(number.into())), self.failure)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        keep(self.reading.field(self.name, Node::Null), self.failure)
    }
}

/// Carries a failure of ours out through the decoder.
fn keep<E: Error>(result: Result<(), ReadError>, failure: &mut Option<ReadError>) -> Result<(), E> {
    result.map_err(|error| {
        let message = E::custom(&error);
        *failure = Some(error);
        message
    })
}
