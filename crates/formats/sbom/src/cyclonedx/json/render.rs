//! Writes a document as JSON.

use std::cell::RefCell;

use mainstay_model::Bom;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::cyclonedx::version::Version;
use crate::cyclonedx::write::{Part, Writing};
use crate::node::Node;
use crate::{Encoding, Rendered, Stamp, WriteError};

/// Writes a document, part by part.
pub(in super::super) fn render(bom: &Bom, stamp: &Stamp, version: Version) -> Result<Rendered, WriteError> {
    let writing = Writing::new(bom, stamp, version, Encoding::Json);
    let mut bytes = serde_json::to_vec_pretty(&Document(&writing))
        .map_err(|error| WriteError::Encode(error.to_string()))?;
    bytes.push(b'\n');
    Ok(Rendered { bytes, losses: writing.into_losses().into_problems(version) })
}

struct Document<'w, 'b>(&'w Writing<'b>);

impl Serialize for Document<'_, '_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let version = self.0.version();
        let mut map = out.serialize_map(None)?;
        map.serialize_entry("$schema", &format!("http://cyclonedx.org/schema/bom-{version}.schema.json"))?;
        map.serialize_entry("bomFormat", "CycloneDX")?;
        map.serialize_entry("specVersion", &version.to_string())?;
        for name in self.0.fields() {
            match self.0.part(name) {
                Part::Nothing => {}
                Part::One(node) => map.serialize_entry(name, &node)?,
                Part::Many(items) => map.serialize_entry(name, &Items(RefCell::new(items)))?,
            }
        }
        map.end()
    }
}

/// A list that is made while it is written.
struct Items<I>(RefCell<I>);

impl<'n, I: Iterator<Item = Node<'n>>> Serialize for Items<I> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut list = out.serialize_seq(None)?;
        for node in &mut *self.0.borrow_mut() {
            list.serialize_element(&node)?;
        }
        list.end()
    }
}
