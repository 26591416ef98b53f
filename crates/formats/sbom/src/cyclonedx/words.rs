//! What CycloneDX says in a field and what the model says of it, both ways. A field that the model cannot hold
//! whole is kept as it stands beside it, and is written again for as long as the model still says the same.

use mainstay_model::Extensions;

use crate::node::{Fields, Node};

mod evidence;
mod kind;
mod license;
mod lifecycle;
mod party;
mod pointer;
mod tool;
mod vulnerability;

pub(super) use evidence::EVIDENCE;
pub(super) use kind::{SCOPE, component_type, read_component_type};
pub(super) use license::{LICENSES, METADATA_LICENSES, as_license, definitions, detail};
pub(super) use lifecycle::LIFECYCLES;
pub(super) use party::{
    AUTHORS, CREATOR, MANUFACTURE, MANUFACTURER, METADATA_AUTHORS, METADATA_SUPPLIER, PROVIDER, SUPPLIER,
};
pub(crate) use pointer::restates;
pub(super) use pointer::{
    CPE, HASHES, METADATA_PROPERTIES, OMNIBOR_ID, PROPERTIES, PURL, REFERENCES, SWHID, SWID, property,
};
pub(crate) use tool::tools;
pub(super) use tool::{TOOLS, names_all};
pub(super) use vulnerability::{AFFECTS, ALIASES, ANALYSIS, Analysis, RATINGS, SOURCE};

/// Native parts by `cyclonedx:field`.
pub(super) type Kept = Extensions;

/// A field and the value of the model that says the same.
pub(super) struct Word<T: 'static> {
    /// The field's name.
    pub(super) field: &'static str,
    /// Where the field is kept when the value does not say all of it.
    pub(super) key: &'static str,
    /// From the document.
    pub(super) read: for<'n> fn(&'n Node<'n>) -> T,
    /// To the document; nothing when there is nothing to say.
    pub(super) render: for<'t> fn(&'t T) -> Option<Node<'t>>,
}

impl<T: Default + PartialEq> Word<T> {
    /// Takes the field out of an object.
    pub(super) fn take(&self, fields: &mut Fields<'_>, kept: &mut Kept) -> T {
        let Some(node) = fields.take(self.field) else { return T::default() };
        let value = (self.read)(&node);
        if (self.render)(&value).as_ref() != Some(&node) {
            kept.insert(self.key, node.into_value());
        }
        value
    }

    /// Puts the field into an object.
    pub(super) fn put<'t>(&self, value: &'t T, kept: &'t Kept, fields: &mut Fields<'t>) {
        let node = match kept.get(self.key) {
            Some(raw) if (self.read)(&Node::of(raw)) == *value => Some(Node::of(raw)),
            _ => (self.render)(value),
        };
        if let Some(node) = node {
            fields.put(self.field, node);
        }
    }
}

/// Fields of components and services of which words of this module speak.
pub(super) const SPOKEN: [&str; 17] = [
    "type",
    "scope",
    "supplier",
    "manufacturer",
    "provider",
    "author",
    "authors",
    "licenses",
    "externalReferences",
    "properties",
    "hashes",
    "purl",
    "cpe",
    "omniborId",
    "swhid",
    "swid",
    "evidence",
];

/// Fields of the metadata of which words of this module speak.
pub(super) const SPOKEN_OF_METADATA: [&str; 8] =
    ["lifecycles", "tools", "authors", "supplier", "manufacturer", "manufacture", "licenses", "properties"];

/// Fields of vulnerabilities of which words of this module speak.
pub(super) const SPOKEN_OF_VULNERABILITIES: [&str; 5] =
    ["source", "references", "ratings", "analysis", "affects"];

/// A list of nodes; nothing when it is empty.
fn list(items: Vec<Node<'_>>) -> Option<Node<'_>> {
    (!items.is_empty()).then_some(Node::List(items))
}
