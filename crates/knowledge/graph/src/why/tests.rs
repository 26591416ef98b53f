use proptest::prelude::*;

use crate::{Graph, condense, why};

/// Every simple path from a root to the target that passes no other root, by brute force.
fn all_paths(graph: &Graph, roots: &[u32], target: u32) -> Vec<Vec<u32>> {
    let mut found = Vec::new();
    let mut open: Vec<Vec<u32>> = roots.iter().map(|&root| vec![root]).collect();
    while let Some(path) = open.pop() {
        let last = *path.last().unwrap();
        if last == target {
            found.push(path);
            continue;
        }
        for &next in graph.successors(last) {
            if !path.contains(&next) && !roots.contains(&next) {
                open.push(path.iter().copied().chain([next]).collect());
            }
        }
    }
    found.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    found
}

#[test]
fn a_component_named_by_the_root_is_its_own_first_lead() {
    let graph = Graph::from_edges(3, [(0, 1), (0, 2), (1, 2)]);
    let why = why(&graph, &[0], 2, 20);
    assert_eq!(why.leads.iter().map(|lead| (lead.node, lead.distance)).collect::<Vec<_>>(), [(2, 0), (1, 1)]);
    assert_eq!(why.paths, 2);
}

#[test]
fn a_component_that_nothing_leads_to_has_no_path() {
    let why = why(&Graph::from_edges(3, [(0, 1)]), &[0], 2, 20);
    assert_eq!((why.paths, why.shortest.len(), why.leads.len()), (0, 0, 0));
}

#[test]
fn the_number_of_paths_is_told_where_listing_them_would_never_end() {
    // A ladder of 70 diamonds has 2^70 paths.
    let edges = (0..70).flat_map(|step| {
        let base = step * 3;
        [(base, base + 1), (base, base + 2), (base + 1, base + 3), (base + 2, base + 3)]
    });
    let graph = Graph::from_edges(70 * 3 + 1, edges);
    let why = why(&graph, &[0], 210, 20);
    assert_eq!(why.paths, u64::MAX);
    assert_eq!(why.shortest.len(), 20);
    assert!(why.shortest.iter().all(|path| path.len() == 141));
}

#[test]
fn cycles_end() {
    let graph = Graph::from_edges(4, [(0, 1), (1, 2), (2, 1), (2, 3)]);
    let why = why(&graph, &[0], 3, 20);
    assert_eq!((why.paths, why.at_least), (1, false));
    assert_eq!(why.shortest, [[0, 1, 2, 3]]);
}

#[test]
fn a_long_chain_needs_no_deep_stack() {
    let graph = Graph::from_edges(1_000_000, (0..999_999).map(|node| (node, node + 1)));
    assert_eq!(condense(&graph).size.len(), 1_000_000);
}

proptest! {
    #[test]
    fn shortest_paths_are_the_shortest_of_all(edges in proptest::collection::vec((0_u32..9, 0_u32..9), 0..30)) {
        let graph = Graph::from_edges(9, edges);
        let all = all_paths(&graph, &[0], 8);
        let why = why(&graph, &[0], 8, 5);
        prop_assert_eq!(&why.shortest[..], &all[..all.len().min(5)]);
        prop_assert_eq!(why.paths > 0, !all.is_empty());
        prop_assert_eq!(why.leads.is_empty(), all.is_empty());
    }

    #[test]
    fn without_cycles_the_count_is_the_number_of_paths(edges in proptest::collection::vec((0_u32..9, 0_u32..9), 0..30)) {
        let graph = Graph::from_edges(9, edges.into_iter().filter(|(from, to)| from < to));
        let why = why(&graph, &[0], 8, 5);
        prop_assert!(!why.at_least);
        prop_assert_eq!(why.paths, all_paths(&graph, &[0], 8).len() as u64);
    }

    #[test]
    fn the_count_is_the_number_of_paths_or_no_more_than_that(
        edges in proptest::collection::vec((0_u32..8, 0_u32..8), 0..30),
        roots in proptest::collection::btree_set(0_u32..8, 1..3),
        most in 1_usize..30,
    ) {
        let graph = Graph::from_edges(8, edges);
        let roots: Vec<u32> = roots.into_iter().collect();
        let all = all_paths(&graph, &roots, 7);
        let why = why(&graph, &roots, 7, most);
        let told = |counted: u64, real: u64| {
            (if why.at_least { counted <= real } else { counted == real }) && (counted > 0) == (real > 0)
        };
        prop_assert!(told(why.paths, all.len() as u64), "{} of {}", why.paths, all.len());
        prop_assert!(why.paths >= why.shortest.len() as u64);
        let named: std::collections::BTreeSet<u32> = all.iter().filter_map(|path| path.get(1).copied()).collect();
        prop_assert_eq!(why.leads.iter().map(|lead| lead.node).collect::<std::collections::BTreeSet<_>>(), named);
        for lead in &why.leads {
            let ways: std::collections::BTreeSet<&[u32]> =
                all.iter().filter(|path| path.get(1) == Some(&lead.node)).map(|path| &path[1..]).collect();
            prop_assert!(told(lead.paths, ways.len() as u64), "{:?} of {}", lead, ways.len());
        }
    }

    #[test]
    fn groups_are_exactly_mutual_reach(edges in proptest::collection::vec((0_u32..7, 0_u32..7), 0..20)) {
        let graph = Graph::from_edges(7, edges);
        let condensed = condense(&graph);
        let reach: Vec<Vec<Option<u32>>> = (0..7).map(|node| graph.distances(&[node])).collect();
        for (a, b) in (0..7_usize).flat_map(|a| (0..7_usize).map(move |b| (a, b))) {
            let mutual = reach[a][b].is_some() && reach[b][a].is_some();
            prop_assert_eq!(condensed.group[a] == condensed.group[b], mutual);
        }
    }
}
