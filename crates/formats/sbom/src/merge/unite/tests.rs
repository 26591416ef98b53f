//! What a joined document says is what its parts say.

use mainstay_model::{Bom, Parsed, Tool};
use serde_json::Value;

use crate::{Limits, Stamp, merge, parse, render};

fn read(text: &str) -> Bom {
    parse(text.as_bytes(), &Limits::default()).unwrap().value
}

fn join<const N: usize>(parts: [&str; N]) -> Parsed<Bom> {
    merge(parts.map(|text| (String::new(), read(text))))
}

fn write(bom: &Bom, format: &str) -> Value {
    let serial = "00000000-0000-7000-8000-000000000000".to_owned();
    let stamp = Stamp { created: "2026-01-01T00:00:00Z".to_owned(), serial, tool: Tool::default() };
    serde_json::from_slice(&render(bom, format, &stamp).unwrap().bytes).unwrap()
}

const SPDX: &str = r#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x", "dataLicense": "CC0-1.0",
    "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: s-1"]}, "packages": [
    {"SPDXID": "SPDXRef-a", "name": "a", "downloadLocation": "NOASSERTION"},
    {"SPDXID": "SPDXRef-b", "name": "b", "downloadLocation": "NOASSERTION", "primaryPackagePurpose": "LIBRARY"}]}"#;

#[test]
fn what_no_document_says_to_be_a_library_the_joined_one_does_not_either() {
    let other = SPDX.replace(r#""name": "a""#, r#""name": "c""#);
    let cyclonedx = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6"}"#;
    for parts in [[SPDX, SPDX, SPDX], [SPDX, &other, SPDX], [cyclonedx, SPDX, SPDX]] {
        let joined = join(parts).value;
        for (format, list, purpose, library) in [
            ("spdx-2.3-json", "packages", "primaryPackagePurpose", "LIBRARY"),
            ("spdx-3.0-jsonld", "@graph", "software_primaryPurpose", "library"),
        ] {
            let written = write(&joined, format);
            let told = written[list].as_array().unwrap().iter().filter(|item| item.get(purpose).is_some());
            let told: Vec<_> = told.map(|item| (item["name"].as_str(), item[purpose].as_str())).collect();
            assert_eq!(told, [(Some("b"), Some(library))], "{format}");
        }
    }
}
