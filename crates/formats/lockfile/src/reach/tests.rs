use mainstay_model::Component;
use proptest::prelude::*;

use super::*;

/// A graph of third-party components, edges as pairs of indexes, some of them weak.
type Case = (usize, Vec<(usize, usize, Option<usize>)>, Vec<(usize, usize)>);

fn case() -> impl Strategy<Value = Case> {
    (2usize..9).prop_flat_map(|count| {
        let edges = proptest::collection::vec((0..count, 0..count, proptest::option::of(2..LEVELS)), 0..16);
        let direct = proptest::collection::vec((0..count, 0..LEVELS), 0..5);
        (Just(count), edges, direct)
    })
}

fn node(index: usize) -> NodeId {
    NodeId(u32::try_from(index).unwrap())
}

fn settled(count: usize, edges: &[(usize, usize, Option<usize>)], direct: &[(usize, usize)]) -> Bom {
    let mut bom = Bom::default();
    for index in 0..count {
        bom.add(Component::named(format!("c{index}"), None));
    }
    let mut weak = Vec::new();
    for &(from, to, level) in edges {
        bom.relate(node(from), node(to), RelationKind::DependsOn);
        let scope = level.and_then(|level| SCOPES[level]);
        weak.extend(scope.map(|scope| Weak { from: node(from), to: node(to), scope }));
    }
    let direct: Vec<_> = direct.iter().map(|&(index, level)| (node(index), SCOPES[level])).collect();
    settle_weakened(&mut bom, &direct, &weak);
    bom
}

/// No pair of nodes twice, so that an edge is either weak or not.
fn distinct(mut edges: Vec<(usize, usize, Option<usize>)>) -> Vec<(usize, usize, Option<usize>)> {
    edges.sort();
    edges.dedup_by_key(|edge| (edge.0, edge.1));
    edges
}

proptest! {
    #[test]
    fn what_is_reached_is_direct_or_transitive_and_the_rest_unknown((count, edges, direct) in case()) {
        let bom = settled(count, &edges, &direct);
        let mut reached: Vec<bool> = (0..count).map(|index| direct.iter().any(|&(named, _)| named == index)).collect();
        for _ in 0..count {
            for &(from, to, _) in &edges {
                reached[to] |= reached[from];
            }
        }
        for (index, component) in bom.components.iter().enumerate() {
            let named = direct.iter().any(|&(named, _)| named == index);
            let expected = match (named, reached[index]) {
                (true, _) => Directness::Direct,
                (false, true) => Directness::Transitive,
                (false, false) => Directness::Unknown,
            };
            prop_assert_eq!(component.directness, expected);
        }
    }

    #[test]
    fn the_order_in_which_edges_are_told_does_not_matter((count, edges, direct) in case()) {
        let edges = distinct(edges);
        let (mut other_edges, mut other_direct) = (edges.clone(), direct.clone());
        other_edges.reverse();
        other_direct.reverse();
        let scopes = |bom: Bom| bom.components.into_iter().map(|found| (found.scope, found.directness)).collect::<Vec<_>>();
        prop_assert_eq!(scopes(settled(count, &edges, &direct)), scopes(settled(count, &other_edges, &other_direct)));
    }

    #[test]
    fn one_more_direct_edge_never_weakens_what_is_known((count, edges, direct) in case(), index in 0usize..2, at in 0..LEVELS) {
        let edges = distinct(edges);
        let before = settled(count, &edges, &direct);
        let mut more = direct;
        more.push((index, at));
        let after = settled(count, &edges, &more);
        for (before, after) in before.components.iter().zip(&after.components) {
            // What was unknown may turn out to be weak.
            if before.scope.is_some() {
                prop_assert!(level(after.scope) <= level(before.scope));
            }
        }
    }

    #[test]
    fn a_plain_edge_hands_the_scope_on((count, edges, direct) in case()) {
        let edges = distinct(edges);
        let bom = settled(count, &edges, &direct);
        for &(from, to, weak) in &edges {
            let (from, to) = (&bom.components[from], &bom.components[to]);
            if weak.is_none() && from.directness != Directness::Unknown {
                prop_assert!(level(to.scope) <= level(from.scope));
            }
        }
    }
}

#[test]
fn a_first_party_package_hands_nothing_on_by_itself() {
    let mut bom = Bom::default();
    let own = bom.add(Component { first_party: true, ..Component::named("app", None) });
    let lib = bom.add(Component::named("lib", None));
    bom.relate(own, lib, RelationKind::DependsOn);
    settle(&mut bom, &[]);
    assert_eq!(bom.component(lib).directness, Directness::Unknown);
    settle(&mut bom, &[(lib, Some(Scope::Test))]);
    assert_eq!(
        (bom.component(lib).scope, bom.component(lib).directness),
        (Some(Scope::Test), Directness::Direct)
    );
}
