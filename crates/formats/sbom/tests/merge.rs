//! Laws of joining and comparing, on made-up models.

use std::collections::{BTreeMap, BTreeSet};

use mainstay_model::{
    Bom, Component, Graph, Hash, LicenseClaim, Location, NodeId, Party, RelationKind, Scope, Statement,
    VulnerabilityRef,
};
use mainstay_sbom::{Diff, diff};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

/// Few names, so that two models often speak of one component.
fn component() -> impl Strategy<Value = Component> {
    let variant = of(select(vec!["x", "y"]));
    let identity = (select(vec!["a", "b", "c"]), 1_u8..4, any::<bool>(), variant);
    let scope = of(select(vec![Scope::Runtime, Scope::Optional, Scope::Test]));
    let graph = select(vec![Graph::Unknown, Graph::Partial, Graph::Complete]);
    let said = (
        of(select(vec!["MIT", "ISC"])),
        vec("[ab]{2}", 0..3),
        vec("[xyz]", 0..3),
        of(select(vec!["S", "T"])),
    );
    (identity, scope, graph, said).prop_map(|((name, version, has_purl, variant), scope, graph, said)| {
        let (license, digests, places, supplier) = said;
        let version = version.to_string();
        let mut component = if has_purl {
            let variant = variant.map_or_else(String::new, |variant| format!("?arch={variant}"));
            Component::from_purl(format!("pkg:npm/{name}@{version}{variant}").parse().expect("a purl"))
        } else {
            Component {
                supplier: supplier.map(|name| Box::new(Party::organization(name))),
                ..Component::named(name, Some(&version))
            }
        };
        component.scope = scope;
        component.graph = graph;
        component.licenses.extend(license.map(LicenseClaim::declared));
        component.hashes.extend(digests.into_iter().map(|value| Hash { algorithm: "MD5".into(), value }));
        component.locations.extend(places.into_iter().map(|path| Location { path, line: None }));
        component
    })
}

prop_compose! {
    fn bom()(
        components in vec(component(), 1..8),
        edges in vec((0_u32..8, 0_u32..8, any::<bool>()), 0..12),
        said in vec((select(vec!["CVE-1", "CVE-2"]), 0_u32..8), 0..3),
    ) -> Bom {
        let count = u32::try_from(components.len()).expect("few");
        let node = |at: u32| NodeId(at % count);
        let mut bom = Bom { subjects: vec![NodeId(0)], ..Bom::default() };
        for (component, at) in components.into_iter().zip(0..) {
            bom.add(Component { reference: format!("ref {at}"), ..component });
        }
        for (from, to, needs) in edges {
            let kind = if needs { RelationKind::DependsOn } else { RelationKind::Contains };
            bom.relate(node(from), node(to), kind);
        }
        for (id, of) in said {
            let vulnerability = VulnerabilityRef { id: id.to_owned(), ..VulnerabilityRef::default() };
            bom.statements.push(Statement { vulnerability, components: vec![node(of)], ..Statement::default() });
        }
        bom
    }
}

/// A model, and the same with all its lists in another order.
fn shuffled() -> impl Strategy<Value = (Bom, Bom)> {
    bom().prop_flat_map(|bom| {
        let order: Vec<usize> = (0..bom.components.len()).collect();
        (Just(bom), Just(order).prop_shuffle()).prop_map(|(bom, order)| {
            let shuffled = reordered(&bom, &order);
            (bom, shuffled)
        })
    })
}

/// The model with its components in this order, and all other lists backward.
fn reordered(bom: &Bom, order: &[usize]) -> Bom {
    let mut other = Bom::default();
    for at in order {
        let mut component = bom.components[*at].clone();
        component.hashes.reverse();
        component.locations.reverse();
        other.add(component);
    }
    let place = |id: NodeId| {
        let at = order.iter().position(|at| *at == id.index()).expect("every component has a place");
        NodeId(u32::try_from(at).expect("few"))
    };
    for relation in bom.relations.iter().rev() {
        other.relate(place(relation.from), place(relation.to), relation.kind.clone());
    }
    other
}

fn merge(parts: impl IntoIterator<Item = Bom>) -> Bom {
    mainstay_sbom::merge(parts.into_iter().map(|part| (String::new(), part))).value
}

/// What a component is known by.
fn name(component: &Component) -> String {
    let supplier = component.supplier.as_ref().map_or("", |party| &party.name);
    let digest = component.hashes.iter().map(|hash| hash.value.as_str()).min().unwrap_or_default();
    match &component.purl {
        Some(purl) => purl.to_string(),
        None => {
            let version = component.version.as_deref().unwrap_or_default();
            format!("{} {version} {supplier} {digest}", component.name)
        }
    }
}

/// What a component is said to be, whatever the order in which it is said.
#[derive(Debug, PartialEq)]
struct Said {
    scope: Option<Scope>,
    graph: Graph,
    licenses: BTreeSet<String>,
    hashes: BTreeSet<Hash>,
    locations: BTreeSet<Location>,
}

/// A model, whatever the order of its parts and the references of its components.
#[derive(Debug, PartialEq)]
struct Content {
    components: BTreeMap<String, Said>,
    subjects: BTreeSet<String>,
    relations: BTreeSet<(String, String, RelationKind)>,
    statements: BTreeSet<(String, BTreeSet<String>)>,
}

/// What each component is known by, with how often it was met before: a document may list one twice.
fn names(bom: &Bom) -> Vec<String> {
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    let numbered = |component: &Component| {
        let name = name(component);
        let times = met.entry(name.clone()).or_default();
        *times += 1;
        format!("{name} {times}")
    };
    bom.components.iter().map(numbered).collect()
}

fn content(bom: &Bom) -> Content {
    let names = names(bom);
    let named = |id: &NodeId| names[id.index()].clone();
    let said = |component: &Component| Said {
        scope: component.scope,
        graph: component.graph,
        licenses: component.licenses.iter().map(|claim| claim.value.as_str().to_owned()).collect(),
        hashes: component.hashes.iter().cloned().collect(),
        locations: component.locations.iter().cloned().collect(),
    };
    Content {
        components: names.iter().cloned().zip(bom.components.iter().map(said)).collect(),
        subjects: bom.subjects.iter().map(named).collect(),
        relations: bom
            .relations
            .iter()
            .map(|relation| (named(&relation.from), named(&relation.to), relation.kind.clone()))
            .collect(),
        statements: bom
            .statements
            .iter()
            .map(|said| (said.vulnerability.id.clone(), said.components.iter().map(named).collect()))
            .collect(),
    }
}

/// Components by package and version, with how often.
fn counted(bom: &Bom, ids: impl IntoIterator<Item = NodeId>) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for id in ids {
        *counts.entry(name(bom.component(id))).or_default() += 1;
    }
    counts
}

fn all(bom: &Bom) -> impl Iterator<Item = NodeId> + use<> {
    (0..u32::try_from(bom.components.len()).expect("few")).map(NodeId)
}

proptest! {
    #[test]
    fn joining_a_model_with_itself_changes_nothing(a in bom()) {
        let once = merge([a.clone()]);
        let twice = merge([a.clone(), a.clone()]);
        prop_assert_eq!(&a.components, &once.components);
        prop_assert_eq!(&a.components, &twice.components);
        prop_assert_eq!(content(&a), content(&twice));
        prop_assert_eq!(&once.relations, &twice.relations);
        prop_assert_eq!(&once.subjects, &twice.subjects);
        prop_assert_eq!(&once.statements, &twice.statements);
    }

    #[test]
    fn a_model_stays_as_it_is_beside_one_that_shares_nothing(a in bom(), mut b in bom()) {
        for component in &mut b.components {
            component.purl = None;
            component.name.insert_str(0, "other ");
        }
        let joined = merge([a.clone(), b.clone()]);
        let (first, second) = joined.components.split_at(a.components.len());
        prop_assert_eq!(first, &*a.components);
        prop_assert_eq!(second.len(), b.components.len());
    }

    #[test]
    fn the_order_of_the_parts_does_not_matter(a in bom(), b in bom()) {
        let without_licenses = |joined: Bom| {
            let mut content = content(&joined);
            content.components.values_mut().for_each(|said| said.licenses.clear());
            content
        };
        // Of licenses that differ the first document's stay.
        prop_assert_eq!(without_licenses(merge([a.clone(), b.clone()])), without_licenses(merge([b, a])));
    }

    #[test]
    fn parts_may_be_joined_in_any_grouping(a in bom(), b in bom(), c in bom()) {
        let left = merge([merge([a.clone(), b.clone()]), c.clone()]);
        let right = merge([a.clone(), merge([b.clone(), c.clone()])]);
        prop_assert_eq!(content(&left), content(&right));
        prop_assert_eq!(content(&left), content(&merge([a, b, c])));
    }

    #[test]
    fn nothing_of_any_part_is_lost(a in bom(), b in bom()) {
        let joined = content(&merge([a.clone(), b.clone()]));
        for part in [a, b] {
            let part = content(&part);
            for (name, said) in part.components {
                let known = &joined.components[&name];
                prop_assert!(said.licenses.is_empty() || !known.licenses.is_empty());
                prop_assert!(said.hashes.is_subset(&known.hashes));
                prop_assert!(said.locations.is_subset(&known.locations));
            }
            prop_assert!(part.subjects.is_subset(&joined.subjects));
            prop_assert!(part.relations.is_subset(&joined.relations));
            prop_assert!(part.statements.is_subset(&joined.statements));
        }
    }

    #[test]
    fn every_reference_of_a_joined_model_names_one_component(a in bom(), b in bom()) {
        let joined = merge([a, b]);
        let references: BTreeSet<&str> = joined.components.iter().map(|component| component.reference.as_str()).collect();
        prop_assert_eq!(references.len(), joined.components.len());
    }

    #[test]
    fn the_order_of_lists_is_no_difference((a, b) in shuffled()) {
        let none = Diff { unchanged: a.components.len(), ..Diff::default() };
        prop_assert_eq!(diff(&a, &b), none);
    }

    #[test]
    fn the_names_inside_a_document_are_no_difference((mut a, mut b) in shuffled()) {
        // Which of two is which, where all that is said of them is the same, only their names can tell.
        for bom in [&mut a, &mut b] {
            bom.components.iter_mut().for_each(|component| component.description = Some(std::mem::take(&mut component.reference)));
        }
        for (component, at) in b.components.iter_mut().zip(0..) {
            component.reference = format!("ref {at}");
        }
        prop_assert_eq!(diff(&a, &b).unchanged, a.components.len());
    }

    #[test]
    fn what_changed_does_not_depend_on_the_order_of_lists((a, b) in shuffled(), c in bom()) {
        let told = |before: &Bom, after: &Bom| {
            let diff = diff(before, after);
            let names = |bom: &Bom, ids: &[NodeId]| counted(bom, ids.iter().copied());
            let mut changed: Vec<_> = diff
                .changed
                .iter()
                .map(|change| (name(before.component(change.before)), name(after.component(change.after))))
                .collect();
            changed.sort();
            (names(after, &diff.added), names(before, &diff.removed), changed.len(), diff.unchanged)
        };
        prop_assert_eq!(told(&a, &c), told(&b, &c));
    }

    #[test]
    fn what_changed_leads_from_the_one_model_to_the_other(a in bom(), b in bom()) {
        let diff = diff(&a, &b);
        let mut counts = counted(&a, all(&a));
        let gone = diff.removed.iter().copied().chain(diff.changed.iter().map(|change| change.before));
        let new = diff.added.iter().copied().chain(diff.changed.iter().map(|change| change.after));
        for (name, count) in counted(&a, gone) {
            *counts.entry(name).or_default() -= count;
        }
        for (name, count) in counted(&b, new) {
            *counts.entry(name).or_default() += count;
        }
        counts.retain(|_, count| *count != 0);
        prop_assert_eq!(counts, counted(&b, all(&b)));
    }
}
