//! Native parts that CycloneDX has no place for: those of other families, and what no version knows.

use mainstay_model::Bom;
use serde_json::Value;

use super::Writing;
use crate::Encoding;
use crate::cyclonedx::fit::{LOST_SIGNATURE, Losses};
use crate::cyclonedx::grammar::GRAMMAR;
use crate::cyclonedx::{seal, xml};
use crate::node::Node;

/// Tells the parts of other families, and those of the document itself that cannot be written.
pub(super) fn tell(bom: &Bom, encoding: Encoding, losses: &mut Losses) {
    let components = bom.components.iter().map(|component| &component.extensions);
    let statements = bom.statements.iter().map(|statement| &statement.extensions);
    for parts in components.chain(statements).chain([&bom.document.extensions]) {
        for name in parts.keys().filter(|name| !name.starts_with("cyclonedx:")) {
            losses.count("lost-extension", format!("`{name}`, a native part of another format"));
        }
    }
    for (name, _) in unknown(bom).filter(|(name, _)| !is_kept(bom, encoding, name)) {
        match seal::is_xml(name) {
            true => losses.count(LOST_SIGNATURE, "bom".to_owned()),
            false => losses.count("lost-field", format!("`bom.{name}`")),
        }
    }
}

/// Whether XML takes over what the XML that was read had beyond the grammar.
pub(super) fn keeps_foreign(bom: &Bom, encoding: Encoding) -> bool {
    encoding == Encoding::Xml && bom.document.format == "cyclonedx-xml"
}

fn is_kept(bom: &Bom, encoding: Encoding, name: &str) -> bool {
    keeps_foreign(bom, encoding) && xml::is_writable(name)
}

/// Fields of the document itself that the grammar does not know.
fn unknown(bom: &Bom) -> impl Iterator<Item = (&str, &Value)> {
    let object = GRAMMAR.object("bom");
    let parts = bom.document.extensions.iter();
    parts
        .filter_map(|(name, raw)| Some((name.strip_prefix("cyclonedx:")?, raw)))
        .filter(|(name, _)| !name.starts_with("metadata.") && object.find(name).is_none())
}

impl Writing<'_> {
    /// The attributes and elements of the document itself that the grammar does not know and that can be written.
    pub(in super::super) fn foreign(&self) -> impl Iterator<Item = (&str, Node<'_>)> {
        let kept = unknown(self.bom).filter(|(name, _)| is_kept(self.bom, self.encoding, name));
        kept.map(|(name, raw)| (name, Node::of(raw)))
    }
}
