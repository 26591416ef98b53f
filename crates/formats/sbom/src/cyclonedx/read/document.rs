//! The document itself and its metadata.

use mainstay_model::RelationKind;

use super::{Reading, component};
use crate::cyclonedx::{notes, words};
use crate::node::{Fields, Node};
use crate::{Encoding, ReadError};

/// The id under which a document's encoding is known.
pub(super) fn format_id(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Xml => "cyclonedx-xml",
        _ => "cyclonedx-json",
    }
}

impl<'d> Reading<'d> {
    /// Takes in one field of the document.
    pub(super) fn document_field(&mut self, name: &'static str, node: Node<'d>) -> Result<(), ReadError> {
        let document = &mut self.bom.document;
        match (name, node) {
            ("bomFormat" | "specVersion" | "$schema", _) => {}
            ("serialNumber", Node::Text(text)) => document.serial = Some(text.into_owned()),
            ("version", node) if node.as_u64().is_some() => document.revision = node.as_u64(),
            ("metadata", Node::Object(fields)) => self.metadata(fields)?,
            ("compositions", Node::List(items)) => self.compositions = items,
            ("externalReferences", node) => {
                let mut fields = Fields(vec![(name.into(), node)]);
                document.references = words::REFERENCES.take(&mut fields, &mut document.extensions);
            }
            (name, Node::List(items)) if Self::streamed(name).is_some() => {
                for (index, item) in items.into_iter().enumerate() {
                    self.item(name, index, item)?;
                }
            }
            (name, node) => {
                document.extensions.insert(format!("cyclonedx:{name}"), node.into_value());
            }
        }
        Ok(())
    }

    fn metadata(&mut self, mut fields: Fields<'_>) -> Result<(), ReadError> {
        if let Some(node) = fields.take("component") {
            match node {
                Node::Object(fields) => self.subject(fields)?,
                node => drop(node),
            }
        }
        let document = &mut self.bom.document;
        let kept = &mut document.extensions;
        document.created = fields.take_text("timestamp");
        document.lifecycles = words::LIFECYCLES.take(&mut fields, kept);
        document.tools = words::TOOLS.take(&mut fields, kept);
        document.authors = words::METADATA_AUTHORS.take(&mut fields, kept);
        document.supplier = words::METADATA_SUPPLIER.take(&mut fields, kept);
        // The manufacturer of the document is who created it; of what it is about that is the manufacture.
        let creator = words::CREATOR.take(&mut fields, kept);
        document.authors.splice(..0, creator.map(|party| *party));
        document.manufacturer = words::MANUFACTURE.take(&mut fields, kept);
        let found = super::license::found(&fields);
        document.licenses = words::METADATA_LICENSES.take(&mut fields, kept);
        self.definitions.add(found, &mut document.licenses, &mut document.license_texts);
        document.properties = words::METADATA_PROPERTIES.take(&mut fields, kept);
        for (key, field) in [(notes::NAME, &mut document.name), (notes::COMMENT, &mut document.comment)] {
            if let Some(at) = document.properties.iter().position(|(name, _)| name == key) {
                *field = Some(document.properties.remove(at).1);
            }
        }
        for (name, node) in fields.0 {
            kept.insert_missing(format!("cyclonedx:metadata.{name}"), || node.into_value());
        }
        Ok(())
    }

    /// Adds what the document is about, in front of all components that were read before it.
    fn subject(&mut self, fields: Fields<'_>) -> Result<(), ReadError> {
        let before = self.bom.components.len();
        let id = self.component(fields, None, component::read)?;
        self.bom.subjects.push(id);
        let added = self.bom.components.len() - before;
        if before > 0 {
            self.bom.components.rotate_right(added);
            let moved = |id: &mut mainstay_model::NodeId| {
                let at = id.index();
                let at = if at < before { at + added } else { at - before };
                id.0 = u32::try_from(at).unwrap_or(u32::MAX);
            };
            self.bom.subjects.iter_mut().for_each(moved);
            for relation in &mut self.bom.relations {
                moved(&mut relation.from);
                moved(&mut relation.to);
            }
            self.bom.relations.sort_by_key(|relation| match relation.kind {
                RelationKind::Contains => relation.to,
                _ => relation.from,
            });
        }
        Ok(())
    }
}
