//! What changed between two BOMs.
//!
//! Components are paired by package: the purl without its version, else group and name. A package that stands in
//! several versions pairs equal versions first, as the ecosystem compares them; what is left over pairs in order, and the
//! rest was added or removed.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use mainstay_model::{Bom, Component, NodeId, Purl, Relation};
use mainstay_version::{Ecosystem, Version};

mod aspect;
mod edges;
mod native;

pub use aspect::Aspect;
pub use aspect::digests_differ;
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
        // Equal texts first: a document may list one version in two spellings.
        pair_equal(before, after, &mut old, &mut new, &mut pairs, |component| component.version.clone());
        pair_equal(before, after, &mut old, &mut new, &mut pairs, version);
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
    packages
}

fn package(component: &Component) -> String {
    match &component.purl {
        Some(purl) => purl.package().to_string(),
        None => format!("{}\0{}", component.group.as_deref().unwrap_or_default(), component.name),
    }
}

/// The version as its ecosystem compares it.
fn version(component: &Component) -> Option<Version> {
    let kind = component.purl.as_ref().map_or("", Purl::kind);
    component.version.as_deref().map(|text| Version::parse(Ecosystem::from_purl_type(kind), text))
}

/// Pairs those of equal keys and leaves the others in the lists, which are then in the order of their keys. One walk over both
/// finds them: a document may list one package in very many versions.
fn pair_equal<K: Ord>(
    before: &Bom,
    after: &Bom,
    old: &mut Vec<NodeId>,
    new: &mut Vec<NodeId>,
    pairs: &mut Vec<(NodeId, NodeId)>,
    key: impl Fn(&Component) -> K,
) {
    let sorted = |bom: &Bom, ids: &mut Vec<NodeId>| {
        let mut keyed: Vec<(K, NodeId)> =
            std::mem::take(ids).into_iter().map(|id| (key(bom.component(id)), id)).collect();
        keyed.sort();
        keyed.into_iter().peekable()
    };
    let (mut left, mut right) = (sorted(before, old), sorted(after, new));
    while let (Some((a, _)), Some((b, _))) = (left.peek(), right.peek()) {
        match a.cmp(b) {
            Ordering::Less => old.extend(left.next().map(|(_, id)| id)),
            Ordering::Greater => new.extend(right.next().map(|(_, id)| id)),
            Ordering::Equal => {
                pairs.extend(left.next().zip(right.next()).map(|((_, a), (_, b))| (a, b)));
            }
        }
    }
    old.extend(left.map(|(_, id)| id));
    new.extend(right.map(|(_, id)| id));
}

#[cfg(test)]
pub(crate) mod tests;
