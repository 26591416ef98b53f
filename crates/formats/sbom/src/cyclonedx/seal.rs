//! Signatures in JSON Signature Format. A signature is for every value of the object that it stands in; what it is worth
//! once one of them has changed, nobody needs to compute. What an object says is remembered beside its signature when
//! it is read, and the signature is written only into an object that still says the same.

use std::hash::{DefaultHasher, Hash, Hasher};

use mainstay_model::Extensions;
use serde_json::Value;

use crate::node::{Fields, Node};

/// The field of signatures.
pub(super) const FIELD: &str = "signature";
/// Where it is remembered what the signature is for. No document has such a field.
const SEAL: &str = "mainstay:signed";

/// What the fields of a document say, taken in one by one and in any order.
#[derive(Clone, Copy, Default)]
pub(super) struct Seal(u64);

impl Seal {
    /// A list whose items follow.
    pub(super) fn list(&mut self, name: &str) {
        self.add(&(name, "list"));
    }

    /// One item of a list.
    pub(super) fn item(&mut self, name: &str, index: usize, node: &Node<'_>) {
        self.add(&(name, index, said(node)));
    }

    /// One field.
    pub(super) fn field(&mut self, name: &str, node: &Node<'_>) {
        self.add(&(name, said(node)));
    }

    /// Remembers it beside the signature of the document, where there is one.
    pub(super) fn close(self, parts: &mut Extensions) {
        let name = format!("cyclonedx:{FIELD}");
        if let Some(Value::Object(signature)) = parts.get(&name) {
            let mut signature = signature.clone();
            signature.insert(SEAL.to_owned(), Value::String(self.text()));
            parts.insert(name, Value::Object(signature));
        }
    }

    /// Whether a signature that was read is for what is said.
    pub(super) fn is_of(self, remembered: Option<&str>) -> bool {
        remembered == Some(&self.text())
    }

    /// The order of fields says nothing.
    fn add(&mut self, part: &impl Hash) {
        let mut hasher = DefaultHasher::new();
        part.hash(&mut hasher);
        self.0 = self.0.wrapping_add(hasher.finish());
    }

    fn text(self) -> String {
        format!("{:016x}", self.0)
    }

    fn of(fields: &Fields<'_>) -> Self {
        let mut seal = Self::default();
        fields.0.iter().filter(|(name, _)| name != SEAL).for_each(|(name, node)| seal.field(name, node));
        seal
    }
}

/// Remembers what every signed object in a part of a document says.
pub(super) fn close(node: &mut Node<'_>) {
    match node {
        Node::List(items) => items.iter_mut().for_each(close),
        Node::Object(fields) => {
            fields.0.iter_mut().for_each(|(_, node)| close(node));
            if !fields.0.iter().any(|(name, _)| name == FIELD) {
                return;
            }
            let text = Seal::of(fields).text();
            if let Some((_, Node::Object(signature))) = fields.0.iter_mut().find(|(name, _)| name == FIELD) {
                signature.put(SEAL, Node::text(text));
            }
        }
        _ => {}
    }
}

/// Takes out of the signature of an object what was remembered beside it.
pub(super) fn open(fields: &mut Fields<'_>) -> Option<String> {
    let (_, signature) = fields.0.iter_mut().find(|(name, _)| name == FIELD)?;
    let Node::Object(signature) = signature else { return None };
    signature.take_text(SEAL)
}

/// Whether an object still says what was signed.
pub(super) fn holds(fields: &Fields<'_>, remembered: Option<&str>) -> bool {
    Seal::of(fields).is_of(remembered)
}

fn said(node: &Node<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    match node {
        Node::Null => 0_u8.hash(&mut hasher),
        Node::Bool(flag) => (1_u8, flag).hash(&mut hasher),
        Node::Number(number) => (2_u8, number.to_string()).hash(&mut hasher),
        Node::Text(text) => (3_u8, text).hash(&mut hasher),
        Node::List(items) => {
            (4_u8, items.len()).hash(&mut hasher);
            items.iter().for_each(|item| said(item).hash(&mut hasher));
        }
        Node::Object(fields) => (5_u8, Seal::of(fields).0).hash(&mut hasher),
    }
    hasher.finish()
}

/// Whether a field of XML is a signature, which is for the very bytes of a document.
pub(super) fn is_xml(name: &str) -> bool {
    name == "{http://www.w3.org/2000/09/xmldsig#}Signature"
}
