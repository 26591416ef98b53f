//! The document itself and its metadata.

use mainstay_model::PartyKind;

use super::Writing;
use crate::cyclonedx::version::Version;
use crate::cyclonedx::{notes, words};
use crate::node::{Fields, Node};

impl Writing<'_> {
    /// What stands in a field of the document.
    pub(super) fn document_part(&self, name: &'static str) -> Option<Node<'_>> {
        let document = &self.bom.document;
        match name {
            "serialNumber" => Some(Node::text(self.serial())),
            "version" => Some(Node::Number(document.revision.unwrap_or(1).into())),
            "metadata" => Some(Node::Object(self.metadata())),
            "externalReferences" => {
                let mut fields = Fields::default();
                words::REFERENCES.put(&document.references, &document.extensions, &mut fields);
                fields.take(name)
            }
            "compositions" => self.compositions(),
            _ => document.extensions.get(&format!("cyclonedx:{name}")).map(Node::of),
        }
    }

    /// The document's own serial number, or a new one where it has none that CycloneDX would take.
    fn serial(&self) -> String {
        let own = self.bom.document.serial.as_deref().filter(|serial| serial.starts_with("urn:uuid:"));
        own.map_or_else(|| format!("urn:uuid:{}", self.stamp.serial), str::to_owned)
    }

    fn metadata(&self) -> Fields<'_> {
        let document = &self.bom.document;
        let kept = &document.extensions;
        let mut fields = Fields::default();
        let created = document.created.as_deref().unwrap_or(&self.stamp.created);
        fields.put("timestamp", Node::text(created));
        words::LIFECYCLES.put(&document.lifecycles, kept, &mut fields);
        self.tools(&mut fields);
        words::METADATA_AUTHORS.put(&document.authors, kept, &mut fields);
        self.tell_parties(PartyKind::Person, &document.authors);
        if let Some(root) = self.root {
            fields.put("component", Node::Object(self.component(root)));
        }
        self.manufacturer(&mut fields);
        words::METADATA_SUPPLIER.put(&document.supplier, kept, &mut fields);
        let organizations = document.supplier.iter().chain(&document.manufacturer).map(|party| &**party);
        self.tell_parties(PartyKind::Organization, organizations);
        self.tell_licenses(&document.licenses);
        words::METADATA_LICENSES.put(&document.licenses, kept, &mut fields);
        let is_own = self.is_cyclonedx() && !kept.contains_key(words::METADATA_LICENSES.key);
        self.explain_licenses(&mut fields, is_own);
        self.metadata_properties(&mut fields);
        for (key, raw) in kept.iter() {
            if let Some(name) = key.strip_prefix("cyclonedx:metadata.")
                && !words::SPOKEN_OF_METADATA.contains(&name)
            {
                fields.put(name, Node::of(raw));
            }
        }
        fields
    }

    fn tools<'b>(&'b self, fields: &mut Fields<'b>) {
        let document = &self.bom.document;
        if document.tools.is_empty() && !document.extensions.contains_key(words::TOOLS.key) {
            let ours = vec![self.stamp.tool.clone()];
            if let Some(node) = (words::TOOLS.render)(&ours) {
                fields.put("tools", node.into_owned());
            }
        } else {
            words::TOOLS.put(&document.tools, &document.extensions, fields);
        }
    }

    /// Under the name of the document's version, and as versions before 1.6 say it where the document did.
    fn manufacturer<'b>(&'b self, fields: &mut Fields<'b>) {
        let document = &self.bom.document;
        let kept = &document.extensions;
        let is_old =
            document.spec_version.as_deref().and_then(Version::parse).is_some_and(|old| old < Version(6));
        if self.version < Version(6) || (is_old && document.format.starts_with("cyclonedx")) {
            // The details may have been kept under the name of later versions.
            let was_new = !kept.contains_key(words::MANUFACTURE.key);
            let word = if was_new { &words::METADATA_MANUFACTURER } else { &words::MANUFACTURE };
            let mut own = Fields::default();
            word.put(&document.manufacturer, kept, &mut own);
            fields.0.extend(own.take(word.field).map(|node| ("manufacture".into(), node)));
            return;
        }
        words::METADATA_MANUFACTURER.put(&document.manufacturer, kept, fields);
        if let Some(raw) = kept.get(words::MANUFACTURE.key) {
            fields.put("manufacture", Node::of(raw));
        }
    }

    fn metadata_properties<'b>(&'b self, fields: &mut Fields<'b>) {
        let document = &self.bom.document;
        let mut own = Fields::default();
        words::METADATA_PROPERTIES.put(&document.properties, &document.extensions, &mut own);
        let mut items = match own.take("properties") {
            Some(Node::List(items)) => items,
            _ => Vec::new(),
        };
        for (name, value) in [(notes::NAME, &document.name), (notes::COMMENT, &document.comment)] {
            if let Some(value) = value {
                items.push(words::property(name, value.as_str()));
            }
        }
        if !items.is_empty() || document.extensions.contains_key(words::METADATA_PROPERTIES.key) {
            fields.put("properties", Node::List(items));
        }
    }
}
