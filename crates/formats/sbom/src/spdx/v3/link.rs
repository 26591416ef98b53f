//! Relationships as most are: texts alone. There are more of them than of all other elements together, and they are kept
//! until everything that they may name is known.

use std::borrow::Cow;

use super::elements::Element;
use crate::node::{Fields, Node};

/// The fields of a relationship that hold one text.
const TEXTS: [&str; 5] = ["from", "relationshipType", "creationInfo", "completeness", "scope"];

/// A relationship of texts that stand in the document, in a third of the memory that an element takes.
pub(super) struct Link<'t> {
    /// Its place in the graph.
    pub(super) at: usize,
    pub(super) id: &'t str,
    pub(super) kind: &'t str,
    texts: [Option<&'t str>; 5],
    pub(super) to: Box<[&'t str]>,
}

impl<'t> Link<'t> {
    /// The element as a link; nothing when it is another element, or says what a link does not hold.
    pub(super) fn of(element: &Element<'t>) -> Option<Self> {
        let (Cow::Borrowed(id), Cow::Borrowed(kind)) = (&element.id, &element.kind) else { return None };
        if !is_relationship(kind) {
            return None;
        }
        let mut link = Self { at: element.at, id, kind, texts: [None; 5], to: Box::default() };
        for (name, node) in &element.fields.0 {
            let place = TEXTS.iter().position(|text| text == name);
            match (place, node) {
                (Some(place), Node::Text(Cow::Borrowed(text))) if link.texts[place].is_none() => {
                    link.texts[place] = Some(text);
                }
                (None, Node::List(to)) if name == "to" && link.to.is_empty() => {
                    link.to = to.iter().map(borrowed).collect::<Option<_>>()?;
                }
                _ => return None,
            }
        }
        (!link.to.is_empty()).then_some(link)
    }

    /// The element again.
    pub(super) fn element(&self) -> Element<'t> {
        let mut fields = Fields(Vec::with_capacity(TEXTS.len() + 1));
        for (name, text) in TEXTS.into_iter().zip(self.texts) {
            fields.put_text(name, text);
            if name == "relationshipType" {
                fields.put("to", Node::List(self.to.iter().map(|to| Node::text(*to)).collect()));
            }
        }
        Element { at: self.at, id: self.id.into(), kind: self.kind.into(), fields }
    }

    pub(super) fn from(&self) -> Option<&'t str> {
        self.texts[0]
    }

    pub(super) fn creation(&self) -> Option<&'t str> {
        self.texts[2]
    }
}

/// Elements and links in the order of the document.
pub(super) fn in_order<'t>(
    elements: Vec<Element<'t>>,
    links: Vec<Link<'t>>,
) -> impl Iterator<Item = Element<'t>> {
    let (mut elements, mut links) = (elements.into_iter().peekable(), links.into_iter().peekable());
    std::iter::from_fn(move || {
        let next = elements.peek().map_or(usize::MAX, |element| element.at);
        match links.next_if(|link| link.at < next) {
            Some(link) => Some(link.element()),
            None => elements.next(),
        }
    })
}

/// Whether a type is one of the relationships without fields of their own.
pub(super) fn is_relationship(kind: &str) -> bool {
    matches!(kind, "Relationship" | "LifecycleScopedRelationship")
}

fn borrowed<'t>(node: &Node<'t>) -> Option<&'t str> {
    if let Node::Text(Cow::Borrowed(text)) = node { Some(text) } else { None }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_link_says_all_that_its_element_says() {
        let plain = json!({"type": "Relationship", "spdxId": "urn:r", "from": "urn:a", "relationshipType": "contains", "to": ["urn:b", "urn:c"]});
        let scoped = json!({"type": "LifecycleScopedRelationship", "spdxId": "urn:r", "from": "urn:a", "relationshipType": "dependsOn",
            "to": ["urn:b"], "scope": "test", "completeness": "complete"});
        for value in [plain, scoped] {
            let link = Link::of(&Element::of(&value).unwrap()).unwrap();
            assert_eq!(link.element().into_value(), value);
        }
    }

    #[test]
    fn what_a_link_does_not_hold_is_no_link() {
        let with = |field: &str, value: Value| {
            let mut element =
                json!({"type": "Relationship", "spdxId": "urn:r", "from": "urn:a", "to": ["urn:b"]});
            element[field] = value;
            Link::of(&Element::of(&element).unwrap()).is_some()
        };
        assert!(with("scope", json!("test")));
        for (field, value) in [
            ("comment", json!("why")),
            ("scope", json!(["test"])),
            ("to", json!("urn:b")),
            ("to", json!([])),
            ("to", json!([{}])),
            ("from", json!({})),
            ("type", json!("Annotation")),
        ] {
            assert!(!with(field, value.clone()), "{field} {value}");
        }
    }
}
