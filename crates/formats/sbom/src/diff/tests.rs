//! What counts as a change.

use mainstay_model::{
    Component, ComponentKind, Directness, Graph, Hash, LicenseClaim, LicenseText, Location, Origin, Party,
    Reference, RelationKind, Scope,
};
use proptest::prelude::*;

use super::*;

fn bom(purls: &[&str]) -> Bom {
    let mut bom = Bom::default();
    for purl in purls {
        bom.add(Component::from_purl(purl.parse().unwrap()));
    }
    bom
}

#[test]
fn another_version_of_a_package_is_a_change_and_not_a_removal() {
    let diff = diff(&bom(&["pkg:npm/a@1", "pkg:npm/b@1"]), &bom(&["pkg:npm/a@2", "pkg:npm/c@1"]));
    assert_eq!(diff.changed.len(), 1);
    assert_eq!(diff.changed[0].aspects, [Aspect::Version]);
    assert_eq!((diff.added.len(), diff.removed.len(), diff.unchanged), (1, 1, 0));
}

#[test]
fn several_versions_of_a_package_pair_equal_ones_first() {
    let diff =
        diff(&bom(&["pkg:npm/a@1", "pkg:npm/a@2"]), &bom(&["pkg:npm/a@2", "pkg:npm/a@3", "pkg:npm/a@4"]));
    assert_eq!(diff.unchanged, 1);
    assert_eq!((diff.changed.len(), diff.added.len(), diff.removed.len()), (1, 1, 0));
}

/// A BOM of packages, each with a digest.
fn digested(purls: &[(&str, &str)]) -> Bom {
    let mut bom = bom(&purls.iter().map(|(purl, _)| *purl).collect::<Vec<_>>());
    for (component, (_, digest)) in bom.components.iter_mut().zip(purls) {
        component.hashes = vec![Hash { algorithm: "SHA-1".into(), value: (*digest).into() }];
    }
    bom
}

#[test]
fn variants_of_one_version_pair_by_their_whole_purl() {
    let jar = ("pkg:maven/g/a@1?type=jar", "aa");
    let linux = ("pkg:maven/g/a@1?classifier=linux&type=jar", "bb");
    let (there, back) = (digested(&[jar, linux]), digested(&[linux, jar]));
    assert_eq!(diff(&there, &back), Diff { unchanged: 2, ..Diff::default() });
    // What sorts before the one that stays takes its place no more than what sorts behind it.
    let arm = ("pkg:gem/n@1?platform=aarch64-linux", "aa");
    let intel = ("pkg:gem/n@1?platform=x86_64-linux", "bb");
    let diff_of = |old: &[_], new: &[_]| diff(&digested(old), &digested(new));
    assert_eq!(
        diff_of(&[intel], &[arm, intel]),
        Diff { added: vec![NodeId(0)], unchanged: 1, ..Diff::default() }
    );
    assert_eq!(
        diff_of(&[intel, arm], &[arm]),
        Diff { removed: vec![NodeId(0)], unchanged: 1, ..Diff::default() }
    );
    // In another version each is what it was.
    let next = [("pkg:gem/n@2?platform=x86_64-linux", "cc"), ("pkg:gem/n@2?platform=aarch64-linux", "dd")];
    let changed = diff_of(&[arm, intel], &next).changed;
    let pairs: Vec<_> = changed.iter().map(|change| (change.before.0, change.after.0)).collect();
    assert_eq!(pairs, [(0, 1), (1, 0)]);
    assert!(changed.iter().all(|change| change.aspects == [Aspect::Version]));
    // A qualifier more: the digest tells which is which.
    let more = ["?arch=b&platform=x86_64-linux", "?arch=a&platform=aarch64-linux"];
    let more = more.map(|rest| format!("pkg:gem/n@1{rest}"));
    let changed = diff_of(&[arm, intel], &[(&more[0], "bb"), (&more[1], "aa")]).changed;
    assert!(changed.iter().all(|change| change.aspects == [Aspect::Purl]), "{changed:?}");
}

#[test]
fn without_a_purl_kind_and_digest_tell_which_is_which() {
    let part = |kind, digest: &str| {
        let hashes = vec![Hash { algorithm: "SHA-1".into(), value: digest.into() }];
        Component { kind, hashes, ..Component::named("core", Some("1")) }
    };
    let document = |parts: &[Component]| {
        let mut bom = Bom::default();
        parts.iter().for_each(|part| {
            bom.add(part.clone());
        });
        bom
    };
    let (file, other) = (part(ComponentKind::File, "aa"), part(ComponentKind::File, "bb"));
    let library = part(ComponentKind::Library, "cc");
    let there = document(&[file.clone(), other.clone(), library.clone()]);
    let back = document(&[library, other.clone(), file]);
    assert_eq!(diff(&there, &back).unchanged, 3);
    let gone = diff(&there, &document(&[other]));
    assert_eq!((gone.unchanged, gone.removed.len()), (1, 2));
}

#[test]
fn of_components_that_say_the_same_the_relations_tell_which_is_which() {
    // As npm installs them: one package at two places, each with its own dependency.
    let installed = |order: [u32; 2]| {
        let mut bom = bom(&["pkg:npm/a@1", "pkg:npm/a@1", "pkg:npm/b@1", "pkg:npm/b@2"]);
        for (at, to) in order.into_iter().enumerate() {
            bom.components[at].reference = format!("place {at}");
            bom.relate(NodeId(u32::try_from(at).unwrap()), NodeId(to), RelationKind::DependsOn);
        }
        bom
    };
    assert_eq!(diff(&installed([2, 3]), &installed([3, 2])), Diff { unchanged: 4, ..Diff::default() });
}

#[test]
fn a_comparison_tells_the_same_in_the_same_order_each_time() {
    // Twins of which each says something else, in another relation than before; the second document lacks some.
    let document = |count: u32| {
        let mut bom = Bom::default();
        for at in 0..count {
            let twin = Component::from_purl("pkg:npm/a@1".parse().unwrap());
            bom.add(Component { description: Some(at.to_string()), ..twin });
        }
        let other = bom.add(Component::from_purl("pkg:npm/b@1".parse().unwrap()));
        (0..count.min(9)).for_each(|at| bom.relate(NodeId(at), other, RelationKind::DependsOn));
        bom
    };
    let (old, new) = (document(20), document(8));
    let mut plain = new.clone();
    plain.relations.clear();
    for new in [new, plain] {
        let first = diff(&old, &new);
        assert_eq!(first.removed.len(), 12);
        for _ in 0..10 {
            assert_eq!(diff(&old, &new), first);
        }
    }
}

#[test]
fn versions_that_their_ecosystem_does_not_tell_apart_are_one() {
    for (old, new) in [
        ("pkg:nuget/N@1.0", "pkg:nuget/N@1.0.0"),
        ("pkg:composer/a/b@v1.1.4", "pkg:composer/a/b@1.1.4"),
        ("pkg:golang/h.example/a@v1.1.4", "pkg:golang/h.example/a@1.1.4"),
        ("pkg:pypi/a@1.0", "pkg:pypi/a@1.0.0"),
    ] {
        let diff = diff(&bom(&[old]), &bom(&[new]));
        assert_eq!(diff.changed[0].aspects, [Aspect::Spelling], "{old}");
    }
    for (old, new) in [("pkg:npm/a@1.0.0", "pkg:npm/a@1.0.1"), ("pkg:generic/a@1.0", "pkg:generic/a@1.0.0")] {
        assert_eq!(diff(&bom(&[old]), &bom(&[new])).changed[0].aspects, [Aspect::Version], "{old}");
    }
    // Of two spellings in one document each stays with its like.
    let both = ["pkg:nuget/N@1.0", "pkg:nuget/N@1.0.0"];
    assert_eq!(diff(&bom(&both), &bom(&both)).unchanged, 2);
    let less = diff(&bom(&both), &bom(&["pkg:nuget/N@1.0.0.0"]));
    assert_eq!((less.changed[0].aspects.as_slice(), less.removed.len()), (&[Aspect::Spelling][..], 1));
}

#[test]
fn native_parts_say_the_same_whatever_the_encoding_they_were_read_from() {
    let with = |name: &str, value: serde_json::Value| {
        let mut bom = bom(&["pkg:npm/a@1"]);
        bom.components[0].extensions.insert(name, value);
        bom
    };
    let changed = |a: &Bom, b: &Bom| diff(a, b).changed.len();
    let json = serde_json::json!({"identity": [{"field": "purl"}], "provider": {}});
    let xml = serde_json::json!({"identity": {"field": "purl"}});
    assert_eq!(changed(&with("cyclonedx:evidence", json), &with("cyclonedx:evidence", xml)), 0);
    assert_eq!(changed(&with("cyclonedx:x", serde_json::json!({})), &bom(&["pkg:npm/a@1"])), 1);
    let other = serde_json::json!([1, 2]);
    assert_eq!(changed(&with("cyclonedx:x", other), &with("cyclonedx:x", serde_json::json!([1]))), 1);
    let (no, none) = (serde_json::json!({"a": false}), serde_json::json!({}));
    assert_eq!(changed(&with("cyclonedx:x", no), &with("cyclonedx:x", none)), 1);
}

#[test]
fn how_a_digest_or_a_package_url_is_spelled_is_no_native_part() {
    let read = |name: &str, digest: &str, purl: &str| {
        let hash = format!(r#"{{"alg": "MD5", "content": "{digest}"{name}}}"#);
        let text = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"type": "library", "name": "a", "version": "1",
            "purl": "{purl}", "hashes": [{hash}], "externalReferences": [{{"type": "vcs", "url": "https://registry.example",
            "hashes": [{hash}]}}]}}]}}"#
        );
        crate::parse(text.as_bytes(), &crate::Limits::default()).unwrap().value
    };
    let (small, large) = ("ab".repeat(16), "AB".repeat(16));
    let before = read("", &small, "pkg:npm/a@1?arch=b&os=c");
    assert_eq!(diff(&before, &read("", &large, "pkg:NPM/a@1?os=c&arch=b")).unchanged, 1);
    // What the model has no word for is one, however the rest is spelled.
    for digest in [small, large] {
        let other = diff(&before, &read(r#", "x": 1"#, &digest, "pkg:npm/a@1?arch=b&os=c"));
        assert_eq!(other.changed[0].aspects, [Aspect::NativeParts]);
    }
}

#[test]
fn one_package_in_very_many_versions_takes_no_square_of_time() {
    let many = |from: usize| {
        let mut bom = Bom::default();
        for version in from..from + 40_000 {
            bom.add(Component::named("a", Some(&version.to_string())));
        }
        bom
    };
    let start = std::time::Instant::now();
    let diff = diff(&many(0), &many(20_000));
    assert_eq!((diff.unchanged, diff.changed.len()), (20_000, 20_000));
    assert!(start.elapsed() < std::time::Duration::from_secs(10));
}

#[test]
fn license_scope_and_content_changes_are_told_apart() {
    let (mut old, mut new) = (bom(&["pkg:npm/a@1"]), bom(&["pkg:npm/a@1"]));
    let hash = |value: &str| vec![Hash { algorithm: "SHA-256".into(), value: value.into() }];
    old.components[0].hashes = hash("aa");
    new.components[0].hashes = hash("bb");
    new.components[0].licenses = vec![LicenseClaim::declared("MIT")];
    new.components[0].scope = Some(Scope::Test);
    assert_eq!(diff(&old, &new).changed[0].aspects, [Aspect::License, Aspect::Scope, Aspect::Content]);
}

fn purls() -> impl Strategy<Value = Bom> {
    proptest::collection::vec(("[abc]", 1_u8..4), 0..12).prop_map(|parts| {
        let texts: Vec<String> =
            parts.iter().map(|(name, version)| format!("pkg:npm/{name}@{version}")).collect();
        bom(&texts.iter().map(String::as_str).collect::<Vec<_>>())
    })
}

proptest! {
    #[test]
    fn nothing_changed_from_a_bom_to_itself(a in purls()) {
        let diff = diff(&a, &a);
        prop_assert_eq!(diff, Diff { unchanged: a.components.len(), ..Diff::default() });
    }

    #[test]
    fn the_way_back_mirrors_the_way_there(a in purls(), b in purls()) {
        let (there, back) = (diff(&a, &b), diff(&b, &a));
        prop_assert_eq!(&there.added, &back.removed);
        prop_assert_eq!(&there.removed, &back.added);
        let swapped = |change: Change| Change { before: change.after, after: change.before, ..change };
        prop_assert_eq!(there.changed, back.changed.into_iter().map(swapped).collect::<Vec<_>>());
        prop_assert_eq!(there.unchanged, back.unchanged);
    }

    #[test]
    fn every_component_is_accounted_for_once(a in purls(), b in purls()) {
        let diff = diff(&a, &b);
        let paired = diff.changed.len() + diff.unchanged;
        prop_assert_eq!(a.components.len(), paired + diff.removed.len());
        prop_assert_eq!(b.components.len(), paired + diff.added.len());
    }
}

#[test]
fn an_edge_that_moves_is_a_change_of_both_its_ends_and_told() {
    let with = |from: u32| {
        let mut bom = bom(&["pkg:npm/a@1", "pkg:npm/b@1", "pkg:npm/c@1"]);
        bom.relate(NodeId(from), NodeId(2), RelationKind::DependsOn);
        bom
    };
    let diff = diff(&with(0), &with(1));
    let changed: Vec<_> = diff.changed.iter().map(|change| (change.before.0, &change.aspects[..])).collect();
    assert_eq!(changed, [(0, &[Aspect::Relations][..]), (1, &[Aspect::Relations][..])]);
    let edge = |from| vec![Relation { from: NodeId(from), to: NodeId(2), kind: RelationKind::DependsOn }];
    assert_eq!((diff.edges_removed, diff.edges_added), (edge(0), edge(1)));
}

#[test]
fn another_version_at_the_end_of_an_edge_is_the_same_edge() {
    let with = |version: u8| {
        let mut bom = bom(&["pkg:npm/a@1", &format!("pkg:npm/b@{version}")]);
        bom.relate(NodeId(0), NodeId(1), RelationKind::DependsOn);
        bom
    };
    let diff = diff(&with(1), &with(2));
    assert_eq!((diff.unchanged, diff.edges_added.len(), diff.edges_removed.len()), (1, 0, 0));
}

/// One thing to say of a component, and the aspect that must then differ.
type Say = (Aspect, fn(&mut Component));

pub(crate) const SAYS: &[Say] = &[
    (Aspect::Name, |x| x.name = "other".into()),
    (Aspect::Name, |x| x.group = Some("g".into())),
    (Aspect::Type, |x| x.kind = ComponentKind::Framework),
    (Aspect::Version, |x| x.version_range = Some("vers:npm/>1".into())),
    (Aspect::License, |x| x.licenses = vec![LicenseClaim::declared("MIT")]),
    (Aspect::Copyright, |x| x.copyright = Some("c".into())),
    (Aspect::Scope, |x| x.scope = Some(Scope::Test)),
    (Aspect::Directness, |x| x.directness = Directness::Direct),
    (Aspect::Completeness, |x| x.graph = Graph::Complete),
    (Aspect::Origin, |x| x.origin = Origin::Public),
    (Aspect::Origin, |x| x.private_origin = true),
    (Aspect::FirstParty, |x| x.first_party = true),
    (Aspect::Digests, |x| x.hashes = vec![Hash { algorithm: "MD5".into(), value: "00".into() }]),
    (Aspect::Supplier, |x| x.supplier = Some(Box::new(Party::organization("S")))),
    (Aspect::Manufacturer, |x| x.manufacturer = Some(Box::new(Party::organization("S")))),
    (Aspect::Authors, |x| x.authors = vec![Party::organization("S")]),
    (Aspect::Publisher, |x| x.publisher = Some("p".into())),
    (Aspect::Description, |x| x.description = Some("d".into())),
    (Aspect::Cpe, |x| x.cpes = vec!["cpe:/a".into()]),
    (Aspect::Identifiers, |x| x.identifiers = vec![("swhid".into(), "swh:1".into())]),
    (Aspect::References, |x| x.references = vec![Reference::new("vcs", "u")]),
    (Aspect::Locations, |x| x.locations = vec![Location { path: "p".into(), line: None }]),
    (Aspect::Properties, |x| x.properties = vec![("a".into(), "b".into())]),
    (Aspect::NativeParts, |x| x.extensions.insert("cyclonedx:pedigree", serde_json::json!({}))),
];

#[test]
fn every_field_of_a_component_is_compared() {
    for (aspect, say) in SAYS {
        let (old, mut new) = (bom(&["pkg:npm/a@1"]), bom(&["pkg:npm/a@1"]));
        say(&mut new.components[0]);
        assert_eq!(diff(&old, &new).changed.first().map(|change| &change.aspects[..]), Some(&[*aspect][..]));
    }
}

#[test]
fn no_field_of_a_component_is_left_unsaid() {
    let fields = |component: &Component| match serde_json::to_value(component).unwrap() {
        serde_json::Value::Object(fields) => fields,
        other => panic!("{other}"),
    };
    let plain = Component::default();
    let mut unsaid = fields(&plain);
    for (_, say) in SAYS {
        let mut said = plain.clone();
        say(&mut said);
        let said = fields(&said);
        unsaid.retain(|field, value| said.get(field) == Some(value));
    }
    // Purl and version tell which components are compared, and the reference belongs to the document.
    assert_eq!(unsaid.keys().collect::<Vec<_>>(), ["reference", "version", "purl"]);
}

#[test]
fn the_name_of_a_component_inside_its_document_and_the_order_of_lists_are_no_difference() {
    let (mut old, mut new) = (bom(&["pkg:npm/a@1"]), bom(&["pkg:npm/a@1"]));
    old.components[0].reference = "one".into();
    old.components[0].cpes = vec!["cpe:/a".into(), "cpe:/b".into()];
    new.components[0].cpes = vec!["cpe:/b".into(), "cpe:/a".into()];
    assert_eq!(diff(&old, &new).unchanged, 1);
}

#[test]
fn the_order_of_lists_in_what_a_list_holds_is_no_difference() {
    let with = |order: [&str; 2]| {
        let mut bom = bom(&["pkg:npm/a@1"]);
        let own = order.map(str::to_owned).to_vec();
        let party = Party { mails: own.clone(), urls: own, ..Party::organization("S") };
        let hashes = order.map(|algorithm| Hash { algorithm: algorithm.into(), value: "00".into() }).to_vec();
        let component = &mut bom.components[0];
        component.references = vec![Reference { hashes, ..Reference::new("vcs", "u") }];
        component.authors = vec![party.clone()];
        component.supplier = Some(Box::new(party.clone()));
        component.manufacturer = Some(Box::new(party));
        bom
    };
    assert_eq!(diff(&with(["a", "b"]), &with(["b", "a"])).unchanged, 1);
    let other = [Aspect::Supplier, Aspect::Manufacturer, Aspect::Authors, Aspect::References];
    assert_eq!(diff(&with(["a", "b"]), &with(["a", "c"])).changed[0].aspects, other);
}

#[test]
fn an_aspect_is_named_as_in_json() {
    assert_eq!(Aspect::NativeParts.to_string(), "native-parts");
}

#[test]
fn another_text_under_the_same_name_in_an_expression_is_another_license() {
    let document = |text: &str| {
        let mut bom = Bom::default();
        let mut component = Component::named("a", Some("1"));
        component.licenses.push(LicenseClaim::declared("MIT OR LicenseRef-1"));
        bom.add(component);
        let text = Some(text.to_owned());
        bom.document.license_texts.push(LicenseText {
            id: "LicenseRef-1".into(),
            text,
            ..LicenseText::default()
        });
        bom
    };
    let aspects = |a, b| {
        let diff = diff(&document(a), &document(b));
        diff.changed.iter().flat_map(|change| change.aspects.clone()).collect::<Vec<_>>()
    };
    assert_eq!(aspects("A", "B"), [Aspect::License]);
    assert_eq!(aspects("A", "A"), []);
}
