//! Which component is written inside which.

use mainstay_model::{Bom, ComponentKind, NodeId, RelationKind};

use crate::cyclonedx::fit::Losses;

/// Components are nested no deeper than this, since readers bound the depth of a document.
const DEEPEST: usize = 40;

/// A forest of the components, from the relations that say that one contains the other.
pub(super) struct Nesting {
    inside: Vec<Vec<NodeId>>,
    is_inside: Vec<bool>,
}

impl Nesting {
    /// Puts each component into the first that contains it. A component has one place in CycloneDX: more containers,
    /// circles and what would be too deep are lost.
    pub(super) fn of(bom: &Bom, root: Option<NodeId>, losses: &mut Losses) -> Self {
        let count = bom.components.len();
        let mut parents: Vec<Option<NodeId>> = vec![None; count];
        for relation in bom.relations.iter().filter(|relation| relation.kind == RelationKind::Contains) {
            let (from, to) = (relation.from, relation.to);
            let service = |id: NodeId| bom.component(id).kind == ComponentKind::Service;
            let fits = from != to && Some(to) != root && service(from) == service(to);
            if fits && parents[to.index()].is_none() && !reaches(&parents, from, to) {
                parents[to.index()] = Some(from);
            } else if !(fits && parents[to.index()] == Some(from)) {
                losses.count("lost-relation", "a component inside several others".to_owned());
            }
        }
        let mut nesting = Self { inside: vec![Vec::new(); count], is_inside: vec![false; count] };
        for (at, parent) in parents.iter().enumerate() {
            if let Some(parent) = parent {
                nesting.inside[parent.index()].push(NodeId(u32::try_from(at).unwrap_or(u32::MAX)));
                nesting.is_inside[at] = true;
            }
        }
        nesting
    }

    /// What is written inside a component.
    pub(super) fn inside(&self, id: NodeId) -> &[NodeId] {
        &self.inside[id.index()]
    }

    /// The components, or the services, that are inside nothing.
    pub(super) fn top(&self, bom: &Bom, root: Option<NodeId>, services: bool) -> Vec<NodeId> {
        let ids = (0..bom.components.len()).map(|at| NodeId(u32::try_from(at).unwrap_or(u32::MAX)));
        ids.filter(|id| !self.is_inside[id.index()] && Some(*id) != root)
            .filter(|id| (bom.component(*id).kind == ComponentKind::Service) == services)
            .collect()
    }
}

/// Whether the way up from a component meets another, or is too long.
fn reaches(parents: &[Option<NodeId>], from: NodeId, to: NodeId) -> bool {
    let mut at = from;
    for _ in 0..DEEPEST {
        if at == to {
            return true;
        }
        match parents[at.index()] {
            Some(parent) => at = parent,
            None => return false,
        }
    }
    true
}
