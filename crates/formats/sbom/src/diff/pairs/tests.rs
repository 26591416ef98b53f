//! Which of several components that say the same is which.

use mainstay_model::{Bom, Component, NodeId, RelationKind};
use proptest::prelude::*;

use crate::diff::{Aspect, Diff, diff};

/// Paths of components by name, each containing the next, as a document without references nests them; the components stand in the
/// order of these numbers.
fn nested(paths: &[Vec<String>], order: &[usize]) -> Bom {
    let steps: Vec<(&String, bool)> = paths
        .iter()
        .flat_map(|path| path.iter().enumerate().map(|(at, name)| (name, at + 1 < path.len())))
        .collect();
    let mut bom = Bom::default();
    let mut places = vec![NodeId(0); steps.len()];
    for &at in order {
        places[at] = bom.add(Component::named(steps[at].0.as_str(), Some("1")));
    }
    for (at, _) in steps.iter().enumerate().filter(|(_, (_, has_part))| *has_part) {
        bom.relate(places[at], places[at + 1], RelationKind::Contains);
    }
    bom
}

fn paths(texts: &[&str]) -> Vec<Vec<String>> {
    texts.iter().map(|text| text.split('>').map(str::to_owned).collect()).collect()
}

#[test]
fn twins_are_known_by_what_stands_several_steps_away() {
    let trees = paths(&["a>x>y>w>l1", "b>x>y>w>l2"]);
    let swapped = [5, 6, 7, 8, 9, 0, 1, 2, 3, 4];
    let [there, back] = [(0..10).collect::<Vec<_>>(), swapped.to_vec()].map(|order| nested(&trees, &order));
    assert_eq!(diff(&there, &back), Diff { unchanged: 10, ..Diff::default() });
    // What is new far away takes nothing from what is near.
    let trees = paths(&["a>x>y>w>l1", "b>x>y>w>l3"]);
    let other = diff(&there, &nested(&trees, &swapped));
    let changed: Vec<_> = other.changed.iter().map(|change| (change.before.0, change.after.0)).collect();
    assert_eq!((changed, other.unchanged), (vec![(8, 3)], 8));
}

#[test]
fn another_version_of_what_needs_a_twin_is_the_same_end() {
    let with = |version: &str, order: [u32; 2]| {
        let mut bom = Bom::default();
        let purls = ["pkg:npm/a@", "pkg:npm/b@"].map(|purl| format!("{purl}{version}"));
        for purl in purls.iter().map(String::as_str).chain(["pkg:npm/x@1"; 2]) {
            bom.add(Component::from_purl(purl.parse().unwrap()));
        }
        (0..2)
            .zip(order)
            .for_each(|(from, to)| bom.relate(NodeId(from), NodeId(to), RelationKind::DependsOn));
        bom
    };
    let diff = diff(&with("1", [2, 3]), &with("2", [3, 2]));
    assert_eq!((diff.changed.len(), diff.unchanged, diff.edges_added.len()), (2, 2, 0));
    assert!(diff.changed.iter().all(|change| change.aspects == [Aspect::Version]));
}

#[test]
fn twins_of_which_all_is_said_anew_pair_by_their_relations_before_their_names() {
    let with = |said: &str, order: [u32; 2]| {
        let mut bom = Bom::default();
        for purl in ["pkg:npm/a@1", "pkg:npm/b@1", "pkg:npm/x@1", "pkg:npm/x@1"] {
            bom.add(Component::from_purl(purl.parse().unwrap()));
        }
        for (at, twin) in bom.components[2..].iter_mut().enumerate() {
            twin.reference = format!("x {at}");
            twin.description = Some(said.to_owned());
        }
        (0..2)
            .zip(order)
            .for_each(|(from, to)| bom.relate(NodeId(from), NodeId(to), RelationKind::DependsOn));
        bom
    };
    let diff = diff(&with("one", [2, 3]), &with("two", [3, 2]));
    let pairs: Vec<_> = diff.changed.iter().map(|change| (change.before.0, change.after.0)).collect();
    assert_eq!(pairs, [(2, 3), (3, 2)]);
    assert!(diff.changed.iter().all(|change| change.aspects == [Aspect::Description]));
}

/// Paths of one name that end in names of their own, in the order of a shuffle.
fn forest() -> impl Strategy<Value = (Vec<Vec<String>>, Vec<usize>)> {
    proptest::collection::vec(1_usize..20, 1..5).prop_flat_map(|depths| {
        let paths = depths.iter().enumerate().map(|(at, depth)| {
            let mut path = vec!["x".to_owned(); *depth];
            path.push(format!("end {at}"));
            path
        });
        let paths: Vec<Vec<String>> = paths.collect();
        let count = paths.iter().map(Vec::len).sum();
        (Just(paths), Just((0..count).collect::<Vec<_>>()).prop_shuffle())
    })
}

proptest! {
    #[test]
    fn the_order_of_twins_is_no_difference((paths, order) in forest()) {
        let there: Vec<usize> = (0..order.len()).collect();
        let diff = diff(&nested(&paths, &there), &nested(&paths, &order));
        prop_assert_eq!(diff, Diff { unchanged: order.len(), ..Diff::default() });
    }
}
