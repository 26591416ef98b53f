//! Writes a document as XML.

use std::io::Write;

use mainstay_model::Bom;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::NAMESPACE;
use crate::cyclonedx::check::choose;
use crate::cyclonedx::grammar::{Field, GRAMMAR, Kind, Object, Place};
use crate::cyclonedx::version::Version;
use crate::cyclonedx::write::{Part, Writing};
use crate::node::{Fields, Node};
use crate::{Encoding, Rendered, Stamp, WriteError};

pub(super) type Written = std::io::Result<()>;

/// Writes a document, part by part.
pub(in super::super) fn render(bom: &Bom, stamp: &Stamp, version: Version) -> Result<Rendered, WriteError> {
    let writing = Writing::new(bom, stamp, version, Encoding::Xml);
    let mut out = Out(Writer::new_with_indent(Vec::new(), b' ', 2), version);
    out.document(&writing).map_err(|error| WriteError::Encode(error.to_string()))?;
    let mut bytes = out.0.into_inner();
    bytes.push(b'\n');
    Ok(Rendered { bytes, losses: writing.into_losses().into_problems(version) })
}

pub(super) struct Out<W: Write>(pub(super) Writer<W>, Version);

impl<W: Write> Out<W> {
    fn document(&mut self, writing: &Writing<'_>) -> Written {
        let object = GRAMMAR.object("bom");
        let mut root = BytesStart::new("bom");
        root.push_attribute(("xmlns", format!("{NAMESPACE}{}", writing.version()).as_str()));
        for name in ["serialNumber", "version"] {
            if let Part::One(node) = writing.part(name) {
                root.push_attribute((name, text(&node).as_str()));
            }
        }
        let foreign: Vec<_> = writing.foreign().collect();
        for (name, node) in &foreign {
            if let Some(name) = name.strip_prefix('@') {
                root.push_attribute((name, text(node).as_str()));
            }
        }
        self.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        self.0.write_event(Event::Start(root))?;
        for field in object.fields.iter().filter(|field| !matches!(field.place, Place::Attribute(_))) {
            match (writing.part(field.name), &field.place, &field.kind) {
                (Part::One(node), ..) => self.field(field, &node)?,
                (Part::Many(items), Place::Wrapped(name, names, _), Kind::List(kind)) => {
                    self.start(name)?;
                    for node in items {
                        self.value(names[0], kind, &node)?;
                    }
                    self.end(name)?;
                }
                _ => {}
            }
        }
        self.elements(&foreign)?;
        self.end("bom")
    }

    fn field(&mut self, field: &Field, node: &Node<'_>) -> Written {
        match (&field.place, node) {
            (Place::Element(name), _) => self.value(name, &field.kind, node),
            (Place::Repeated(name, by), Node::List(items)) => {
                items.iter().try_for_each(|node| self.item(name, *by, item_kind(&field.kind, node), node))
            }
            (Place::Repeated(name, by), node) => self.item(name, *by, &field.kind, node),
            (Place::Wrapped(name, names, by), node) => self.wrapped(name, names, *by, &field.kind, node),
            (Place::Chosen(name, names), Node::List(items)) => items
                .iter()
                .try_for_each(|node| self.wrapped(name, names, None, item_kind(&field.kind, node), node)),
            (Place::Licenses, node) => {
                self.start(field.name)?;
                node.items().iter().try_for_each(|node| self.license(node))?;
                self.end(field.name)
            }
            (Place::Data, node) => {
                self.start(field.name)?;
                node.items().iter().try_for_each(|node| self.data(node))?;
                self.end(field.name)
            }
            (Place::Attribute(_) | Place::Content | Place::Nowhere | Place::Chosen(..), _) => Ok(()),
        }
    }

    fn wrapped(
        &mut self,
        name: &str,
        names: &[&'static str],
        by: Option<&str>,
        kind: &Kind,
        node: &Node<'_>,
    ) -> Written {
        // An object that stands instead of a list is its own wrapper.
        if let (Node::Object(fields), 1) = (node, names.len()) {
            return self.object(name, object_of(kind, node), fields);
        }
        self.start(name)?;
        let nodes = if let Node::List(items) = node { items } else { std::slice::from_ref(node) };
        for node in nodes {
            let kind =
                if matches!(kind, Kind::Either(_)) && names.len() > 1 { kind } else { item_kind(kind, node) };
            let (at, kind) = alternative(kind, node);
            self.item(names.get(at).unwrap_or(&names[0]), by, kind, node)?;
        }
        self.end(name)
    }

    fn item(&mut self, name: &str, by: Option<&str>, kind: &Kind, node: &Node<'_>) -> Written {
        match by {
            Some(by) => {
                let mut start = BytesStart::new(name);
                start.push_attribute((by, text(node).as_str()));
                self.0.write_event(Event::Empty(start))
            }
            None => self.value(name, kind, node),
        }
    }

    fn value(&mut self, name: &str, kind: &Kind, node: &Node<'_>) -> Written {
        match node {
            Node::Object(fields) => self.object(name, object_of(kind, node), fields),
            Node::List(items) => {
                items.iter().try_for_each(|node| self.value(name, item_kind(kind, node), node))
            }
            _ => self.leaf(BytesStart::new(name), &text(node)),
        }
    }

    fn object(&mut self, name: &str, object: Option<&Object>, fields: &Fields<'_>) -> Written {
        let Some(object) = object else { return Ok(()) };
        self.element(BytesStart::new(name), object, fields)
    }

    /// An element with the attributes, the elements and the text of an object, in the order of the grammar.
    fn element(&mut self, mut start: BytesStart<'_>, object: &Object, fields: &Fields<'_>) -> Written {
        let mut content = None;
        let mut parts = Vec::new();
        for field in &object.fields {
            let Some(node) = fields.get(field.name) else { continue };
            match field.place {
                Place::Attribute(name) => start.push_attribute((name, text(node).as_str())),
                Place::Content => content = Some(text(node)),
                _ => parts.push((field, node)),
            }
        }
        for (name, node) in &fields.0 {
            if let Some(name) = name.strip_prefix('@') {
                start.push_attribute((name, text(node).as_str()));
            }
        }
        if let Some(content) = content {
            return self.leaf(start, &content);
        }
        if parts.is_empty() && !fields.0.iter().any(|(name, _)| name.starts_with('{')) {
            return self.0.write_event(Event::Empty(start));
        }
        let end = start.to_end().into_owned();
        self.0.write_event(Event::Start(start))?;
        parts.into_iter().try_for_each(|(field, node)| self.field(field, node))?;
        self.elements(&fields.0)?;
        self.0.write_event(Event::End(end))
    }

    /// The elements of other namespaces, which stand behind those of CycloneDX.
    fn elements<N: AsRef<str>>(&mut self, fields: &[(N, Node<'_>)]) -> Written {
        let mut foreign = fields.iter().filter(|(name, _)| name.as_ref().starts_with('{'));
        foreign.try_for_each(|(name, node)| self.foreign(name.as_ref(), node, self.1))
    }

    fn license(&mut self, node: &Node<'_>) -> Written {
        let Some(fields) = node.fields() else { return Ok(()) };
        if let Some(Node::Object(license)) = fields.get("license") {
            return self.object("license", Some(GRAMMAR.object("license")), license);
        }
        let mut rest = fields.clone();
        let expression = rest.take("expression").as_ref().map(text).unwrap_or_default();
        let choice = GRAMMAR.object("license-choice");
        let is_detailed =
            ["expressionDetails", "licensing", "properties"].iter().any(|name| rest.get(name).is_some());
        if is_detailed {
            let mut start = BytesStart::new("expression-detailed");
            start.push_attribute(("expression", expression.as_str()));
            return self.element(start, choice, &rest);
        }
        let mut start = BytesStart::new("expression");
        for name in ["acknowledgement", "bom-ref"] {
            if let Some(node) = rest.get(name) {
                start.push_attribute((name, text(node).as_str()));
            }
        }
        self.leaf(start, &expression)
    }

    fn data(&mut self, node: &Node<'_>) -> Written {
        let Some(fields) = node.fields() else { return Ok(()) };
        let mut rest = fields.clone();
        let flow = rest.take("flow").as_ref().map(text).unwrap_or_default();
        let classification = rest.take("classification").as_ref().map(text).unwrap_or_default();
        let mut start = BytesStart::new("dataflow");
        for name in ["name", "description"] {
            if let Some(node) = rest.take(name) {
                start.push_attribute((name, text(&node).as_str()));
            }
        }
        self.0.write_event(Event::Start(start))?;
        let mut inner = BytesStart::new("classification");
        inner.push_attribute(("flow", flow.as_str()));
        self.leaf(inner, &classification)?;
        for field in &GRAMMAR.object("service-data").fields {
            if let Some(node) = rest.get(field.name) {
                self.field(field, node)?;
            }
        }
        self.end("dataflow")
    }

    /// An element with nothing but text in it.
    pub(super) fn leaf(&mut self, start: BytesStart<'_>, text: &str) -> Written {
        if text.is_empty() {
            return self.0.write_event(Event::Empty(start));
        }
        let end = start.to_end().into_owned();
        self.0.write_event(Event::Start(start))?;
        self.words(text)?;
        self.0.write_event(Event::End(end))
    }

    /// Text. A carriage return that is not escaped is none for who reads it.
    pub(super) fn words(&mut self, text: &str) -> Written {
        let escaped = quick_xml::escape::escape(text).replace('\r', "&#13;");
        self.0.write_event(Event::Text(BytesText::from_escaped(escaped)))
    }

    fn start(&mut self, name: &str) -> Written {
        self.0.write_event(Event::Start(BytesStart::new(name)))
    }

    fn end(&mut self, name: &str) -> Written {
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }
}

/// A value without parts as text, without the characters that XML cannot hold.
pub(super) fn text(node: &Node<'_>) -> String {
    match node {
        Node::Text(text) => text.chars().filter(|letter| is_held(*letter)).collect(),
        Node::Bool(flag) => flag.to_string(),
        Node::Number(number) => number.to_string(),
        Node::Null | Node::List(_) | Node::Object(_) => String::new(),
    }
}

/// Whether XML has a place for a character.
pub(in super::super) fn is_held(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// The kind of the items, where a list or one of several lists may stand.
fn item_kind<'k>(kind: &'k Kind, node: &Node<'_>) -> &'k Kind {
    match kind {
        Kind::List(kind) => kind,
        Kind::Either(kinds) => {
            let lists = kinds.iter().map(|(kind, _)| kind).filter(|kind| matches!(kind, Kind::List(_)));
            let mut parts = lists.map(|kind| item_kind(kind, node));
            let is_object = node.fields().is_some();
            parts.find(|kind| matches!(kind, Kind::Object(_)) == is_object).unwrap_or(kind)
        }
        kind => kind,
    }
}

/// Which of several kinds a node is, with its place among them.
fn alternative<'k>(kind: &'k Kind, node: &Node<'_>) -> (usize, &'k Kind) {
    let Kind::Either(kinds) = kind else { return (0, kind) };
    let chosen = choose(kinds, node);
    let at = kinds.iter().position(|kind| std::ptr::eq(kind, chosen)).unwrap_or(0);
    (at, &chosen.0)
}

fn object_of<'k>(kind: &'k Kind, node: &Node<'_>) -> Option<&'k Object> {
    match kind {
        Kind::Object(index) => Some(GRAMMAR.object_at(*index)),
        Kind::List(kind) => object_of(kind, node),
        Kind::Either(kinds) => object_of(&choose(kinds, node).0, node),
        _ => None,
    }
}
