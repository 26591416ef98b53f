//! What a document says, without what a writer must fill in and without an order that means nothing.

use std::collections::HashMap;

use mainstay_model::{Bom, Extensions, LicenseClaim, LicenseValue, NodeId};
use serde_json::Value;

use super::trips::stamp;

/// A model without the format, what the document lacked, references that were not there, and what a new SPDX document
/// says of its own making. Lists and objects without parts and
/// lists of one item are what XML makes of them.
pub(crate) fn essence(bom: &Bom, like: &Bom) -> Bom {
    let mut bom = bom.clone();
    let made_anew = bom.document.format.starts_with("spdx") || like.document.format.starts_with("spdx");
    let document = &mut bom.document;
    document.format.clear();
    document.spec_version = None;
    document.serial = document.serial.take().filter(|_| like.document.serial.is_some() && !made_anew);
    document.revision = document.revision.filter(|_| like.document.revision.is_some());
    document.created = document.created.take().filter(|_| like.document.created.is_some() && !made_anew);
    document.tools.retain(|tool| tool.name != stamp().tool.name);
    plain(&mut document.extensions);
    for (component, like) in bom.components.iter_mut().zip(&like.components) {
        if like.reference.is_empty() {
            component.reference.clear();
        }
        plain(&mut component.extensions);
    }
    for statement in &mut bom.statements {
        plain(&mut statement.extensions);
    }
    made(&mut bom);
    bom.relations.sort_by(|a, b| (a.from, a.to, &a.kind).cmp(&(b.from, b.to, &b.kind)));
    bom.unread = Default::default();
    bom
}

/// CycloneDX says before 1.6 of the document what it says of its component since: who made the component.
fn made(bom: &mut Bom) {
    let [subject] = bom.subjects[..] else { return };
    let (document, component) = (&mut bom.document, &mut bom.components[subject.index()]);
    if component.manufacturer.is_none() {
        component.manufacturer = document.manufacturer.take();
        let kept: Vec<_> = std::mem::take(&mut document.extensions).into_iter().collect();
        for (name, value) in kept {
            match &*name {
                "cyclonedx:metadata.manufacture" => {
                    component.extensions.insert("cyclonedx:manufacturer", value)
                }
                _ => document.extensions.insert(name, value),
            }
        }
    }
}

/// Another family has identifiers and an order of its own, and asks for a title and a license of the document.
pub(crate) fn crossed(was: &mut Bom, is: &mut Bom) {
    align(was, is);
    for component in was.components.iter_mut().chain(&mut is.components) {
        component.reference.clear();
    }
    for bom in [was, is] {
        bom.document.name = bom.document.name.take().filter(|name| name != "SBOM");
        bom.document.licenses.retain(|claim| !is_filled_in(claim));
        tell_texts_once(bom);
    }
}

/// A license of the document's own is a name in CycloneDX, and its text stands with the license alone.
fn tell_texts_once(bom: &mut Bom) {
    for claim in bom.components.iter_mut().flat_map(|component| &mut component.licenses) {
        if let LicenseValue::Name(name) = &claim.value
            && name.starts_with("LicenseRef-")
        {
            claim.value = LicenseValue::Expression(name.clone());
        }
    }
    let claims: Vec<_> = bom.components.iter().flat_map(|component| &component.licenses).collect();
    bom.document.license_texts.retain(|text| {
        let is_told = |claim: &&LicenseClaim| claim.value.as_str() == text.id && claim.text == text.text;
        text.name.is_some() || text.comment.is_some() || text.urls.len() > 1 || !claims.iter().any(is_told)
    });
}

fn is_filled_in(claim: &LicenseClaim) -> bool {
    claim.value == LicenseValue::Expression("CC0-1.0".to_owned())
}

/// Puts components in the order in which they were, where their identifiers tell it.
fn align(was: &Bom, is: &mut Bom) {
    let places: HashMap<&str, usize> =
        was.components.iter().enumerate().map(|(at, component)| (component.reference.as_str(), at)).collect();
    let order: Option<Vec<usize>> =
        is.components.iter().map(|component| places.get(component.reference.as_str()).copied()).collect();
    let Some(order) =
        order.filter(|order| order.len() == places.len() && places.len() == was.components.len())
    else {
        return;
    };
    let mut moved: Vec<_> = order.iter().copied().zip(std::mem::take(&mut is.components)).collect();
    moved.sort_by_key(|(at, _)| *at);
    is.components = moved.into_iter().map(|(_, component)| component).collect();
    let place = |id: &mut NodeId| id.0 = u32::try_from(order[id.index()]).unwrap_or(u32::MAX);
    is.subjects.iter_mut().for_each(place);
    is.statements.iter_mut().flat_map(|statement| &mut statement.components).for_each(place);
    for relation in &mut is.relations {
        place(&mut relation.from);
        place(&mut relation.to);
    }
    is.relations.sort_by(|a, b| (a.from, a.to, &a.kind).cmp(&(b.from, b.to, &b.kind)));
}

fn plain(parts: &mut Extensions) {
    for (name, value) in std::mem::take(parts) {
        let mut value = without_lists(value);
        if let (true, Value::Array(items)) = (name.ends_with(":dependencies"), &mut value) {
            items.sort_by_key(Value::to_string);
        }
        if !is_empty(&value) {
            parts.insert(name, value);
        }
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(serde_json::Map::is_empty)
}

fn without_lists(value: Value) -> Value {
    match value {
        Value::Array(mut items) if items.len() == 1 => without_lists(items.remove(0)),
        Value::Array(items) => items.into_iter().map(without_lists).collect(),
        Value::Object(fields) => {
            let plain = fields.into_iter().map(|(name, value)| (name, without_lists(value)));
            plain.filter(|(_, value)| !is_empty(value)).collect()
        }
        value => value,
    }
}
