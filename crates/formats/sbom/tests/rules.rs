//! What breaks SPDX 2 is told with its place, and what says the same is read the same.

#![allow(clippy::unwrap_used)]

use mainstay_model::{Bom, Parsed, Position, Severity, Tool};
use mainstay_sbom::{Limits, Stamp, diff, parse, render};

fn read(text: &str) -> Parsed<Bom> {
    parse(text.as_bytes(), &Limits::default()).unwrap()
}

/// A tag-value document of a version with more lines in its only package.
fn tag(version: &str, package: &str) -> String {
    format!(
        "SPDXVersion: SPDX-{version}\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: d\n\
         DocumentNamespace: https://registry.example/d\nCreator: Tool: t\nCreated: 2024-01-01T00:00:00Z\n\
         PackageName: a\nSPDXID: SPDXRef-a\nPackageDownloadLocation: NONE\n{package}"
    )
}

/// A JSON document with a license of its package.
fn licensed(list: &str, license: &str) -> Parsed<Bom> {
    read(&format!(
        r#"{{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"d",
        "documentNamespace":"https://registry.example/d","creationInfo":{{"created":"2024-01-01T00:00:00Z",
        "creators":["Tool: t-1"]{list}}},"packages":[{{"SPDXID":"SPDXRef-a","name":"a","downloadLocation":"NONE",
        "licenseDeclared":"{license}"}}]}}"#
    ))
}

#[test]
fn a_problem_of_an_element_that_is_told_by_its_line_names_the_field() {
    let parsed = read(&tag("2.2", ""));
    let missing = parsed.problems.iter().filter(|problem| problem.message.contains("before SPDX 2.3"));
    let missing: Vec<_> =
        missing.map(|problem| (problem.message.split(':').next().unwrap(), &problem.at)).collect();
    let line = Some(Position::Line(8));
    assert_eq!(missing, [("licenseConcluded", &line), ("licenseDeclared", &line), ("copyrightText", &line)]);
}

#[test]
fn licenses_of_spdx_2_are_expressions_of_licenses_on_its_list() {
    for (license, code) in [
        ("MIT OR", "license-expression"),
        ("Apache License 2.0", "license-expression"),
        ("Foo-9.9 OR MIT", "unknown-license-id"),
    ] {
        let parsed = licensed("", license);
        let told: Vec<_> = parsed.problems.iter().map(|problem| (&*problem.code, problem.severity)).collect();
        assert_eq!(told, [(code, Severity::Error)], "{license}");
        assert_eq!(parsed.problems[0].at, Some(Position::Pointer("/packages/0/licenseDeclared".to_owned())));
        assert_eq!(read(&tag("2.3", &format!("PackageLicenseDeclared: {license}\n"))).problems.len(), 1);
    }
    for license in
        ["MIT", "GPL-2.0+", "MIT AND (Apache-2.0 OR GPL-2.0-only WITH Classpath-exception-2.0)", "NONE"]
    {
        assert_eq!(licensed("", license).problems, [], "{license}");
    }
}

#[test]
fn an_expression_of_another_family_that_spdx_does_not_take_is_a_license_of_its_own() {
    let text = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[
        {"type":"library","name":"a","licenses":[{"expression":"Commercial"}]},
        {"type":"library","name":"b","licenses":[{"expression":"MIT OR Foo-9.9"}]}]}"#;
    let bom = read(text).value;
    let tool = Tool { name: "mainstay".to_owned(), ..Tool::default() };
    let serial = "3e671687-395b-41f5-a30f-a58921a69b79".to_owned();
    let stamp = Stamp { created: "2026-11-22T10:00:00Z".to_owned(), serial, tool };
    for format in ["spdx-2.3-json", "spdx-2.3-tag"] {
        let again = parse(&render(&bom, format, &stamp).unwrap().bytes, &Limits::default()).unwrap();
        assert!(
            again.problems.iter().all(|problem| problem.severity < Severity::Error),
            "{:?}",
            again.problems
        );
        let licenses =
            |bom: &Bom| bom.components.iter().map(|one| one.licenses[0].value.clone()).collect::<Vec<_>>();
        assert_eq!(licenses(&again.value), licenses(&bom), "{format}");
    }
}

#[test]
fn a_license_that_a_later_list_may_have_is_only_doubtful() {
    let severity = |list: &str| licensed(list, "Foo-9.9").problems[0].severity;
    assert_eq!(severity(r#","licenseListVersion":"99.0""#), Severity::Warning);
    assert_eq!(severity(r#","licenseListVersion":"3.0""#), Severity::Error);
}

#[test]
fn licenses_of_files_and_snippets_are_looked_at_too() {
    let text = tag(
        "2.3",
        "FileName: ./f\nSPDXID: SPDXRef-f\nFileChecksum: SHA1: d6a770ba38583ed4bb4525bd96e50461655d2758\n\
         LicenseConcluded: MIT OR\nLicenseInfoInFile: Foo-9.9\n\
         SnippetSPDXID: SPDXRef-s\nSnippetFromFileSPDXID: SPDXRef-f\nSnippetByteRange: 1:2\n\
         SnippetLicenseConcluded: OR\nRelationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n",
    );
    let problems = read(&text).problems;
    let codes: Vec<_> = problems.iter().map(|problem| &*problem.code).collect();
    assert_eq!(codes, ["license-expression", "unknown-license-id", "license-expression"], "{problems:?}");
}

#[test]
fn a_list_keeps_as_a_name_what_is_no_license_expression() {
    let parsed = read("name,version,license\na,1,MIT OR\nb,1,Commercial\nc,1,MIT\n");
    let lines: Vec<_> = parsed.problems.iter().map(|problem| (&*problem.code, &problem.at)).collect();
    let at = [2, 3].map(|line| Some(Position::Line(line)));
    assert_eq!(lines, [("license-expression", &at[0]), ("unknown-license-id", &at[1])]);
    assert!(parsed.problems.iter().all(|problem| problem.severity == Severity::Warning));
    let texts: Vec<_> = parsed.value.components.iter().map(|one| one.licenses[0].value.clone()).collect();
    use mainstay_model::LicenseValue::{Expression, Name};
    assert_eq!(texts, [Name("MIT OR".into()), Name("Commercial".into()), Expression("MIT".into())]);
}

#[test]
fn how_lines_end_is_no_difference() {
    let text =
        tag("2.3", "PackageCopyrightText: <text>one\ntwo</text>\nPackageComment: <text>a\n\nb</text>\n");
    let (unix, windows) = (read(&text).value, read(&text.replace('\n', "\r\n")).value);
    assert_eq!(windows.components[0].copyright.as_deref(), Some("one\ntwo"));
    assert_eq!(diff(&unix, &windows).changed, []);
}

#[test]
fn an_rdf_document_is_read_in_the_encoding_that_it_declares() {
    let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\
        <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:s=\"http://spdx.org/rdf/terms#\">\
        <s:SpdxDocument rdf:about=\"https://registry.example/d#SPDXRef-DOCUMENT\"><s:specVersion>SPDX-2.3</s:specVersion>\
        <s:name>Gr\u{fc}n</s:name></s:SpdxDocument></rdf:RDF>";
    let bytes: Vec<u8> = text.chars().map(|letter| u8::try_from(letter).unwrap()).collect();
    let parsed = parse(&bytes, &Limits::default()).unwrap();
    assert_eq!(parsed.value.document.name.as_deref(), Some("Gr\u{fc}n"));
    assert!(parsed.problems.iter().all(|problem| problem.code != "encoding"));
}
