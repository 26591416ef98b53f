//! The JSON of a graph: `@context`, and `@graph` or a single element.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::node::{Depth, Fields, Name, Node};
use crate::spdx::json::{TOO_MANY, refusal};
use crate::spdx::v3::elements::{Element, set_beside};
use crate::spdx::v3::link::Link;
use crate::text::json_fault;
use crate::{Limits, ReadError};

/// What a document holds.
pub(super) struct Document<'t> {
    pub(super) context: Node<'t>,
    pub(super) elements: Vec<Element<'t>>,
    pub(super) links: Vec<Link<'t>>,
}

/// Reads the elements of a document.
///
/// # Errors
/// When the text is no JSON object, or passes a bound.
pub(super) fn read<'t>(text: &'t str, limits: &Limits) -> Result<Document<'t>, ReadError> {
    let mut document = Document { context: Node::Null, elements: Vec::new(), links: Vec::new() };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Top(&mut document, limits).deserialize(&mut deserializer).and_then(|()| deserializer.end());
    match read {
        Ok(()) => {
            set_beside(&mut document.elements);
            Ok(document)
        }
        Err(error) => Err(refusal("JSON", error.line() as u64, json_fault(&error))),
    }
}

struct Top<'d, 't>(&'d mut Document<'t>, &'d Limits);

impl<'t> DeserializeSeed<'t> for Top<'_, 't> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'t> Visitor<'t> for Top<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an SPDX 3 document, which is an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut access: A) -> Result<(), A::Error> {
        let Self(document, limits) = self;
        let depth = Depth(limits.depth).below()?;
        let mut own = Fields::default();
        while let Some(name) = access.next_key_seed(Name)? {
            match &*name {
                "@context" => document.context = access.next_value_seed(depth)?,
                "@graph" => access.next_value_seed(Graph(document, limits))?,
                _ => own.put(name, access.next_value_seed(depth)?),
            }
        }
        // A document of one element is that element.
        if own.0.iter().any(|(name, _)| matches!(&**name, "type" | "@type")) {
            document.elements.push(Element::new(0, own));
        }
        Ok(())
    }
}

struct Graph<'d, 't>(&'d mut Document<'t>, &'d Limits);

impl<'t> DeserializeSeed<'t> for Graph<'_, 't> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Graph<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the list of elements `@graph`")
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut access: A) -> Result<(), A::Error> {
        let Self(document, limits) = self;
        let depth = Depth(limits.depth).below()?.below()?;
        let limit = limits.components.saturating_add(limits.relations);
        let mut at = 0;
        while let Some(node) = access.next_element_seed(depth)? {
            if at == limit {
                return Err(A::Error::custom(format!("`@graph` has {TOO_MANY} {limit}")));
            }
            let fields = match node {
                Node::Object(fields) => fields,
                _ => Fields::default(),
            };
            let element = Element::new(at, fields);
            match Link::of(&element) {
                Some(link) => document.links.push(link),
                None => document.elements.push(element),
            }
            at += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'t>>(self, mut access: A) -> Result<(), A::Error> {
        while access.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Err(A::Error::custom("`@graph` must be a list"))
    }
}
