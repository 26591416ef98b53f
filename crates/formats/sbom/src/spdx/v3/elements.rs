//! The elements of a graph, by their addresses.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::node::{Fields, Node};

/// One element: its address, its type, and its other fields.
pub(super) struct Element<'t> {
    /// Its place in the graph.
    pub(super) at: usize,
    /// `spdxId` or `@id`.
    pub(super) id: Cow<'t, str>,
    /// Its type: `software_Package`.
    pub(super) kind: Cow<'t, str>,
    /// Everything else.
    pub(super) fields: Fields<'t>,
}

impl<'t> Element<'t> {
    /// An element from the fields of an object.
    pub(super) fn new(at: usize, mut fields: Fields<'t>) -> Self {
        let mut take = |names: [&str; 2]| {
            let place = fields.0.iter().position(|(name, _)| names.contains(&&**name))?;
            match fields.0.remove(place).1 {
                Node::Text(text) => Some(text),
                _ => None,
            }
        };
        let id = take(["spdxId", "@id"]).unwrap_or_default();
        let kind = take(["type", "@type"]).unwrap_or_default();
        // All elements are kept until the last is known.
        fields.0.shrink_to_fit();
        Self { at, id, kind, fields }
    }

    /// An element that was kept as a value.
    pub(super) fn of(value: &'t Value) -> Option<Self> {
        match Node::of(value) {
            Node::Object(fields) => Some(Self::new(0, fields)),
            _ => None,
        }
    }

    /// A field, left in its place.
    pub(super) fn get(&self, name: &str) -> Option<&Node<'t>> {
        self.fields.get(name)
    }

    /// A text, left in its place.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Node::as_str)
    }

    /// A field, taken out.
    pub(super) fn take(&mut self, name: &str) -> Option<Node<'t>> {
        self.fields.take(name)
    }

    /// A text, taken out.
    pub(super) fn take_text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Node::Text(text) => Some(text.into_owned()),
            Node::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The addresses in a field.
    pub(super) fn addresses(&self, name: &str) -> Vec<&str> {
        match self.get(name) {
            Some(Node::List(list)) => list.iter().filter_map(address).collect(),
            Some(node) => address(node).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The element as it was written, without what every new document writes anew.
    pub(super) fn into_value(self) -> Value {
        let mut object = Map::new();
        object.insert("type".to_owned(), Value::String(self.kind.into_owned()));
        let name = if self.id.starts_with("_:") { "@id" } else { "spdxId" };
        object.insert(name.to_owned(), Value::String(self.id.into_owned()));
        for (name, node) in self.fields.0 {
            if !matches!(&*name, "creationInfo" | "@context") {
                object.insert(name.into_owned(), node.into_value());
            }
        }
        Value::Object(object)
    }
}

/// Sets the records of their making that stand within elements beside them, where elements name them: one for all that say the same
/// as the first.
pub(super) fn set_beside(elements: &mut Vec<Element<'_>>) {
    let mut records: Vec<Element<'_>> = Vec::new();
    for element in elements.iter_mut() {
        let within = element.fields.0.iter_mut().find(|(name, _)| name == "creationInfo");
        let Some((_, node @ Node::Object(_))) = within else { continue };
        let Node::Object(fields) = std::mem::replace(node, Node::Null) else { continue };
        let mut record = Element::new(element.at, fields);
        if record.id.is_empty() {
            record.id = format!("_:creationInfo-{}", element.at).into();
        }
        let known =
            records.first().filter(|first| first.fields == record.fields).map(|first| first.id.clone());
        *node = Node::Text(known.clone().unwrap_or_else(|| record.id.clone()));
        if known.is_none() {
            records.push(record);
        }
    }
    elements.append(&mut records);
}

/// The address that a node names, or that an element written in place has.
fn address<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match node {
        Node::Text(text) => Some(text),
        Node::Object(fields) => fields
            .0
            .iter()
            .find(|(name, _)| matches!(&**name, "spdxId" | "@id"))
            .and_then(|(_, node)| node.as_str()),
        _ => None,
    }
}

/// The items of a list, or the one value.
pub(super) fn items<'n, 't>(node: Option<&'n Node<'t>>) -> &'n [Node<'t>] {
    match node {
        Some(Node::List(list)) => list,
        Some(node) => std::slice::from_ref(node),
        None => &[],
    }
}

/// The places of elements by their addresses.
pub(super) fn index<'e>(elements: &'e [Element<'_>]) -> HashMap<&'e str, usize> {
    let mut index = HashMap::with_capacity(elements.len());
    for (place, element) in elements.iter().enumerate() {
        if !element.id.is_empty() {
            index.entry(&*element.id).or_insert(place);
        }
    }
    index
}
