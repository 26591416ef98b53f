//! What a conversion keeps of the document itself, and what it tells.

#![allow(clippy::unwrap_used)]

use mainstay_model::{Bom, Parsed, Problem, RelationKind, Tool};
use mainstay_sbom::{Limits, ReadError, Rendered, Stamp, parse, render};

const SPDX: [&str; 3] = ["spdx-2.3-json", "spdx-2.3-tag", "spdx-3.0-jsonld"];

fn read(text: &str) -> Parsed<Bom> {
    parse(text.as_bytes(), &Limits::default()).unwrap()
}

fn write(bom: &Bom, format: &str) -> Rendered {
    let tool =
        Tool { vendor: Some("Open Elements".into()), name: "mainstay".into(), version: Some("1".into()) };
    let serial = "0192f0c0-0000-7000-8000-000000000000".to_owned();
    render(bom, format, &Stamp { created: "2026-11-22T10:00:00Z".into(), serial, tool }).unwrap()
}

fn told<'p>(problems: &'p [Problem], code: &str) -> Vec<&'p str> {
    problems.iter().filter(|problem| problem.code == code).map(|problem| &*problem.message).collect()
}

/// An SPDX document with more fields in itself and in its package.
fn spdx(document: &str, package: &str) -> Parsed<Bom> {
    read(&format!(
        r#"{{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"d",
        "documentNamespace":"https://registry.example/d","creationInfo":{{"created":"2024-01-01T00:00:00Z",
        "creators":["Tool: t-1"]}},{document} "packages":[{{"SPDXID":"SPDXRef-a","name":"a",{package}
        "downloadLocation":"NONE"}}]}}"#
    ))
}

#[test]
fn an_old_document_stays_old_in_every_format() {
    let cyclonedx = read(
        r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,
        "metadata":{"timestamp":"2024-01-01T01:00:00.5+01:00"}}"#,
    );
    for source in [spdx("", "").value, cyclonedx.value] {
        for format in SPDX {
            let written = write(&source, format);
            let again = parse(&written.bytes, &Limits::default()).unwrap().value;
            assert_eq!(again.document.created.as_deref(), Some("2024-01-01T00:00:00Z"), "{format}");
            assert!(
                again.document.tools.iter().any(|tool| tool.name == "mainstay") || format.contains("3.0")
            );
            assert_eq!(told(&written.losses, "lost-created"), [""; 0], "{format}");
        }
    }
}

#[test]
fn a_time_that_spdx_cannot_hold_is_told_and_what_is_new_is_made_now() {
    let mut bom = Bom::default();
    for (created, lost) in [(None, 0), (Some("long ago"), 1)] {
        bom.document.created = created.map(str::to_owned);
        for format in SPDX {
            let written = write(&bom, format);
            let again = parse(&written.bytes, &Limits::default()).unwrap().value;
            assert_eq!(again.document.created.as_deref(), Some("2026-11-22T10:00:00Z"));
            assert_eq!(told(&written.losses, "lost-created").len(), lost);
        }
    }
}

#[test]
fn a_new_namespace_is_told_where_there_was_another() {
    for format in SPDX {
        assert_eq!(told(&write(&spdx("", "").value, format).losses, "new-namespace").len(), 1, "{format}");
        assert_eq!(told(&write(&Bom::default(), format).losses, "new-namespace").len(), 0, "{format}");
    }
}

#[test]
fn a_new_serial_number_is_told_where_the_document_had_another_name() {
    let graph = read(
        r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2024-01-01T00:00:00Z","createdBy":["urn:x:o"]},
        {"type":"Organization","spdxId":"urn:x:o","creationInfo":"_:c","name":"O"},
        {"type":"SpdxDocument","spdxId":"https://registry.example/d","creationInfo":"_:c"}]}"#,
    );
    let mut kept = Bom::default();
    kept.document.serial = Some("urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79".to_owned());
    for format in ["cyclonedx-1.5-json", "cyclonedx-1.7-json", "cyclonedx-1.7-xml"] {
        for source in [&spdx("", "").value, &graph.value] {
            let losses = write(source, format).losses;
            let told = told(&losses, "new-serial-number");
            assert!(matches!(told[..], [one] if one.contains("`https://registry.example/d`")), "{losses:?}");
        }
        for source in [&Bom::default(), &kept] {
            assert_eq!(told(&write(source, format).losses, "new-serial-number"), [""; 0], "{format}");
        }
    }
}

#[test]
fn what_the_program_that_writes_loses_is_not_told_and_what_others_lose_is() {
    for format in SPDX {
        assert_eq!(told(&write(&Bom::default(), format).losses, "lost-tool-vendor"), [""; 0], "{format}");
    }
    let mut bom = Bom::default();
    for (name, lost) in [("a", "1 tool lost its vendor: `a`"), ("b", "2 tools lost their vendor: `a`, `b`")] {
        bom.document.tools.push(Tool { vendor: Some("V".into()), name: name.into(), version: None });
        assert_eq!(told(&write(&bom, "spdx-2.3-json").losses, "lost-tool-vendor"), [lost]);
    }
}

#[test]
fn fields_that_spdx_does_not_have_are_told_in_every_encoding() {
    let json = spdx(r#""bogus":{"x":1},"#, r#""bogusfield":"b","#);
    let tag = read(
        "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: d\n\
         DocumentNamespace: https://registry.example/d\nCreator: Tool: t\nCreated: 2024-01-01T00:00:00Z\n\
         PackageName: a\nSPDXID: SPDXRef-a\nPackageDownloadLocation: NONE\nBogusTag: 5\nBogusTag: 6\n",
    );
    let yaml = read("spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nname: d\nbogus: 1\n");
    let graph = read(
        r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2024-01-01T00:00:00Z","createdBy":["urn:x:o"]},
        {"type":"Organization","spdxId":"urn:x:o","creationInfo":"_:c","name":"O"},
        {"type":"SpdxDocument","spdxId":"urn:x:d","creationInfo":"_:c","bogus":1}]}"#,
    );
    let rdf = read(
        r##"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://spdx.org/rdf/terms#">
        <s:SpdxDocument rdf:about="https://registry.example/d#SPDXRef-DOCUMENT"><s:specVersion>SPDX-2.3</s:specVersion>
        <s:bogus>1</s:bogus></s:SpdxDocument></rdf:RDF>"##,
    );
    let cases = [
        (json, &["`bogus` was met once", "`packages.bogusfield` was met once"][..]),
        (tag, &["`BogusTag` was met 2 times"]),
        (yaml, &["`bogus` was met once"]),
        (graph, &["`SpdxDocument.bogus` was met once"]),
        (rdf, &["bogus` was met once"]),
    ];
    for (parsed, fields) in cases {
        let told = told(&parsed.problems, "unknown-field");
        assert_eq!(told.len(), fields.len(), "{:?}", parsed.problems);
        assert!(told.iter().zip(fields).all(|(told, field)| told.contains(field)), "{told:?}");
    }
}

#[test]
fn relations_without_a_place_are_told_in_the_words_of_their_format() {
    let mut bom = Bom::default();
    let a = bom.add(mainstay_model::Component::named("a", None));
    bom.relate(a, a, RelationKind::Other("BOGUS_REL".into()));
    let losses = write(&bom, "cyclonedx-json").losses;
    assert!(told(&losses, "lost-relation")[0].contains("relations like `BOGUS_REL`"), "{losses:?}");
}

#[test]
fn half_a_surrogate_pair_is_replaced_and_told_with_its_line() {
    let documents = [
        r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[
            {"type":"library","name":"a\ud800b"},{"type":"library","name":"\ud83d\ude00\\ud800"}]}"#,
        r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d","packages":[
            {"SPDXID":"SPDXRef-a","name":"a\ud800b"},{"SPDXID":"SPDXRef-b","name":"\ud83d\ude00\\ud800"}]}"#,
        r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
            {"type":"software_Package","spdxId":"urn:x:a","name":"a\udc00b"},{"type":"software_Package","spdxId":"urn:x:b","name":"\ud83d\ude00\\ud800"}]}"#,
    ];
    for text in documents {
        let parsed = read(text);
        let names: Vec<_> = parsed.value.components.iter().map(|component| &*component.name).collect();
        assert_eq!(names, ["a\u{FFFD}b", "\u{1F600}\\ud800"]);
        let problem = parsed.problems.iter().find(|problem| problem.code == "encoding").unwrap();
        assert_eq!(problem.at, Some(mainstay_model::Position::Line(2)));
    }
    let broken = parse(br#"{"bomFormat":"CycloneDX","specVersion":"1.6","a":"\ud800"#, &Limits::default());
    assert!(matches!(broken, Err(ReadError::Syntax { .. })));
}

#[test]
fn what_spdx_leaves_out_of_a_cyclonedx_document_is_named() {
    let bom = read(
        r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":3,
        "metadata":{"manufacturer":{"name":"Maker"},"supplier":{"name":"S"},"lifecycles":[{"phase":"build"}]},
        "components":[{"type":"library","name":"a","bom-ref":"a","pedigree":{"notes":"n"}},
            {"type":"machine-learning-model","name":"b","bom-ref":"b","pedigree":{"notes":"n"},"modelCard":{}}],
        "vulnerabilities":[{"id":"CVE-2021-44228","cwes":[79],"ratings":[{"severity":"high","method":"other"}],
            "analysis":{"state":"in_triage"},"affects":[{"ref":"a"}]}]}"#,
    )
    .value;
    for format in SPDX {
        let written = write(&bom, format);
        let message =
            |code: &str| told(&written.losses, code).first().copied().unwrap_or_default().to_owned();
        let native = message("lost-extension");
        assert!(
            native.contains("`cyclonedx:modelCard`, `cyclonedx:pedigree` (2 times)"),
            "{format} {native}"
        );
        assert!(message("lost-document-field").ends_with(": `revision`, `supplier`"), "{format}");
        match format.contains("3.0") {
            true => assert!(message("lost-statement-part").ends_with(": `cyclonedx:cwes`, `ratings`")),
            false => {
                assert!(message("lost-statement").ends_with(": `CVE-2021-44228`"));
                assert!(message("lost-lifecycle").ends_with(": `build`"));
            }
        }
        let again = parse(&written.bytes, &Limits::default()).unwrap().value;
        let makers: Vec<_> = again.document.authors.iter().map(|party| (&*party.name, party.kind)).collect();
        assert_eq!(makers, [("Maker", mainstay_model::PartyKind::Organization)], "{format}");
    }
}

#[test]
fn who_made_what_a_document_is_about_is_told_of_the_component_in_spdx() {
    let bom = read(
        r#"{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,
        "metadata":{"component":{"type":"application","name":"app","bom-ref":"app"},"manufacture":{"name":"Maker"}}}"#,
    )
    .value;
    for format in SPDX {
        let again = parse(&write(&bom, format).bytes, &Limits::default()).unwrap().value;
        let maker = again.component(again.subjects[0]).manufacturer.as_ref();
        assert_eq!(maker.map(|maker| &*maker.name), Some("Maker"), "{format}");
        assert!(again.document.authors.is_empty(), "{format} {:?}", again.document.authors);
    }
}

#[test]
fn a_git_object_identifier_has_its_own_reference_in_spdx() {
    let text = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,
        "components":[{"type":"library","name":"a","bom-ref":"a","omniborId":["gitoid:blob:sha1:a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"]}]}"#;
    let bom = read(text).value;
    let written = String::from_utf8(write(&bom, "spdx-2.3-json").bytes).unwrap();
    assert!(written.contains("PERSISTENT-ID") && written.contains(r#""gitoid""#), "{written}");
    for format in SPDX {
        let spdx = parse(&write(&bom, format).bytes, &Limits::default()).unwrap().value;
        let back = String::from_utf8(write(&spdx, "cyclonedx-json").bytes).unwrap();
        assert!(back.contains("omniborId") && !back.contains("mainstay:identifier"), "{format} {back}");
    }
}
