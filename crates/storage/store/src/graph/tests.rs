//! The graph's form in memory and on disk.

use mainstay_model::{Component, Directness, RelationKind, Scope};
use proptest::prelude::*;

use super::{Graph, NodeFlags};

fn any_graph() -> impl Strategy<Value = Graph> {
    let nodes = proptest::collection::vec((any::<i64>(), 0_u16..0x4000), 0..60);
    let kinds = proptest::sample::select(vec![
        RelationKind::DependsOn,
        RelationKind::Contains,
        RelationKind::Other("x".into()),
        RelationKind::Other("y".into()),
    ]);
    let edges = proptest::collection::vec((0_u32..60, 0_u32..60, kinds), 0..200);
    (nodes, edges).prop_map(|(nodes, edges)| {
        let (components, flags) = nodes.into_iter().map(|(key, bits)| (key >> 2, NodeFlags(bits))).unzip();
        Graph::build(components, flags, edges)
    })
}

proptest! {
    #[test]
    fn the_stored_form_gives_the_same_graph(graph in any_graph()) {
        prop_assert_eq!(Graph::from_bytes(&graph.to_bytes().unwrap()).unwrap(), graph);
    }

    #[test]
    fn turned_around_twice_it_is_the_same(graph in any_graph()) {
        let edges = |graph: &Graph| {
            let mut all: Vec<_> = (0..u32::try_from(graph.len()).unwrap())
                .flat_map(|from| graph.edges(from).map(move |(to, kind)| (from, to, kind)).collect::<Vec<_>>())
                .collect();
            all.sort_unstable();
            all
        };
        prop_assert_eq!(edges(&graph.reversed().reversed()), edges(&graph));
    }

    #[test]
    fn damaged_records_are_refused_without_a_panic(graph in any_graph(), at in 0_usize..400, byte in any::<u8>()) {
        let mut record = graph.to_bytes().unwrap();
        let place = at % record.len();
        record[place] = byte;
        let _ = Graph::from_bytes(&record);
        let _ = Graph::from_bytes(&record[..place]);
    }

    #[test]
    fn joining_flags_does_not_depend_on_the_order(one in 0_u16..0x4000, two in 0_u16..0x4000, three in 0_u16..0x4000) {
        // Direct and transitive at once is not a state.
        let sane = |bits: u16| NodeFlags(if bits & 3 == 3 { bits & !2 } else { bits });
        let (one, two, three) = (sane(one), sane(two), sane(three));
        prop_assert_eq!(one.joined(two), two.joined(one));
        prop_assert_eq!(one.joined(two).joined(three), one.joined(two.joined(three)));
    }
}

#[test]
fn a_large_graph_takes_few_bytes() {
    let nodes = 70_000_u32;
    let components = (0..i64::from(nodes)).collect();
    let edges = (1..nodes).flat_map(|node| {
        (1..4).map(move |back| (node.saturating_sub(back * 7), node, RelationKind::DependsOn))
    });
    let graph = Graph::build(components, vec![NodeFlags::default(); nodes as usize], edges);
    let both = graph.memory() + graph.reversed().memory();
    assert!(both <= 40 * (graph.len() + graph.edge_count()), "{both} bytes");
}

#[test]
fn flags_keep_what_a_component_says() {
    let mut component = Component::named("a", None);
    component.directness = Directness::Transitive;
    component.scope = Some(Scope::Excluded);
    let flags = NodeFlags::of(&component, false);
    assert_eq!((flags.directness(), flags.scope()), (Directness::Transitive, Some(Scope::Excluded)));
    assert!(flags.is_used() && !flags.is_licensed() && !flags.has_purl());
    assert!(!NodeFlags::of(&component, true).is_used());
}

#[test]
fn a_node_depends_on_what_it_links_and_names_each_once() {
    let kind = |name: &str| RelationKind::Other(name.into());
    let edges = [
        (0, 1, RelationKind::DependsOn),
        (0, 1, kind("STATIC_LINK")),
        (0, 2, kind("DYNAMIC_LINK")),
        (0, 3, kind("BUILD_TOOL_OF")),
        (0, 3, RelationKind::Contains),
        (2, 3, kind("HAS_PREREQUISITE")),
    ];
    let graph = Graph::build(vec![1, 2, 3, 4], vec![NodeFlags::default(); 4], edges);
    let needs = |graph: &Graph, node| graph.dependencies(node).collect::<Vec<_>>();
    assert_eq!([needs(&graph, 0), needs(&graph, 2)], [vec![1, 2], vec![3]]);
    let reversed = graph.reversed();
    assert_eq!([needs(&reversed, 1), needs(&reversed, 3)], [vec![0], vec![2]]);
}
