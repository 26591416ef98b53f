//! What joining does with what agrees and what does not.

use mainstay_model::{
    ComponentKind, Hash, LicenseClaim, LicenseSource, LicenseValue, Location, Party, RelationKind, Scope,
    VulnerabilityRef,
};

use super::*;

fn join(parts: impl IntoIterator<Item = Bom>) -> Bom {
    super::merge(parts.into_iter().map(|part| (String::new(), part))).value
}

fn part(path: &str, scope: Option<Scope>) -> Bom {
    let mut bom = Bom::default();
    let app =
        bom.add(Component { first_party: true, reference: "app".into(), ..Component::named("app", None) });
    let mut lib = Component::from_purl("pkg:npm/left-pad@1.3.0".parse().unwrap());
    lib.scope = scope;
    lib.locations.push(Location { path: path.into(), line: None });
    let lib = bom.add(lib);
    bom.subjects.push(app);
    bom.relate(app, lib, RelationKind::DependsOn);
    bom
}

#[test]
fn the_source_of_a_package_does_not_swallow_the_published_one() {
    let purl = "pkg:cargo/arena@0.3.1".parse().ok();
    let published = Component { purl, ..Component::named("arena", Some("0.3.1")) };
    let mut bom = Bom::default();
    bom.add(Component { first_party: true, ..published.clone() });
    bom.add(published);
    let own: Vec<bool> = join([bom.clone(), bom]).components.iter().map(|one| one.first_party).collect();
    assert_eq!(own, [true, false]);
}

#[test]
fn a_purl_found_twice_is_one_component_with_both_places() {
    let bom = join([part("a", Some(Scope::Development)), part("b", Some(Scope::Runtime))]);
    let lib = bom.components.iter().find(|component| component.name == "left-pad").unwrap();
    assert_eq!(bom.components.len(), 3);
    assert_eq!(lib.locations.len(), 2);
    assert_eq!(lib.scope, Some(Scope::Runtime));
    assert_eq!(bom.relations.len(), 2);
}

/// A document that lists one component so often.
fn times(count: usize, component: &Component) -> (String, Bom) {
    let mut bom = Bom::default();
    for at in 0..count {
        bom.add(Component { reference: format!("ref {at}"), ..component.clone() });
    }
    (String::new(), bom)
}

#[test]
fn what_a_document_lists_twice_stays_twice_and_pairs_in_order() {
    let named = Component::named("core", Some("1"));
    for component in [named, Component::from_purl("pkg:npm/core@1".parse().unwrap())] {
        let (_, mut twins) = times(2, &component);
        twins.components.iter_mut().for_each(|one| one.graph = Graph::Complete);
        let lib = twins.add(Component::named("lib", None));
        twins.relate(NodeId(0), lib, RelationKind::DependsOn);
        let twins = || (String::new(), twins.clone());
        let unrelated = times(1, &Component::named("z", None));
        for (other, count) in
            [(unrelated, 4), (times(1, &component), 3), (twins(), 3), (times(3, &component), 4)]
        {
            let merged = super::merge([twins(), other]);
            assert_eq!(merged.problems, []);
            assert_eq!(merged.value.components.len(), count);
            assert_eq!(merged.value.components[..3], twins().1.components);
            assert_eq!(merged.value.relations, twins().1.relations);
        }
    }
}

#[test]
fn what_a_lockfile_lists_twice_is_one_package_of_its_tree() {
    let named = Component::named("core", Some("1"));
    for component in [named, Component::from_purl("pkg:npm/core@1".parse().unwrap())] {
        let (merged, places) = merge_placed([times(2, &component), times(1, &component)]);
        assert_eq!(merged.value.components.len(), 1);
        assert_eq!(places, [vec![NodeId(0); 2], vec![NodeId(0)]]);
    }
}

#[test]
fn cryptographic_assets_of_one_name_stay_apart_by_their_sort() {
    let asset = |sort: &str| {
        let mut component =
            Component { kind: ComponentKind::CryptographicAsset, ..Component::named("RSA-2048", None) };
        component.extensions.insert("cyclonedx:cryptoProperties", serde_json::json!({"assetType": sort}));
        times(1, &component)
    };
    let merged = super::merge([asset("algorithm"), asset("certificate"), asset("algorithm")]);
    assert_eq!((merged.value.components.len(), merged.problems), (2, vec![]));
}

#[test]
fn a_purl_in_another_case_is_the_same_component_where_the_type_ignores_case() {
    let one = |purl: &str, private_origin| {
        let mut bom = Bom::default();
        bom.add(Component { private_origin, ..Component::from_purl(purl.parse().unwrap()) });
        bom
    };
    let nuget =
        join([one("pkg:nuget/Newtonsoft.Json@13.0.1", false), one("pkg:nuget/newtonsoft.json@13.0.1", true)]);
    let [json] = nuget.components.as_slice() else { panic!("{:?}", nuget.components) };
    assert_eq!((json.name.as_str(), json.private_origin), ("Newtonsoft.Json", true));
    let gem = join([one("pkg:gem/Ruby@1", false), one("pkg:gem/ruby@1", false)]);
    assert_eq!(gem.components.len(), 2);
}

#[test]
fn own_packages_of_one_name_stay_apart_with_unique_references() {
    let bom = join([part("a", None), part("b", None)]);
    let own: Vec<&str> = bom
        .components
        .iter()
        .filter(|component| component.first_party)
        .map(|c| c.reference.as_str())
        .collect();
    assert_eq!(own, ["app", "app#2"]);
    assert_eq!(bom.subjects.len(), 2);
}

#[test]
fn a_scope_that_is_not_told_is_not_taken_for_development() {
    let bom = join([part("a", Some(Scope::Development)), part("b", None)]);
    assert_eq!(bom.components[1].scope, None);
}

#[test]
fn merging_the_result_again_changes_nothing() {
    let once = join([part("a", None), part("b", Some(Scope::Test))]);
    assert_eq!(join([once.clone()]), once);
}

/// One component with this said of it, in a file of this name.
fn said(file: &str, say: fn(&mut Component)) -> (String, Bom) {
    let mut component = Component::from_purl("pkg:npm/x@1".parse().unwrap());
    say(&mut component);
    let mut bom = Bom::default();
    bom.add(component);
    (file.to_owned(), bom)
}

#[test]
fn of_two_single_values_the_first_stays_and_the_other_is_told_with_its_file() {
    let first = said("a.json", |x| {
        x.supplier = Some(Box::new(Party::organization("S1")));
        x.description = Some("one".into());
        x.scope = Some(Scope::Runtime);
        x.licenses = vec![LicenseClaim::declared("MIT")];
    });
    let second = said("b.json", |x| {
        x.supplier = Some(Box::new(Party::organization("S2")));
        x.description = Some("two".into());
        x.publisher = Some("P".into());
        x.scope = Some(Scope::Excluded);
        x.kind = ComponentKind::Framework;
        x.licenses = vec![LicenseClaim::declared("ISC")];
    });
    let Parsed { value, problems } = super::merge([first, second]);
    let told: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    let line = |field: &str, kept: &str, dropped: &str| {
        format!(
            "`pkg:npm/x@1`: the {field} `{kept}` stays and `{dropped}` is left out; a document holds only one"
        )
    };
    let expected = [
        line("scope", "runtime", "excluded"),
        line("type", "library", "framework"),
        line("supplier", "S1", "S2"),
        line("description", "one", "two"),
        line("license", "MIT", "ISC"),
    ];
    assert_eq!(told, expected);
    assert!(problems.iter().all(|problem| problem.path == "b.json"));
    assert_eq!(
        (&*value.components[0].licenses, value.components[0].publisher.as_deref()),
        (&[LicenseClaim::declared("MIT")][..], Some("P"))
    );
}

#[test]
fn nobody_is_made_to_say_that_the_licenses_of_two_documents_hold_together() {
    let claim = |source, text: &str| LicenseClaim { source, ..LicenseClaim::declared(text) };
    let join = |first: Vec<LicenseClaim>, second: Vec<LicenseClaim>| {
        let (mut a, mut b) = (said("a", |_| {}), said("b", |_| {}));
        a.1.components[0].licenses = first;
        b.1.components[0].licenses = second;
        let Parsed { value, problems } = super::merge([a, b]);
        let licenses = value.components.into_iter().next().unwrap().licenses;
        let told = problems.iter().all(|problem| problem.code == "merge-disagreement" && problem.path == "b");
        assert!(told, "{problems:?}");
        (licenses, problems.len())
    };
    let (declared, unstated) = (LicenseSource::Declared, LicenseSource::Unstated);
    let (concluded, detected) = (LicenseSource::Concluded, LicenseSource::Detected);
    // What a package says is one field, whether a document tells who says it or not.
    let mit = || vec![claim(unstated, "MIT")];
    assert_eq!(join(mit(), vec![claim(declared, "Apache-2.0")]), (mit(), 1));
    assert_eq!(join(mit(), vec![claim(declared, "MIT")]), (vec![claim(declared, "MIT")], 0));
    let both = || vec![claim(declared, "MIT"), claim(concluded, "ISC")];
    assert_eq!(join(both(), vec![claim(concluded, "MIT")]), (both(), 1));
    assert_eq!(
        join(mit(), vec![claim(concluded, "ISC")]),
        (vec![claim(unstated, "MIT"), claim(concluded, "ISC")], 0)
    );
    // Two of one document hold together, as it says.
    let pair = || vec![claim(declared, "MIT"), claim(declared, "ISC")];
    assert_eq!(join(pair(), vec![claim(declared, "MIT")]), (pair(), 1));
    assert_eq!(join(pair(), pair().into_iter().rev().collect()), (pair(), 0));
    // What scans found is a list.
    let found = join(vec![claim(detected, "MIT")], vec![claim(detected, "ISC")]);
    assert_eq!(found, (vec![claim(detected, "MIT"), claim(detected, "ISC")], 0));
    // Who says nothing disagrees with nobody; who says that there is none does.
    let nothing = || vec![LicenseClaim { value: LicenseValue::NoAssertion, ..LicenseClaim::declared("") }];
    let none = || vec![LicenseClaim { value: LicenseValue::None, ..LicenseClaim::declared("") }];
    assert_eq!(join(nothing(), mit()), (mit(), 0));
    assert_eq!(join(mit(), nothing()), (mit(), 0));
    assert_eq!(join(none(), mit()), (none(), 1));
    // What one adds to the name of a license is kept.
    let with =
        |text: Option<&str>| vec![LicenseClaim { text: text.map(str::to_owned), ..claim(declared, "MIT") }];
    assert_eq!(join(with(None), with(Some("x"))), (with(Some("x")), 0));
    assert_eq!(join(with(Some("x")), with(Some("y"))), (with(Some("x")), 1));
}

#[test]
fn the_entries_of_a_license_that_is_left_out_are_left_out_too() {
    let native = |id: &str| serde_json::json!([{"license": {"id": id, "licensing": {"altIds": ["x"]}}}]);
    let with = |file: &str, id: &str| {
        let mut part = said(file, |_| {});
        part.1.components[0].licenses = vec![LicenseClaim::declared(id)];
        part.1.components[0].extensions.insert("cyclonedx:licenses", native(id));
        part
    };
    let merged = super::merge([with("a", "MIT"), with("b", "ISC")]);
    assert_eq!(merged.value.components[0].extensions["cyclonedx:licenses"], native("MIT"));
    assert_eq!(merged.problems.len(), 1);
}

#[test]
fn statements_of_two_documents_have_references_of_their_own() {
    let with = |file: &str, id: &str| {
        let mut part = said(file, |x| x.reference = "v".into());
        let vulnerability = VulnerabilityRef { id: id.into(), ..VulnerabilityRef::default() };
        let statement = Statement { reference: "v".into(), vulnerability, ..Statement::default() };
        part.1.statements.push(statement);
        part
    };
    let merged = super::merge([with("a", "CVE-1"), with("b", "CVE-2"), with("c", "CVE-1")]).value;
    let references: Vec<&str> =
        merged.statements.iter().map(|statement| statement.reference.as_str()).collect();
    assert_eq!((merged.components[0].reference.as_str(), references), ("v", vec!["v#2", "v#3"]));
    let again = super::merge([(String::new(), merged.clone())]).value;
    assert_eq!(again.statements, merged.statements);
}

#[test]
fn whatever_only_the_second_document_says_of_a_component_is_kept_or_told() {
    let purl = "pkg:npm/a@1".parse().ok();
    let plain = Component { purl, ..Component::named("a", Some("1")) };
    for (aspect, say) in crate::diff::tests::SAYS {
        let mut said = plain.clone();
        say(&mut said);
        let parts = [plain.clone(), said.clone()].map(|component| {
            let mut bom = Bom::default();
            bom.add(component);
            (String::new(), bom)
        });
        let merged = super::merge(parts);
        let kept = merged.value.components.into_iter().any(|component| {
            let reference = said.reference.clone();
            Component { reference, ..component } == said
        });
        assert!(kept || !merged.problems.is_empty(), "{aspect} is lost");
    }
}

#[test]
fn what_agrees_is_not_told() {
    let say = |x: &mut Component| {
        x.supplier = Some(Box::new(Party::organization("S")));
        x.extensions.insert("cyclonedx:pedigree", serde_json::json!({"notes": "n"}));
    };
    assert_eq!(super::merge([said("a", say), said("b", say)]).problems, []);
}

#[test]
fn lists_of_native_parts_are_united_and_other_parts_told() {
    let first = said("a", |x| {
        x.extensions.insert("spdx:attributionTexts", serde_json::json!(["a", "b"]));
        x.extensions.insert("spdx:comment", serde_json::json!("a"));
        // What the list of authors tells already.
        x.extensions.insert("cyclonedx:author", serde_json::json!("a"));
    });
    let second = said("b", |x| {
        x.extensions.insert("spdx:attributionTexts", serde_json::json!(["b", "c"]));
        x.extensions.insert("spdx:comment", serde_json::json!("b"));
        x.extensions.insert("cyclonedx:author", serde_json::json!("b"));
    });
    let merged = super::merge([first, second]);
    assert_eq!(
        merged.value.components[0].extensions["spdx:attributionTexts"],
        serde_json::json!(["a", "b", "c"])
    );
    assert!(merged.problems[0].message.contains("spdx:comment"));
    assert_eq!(merged.problems.len(), 1);
}

#[test]
fn native_parts_of_a_document_that_are_not_taken_over_are_told() {
    let mut part = said("a", |_| {});
    part.1.document.extensions.insert("cyclonedx:x-vendor", serde_json::json!({"a": 1}));
    let problems = super::merge([part]).problems;
    assert!(problems[0].message.contains("cyclonedx:x-vendor"), "{problems:?}");
}

#[test]
fn dependencies_are_complete_only_when_one_document_that_says_so_told_them_all() {
    let with = |graph: Graph, edge: bool| {
        let mut bom = part("a", None);
        bom.components[1].graph = graph;
        let other = bom.add(Component::from_purl("pkg:npm/y@1".parse().unwrap()));
        if edge {
            bom.relate(NodeId(1), other, RelationKind::DependsOn);
        }
        (String::new(), bom)
    };
    let graph = |parts: [(String, Bom); 2]| {
        let merged = super::merge(parts);
        (merged.value.components[1].graph, merged.problems.len())
    };
    assert_eq!(graph([with(Graph::Partial, true), with(Graph::Complete, false)]), (Graph::Partial, 1));
    assert_eq!(graph([with(Graph::Complete, false), with(Graph::Partial, true)]), (Graph::Partial, 1));
    assert_eq!(graph([with(Graph::Complete, true), with(Graph::Partial, true)]), (Graph::Complete, 0));
    assert_eq!(graph([with(Graph::Complete, true), with(Graph::Unknown, false)]), (Graph::Complete, 0));
}

#[test]
fn disagreements_without_number_are_counted() {
    let many = |value: &'static str| {
        let mut bom = Bom::default();
        for number in 0..3000 {
            let component = Component::from_purl(format!("pkg:npm/x@{number}").parse().unwrap());
            bom.add(Component { description: Some(value.to_owned()), ..component });
        }
        (value.to_owned(), bom)
    };
    let problems = super::merge([many("a"), many("b")]).problems;
    assert_eq!(problems.len(), 2001);
    assert!(problems[2000].message.starts_with("1000 more"));
}

#[test]
fn without_a_purl_the_digest_tells_one_component_from_another() {
    let with = |digests: &[(&str, &str)]| {
        let hashes = digests
            .iter()
            .map(|(algorithm, value)| Hash { algorithm: (*algorithm).into(), value: (*value).into() });
        let mut bom = Bom::default();
        bom.add(Component { hashes: hashes.collect(), ..Component::named("shared", Some("1")) });
        bom
    };
    let count = |one: &[(&str, &str)], two: &[(&str, &str)]| join([with(one), with(two)]).components.len();
    assert_eq!(count(&[("SHA-1", "aa")], &[("SHA-1", "bb")]), 2);
    assert_eq!(count(&[("SHA-1", "aa")], &[("SHA-1", "AA")]), 1);
    assert_eq!(count(&[("MD5", "aa")], &[("MD5", "bb")]), 2);
    // The inventory knows each by its strongest digest as well.
    assert_eq!(count(&[("SHA-256", "aa"), ("SHA-1", "bb")], &[("SHA-256", "aa")]), 1);
    assert_eq!(count(&[], &[]), 1);
}

#[test]
fn digests_of_one_purl_that_differ_are_told() {
    let with = |digest: &str| {
        let mut part = said("a", |_| {});
        part.1.components[0].hashes = vec![Hash { algorithm: "SHA-1".into(), value: digest.into() }];
        part
    };
    let merged = super::merge([with("aa"), with("bb")]);
    assert_eq!(merged.value.components[0].hashes.len(), 2);
    let codes: Vec<_> = merged.problems.iter().map(|problem| &*problem.code).collect();
    assert_eq!(codes, ["merge-digests"]);
    assert_eq!(super::merge([with("aa"), with("aa")]).problems, []);
}
