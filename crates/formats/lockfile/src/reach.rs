//! From the project's own edges to scope and directness of everything below them.

use std::collections::HashMap;

use mainstay_model::{Bom, Directness, NodeId, RelationKind, Scope};

/// An edge below the project that is weaker than a plain one: an optional or peer dependency.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weak {
    pub(crate) from: NodeId,
    pub(crate) to: NodeId,
    pub(crate) scope: Scope,
}

/// Sets directness and scope of every component from what the subjects name themselves.
///
/// `direct` are the edges that leave first-party packages, each with what the dependency is used for (`None`
/// when the format does not say). A component reached in several ways gets the strongest scope; an edge of a
/// weaker scope never strengthens what stands below it.
pub(crate) fn settle(bom: &mut Bom, direct: &[(NodeId, Option<Scope>)]) {
    settle_weakened(bom, direct, &[]);
}

/// The same, where some edges below the project weaken what they lead to.
///
/// This is a search for the widest path: what one way gives is the weakest step on it, and the best way wins.
/// Levels are few, so that one stack a level stands for a priority queue.
pub(crate) fn settle_weakened(bom: &mut Bom, direct: &[(NodeId, Option<Scope>)], weak: &[Weak]) {
    let below = adjacency(bom, weak);
    for component in bom.components.iter_mut().filter(|component| !component.first_party) {
        component.directness = Directness::Unknown;
    }
    let mut waiting: [Vec<NodeId>; LEVELS] = Default::default();
    for &(node, scope) in direct {
        bom.components[node.index()].directness = Directness::Direct;
        waiting[level(scope)].push(node);
    }
    let mut reached: Vec<Option<usize>> = vec![None; bom.components.len()];
    for at in 0..LEVELS {
        while let Some(node) = waiting[at].pop() {
            if reached[node.index()].is_some() {
                continue;
            }
            reached[node.index()] = Some(at);
            for &(to, step) in &below[node.index()] {
                // A way that starts unknown stays unknown, whatever weakens it.
                waiting[if at == UNKNOWN { at } else { at.max(step) }].push(to);
            }
        }
    }
    for (component, reached) in bom.components.iter_mut().zip(reached) {
        let Some(level) = reached else { continue };
        component.scope = SCOPES[level];
        if !component.first_party && component.directness == Directness::Unknown {
            component.directness = Directness::Transitive;
        }
    }
}

/// Takes back what was settled of components that the project may name itself, and of all below them: only what is used at
/// run time anyhow is known for sure.
pub(crate) fn unsettle(bom: &mut Bom, maybe_direct: &[NodeId]) {
    if maybe_direct.is_empty() {
        return;
    }
    for &node in maybe_direct {
        let directness = &mut bom.components[node.index()].directness;
        if *directness == Directness::Transitive {
            *directness = Directness::Unknown;
        }
    }
    let below = adjacency(bom, &[]);
    let mut seen = vec![false; bom.components.len()];
    let mut open = maybe_direct.to_vec();
    while let Some(node) = open.pop() {
        if std::mem::replace(&mut seen[node.index()], true) {
            continue;
        }
        let scope = &mut bom.components[node.index()].scope;
        *scope = scope.filter(|scope| *scope == Scope::Runtime);
        open.extend(below[node.index()].iter().map(|(to, _)| *to));
    }
}

const LEVELS: usize = 8;

/// From strong to weak. Unknown stands right after runtime: it must not be taken for harmless.
const SCOPES: [Option<Scope>; LEVELS] = [
    Some(Scope::Runtime),
    None,
    Some(Scope::Optional),
    Some(Scope::Provided),
    Some(Scope::Build),
    Some(Scope::Development),
    Some(Scope::Test),
    Some(Scope::Excluded),
];

const UNKNOWN: usize = 1;

fn level(scope: Option<Scope>) -> usize {
    SCOPES.iter().position(|&known| known == scope).unwrap_or_default()
}

/// The edges that leave third-party components, each with the level of the step.
fn adjacency(bom: &Bom, weak: &[Weak]) -> Vec<Vec<(NodeId, usize)>> {
    let weak: HashMap<(NodeId, NodeId), usize> =
        weak.iter().map(|edge| ((edge.from, edge.to), level(Some(edge.scope)))).collect();
    let mut below = vec![Vec::new(); bom.components.len()];
    for relation in bom.relations.iter().filter(|relation| relation.kind == RelationKind::DependsOn) {
        if !bom.components[relation.from.index()].first_party {
            let step = weak.get(&(relation.from, relation.to)).copied().unwrap_or_default();
            below[relation.from.index()].push((relation.to, step));
        }
    }
    below
}

#[cfg(test)]
mod tests;
