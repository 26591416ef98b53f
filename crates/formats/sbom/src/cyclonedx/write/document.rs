//! The document itself and its metadata.

use mainstay_model::{Component, Extensions, Party, PartyKind};

use super::Writing;
use crate::cyclonedx::fit::NEW_SERIAL;
use crate::cyclonedx::scalar::excerpt;
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
        let own = self.bom.document.serial.as_deref().filter(|own| !own.is_empty());
        if let Some(own) = own {
            if own.starts_with("urn:uuid:") {
                return own.to_owned();
            }
            self.losses.borrow_mut().count(NEW_SERIAL, excerpt(own));
        }
        format!("urn:uuid:{}", self.stamp.serial)
    }

    fn metadata(&self) -> Fields<'_> {
        let document = &self.bom.document;
        let kept = &document.extensions;
        let mut fields = Fields::default();
        let created = document.created.as_deref().unwrap_or(&self.stamp.created);
        fields.put("timestamp", Node::text(created));
        words::LIFECYCLES.put(&document.lifecycles, kept, &mut fields);
        self.tools(&mut fields);
        words::METADATA_AUTHORS.put(&self.makers.people, kept, &mut fields);
        self.tell_parties(PartyKind::Person, &self.makers.people);
        if let Some(root) = self.root {
            fields.put("component", Node::Object(self.component(root)));
        }
        words::CREATOR.put(&self.makers.creator, kept, &mut fields);
        if self.version < Version(6) && kept.contains_key(words::CREATOR.key) {
            let what = "the details of who created the document".to_owned();
            self.losses.borrow_mut().count("lost-contact", what);
        }
        self.manufacture(&mut fields);
        words::METADATA_SUPPLIER.put(&document.supplier, kept, &mut fields);
        let organizations = [&document.supplier, &document.manufacturer, &self.makers.creator];
        let organizations = organizations.into_iter().flatten().map(|party| &**party);
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
            return;
        }
        let kept = document.extensions.get(words::TOOLS.key);
        let kept = kept.filter(|kept| words::names_all(kept, &document.tools)).map(Node::of);
        if let Some(node) = kept.or_else(|| (words::TOOLS.render)(&document.tools)) {
            fields.put("tools", node);
        }
    }

    /// Who made what the document is about, unless its component says so.
    fn manufacture<'b>(&'b self, fields: &mut Fields<'b>) {
        let document = &self.bom.document;
        match self.root.filter(|_| self.lends_manufacturer()) {
            Some(root) => {
                let root = self.bom.component(root);
                put_as("manufacture", &words::MANUFACTURER, &root.manufacturer, &root.extensions, fields);
            }
            None if self.moves_manufacture() => {}
            None => words::MANUFACTURE.put(&document.manufacturer, &document.extensions, fields),
        }
    }

    /// Who made the component that the document is about, in the version's own place for it.
    pub(super) fn manufacturer_of_root<'b>(&'b self, component: &'b Component, fields: &mut Fields<'b>) {
        let document = &self.bom.document;
        if self.moves_manufacture() {
            let (party, kept) = (&document.manufacturer, &document.extensions);
            put_as("manufacturer", &words::MANUFACTURE, party, kept, fields);
        } else if !self.lends_manufacturer() {
            words::MANUFACTURER.put(&component.manufacturer, &component.extensions, fields);
        }
    }

    /// Whether the metadata say who made the component: before 1.6 it has no field for that.
    fn lends_manufacturer(&self) -> bool {
        let document = &self.bom.document.manufacturer;
        let own = self.root.and_then(|root| self.bom.component(root).manufacturer.as_ref());
        self.version < Version(6) && own.is_some() && (document.is_none() || document.as_ref() == own)
    }

    /// Whether the component says what a document of another family or of an older version says of itself.
    fn moves_manufacture(&self) -> bool {
        let document = &self.bom.document;
        let version = document.spec_version.as_deref().and_then(Version::parse);
        let is_new = document.format.starts_with("cyclonedx") && version >= Some(Version(6));
        let has_own = |root| self.bom.component(root).manufacturer.is_some();
        let has_room = self.root.is_some_and(|root| !has_own(root));
        self.version >= Version(6) && document.manufacturer.is_some() && has_room && !is_new
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

/// Puts a party under the name that another field has.
fn put_as<'b>(
    name: &'static str,
    word: &words::Word<Option<Box<Party>>>,
    party: &'b Option<Box<Party>>,
    kept: &'b Extensions,
    fields: &mut Fields<'b>,
) {
    let mut own = Fields::default();
    word.put(party, kept, &mut own);
    fields.0.extend(own.take(word.field).map(|node| (name.into(), node)));
}
