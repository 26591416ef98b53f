//! Who is direct, and whether a place is the organization's own, survives every format, whether an edge tells it or nothing does.

#![allow(clippy::unwrap_used)]

use mainstay_model::{Bom, Component, Directness, NodeId, RelationKind, Tool};
use mainstay_sbom::{Limits, Stamp, WRITERS, parse, render, settle_directness};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const DIRECTNESS: [Directness; 3] = [Directness::Unknown, Directness::Direct, Directness::Transitive];

/// A subject, its own parts and what others made, with edges as they come.
fn bom() -> impl Strategy<Value = Bom> {
    let component = (any::<bool>(), select(&DIRECTNESS[..]));
    (vec(component, 1..12), vec((0_u32..12, 0_u32..12), 0..20)).prop_map(|(components, edges)| {
        let mut bom = Bom::default();
        for (at, (first_party, directness)) in components.into_iter().enumerate() {
            let reference = format!("ref-{at}");
            let named = Component::named(format!("name-{at:02}"), Some("1"));
            let private_origin = at % 3 == 1;
            let first_party = first_party || at == 0;
            bom.add(Component { reference, first_party, directness, private_origin, ..named });
        }
        bom.subjects.push(NodeId(0));
        let count = u32::try_from(bom.components.len()).unwrap();
        let mut edges: Vec<_> = edges.into_iter().map(|(from, to)| (from % count, to % count)).collect();
        edges.sort_unstable();
        edges.dedup();
        for (from, to) in edges.into_iter().filter(|(from, to)| from != to) {
            bom.relate(NodeId(from), NodeId(to), RelationKind::DependsOn);
        }
        bom
    })
}

fn told(bom: &Bom) -> Vec<(String, Directness, bool)> {
    let told = bom.components.iter().map(|one| (one.name.clone(), one.directness, one.private_origin));
    let mut told: Vec<_> = told.collect();
    told.sort();
    told
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn who_is_direct_comes_back(mut bom in bom()) {
        settle_directness(&mut bom);
        let tool = Tool { name: "mainstay".to_owned(), ..Tool::default() };
        let serial = "3e671687-395b-41f5-a30f-a58921a69b79".to_owned();
        let stamp = Stamp { created: "2026-11-22T10:00:00Z".to_owned(), serial, tool };
        for writer in WRITERS {
            let written = render(&bom, writer.format.id, &stamp).unwrap();
            let read = parse(&written.bytes, &Limits::default()).unwrap();
            prop_assert_eq!(told(&bom), told(&read.value), "{}", writer.format.id);
        }
    }
}
