//! Several BOMs become one.
//!
//! Components are the same when their purls name the same (NuGet and Go ignore case); without a purl when kind, group,
//! name, version and supplier are, and the digest that identifies them. What a document lists twice it means twice: the
//! first of one document pairs with the first of another, the second with the second. The organization's own packages
//! without a purl are never joined across documents: two projects may bear one name. A license that a document defines for
//! itself (`LicenseRef-1`) gets another name where an earlier document means something else by it.

use std::collections::{HashMap, HashSet};

use mainstay_model::{
    Bom, Component, ComponentKind, Extensions, Graph, NodeId, Origin, Parsed, Purl, Relation, Statement,
};

mod claims;
mod complete;
mod dropped;
mod licenses;
mod native;
mod unite;

use complete::Completeness;
use dropped::Dropped;
use licenses::Licenses;
use native::{Given, Native};
use unite::unite;

use crate::digest;
use crate::spdx::{is_spdx, tell_library};
use crate::taken::Taken;

/// The format of what is joined from the files of one source tree.
pub(crate) const SOURCE_TREE: &str = "source-tree";

/// Joins BOMs, each with the name of the file that it is from, in their order. Every component, relation and statement
/// of every part is in the result; where two parts describe one component, lists are united. A field that holds one
/// value has the first that is told, and each other one is a problem with the name of its file. What the licenses of a
/// component are is such a field, however many entries a format has for it: nobody says that all of both parts hold. The result is a new
/// document: title, serial number, revision and time of the parts are not its own.
pub fn merge(parts: impl IntoIterator<Item = (String, Bom)>) -> Parsed<Bom> {
    joined(parts, false).0
}

/// The same for files of one source tree, and where the components of each part stand in the result. In one tree a folder
/// is one folder: the organization's own packages without a purl are one when they stand in one folder and are named alike.
/// A package is one however often a lockfile lists it: there it has a place for each dependency that it was resolved for.
pub fn merge_placed(parts: impl IntoIterator<Item = (String, Bom)>) -> (Parsed<Bom>, Vec<Vec<NodeId>>) {
    joined(parts, true)
}

fn joined(parts: impl IntoIterator<Item = (String, Bom)>, one_tree: bool) -> (Parsed<Bom>, Vec<Vec<NodeId>>) {
    let mut joined = Joined { one_tree, ..Joined::default() };
    if one_tree {
        SOURCE_TREE.clone_into(&mut joined.bom.document.format);
    }
    let parts = parts.into_iter().enumerate();
    let places = parts.map(|(index, (file, part))| joined.take(index, &file, part)).collect();
    joined.complete.settle(&mut joined.bom, &mut joined.dropped);
    joined.tell_libraries();
    (Parsed { value: joined.bom, problems: joined.dropped.into_problems() }, places)
}

#[derive(Default)]
struct Joined {
    bom: Bom,
    /// Whether all parts are of one source tree.
    one_tree: bool,
    by_key: HashMap<String, Alike>,
    references: Taken<'static>,
    given: Given,
    subjects: HashSet<NodeId>,
    relations: HashSet<Relation>,
    /// The statements made, as JSON: they hold values that cannot be hashed.
    statements: HashSet<String>,
    complete: Completeness,
    licenses: Licenses,
    /// What documents of other families than SPDX tell to be libraries.
    libraries: Vec<NodeId>,
    dropped: Dropped,
}

impl Joined {
    fn take(&mut self, index: usize, file: &str, mut part: Bom) -> Vec<NodeId> {
        self.dropped.begin(file);
        let format = &mut self.bom.document.format;
        let tells_kinds = !is_spdx(&part.document);
        if format.is_empty() && !tells_kinds {
            // SPDX may leave unsaid what a package is, and the model has no word for that: the writers go by the format.
            part.document.format.clone_into(format);
        }
        self.licenses.take(&mut self.bom.document, &mut part, &mut self.dropped);
        let claims: Vec<Graph> = part.components.iter().map(|component| component.graph).collect();
        let mut native = Native::default();
        let places: Vec<NodeId> = std::mem::take(&mut part.components)
            .into_iter()
            .map(|component| {
                let is_library = tells_kinds && component.kind == ComponentKind::Library;
                let id = self.component(index, component, &mut native);
                self.libraries.extend(is_library.then_some(id));
                id
            })
            .collect();
        let (mut links, parts) = native.resolve(&self.bom, &mut self.given, &mut self.references);
        links.give_tools(&part.document, &mut self.given, &mut self.references);
        for (id, parts) in parts {
            let known = &mut self.bom.components[id.index()];
            unite::native(known, links.follow(native::object(&known.kind), parts), &mut self.dropped);
        }
        self.complete.take(&claims, &places, &part.relations);
        let moved = |id: NodeId| places[id.index()];
        for subject in part.subjects {
            if self.subjects.insert(moved(subject)) {
                self.bom.subjects.push(moved(subject));
            }
        }
        for relation in part.relations {
            let relation =
                Relation { from: moved(relation.from), to: moved(relation.to), kind: relation.kind };
            if self.relations.insert(relation.clone()) {
                self.bom.relations.push(relation);
            }
        }
        for mut statement in part.statements {
            statement.components.iter_mut().for_each(|id| *id = moved(*id));
            links.statement(&mut statement, &mut self.given, &mut self.references);
            self.statement(statement);
        }
        for (field, count) in part.unread.0 {
            *self.bom.unread.0.entry(field).or_default() += count;
        }
        part.document.extensions = links.follow("metadata", part.document.extensions);
        unite::document(&mut self.bom.document, part.document, &mut self.dropped);
        links.tell(&mut self.dropped);
        places
    }

    /// Has the joined document say of libraries that they are, where its format lets that be unsaid.
    fn tell_libraries(&mut self) {
        if is_spdx(&self.bom.document) {
            for id in std::mem::take(&mut self.libraries) {
                let component = &mut self.bom.components[id.index()];
                if component.kind == ComponentKind::Library {
                    tell_library(component);
                }
            }
        }
    }

    /// Adds a statement unless another part has made the very same.
    fn statement(&mut self, mut statement: Statement) {
        let text = serde_json::to_string(&statement).expect("a statement is text and lists");
        if self.statements.insert(text) {
            statement.reference = unique(&mut self.references, statement.reference);
            self.bom.statements.push(statement);
        }
    }

    fn component(&mut self, index: usize, mut component: Component, native: &mut Native) -> NodeId {
        let key = match (&component.origin, &component.purl) {
            (Origin::Path(folder), None) if self.one_tree && component.first_party => {
                format!("here\0{:?}\0{folder}\0{}\0{}", component.kind, component.name, component.reference)
            }
            _ => key(index, &component),
        };
        let alike = self.by_key.entry(key).or_default();
        let known = if self.one_tree { alike.ids.first().copied() } else { alike.next(index) };
        let mut parts = std::mem::take(&mut component.extensions);
        let reference = component.reference.clone();
        if let Some(id) = known {
            let known = &mut self.bom.components[id.index()];
            if known.reference.is_empty() {
                known.reference = unique(&mut self.references, std::mem::take(&mut component.reference));
            }
            if !unite(known, component, &mut self.dropped) {
                parts = without(parts, "cyclonedx:licenses");
            }
            native.take(reference, id, parts);
            return id;
        }
        component.reference = unique(&mut self.references, component.reference);
        let id = self.bom.add(component);
        alike.ids.push(id);
        native.take(reference, id, parts);
        id
    }
}

/// The components of one key in their order, and how many of them the part that is taken has named so far.
#[derive(Default)]
struct Alike {
    ids: Vec<NodeId>,
    part: usize,
    named: usize,
}

impl Alike {
    /// The one that the next component of this part is, where there is one left.
    fn next(&mut self, part: usize) -> Option<NodeId> {
        if self.part != part {
            (self.part, self.named) = (part, 0);
        }
        self.named += 1;
        self.ids.get(self.named - 1).copied()
    }
}

/// References of different documents may collide; the later one gets a number.
fn unique(taken: &mut Taken<'static>, reference: String) -> String {
    if reference.is_empty() { reference } else { taken.fresh(&reference, '#') }
}

fn without(parts: Extensions, left_out: &str) -> Extensions {
    let mut kept = Extensions::new();
    parts
        .into_iter()
        .filter(|(field, _)| &**field != left_out)
        .for_each(|(field, part)| kept.insert(field, part));
    kept
}

/// What tells one component from another. What the organization builds itself is not what it fetches, whatever their names:
/// a workspace may hold the source of a package and use the published one beside it.
fn key(index: usize, component: &Component) -> String {
    if let Some(purl) = component.purl.as_ref().map(Purl::identity) {
        return if component.first_party { format!("own\0{purl}") } else { purl.to_string() };
    }
    if component.first_party {
        return format!("own\0{index}\0{}", component.reference);
    }
    let supplier = component.supplier.as_ref().map_or("", |party| &party.name);
    let (algorithm, digest) = digest::strongest(component).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (group, version, range) =
        (text(&component.group), text(&component.version), text(&component.version_range));
    let asset = asset(component);
    format!(
        "{:?}\0{asset}\0{group}\0{}\0{version}\0{range}\0{supplier}\0{algorithm}\0{digest}",
        component.kind, component.name
    )
}

/// What sort of cryptographic asset a component is: a key and the algorithm that it is for often bear one name.
fn asset(component: &Component) -> &str {
    let asset =
        component.extensions.get("cyclonedx:cryptoProperties").and_then(|told| told["assetType"].as_str());
    asset.unwrap_or_default()
}

#[cfg(test)]
mod tests;
