//! RDF/XML as resources with properties. Reads what SPDX documents use of RDF/XML: typed nodes, `rdf:about`,
//! `rdf:ID`, `rdf:nodeID`, `rdf:resource`, nested nodes, `rdf:parseType="Resource"` and literals. Only the five
//! entities of XML itself and character references are replaced; others stay as they are written.

use std::collections::HashMap;

use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};

use crate::{Limits, ReadError};

/// All resources of a document.
#[derive(Default)]
pub(super) struct Graph {
    /// The resources in the order of their first mention.
    pub(super) resources: Vec<Resource>,
    by_name: HashMap<String, usize>,
}

/// Something that is spoken about.
#[derive(Debug, Default)]
pub(super) struct Resource {
    /// Its address; empty for one without a name.
    pub(super) about: String,
    /// Its types, as `prefix:Name`.
    pub(super) types: Vec<String>,
    /// Its properties, as `prefix:name`.
    pub(super) properties: Vec<(String, Object)>,
    /// The line of its first mention.
    pub(super) line: usize,
}

/// The value of a property.
#[derive(Clone, Debug)]
pub(super) enum Object {
    /// A text.
    Text(String),
    /// An address.
    Address(String),
    /// A resource of the document.
    Resource(usize),
}

impl Graph {
    /// The resource with an address, when the document says anything of it.
    pub(super) fn find(&self, address: &str) -> Option<&Resource> {
        self.by_name.get(address).map(|index| &self.resources[*index])
    }

    fn named(&mut self, name: &str, line: usize) -> usize {
        if let Some(index) = self.by_name.get(name) {
            return *index;
        }
        let about = if name.starts_with("_:") { String::new() } else { name.to_owned() };
        self.resources.push(Resource { about, line, ..Resource::default() });
        self.by_name.insert(name.to_owned(), self.resources.len() - 1);
        self.resources.len() - 1
    }

    fn unnamed(&mut self, line: usize) -> usize {
        self.resources.push(Resource { line, ..Resource::default() });
        self.resources.len() - 1
    }
}

/// An open element.
enum Frame {
    /// `rdf:RDF`, or one that is skipped.
    Root,
    /// A resource.
    Node(usize),
    /// A property of a resource.
    Property { subject: usize, name: String, text: String, is_told: bool },
}

/// Reads the resources.
///
/// # Errors
/// When the text is no XML, or nests deeper or has more resources than `limits` allows.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Graph, ReadError> {
    let mut reader = NsReader::from_str(text);
    let mut building = Building { graph: Graph::default(), stack: Vec::new(), line: 1, at: 0 };
    let bound = limits.components.saturating_add(limits.relations).saturating_mul(2);
    loop {
        let event = reader.read_event();
        building.advance(text, usize::try_from(reader.buffer_position()).unwrap_or(text.len()));
        let event = event.map_err(|error| building.syntax(error.to_string()))?;
        match event {
            Event::Start(start) => {
                if building.stack.len() >= limits.depth {
                    let (most, line) = (limits.depth, building.line);
                    let message =
                        format!("nested deeper than {most} levels at line {line}; no SBOM needs that");
                    return Err(ReadError::Bound(message));
                }
                building.open(&start, reader.resolver());
            }
            Event::Empty(start) => {
                building.open(&start, reader.resolver());
                building.close();
            }
            Event::End(_) => building.close(),
            Event::Text(text) => building.text(&text.xml_content(XmlVersion::Explicit1_0)),
            Event::CData(text) => building.text(&text),
            Event::GeneralRef(reference) => {
                match (reference.resolve_char_ref(), resolve_predefined_entity(&reference)) {
                    (Ok(Some(character)), _) => building.text(character.encode_utf8(&mut [0; 4])),
                    (_, Some(text)) => building.text(text),
                    _ => building.text(&format!("&{};", &*reference)),
                }
            }
            Event::Eof if building.stack.is_empty() => return Ok(building.graph),
            Event::Eof => return Err(building.syntax("the document ends inside an element".to_owned())),
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
        }
        if building.graph.resources.len() > bound {
            return Err(ReadError::Bound(format!(
                "the document has more than the limit of {bound} resources"
            )));
        }
    }
}

struct Building {
    graph: Graph,
    stack: Vec<Frame>,
    line: usize,
    at: usize,
}

impl Building {
    fn advance(&mut self, text: &str, to: usize) {
        let passed = text.as_bytes().get(self.at..to).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.at = to.max(self.at);
    }

    fn syntax(&self, message: String) -> ReadError {
        ReadError::Syntax { encoding: "RDF/XML", line: Some(self.line as u64), message }
    }

    fn open(&mut self, start: &BytesStart<'_>, resolver: &NamespaceResolver) {
        let name = qualified(start.name(), resolver, false);
        let attributes = attributes(start, resolver);
        let frame = match self.stack.last() {
            Some(Frame::Node(subject)) => self.property(*subject, name, &attributes),
            _ if name == "rdf:RDF" => Frame::Root,
            parent => {
                let parent = match parent {
                    Some(Frame::Property { subject, name, .. }) => Some((*subject, name.clone())),
                    _ => None,
                };
                self.node(parent, name, &attributes)
            }
        };
        self.stack.push(frame);
    }

    fn node(
        &mut self,
        parent: Option<(usize, String)>,
        name: String,
        attributes: &[(String, String)],
    ) -> Frame {
        let index = self.subject(attributes);
        if let Some((subject, property)) = parent {
            self.graph.resources[subject].properties.push((property, Object::Resource(index)));
            if let Some(Frame::Property { is_told, .. }) = self.stack.last_mut() {
                *is_told = true;
            }
        }
        let resource = &mut self.graph.resources[index];
        if name != "rdf:Description" && !resource.types.contains(&name) {
            resource.types.push(name);
        }
        for (name, value) in attributes.iter().filter(|(name, _)| !is_syntax(name)) {
            resource.properties.push((name.clone(), Object::Text(value.clone())));
        }
        Frame::Node(index)
    }

    fn property(&mut self, subject: usize, name: String, attributes: &[(String, String)]) -> Frame {
        let get = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
        if let Some(address) = get("rdf:resource") {
            let resource = &mut self.graph.resources[subject];
            match address.strip_prefix("http://spdx.org/rdf/terms#").filter(|_| name == "rdf:type") {
                Some(kind) => resource.types.push(format!("spdx:{kind}")),
                None => resource.properties.push((name.clone(), Object::Address(address.clone()))),
            }
            return Frame::Property { subject, name, text: String::new(), is_told: true };
        }
        let inner = match (get("rdf:nodeID"), get("rdf:parseType").map(String::as_str)) {
            (Some(id), _) => Some(self.graph.named(&format!("_:{id}"), self.line)),
            (None, Some("Resource")) => Some(self.graph.unnamed(self.line)),
            _ => None,
        };
        let Some(inner) = inner else {
            return Frame::Property { subject, name, text: String::new(), is_told: false };
        };
        self.graph.resources[subject].properties.push((name.clone(), Object::Resource(inner)));
        match get("rdf:parseType") {
            Some(_) => Frame::Node(inner),
            None => Frame::Property { subject, name, text: String::new(), is_told: true },
        }
    }

    fn subject(&mut self, attributes: &[(String, String)]) -> usize {
        for (name, value) in attributes {
            let name = match name.as_str() {
                "rdf:about" => value.clone(),
                "rdf:ID" => format!("#{value}"),
                "rdf:nodeID" => format!("_:{value}"),
                _ => continue,
            };
            return self.graph.named(&name, self.line);
        }
        self.graph.unnamed(self.line)
    }

    fn text(&mut self, more: &str) {
        if let Some(Frame::Property { text, is_told: false, .. }) = self.stack.last_mut() {
            text.push_str(more);
        }
    }

    fn close(&mut self) {
        if let Some(Frame::Property { subject, name, text, is_told: false }) = self.stack.pop() {
            self.graph.resources[subject].properties.push((name, Object::Text(text)));
        }
    }
}

/// Attributes of the syntax, which are no properties.
fn is_syntax(name: &str) -> bool {
    name.starts_with("rdf:") || name.starts_with("xml") || !name.contains(':')
}

fn attributes(start: &BytesStart<'_>, resolver: &NamespaceResolver) -> Vec<(String, String)> {
    let mut all = start.attributes();
    all.with_checks(false);
    all.flatten()
        .map(|attribute| {
            let name = qualified(attribute.key, resolver, true);
            let value = attribute
                .normalized_value(XmlVersion::Explicit1_0)
                .map_or_else(|_| attribute.value.clone().into_owned(), |value| value.into_owned());
            (name, value)
        })
        .collect()
}

/// A name with the usual prefix of its namespace, whatever the document's own prefix is.
fn qualified(name: QName<'_>, resolver: &NamespaceResolver, attribute: bool) -> String {
    let (namespace, local) =
        if attribute { resolver.resolve_attribute(name) } else { resolver.resolve_element(name) };
    let local = local.into_inner();
    let ResolveResult::Bound(namespace) = namespace else { return local.to_owned() };
    let prefix = match namespace.into_inner() {
        "http://spdx.org/rdf/terms#" => "spdx",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#" => "rdf",
        "http://www.w3.org/2000/01/rdf-schema#" => "rdfs",
        "http://usefulinc.com/ns/doap#" => "doap",
        "http://www.w3.org/2009/pointers#" => "ptr",
        "http://www.w3.org/2000/xmlns/" => "xmlns",
        other => return format!("{other}:{local}"),
    };
    format!("{prefix}:{local}")
}
