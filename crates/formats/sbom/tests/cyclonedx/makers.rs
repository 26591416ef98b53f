//! Who made the document is not who made what it is about: `metadata.manufacturer` is the first, `metadata.manufacture`
//! and the component's manufacturer are the second.

use mainstay_model::{Party, PartyKind};

use crate::support::{json, problems, read, write, written};

const BOTH: &str = r#""metadata": {
    "authors": [{"name": "Ada"}],
    "manufacturer": {"name": "Bill Makers", "url": ["https://bill.example"]},
    "component": {"type": "application", "name": "app", "bom-ref": "app", "manufacturer": {"name": "Thing Makers"}}}"#;

fn names(parties: &[Party]) -> Vec<(&str, PartyKind)> {
    parties.iter().map(|party| (party.name.as_str(), party.kind)).collect()
}

#[test]
fn the_manufacturer_of_the_document_is_one_of_its_authors() {
    let bom = json("1.6", BOTH).value;
    let expected = [("Bill Makers", PartyKind::Organization), ("Ada", PartyKind::Person)];
    assert_eq!(names(&bom.document.authors), expected);
    assert_eq!(bom.document.manufacturer, None);
    assert_eq!(bom.components[0].manufacturer.as_ref().unwrap().name, "Thing Makers");
    for format in ["cyclonedx-json", "cyclonedx-xml", "cyclonedx-1.7-json"] {
        let again = read(&written(&bom, format)).value;
        assert_eq!(names(&again.document.authors), expected, "{format}");
        assert_eq!((again.document.manufacturer, write(&bom, format).losses), (None, Vec::new()), "{format}");
    }
}

#[test]
fn an_older_version_has_the_creator_among_the_authors_and_the_maker_in_its_own_place() {
    let bom = json("1.6", BOTH).value;
    let rendered = write(&bom, "cyclonedx-1.5-json");
    let document: serde_json::Value = serde_json::from_slice(&rendered.bytes).unwrap();
    let metadata = &document["metadata"];
    assert_eq!(metadata["authors"], serde_json::json!([{"name": "Bill Makers"}, {"name": "Ada"}]));
    assert_eq!(metadata["manufacture"], serde_json::json!({"name": "Thing Makers"}));
    let losses: Vec<_> = rendered.losses.iter().map(|loss| &*loss.code).collect();
    assert_eq!(losses, ["lost-contact"], "{:?}", rendered.losses);
}

#[test]
fn the_manufacture_of_an_older_document_is_the_manufacturer_of_its_component() {
    let metadata = |component: &str| {
        format!(
            r#""metadata": {{{component} "manufacture": {{"name": "Thing Makers", "contact": [{{"name": "B"}}]}}}}"#
        )
    };
    let component = r#""component": {"type": "application", "name": "app", "bom-ref": "app"},"#;
    let bom = json("1.5", &metadata(component)).value;
    assert!(bom.document.authors.is_empty());
    let document: serde_json::Value = serde_json::from_str(&written(&bom, "cyclonedx-json")).unwrap();
    let made = serde_json::json!({"name": "Thing Makers", "contact": [{"name": "B"}]});
    assert_eq!(document["metadata"]["component"]["manufacturer"], made);
    assert_eq!(
        (document["metadata"].get("manufacturer"), document["metadata"].get("manufacture")),
        (None, None)
    );
    // Where there is no component for it, and where a newer document says so itself, it stays.
    for bom in [json("1.5", &metadata("")).value, json("1.6", &metadata(component)).value] {
        for format in ["cyclonedx-1.5-json", "cyclonedx-json", "cyclonedx-1.7-json"] {
            let document: serde_json::Value = serde_json::from_str(&written(&bom, format)).unwrap();
            assert_eq!(document["metadata"]["manufacture"], made, "{format}");
            assert_eq!(document["metadata"].get("manufacturer"), None);
        }
    }
}

#[test]
fn an_organization_that_created_a_document_of_another_family_is_its_manufacturer() {
    let text = r#"{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"d",
        "documentNamespace":"https://registry.example/d","creationInfo":{"created":"2024-01-01T00:00:00Z",
        "creators":["Person: Ada (ada@mail.example)","Organization: O (o@mail.example)"]},"packages":[]}"#;
    let bom = read(text).value;
    let document: serde_json::Value = serde_json::from_str(&written(&bom, "cyclonedx-json")).unwrap();
    assert_eq!(document["metadata"]["manufacturer"]["name"], "O");
    assert_eq!(
        document["metadata"]["authors"],
        serde_json::json!([{"name": "Ada", "email": "ada@mail.example"}])
    );
    let again = read(&written(&read(&written(&bom, "cyclonedx-json")).value, "spdx-2.3-json"));
    assert_eq!(names(&again.value.document.authors).len(), 2);
    assert_eq!(problems(&again), Vec::<String>::new());
}
