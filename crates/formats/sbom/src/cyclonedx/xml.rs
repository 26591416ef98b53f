//! CycloneDX in XML.

use mainstay_model::{Bom, Parsed};

use super::grammar::{GRAMMAR, Kind, Object};
use super::json::unknown_version;
use super::path::Path;
use super::read::Reading;
use super::version::Version;
use crate::{Encoding, Limits, ReadError, text};

mod element;
mod foreign;
mod render;
mod shape;

use element::{Elements, Step};
pub(super) use foreign::is_writable;
pub(super) use render::{is_held, render};

/// What the namespace of every version begins with; the version follows.
const NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";

/// Whether a document is CycloneDX in XML.
pub(super) fn claims(bytes: &[u8]) -> bool {
    let start = text::lossy(super::beginning(bytes));
    let start = start.trim_start();
    // The root may stand behind comments that are longer than what is looked at here.
    start.starts_with('<') && (start.contains(NAMESPACE) || start.contains("<bom"))
}

/// Reads a document.
pub(super) fn parse(bytes: &[u8], limits: &Limits) -> Result<Parsed<Bom>, ReadError> {
    let (text, broken) = text::decode_xml(bytes, limits)?;
    let mut elements = Elements::new(&text, limits.depth);
    let root = elements.root()?;
    let version = version(elements.namespace())?;
    let mut reading = Reading::new(version, Encoding::Xml, limits, broken).room(text.len());
    let object = GRAMMAR.object("bom");
    for (name, node) in shape::attributes(object, &root.attributes) {
        reading.field(&name, node)?;
    }
    // XML says by its namespace what JSON says in these fields.
    reading.begin("bomFormat");
    reading.begin("specVersion");
    fields(&mut elements, object, &mut reading)?;
    elements.end()?;
    reading.finish()
}

fn version(namespace: Option<&str>) -> Result<Version, ReadError> {
    match namespace.and_then(|namespace| namespace.strip_prefix(NAMESPACE)) {
        Some(found) => Version::parse(found).ok_or_else(|| unknown_version(found)),
        None => Err(unknown_version(namespace.unwrap_or("without a namespace"))),
    }
}

/// Reads what stands in the root element.
fn fields<'d>(
    elements: &mut Elements<'d>,
    object: &'static Object,
    reading: &mut Reading<'d>,
) -> Result<(), ReadError> {
    let mut seen: Vec<&'static str> = Vec::new();
    while let Step::Start(start) = elements.step()? {
        let field = shape::find(object, &start).map(|at| &object.fields[at]);
        let Some(field) = field else {
            let element = elements.rest(start)?;
            let name = element.name.clone();
            reading.field(&name, shape::plain(element))?;
            continue;
        };
        if seen.contains(&field.name) {
            let message = || format!("`{}` is given twice; the first counts", field.name);
            reading.outcome().error("field-twice", &Path::ROOT.field(field), message);
            elements.rest(start)?;
            continue;
        }
        seen.push(field.name);
        match (Reading::streamed(field.name), &field.kind) {
            (Some(name), Kind::List(kind)) => {
                reading.begin(name);
                let mut index = 0;
                while let Step::Start(item) = elements.step()? {
                    let item = elements.rest(item)?;
                    for node in shape::items(kind, &field.place, item) {
                        reading.item(name, index, node)?;
                        index += 1;
                    }
                }
            }
            _ => {
                let node = shape::field(field, elements.rest(start)?);
                reading.field(field.name, node)?;
            }
        }
    }
    Ok(())
}
