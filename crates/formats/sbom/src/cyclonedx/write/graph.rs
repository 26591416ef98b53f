//! Dependencies, and how complete they are.

use std::collections::{BTreeMap, HashMap, HashSet};

use mainstay_model::{Graph, NodeId, RelationKind};
use serde_json::Value;

use super::Writing;
use crate::merge::SOURCE_TREE;
use crate::node::{Fields, Node};

/// What a component needs and provides, in the order of the relations.
#[derive(Default)]
struct Entry<'b> {
    needs: Vec<Node<'b>>,
    provides: Vec<Node<'b>>,
}

impl Writing<'_> {
    /// One entry for each component about whose dependencies something is known.
    pub(super) fn dependencies(&self) -> impl Iterator<Item = Fields<'_>> {
        let (mut order, mut entries) = self.entries();
        for (at, component) in self.bom.components.iter().enumerate() {
            let id = NodeId(u32::try_from(at).unwrap_or(u32::MAX));
            if component.graph == Graph::Complete && !entries.contains_key(&id) {
                order.push(id);
                entries.insert(id, Entry::default());
            }
        }
        let strangers = self.merge_kept(&mut order, &mut entries);
        let known = order.into_iter().filter_map(move |id| {
            let entry = entries.remove(&id)?;
            let mut fields = Fields::default();
            fields.put("ref", Node::text(self.names.get(id)));
            fields.put("dependsOn", Node::List(entry.needs));
            if !entry.provides.is_empty() {
                fields.put("provides", Node::List(entry.provides));
            }
            Some(fields)
        });
        known.chain(strangers)
    }

    fn entries(&self) -> (Vec<NodeId>, HashMap<NodeId, Entry<'_>>) {
        let mut order = Vec::new();
        let mut entries: HashMap<NodeId, Entry<'_>> = HashMap::new();
        let mut known = HashSet::new();
        for relation in &self.bom.relations {
            let needs = relation.kind.is_dependency();
            if !(needs || relation.kind == RelationKind::Provides)
                || !known.insert((relation.from, relation.to, needs))
            {
                continue;
            }
            let entry = entries.entry(relation.from).or_insert_with(|| {
                order.push(relation.from);
                Entry::default()
            });
            let name = Node::text(self.names.get(relation.to));
            if needs { entry.needs.push(name) } else { entry.provides.push(name) }
        }
        (order, entries)
    }

    /// Adds the names that stood for no component; gives back the entries of strangers.
    fn merge_kept<'b>(
        &'b self,
        order: &mut Vec<NodeId>,
        entries: &mut HashMap<NodeId, Entry<'b>>,
    ) -> impl Iterator<Item = Fields<'b>> + use<'b> {
        let kept = self.bom.document.extensions.get("cyclonedx:dependencies").and_then(Value::as_array);
        let mut strangers = Vec::new();
        let kept = kept.map(Vec::as_slice).unwrap_or_default();
        let places = if kept.is_empty() { HashMap::new() } else { self.places() };
        for value in kept {
            let Node::Object(fields) = Node::of(value) else { continue };
            let Some(&id) = fields.get("ref").and_then(Node::as_str).and_then(|name| places.get(name)) else {
                strangers.push(fields);
                continue;
            };
            let entry = entries.entry(id).or_insert_with(|| {
                order.push(id);
                Entry::default()
            });
            entry.needs.extend(fields.get("dependsOn").map(Node::items).unwrap_or_default().iter().cloned());
            entry
                .provides
                .extend(fields.get("provides").map(Node::items).unwrap_or_default().iter().cloned());
        }
        strangers.into_iter()
    }

    fn places(&self) -> HashMap<&str, NodeId> {
        let ids = (0..self.bom.components.len()).map(|at| NodeId(u32::try_from(at).unwrap_or(u32::MAX)));
        ids.map(|id| (self.names.get(id), id)).collect()
    }

    /// The compositions of the document, and those that say of components what their entries alone do not. An entry without
    /// dependencies says that there are none. One with some does not say whether they are all: of a source tree that is known, of a
    /// document that was read only where it says so itself.
    pub(super) fn compositions(&self) -> Option<Node<'_>> {
        let kept = self.bom.document.extensions.get("cyclonedx:compositions").map(Node::of);
        let told = self.told(kept.as_ref());
        let is_stated = |graph: Graph| graph == Graph::Partial && self.bom.document.format == SOURCE_TREE;
        let mut wanted: BTreeMap<&str, Vec<Node<'_>>> = BTreeMap::new();
        for (at, component) in self.bom.components.iter().enumerate() {
            if component.graph != told[at] || is_stated(component.graph) {
                let aggregate = match component.graph {
                    Graph::Complete => "complete",
                    Graph::Partial => "incomplete",
                    Graph::Unknown => "unknown",
                };
                let id = NodeId(u32::try_from(at).unwrap_or(u32::MAX));
                wanted.entry(aggregate).or_default().push(Node::text(self.names.get(id)));
            }
        }
        let mut items = match kept {
            Some(Node::List(items)) => items,
            _ => Vec::new(),
        };
        for (aggregate, names) in wanted {
            let mut fields = Fields::default();
            fields.put("aggregate", Node::text(aggregate));
            fields.put("dependencies", Node::List(names));
            items.push(Node::Object(fields));
        }
        (!items.is_empty()).then_some(Node::List(items))
    }

    /// What a reader would take from the entries and from the compositions that were kept.
    fn told(&self, kept: Option<&Node<'_>>) -> Vec<Graph> {
        let mut told = vec![Graph::Unknown; self.bom.components.len()];
        let places = self.places();
        for fields in self.dependencies() {
            let Some(id) = fields.get("ref").and_then(Node::as_str).and_then(|name| places.get(name)) else {
                continue;
            };
            let none = fields.get("dependsOn").is_none_or(|needs| needs.items().is_empty());
            told[id.index()] = if none { Graph::Complete } else { Graph::Partial };
        }
        for composition in kept.map(Node::items).unwrap_or_default() {
            let graph = match composition.str("aggregate") {
                Some("complete") => Graph::Complete,
                Some("unknown") => Graph::Unknown,
                Some(other) if other.starts_with("incomplete") => Graph::Partial,
                _ => continue,
            };
            let names = composition.fields().and_then(|fields| fields.get("dependencies")).map(Node::items);
            for name in names.unwrap_or_default().iter().filter_map(Node::as_str) {
                if let Some(id) = places.get(name) {
                    told[id.index()] = graph;
                }
            }
        }
        told
    }
}
