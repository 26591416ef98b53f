//! Elements, pulled from the text one by one. No entity is expanded but the five of XML itself, and nothing outside
//! the document is ever read.

use std::borrow::Cow;

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, XmlVersion};

use crate::ReadError;

/// The deepest nesting that is read whatever the limits say, since elements are dropped by recursion.
const DEEPEST: usize = 256;

/// An element with everything in it.
#[derive(Debug, Default)]
pub(super) struct Element<'d> {
    /// Its name without prefix; `{namespace}name` when it is none of CycloneDX.
    pub(super) name: Cow<'d, str>,
    /// Attributes by name, as they are written.
    pub(super) attributes: Vec<(Cow<'d, str>, Cow<'d, str>)>,
    /// Elements in it.
    pub(super) children: Vec<Element<'d>>,
    /// Text in it.
    pub(super) text: Cow<'d, str>,
}

/// What comes next in an element.
pub(super) enum Step<'d> {
    /// An element whose content follows.
    Start(Element<'d>),
    /// The end of the element.
    End,
}

/// A document as a stream of elements.
pub(super) struct Elements<'d> {
    text: &'d str,
    reader: NsReader<&'d [u8]>,
    namespace: Option<String>,
    depth: usize,
    deepest: usize,
}

impl<'d> Elements<'d> {
    /// A document of which nothing is read yet.
    pub(super) fn new(text: &'d str, depth: usize) -> Self {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { text, reader, namespace: None, depth: 0, deepest: depth.min(DEEPEST) }
    }

    /// The namespace of the root element.
    pub(super) fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// The start of the root element.
    ///
    /// # Errors
    /// When there is none, or a document type that declares something.
    pub(super) fn root(&mut self) -> Result<Element<'d>, ReadError> {
        loop {
            match self.reader.read_event() {
                Ok(Event::Start(start)) => {
                    let (namespace, local) = self.reader.resolver().resolve_element(start.name());
                    if local.into_inner() != "bom" {
                        return Err(self.syntax(&format!("the root is `{}`, not `bom`", local.into_inner())));
                    }
                    if let ResolveResult::Bound(namespace) = namespace {
                        self.namespace = Some(namespace.into_inner().to_owned());
                    }
                    return self.element(&start);
                }
                Ok(Event::DocType(declaration)) if declaration.contains('[') => {
                    return Err(self.syntax("it declares a document type; remove <!DOCTYPE ...>"));
                }
                Ok(Event::Eof) => return Err(self.syntax("there is no element in it")),
                Ok(_) => {}
                Err(error) => return Err(self.syntax(&error.to_string())),
            }
        }
    }

    /// The next element inside the current one, or its end; text between them is passed over.
    ///
    /// # Errors
    /// When the XML is broken or nested too deep.
    pub(super) fn step(&mut self) -> Result<Step<'d>, ReadError> {
        loop {
            match self.next()? {
                Token::Start(element) => return Ok(Step::Start(element)),
                Token::End => return Ok(Step::End),
                Token::Text(_) => {}
            }
        }
    }

    /// The rest of an element whose start is behind.
    ///
    /// # Errors
    /// When the XML is broken or nested too deep.
    pub(super) fn rest(&mut self, start: Element<'d>) -> Result<Element<'d>, ReadError> {
        let mut open = vec![start];
        loop {
            match self.next()? {
                Token::Start(element) => open.push(element),
                Token::Text(text) => {
                    if let Some(last) = open.last_mut() {
                        append(&mut last.text, text);
                    }
                }
                Token::End => {
                    let Some(done) = open.pop() else { return Ok(Element::default()) };
                    match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => return Ok(done),
                    }
                }
            }
        }
    }

    /// Passes what follows the root element.
    ///
    /// # Errors
    /// When something other than comments follows.
    pub(super) fn end(&mut self) -> Result<(), ReadError> {
        loop {
            match self.reader.read_event() {
                Ok(Event::Eof) => return Ok(()),
                Ok(Event::Comment(_) | Event::PI(_)) => {}
                Ok(Event::Text(text)) if text.trim().is_empty() => {}
                Ok(_) => return Err(self.syntax("something follows the root element")),
                Err(error) => return Err(self.syntax(&error.to_string())),
            }
        }
    }

    fn next(&mut self) -> Result<Token<'d>, ReadError> {
        loop {
            match self.reader.read_event() {
                Ok(Event::Start(start)) => {
                    self.depth += 1;
                    if self.depth > self.deepest {
                        let (most, line) = (self.deepest, self.line());
                        let message =
                            format!("nested deeper than {most} levels at line {line}; no SBOM needs that");
                        return Err(ReadError::Bound(message));
                    }
                    return Ok(Token::Start(self.element(&start)?));
                }
                Ok(Event::End(_)) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Token::End);
                }
                Ok(Event::Text(text)) => return Ok(Token::Text(text.xml10_content())),
                Ok(Event::CData(text)) => return Ok(Token::Text(text.xml10_content())),
                Ok(Event::GeneralRef(name)) => return Ok(Token::Text(self.entity(&name)?)),
                Ok(Event::Eof) => return Err(self.syntax("it ends in the middle; get the whole document")),
                Ok(_) => {}
                Err(error) => return Err(self.syntax(&error.to_string())),
            }
        }
    }

    fn element(&self, start: &BytesStart<'d>) -> Result<Element<'d>, ReadError> {
        let (namespace, local) = self.reader.resolver().resolve_element(start.name());
        let name = match namespace {
            ResolveResult::Bound(found) if Some(found.into_inner()) != self.namespace.as_deref() => {
                format!("{{{}}}{}", found.into_inner(), local.into_inner())
            }
            _ => local.into_inner().to_owned(),
        };
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| self.syntax(&error.to_string()))?;
            let name = attribute.key.into_inner();
            if name == "xmlns" || name.starts_with("xmlns:") || name.starts_with("xsi:") {
                continue;
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| self.syntax(&error.to_string()))?;
            attributes.push((Cow::Owned(name.to_owned()), Cow::Owned(value.into_owned())));
        }
        Ok(Element { name: Cow::Owned(name), attributes, ..Element::default() })
    }

    fn entity(&self, name: &BytesRef<'_>) -> Result<Cow<'d, str>, ReadError> {
        if let Ok(Some(letter)) = name.resolve_char_ref() {
            return Ok(Cow::Owned(letter.to_string()));
        }
        resolve_xml_entity(name).map(Cow::Borrowed).ok_or_else(|| {
            self.syntax(&format!("the entity `&{};` is not known; entities are not read", &**name))
        })
    }

    fn syntax(&self, message: &str) -> ReadError {
        ReadError::Syntax { encoding: "XML", line: Some(self.line()), message: message.to_owned() }
    }

    /// The line that is being read, counted from one.
    fn line(&self) -> u64 {
        let place = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len());
        self.text.as_bytes()[..place].iter().filter(|&&byte| byte == b'\n').count() as u64 + 1
    }
}

enum Token<'d> {
    Start(Element<'d>),
    Text(Cow<'d, str>),
    End,
}

fn append<'d>(text: &mut Cow<'d, str>, more: Cow<'d, str>) {
    if text.is_empty() {
        *text = more;
    } else {
        text.to_mut().push_str(&more);
    }
}
