//! From elements to the parts that JSON has, by the grammar.

use std::borrow::Cow;

use serde_json::Number;

use super::element::Element;
use crate::cyclonedx::grammar::{Field, GRAMMAR, Kind, Object, Place, Scalar};
use crate::cyclonedx::scalar as rules;
use crate::node::{Fields, Node};

/// The field of an object that an element stands for.
pub(super) fn find(object: &Object, element: &Element<'_>) -> Option<usize> {
    object.fields.iter().position(|field| match &field.place {
        Place::Element(name) | Place::Repeated(name, _) | Place::Wrapped(name, ..) => *name == element.name,
        Place::Chosen(name, _) => *name == element.name,
        Place::Licenses | Place::Data => field.name == element.name,
        Place::Attribute(_) | Place::Content | Place::Nowhere => false,
    })
}

/// Attributes as fields; those that the object does not have get an `@` before their name.
pub(super) fn attributes<'d>(
    object: &Object,
    attributes: &[(Cow<'d, str>, Cow<'d, str>)],
) -> Vec<(Cow<'d, str>, Node<'d>)> {
    let field = |name: &str| {
        let mut fields = object.fields.iter();
        fields.find(|field| matches!(field.place, Place::Attribute(found) if found == name))
    };
    attributes
        .iter()
        .map(|(name, value)| match field(name) {
            Some(field) => (Cow::Borrowed(field.name), scalar(&field.kind, value.clone())),
            None => (Cow::Owned(format!("@{name}")), Node::Text(value.clone())),
        })
        .collect()
}

/// The value of a field that stands in an element.
pub(super) fn field<'d>(field: &Field, element: Element<'d>) -> Node<'d> {
    match (&field.place, &field.kind) {
        (Place::Licenses, _) => Node::List(element.children.into_iter().map(license).collect()),
        (Place::Data, _) => Node::List(element.children.into_iter().map(data).collect()),
        (Place::Wrapped(_, names, by), kind) => wrapped(kind, names, *by, element),
        (_, kind) => value(kind, element),
    }
}

/// What one item of a list of the document stands for; a nested dependency stands for entries of its own as well.
pub(super) fn items<'d>(kind: &Kind, place: &Place, element: Element<'d>) -> Vec<Node<'d>> {
    let mut entries = Vec::new();
    match place {
        Place::Wrapped(_, names, _) if names[0] == "dependency" => dependencies(kind, element, &mut entries),
        Place::Wrapped(_, names, by) => entries.push(item(kind, names, *by, element)),
        _ => entries.push(value(kind, element)),
    }
    entries
}

/// An element that the grammar does not know, with everything in it.
pub(super) fn plain(element: Element<'_>) -> Node<'_> {
    if element.attributes.is_empty() && element.children.is_empty() {
        return Node::Text(element.text);
    }
    let mut fields = Fields::default();
    for (name, value) in element.attributes {
        fields.put(format!("@{name}"), Node::Text(value));
    }
    for child in element.children {
        put_again(&mut fields, child.name.clone(), plain(child));
    }
    if !element.text.trim().is_empty() {
        fields.put("#text", Node::Text(element.text));
    }
    Node::Object(fields)
}

/// Puts a field that may be there already: then they are a list.
fn put_again<'d>(fields: &mut Fields<'d>, name: Cow<'d, str>, node: Node<'d>) {
    match fields.0.iter_mut().find(|(found, _)| *found == name) {
        Some((_, Node::List(items))) => items.push(node),
        Some((_, first)) => {
            let one = std::mem::replace(first, Node::Null);
            *first = Node::List(vec![one, node]);
        }
        None => fields.put(name, node),
    }
}

fn value<'d>(kind: &Kind, element: Element<'d>) -> Node<'d> {
    match kind {
        Kind::Scalar(_) | Kind::Enum(_) if element.children.is_empty() => scalar(kind, element.text),
        Kind::Scalar(_) | Kind::Enum(_) => plain(element),
        Kind::Object(index) => Node::Object(object(GRAMMAR.object_at(*index), element)),
        Kind::List(kind) => Node::List(vec![value(kind, element)]),
        Kind::Either(_) => value(part(kind, &element), element),
    }
}

/// What one element can be: an object when it has parts, else text; of lists, their items.
fn part<'k>(kind: &'k Kind, element: &Element<'_>) -> &'k Kind {
    match kind {
        Kind::List(kind) => part(kind, element),
        Kind::Either(kinds) => {
            let has_parts = !element.children.is_empty();
            let parts = || kinds.iter().map(|(kind, _)| part(kind, element));
            let fits = parts().find(|kind| matches!(kind, Kind::Object(_)) == has_parts);
            fits.or_else(|| parts().next()).unwrap_or(kind)
        }
        kind => kind,
    }
}

fn object<'d>(object: &Object, element: Element<'d>) -> Fields<'d> {
    let mut fields = Fields(attributes(object, &element.attributes));
    for child in element.children {
        let Some(at) = find(object, &child) else {
            put_again(&mut fields, child.name.clone(), plain(child));
            continue;
        };
        let known = &object.fields[at];
        match &known.place {
            Place::Repeated(_, by) => {
                let kind = part(&known.kind, &child);
                add(&mut fields, known, single(kind, *by, child));
            }
            Place::Chosen(_, names) => {
                let kind = if let Kind::List(kind) = &known.kind { kind } else { &known.kind };
                add(&mut fields, known, wrapped(kind, names, None, child));
            }
            _ => fields.put(known.name, field(known, child)),
        }
    }
    let content = object.fields.iter().find(|field| field.place == Place::Content);
    match content {
        Some(field) if !element.text.is_empty() || field.required.is_some() => {
            fields.put(field.name, scalar(&field.kind, element.text));
        }
        None if !element.text.trim().is_empty() => fields.put("#text", Node::Text(element.text)),
        _ => {}
    }
    fields
}

/// Adds to a list; where one alone may stand instead, the list begins with the second.
fn add<'d>(fields: &mut Fields<'d>, field: &Field, item: Node<'d>) {
    match fields.0.iter_mut().find(|(found, _)| found == field.name) {
        Some((_, Node::List(items))) => items.push(item),
        Some((_, first)) => {
            let one = std::mem::replace(first, Node::Null);
            *first = Node::List(vec![one, item]);
        }
        None => {
            let may_be_alone = match &field.kind {
                Kind::Either(kinds) => kinds.iter().any(|(kind, _)| !matches!(kind, Kind::List(_))),
                _ => false,
            };
            fields.put(field.name, if may_be_alone { item } else { Node::List(vec![item]) });
        }
    }
}

fn wrapped<'d>(kind: &Kind, names: &[&'static str], by: Option<&str>, element: Element<'d>) -> Node<'d> {
    let is_list = element.children.iter().any(|child| names.contains(&&*child.name));
    match kind {
        Kind::List(kind) => {
            Node::List(element.children.into_iter().map(|child| item(kind, names, by, child)).collect())
        }
        // Items by their name, or else the object that may stand instead of a list.
        Kind::Either(kinds) if names.len() == 1 => {
            let fits = kinds.iter().find(|(kind, _)| matches!(kind, Kind::List(_)) == is_list);
            match &fits.unwrap_or(&kinds[0]).0 {
                kind @ Kind::List(_) => wrapped(kind, names, by, element),
                kind => value(kind, element),
            }
        }
        kind => {
            let mut children = element.children;
            match children.pop() {
                Some(only) if children.is_empty() => item(kind, names, by, only),
                last => Node::List(children.into_iter().chain(last).map(plain).collect()),
            }
        }
    }
}

/// An item of a list, whose name tells which of several kinds it is.
fn item<'d>(kind: &Kind, names: &[&'static str], by: Option<&str>, element: Element<'d>) -> Node<'d> {
    let Some(at) = names.iter().position(|name| *name == element.name) else {
        // A name that does not belong here makes an object that does not fit, which is then told.
        let mut fields = Fields::default();
        fields.put(element.name.clone(), plain(element));
        return Node::Object(fields);
    };
    match kind {
        Kind::Either(kinds) if names.len() > 1 => single(&kinds[at].0, by, element),
        kind => single(kind, by, element),
    }
}

/// An item by its element, or by an attribute of its element.
fn single<'d>(kind: &Kind, by: Option<&str>, mut element: Element<'d>) -> Node<'d> {
    let Some(by) = by else { return value(kind, element) };
    match element.attributes.iter().position(|(name, _)| name == by) {
        Some(at) => scalar(kind, element.attributes.swap_remove(at).1),
        None => Node::text(""),
    }
}

/// A license, or an expression with or without details.
fn license(mut element: Element<'_>) -> Node<'_> {
    let mut fields = Fields::default();
    match &*element.name {
        "license" => {
            fields.put("license", Node::Object(object(GRAMMAR.object("license"), element)));
            return Node::Object(fields);
        }
        "expression" => {
            let text = std::mem::take(&mut element.text);
            fields.put("expression", Node::Text(trimmed(text)));
        }
        "expression-detailed" => {
            if let Some(at) = element.attributes.iter().position(|(name, _)| name == "expression") {
                fields.put("expression", Node::Text(element.attributes.remove(at).1));
            }
        }
        _ => {
            fields.put(element.name.clone(), plain(element));
            return Node::Object(fields);
        }
    }
    fields.0.extend(object(GRAMMAR.object("license-choice"), element).0);
    Node::Object(fields)
}

/// What a service does with data, in the form up to 1.4 and in the form since 1.5.
fn data(mut element: Element<'_>) -> Node<'_> {
    let mut fields = Fields::default();
    let classification = if element.name == "classification" {
        Some(std::mem::take(&mut element))
    } else {
        let at = element.children.iter().position(|child| child.name == "classification");
        at.map(|at| element.children.remove(at))
    };
    if let Some(classification) = classification {
        for (name, value) in classification.attributes {
            fields.put(name, Node::Text(value));
        }
        fields.put("classification", Node::Text(classification.text));
    }
    fields.0.extend(object(GRAMMAR.object("service-data"), element).0);
    Node::Object(fields)
}

fn dependencies<'d>(kind: &Kind, mut element: Element<'d>, entries: &mut Vec<Node<'d>>) {
    let mut nested = Vec::new();
    for child in &mut element.children {
        if child.name == "dependency" && !child.children.is_empty() {
            let children = std::mem::take(&mut child.children);
            let attributes = child.attributes.clone();
            nested.push(Element { name: child.name.clone(), attributes, children, ..Element::default() });
        }
    }
    entries.push(value(kind, element));
    for element in nested {
        dependencies(kind, element, entries);
    }
}

fn scalar<'d>(kind: &Kind, text: Cow<'d, str>) -> Node<'d> {
    match kind {
        Kind::Scalar(Scalar::Text | Scalar::Any) => Node::Text(text),
        Kind::Scalar(Scalar::Boolean) => match text.trim() {
            "true" | "1" => Node::Bool(true),
            "false" | "0" => Node::Bool(false),
            _ => Node::Text(text),
        },
        Kind::Scalar(scalar) if rules::is_number(*scalar) => {
            number(text.trim()).map_or(Node::Text(text), Node::Number)
        }
        _ => Node::Text(trimmed(text)),
    }
}

fn number(text: &str) -> Option<Number> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let whole = text.parse::<u64>().map(Number::from).or_else(|_| text.parse::<i64>().map(Number::from));
    whole.ok().or_else(|| text.parse().ok().and_then(Number::from_f64))
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    let short = text.trim();
    if short.len() == text.len() { text } else { Cow::Owned(short.to_owned()) }
}
