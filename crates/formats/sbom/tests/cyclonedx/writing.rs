//! What the model becomes in CycloneDX.

use mainstay_model::{
    Bom, Component, ComponentKind, Graph, LicenseClaim, Origin, RelationKind, Scope, StatementState,
};

use mainstay_sbom::{Limits, parse};

use crate::support::{WRITTEN, errors, json, read, write, written, xml};

#[test]
fn what_cyclonedx_has_no_field_for_comes_back_through_properties() {
    let mut bom = Bom::default();
    let mut component = Component::named("a", Some("1"));
    component.reference = "a".to_owned();
    component.scope = Some(Scope::Development);
    component.kind = ComponentKind::Archive;
    component.first_party = true;
    component.origin =
        Origin::Vcs { url: "https://vcs.example/a".to_owned(), revision: Some("abc".to_owned()) };
    component.version_range = Some("vers:npm/>=1".to_owned());
    component.cpes = vec!["cpe:2.3:a:x:a:1:*:*:*:*:*:*:*".to_owned(), "cpe:/a:x:a:1".to_owned()];
    component.identifiers = vec![("gitoid".to_owned(), "gitoid:blob:sha1:00".to_owned())];
    let (one, two) =
        (bom.add(component.clone()), bom.add(Component { reference: "b".to_owned(), ..component }));
    bom.subjects = vec![one, two];
    bom.document.name = Some("title".to_owned());
    for id in WRITTEN {
        let back = read(&written(&bom, id));
        assert_eq!(errors(&back), Vec::<String>::new(), "{id}");
        assert_eq!(back.value.components, bom.components, "{id}");
        assert_eq!(back.value.subjects, bom.subjects, "{id}");
        assert_eq!(back.value.document.name, bom.document.name, "{id}");
    }
}

#[test]
fn references_are_made_unique_and_edges_follow() {
    let mut bom = Bom::default();
    let root = bom.add(Component { reference: "x".to_owned(), ..Component::named("root", None) });
    bom.subjects.push(root);
    for _ in 0..3 {
        let twin = bom.add(Component { reference: "x".to_owned(), ..Component::named("twin", Some("1")) });
        bom.relate(root, twin, RelationKind::DependsOn);
    }
    let back = read(&written(&bom, "cyclonedx-json"));
    assert_eq!(back.problems, []);
    assert_eq!(back.value.relations.len(), 3);
}

#[test]
fn completeness_survives() {
    let mut bom = Bom::default();
    let ids: Vec<_> = ["a", "b", "c", "d"]
        .map(|name| bom.add(Component { reference: name.to_owned(), ..Component::named(name, None) }))
        .to_vec();
    bom.relate(ids[0], ids[1], RelationKind::DependsOn);
    bom.relate(ids[1], ids[2], RelationKind::DependsOn);
    bom.components[0].graph = Graph::Complete;
    bom.components[2].graph = Graph::Complete;
    bom.components[3].graph = Graph::Partial;
    for id in WRITTEN {
        let back = read(&written(&bom, id)).value;
        assert_eq!(back.components, bom.components, "{id}");
        assert!(back.document.extensions.is_empty(), "{id}");
    }
}

/// A project with a dependency, of which neither is known to tell all, as one file of a source tree.
fn partial_tree() -> Bom {
    let mut bom = Bom::default();
    let ids = ["app", "lib"].map(|name| {
        let graph = if name == "app" { Graph::Partial } else { Graph::Complete };
        bom.add(Component { reference: name.to_owned(), graph, ..Component::named(name, None) })
    });
    bom.relate(ids[0], ids[1], RelationKind::DependsOn);
    bom
}

const INCOMPLETE: &str = r#""compositions":[{"aggregate":"incomplete","dependencies":["app"]}]"#;

#[test]
fn what_is_partial_of_a_source_tree_is_stated_for_readers_that_assume_nothing() {
    let (tree, _) = mainstay_sbom::merge_placed([(String::new(), partial_tree())]);
    for id in WRITTEN {
        let text = written(&tree.value, id);
        let back = read(&text).value;
        assert_eq!(back.components, tree.value.components, "{id}");
        // What was said is said again.
        assert_eq!(written(&back, id), text, "{id}");
        if id.ends_with("json") {
            let plain: String = text.split_whitespace().collect();
            assert!(plain.contains(INCOMPLETE), "{text}");
        }
    }
}

#[test]
fn of_a_document_that_was_read_no_more_is_stated_than_it_said() {
    let rest = r#""components": [{"type": "library", "name": "app", "bom-ref": "app"},
        {"type": "library", "name": "lib", "bom-ref": "lib"}],
        "dependencies": [{"ref": "app", "dependsOn": ["lib"]}, {"ref": "lib"}]"#;
    for (rest, states) in [(rest.to_owned(), false), (format!("{rest}, {INCOMPLETE}"), true)] {
        let bom = json("1.6", &rest).value;
        assert_eq!(bom.components[0].graph, Graph::Partial);
        assert_eq!(written(&bom, "cyclonedx-json").contains("incomplete"), states);
        let merged = mainstay_sbom::merge([(String::new(), bom)]).value;
        assert!(!written(&merged, "cyclonedx-json").contains("incomplete"));
    }
}

#[test]
fn what_a_version_cannot_hold_is_counted_and_left_out() {
    let bom = json(
        "1.7",
        r#""components": [{"type": "cryptographic-asset", "name": "key", "tags": ["a"], "isExternal": true}],
        "citations": [{"timestamp": "2025-05-01T14:00:00Z", "pointers": ["/components/0"], "process": "p"}]"#,
    )
    .value;
    let rendered = write(&bom, "cyclonedx-1.5-json");
    let told: Vec<_> = rendered.losses.iter().map(|loss| loss.message.as_str()).collect();
    assert!(told.iter().any(|loss| loss.contains("`component.tags`")), "{told:?}");
    assert!(told.iter().any(|loss| loss.contains("`bom.citations`")), "{told:?}");
    assert_eq!(errors(&read(&written(&bom, "cyclonedx-1.5-json"))), Vec::<String>::new());
    assert_eq!(write(&bom, "cyclonedx-1.7-json").losses, []);
}

#[test]
fn an_edited_model_wins_over_what_was_kept() {
    let mut bom = json(
        "1.6",
        r#""components": [{"type": "library", "name": "a",
        "licenses": [{"license": {"id": "MIT", "licensing": {"altIds": ["x"]}}}]}]"#,
    )
    .value;
    assert!(written(&bom, "cyclonedx-json").contains("altIds"));
    bom.components[0].licenses = vec![LicenseClaim::declared("ISC")];
    let text = written(&bom, "cyclonedx-json");
    assert!(!text.contains("altIds") && text.contains("ISC"));
}

#[test]
fn relations_without_a_word_are_counted() {
    let mut bom = Bom::default();
    let (a, b) = (bom.add(Component::named("a", None)), bom.add(Component::named("b", None)));
    bom.relate(a, b, RelationKind::GeneratedFrom);
    bom.relate(a, b, RelationKind::Contains);
    bom.relate(b, a, RelationKind::Contains);
    let rendered = write(&bom, "cyclonedx-json");
    assert_eq!(rendered.losses.len(), 2);
    let back = read(&written(&bom, "cyclonedx-json")).value;
    assert_eq!(back.relations.len(), 1);
}

#[test]
fn a_new_reference_is_never_one_that_a_native_part_gives() {
    let rest = r#""components": [
        {"type": "library", "name": "fork", "bom-ref": "fork", "pedigree": {"ancestors": [
            {"type": "library", "name": "a", "bom-ref": "pkg:npm/a@1"}]},
         "modelCard": {"modelParameters": {"datasets": [{"ref": "pkg:npm/a@1"}]}}},
        {"type": "library", "name": "a", "version": "1", "purl": "pkg:npm/a@1"}]"#;
    let bom = json("1.5", rest).value;
    for id in WRITTEN {
        let rendered = write(&bom, id);
        assert_eq!(rendered.losses, [], "{id}");
        let back = parse(&rendered.bytes, &Limits::default()).unwrap().value;
        assert_eq!(back.components[0].extensions, bom.components[0].extensions, "{id}");
        assert_eq!(back.components[1].reference, "pkg:npm/a@1#2", "{id}");
    }
}

#[test]
fn a_new_reference_is_never_one_that_stood_for_nothing() {
    let bom = json("1.6", r#""components": [{"type": "library", "name": "a", "purl": "pkg:npm/a@1"},
        {"type": "library", "name": "b", "bom-ref": "b"}], "dependencies": [{"ref": "b", "dependsOn": ["pkg:npm/a@1"]}]"#)
    .value;
    let back = read(&written(&bom, "cyclonedx-json")).value;
    assert_eq!(back.relations, []);
    assert_eq!(back.document.extensions, bom.document.extensions);
}

#[test]
fn tools_in_their_old_form_come_back() {
    let bom = json("1.4", r#""metadata": {"tools": [{"vendor": "V", "name": "t", "version": "2"}]}"#).value;
    for id in WRITTEN {
        assert_eq!(read(&written(&bom, id)).value.document.tools, bom.document.tools, "{id}");
    }
}

#[test]
fn statements_come_back() {
    let bom = json("1.6", r#""components": [{"type": "library", "name": "a", "bom-ref": "a"}],
        "vulnerabilities": [{"bom-ref": "v", "id": "CVE-1", "references": [{"id": "GHSA-1", "source": {"name": "GitHub"}}],
            "analysis": {"state": "in_triage", "firstIssued": "2025-05-01T14:00:00Z"}, "cwes": [79],
            "affects": [{"ref": "a", "versions": [{"version": "1", "status": "affected"}]}]}]"#)
    .value;
    assert_eq!(bom.statements[0].state, Some(StatementState::UnderInvestigation));
    for id in WRITTEN {
        assert_eq!(read(&written(&bom, id)).value.statements, bom.statements, "{id}");
    }
}

#[test]
fn what_xml_has_beyond_cyclonedx_survives_in_xml_and_is_told_in_json() {
    let bom = xml(
        "1.4",
        r#"<components><component type="library" note="n"><name>a</name>
            <x:seen xmlns:x="urn:example:x" by="me"><x:at>1</x:at><x:at>2</x:at></x:seen></component></components>
        <x:sealed xmlns:x="urn:example:x"><x:by>ab &amp; c</x:by></x:sealed>"#,
    )
    .value;
    assert_eq!(bom.unread.total(), 3);
    for id in WRITTEN {
        let rendered = write(&bom, id);
        let back = read(&written(&bom, id)).value;
        let same = back.components[0].extensions == bom.components[0].extensions
            && back.document.extensions == bom.document.extensions;
        assert_eq!(
            (same, rendered.losses.len()),
            if id.ends_with("xml") { (true, 0) } else { (false, 3) },
            "{id}"
        );
    }
}

#[test]
fn native_parts_of_another_family_are_told() {
    let mut bom = Bom::default();
    let mut component = Component::named("a", None);
    component.extensions.insert("spdx:sourceInfo", "found".into());
    bom.add(component);
    for id in WRITTEN {
        let losses = write(&bom, id).losses;
        assert_eq!(losses.len(), 1, "{id}");
        assert_eq!(losses[0].code, "lost-extension");
        assert!(losses[0].message.contains("spdx:sourceInfo"));
    }
}

#[test]
fn a_cpe_name_that_xml_does_not_take_is_a_property_there() {
    let mut bom = Bom::default();
    let mut component = Component { reference: "a".to_owned(), ..Component::named("a", None) };
    component.cpes =
        vec!["cpe:2.3:a:golang:x/net:1:*:*:*:*:*:*:*".to_owned(), "cpe:/a:golang:net:1".to_owned()];
    bom.add(component);
    for id in WRITTEN {
        assert_eq!(read(&written(&bom, id)).value.components, bom.components, "{id}");
        assert_eq!(
            written(&bom, id).matches("mainstay:cpe").count(),
            if id.ends_with("xml") { 2 } else { 1 },
            "{id}"
        );
    }
}

#[test]
fn xml_gives_each_reference_once() {
    let bom = json(
        "1.6",
        r#""components": [{"type": "library", "name": "a", "bom-ref": "a",
            "licenses": [{"license": {"id": "MIT", "bom-ref": "b"}}]},
            {"type": "library", "name": "b", "bom-ref": "b"}],
        "dependencies": [{"ref": "a", "dependsOn": ["b"]}],
        "formulation": [{"bom-ref": "a"}, {"bom-ref": "f"}, {"bom-ref": "f"}]"#,
    )
    .value;
    let rendered = write(&bom, "cyclonedx-xml");
    assert_eq!(rendered.losses.len(), 1);
    let text = written(&bom, "cyclonedx-xml");
    for name in ["a", "a#2", "b", "b#2", "f", "f#2"] {
        assert_eq!(text.matches(&format!("bom-ref=\"{name}\"")).count(), 1, "{name}");
    }
    assert_eq!(read(&text).value.relations, bom.relations);
}

#[test]
fn characters_that_xml_has_no_place_for_are_told() {
    let component = r#""components": [{"type": "library", "bom-ref": "a", "name": "n\u0000ul", "version": "1\u0002", "description": "x\r\ny"}]"#;
    let bom = json("1.6", component).value;
    let rendered = write(&bom, "cyclonedx-xml");
    let told: Vec<&str> = rendered.losses.iter().map(|loss| loss.message.as_str()).collect();
    assert!(
        told.iter().any(|message| message.contains("control characters") && message.contains("2 times")),
        "{told:?}"
    );
    let again = parse(&rendered.bytes, &Limits::default()).unwrap().value;
    assert_eq!(again.components[0].name, "nul");
    assert_eq!(again.components[0].description.as_deref(), Some("x\r\ny"));
    assert!(write(&bom, "cyclonedx-json").losses.is_empty());
}

#[test]
fn a_reference_is_written_once_whatever_the_model_has() {
    let twice = r#""components": [{"type": "library", "bom-ref": "v", "name": "a"}],
        "vulnerabilities": [{"bom-ref": "v", "id": "CVE-1"}, {"bom-ref": "w", "id": "CVE-2"}, {"bom-ref": "w", "id": "CVE-3"}]"#;
    let bom = json("1.6", twice).value;
    for id in WRITTEN {
        let rendered = write(&bom, id);
        let again = parse(&rendered.bytes, &Limits::default()).unwrap();
        assert_eq!(errors(&again), [""; 0], "{id}");
        let references: Vec<&str> =
            again.value.statements.iter().map(|said| said.reference.as_str()).collect();
        assert_eq!(references, ["v#2", "w", "w#2"], "{id}");
        assert!(rendered.losses.iter().any(|loss| loss.message.contains("given twice")), "{id}");
    }
}
