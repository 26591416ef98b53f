//! The native parts of what is joined: the references in them are followed to what they stand for in the new document.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::slice;

use mainstay_model::{Bom, ComponentKind, Document, Extensions, NodeId, Statement};
use serde_json::Value;

use super::dropped::Dropped;
use super::unique;
use super::unite::keeps_both;
use crate::cyclonedx::{Role, bears, follow, tools};
use crate::taken::Taken;

/// What native parts of all documents hold so far, as keyed hashes.
#[derive(Default)]
pub(super) struct Given {
    key: RandomState,
    /// How an object is called that some document called so: by what it stands in, and by itself where the same stands elsewhere.
    names: HashMap<(u64, String), String>,
    /// What stands where: of the very same, said twice in one place, the joined document has one.
    units: HashSet<u64>,
}

/// What one document holds natively of its components, until all of these have their places.
#[derive(Default)]
pub(super) struct Native {
    /// Where the components are that the document names so.
    places: HashMap<String, NodeId>,
    parts: Vec<(NodeId, Extensions)>,
}

impl Native {
    /// Takes the native parts of a component that stands in the new document at a place.
    pub(super) fn take(&mut self, reference: String, place: NodeId, parts: Extensions) {
        if !reference.is_empty() {
            // Where a document gives one reference twice, the first is meant.
            self.places.entry(reference).or_insert(place);
        }
        if !parts.is_empty() {
            self.parts.push((place, parts));
        }
    }

    /// The references of the document with those of the new one, and the native parts of the components, not followed yet.
    pub(super) fn resolve(
        self,
        bom: &Bom,
        given: &mut Given,
        taken: &mut Taken<'static>,
    ) -> (Links, Vec<(NodeId, Extensions)>) {
        let name = |(old, place): (String, NodeId)| (old, bom.component(place).reference.clone());
        let mut links = Links { names: self.places.into_iter().map(name).collect(), ..Links::default() };
        for (place, parts) in &self.parts {
            let known = bom.component(*place);
            for (field, part) in parts.iter() {
                let comes = keeps_both(field, known.extensions.get(field), part);
                let place = given.key.hash_one((place, field));
                let holder = (object(&known.kind), own(field));
                links.give(place, holder, part, comes, given, taken);
            }
        }
        (links, self.parts)
    }
}

/// The references of one document, and what they are in the new one.
#[derive(Default)]
pub(super) struct Links {
    names: HashMap<String, String>,
    /// The first name in a native part that stands for no component and no part of one, and how many there are.
    lost: BTreeMap<String, (String, u64)>,
}

impl Links {
    /// Finds names for what the document says of its programs.
    pub(super) fn give_tools(&mut self, document: &Document, given: &mut Given, taken: &mut Taken<'static>) {
        for (list, tools) in tools(document).iter() {
            let place = given.key.hash_one(("tools", list));
            self.give(place, ("tool-set", list), tools, true, given, taken);
        }
    }

    /// Finds names for what a native part holds, which is this field of this object, item by item where it is a list.
    fn give(
        &mut self,
        place: u64,
        (object, field): (&str, &str),
        part: &Value,
        comes: bool,
        given: &mut Given,
        taken: &mut Taken<'static>,
    ) {
        let units = if let Value::Array(items) = part { &items[..] } else { slice::from_ref(part) };
        for unit in units {
            let mut found = Vec::new();
            bears(unit, &mut found);
            if found.is_empty() {
                continue;
            }
            let mut unit = if part.is_array() { Value::Array(vec![unit.clone()]) } else { unit.clone() };
            self.follow_known(object, field, &mut unit);
            let mark = |key: &RandomState| key.hash_one((place, unit.to_string()));
            self.name([&unit], mark, comes, given, taken);
        }
    }

    /// Writes the names that are known so far into a part: what looks alike in two documents may name something else in each.
    fn follow_known(&self, object: &str, field: &str, part: &mut Value) {
        follow(object, field, part, &mut |role, name| {
            if let Some(new) = self.names.get(name.as_str()).filter(|_| role == Role::Names) {
                name.clone_from(new);
            }
            true
        });
    }

    /// Finds names for the objects in what has this mark. Those that do not come through have the names of the very same that do.
    fn name<'v>(
        &mut self,
        parts: impl IntoIterator<Item = &'v Value>,
        mark: impl FnOnce(&RandomState) -> u64,
        comes: bool,
        given: &mut Given,
        taken: &mut Taken<'static>,
    ) {
        let mut found = Vec::new();
        parts.into_iter().for_each(|part| bears(part, &mut found));
        if found.is_empty() {
            return;
        }
        let mark = mark(&given.key);
        let is_new = comes && given.units.insert(mark);
        for (name, object) in found {
            if self.names.contains_key(name) {
                continue;
            }
            let [here, anywhere] =
                [mark, given.key.hash_one(object.to_string())].map(|mark| (mark, name.to_owned()));
            if is_new {
                let new = unique(taken, name.to_owned());
                given.names.entry(anywhere).or_insert_with(|| new.clone());
                given.names.insert(here, new.clone());
                self.names.insert(name.to_owned(), new);
            } else if let Some(known) = given.names.get(&here).or_else(|| given.names.get(&anywhere)) {
                self.names.insert(name.to_owned(), known.clone());
            }
        }
    }

    /// The native parts of an object, with the references of the new document: those of CycloneDX by its grammar.
    pub(super) fn follow(&mut self, object: &str, parts: Extensions) -> Extensions {
        let mut followed = Extensions::new();
        for (field, mut part) in parts {
            if &*field == FILE_DEPENDENCIES && !self.files(&mut part) {
                continue;
            }
            let Some(name) = field.strip_prefix("cyclonedx:") else {
                followed.insert(field, part);
                continue;
            };
            let name = name.strip_prefix("metadata.").unwrap_or(name);
            // What is affected may be a part of a document that is not at hand.
            let is_open = (object, name) == ("vulnerability", "affects");
            let stays = follow(object, name, &mut part, &mut |role, name| {
                if let Some(new) = self.names.get(name.as_str()) {
                    name.clone_from(new);
                    return true;
                }
                let stays = role == Role::Gives || is_open || is_elsewhere(name);
                if !stays {
                    lose(&mut self.lost, &field, name);
                }
                stays
            });
            if stays {
                followed.insert(field, part);
            }
        }
        followed
    }

    /// The files that a file of SPDX 2 depends on. Whether there are any.
    fn files(&mut self, part: &mut Value) -> bool {
        let Value::Array(items) = part else { return true };
        items.retain_mut(|item| {
            let Value::String(name) = item else { return true };
            let new = self.names.get(name.as_str());
            match new {
                Some(new) => name.clone_from(new),
                // Of another document too: which one that is, the joined document no longer tells.
                None => lose(&mut self.lost, FILE_DEPENDENCIES, name),
            }
            new.is_some()
        });
        !items.is_empty()
    }

    /// The same for what is said of a vulnerability, of which the components have their places.
    pub(super) fn statement(
        &mut self,
        statement: &mut Statement,
        given: &mut Given,
        taken: &mut Taken<'static>,
    ) {
        let mut known = statement.clone();
        known.extensions = Extensions::new();
        for (field, mut part) in statement.extensions.clone() {
            self.follow_known("vulnerability", own(&field), &mut part);
            known.extensions.insert(field, part);
        }
        let text = || serde_json::to_string(&known).expect("a statement is text and lists");
        let mark = |key: &RandomState| key.hash_one(("statement", text()));
        self.name(known.extensions.iter().map(|(_, part)| part), mark, true, given, taken);
        statement.extensions = self.follow("vulnerability", std::mem::take(&mut statement.extensions));
        for name in &mut statement.foreign {
            if let Some(new) = self.names.get(name) {
                name.clone_from(new);
            }
        }
    }

    /// Tells what could not be followed.
    pub(super) fn tell(self, dropped: &mut Dropped) {
        for (field, (first, count)) in self.lost {
            let often = if count == 1 { "once".to_owned() } else { format!("{count} times") };
            dropped.tell("merge-native-reference", || {
                format!(
                    "`{field}` names {often} nothing that is known as a component of the joined document or as a part of one, first `{first}`; these references are left out"
                )
            });
        }
    }
}

/// The object of CycloneDX's grammar that a component is.
pub(super) fn object(kind: &ComponentKind) -> &'static str {
    if *kind == ComponentKind::Service { "service" } else { "component" }
}

/// The field of CycloneDX that a native part is, where it is one.
fn own(part: &str) -> &str {
    part.strip_prefix("cyclonedx:").unwrap_or(part)
}

/// Counts a reference that cannot be followed.
fn lose(lost: &mut BTreeMap<String, (String, u64)>, field: &str, name: &str) {
    lost.entry(field.to_owned()).or_insert_with(|| (name.to_owned(), 0)).1 += 1;
}

/// The one native part of SPDX 2 that names elements of its document.
const FILE_DEPENDENCIES: &str = "spdx:fileDependencies";

/// Whether a reference is a BOM-Link, which names a part of any document.
fn is_elsewhere(name: &str) -> bool {
    name.starts_with("urn:cdx:")
}

#[cfg(test)]
mod tests;
