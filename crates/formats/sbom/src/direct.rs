//! Who is a direct dependency: told by the edges of what is the product's own, where they have any.

use mainstay_model::{Bom, Directness, NodeId};

/// Fills in who is direct where nothing says so: what the subjects and the parts built in the house depend on is
/// direct, what follows from there is transitive. When none of them has an edge, nothing is said, and nothing is filled in.
pub fn settle_directness(bom: &mut Bom) {
    let told = told_by_edges(bom);
    for (component, told) in bom.components.iter_mut().zip(told) {
        if component.directness == Directness::Unknown {
            component.directness = told;
        }
    }
}

/// What the edges alone tell of each component. A reader finds it out by itself; a writer has to note what differs.
pub(crate) fn told_by_edges(bom: &Bom) -> Vec<Directness> {
    let (starts, targets) = adjacency(bom);
    let next = |node: NodeId| &targets[starts[node.index()]..starts[node.index() + 1]];
    let mut own: Vec<bool> = bom.components.iter().map(|component| component.first_party).collect();
    for node in &bom.subjects {
        own[node.index()] = true;
    }
    let roots = || (0..).map(NodeId).zip(&own).filter(|(_, own)| **own).map(|(node, _)| node);
    let mut told = vec![Directness::Unknown; bom.components.len()];
    let mut stack = Vec::new();
    for node in roots() {
        for &direct in next(node) {
            if !own[direct.index()] && told[direct.index()] == Directness::Unknown {
                told[direct.index()] = Directness::Direct;
                stack.push(direct);
            }
        }
    }
    while let Some(node) = stack.pop() {
        for &below in next(node) {
            if !own[below.index()] && told[below.index()] == Directness::Unknown {
                told[below.index()] = Directness::Transitive;
                stack.push(below);
            }
        }
    }
    told
}

/// The dependency edges, grouped by their start.
fn adjacency(bom: &Bom) -> (Vec<usize>, Vec<NodeId>) {
    let mut starts = vec![0; bom.components.len() + 1];
    for (from, _) in bom.dependencies() {
        starts[from.index() + 1] += 1;
    }
    for index in 1..starts.len() {
        starts[index] += starts[index - 1];
    }
    let mut place = starts.clone();
    let mut targets = vec![NodeId(0); starts.last().copied().unwrap_or(0)];
    for (from, to) in bom.dependencies() {
        targets[place[from.index()]] = to;
        place[from.index()] += 1;
    }
    (starts, targets)
}

#[cfg(test)]
mod tests {
    use mainstay_model::{Component, RelationKind};

    use super::*;

    fn bom(edges: &[(u32, u32)]) -> Bom {
        let mut bom = Bom::default();
        for name in ["subject", "a", "b", "c"] {
            bom.add(Component::named(name, None));
        }
        bom.subjects.push(NodeId(0));
        for &(from, to) in edges {
            bom.relate(NodeId(from), NodeId(to), RelationKind::DependsOn);
        }
        settle_directness(&mut bom);
        bom
    }

    #[test]
    fn edges_of_the_subject_make_direct_and_the_rest_transitive_also_in_a_cycle() {
        let marks: Vec<_> =
            bom(&[(0, 1), (1, 2), (2, 1), (2, 0)]).components.iter().map(|c| c.directness).collect();
        use Directness::{Direct, Transitive, Unknown};
        assert_eq!(marks, [Unknown, Direct, Transitive, Unknown]);
    }

    #[test]
    fn what_a_part_built_in_the_house_names_is_direct() {
        let mut bom = bom(&[]);
        bom.components[1].first_party = true;
        bom.relate(NodeId(0), NodeId(1), RelationKind::Contains);
        bom.relate(NodeId(1), NodeId(2), RelationKind::DependsOn);
        settle_directness(&mut bom);
        let marks: Vec<_> = bom.components.iter().map(|c| c.directness).collect();
        assert_eq!(
            marks,
            [Directness::Unknown, Directness::Unknown, Directness::Direct, Directness::Unknown]
        );
    }

    #[test]
    fn without_edges_of_the_subject_nothing_is_said() {
        assert!(bom(&[(1, 2)]).components.iter().all(|c| c.directness == Directness::Unknown));
    }
}
