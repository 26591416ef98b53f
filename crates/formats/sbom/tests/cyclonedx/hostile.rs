//! Bad CycloneDX: bounded, clear, no panic. What holds in every format stands in `tests/hostile.rs`.

use mainstay_model::{Position, Severity};
use mainstay_sbom::{Limits, ReadError, parse};
use proptest::prelude::*;

use crate::support::read;

fn refusal(bytes: &[u8]) -> ReadError {
    parse(bytes, &Limits::default()).unwrap_err()
}

#[test]
fn a_document_type_and_its_entities_are_refused() {
    let document = r#"<?xml version="1.0"?><!DOCTYPE bom [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
        <bom xmlns="http://cyclonedx.org/schema/bom/1.4"><components/></bom>"#;
    assert!(refusal(document.as_bytes()).to_string().contains("document type"));
    let external =
        r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><components>&file;</components></bom>"#;
    assert!(refusal(external.as_bytes()).to_string().contains("&file;"));
}

#[test]
fn what_ends_in_the_middle_is_told_with_its_line() {
    let document = "{\"bomFormat\": \"CycloneDX\",\n\"specVersion\": \"1.6\",\n\"components\": [{\"name\": ";
    let ReadError::Syntax { encoding, line, message } = refusal(document.as_bytes()) else { panic!() };
    assert_eq!((encoding, line), ("JSON", Some(3)));
    assert!(message.contains("ends in the middle"));
    let document = "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">\n<components>";
    assert!(refusal(document.as_bytes()).to_string().contains("ends in the middle"));
}

#[test]
fn byte_order_marks_and_utf_16_are_read() {
    let text = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "Ä"}]}"#;
    let mut marked = b"\xef\xbb\xbf".to_vec();
    marked.extend(text.as_bytes());
    let little: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [text.as_bytes(), &marked, &little, &big] {
        let parsed = parse(bytes, &Limits::default()).unwrap();
        assert_eq!(parsed.value.components[0].name, "Ä");
    }
}

#[test]
fn bytes_of_other_encodings_are_replaced_and_told_with_their_line() {
    let json =
        b"{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\",\n \"components\": [{\"name\": \"\xc4\"}]}";
    let xml = b"<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">\n<components><component type=\"library\"><name>\xc4</name>\
        </component></components></bom>";
    for latin in [&json[..], xml] {
        let parsed = parse(latin, &Limits::default()).unwrap();
        assert_eq!(parsed.value.components[0].name, "\u{fffd}");
        let told = parsed.problems.iter().find(|problem| problem.code == "encoding").unwrap();
        assert_eq!((told.severity, &told.at), (Severity::Error, &Some(Position::Line(2))));
    }
}

#[test]
fn xml_is_read_in_the_encoding_that_it_declares() {
    let xml = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">\
        <components><component type=\"library\"><name>\xc4</name></component></components></bom>";
    let parsed = parse(xml, &Limits::default()).unwrap();
    assert_eq!(parsed.value.components[0].name, "\u{c4}");
    assert_eq!(parsed.problems, []);
}

#[test]
fn limits_are_kept() {
    let document = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"type": "library", "name": "a", "components": [{"type": "library", "name": "b"}]}]}"#;
    for limits in [
        Limits { components: 1, ..Limits::default() },
        Limits { bytes: 10, ..Limits::default() },
        Limits { depth: 3, ..Limits::default() },
    ] {
        let error = parse(document.as_bytes(), &limits).unwrap_err();
        assert!(matches!(error, ReadError::Bound(_)), "{limits:?}: {error}");
    }
}

#[test]
fn unread_versions_and_encodings_are_named_with_a_way_out() {
    let error = refusal(br#"{"bomFormat": "CycloneDX", "specVersion": "2.0"}"#);
    assert!(error.to_string().contains("CycloneDX 2.0 is not read"), "{error}");
    let error = refusal(br#"<bom xmlns="http://cyclonedx.org/schema/bom/12"/>"#);
    assert!(error.to_string().contains("CycloneDX 12 is not read"), "{error}");
    let error = refusal(b"\x0a\x031.5\x10\x01");
    assert!(error.to_string().contains("cyclonedx-cli convert"), "{error}");
}

#[test]
fn circles_and_twins_are_read() {
    let parsed = read(
        r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
            {"type": "library", "name": "a", "bom-ref": "a"}, {"type": "library", "name": "b", "bom-ref": "a"}],
            "dependencies": [{"ref": "a", "dependsOn": ["a", "gone"]}, {"ref": "nowhere", "dependsOn": ["a"]}]}"#,
    );
    assert_eq!(parsed.value.components.len(), 2);
    assert_eq!(parsed.value.relations.len(), 1);
    assert_eq!(parsed.problems.len(), 4);
}

const DOCUMENT: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"tools": {"components": []},
    "component": {"type": "application", "name": "x", "bom-ref": "x"}}, "components": [{"type": "library",
    "name": "a", "bom-ref": "a", "hashes": [{"alg": "MD5", "content": "00"}], "licenses": [{"expression": "MIT"}]}],
    "dependencies": [{"ref": "x", "dependsOn": ["a"]}], "vulnerabilities": [{"id": "CVE-1", "affects": [{"ref": "a"}]}]}"#;

const ELEMENTS: &str = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><metadata><tools><tool/></tools>
    </metadata><components><component type="library" bom-ref="a"><name>a</name><licenses><expression>MIT</expression>
    </licenses><data><type>dataset</type></data></component></components><dependencies><dependency ref="a"><dependency
    ref="a"/></dependency></dependencies></bom>"#;

proptest! {
    #[test]
    fn no_damage_makes_it_panic(at in 0_usize..2000, cut in 0_usize..20, with in ".{0,8}", xml in any::<bool>()) {
        let mut document = if xml { ELEMENTS } else { DOCUMENT }.as_bytes().to_vec();
        let start = at % document.len();
        let end = (start + cut).min(document.len());
        document.splice(start..end, with.bytes());
        let _ = parse(&document, &Limits::default());
    }
}
