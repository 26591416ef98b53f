//! Bad input is normal input, in every format alike: each reader answers soon, with a value or a refusal that says what
//! is wrong, and never panics.

// The helpers beside the tests may fail like the tests themselves.
#![allow(clippy::unwrap_used)]

use std::time::{Duration, Instant};

use mainstay_model::{Bom, Component, Parsed, RelationKind, Tool};
use mainstay_sbom::{Encoding, Limits, READERS, ReadError, Reader, Stamp, WRITERS, parse, render};
use proptest::prelude::*;

/// A small document of each format that is read.
const DOCUMENTS: &[(&str, &str)] = &[
    (
        "cyclonedx-json",
        r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": {"type": "application", "name": "x",
        "bom-ref": "x"}}, "components": [{"type": "library", "name": "ä", "version": "1", "bom-ref": "a", "purl": "pkg:npm/a@1",
        "hashes": [{"alg": "MD5", "content": "00"}], "licenses": [{"expression": "MIT"}]}],
        "dependencies": [{"ref": "x", "dependsOn": ["a"]}]}"#,
    ),
    (
        "cyclonedx-xml",
        r#"<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components><component
        type="library" bom-ref="a"><name>ä &amp; b</name><version>1</version><licenses><expression>MIT</expression></licenses>
        </component></components><dependencies><dependency ref="a"><dependency ref="a"/></dependency></dependencies></bom>"#,
    ),
    (
        "spdx-json",
        r#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x", "packages": [{"name": "ä", "SPDXID":
        "SPDXRef-a", "versionInfo": "1", "licenseDeclared": "MIT", "checksums": [{"algorithm": "MD5", "checksumValue": "00"}]}],
        "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relatedSpdxElement": "SPDXRef-a", "relationshipType": "DESCRIBES"}]}"#,
    ),
    (
        "spdx-tag",
        "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: x\nPackageName: ä\nSPDXID: SPDXRef-a\n\
         PackageVersion: 1\nPackageLicenseDeclared: MIT\nPackageComment: <text>one\ntwo</text>\n\
         Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n",
    ),
    (
        "spdx-yaml",
        "spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\npackages:\n- name: ä\n  SPDXID: SPDXRef-a\n  versionInfo: \"1\"\n\
         relationships:\n- spdxElementId: SPDXRef-DOCUMENT\n  relatedSpdxElement: SPDXRef-a\n  relationshipType: DESCRIBES\n",
    ),
    (
        "spdx-rdf",
        r##"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://spdx.org/rdf/terms#"><s:SpdxDocument
        rdf:about="https://registry.example/d#SPDXRef-DOCUMENT"><s:specVersion>SPDX-2.3</s:specVersion></s:SpdxDocument><s:Package
        rdf:about="https://registry.example/d#SPDXRef-b"><s:name>ä</s:name></s:Package></rdf:RDF>"##,
    ),
    (
        "spdx-jsonld",
        r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [{"type": "CreationInfo", "@id": "_:c",
        "specVersion": "3.0.1", "created": "2026-01-01T00:00:00Z", "createdBy": ["https://registry.example/p"]},
        {"type": "software_Package", "spdxId": "https://registry.example/a", "creationInfo": "_:c", "name": "ä"}]}"#,
    ),
    ("components-csv", "name;version;license;Contract\nä;1;MIT;\"C\n17\"\n"),
];

/// How a format opens one more level, after a beginning that makes it its own.
fn nested(encoding: Encoding, times: usize) -> Option<Vec<String>> {
    let deep = |head: &str, open: &str| format!("{head}{}", open.repeat(times));
    let texts = match encoding {
        Encoding::Json | Encoding::JsonLd => {
            let heads = [
                r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "x": "#,
                r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": "#,
                r#"{"spdxVersion": "SPDX-2.3", "packages": "#,
                r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": "#,
            ];
            let opens = ["[", r#"{"a":"#, r#"[{"components": "#];
            heads.iter().flat_map(|head| opens.map(|open| deep(head, open))).collect()
        }
        Encoding::Xml => {
            let head = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6">"#;
            ["<components>", "<component>", "<a>"].map(|open| deep(head, open)).to_vec()
        }
        Encoding::RdfXml => {
            let head = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://spdx.org/rdf/terms#">"#;
            ["<s:Package>", "<s:Package><s:relationship>", "<a>"].map(|open| deep(head, open)).to_vec()
        }
        Encoding::Yaml => {
            ["[", "{a: ", "- ", "? "].map(|open| deep("spdxVersion: SPDX-2.3\nx: ", open)).to_vec()
        }
        Encoding::TagValue | Encoding::Protobuf | Encoding::Csv => return None,
    };
    Some(texts)
}

fn reader(id: &str) -> &'static Reader {
    READERS.iter().find(|reader| reader.format.id == id).unwrap_or_else(|| panic!("no reader {id}"))
}

fn answer(bytes: &[u8]) -> Result<Parsed<Bom>, ReadError> {
    let found = parse(bytes, &Limits::default());
    if let Ok(parsed) = &found {
        let known = parsed.value.components.len();
        assert!(
            parsed.value.relations.iter().all(|edge| edge.from.index() < known && edge.to.index() < known)
        );
    }
    found
}

/// Runs something that must not take long, with room for a slow machine without optimization.
fn soon<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let value = run();
    assert!(start.elapsed() < Duration::from_secs(30), "{what} took {:?}", start.elapsed());
    value
}

fn stamp() -> Stamp {
    Stamp {
        created: "2026-01-01T00:00:00Z".to_owned(),
        serial: "00000000-0000-7000-8000-000000000000".to_owned(),
        tool: Tool { name: "test".to_owned(), ..Tool::default() },
    }
}

#[test]
fn json_that_ends_in_the_middle_is_told_alike_in_every_family() {
    let last = r#"{"packages": [{"name": "a", "SPDXID": "SPDXRef-a"}], "spdxVersion": "SPDX-2.3"}"#;
    let json = |id: &&(&str, &str)| matches!(reader(id.0).format.encoding, Encoding::Json | Encoding::JsonLd);
    let documents = DOCUMENTS.iter().filter(json).map(|(_, text)| *text).chain([last]);
    for text in documents {
        let refused = answer(&text.as_bytes()[..text.len() * 2 / 3]).unwrap_err().to_string();
        assert!(
            refused.contains("as JSON: it ends in the middle; get the whole document"),
            "{refused}: {text}"
        );
    }
}

#[test]
fn every_reader_has_a_document_here_and_reads_it() {
    for reader in READERS.iter().filter(|reader| !reader.format.versions.is_empty()) {
        let id = reader.format.id;
        let (_, text) =
            DOCUMENTS.iter().find(|(known, _)| *known == id).unwrap_or_else(|| panic!("add {id}"));
        assert!((reader.claims)(text.as_bytes()), "{id}");
        let parsed = answer(text.as_bytes()).unwrap();
        assert!(parsed.value.components.iter().any(|component| component.name.starts_with('ä')), "{id}");
    }
}

#[test]
fn every_beginning_of_a_document_is_answered_and_a_cut_tree_is_refused() {
    for (id, text) in DOCUMENTS {
        let tree = !matches!(reader(id).format.encoding, Encoding::TagValue | Encoding::Yaml | Encoding::Csv);
        for end in 0..text.len() {
            let cut = &text.as_bytes()[..end];
            assert!(answer(cut).is_err() || !tree, "{id} cut at {end}");
            // Also when somebody names the format.
            assert!((reader(id).parse)(cut, &Limits::default()).is_err() || !tree, "{id} cut at {end}");
        }
    }
}

#[test]
fn broken_utf_8_is_answered_wherever_it_stands() {
    for (id, text) in DOCUMENTS {
        for at in 0..text.len() {
            for byte in [0x00, 0x80, 0xc3, 0xff] {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] = byte;
                for answer in [answer(&bytes), (reader(id).parse)(&bytes, &Limits::default())] {
                    let silent = answer.is_ok_and(|parsed| parsed.problems.is_empty());
                    assert!(!silent || std::str::from_utf8(&bytes).is_ok(), "{id}: {byte:x} at {at}");
                }
            }
        }
    }
}

#[test]
fn nesting_of_ten_thousand_levels_is_refused_in_every_format() {
    for reader in READERS {
        for text in nested(reader.format.encoding, 10_000).unwrap_or_default() {
            let found = soon(reader.format.id, || (reader.parse)(text.as_bytes(), &Limits::default()));
            assert!(found.is_err(), "{} {}", reader.format.id, &text[..40]);
            assert!(answer(text.as_bytes()).is_err(), "{}", &text[..40]);
        }
    }
}

#[test]
fn a_gigabyte_of_brackets_is_refused_at_once() {
    let mut bytes = vec![b'['; (1 << 30) + 1];
    assert_eq!(soon("brackets alone", || answer(&bytes)), Err(ReadError::Unrecognized));
    let inside = [br#"{"a": "#, &bytes[..5_000_000]].concat();
    assert_eq!(soon("within an object", || answer(&inside)), Err(ReadError::Unrecognized));
    let found = soon("too large", || (READERS[0].parse)(&bytes, &Limits::default()));
    assert!(matches!(found, Err(ReadError::Bound(_))));
    bytes.truncate(1 << 30);
    let head = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": "#;
    bytes[..head.len()].copy_from_slice(head);
    assert!(soon("behind a head", || answer(&bytes)).is_err());
}

#[test]
fn entities_of_the_document_multiply_nowhere() {
    let mut entities = String::from("<!DOCTYPE x [<!ENTITY e0 \"0123456789\">");
    for level in 1..12 {
        entities += &format!("<!ENTITY e{level} \"{}\">", format!("&e{};", level - 1).repeat(10));
    }
    entities += "]>";
    for (id, text) in DOCUMENTS.iter().filter(|(_, text)| text.starts_with('<')) {
        let text = text.replace("ä", "&e11;");
        let body = text.split_once("?>").map_or(text.as_str(), |(_, body)| body);
        let found = soon(id, || answer(format!("{entities}{body}").as_bytes()));
        let longest = found.map(|parsed| parsed.value.components.iter().map(|one| one.name.len()).max());
        assert!(longest.is_err() || longest.unwrap().unwrap_or(0) < 100, "{id}");
    }
}

#[test]
fn what_repeats_without_end_meets_a_bound_and_not_the_memory() {
    let limits = Limits { components: 1000, relations: 1000, ..Limits::default() };
    let many = |head: &str, one: &str, tail: &str| format!("{head}{}{tail}", one.repeat(100_000));
    let one = r#"{"type": "library", "name": "a", "bom-ref": "a"},"#;
    let texts = [
        many(r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": ["#, one, "{}]}"),
        many(
            r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>"#,
            "<component/>",
            "</components></bom>",
        ),
        many(r#"{"spdxVersion": "SPDX-2.3", "packages": ["#, r#"{"name": "a"},"#, "{}]}"),
        many("SPDXVersion: SPDX-2.3\n", "PackageName: a\n", ""),
        many("spdxVersion: SPDX-2.3\npackages:\n", "- name: a\n", ""),
    ];
    for text in &texts {
        let found = soon(&text[..40], || parse(text.as_bytes(), &limits));
        assert!(found.is_err(), "{}", &text[..40]);
    }
}

#[test]
fn graphs_that_run_in_circles_are_written_and_read_in_every_format() {
    let mut bom = Bom::default();
    let ids: Vec<_> = (0..2000).map(|n| bom.add(Component::named(format!("c{n}"), Some("1")))).collect();
    bom.subjects.push(ids[0]);
    for kind in [RelationKind::DependsOn, RelationKind::Contains] {
        for pair in ids.windows(2) {
            bom.relate(pair[0], pair[1], kind.clone());
        }
        bom.relate(ids[ids.len() - 1], ids[0], kind.clone());
        bom.relate(ids[7], ids[7], kind);
    }
    for writer in WRITERS {
        let id = writer.format.id;
        let written = soon(id, || (writer.render)(&bom, &stamp())).unwrap();
        let again = soon(id, || answer(&written.bytes)).unwrap_or_else(|error| panic!("{id}: {error}"));
        assert_eq!(again.value.components.len(), bom.components.len(), "{id}");
        let edges = again.value.dependencies().count();
        assert!(edges >= ids.len(), "{id}: {edges} edges");
    }
}

#[test]
fn a_reference_that_is_given_many_times_costs_no_more_than_many_references() {
    let many = |field: &str, item: fn(u32) -> String| {
        let items: Vec<String> = (0..10_000).map(item).collect();
        format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "{field}": [{}]}}"#, items.join(","))
    };
    let documents = [
        many("components", |n| format!(r#"{{"type": "library", "name": "n{n}", "bom-ref": "x"}}"#)),
        many("components", |n| {
            format!(
                r#"{{"type": "library", "name": "n", "bom-ref": "c{n}", "licenses": [{{"license": {{"bom-ref": "x", "name": "A"}}}}]}}"#
            )
        }),
        // The numbers that new references would get first are taken.
        many("components", |n| match n % 2 {
            0 => r#"{"type": "library", "name": "n"}"#.to_owned(),
            _ => format!(r#"{{"type": "library", "name": "m", "bom-ref": "n#{}"}}"#, n / 2 + 5_000),
        }),
        many("vulnerabilities", |n| format!(r#"{{"bom-ref": "x", "id": "CVE-2020-{n}"}}"#)),
        many("annotations", |n| {
            format!(
                r#"{{"bom-ref": "x", "subjects": ["x"], "annotator": {{"individual": {{"name": "a"}}}}, "timestamp": "2026-01-01T00:00:00Z", "text": "{n}"}}"#
            )
        }),
    ];
    for (place, document) in documents.iter().enumerate() {
        let bom = answer(document.as_bytes()).unwrap().value;
        for id in ["cyclonedx-json", "cyclonedx-xml", "spdx-2.3-json", "spdx-3.0-jsonld"] {
            let written = soon(&format!("{place} {id}"), || render(&bom, id, &stamp())).unwrap();
            assert!(!written.bytes.is_empty());
        }
        let twice = [("a".to_owned(), bom.clone()), ("b".to_owned(), bom)];
        soon(&format!("{place} merge"), || mainstay_sbom::merge(twice));
    }
}

#[test]
fn nesting_and_multiplying_are_refused_with_the_place() {
    let xml = format!("<bom xmlns='http://cyclonedx.org/schema/bom/1.6'>\n{}", "<a>".repeat(200));
    let rdf = format!(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:spdx='http://spdx.org/rdf/terms#'>\n{}",
        "<spdx:a>".repeat(200)
    );
    let json = format!("{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\n\"x\":{}", "[".repeat(200));
    let yaml = format!("spdxVersion: SPDX-2.3\nx: {}", "{a: ".repeat(200));
    for document in [xml, rdf, json, yaml] {
        let error = parse(document.as_bytes(), &Limits::default()).unwrap_err();
        assert!(matches!(error, ReadError::Bound(_)), "{error}");
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = answer(&bytes);
        for reader in READERS {
            let _ = (reader.parse)(&bytes, &Limits::default());
        }
    }
}

#[test]
fn spdx_in_plain_xml_is_refused_by_name() {
    let text = "<?xml version='1.0'?><Document><spdxVersion>SPDX-2.3</spdxVersion></Document>";
    let error = parse(text.as_bytes(), &Limits::default()).unwrap_err();
    assert!(error.to_string().contains("plain XML"), "{error}");
}

#[test]
fn documents_that_nest_as_deep_as_is_read_are_compared_and_joined() {
    // What is looked at twice at each level is looked at a million million million times.
    let document = |end: &str, note: &str| {
        let innermost = format!(r#"{{"type": "library", "name": "{end}"}}"#);
        let nested = (0..41).fold(innermost, |inner, _| {
            format!(r#"{{"type": "library", "name": "n", "pedigree": {{"ancestors": [{inner}]{note}}}}}"#)
        });
        let text = format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{nested}]}}"#);
        parse(text.as_bytes(), &Limits::default()).unwrap().value
    };
    let (plain, noted) = (document("a", ""), document("a", r#", "notes": """#));
    for (other, changed) in [(&plain, 0), (&noted, 0), (&document("b", ""), 1)] {
        assert_eq!(mainstay_sbom::diff(&plain, other).changed.len(), changed);
        let both = [&plain, other].map(|bom| (String::new(), bom.clone()));
        assert_eq!(mainstay_sbom::merge(both).value.components.len(), 1);
    }
}
