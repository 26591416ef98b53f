//! Which relations two BOMs have and have not in common.

use std::collections::HashSet;

use mainstay_model::{Bom, NodeId, Relation, RelationKind};

/// The relations that only one of two BOMs has.
pub(super) struct Edges {
    pub(super) added: Vec<Relation>,
    pub(super) removed: Vec<Relation>,
    /// Where the added ones begin, and where the removed ones.
    from: (HashSet<NodeId>, HashSet<NodeId>),
}

impl Edges {
    /// Components that are paired are the same end of an edge, whatever their versions.
    pub(super) fn compare(before: &Bom, after: &Bom, pairs: &[(NodeId, NodeId)]) -> Self {
        let old: Vec<usize> = (0..before.components.len()).collect();
        // A component without its like has a number that no component of the first has.
        let mut new: Vec<usize> = (0..after.components.len()).map(|at| old.len() + at).collect();
        for (before, after) in pairs {
            new[after.index()] = before.index();
        }
        let added = only(&after.relations, &new, &before.relations, &old);
        let removed = only(&before.relations, &old, &after.relations, &new);
        let starts = |edges: &[Relation]| edges.iter().map(|edge| edge.from).collect();
        let from = (starts(&added), starts(&removed));
        Self { added, removed, from }
    }

    /// Whether edges that begin at a component differ.
    pub(super) fn differ(&self, before: NodeId, after: NodeId) -> bool {
        self.from.0.contains(&after) || self.from.1.contains(&before)
    }
}

/// The relations that the others do not have, each once.
fn only(these: &[Relation], names: &[usize], others: &[Relation], their_names: &[usize]) -> Vec<Relation> {
    let mut seen: HashSet<_> = others.iter().map(|edge| named(edge, their_names)).collect();
    these.iter().filter(|edge| seen.insert(named(edge, names))).cloned().collect()
}

fn named<'r>(edge: &'r Relation, names: &[usize]) -> (usize, usize, &'r RelationKind) {
    (names[edge.from.index()], names[edge.to.index()], &edge.kind)
}
