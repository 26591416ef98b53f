//! Several BOMs become one.
//!
//! Components are the same when their purls are equal; without a purl when kind, group, name, version and
//! supplier are. The organization's own packages without a purl are never joined across documents: two projects
//! may bear one name.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use mainstay_model::{Bom, Component, Directness, Graph, NodeId, Origin, Relation, Scope, Statement};

/// Joins BOMs in their order. Nothing is lost: every component, relation and statement of every part is in the
/// result; where two parts describe one component, lists are united and a single value is the first that is told.
pub fn merge(parts: impl IntoIterator<Item = Bom>) -> Bom {
    merge_placed(parts).0
}

/// The same, and where the components of each part stand in the result.
pub fn merge_placed(parts: impl IntoIterator<Item = Bom>) -> (Bom, Vec<Vec<NodeId>>) {
    let mut joined = Joined::default();
    let places = parts.into_iter().enumerate().map(|(index, part)| joined.take(index, part)).collect();
    (joined.bom, places)
}

#[derive(Default)]
struct Joined {
    bom: Bom,
    by_key: HashMap<String, NodeId>,
    /// References in use, each with the number that the next one of its name gets.
    references: HashMap<String, u64>,
    subjects: HashSet<NodeId>,
    relations: HashSet<Relation>,
    /// The statements made, as JSON: they hold values that cannot be hashed.
    statements: HashSet<String>,
}

impl Joined {
    fn take(&mut self, index: usize, mut part: Bom) -> Vec<NodeId> {
        let places: Vec<NodeId> = std::mem::take(&mut part.components)
            .into_iter()
            .map(|component| self.component(index, component))
            .collect();
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
            self.statement(statement);
        }
        for (field, count) in part.unread.0 {
            *self.bom.unread.0.entry(field).or_default() += count;
        }
        self.document(part.document);
        places
    }

    /// Adds a statement unless another part has made the very same.
    fn statement(&mut self, statement: Statement) {
        let text = serde_json::to_string(&statement).expect("a statement is text and lists");
        if self.statements.insert(text) {
            self.bom.statements.push(statement);
        }
    }

    fn component(&mut self, index: usize, mut component: Component) -> NodeId {
        let key = key(index, &component);
        if let Some(&id) = self.by_key.get(&key) {
            unite(&mut self.bom.components[id.index()], component);
            return id;
        }
        component.reference = self.unique(component.reference);
        let id = self.bom.add(component);
        self.by_key.insert(key, id);
        id
    }

    /// References of different documents may collide; the later one gets a number.
    fn unique(&mut self, reference: String) -> String {
        if reference.is_empty() {
            return reference;
        }
        let mut next = match self.references.get(&reference) {
            Some(next) => *next,
            None => {
                self.references.insert(reference.clone(), 2);
                return reference;
            }
        };
        let free = loop {
            let candidate = format!("{reference}#{next}");
            next += 1;
            if !self.references.contains_key(&candidate) {
                break candidate;
            }
        };
        self.references.insert(reference, next);
        self.references.insert(free.clone(), 2);
        free
    }

    fn document(&mut self, part: mainstay_model::Document) {
        let document = &mut self.bom.document;
        append(&mut document.authors, part.authors);
        append(&mut document.tools, part.tools);
        append(&mut document.lifecycles, part.lifecycles);
        append(&mut document.licenses, part.licenses);
        append(&mut document.references, part.references);
        append(&mut document.properties, part.properties);
        document.supplier = document.supplier.take().or(part.supplier);
        document.manufacturer = document.manufacturer.take().or(part.manufacturer);
    }
}

/// What tells one component from another. What the organization builds itself is not what it fetches, whatever their names:
/// a workspace may hold the source of a package and use the published one beside it.
fn key(index: usize, component: &Component) -> String {
    if let Some(purl) = &component.purl {
        return if component.first_party { format!("own\0{purl}") } else { purl.to_string() };
    }
    if component.first_party {
        return format!("own\0{index}\0{}", component.reference);
    }
    let supplier = component.supplier.as_ref().map_or("", |party| &party.name);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (group, version, range) =
        (text(&component.group), text(&component.version), text(&component.version_range));
    format!("{:?}\0{group}\0{}\0{version}\0{range}\0{supplier}", component.kind, component.name)
}

/// Adds what another document says to what is known of a component.
fn unite(known: &mut Component, other: Component) {
    known.scope = stronger(known.scope, other.scope);
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
    if known.origin == Origin::Unknown {
        known.origin = other.origin;
    }
    append(&mut known.cpes, other.cpes);
    append(&mut known.identifiers, other.identifiers);
    append(&mut known.hashes, other.hashes);
    append(&mut known.licenses, other.licenses);
    append(&mut known.authors, other.authors);
    append(&mut known.references, other.references);
    append(&mut known.locations, other.locations);
    append(&mut known.properties, other.properties);
    first(&mut known.version, other.version);
    first(&mut known.version_range, other.version_range);
    first(&mut known.copyright, other.copyright);
    first(&mut known.supplier, other.supplier);
    first(&mut known.manufacturer, other.manufacturer);
    first(&mut known.publisher, other.publisher);
    first(&mut known.description, other.description);
    for (field, value) in other.extensions {
        known.extensions.insert_missing(field, || value);
    }
}

/// The stronger of two scopes. One that is not told may be runtime: it must not be taken for harmless.
fn stronger(a: Option<Scope>, b: Option<Scope>) -> Option<Scope> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (Some(Scope::Runtime), None) | (None, Some(Scope::Runtime)) => Some(Scope::Runtime),
        _ => None,
    }
}

fn first<T>(known: &mut Option<T>, other: Option<T>) {
    if known.is_none() {
        *known = other;
    }
}

/// Adds what is not there yet. Lists may be long: a document may give one component a million digests.
fn append<T: Eq + Hash>(known: &mut Vec<T>, others: Vec<T>) {
    if others.is_empty() {
        return;
    }
    let mut seen: HashSet<&T> = known.iter().collect();
    let fresh: Vec<bool> = others.iter().map(|other| seen.insert(other)).collect();
    known.extend(others.into_iter().zip(fresh).filter(|(_, fresh)| *fresh).map(|(other, _)| other));
}

#[cfg(test)]
mod tests {
    use super::*;
    use mainstay_model::{Location, RelationKind};

    fn part(path: &str, scope: Option<Scope>) -> Bom {
        let mut bom = Bom::default();
        let app = bom.add(Component {
            first_party: true,
            reference: "app".into(),
            ..Component::named("app", None)
        });
        let mut lib = Component::from_purl("pkg:npm/left-pad@1.3.0".parse().unwrap());
        lib.scope = scope;
        lib.locations.push(Location { path: path.into(), line: None });
        let lib = bom.add(lib);
        bom.subjects.push(app);
        bom.relate(app, lib, RelationKind::DependsOn);
        bom
    }

    #[test]
    fn the_source_of_a_package_does_not_swallow_the_published_one() {
        let purl = "pkg:cargo/arena@0.3.1".parse().ok();
        let published = Component { purl, ..Component::named("arena", Some("0.3.1")) };
        let mut bom = Bom::default();
        bom.add(Component { first_party: true, ..published.clone() });
        bom.add(published);
        let own: Vec<bool> = merge([bom.clone(), bom]).components.iter().map(|one| one.first_party).collect();
        assert_eq!(own, [true, false]);
    }

    #[test]
    fn a_purl_found_twice_is_one_component_with_both_places() {
        let bom = merge([part("a", Some(Scope::Development)), part("b", Some(Scope::Runtime))]);
        let lib = bom.components.iter().find(|component| component.name == "left-pad").unwrap();
        assert_eq!(bom.components.len(), 3);
        assert_eq!(lib.locations.len(), 2);
        assert_eq!(lib.scope, Some(Scope::Runtime));
        assert_eq!(bom.relations.len(), 2);
    }

    #[test]
    fn own_packages_of_one_name_stay_apart_with_unique_references() {
        let bom = merge([part("a", None), part("b", None)]);
        let own: Vec<&str> = bom
            .components
            .iter()
            .filter(|component| component.first_party)
            .map(|c| c.reference.as_str())
            .collect();
        assert_eq!(own, ["app", "app#2"]);
        assert_eq!(bom.subjects.len(), 2);
    }

    #[test]
    fn a_scope_that_is_not_told_is_not_taken_for_development() {
        let bom = merge([part("a", Some(Scope::Development)), part("b", None)]);
        assert_eq!(bom.components[1].scope, None);
    }

    #[test]
    fn merging_the_result_again_changes_nothing() {
        let once = merge([part("a", None), part("b", Some(Scope::Test))]);
        assert_eq!(merge([once.clone()]), once);
    }
}
