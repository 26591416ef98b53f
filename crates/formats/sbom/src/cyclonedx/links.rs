//! The references in native parts: those that they give to what is in them, and those by which they name other parts.

use serde_json::{Map, Value};

use super::check::{REFERENCE, choose};
use super::grammar::{GRAMMAR, Kind, Object, Scalar};
use crate::node::Node;

/// What a reference does where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It is the name of the object that holds it.
    Gives,
    /// It names another part of the document.
    Names,
}

/// Every object of a native part that bears a reference, with it.
pub(crate) fn bears<'v>(part: &'v Value, found: &mut Vec<(&'v str, &'v Value)>) {
    match part {
        Value::Array(items) => items.iter().for_each(|item| bears(item, found)),
        Value::Object(fields) => {
            found.extend(fields.get(REFERENCE).and_then(Value::as_str).map(|name| (name, part)));
            fields.values().for_each(|value| bears(value, found));
        }
        _ => {}
    }
}

/// Goes through the references of a native part of an object of the grammar. `visit` may write another one in its place, and
/// says whether one that names something stays. Whether the part still says something.
pub(crate) fn follow(
    object: &str,
    part: &str,
    value: &mut Value,
    visit: &mut dyn FnMut(Role, &mut String) -> bool,
) -> bool {
    let object = GRAMMAR.object(object);
    let Some(at) = object.find(part) else { return true };
    Links { visit }.value(&object.fields[at].kind, value)
}

struct Links<'v> {
    visit: &'v mut dyn FnMut(Role, &mut String) -> bool,
}

impl Links<'_> {
    /// Whether the value stays.
    fn value(&mut self, kind: &Kind, value: &mut Value) -> bool {
        match (kind, value) {
            (Kind::Scalar(Scalar::Reference), Value::String(name)) => (self.visit)(Role::Names, name),
            (Kind::Object(index), Value::Object(fields)) => self.object(GRAMMAR.object_at(*index), fields),
            (Kind::List(kind), Value::Array(items)) => {
                let had = !items.is_empty();
                items.retain_mut(|item| self.value(kind, item));
                !had || !items.is_empty()
            }
            (Kind::Either(kinds), value) => {
                let (kind, _) = choose(kinds, &Node::of(value));
                self.value(kind, value)
            }
            _ => true,
        }
    }

    /// An object goes with a field that it must have.
    fn object(&mut self, object: &Object, fields: &mut Map<String, Value>) -> bool {
        let mut stays = true;
        fields.retain(|name, value| {
            let Some(field) = object.find(name).map(|at| &object.fields[at]) else { return true };
            let kept = match value {
                Value::String(name) if field.name == REFERENCE => (self.visit)(Role::Gives, name),
                value => self.value(&field.kind, value),
            };
            stays &= kept || field.required.is_none();
            kept
        });
        stays
    }
}
