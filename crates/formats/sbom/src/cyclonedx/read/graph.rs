//! How the components relate: dependencies, compositions, and what follows from them.

use std::collections::{HashMap, HashSet};

use mainstay_model::{Bom, Graph, NodeId, Relation, RelationKind};
use serde_json::Value;

use super::{Reading, statement};
use crate::ReadError;
use crate::cyclonedx::node::{Fields, Node};
use crate::cyclonedx::notes;
use crate::cyclonedx::outcome::Outcome;
use crate::cyclonedx::path::Path;

/// Components by their reference.
pub(super) type Places = HashMap<String, NodeId>;

impl Reading<'_> {
    /// Resolves everything that names components.
    pub(super) fn relate(&mut self) -> Result<(), ReadError> {
        let places = self.places();
        self.subjects();
        self.dependencies(&places)?;
        let compositions = std::mem::take(&mut self.compositions);
        let kept: Vec<Value> =
            compositions.into_iter().filter_map(|node| apply(node, &places, &mut self.bom)).collect();
        if !kept.is_empty() {
            self.bom.document.extensions.insert("cyclonedx:compositions".to_owned(), Value::Array(kept));
        }
        for node in std::mem::take(&mut self.vulnerabilities) {
            if let Node::Object(fields) = node {
                self.bom.statements.push(statement::read(fields, &places));
            }
        }
        crate::direct::settle_directness(&mut self.bom);
        Ok(())
    }

    fn places(&mut self) -> Places {
        let mut places = Places::with_capacity(self.bom.components.len());
        let list = Path::ROOT.name("components");
        for (at, component) in self.bom.components.iter().enumerate() {
            if component.reference.is_empty() {
                continue;
            }
            let id = NodeId(u32::try_from(at).unwrap_or(u32::MAX));
            let first = *places.entry(component.reference.clone()).or_insert(id);
            if first != id {
                self.out.error("duplicate-reference", &list, || {
                    format!(
                        "the reference `{}` stands for `{}` and for `{}`; the first is meant wherever it is named",
                        component.reference,
                        self.bom.component(first).name,
                        component.name
                    )
                });
            }
        }
        places
    }

    /// Components that our own writer marked as what the document is about.
    fn subjects(&mut self) {
        for at in 0..self.bom.components.len() {
            let properties = &mut self.bom.components[at].properties;
            if let Some(found) = properties.iter().position(|(name, _)| name == notes::SUBJECT) {
                properties.remove(found);
                self.bom.subjects.push(NodeId(u32::try_from(at).unwrap_or(u32::MAX)));
            }
        }
    }

    fn dependencies(&mut self, places: &Places) -> Result<(), ReadError> {
        let mut known = HashSet::new();
        let mut kept = Vec::new();
        let list = Path::ROOT.name("dependencies");
        for (index, node) in std::mem::take(&mut self.dependencies).into_iter().enumerate() {
            let Node::Object(fields) = node else { continue };
            let path = list.item(index);
            let Some(&from) = fields.get("ref").and_then(Node::as_str).and_then(|name| places.get(name))
            else {
                let name = fields.get("ref").and_then(Node::as_str).unwrap_or_default();
                dangling(name, &path, &mut self.out);
                kept.push(Node::Object(fields).into_value());
                continue;
            };
            let mut missing = Fields::default();
            for (field, kind) in
                [("dependsOn", RelationKind::DependsOn), ("provides", RelationKind::Provides)]
            {
                let names = fields.get(field).map(Node::items).unwrap_or_default();
                let lost = self.edges(from, names, &kind, places, &path, &mut known);
                if !lost.is_empty() {
                    missing.put(field, Node::List(lost));
                }
                if self.bom.relations.len() > self.limits.relations {
                    let most = self.limits.relations;
                    return Err(ReadError::Bound(format!("more than {most} relations are not read")));
                }
            }
            let told = fields.get("dependsOn").map(Node::items).unwrap_or_default();
            let graph = &mut self.bom.components[from.index()].graph;
            if !told.is_empty() {
                *graph = Graph::Partial;
            } else if *graph == Graph::Unknown {
                *graph = Graph::Complete;
            }
            if !missing.0.is_empty() {
                missing.put("ref", fields.get("ref").cloned().unwrap_or(Node::Null));
                kept.push(Node::Object(missing).into_value());
            }
        }
        if !kept.is_empty() {
            self.bom.document.extensions.insert("cyclonedx:dependencies".to_owned(), Value::Array(kept));
        }
        Ok(())
    }

    /// Adds the edges to these names; gives back the names that stand for no component.
    fn edges<'n>(
        &mut self,
        from: NodeId,
        names: &[Node<'n>],
        kind: &RelationKind,
        places: &Places,
        path: &Path<'_>,
        known: &mut HashSet<(NodeId, NodeId, bool)>,
    ) -> Vec<Node<'n>> {
        let mut lost = Vec::new();
        for node in names {
            let Some(name) = node.as_str() else { continue };
            let Some(&to) = places.get(name) else {
                dangling(name, path, &mut self.out);
                lost.push(node.clone());
                continue;
            };
            if from == to {
                let message = || format!("`{name}` is said to depend on itself");
                self.out.warning("depends-on-itself", path, message);
            }
            if known.insert((from, to, *kind == RelationKind::DependsOn)) {
                self.bom.relations.push(Relation { from, to, kind: kind.clone() });
            } else {
                self.out.warning("dependency-twice", path, || format!("`{name}` is named twice"));
            }
        }
        lost
    }
}

fn dangling(name: &str, path: &Path<'_>, out: &mut Outcome) {
    // A BOM-Link names a component of another document.
    if !name.starts_with("urn:cdx:") {
        out.warning("dangling-reference", path, || {
            format!("`{name}` is the reference of no component or service of this document")
        });
    }
}

/// Lets a composition say how complete the dependencies are; gives it back when it says more than that.
fn apply(node: Node<'_>, places: &Places, bom: &mut Bom) -> Option<Value> {
    let graph = match node.str("aggregate") {
        Some("complete") => Some(Graph::Complete),
        Some("unknown") => Some(Graph::Unknown),
        Some(other) if other.starts_with("incomplete") => Some(Graph::Partial),
        _ => None,
    };
    let plain = matches!(node.str("aggregate"), Some("complete" | "unknown" | "incomplete"));
    let fields = node.fields()?;
    let names = fields.get("dependencies").map(Node::items).unwrap_or_default();
    let mut whole = plain && fields.0.len() == 2 && !names.is_empty();
    for name in names {
        match (name.as_str().and_then(|name| places.get(name)), graph) {
            (Some(place), Some(graph)) => bom.components[place.index()].graph = graph,
            _ => whole = false,
        }
    }
    (!whole).then(|| node.into_value())
}
