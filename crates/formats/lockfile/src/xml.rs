//! XML to a bounded tree of elements.
//!
//! Read as a stream. Namespaces are dropped, a document type is skipped and entities other than the five of XML
//! itself are not expanded, so that no input can grow while it is read. A document that breaks off is read as far
//! as it goes.

use std::borrow::Cow;

use mainstay_model::Problem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::{Refusal, Source, notation};

/// Deeper nesting than this is refused: manifests need ten levels.
const MAX_DEPTH: usize = 128;
/// More elements than this are refused.
const MAX_ELEMENTS: usize = 2_000_000;

/// One element with everything in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// The name without its prefix.
    pub(crate) name: String,
    /// Attributes in the order of the file, names without prefixes.
    pub(crate) attributes: Vec<(String, String)>,
    /// The text directly in it, trimmed.
    pub(crate) text: String,
    /// The elements directly in it.
    pub(crate) children: Vec<Element>,
    /// The line where it starts, counted from one.
    pub(crate) line: u32,
    /// Whether its text names an entity that is not expanded; such a text is empty.
    cut: bool,
}

impl Element {
    /// The first element of a name directly in this one.
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All elements of a name directly in this one.
    pub(crate) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The elements at the end of a path of names, each step taking every element of that name.
    pub(crate) fn at(&self, path: &[&str]) -> Vec<&Element> {
        let mut found = vec![self];
        for name in path {
            let children = found.into_iter().flat_map(|element| &element.children);
            found = children.filter(|child| child.name == *name).collect();
        }
        found
    }

    /// The text of a child; `None` when it is missing or empty.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str()).filter(|text| !text.is_empty())
    }

    /// The value of an attribute; `None` when it is missing or empty.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }
}

/// Reads a source as XML. The problems tell where the document breaks off.
pub(crate) fn read(source: &Source<'_>) -> Result<(Element, Vec<Problem>), Refusal> {
    let mut mended = Vec::new();
    let text = notation::merged(decode(source.bytes, &mut mended)?, &mut mended);
    let mut builder = Builder { text: &text, ..Builder::default() };
    let mut reader = Reader::from_str(&text);
    let mut problems = Vec::new();
    loop {
        builder.advance(reader.buffer_position());
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => builder.take(event, &mut problems)?,
            Err(error) => {
                problems.push(broken(error.to_string(), builder.line));
                break;
            }
        }
    }
    if !builder.open.is_empty() && problems.is_empty() {
        problems.push(broken("the document ends before its elements are closed".to_owned(), builder.line));
    }
    match builder.finish() {
        Some(root) => {
            mended.append(&mut problems);
            Ok((root, mended))
        }
        None => {
            let message =
                problems.first().map_or_else(|| "there is no element".to_owned(), |p| p.message.clone());
            let refusal = Refusal::Syntax { format: "XML", line: None, message };
            Err(notation::explained(refusal, &mended))
        }
    }
}

fn broken(message: String, line: u32) -> Problem {
    let message = format!("the XML breaks off: {message}; what stands before is read");
    Problem::error("xml-syntax", message).at_line(u64::from(line))
}

#[derive(Default)]
struct Builder<'a> {
    text: &'a str,
    counted: usize,
    line: u32,
    elements: usize,
    open: Vec<Element>,
    root: Option<Element>,
}

impl Builder<'_> {
    /// Moves the line counter on to a position of the reader.
    fn advance(&mut self, position: u64) {
        let position = usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        let passed = self.text.as_bytes().get(self.counted..position).unwrap_or_default();
        let lines = passed.iter().filter(|&&byte| byte == b'\n').count();
        self.line = self.line.max(1).saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.counted = position.max(self.counted);
    }

    fn take(&mut self, event: Event<'_>, problems: &mut Vec<Problem>) -> Result<(), Refusal> {
        match event {
            Event::Start(start) => self.start(&start, problems)?,
            Event::Empty(start) => {
                self.start(&start, problems)?;
                self.end();
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.append(&text.xml10_content()),
            Event::CData(text) => self.append(&text.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(char)) => self.append(char.encode_utf8(&mut [0; 4])),
                _ => match quick_xml::escape::resolve_xml_entity(&reference) {
                    Some(text) => self.append(text),
                    None => {
                        let message = format!("the entity `&{};` is not expanded", &*reference);
                        let problem = Problem::warning("xml-entity", message);
                        problems.push(problem.at_line(u64::from(self.line)));
                        // The text around it is half of something that is not known.
                        if let Some(element) = self.open.last_mut() {
                            element.cut = true;
                        }
                    }
                },
            },
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn start(&mut self, start: &BytesStart<'_>, problems: &mut Vec<Problem>) -> Result<(), Refusal> {
        self.elements += 1;
        if self.open.len() >= MAX_DEPTH {
            return Err(Refusal::Bound(format!("elements are nested deeper than {MAX_DEPTH} levels")));
        }
        if self.elements > MAX_ELEMENTS {
            return Err(Refusal::Bound(format!("there are more than {MAX_ELEMENTS} elements")));
        }
        let mut attributes = start.attributes();
        let attributes = attributes.with_checks(false).flatten().map(|attribute| {
            let name = attribute.key.local_name().as_ref().to_owned();
            let value = quick_xml::escape::unescape(&attribute.value).map(Cow::into_owned);
            let value = value.unwrap_or_else(|_| {
                let message = format!("the attribute `{name}` names an entity that is not expanded");
                problems.push(Problem::warning("xml-entity", message).at_line(u64::from(self.line)));
                String::new()
            });
            (name, value)
        });
        self.open.push(Element {
            name: start.local_name().as_ref().to_owned(),
            attributes: attributes.collect(),
            line: self.line,
            ..Element::default()
        });
        Ok(())
    }

    fn end(&mut self) {
        let Some(mut element) = self.open.pop() else { return };
        if element.cut {
            element.text.clear();
        }
        let trimmed = element.text.trim();
        if trimmed.len() != element.text.len() {
            element.text = trimmed.to_owned();
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => {
                self.root.get_or_insert(element);
            }
        }
    }

    fn append(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }

    fn finish(mut self) -> Option<Element> {
        while !self.open.is_empty() {
            self.end();
        }
        self.root
    }
}

/// The text of a document in UTF-8, or Latin-1 where it declares that. In a document that declares something else a byte that is not
/// UTF-8 is replaced, as in other text.
fn decode<'a>(bytes: &'a [u8], problems: &mut Vec<Problem>) -> Result<Cow<'a, str>, Refusal> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text))),
        Err(_) if declares_latin1(bytes) => Ok(bytes.iter().map(|&byte| char::from(byte)).collect()),
        Err(_) => notation::unicode(bytes, problems),
    }
}

fn declares_latin1(bytes: &[u8]) -> bool {
    let end = bytes.iter().position(|&byte| byte == b'>').unwrap_or(0);
    let declaration = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    ["iso-8859-1", "latin1", "windows-1252", "us-ascii"].iter().any(|name| declaration.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NoTree, Registries};

    fn parse(bytes: &[u8]) -> Result<(Element, Vec<Problem>), Refusal> {
        read(&Source { path: "x.xml", bytes, tree: &NoTree, registries: &Registries::default() })
    }

    #[test]
    fn elements_know_text_attributes_and_line() {
        let (root, problems) = parse(
            b"<?xml version='1.0'?>\n<m:a xmlns:m='x'>\n <b c='1 &lt; 2'> x &amp;<![CDATA[ y<]]></b></m:a>",
        )
        .unwrap();
        let b = root.child("b").unwrap();
        assert_eq!((root.name.as_str(), b.text.as_str(), b.line), ("a", "x & y<", 3));
        assert_eq!((b.attribute("c"), problems.len()), (Some("1 < 2"), 0));
    }

    #[test]
    fn a_document_that_breaks_off_is_read_so_far() {
        let (root, problems) = parse(b"<a><b>1</b>\n<c><d>2</d>").unwrap();
        assert_eq!(root.text_of("b"), Some("1"));
        assert_eq!(root.at(&["c", "d"]).len(), 1);
        assert_eq!(problems[0].code, "xml-syntax");
    }

    #[test]
    fn entities_of_the_document_are_not_expanded() {
        let (root, problems) = parse(b"<!DOCTYPE a [<!ENTITY x 'xx'>]><a>&x;&x;</a>").unwrap();
        assert_eq!(root.text, "", "half a text is no text");
        assert_eq!(problems.len(), 2);
        let (root, problems) = parse(b"<a b='1.&x;'>y</a>").unwrap();
        assert_eq!((root.attribute("b"), problems.len()), (None, 1));
    }

    #[test]
    fn deep_nesting_and_texts_without_element_are_refused() {
        assert!(matches!(parse("<a>".repeat(10_000).as_bytes()), Err(Refusal::Bound(_))));
        assert!(matches!(parse(b"hello"), Err(Refusal::Syntax { .. })));
        assert!(matches!(parse(b"<a>\xff\0</a>"), Err(Refusal::Encoding)));
    }

    #[test]
    fn declared_latin_1_is_read_and_another_odd_byte_costs_no_document() {
        assert_eq!(parse(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe4</a>").unwrap().0.text, "ä");
        let (root, problems) = parse(b"<a><!-- caf\xe9 --><b>1</b></a>").unwrap();
        assert_eq!((root.text_of("b"), problems.len()), (Some("1"), 1));
    }
}
