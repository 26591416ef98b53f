//! References in native parts, followed to where they lead in a joined document.

use mainstay_model::{Bom, Component, ComponentKind};

use crate::merge;

/// An asset of a name and a digest, with what its cryptographic properties say.
fn asset(bom: &mut Bom, reference: &str, name: &str, properties: serde_json::Value) {
    let kind = ComponentKind::CryptographicAsset;
    let mut component = Component { kind, reference: reference.into(), ..Component::named(name, None) };
    component.extensions.insert("cyclonedx:cryptoProperties", properties);
    bom.add(component);
}

fn key_of(algorithm: &str) -> serde_json::Value {
    serde_json::json!({
        "assetType": "related-crypto-material",
        "relatedCryptoMaterialProperties": {"type": "public-key", "algorithmRef": algorithm}
    })
}

fn stamp() -> crate::Stamp {
    crate::Stamp {
        created: "2026-01-01T00:00:00Z".to_owned(),
        serial: "00000000-0000-7000-8000-000000000000".to_owned(),
        tool: mainstay_model::Tool::default(),
    }
}

#[test]
fn references_in_native_parts_follow_what_is_renamed_and_what_is_joined() {
    let algorithm = || serde_json::json!({"assetType": "algorithm"});
    let (mut a, mut b) = (Bom::default(), Bom::default());
    asset(&mut a, "alg", "AES", algorithm());
    asset(&mut a, "key", "key of A", key_of("alg"));
    // Named before it is given, as keys often are.
    asset(&mut b, "key", "key of B", key_of("alg"));
    asset(&mut b, "alg", "RSA", algorithm());
    asset(&mut b, "x1", "AES", algorithm());
    asset(&mut b, "key C", "key C", key_of("x1"));
    let merged = merge([("a".to_owned(), a), ("b".to_owned(), b)]);
    assert_eq!(merged.problems, []);
    let bom = merged.value;
    let named = |name: &str| bom.components.iter().find(|one| one.name == name).expect("an asset");
    let refers = |name: &str| {
        let told = &named(name).extensions["cyclonedx:cryptoProperties"]["relatedCryptoMaterialProperties"];
        told["algorithmRef"].as_str().unwrap().to_owned()
    };
    assert_eq!(refers("key of A"), named("AES").reference);
    assert_eq!(refers("key of B"), named("RSA").reference);
    assert_eq!(refers("key C"), named("AES").reference);
}

#[test]
fn references_that_native_parts_give_are_followed_too() {
    let with = |name: &str, author: &str| {
        let mut component = Component::named(name, None);
        component.extensions.insert(
            "cyclonedx:supplier",
            serde_json::json!({"bom-ref": "org", "name": author, "contact": [{"name": "c"}]}),
        );
        component.extensions.insert(
            "cyclonedx:patentAssertions",
            serde_json::json!([{"assertionType": "license", "asserter": "org"}]),
        );
        let mut bom = Bom::default();
        bom.add(component);
        (String::new(), bom)
    };
    // What is said of two components alike is written twice; what is said of one twice stands once.
    let merged = merge([with("a", "A"), with("b", "B"), with("c", "A"), with("c", "A")]);
    assert_eq!(merged.problems, []);
    let parts = merged.value.components.iter().map(|one| {
        let asserter = one.extensions["cyclonedx:patentAssertions"][0]["asserter"].as_str().unwrap();
        (one.extensions["cyclonedx:supplier"]["bom-ref"].as_str().unwrap(), asserter)
    });
    assert_eq!(parts.collect::<Vec<_>>(), [("org", "org"), ("org#2", "org#2"), ("org#3", "org#3")]);
}

#[test]
fn a_joined_document_gives_every_reference_once_and_keeps_those_to_the_programs_that_made_it() {
    let read = |name: &str, tool: &str| {
        let text = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {{"tools": {{"components": [{{"type": "application",
            "bom-ref": "tool", "name": "{tool}"}}]}}}}, "components": [{{"type": "library", "bom-ref": "lib", "name": "{name}",
            "pedigree": {{"ancestors": [{{"type": "library", "bom-ref": "old", "name": "old"}}]}},
            "evidence": {{"identity": [{{"field": "name", "tools": ["tool"]}}], "occurrences": [{{"bom-ref": "at", "location": "x"}}]}}}}],
            "vulnerabilities": [{{"id": "CVE-1", "tools": {{"components": [{{"type": "application", "bom-ref": "scan",
            "name": "scan"}}]}}, "affects": [{{"ref": "lib"}}]}}]}}"#
        );
        let read = crate::parse(text.as_bytes(), &crate::Limits::default()).unwrap();
        assert_eq!(read.problems, []);
        (String::new(), read.value)
    };
    for (tool, named) in [("one", ["tool", "tool"]), ("two", ["tool", "tool#2"])] {
        let parts = [read("a", "one"), read("b", tool), read("a", "one")];
        let merged = merge(parts);
        assert_eq!(merged.problems, []);
        let bom = &merged.value;
        let tools = bom.components.iter().map(|one| {
            one.extensions["cyclonedx:evidence"]["identity"][0]["tools"][0].as_str().unwrap().to_owned()
        });
        assert_eq!(tools.collect::<Vec<_>>(), named);
        assert_eq!((bom.components.len(), bom.statements.len()), (2, 2));
        let written = crate::render(bom, "cyclonedx-1.6-json", &stamp()).unwrap();
        assert_eq!(written.losses, []);
        let back = crate::parse(&written.bytes, &crate::Limits::default()).unwrap();
        assert_eq!(back.problems, []);
        assert_eq!(
            back.value.document.extensions["cyclonedx:metadata.tools"],
            bom.document.extensions["cyclonedx:metadata.tools"]
        );
    }
}

#[test]
fn what_looks_alike_and_names_something_else_in_each_document_has_a_name_of_its_own() {
    let tools = |own: &str, set: &str| {
        format!(
            r#"{{"components": [{{"type": "application", "bom-ref": "{own}", "name": "t", "modelCard": {{"modelParameters":
            {{"datasets": [{{"ref": "{set}"}}]}}}}, "evidence": {{"identity": [{{"field": "name", "tools": ["{own}"]}}]}}}}]}}"#
        )
    };
    let read = |set: &str, name: &str| {
        let text = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {{"tools": {}}},
            "components": [{{"type": "data", "bom-ref": "{set}", "name": "{name}"}}],
            "vulnerabilities": [{{"id": "CVE-1", "tools": {}}}]}}"#,
            tools("t", set),
            tools("scan", set)
        );
        let read = crate::parse(text.as_bytes(), &crate::Limits::default()).unwrap();
        assert_eq!(read.problems, []);
        (name.to_owned(), read.value)
    };
    // The third names what the first does, by another name.
    let merged = merge([read("d", "one"), read("d", "two"), read("e", "one"), read("d", "two")]);
    assert_eq!(merged.problems, []);
    let bom = &merged.value;
    assert_eq!((bom.components.len(), bom.statements.len()), (2, 2));
    let named = |tools: &serde_json::Value| {
        let told = tools["components"].as_array().unwrap().iter().map(|tool| {
            let (own, set) = (&tool["bom-ref"], &tool["modelCard"]["modelParameters"]["datasets"][0]["ref"]);
            assert_eq!(*own, tool["evidence"]["identity"][0]["tools"][0]);
            (own.as_str().unwrap().to_owned(), set.as_str().unwrap().to_owned())
        });
        told.collect::<Vec<_>>()
    };
    let pair = |own: &str, set: &str| (own.to_owned(), set.to_owned());
    let tools = &bom.document.extensions["cyclonedx:metadata.tools"];
    assert_eq!(named(tools), [pair("t", "d"), pair("t#2", "d#2")]);
    let scans = bom.statements.iter().flat_map(|said| named(&said.extensions["cyclonedx:tools"]));
    assert_eq!(scans.collect::<Vec<_>>(), [pair("scan", "d"), pair("scan#2", "d#2")]);
    assert_eq!(crate::render(bom, "cyclonedx-1.6-json", &stamp()).unwrap().losses, []);
}

#[test]
fn files_of_spdx_depend_on_the_same_files_after_joining() {
    let read = |names: [&str; 2], more: &str| {
        let file = |at: usize, rest: &str| {
            format!(
                r#"{{"SPDXID": "SPDXRef-{at}", "fileName": "./{}", "checksums": [{{"algorithm": "SHA1", "checksumValue": "{}"}}],
                "licenseConcluded": "NOASSERTION", "copyrightText": "NOASSERTION"{rest}}}"#,
                names[at],
                "a".repeat(40)
            )
        };
        let needs = format!(r#", "fileDependencies": ["SPDXRef-1"{more}]"#);
        let text = format!(
            r#"{{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x", "dataLicense": "CC0-1.0",
            "files": [{}, {}]}}"#,
            file(0, &needs),
            file(1, "")
        );
        (String::new(), crate::parse(text.as_bytes(), &crate::Limits::default()).unwrap().value)
    };
    let merged = merge([
        read(["a", "b"], ""),
        read(["c", "a"], r#", "SPDXRef-gone", "DocumentRef-other:SPDXRef-x""#),
        read(["d", "e"], ""),
    ]);
    let [told] = &merged.problems[..] else { panic!("{:?}", merged.problems) };
    assert_eq!((&*told.code, told.message.contains("2 times")), ("merge-native-reference", true));
    let written = crate::render(&merged.value, "spdx-2.3-json", &stamp()).unwrap();
    let written: serde_json::Value = serde_json::from_slice(&written.bytes).unwrap();
    let files = written["files"].as_array().unwrap();
    let named = |id: &serde_json::Value| {
        let file = files.iter().find(|file| file["SPDXID"] == *id).expect("a file of this document");
        file["fileName"].as_str().unwrap().to_owned()
    };
    let needs = |file: &serde_json::Value| {
        let needed = file.get("fileDependencies")?.as_array()?.iter().map(named).collect::<Vec<_>>();
        Some((named(&file["SPDXID"]), needed))
    };
    let expected = [("./a", ["./b"]), ("./c", ["./a"]), ("./d", ["./e"])]
        .map(|(file, needs)| (file.to_owned(), needs.map(str::to_owned).to_vec()));
    assert_eq!(files.iter().filter_map(needs).collect::<Vec<_>>(), expected);
}

#[test]
fn references_to_what_does_not_come_through_are_left_out_and_told() {
    let (mut a, mut b) = (Bom::default(), Bom::default());
    a.add(Component { reference: "patent".into(), ..Component::named("a", None) });
    let mut named = Component::named("b", None);
    let link = "urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#alg";
    named.extensions.insert(
        "cyclonedx:patentAssertions",
        serde_json::json!([
            {"assertionType": "license", "asserter": "nobody", "patentRefs": ["patent"]},
            {"assertionType": "license", "asserter": {"name": "B"}, "patentRefs": ["patent", link]}
        ]),
    );
    b.add(named);
    let merged = merge([("a".to_owned(), a), ("b".to_owned(), b)]);
    assert_eq!(
        merged.value.components[1].extensions["cyclonedx:patentAssertions"],
        serde_json::json!([{"assertionType": "license", "asserter": {"name": "B"}, "patentRefs": [link]}])
    );
    let [told] = &merged.problems[..] else { panic!("{:?}", merged.problems) };
    assert_eq!(&*told.code, "merge-native-reference");
    assert!(told.message.contains("3 times"), "{}", told.message);
}
