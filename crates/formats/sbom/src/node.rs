//! One part of a document, the same whatever its encoding. Text is borrowed from the document where it can be.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Number, Value};

mod read;

pub(crate) use read::{Depth, Name, TOO_DEEP};

/// A value of a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node<'a> {
    /// JSON `null`.
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Node<'a>>),
    /// An object.
    Object(Fields<'a>),
}

impl<'a> Node<'a> {
    /// Text.
    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// The text, when it is text.
    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, when it is a whole one and not negative.
    pub(crate) fn as_u64(&self) -> Option<u64> {
        if let Self::Number(number) = self { number.as_u64() } else { None }
    }

    /// The items; none when it is no list.
    pub(crate) fn items(&self) -> &[Node<'a>] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The fields, when it is an object.
    pub(crate) fn fields(&self) -> Option<&Fields<'a>> {
        if let Self::Object(fields) = self { Some(fields) } else { None }
    }

    /// A text field of an object.
    pub(crate) fn str(&self, name: &str) -> Option<&str> {
        self.fields()?.get(name)?.as_str()
    }

    /// What it is, for messages.
    pub(crate) fn shape(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// The same as a value that owns everything.
    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(flag) => Value::Bool(flag),
            Self::Number(number) => Value::Number(number),
            Self::Text(text) => Value::String(text.into_owned()),
            Self::List(items) => items.into_iter().map(Self::into_value).collect(),
            Self::Object(fields) => {
                fields.0.into_iter().map(|(name, node)| (name.into_owned(), node.into_value())).collect()
            }
        }
    }

    /// The same, borrowing nothing.
    pub(crate) fn into_owned<'o>(self) -> Node<'o> {
        match self {
            Self::Null => Node::Null,
            Self::Bool(flag) => Node::Bool(flag),
            Self::Number(number) => Node::Number(number),
            Self::Text(text) => Node::text(text.into_owned()),
            Self::List(items) => Node::List(items.into_iter().map(Self::into_owned).collect()),
            Self::Object(fields) => Node::Object(fields.into_owned()),
        }
    }

    /// A value as a node.
    pub(crate) fn of(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::text(text.as_str()),
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(fields) => Self::Object(Fields(
                fields.iter().map(|(name, value)| (Cow::Borrowed(name.as_str()), Self::of(value))).collect(),
            )),
        }
    }
}

/// The fields of an object, in the order of the document; equal whatever their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields<'a>(pub(crate) Vec<(Cow<'a, str>, Node<'a>)>);

impl PartialEq for Fields<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().all(|(name, node)| other.get(name).is_some_and(|found| found == node))
    }
}

impl<'a> Fields<'a> {
    /// A field by name; the first when there are several.
    pub(crate) fn get(&self, name: &str) -> Option<&Node<'a>> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, node)| node)
    }

    /// Takes a field out.
    pub(crate) fn take(&mut self, name: &str) -> Option<Node<'a>> {
        let at = self.0.iter().position(|(found, _)| found == name)?;
        Some(self.0.remove(at).1)
    }

    /// Takes a text field out; a field that is no text stays.
    pub(crate) fn take_text(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(found, _)| found == name)?;
        if !matches!(self.0[at].1, Node::Text(_)) {
            return None;
        }
        match self.0.remove(at).1 {
            Node::Text(text) => Some(text.into_owned()),
            _ => None,
        }
    }

    /// Appends a field.
    pub(crate) fn put(&mut self, name: impl Into<Cow<'a, str>>, node: Node<'a>) {
        self.0.push((name.into(), node));
    }

    /// Appends a text field when there is one.
    pub(crate) fn put_text<T: Into<Cow<'a, str>>>(&mut self, name: &'static str, text: Option<T>) {
        if let Some(text) = text {
            self.put(name, Node::text(text));
        }
    }

    /// The same, borrowing nothing.
    pub(crate) fn into_owned<'o>(self) -> Fields<'o> {
        let owned =
            |(name, node): (Cow<'a, str>, Node<'a>)| (Cow::Owned(name.into_owned()), node.into_owned());
        Fields(self.0.into_iter().map(owned).collect())
    }

    /// The object with these fields; nothing when there are none.
    pub(crate) fn into_filled(self) -> Option<Node<'a>> {
        (!self.0.is_empty()).then_some(Node::Object(self))
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => out.serialize_unit(),
            Self::Bool(flag) => out.serialize_bool(*flag),
            Self::Number(number) => number.serialize(out),
            Self::Text(text) => out.serialize_str(text),
            Self::List(items) => out.collect_seq(items),
            Self::Object(fields) => {
                let mut map = out.serialize_map(Some(fields.0.len()))?;
                for (name, node) in &fields.0 {
                    map.serialize_entry(name, node)?;
                }
                map.end()
            }
        }
    }
}
