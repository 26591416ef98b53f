//! Identifiers, digests, references and properties.

use std::borrow::Cow;

use mainstay_model::{Hash, Purl, Reference};
use serde_json::Value;

use super::{Word, list};
use crate::node::{Fields, Node};

/// The package URL.
pub(in super::super) const PURL: Word<Option<Purl>> = Word {
    field: "purl",
    key: "cyclonedx:purl",
    read: |node| node.as_str()?.parse().ok(),
    render: |purl| Some(Node::text(purl.as_ref()?.to_string())),
};

/// The CPE name.
pub(in super::super) const CPE: Word<Option<String>> = Word {
    field: "cpe",
    key: "cyclonedx:cpe",
    read: |node| node.as_str().map(str::to_owned),
    render: |cpe| Some(Node::text(cpe.as_deref()?)),
};

/// The OmniBOR artifact ids.
pub(in super::super) const OMNIBOR_ID: Word<Vec<String>> = Word {
    field: "omniborId",
    key: "cyclonedx:omniborId",
    read: read_texts,
    render: |texts| render_texts(texts),
};

/// The Software Heritage ids.
pub(in super::super) const SWHID: Word<Vec<String>> =
    Word { field: "swhid", key: "cyclonedx:swhid", read: read_texts, render: |texts| render_texts(texts) };

/// The tag id of the software identification tag; the tag itself is kept.
pub(in super::super) const SWID: Word<Option<String>> = Word {
    field: "swid",
    key: "cyclonedx:swid",
    read: |node| node.str("tagId").map(str::to_owned),
    render: render_swid,
};

/// Digests of a component.
pub(in super::super) const HASHES: Word<Vec<Hash>> = Word {
    field: "hashes",
    key: "cyclonedx:hashes",
    read: read_hashes,
    render: |hashes| render_hashes(hashes),
};

/// Pointers of a component, a service or the document.
pub(in super::super) const REFERENCES: Word<Vec<Reference>> = Word {
    field: "externalReferences",
    key: "cyclonedx:externalReferences",
    read: |node| node.items().iter().filter_map(read_reference).collect(),
    render: |references| list(references.iter().map(render_reference).collect()),
};

/// Properties of a component.
pub(in super::super) const PROPERTIES: Word<Vec<(String, String)>> = Word {
    field: "properties",
    key: "cyclonedx:properties",
    read: read_properties,
    render: |properties| render_properties(properties),
};

/// Properties of the document.
pub(in super::super) const METADATA_PROPERTIES: Word<Vec<(String, String)>> = Word {
    field: "properties",
    key: "cyclonedx:metadata.properties",
    read: read_properties,
    render: |properties| render_properties(properties),
};

fn read_texts(node: &Node<'_>) -> Vec<String> {
    node.items().iter().filter_map(Node::as_str).map(str::to_owned).collect()
}

fn render_texts(texts: &[String]) -> Option<Node<'_>> {
    list(texts.iter().map(|text| Node::text(text.as_str())).collect())
}

fn render_swid(tag: &Option<String>) -> Option<Node<'_>> {
    let tag = tag.as_deref()?;
    let mut fields = Fields::default();
    fields.put("tagId", Node::text(tag));
    fields.put("name", Node::text(tag));
    Some(Node::Object(fields))
}

/// Reads a list of digests.
pub(super) fn read_hashes(node: &Node<'_>) -> Vec<Hash> {
    let hash = |node: &Node<'_>| {
        let value = node.str("content")?.trim().to_ascii_lowercase();
        Some(Hash { algorithm: node.str("alg").unwrap_or_default().to_owned(), value })
    };
    node.items().iter().filter_map(hash).collect()
}

/// Writes a list of digests.
pub(super) fn render_hashes(hashes: &[Hash]) -> Option<Node<'_>> {
    let render = |hash: &'_ Hash| {
        let mut fields = Fields::default();
        fields.put("alg", Node::text(hash.algorithm.clone()));
        fields.put("content", Node::text(hash.value.clone()));
        Node::Object(fields)
    };
    list(hashes.iter().map(render).collect())
}

/// Whether a field that is kept beside the model only spells otherwise what the model says: a digest in capitals, a package URL with
/// its qualifiers in another order. What the reader leaves out, an entry without a digest or an address, is not said by the model.
pub(crate) fn restates(key: &str, part: &Value) -> bool {
    let node = Node::of(part);
    match key {
        _ if key == PURL.key => (PURL.read)(&node).is_some(),
        _ if key == HASHES.key => is_read(&node),
        _ if key == REFERENCES.key => is_list(&node, |item| {
            let hashes = item.fields().and_then(|fields| fields.get(HASHES.field));
            holds(item, "url", &["type", "comment"], &[HASHES.field]) && hashes.is_none_or(is_read)
        }),
        _ => false,
    }
}

/// Whether all of a list of digests is read.
fn is_read(hashes: &Node<'_>) -> bool {
    is_list(hashes, |hash| holds(hash, "content", &["alg"], &[]))
}

fn is_list(node: &Node<'_>, item: impl Fn(&Node<'_>) -> bool) -> bool {
    *node == Node::Null || matches!(node, Node::List(items) if items.iter().all(item))
}

/// Whether an object has the text without which it is not read, and beside it these texts and other fields alone.
fn holds(object: &Node<'_>, key: &str, texts: &[&str], others: &[&str]) -> bool {
    let is_told = |name: &str, node: &Node<'_>| match node {
        // It says nothing.
        Node::Null => true,
        Node::Text(_) => name == key || texts.contains(&name),
        _ => others.contains(&name),
    };
    let is_read = |fields: &Fields<'_>| fields.0.iter().all(|(name, node)| is_told(name, node));
    object.str(key).is_some() && object.fields().is_some_and(is_read)
}

fn read_reference(node: &Node<'_>) -> Option<Reference> {
    let fields = node.fields()?;
    Some(Reference {
        kind: node.str("type").unwrap_or_default().to_owned(),
        url: node.str("url")?.to_owned(),
        comment: node.str("comment").map(str::to_owned),
        hashes: fields.get("hashes").map(read_hashes).unwrap_or_default(),
    })
}

fn render_reference(reference: &Reference) -> Node<'_> {
    let mut fields = Fields::default();
    fields.put("type", Node::text(reference.kind.as_str()));
    fields.put("url", Node::text(reference.url.as_str()));
    fields.put_text("comment", reference.comment.as_deref());
    if let Some(hashes) = render_hashes(&reference.hashes) {
        fields.put("hashes", hashes);
    }
    Node::Object(fields)
}

fn read_properties(node: &Node<'_>) -> Vec<(String, String)> {
    let text = |node: &Node<'_>, name| node.str(name).unwrap_or_default().to_owned();
    let items = node.items().iter().filter(|item| item.fields().is_some());
    items.map(|item| (text(item, "name"), text(item, "value"))).collect()
}

fn render_properties(properties: &[(String, String)]) -> Option<Node<'_>> {
    list(properties.iter().map(|(name, value)| property(name.as_str(), value.as_str())).collect())
}

/// One property.
pub(in super::super) fn property<'t, T: Into<Cow<'t, str>>>(name: T, value: T) -> Node<'t> {
    let mut fields = Fields::default();
    fields.put("name", Node::text(name));
    fields.put("value", Node::text(value));
    Node::Object(fields)
}
