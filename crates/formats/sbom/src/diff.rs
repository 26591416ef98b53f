//! What changed between two BOMs.
//!
//! Components are paired by package: the purl without its version, else group and name. A package that stands in
//! several versions or variants pairs those of one whole purl first (without a purl those of one kind, version and digest), then
//! equal versions, as the ecosystem compares them, then the same variants; what is left over pairs in the order of versions,
//! and the rest was added or removed.

use mainstay_model::{Bom, NodeId, Relation};

mod aspect;
mod edges;
mod ends;
mod native;
mod pairs;

pub use aspect::Aspect;
pub use aspect::digests_differ;
use edges::Edges;
use pairs::Pairs;

/// What changed from one BOM to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// Components of the second that the first has not.
    pub added: Vec<NodeId>,
    /// Components of the first that the second has not.
    pub removed: Vec<NodeId>,
    /// Components of both that differ.
    pub changed: Vec<Change>,
    /// The number of components that are the same in both.
    pub unchanged: usize,
    /// Relations of all kinds, between components of the second, that the first has not.
    pub edges_added: Vec<Relation>,
    /// Relations of all kinds, between components of the first, that the second has not.
    pub edges_removed: Vec<Relation>,
}

/// A component of both BOMs that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The component in the first.
    pub before: NodeId,
    /// The component in the second.
    pub after: NodeId,
    /// What differs, in the order of [`Aspect`].
    pub aspects: Vec<Aspect>,
}

/// Compares two BOMs. First-party components take part like any others. What a document calls a component inside
/// itself (`bom-ref`, `SPDXID`) and the order of lists are no difference.
pub fn diff(before: &Bom, after: &Bom) -> Diff {
    let pairs = Pairs::find(before, after);
    let mut diff = Diff { added: pairs.added, removed: pairs.removed, ..Diff::default() };
    let edges = Edges::compare(before, after, &pairs.both);
    let texts = (aspect::texts(before), aspect::texts(after));
    for (before_id, after_id) in pairs.both {
        let related = edges.differ(before_id, after_id);
        let (a, b) = (before.component(before_id), after.component(after_id));
        let mut aspects = aspect::differing(a, b, related);
        if !aspects.contains(&Aspect::License) && aspect::texts_differ(a, b, &texts) {
            aspects.push(Aspect::License);
            aspects.sort_unstable();
        }
        if aspects.is_empty() {
            diff.unchanged += 1;
        } else {
            diff.changed.push(Change { before: before_id, after: after_id, aspects });
        }
    }
    (diff.edges_added, diff.edges_removed) = (edges.added, edges.removed);
    diff
}

#[cfg(test)]
pub(crate) mod tests;
