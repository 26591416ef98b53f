//! From the project's own edges to scope and directness of everything below them.

use std::collections::VecDeque;

use mainstay_model::{Bom, Directness, NodeId, RelationKind, Scope};

/// Sets directness and scope of every component from what the subjects name themselves.
///
/// `direct` are the edges that leave first-party packages, each with what the dependency is used for (`None`
/// when the format does not say). A component reached in several ways gets the strongest scope; an edge of a
/// weaker scope never strengthens what stands below it.
pub(crate) fn settle(bom: &mut Bom, direct: &[(NodeId, Option<Scope>)]) {
    let below = adjacency(bom);
    for component in bom.components.iter_mut().filter(|component| !component.first_party) {
        component.directness = Directness::Unknown;
    }
    for &(node, _) in direct {
        bom.components[node.index()].directness = Directness::Direct;
    }
    let mut scopes: Vec<Option<Option<Scope>>> = vec![None; bom.components.len()];
    let mut ordered: Vec<(NodeId, Option<Scope>)> = direct.to_vec();
    ordered.sort_by_key(|&(_, scope)| strength(scope));
    for (start, scope) in ordered {
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            if scopes[node.index()].is_some() {
                continue;
            }
            scopes[node.index()] = Some(scope);
            queue.extend(below[node.index()].iter().copied());
        }
    }
    for (component, scope) in bom.components.iter_mut().zip(scopes) {
        let Some(scope) = scope else { continue };
        component.scope = scope;
        if !component.first_party && component.directness == Directness::Unknown {
            component.directness = Directness::Transitive;
        }
    }
}

/// An unknown scope counts as strong as runtime: it must not be taken for harmless.
fn strength(scope: Option<Scope>) -> Scope {
    scope.unwrap_or(Scope::Runtime)
}

fn adjacency(bom: &Bom) -> Vec<Vec<NodeId>> {
    let mut below = vec![Vec::new(); bom.components.len()];
    for relation in bom.relations.iter().filter(|relation| relation.kind == RelationKind::DependsOn) {
        if !bom.components[relation.from.index()].first_party {
            below[relation.from.index()].push(relation.to);
        }
    }
    below
}
