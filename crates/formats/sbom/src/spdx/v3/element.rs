//! Packages and files as components.

use std::collections::HashMap;

use mainstay_model::{Component, ComponentKind, Hash, Party, Problem, Purl, Reference, Unread};
use serde_json::{Map, Value};

use super::elements::{Element, items};
use super::terms;
use crate::node::Node;
use crate::spdx::problems::Problems;
use crate::spdx::read::{copyright, download, key, order_references, split_group, tell_library};
use crate::spdx::words;

/// Whether an element is a component.
pub(super) fn is_component(kind: &str) -> bool {
    matches!(kind, "software_Package" | "software_File" | "ai_AIPackage" | "dataset_DatasetPackage")
}

/// Fields of SPDX 3 that are kept under their names of SPDX 2, so that both can be written from them.
pub(super) const SHARED: &[(&str, &str)] = &[
    ("software_sourceInfo", "sourceInfo"),
    ("software_attributionText", "attributionTexts"),
    ("releaseTime", "releaseDate"),
    ("builtTime", "builtDate"),
    ("validUntilTime", "validUntilDate"),
];

/// An element in the words of the model.
pub(super) fn component(
    mut element: Element<'_>,
    parties: &HashMap<String, Party>,
    problems: &mut Problems,
    unread: &mut Unread,
) -> Component {
    let mut component = Component {
        name: element.take_text("name").unwrap_or_default(),
        version: element.take_text("software_packageVersion"),
        description: element.take_text("description"),
        ..Component::default()
    };
    kind(&mut element, &mut component);
    people(&mut element, &mut component, parties);
    verified_using(&mut element, &mut component, unread);
    if let Some(home) = element.take_text("software_homePage") {
        component.references.push(Reference::new("website", home));
    }
    if let Some(location) = element.take_text("software_downloadLocation") {
        download(&mut component, location);
    }
    copyright(&mut component, element.take_text("software_copyrightText"));
    identities(&mut element, &mut component, problems);
    external_refs(&mut element, &mut component, unread);
    split_group(&mut component);
    order_references(&mut component.references);
    component.reference = std::mem::take(&mut element.id).into_owned();
    for (name, node) in element.fields.0 {
        match name.as_ref() {
            "creationInfo" | "@context" => {}
            name if is_term(name) => {
                let shared = SHARED.iter().find(|row| row.0 == name).map_or(name, |row| row.1);
                // One text stands for a list of one.
                let node = match node {
                    Node::Text(_) if name == "software_attributionText" => Node::List(vec![node]),
                    node => node,
                };
                component.extensions.insert(key(shared), node.into_value());
            }
            name => unread.count(name),
        }
    }
    component
}

/// Whether a field is one of SPDX 3: a profile's, or one of the core.
fn is_term(name: &str) -> bool {
    let profile = name.split_once('_').map_or("", |(profile, _)| profile);
    matches!(profile, "software" | "ai" | "dataset" | "build" | "security")
        || SHARED.iter().any(|row| row.0 == name)
        || matches!(
            name,
            "comment"
                | "summary"
                | "extension"
                | "standardName"
                | "supportLevel"
                | "verifiedUsing"
                | "suppliedBy"
                | "originatedBy"
                | "contentType"
        )
}

fn kind(element: &mut Element<'_>, component: &mut Component) {
    let own = match &*element.kind {
        "software_File" => Some(ComponentKind::File),
        "ai_AIPackage" => Some(ComponentKind::MachineLearningModel),
        "dataset_DatasetPackage" => Some(ComponentKind::Data),
        _ => None,
    };
    if own.is_some() && element.kind != "software_File" {
        component.extensions.insert(key("type"), Value::String(element.kind.clone().into_owned()));
    }
    if let Some(own) = own {
        component.kind = own;
        return;
    }
    let purpose = element.text("software_primaryPurpose").map(terms::purpose);
    match purpose {
        None => {}
        // It stays with the native parts.
        Some(None) => component.kind = ComponentKind::Other,
        Some(Some(kind)) => {
            component.kind = kind;
            element.take("software_primaryPurpose");
            if kind == ComponentKind::Library {
                tell_library(component);
            }
        }
    }
}

fn people(element: &mut Element<'_>, component: &mut Component, parties: &HashMap<String, Party>) {
    if let Some(supplier) = element.addresses("suppliedBy").first().and_then(|id| parties.get(*id)) {
        component.supplier = Some(Box::new(supplier.clone()));
        element.take("suppliedBy");
    }
    let known: Option<Vec<Party>> =
        element.addresses("originatedBy").into_iter().map(|id| parties.get(id).cloned()).collect();
    if let Some(known) = known {
        let mut known = known.into_iter();
        component.manufacturer = known.next().map(Box::new);
        component.authors.extend(known);
        element.take("originatedBy");
    }
}

fn verified_using(element: &mut Element<'_>, component: &mut Component, unread: &mut Unread) {
    let mut others = Vec::new();
    for method in list(element.take("verifiedUsing")) {
        match (method.str("algorithm"), method.str("hashValue")) {
            (Some(algorithm), Some(value)) if method.str("type") != Some("PackageVerificationCode") => {
                count_unread(&method, &["algorithm", "hashValue"], unread);
                let (algorithm, value) = (terms::algorithm(algorithm), value.to_ascii_lowercase());
                component.hashes.push(Hash { algorithm, value });
            }
            _ => others.push(method.into_value()),
        }
    }
    if !others.is_empty() {
        component.extensions.insert(key("verifiedUsing"), Value::Array(others));
    }
}

fn identities(element: &mut Element<'_>, component: &mut Component, problems: &mut Problems) {
    let at = element.at;
    let mut purl = |text: &str, component: &mut Component| match text.parse::<Purl>() {
        Ok(purl) if component.purl.is_none() => component.purl = Some(purl),
        // The same purl often stands in both places.
        Ok(purl) if component.purl.as_ref() == Some(&purl) => {}
        Ok(_) => component.identifiers.push(("purl".to_owned(), text.to_owned())),
        Err(error) => {
            let message = format!("the package URL `{text}` cannot be used: {error}");
            problems.push(Problem::warning("purl", message).at_pointer(format!("/@graph/{at}")));
            component.identifiers.push(("purl".to_owned(), text.to_owned()));
        }
    };
    if let Some(text) = element.take_text("software_packageUrl") {
        purl(&text, component);
    }
    let mut details = Map::new();
    for identifier in list(element.take("externalIdentifier")) {
        let Some(text) = identifier.str("identifier").map(str::to_owned) else { continue };
        let more = details_of(&identifier);
        if !more.is_empty() {
            details.insert(text.clone(), Value::Object(more));
        }
        match terms::short(identifier.str("externalIdentifierType").unwrap_or("other")) {
            "packageUrl" => purl(&text, component),
            "cpe22" | "cpe23" => component.cpes.push(text),
            "swid" => component.identifiers.push(("swid".to_owned(), words::swid_tag(&text).to_owned())),
            scheme => {
                // Schemes without a type of their own are named by the authority.
                let authority = identifier.str("issuingAuthority").filter(|_| scheme == "other");
                component.identifiers.push((authority.unwrap_or(scheme).to_owned(), text));
            }
        }
    }
    if !details.is_empty() {
        component.extensions.insert(key("externalIdentifier"), Value::Object(details));
    }
    for identifier in list(element.take("software_contentIdentifier")) {
        let kind = identifier.str("software_contentIdentifierType").map(terms::short);
        if let Some((kind, value)) = kind.zip(identifier.str("software_contentIdentifierValue")) {
            component.identifiers.push((kind.to_owned(), value.to_owned()));
        }
    }
}

/// What an external identifier says beside its kind and its text.
fn details_of(identifier: &Node<'_>) -> Map<String, Value> {
    let is_other = identifier.str("externalIdentifierType").map(terms::short) == Some("other");
    let fields = identifier.fields().map(|fields| fields.0.as_slice()).unwrap_or_default();
    let more = fields.iter().filter(|(name, _)| match &**name {
        "type" | "externalIdentifierType" | "identifier" => false,
        "issuingAuthority" => !is_other,
        _ => true,
    });
    more.map(|(name, node)| (name.clone().into_owned(), node.clone().into_value())).collect()
}

/// Counts what a part of an element says beyond what is read of it.
fn count_unread(node: &Node<'_>, read: &[&str], unread: &mut Unread) {
    let kind = node.str("type").unwrap_or_default();
    let fields = node.fields().map(|fields| fields.0.as_slice()).unwrap_or_default();
    for (name, _) in fields.iter().filter(|(name, _)| name != "type" && !read.contains(&&**name)) {
        unread.count(&format!("{kind}.{name}"));
    }
}

fn external_refs(element: &mut Element<'_>, component: &mut Component, unread: &mut Unread) {
    for reference in list(element.take("externalRef")) {
        count_unread(&reference, &["externalRefType", "locator", "comment"], unread);
        let kind = terms::reference(reference.str("externalRefType").unwrap_or("other"));
        let comment = reference.str("comment").map(str::to_owned);
        // A kind that SPDX 3 has no term for stands before the comment.
        let (kind, comment) = match comment.as_deref().and_then(|comment| comment.strip_prefix(KIND)) {
            Some(text) => match text.split_once(' ') {
                Some((kind, comment)) => (kind.to_owned(), Some(comment.to_owned())),
                None => (text.to_owned(), None),
            },
            None => (kind, comment),
        };
        let Some(fields) = reference.fields() else { continue };
        let locators = fields.get("locator");
        for url in items(locators).iter().filter_map(Node::as_str) {
            let (kind, url, comment) = (kind.clone(), url.to_owned(), comment.clone());
            component.references.push(Reference { kind, url, comment, hashes: Vec::new() });
        }
    }
}

/// How the comment of a reference names a kind that SPDX 3 has no term for.
pub(super) const KIND: &str = "kind:";

fn list(node: Option<Node<'_>>) -> Vec<Node<'_>> {
    match node {
        Some(Node::List(list)) => list,
        Some(node) => vec![node],
        None => Vec::new(),
    }
}
