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

#[test]
fn what_one_document_says_to_be_a_library_stays_one_beside_packages_of_which_nobody_says_what_they_are() {
    let cyclonedx = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "x"}]}"#;
    for parts in [[cyclonedx, SPDX], [SPDX, cyclonedx]] {
        let joined = join(parts).value;
        for (format, list, purpose) in [
            ("spdx-2.3-json", "packages", "primaryPackagePurpose"),
            ("spdx-3.0-jsonld", "@graph", "software_primaryPurpose"),
        ] {
            let written = write(&joined, format);
            let told = written[list].as_array().unwrap().iter().filter(|item| item.get(purpose).is_some());
            let told: std::collections::BTreeSet<_> = told.filter_map(|item| item["name"].as_str()).collect();
            assert_eq!(told.into_iter().collect::<Vec<_>>(), ["b", "x"], "{format}");
        }
    }
}

/// A document of CycloneDX that says this of its programs.
fn made_by(version: &str, tools: &str) -> String {
    format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "{version}", "metadata": {{"tools": {tools}}}}}"#)
}

#[test]
fn what_is_said_of_programs_in_the_form_up_to_1_4_stays_beside_every_other_form() {
    const HASH: &str = r#"{"alg": "MD5", "content": "d41d8cd98f00b204e9800998ecf8427e"}"#;
    let pointer = r#"[{"type": "website", "url": "https://registry.example"}]"#;
    let old = format!(
        r#"[{{"vendor": "V", "name": "old", "version": "1", "hashes": [{HASH}], "externalReferences": {pointer}}}]"#
    );
    let old = made_by("1.4", &old);
    let plain = |name: &str| format!(r#"{{"type": "application", "name": "{name}"}}"#);
    let own = format!(r#"{{"type": "application", "name": "own", "hashes": [{HASH}]}}"#);
    for (other, names) in [
        (made_by("1.5", &format!(r#"{{"components": [{own}]}}"#)), &["old", "own"][..]),
        (made_by("1.5", &format!(r#"{{"components": [{}]}}"#, plain("own"))), &["old", "own"]),
        (made_by("1.4", &format!(r#"[{{"name": "own", "hashes": [{HASH}]}}]"#)), &["old", "own"]),
        (made_by("1.4", r#"[{"name": "own"}]"#), &["old", "own"]),
        (SPDX.to_owned(), &["old", "s"]),
        (old.clone(), &["old"]),
    ] {
        for parts in [[&*old, &*other], [&*other, &*old]] {
            let joined = join(parts);
            assert_eq!(joined.problems, []);
            for format in ["cyclonedx-1.5-json", "cyclonedx-1.7-json"] {
                let written = write(&joined.value, format);
                let tools = written["metadata"]["tools"]["components"].as_array().unwrap();
                let mut told: Vec<_> = tools.iter().filter_map(|tool| tool["name"].as_str()).collect();
                told.sort_unstable();
                assert_eq!(told, names, "{other}");
                let kept = tools.iter().find(|tool| tool["name"] == "old").unwrap();
                assert_eq!((&kept["publisher"], &kept["version"]), (&"V".into(), &"1".into()));
                assert_eq!(kept["hashes"][0]["alg"], "MD5");
                assert_eq!(kept["externalReferences"][0]["url"], "https://registry.example");
            }
        }
    }
}

#[test]
fn a_program_that_documents_of_old_and_new_form_name_stands_once() {
    let new = made_by(
        "1.5",
        r#"{"components": [{"type": "application", "publisher": "V", "name": "t", "version": "1"}]}"#,
    );
    let joined = join([
        &*made_by("1.4", r#"[{"vendor": "V", "name": "t", "version": "1"}, {"version": "2"}]"#),
        &*new,
    ]);
    let written = write(&joined.value, "cyclonedx-1.6-json");
    let tools = written["metadata"]["tools"]["components"].as_array().unwrap();
    assert_eq!(tools.iter().map(|tool| tool["name"].as_str()).collect::<Vec<_>>(), [Some("t"), Some("")]);
}
