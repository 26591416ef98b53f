//! The same input gives the same output: no order in memory, which differs at each run, reaches what is told or written.

// The helpers beside the tests may fail like the tests themselves.
#![allow(clippy::unwrap_used)]

use mainstay_model::{Bom, Parsed, Tool};
use mainstay_sbom::{Limits, Stamp, WRITERS, parse};

fn stamp() -> Stamp {
    Stamp {
        created: "2026-01-01T00:00:00Z".to_owned(),
        serial: "00000000-0000-7000-8000-000000000000".to_owned(),
        tool: Tool { name: "test".to_owned(), ..Tool::default() },
    }
}

/// Reads and writes a document often: each time, maps have another order.
fn same_each_time(document: &str) -> Parsed<Bom> {
    let first = parse(document.as_bytes(), &Limits::default()).unwrap();
    for _ in 0..20 {
        let again = parse(document.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(again, first);
        for writer in WRITERS {
            let [once, twice] = [&first, &again].map(|read| (writer.render)(&read.value, &stamp()).unwrap());
            assert_eq!(String::from_utf8_lossy(&once.bytes), String::from_utf8_lossy(&twice.bytes));
            assert_eq!(once.losses, twice.losses);
        }
    }
    first
}

/// An SPDX 3 graph with a package `a` and further elements.
fn graph(elements: &str) -> String {
    format!(
        r#"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [{{"type": "CreationInfo", "@id": "_:c",
        "specVersion": "3.0.1", "created": "2026-01-01T00:00:00Z", "createdBy": ["https://registry.example/p"]}},
        {{"type": "software_Package", "spdxId": "https://registry.example/a", "creationInfo": "_:c", "name": "a"}},
        {elements}]}}"#
    )
}

#[test]
fn annotations_of_nothing_are_told_in_the_order_of_the_document() {
    let mut text = "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: x\n".to_owned();
    for number in 0..8 {
        text += &format!(
            "Annotator: Person: a\nAnnotationDate: 2026-01-01T00:00:00Z\nAnnotationComment: b\nAnnotationType: OTHER\n\
             SPDXREF: SPDXRef-{number}\n"
        );
    }
    let read = same_each_time(&text);
    let told: Vec<&str> = read
        .problems
        .iter()
        .filter(|problem| problem.code == "dangling-reference")
        .map(|problem| problem.message.as_str())
        .collect();
    let expected: Vec<String> = (0..8)
        .map(|number| format!("`SPDXRef-{number}` is annotated, but it is not in the document"))
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn of_kept_licenses_that_say_the_same_the_first_is_named() {
    let license = |name: &str| {
        format!(
            r#"{{"type": "simplelicensing_LicenseExpression", "spdxId": "https://registry.example/{name}", "creationInfo": "_:c",
            "simplelicensing_licenseExpression": "MIT"}}"#
        )
    };
    let licenses: Vec<String> = ["l1", "l2", "l3", "l4"].map(license).into();
    let document = graph(&format!(
        r#"{}, {{"type": "Relationship", "spdxId": "https://registry.example/r", "creationInfo": "_:c", "from":
        "https://registry.example/a", "relationshipType": "hasDeclaredLicense", "to": ["https://registry.example/l1"]}},
        {{"type": "Relationship", "spdxId": "https://registry.example/s", "creationInfo": "_:c", "from":
        "https://registry.example/a", "relationshipType": "other", "to": ["https://registry.example/l1",
        "https://registry.example/l2", "https://registry.example/l3", "https://registry.example/l4"]}}"#,
        licenses.join(",")
    ));
    let read = same_each_time(&document);
    assert!(read.value.document.extensions.contains_key("spdx:elements"), "they are kept");
    let written = mainstay_sbom::render(&read.value, "spdx-3.0-jsonld", &stamp()).unwrap();
    let written: serde_json::Value = serde_json::from_slice(&written.bytes).unwrap();
    let declared = |element: &&serde_json::Value| element["relationshipType"] == "hasDeclaredLicense";
    let found = written["@graph"].as_array().unwrap().iter().find(declared).unwrap();
    assert_eq!(found["to"][0], "https://registry.example/l1");
}

#[test]
fn two_licenses_have_one_name_nowhere() {
    let custom = |name: &str, text: &str| {
        format!(
            r#"{{"type": "simplelicensing_SimpleLicensingText", "spdxId": "https://registry.example/{name}", "creationInfo": "_:c",
            "simplelicensing_licenseText": "{text}"}}"#
        )
    };
    let expression = |name: &str, address: &str| {
        format!(
            r#"{{"type": "simplelicensing_LicenseExpression", "spdxId": "https://registry.example/{name}", "creationInfo": "_:c",
            "simplelicensing_licenseExpression": "LicenseRef-a", "simplelicensing_customIdToUri": [{{"type": "DictionaryEntry",
            "key": "LicenseRef-a", "value": "https://registry.example/{address}"}}]}}"#
        )
    };
    let elements = [
        custom("first", "one"),
        custom("second", "two"),
        custom("LicenseRef-a-2", "three"),
        expression("x", "first"),
        expression("y", "second"),
    ];
    let read = same_each_time(&graph(&elements.join(",")));
    let texts = &read.value.document.license_texts;
    let mut names: Vec<&str> = texts.iter().map(|text| text.id.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 3, "{texts:?}");
}
