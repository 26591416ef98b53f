//! One part of a document, the same for JSON and XML. Text is borrowed from the document where it can be.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Number, Value};

/// A value of a document.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node<'a> {
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
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// The text, when it is text.
    pub(super) fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, when it is a whole one and not negative.
    pub(super) fn as_u64(&self) -> Option<u64> {
        if let Self::Number(number) = self { number.as_u64() } else { None }
    }

    /// The items; none when it is no list.
    pub(super) fn items(&self) -> &[Node<'a>] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The fields, when it is an object.
    pub(super) fn fields(&self) -> Option<&Fields<'a>> {
        if let Self::Object(fields) = self { Some(fields) } else { None }
    }

    /// A text field of an object.
    pub(super) fn str(&self, name: &str) -> Option<&str> {
        self.fields()?.get(name)?.as_str()
    }

    /// The same as a value that owns everything.
    pub(super) fn into_value(self) -> Value {
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
    pub(super) fn into_owned<'o>(self) -> Node<'o> {
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
    pub(super) fn of(value: &'a Value) -> Self {
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
pub(super) struct Fields<'a>(pub(super) Vec<(Cow<'a, str>, Node<'a>)>);

impl PartialEq for Fields<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().all(|(name, node)| other.get(name).is_some_and(|found| found == node))
    }
}

impl<'a> Fields<'a> {
    /// A field by name; the first when there are several.
    pub(super) fn get(&self, name: &str) -> Option<&Node<'a>> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, node)| node)
    }

    /// Takes a field out.
    pub(super) fn take(&mut self, name: &str) -> Option<Node<'a>> {
        let at = self.0.iter().position(|(found, _)| found == name)?;
        Some(self.0.remove(at).1)
    }

    /// Takes a text field out; a field that is no text stays.
    pub(super) fn take_text(&mut self, name: &str) -> Option<String> {
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
    pub(super) fn put(&mut self, name: impl Into<Cow<'a, str>>, node: Node<'a>) {
        self.0.push((name.into(), node));
    }

    /// Appends a text field when there is one.
    pub(super) fn put_text<T: Into<Cow<'a, str>>>(&mut self, name: &'static str, text: Option<T>) {
        if let Some(text) = text {
            self.put(name, Node::text(text));
        }
    }

    /// The same, borrowing nothing.
    pub(super) fn into_owned<'o>(self) -> Fields<'o> {
        let owned =
            |(name, node): (Cow<'a, str>, Node<'a>)| (Cow::Owned(name.into_owned()), node.into_owned());
        Fields(self.0.into_iter().map(owned).collect())
    }

    /// The object with these fields; nothing when there are none.
    pub(super) fn into_filled(self) -> Option<Node<'a>> {
        (!self.0.is_empty()).then_some(Node::Object(self))
    }
}

/// Reads a node that may nest this deep.
#[derive(Clone, Copy)]
pub(super) struct Depth(pub(super) usize);

impl Depth {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        let left = self.0.checked_sub(1).ok_or_else(|| E::custom(TOO_DEEP))?;
        Ok(Self(left))
    }
}

/// What a reader says when a document nests too deep.
pub(super) const TOO_DEEP: &str = "nested too deep";

impl<'de> DeserializeSeed<'de> for Depth {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Node<'de>, D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Depth {
    type Value = Node<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node<'de>, E> {
        Ok(Number::from_f64(number).map_or(Node::Null, Node::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::text(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(Node::text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Node<'de>, E> {
        Ok(Node::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut input: A) -> Result<Node<'de>, A::Error> {
        let depth = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = input.next_element_seed(depth)? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut input: A) -> Result<Node<'de>, A::Error> {
        let depth = self.deeper()?;
        let mut fields = Fields::default();
        while let Some(name) = input.next_key_seed(Name)? {
            fields.put(name, input.next_value_seed(depth)?);
        }
        Ok(Node::Object(fields))
    }
}

/// Reads the name of a field, borrowed where it can be.
pub(super) struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Cow<'de, str>, D::Error> {
        input.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the name of a field")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
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
