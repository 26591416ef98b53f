//! What changed from one model to another.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use mainstay_model::{Bom, Component, Hash, NodeId, Scope};

/// What changed between two models.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// Components of the second model that the first has nothing to set beside.
    pub added: Vec<NodeId>,
    /// Components of the first model that the second has nothing to set beside.
    pub removed: Vec<NodeId>,
    /// Components that are in both and differ.
    pub changed: Vec<Change>,
}

impl Diff {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// A component that is in both models and differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The component in the first model.
    pub before: NodeId,
    /// The component in the second model.
    pub after: NodeId,
    /// Whether the version differs.
    pub version: bool,
    /// Whether what is said about licenses differs, whatever the order.
    pub licenses: bool,
    /// Whether the scope differs.
    pub scope: bool,
    /// Whether the digests differ, whatever the order.
    pub hashes: bool,
}

/// Compares two models. Components are the same when their purls are but for the version, or without a purl when
/// group and name are. Where a model has several of one name, those of the same version belong together first and
/// the others by the order of their versions.
pub fn diff(before: &Bom, after: &Bom) -> Diff {
    let mut diff = Diff::default();
    let mut groups: BTreeMap<Key<'_>, [Vec<NodeId>; 2]> = BTreeMap::new();
    for (side, bom) in [before, after].into_iter().enumerate() {
        for (at, component) in bom.components.iter().enumerate() {
            let id = NodeId(u32::try_from(at).unwrap_or(u32::MAX));
            groups.entry(key(component)).or_default()[side].push(id);
        }
    }
    for [old, new] in groups.into_values() {
        let (mut old, mut new) = (ranked(before, old), ranked(after, new));
        let pairs = pair(&mut old, &mut new);
        diff.changed.extend(pairs.into_iter().filter_map(|(old, new)| compare(before, after, old, new)));
        diff.removed.extend(old.into_iter().map(|(_, id)| id));
        diff.added.extend(new.into_iter().map(|(_, id)| id));
    }
    diff.removed.sort_unstable();
    diff.added.sort_unstable();
    diff.changed.sort_unstable_by_key(|change| (change.before, change.after));
    diff
}

/// What stays the same when only the version of a component changes.
type Key<'b> = (&'b str, Option<&'b str>, &'b str);

fn key(component: &Component) -> Key<'_> {
    match &component.purl {
        Some(purl) => (purl.kind(), purl.namespace(), purl.name()),
        None => ("", component.group.as_deref(), &component.name),
    }
}

/// What tells components of one name apart; they are set beside each other in this order.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    version: Option<String>,
    hashes: Vec<Hash>,
    scope: Option<Scope>,
    licenses: Vec<String>,
}

fn rank(component: &Component) -> Rank {
    Rank {
        version: component.version.clone(),
        hashes: sorted(&component.hashes),
        scope: component.scope,
        licenses: told(component),
    }
}

type Ranked = Vec<(Rank, NodeId)>;

/// Takes pairs out of both sides: equal ones, those of one version, then the others in order.
fn pair(old: &mut Ranked, new: &mut Ranked) -> Vec<(NodeId, NodeId)> {
    let mut pairs = Vec::new();
    join(old, new, &mut pairs, |old, new| old.cmp(new));
    join(old, new, &mut pairs, |old, new| old.version.cmp(&new.version));
    let count = old.len().min(new.len());
    pairs.extend(old.drain(..count).zip(new.drain(..count)).map(|((_, old), (_, new))| (old, new)));
    pairs
}

/// Takes out what is equal in an order by which both sides are sorted.
fn join(
    old: &mut Ranked,
    new: &mut Ranked,
    pairs: &mut Vec<(NodeId, NodeId)>,
    order: impl Fn(&Rank, &Rank) -> Ordering,
) {
    let mut left = std::mem::take(old).into_iter().peekable();
    let mut right = std::mem::take(new).into_iter().peekable();
    while let (Some((a, _)), Some((b, _))) = (left.peek(), right.peek()) {
        match order(a, b) {
            Ordering::Less => old.extend(left.next()),
            Ordering::Greater => new.extend(right.next()),
            Ordering::Equal => pairs.extend(left.next().zip(right.next()).map(|(a, b)| (a.1, b.1))),
        }
    }
    old.extend(left);
    new.extend(right);
}

fn compare(a: &Bom, b: &Bom, before: NodeId, after: NodeId) -> Option<Change> {
    let (old, new) = (a.component(before), b.component(after));
    let change = Change {
        before,
        after,
        version: old.version != new.version,
        licenses: old.licenses != new.licenses && told(old) != told(new),
        scope: old.scope != new.scope,
        hashes: old.hashes != new.hashes && sorted(&old.hashes) != sorted(&new.hashes),
    };
    (change.version || change.licenses || change.scope || change.hashes).then_some(change)
}

fn ranked(bom: &Bom, ids: Vec<NodeId>) -> Ranked {
    let mut ranked: Ranked = ids.into_iter().map(|id| (rank(bom.component(id)), id)).collect();
    ranked.sort_by(|(a, _), (b, _)| a.cmp(b));
    ranked
}

/// What is said about a component's licenses, whatever the order.
fn told(component: &Component) -> Vec<String> {
    let mut claims: Vec<_> = component.licenses.iter().map(|claim| format!("{claim:?}")).collect();
    claims.sort_unstable();
    claims
}

fn sorted<T: Ord + Clone>(items: &[T]) -> Vec<T> {
    let mut items = items.to_vec();
    items.sort_unstable();
    items
}
