//! Where in a document something stands: a JSON Pointer, or the path of elements in XML.

use std::fmt::Write;

use super::grammar::{Field, Place};
use crate::Encoding;

/// A step from the root, linked to the steps before it.
#[derive(Clone, Copy)]
pub(super) struct Path<'p> {
    before: Option<&'p Path<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Root,
    Field(&'p Field),
    Name(&'p str),
    Item(usize),
}

impl<'p> Path<'p> {
    /// The document itself.
    pub(super) const ROOT: Path<'static> = Path { before: None, step: Step::Root };

    /// A field of what stands here.
    pub(super) fn field(&'p self, field: &'p Field) -> Path<'p> {
        Path { before: Some(self), step: Step::Field(field) }
    }

    /// A field that the grammar does not know.
    pub(super) fn name(&'p self, name: &'p str) -> Path<'p> {
        Path { before: Some(self), step: Step::Name(name) }
    }

    /// An item of the list that stands here, counted from zero.
    pub(super) fn item(&'p self, index: usize) -> Path<'p> {
        Path { before: Some(self), step: Step::Item(index) }
    }

    /// The path as text.
    pub(super) fn render(&self, encoding: Encoding) -> String {
        let mut out = String::new();
        match encoding {
            Encoding::Xml => self.elements(&mut out),
            _ => self.pointer(&mut out),
        }
        out
    }

    fn pointer(&self, out: &mut String) {
        if let Some(before) = self.before {
            before.pointer(out);
        }
        match self.step {
            Step::Root => {}
            Step::Field(field) => push_escaped(out, field.name),
            Step::Name(name) => push_escaped(out, name),
            Step::Item(index) => push_number(out, "/", index, ""),
        }
    }

    fn elements(&self, out: &mut String) {
        if let Some(before) = self.before {
            before.elements(out);
        }
        match self.step {
            Step::Root => out.push_str("/bom"),
            Step::Field(field) => push_element(out, field),
            Step::Name(name) => {
                out.push('/');
                out.push_str(name);
            }
            Step::Item(index) => self.element_item(out, index),
        }
    }

    fn element_item(&self, out: &mut String, index: usize) {
        match self.before.map(|before| before.step) {
            Some(Step::Field(field)) => match &field.place {
                Place::Repeated(..) | Place::Chosen(..) => push_number(out, "[", index + 1, "]"),
                Place::Wrapped(_, items, _) if items.len() == 1 => {
                    out.push('/');
                    out.push_str(items[0]);
                    push_number(out, "[", index + 1, "]");
                }
                _ => push_number(out, "/*[", index + 1, "]"),
            },
            _ => push_number(out, "/*[", index + 1, "]"),
        }
    }
}

fn push_element(out: &mut String, field: &Field) {
    let (before, name) = match &field.place {
        Place::Element(name)
        | Place::Repeated(name, _)
        | Place::Wrapped(name, ..)
        | Place::Chosen(name, _) => ("/", *name),
        Place::Attribute(name) => ("/@", *name),
        Place::Content => ("", ""),
        Place::Licenses | Place::Data | Place::Nowhere => ("/", field.name),
    };
    out.push_str(before);
    out.push_str(name);
}

fn push_escaped(out: &mut String, name: &str) {
    out.push('/');
    for letter in name.chars() {
        match letter {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            _ => out.push(letter),
        }
    }
}

fn push_number(out: &mut String, before: &str, number: usize, after: &str) {
    write!(out, "{before}{number}{after}").expect("a string takes everything");
}
