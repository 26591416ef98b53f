//! Rules of the schemas: each break is told with its reason and its place.

use crate::support::{errors, json, problems, xml};

fn component(fields: &str) -> String {
    format!(r#""components": [{{"type": "library", "name": "a", "version": "1"{fields}}}]"#)
}

#[test]
fn breaks_of_json_rules_are_told_with_their_pointer() {
    let bad = [
        (
            "1.4",
            component(r#", "hashes": [{"alg": "SHA1", "content": "00"}]"#),
            "unknown-value",
            "/hashes/0/alg",
        ),
        (
            "1.4",
            component(r#", "hashes": [{"alg": "MD5", "content": "00"}]"#),
            "bad-digest",
            "/hashes/0/content",
        ),
        ("1.4", component(r#", "hashes": [{"alg": "MD5"}]"#), "missing-field", "/hashes/0/content"),
        ("1.5", component(r#", "licenses": [{"license": {"id": "Apache 2"}}]"#), "unknown-license-id", "/id"),
        ("1.5", component(r#", "licenses": [{"license": {}}]"#), "wrong-combination", "/licenses/0/license"),
        (
            "1.6",
            component(r#", "licenses": [{"expression": "A"}, {"expression": "B"}]"#),
            "mixed-licenses",
            "/licenses",
        ),
        (
            "1.4",
            component(r#", "scope": "always"#.trim_end()).replace("always", r#"always""#),
            "unknown-value",
            "/scope",
        ),
        ("1.4", component(r#", "modelCard": {}"#), "field-of-later-version", "/modelCard"),
        ("1.5", component(r#", "colour": "red""#), "unknown-field", "/colour"),
        ("1.4", component(r#", "version": 3"#), "wrong-type", "/version"),
        ("1.7", component(r#", "versionRange": "vers:npm/1""#), "wrong-combination", "/components/0"),
        ("1.6", component(r#", "properties": [{"value": "x"}]"#), "missing-field", "/properties/0/name"),
        ("1.4", r#""metadata": {"timestamp": "yesterday"}"#.to_owned(), "bad-time", "/metadata/timestamp"),
        ("1.4", r#""serialNumber": "urn:uuid:1""#.to_owned(), "bad-value", "/serialNumber"),
        (
            "1.7",
            r#""citations": [{"timestamp": "2025-05-01T14:00:00Z", "pointers": ["/a"]}]"#.to_owned(),
            "wrong-combination",
            "/citations/0",
        ),
    ];
    for (version, rest, code, place) in bad {
        let parsed = json(version, &rest);
        let told = errors(&parsed);
        assert!(told.iter().any(|told| told.starts_with(code) && told.ends_with(place)), "{rest}: {told:?}");
    }
}

#[test]
fn breaks_of_xml_rules_are_told_with_their_path() {
    let bad = [
        (
            r#"<components><component type="library"><name>a</name><version>1</version><hashes>
                <hash alg="FOO">3942447fac867ae5cdb3229b658f4d48</hash></hashes></component></components>"#,
            "unknown-value /bom/components/component[1]/hashes/hash[1]/@alg",
        ),
        (
            r#"<components><component type="library"><name>a</name><version>1</version><licenses>
                <license><id>MIT</id><id>MIT</id></license></licenses></component></components>"#,
            "field-twice /bom/components/component[1]/licenses/*[1]/license/id",
        ),
        (
            "<components><component><name>a</name></component></components>",
            "missing-field /bom/components/component[1]/@type",
        ),
        ("<metadata><timestamp>now</timestamp></metadata>", "bad-time /bom/metadata/timestamp"),
        ("<nonsense/>", "unknown-field /bom/nonsense"),
    ];
    for (rest, expected) in bad {
        let told = errors(&xml("1.4", rest));
        assert!(told.iter().any(|told| told == expected), "{rest}: {told:?}");
    }
}

#[test]
fn foreign_elements_and_attributes_are_allowed_and_counted() {
    let parsed = xml("1.4", r#"<components foo="1"/><x:own xmlns:x="urn:x"><x:part/></x:own>"#);
    assert_eq!(errors(&parsed), Vec::<String>::new());
    assert_eq!(parsed.value.unread.0.get("bom.{urn:x}own"), Some(&1));
    assert!(parsed.value.document.extensions.contains_key("cyclonedx:{urn:x}own"));
}

#[test]
fn fields_of_its_own_are_open_in_old_json_and_closed_in_new() {
    let rest = component(r#", "own": 1"#);
    assert_eq!(problems(&json("1.2", &rest)), ["unknown-field /components/0/own"]);
    assert_eq!(errors(&json("1.2", &rest)), Vec::<String>::new());
    assert_eq!(errors(&json("1.4", &rest)), ["unknown-field /components/0/own"]);
    let parsed = json("1.4", &rest);
    assert_eq!(parsed.value.components[0].extensions["cyclonedx:own"], 1);
    assert_eq!(parsed.value.unread.0["component.own"], 1);
}

#[test]
fn frequent_problems_are_counted_and_not_all_told() {
    let many: Vec<_> = (0..300).map(|at| format!(r#"{{"type": "librari", "name": "a{at}"}}"#)).collect();
    let many = many.join(",");
    let parsed = json("1.6", &format!(r#""components": [{many}]"#));
    assert_eq!(parsed.problems.len(), 101);
    assert_eq!(parsed.problems[100].message, "and 200 more of this kind");
}

#[test]
fn a_signature_is_one_of_three_forms() {
    let signer = r#""algorithm": "ES256", "publicKey": {"kty": "EC", "crv": "P-256", "x": "a", "y": "b"}, "value": "v""#;
    for good in
        [format!("{{{signer}}}"), format!(r#"{{"signers": [{{{signer}}}]}}"#), r#"{"chain": []}"#.to_owned()]
    {
        assert_eq!(
            problems(&json("1.6", &format!(r#""signature": {good}"#))),
            Vec::<String>::new(),
            "{good}"
        );
    }
    for (bad, at) in [
        (r#"{"algorithm": "RS256"}"#, "wrong-combination /signature"),
        (r#"{"signers": [{"value": "v"}]}"#, "missing-field /signature/signers/0/algorithm"),
        (r#"{"algorithm": "x", "value": "v", "chain": []}"#, "wrong-combination /signature"),
        (
            r#"{"algorithm": "x", "value": "v", "publicKey": {"kty": "DSA", "n": "1", "e": "2"}}"#,
            "unknown-value /signature/publicKey/kty",
        ),
    ] {
        let found = problems(&json("1.6", &format!(r#""signature": {bad}"#)));
        assert!(found.iter().any(|found| found == at), "{bad}: {found:?}");
    }
}

#[test]
fn times_addresses_and_cpe_names_are_those_of_the_encoding() {
    let at = |time: &str| format!(r#""metadata": {{"timestamp": "{time}"}}"#);
    let within = |time: &str| format!("<metadata><timestamp>{time}</timestamp></metadata>");
    for (time, in_json, in_xml) in [
        ("2026-11-22T10:00:00Z", true, true),
        ("2026-11-22t10:00:00z", true, false),
        ("2026-11-22T10:00:00", false, true),
        ("2026-11-22 10:00:00Z", false, false),
    ] {
        assert_eq!(errors(&json("1.6", &at(time))).is_empty(), in_json, "{time}");
        assert_eq!(errors(&xml("1.6", &within(time))).is_empty(), in_xml, "{time}");
    }
    let cpe = |text: &str| {
        let text = format!(
            r#"<components><component type="library"><name>a</name>
            <cpe>{text}</cpe></component></components>"#
        );
        errors(&xml("1.6", &text))
    };
    assert_eq!(cpe("cpe:/a:x:a:1"), Vec::<String>::new());
    assert_eq!(cpe("acme"), ["bad-value /bom/components/component[1]/cpe"]);
    let url = |text: &str| {
        errors(&xml(
            "1.6",
            &format!(
                r#"<externalReferences><reference type="vcs"><url>{text}</url></reference></externalReferences>"#
            ),
        ))
    };
    assert_eq!(url("https://vcs.example/a b"), Vec::<String>::new());
    assert_eq!(url("git@vcs.example:a").len(), 1);
}

#[test]
fn a_mail_address_is_one_and_has_two_sides() {
    let of = |mail: &str| format!(r#""metadata": {{"authors": [{{"name": "a", "email": "{mail}"}}]}}"#);
    for good in [
        "j@registry.example",
        "j.d+x@a-b.example",
        "jürgen@müller.example",
        r#"\"j d\"@a.example"#,
        "j@[10.0.0.1]",
    ] {
        assert_eq!(errors(&json("1.6", &of(good))), Vec::<String>::new(), "{good}");
    }
    for bad in [
        "j",
        "@a.example",
        "j@",
        "j d@a.example",
        "j@a.example, k@a.example",
        "j..d@a.example",
        "<j@a.example>",
    ] {
        assert_eq!(errors(&json("1.6", &of(bad))), ["bad-value /metadata/authors/0/email"], "{bad}");
    }
}

#[test]
fn numbers_have_the_bounds_of_the_schema() {
    let revision = |version: &str, revision: &str| {
        errors(&crate::support::read(&format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "{version}", "version": {revision}}}"#
        )))
    };
    for bad in ["0", "-1"] {
        assert_eq!(revision("1.6", bad), ["bad-value /version"]);
        assert_eq!(revision("1.4", bad), Vec::<String>::new());
    }
    assert_eq!(revision("1.6", "1"), Vec::<String>::new());
    let bad = [
        r#", "evidence": {"occurrences": [{"location": "a", "line": -1}]}"#,
        r#", "evidence": {"occurrences": [{"location": "a", "offset": -1}]}"#,
        r#", "evidence": {"identity": [{"field": "name", "confidence": 1.1}]}"#,
        r#", "evidence": {"identity": [{"field": "name", "methods": [{"technique": "other", "confidence": -0.1}]}]}"#,
        r#", "cryptoProperties": {"assetType": "algorithm", "algorithmProperties": {"nistQuantumSecurityLevel": 7}}"#,
        r#", "cryptoProperties": {"assetType": "algorithm", "algorithmProperties": {"classicalSecurityLevel": -1}}"#,
    ];
    for rest in bad {
        let told = errors(&json("1.6", &component(rest)));
        assert!(
            matches!(&told[..], [one] if one.starts_with("bad-value /components/0/")),
            "{rest}: {told:?}"
        );
    }
    let weakness =
        |number: i32| errors(&json("1.6", &format!(r#""vulnerabilities": [{{"cwes": [{number}]}}]"#)));
    assert_eq!(weakness(0), ["bad-value /vulnerabilities/0/cwes/0"]);
    assert_eq!(weakness(79), Vec::<String>::new());
    let revised = r#"<bom xmlns="http://cyclonedx.org/schema/bom/VERSION" version="0"/>"#;
    assert_eq!(
        errors(&crate::support::read(&revised.replace("VERSION", "1.6"))),
        ["bad-value /bom/@version"]
    );
    assert_eq!(errors(&crate::support::read(&revised.replace("VERSION", "1.4"))), Vec::<String>::new());
}

#[test]
fn items_of_a_list_differ_where_the_schema_of_json_asks_for_it() {
    let subject =
        r#""annotator": {"individual": {"name": "a"}}, "timestamp": "2025-05-01T14:00:00Z", "text": "t""#;
    let vulnerability = |rest: &str| format!(r#""vulnerabilities": [{rest}]"#);
    let bad = [
        (vulnerability(r#"{"id": "a"}, {"id": "a"}"#), "/vulnerabilities/1"),
        (vulnerability(r#"{"affects": [{"ref": "a"}, {"ref": "a"}]}"#), "/vulnerabilities/0/affects/1"),
        (format!(r#""annotations": [{{"subjects": ["a", "a"], {subject}}}]"#), "/annotations/0/subjects/1"),
        (
            format!(r#""annotations": [{{"subjects": ["a"], {subject}}}, {{{subject}, "subjects": ["a"]}}]"#),
            "/annotations/1",
        ),
        (r#""dependencies": [{"ref": "a"}, {"ref": "a"}]"#.to_owned(), "/dependencies/1"),
        (
            r#""dependencies": [{"ref": "a", "dependsOn": ["b", "c", "b"]}]"#.to_owned(),
            "/dependencies/0/dependsOn/2",
        ),
        (
            r#""dependencies": [{"ref": "a", "provides": ["b", "b"]}]"#.to_owned(),
            "/dependencies/0/provides/1",
        ),
        (
            r#""components": [{"type": "library", "name": "a"}, {"name": "a", "type": "library"}]"#
                .to_owned(),
            "/components/1",
        ),
        (r#""services": [{"name": "a"}, {"name": "a"}]"#.to_owned(), "/services/1"),
        (
            component(r#", "components": [{"type": "file", "name": "b"}, {"type": "file", "name": "b"}]"#),
            "/components/0/components/1",
        ),
        (
            r#""compositions": [{"aggregate": "complete", "assemblies": ["a", "a"]}]"#.to_owned(),
            "/compositions/0/assemblies/1",
        ),
    ];
    for (rest, place) in bad {
        let told = errors(&json("1.6", &rest));
        assert_eq!(told, [format!("repeated-item {place}")], "{rest}");
    }
    let good = [
        r#""dependencies": [{"ref": "a"}, {"ref": "a", "dependsOn": []}]"#.to_owned(),
        component(r#", "properties": [{"name": "a"}, {"name": "a"}]"#),
        component(r#", "externalReferences": [{"type": "vcs", "url": "a"}, {"type": "vcs", "url": "a"}]"#),
    ];
    for rest in good {
        assert_eq!(errors(&json("1.6", &rest)), Vec::<String>::new(), "{rest}");
    }
    // The schema of XML asks only for references that differ.
    let twice = r#"<components><component type="library"><name>a</name></component>
        <component type="library"><name>a</name></component></components>
        <dependencies><dependency ref="a"><dependency ref="b"/><dependency ref="b"/></dependency></dependencies>"#;
    assert_eq!(errors(&xml("1.6", twice)), Vec::<String>::new());
}

#[test]
fn what_is_repeated_is_written_once() {
    let rest = r#""annotations": [{"subjects": ["a", "a"], "annotator": {"individual": {"name": "a"}},
        "timestamp": "2025-05-01T14:00:00Z", "text": "t"}]"#;
    let bom = json("1.6", rest).value;
    let written = crate::support::write(&bom, "cyclonedx-json");
    let again = crate::support::read(&String::from_utf8(written.bytes).unwrap());
    assert_eq!(errors(&again), Vec::<String>::new());
    assert!(
        written.losses.iter().any(|loss| loss.message.contains("`annotation.subjects`")),
        "{:?}",
        written.losses
    );
}

#[test]
fn an_expression_that_is_none_is_doubtful_though_the_schema_takes_any_text() {
    for (expression, code) in [("MIT OR", "license-expression"), ("Commercial", "unknown-license-id")] {
        let parsed = json("1.6", &component(&format!(r#", "licenses": [{{"expression": "{expression}"}}]"#)));
        assert_eq!(problems(&parsed), [format!("{code} /components/0/licenses/0/expression")]);
        assert_eq!(errors(&parsed), Vec::<String>::new());
    }
    for good in ["MIT OR Apache-2.0", "LicenseRef-a AND MIT", "NOASSERTION"] {
        let parsed = json("1.6", &component(&format!(r#", "licenses": [{{"expression": "{good}"}}]"#)));
        assert_eq!(problems(&parsed), Vec::<String>::new());
    }
}

#[test]
fn a_reference_is_given_to_one_part_of_a_document() {
    let rest = r#""components": [{"type": "library", "bom-ref": "c", "name": "a", "licenses": [{"license": {"bom-ref": "l", "id": "MIT"}}]}],
        "services": [{"bom-ref": "s", "name": "s"}],
        "vulnerabilities": [{"bom-ref": "c", "id": "CVE-1"}, {"bom-ref": "v", "id": "CVE-2"}, {"bom-ref": "v", "id": "CVE-3"}, {"bom-ref": "l", "id": "CVE-4"}, {"id": "CVE-5"}, {"id": "CVE-6"}]"#;
    let expected = [
        "duplicate-reference /vulnerabilities/0/bom-ref",
        "duplicate-reference /vulnerabilities/2/bom-ref",
        "duplicate-reference /vulnerabilities/3/bom-ref",
    ];
    assert_eq!(errors(&json("1.6", rest)), expected);
    let twice = r#""components": [{"type": "library", "bom-ref": "c", "name": "a"}], "services": [{"bom-ref": "c", "name": "s"}]"#;
    assert_eq!(errors(&json("1.6", twice)), ["duplicate-reference /components"]);
    let found = xml(
        "1.6",
        r#"<components><component type="library" bom-ref="c"><name>a</name></component></components><vulnerabilities><vulnerability bom-ref="c"><id>CVE-1</id></vulnerability></vulnerabilities>"#,
    );
    assert_eq!(errors(&found).len(), 1, "{:?}", found.problems);
}

#[test]
fn a_reference_of_other_parts_that_is_given_twice_is_doubtful_in_json_and_wrong_in_xml() {
    let rest = r#""components": [{"type": "library", "name": "a", "licenses": [{"license": {"bom-ref": "l", "id": "MIT"}}]},
        {"type": "library", "name": "b", "licenses": [{"license": {"bom-ref": "l", "id": "MIT"}}]}]"#;
    assert_eq!(
        problems(&json("1.6", rest)),
        ["duplicate-reference /components/1/licenses/0/license/bom-ref"]
    );
    assert_eq!(errors(&json("1.6", rest)), [""; 0]);
    let license = r#"<licenses><license bom-ref="l"><id>MIT</id></license></licenses>"#;
    let component =
        |name: &str| format!(r#"<component type="library"><name>{name}</name>{license}</component>"#);
    let found = xml("1.6", &format!("<components>{}{}</components>", component("a"), component("b")));
    assert_eq!(errors(&found).len(), 1, "{:?}", found.problems);
}
