//! Two descriptions of one component, and of one document, become one.

use std::collections::HashSet;
use std::hash::Hash;

use mainstay_model::{Component, Directness, Document, Extensions, Graph, Origin, Scope};
use serde::Serialize;
use serde_json::Value;

use super::claims;
use super::dropped::{Dropped, name};
use super::without;
use crate::cyclonedx;
use crate::diff::digests_differ;

/// Adds what another document says to what is known of a component, but for its native parts. Whether the licenses that are
/// among these may stay.
pub(super) fn unite(known: &mut Component, mut other: Component, dropped: &mut Dropped) -> bool {
    let whose = name(known);
    if digests_differ(&known.hashes, &other.hashes) {
        dropped.tell("merge-digests", || {
            format!("{whose}: the documents tell different digests of one algorithm; all stay, but only one can be right of one file")
        });
    }
    let mut single = Single { whose: &whose, dropped };
    single.scope(known, &other);
    known.directness = match (known.directness, other.directness) {
        (Directness::Direct, _) | (_, Directness::Direct) => Directness::Direct,
        (Directness::Transitive, _) | (_, Directness::Transitive) => Directness::Transitive,
        _ => Directness::Unknown,
    };
    known.graph = match (known.graph, other.graph) {
        (a, b) if a == b => a,
        (Graph::Complete, _) | (_, Graph::Complete) => Graph::Complete,
        _ => Graph::Partial,
    };
    known.private_origin |= other.private_origin;
    known.first_party |= other.first_party;
    single.same("type", &known.kind, &other.kind);
    single.same("name", &known.name, &other.name);
    let origin = |origin: &mut Origin| Some(std::mem::take(origin)).filter(|told| *told != Origin::Unknown);
    let mut own = origin(&mut known.origin);
    single.first("origin", &mut own, origin(&mut other.origin));
    known.origin = own.unwrap_or_default();
    single.first("group", &mut known.group, other.group);
    single.first("version", &mut known.version, other.version);
    single.first("version range", &mut known.version_range, other.version_range);
    single.first("copyright", &mut known.copyright, other.copyright);
    single.first("supplier", &mut known.supplier, other.supplier);
    single.first("manufacturer", &mut known.manufacturer, other.manufacturer);
    single.first("publisher", &mut known.publisher, other.publisher);
    single.first("description", &mut known.description, other.description);
    let kept = claims::unite(&mut known.licenses, other.licenses, &mut single);
    append(&mut known.cpes, other.cpes);
    append(&mut known.identifiers, other.identifiers);
    append(&mut known.hashes, other.hashes);
    append(&mut known.authors, other.authors);
    append(&mut known.references, other.references);
    append(&mut known.locations, other.locations);
    append(&mut known.properties, other.properties);
    kept
}

/// Adds native parts to those that are known of a component.
pub(super) fn native(known: &mut Component, parts: Extensions, dropped: &mut Dropped) {
    let whose = name(known);
    Single { whose: &whose, dropped }.parts(&mut known.extensions, parts);
}

/// Whether a native part comes through beside what is known of its field.
pub(super) fn keeps_both(field: &str, known: Option<&Value>, other: &Value) -> bool {
    known.is_none_or(|known| known.is_array() && other.is_array() && !BESIDE.contains(&field))
}

/// Adds what another document says of itself.
pub(super) fn document(known: &mut Document, mut other: Document, dropped: &mut Dropped) {
    tools(known, &mut other, dropped);
    append(&mut known.authors, other.authors);
    append(&mut known.tools, other.tools);
    append(&mut known.lifecycles, other.lifecycles);
    append(&mut known.licenses, other.licenses);
    append(&mut known.references, other.references);
    append(&mut known.properties, other.properties);
    let mut single = Single { whose: "the document", dropped };
    single.first("supplier", &mut known.supplier, other.supplier);
    single.first("manufacturer", &mut known.manufacturer, other.manufacturer);
    single.first("comment", &mut known.comment, other.comment);
    let (metadata, own): (Vec<_>, Vec<_>) =
        other.extensions.into_iter().partition(|(field, _)| field.starts_with("cyclonedx:metadata."));
    single.parts(&mut known.extensions, metadata);
    for (field, _) in own {
        single.dropped.tell("merge-native-part", || {
            format!("`{field}` is left out: it is a native part of this document and may name elements that are now called otherwise")
        });
    }
}

/// The programs of both documents in one field, where one says more of them than the model: other parts name them.
fn tools(known: &mut Document, other: &mut Document, dropped: &mut Dropped) {
    let says_more = |document: &Document| {
        matches!(document.extensions.get(TOOLS), Some(Value::Object(_) | Value::Array(_)))
    };
    if !says_more(known) && !says_more(other) {
        return;
    }
    let mut lists = cyclonedx::tools(known);
    Single { whose: "the document", dropped }.parts(&mut lists, cyclonedx::tools(other));
    let lists = lists.into_iter().map(|(name, list)| (name.into(), list));
    known.extensions.insert(TOOLS, Value::Object(lists.collect()));
    other.extensions = without(std::mem::take(&mut other.extensions), TOOLS);
}

/// The native part that says of the programs of a document what the model does not.
const TOOLS: &str = "cyclonedx:metadata.tools";

/// Native parts that stand beside a field of the model, which tells by itself what it loses.
const BESIDE: [&str; 8] = [
    "cyclonedx:author",
    "cyclonedx:cpe",
    "cyclonedx:licenses",
    "cyclonedx:manufacturer",
    "cyclonedx:purl",
    "cyclonedx:scope",
    "cyclonedx:supplier",
    "cyclonedx:type",
];

/// Fields that hold one value.
pub(super) struct Single<'s> {
    pub(super) whose: &'s str,
    pub(super) dropped: &'s mut Dropped,
}

impl Single<'_> {
    pub(super) fn first<T: PartialEq + Serialize>(
        &mut self,
        field: &str,
        known: &mut Option<T>,
        other: Option<T>,
    ) {
        match (&*known, other) {
            (Some(kept), Some(other)) => self.same(field, kept, &other),
            (None, Some(other)) => *known = Some(other),
            (_, None) => {}
        }
    }

    pub(super) fn same<T: PartialEq + Serialize>(&mut self, field: &str, kept: &T, other: &T) {
        if kept != other {
            self.dropped.value(self.whose, field, kept, other);
        }
    }

    /// The stronger of two scopes. One that is not told may be runtime: it must not be taken for harmless.
    fn scope(&mut self, known: &mut Component, other: &Component) {
        let stronger = match (known.scope, other.scope) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (Some(Scope::Runtime), None) | (None, Some(Scope::Runtime)) => Some(Scope::Runtime),
            _ => None,
        };
        if let Some(weaker) = known.scope.max(other.scope).filter(|weaker| stronger != Some(*weaker)) {
            match stronger {
                Some(stronger) => self.dropped.value(self.whose, "scope", &stronger, &weaker),
                None => self.dropped.value(self.whose, "scope", &"not told", &weaker),
            }
        }
        known.scope = stronger;
    }

    /// Native parts: lists are united, of others the first stays.
    pub(super) fn parts(
        &mut self,
        known: &mut Extensions,
        others: impl IntoIterator<Item = (Box<str>, Value)>,
    ) {
        for (field, other) in others {
            match (known.get(&field), other) {
                (Some(_), _) if BESIDE.contains(&&*field) => {}
                (Some(Value::Array(items)), Value::Array(more)) => {
                    let mut items = items.clone();
                    let mut seen: HashSet<String> = items.iter().map(Value::to_string).collect();
                    items.extend(more.into_iter().filter(|item| seen.insert(item.to_string())));
                    known.insert(field, Value::Array(items));
                }
                (Some(kept), other) => self.same(&field, kept, &other),
                (None, other) => known.insert(field, other),
            }
        }
    }
}

/// Adds what is not there yet. Lists may be long: a document may give one component a million digests.
pub(super) fn append<T: Eq + Hash>(known: &mut Vec<T>, others: Vec<T>) {
    if others.is_empty() {
        return;
    }
    let mut seen: HashSet<&T> = known.iter().collect();
    let fresh: Vec<bool> = others.iter().map(|other| seen.insert(other)).collect();
    known.extend(others.into_iter().zip(fresh).filter(|(_, fresh)| *fresh).map(|(other, _)| other));
}

#[cfg(test)]
mod tests;
