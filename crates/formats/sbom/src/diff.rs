//! What changed between two BOMs.
//!
//! Components are paired by package: the purl without its version, else group and name. A package that stands in
//! several versions pairs equal versions first; what is left over pairs in order, and the rest was added or
//! removed.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use mainstay_model::{Bom, Component, NodeId, Relation};

mod aspect;
mod edges;

pub use aspect::Aspect;
pub(crate) use aspect::digests_differ;
use edges::Edges;

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
    let mut diff = Diff::default();
    let mut pairs = Vec::new();
    let (mut old, mut new) = (by_package(before), by_package(after));
    let packages: BTreeSet<String> = old.keys().chain(new.keys()).cloned().collect();
    for package in packages {
        let (mut old, mut new) =
            (old.remove(&package).unwrap_or_default(), new.remove(&package).unwrap_or_default());
        pair_equal_versions(before, after, &mut old, &mut new, &mut pairs);
        let rest = old.len().min(new.len());
        pairs.extend(old.iter().copied().zip(new.iter().copied()));
        diff.removed.extend(&old[rest..]);
        diff.added.extend(&new[rest..]);
    }
    let edges = Edges::compare(before, after, &pairs);
    let texts = (aspect::texts(before), aspect::texts(after));
    for (before_id, after_id) in pairs {
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

fn by_package(bom: &Bom) -> BTreeMap<String, Vec<NodeId>> {
    let mut packages: BTreeMap<String, Vec<NodeId>> = BTreeMap::new();
    for (component, index) in bom.components.iter().zip(0..) {
        packages.entry(package(component)).or_default().push(NodeId(index));
    }
    for members in packages.values_mut() {
        members.sort_by_key(|&id| (bom.component(id).version.clone(), id));
    }
    packages
}

fn package(component: &Component) -> String {
    match &component.purl {
        Some(purl) => purl.package().to_string(),
        None => format!("{}\0{}", component.group.as_deref().unwrap_or_default(), component.name),
    }
}

/// Pairs equal versions and leaves the others in the lists. Both are sorted by version, so one walk finds them: a
/// document may list one package in very many versions.
fn pair_equal_versions(
    before: &Bom,
    after: &Bom,
    old: &mut Vec<NodeId>,
    new: &mut Vec<NodeId>,
    pairs: &mut Vec<(NodeId, NodeId)>,
) {
    let mut left = std::mem::take(old).into_iter().peekable();
    let mut right = std::mem::take(new).into_iter().peekable();
    while let (Some(&a), Some(&b)) = (left.peek(), right.peek()) {
        match before.component(a).version.cmp(&after.component(b).version) {
            Ordering::Less => old.extend(left.next()),
            Ordering::Greater => new.extend(right.next()),
            Ordering::Equal => {
                pairs.push((a, b));
                left.next();
                right.next();
            }
        }
    }
    old.extend(left);
    new.extend(right);
}

#[cfg(test)]
pub(crate) mod tests;
