//! Signatures stay only where nothing that they sign has changed.

use mainstay_model::Component;

use super::support::{read, write};

const SIGNED: &str = r#"{"$schema":"http://cyclonedx.org/schema/bom-1.6.schema.json","bomFormat":"CycloneDX","specVersion":"1.6",
    "serialNumber":"urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79","version":1,
    "metadata":{"timestamp":"2024-01-01T00:00:00Z","tools":{"components":[{"type":"application","name":"t"}]}},
    "components":[
        {"type":"library","name":"a","bom-ref":"a","version":"1","signature":{"algorithm":"ES256","value":"component"}},
        {"type":"library","name":"b","bom-ref":"b"}],
    "dependencies":[{"ref":"a","dependsOn":["b"]}],
    "compositions":[{"aggregate":"unknown","bom-ref":"c","signature":{"algorithm":"ES256","value":"composition"}}],
    "signature":{"algorithm":"ES256","value":"document"}}"#;

/// What is written of the signatures of the component and of the document, and how many are told as left out.
fn signatures(bom: &mainstay_model::Bom, id: &str) -> ([bool; 2], usize) {
    let rendered = write(bom, id);
    let text = String::from_utf8(rendered.bytes).unwrap();
    let told = rendered.losses.iter().filter(|loss| loss.message.contains("signature")).count();
    assert!(!text.contains("mainstay:signed"));
    (["component", "document"].map(|value| text.contains(&format!(r#""value": "{value}""#))), told)
}

#[test]
fn a_document_that_is_written_as_it_was_stays_signed() {
    let parsed = read(SIGNED);
    assert_eq!(parsed.problems, []);
    let bom = parsed.value;
    assert_eq!(signatures(&bom, "cyclonedx-json"), ([true, true], 0));
    let text = String::from_utf8(write(&bom, "cyclonedx-json").bytes).unwrap();
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(value(&text), value(SIGNED));
}

#[test]
fn another_version_is_another_document_and_its_components_are_the_same() {
    let bom = read(SIGNED).value;
    assert_eq!(signatures(&bom, "cyclonedx-1.7-json"), ([true, false], 1));
    assert_eq!(signatures(&bom, "cyclonedx-xml"), ([false, false], 3));
}

#[test]
fn whatever_changes_takes_the_signatures_with_it() {
    let mut bom = read(SIGNED).value;
    bom.components[1].version = Some("2".to_owned());
    assert_eq!(signatures(&bom, "cyclonedx-json"), ([true, false], 1));
    bom.components[0].version = Some("2".to_owned());
    assert_eq!(signatures(&bom, "cyclonedx-json"), ([false, false], 2));
    let mut bom = read(SIGNED).value;
    bom.add(Component::named("c", None));
    assert_eq!(signatures(&bom, "cyclonedx-json"), ([true, false], 1));
    // Something is added that the document did not say.
    let bare = SIGNED.replace(
        r#""version":1,
    "metadata""#,
        r#""metadata""#,
    );
    assert_eq!(signatures(&read(&bare).value, "cyclonedx-json"), ([true, false], 1));
}

#[test]
fn an_xml_signature_is_for_bytes_that_nobody_writes_again() {
    let text = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components/>
        <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignatureValue>ab</SignatureValue></Signature></bom>"#;
    let rendered = write(&read(text).value, "cyclonedx-xml");
    assert!(!String::from_utf8(rendered.bytes).unwrap().contains("SignatureValue"));
    assert_eq!(rendered.losses[0].code, "lost-signature");
}
