//! How the components relate: dependencies, compositions, and what follows from them.

use std::collections::{HashMap, HashSet};

use mainstay_model::{Component, Graph, NodeId};
use serde_json::Value;

use super::{Reading, statement};
use crate::ReadError;
use crate::cyclonedx::notes;
use crate::cyclonedx::outcome::Outcome;
use crate::cyclonedx::path::Path;
use crate::node::Node;

/// Components by their reference.
pub(super) type Places<'c> = HashMap<&'c str, NodeId>;

impl Reading<'_> {
    /// Resolves everything that names components.
    pub(super) fn relate(&mut self) -> Result<(), ReadError> {
        self.subjects();
        // Set aside, so that the places can borrow the references from them.
        let mut components = std::mem::take(&mut self.bom.components);
        let places = places(&components, &mut self.out);
        let dependencies = std::mem::take(&mut self.dependencies);
        let most = self.limits.relations.saturating_sub(self.bom.relations.len());
        let mut resolved = dependencies.resolve(&places, most, &mut self.out)?;
        self.bom.relations.append(&mut resolved.relations);
        self.keep("cyclonedx:dependencies", resolved.kept);
        let mut completeness = Vec::new();
        let partial: HashSet<NodeId> =
            resolved.told.iter().filter(|(_, told)| *told == Graph::Partial).map(|(node, _)| *node).collect();
        let compositions = std::mem::take(&mut self.compositions).into_iter();
        let kept =
            compositions.filter_map(|node| apply(node, &places, &partial, &mut completeness)).collect();
        self.keep("cyclonedx:compositions", kept);
        for node in std::mem::take(&mut self.vulnerabilities) {
            if let Node::Object(fields) = node {
                self.bom.statements.push(statement::read(fields, &places));
            }
        }
        for (node, told) in resolved.told {
            let graph = &mut components[node.index()].graph;
            // One entry with dependencies counts more than any without.
            if told == Graph::Partial || *graph == Graph::Unknown {
                *graph = told;
            }
        }
        for (node, graph) in completeness {
            components[node.index()].graph = graph;
        }
        self.bom.components = components;
        crate::direct::settle_directness(&mut self.bom);
        Ok(())
    }

    /// Components that our own writer marked as what the document is about.
    fn subjects(&mut self) {
        for at in 0..self.bom.components.len() {
            let properties = &mut self.bom.components[at].properties;
            if let Some(found) = properties.iter().position(|(name, _)| name == notes::SUBJECT) {
                properties.remove(found);
                self.bom.subjects.push(node(at));
            }
        }
    }

    fn keep(&mut self, name: &str, kept: Vec<Value>) {
        if !kept.is_empty() {
            self.bom.document.extensions.insert(name, Value::Array(kept));
        }
    }
}

fn places<'c>(components: &'c [Component], out: &mut Outcome) -> Places<'c> {
    let mut places = Places::with_capacity(components.len());
    let list = Path::ROOT.name("components");
    for (at, component) in
        components.iter().enumerate().filter(|(_, component)| !component.reference.is_empty())
    {
        let first = *places.entry(&component.reference).or_insert(node(at));
        if first != node(at) {
            out.error("duplicate-reference", &list, || {
                format!(
                    "the reference `{}` stands for `{}` and for `{}`; the first is meant wherever it is named",
                    component.reference,
                    components[first.index()].name,
                    component.name
                )
            });
        }
    }
    places
}

fn node(at: usize) -> NodeId {
    NodeId(u32::try_from(at).expect("readers bound the number of components"))
}

/// Lets a composition say how complete the dependencies are; gives it back when it says more than that, or of one of the
/// components that are taken for partial without a word that it is incomplete.
fn apply(
    node: Node<'_>,
    places: &Places<'_>,
    partial: &HashSet<NodeId>,
    told: &mut Vec<(NodeId, Graph)>,
) -> Option<Value> {
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
            (Some(place), Some(graph)) => {
                whole &= graph != Graph::Partial || !partial.contains(place);
                told.push((*place, graph));
            }
            _ => whole = false,
        }
    }
    (!whole).then(|| node.into_value())
}
