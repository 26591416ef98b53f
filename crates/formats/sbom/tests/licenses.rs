//! The texts of licenses that documents define themselves: they stay with whom they belong to, in every format.

#![allow(clippy::unwrap_used)]

use mainstay_model::{Bom, LicenseText, LicenseValue, Parsed, Problem, Severity, Tool};
use mainstay_sbom::{Limits, Rendered, Stamp, merge, parse, render};

const SPDX: [&str; 3] = ["spdx-2.3-json", "spdx-2.3-tag", "spdx-3.0-jsonld"];

fn read(text: &str) -> Bom {
    let parsed = parse(text.as_bytes(), &Limits::default()).unwrap();
    let errors: Vec<_> =
        parsed.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    parsed.value
}

fn write(bom: &Bom, format: &str) -> Rendered {
    let tool = Tool { name: "mainstay".into(), ..Tool::default() };
    let serial = "0192f0c0-0000-7000-8000-000000000000".to_owned();
    render(bom, format, &Stamp { created: "2026-11-22T10:00:00Z".into(), serial, tool }).unwrap()
}

fn again(bom: &Bom, format: &str) -> Bom {
    read(&String::from_utf8(write(bom, format).bytes).unwrap())
}

/// An SPDX document with one package of this name and license, and these texts.
fn spdx(name: &str, license: &str, texts: &str) -> Bom {
    read(&format!(
        r#"{{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"d",
        "documentNamespace":"https://registry.example/{name}","creationInfo":{{"created":"2024-01-01T00:00:00Z",
        "creators":["Tool: t-1"]}},"packages":[{{"SPDXID":"SPDXRef-{name}","name":"{name}",
        "downloadLocation":"NONE","filesAnalyzed":false,"licenseDeclared":"{license}"}}],"hasExtractedLicensingInfos":[{texts}],
        "relationships":[{{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-{name}"}}]}}"#
    ))
}

fn joined(parts: [Bom; 2]) -> (Bom, Vec<Problem>) {
    let merged = merge(parts.into_iter().map(|part| (String::new(), part)));
    (merged.value, merged.problems)
}

/// Each component with its license and the text that the document has for it.
fn terms(bom: &Bom) -> Vec<(&str, &str, Option<&str>)> {
    let of = |bom: &'_ Bom, claim: &str| -> Option<usize> {
        bom.document.license_texts.iter().position(|text| claim.split(' ').any(|word| word == text.id))
    };
    let mut terms: Vec<_> = bom
        .components
        .iter()
        .map(|component| {
            let claim = &component.licenses[0];
            let defined = of(bom, claim.value.as_str()).map(|at| &bom.document.license_texts[at]);
            let text = claim.text.as_deref().or(defined.and_then(|text| text.text.as_deref()));
            (component.name.as_str(), claim.value.as_str(), text)
        })
        .collect();
    terms.sort_unstable();
    terms
}

const ACME: &str = r#"{"licenseId":"LicenseRef-acme","extractedText":"THE ACME TEXT","name":"Acme License",
    "seeAlsos":["https://acme.example/license"],"comment":"lc"}"#;

#[test]
fn a_text_that_only_an_expression_names_stays_in_spdx_and_in_cyclonedx_that_explains_expressions() {
    let bom = spdx("a", "MIT OR LicenseRef-acme", ACME);
    let text = LicenseText {
        id: "LicenseRef-acme".into(),
        name: Some("Acme License".into()),
        text: Some("THE ACME TEXT".into()),
        urls: vec!["https://acme.example/license".into()],
        comment: Some("lc".into()),
        ..LicenseText::default()
    };
    let texts = [text];
    assert_eq!(bom.document.license_texts, texts);
    for format in SPDX {
        assert_eq!(again(&bom, format).document.license_texts, texts, "{format}");
        let back = again(&again(&bom, format), "spdx-2.3-json");
        assert_eq!(back.document.license_texts, texts, "{format}");
    }
    for format in ["cyclonedx-1.7-json", "cyclonedx-1.7-xml"] {
        let back = again(&bom, format);
        assert_eq!(terms(&back), [("a", "MIT OR LicenseRef-acme", Some("THE ACME TEXT"))], "{format}");
        assert_eq!(back.document.license_texts[0].urls, texts[0].urls);
        let losses = write(&bom, format).losses;
        assert!(losses.iter().any(|loss| loss.message.contains("the name of a license text")), "{losses:?}");
    }
    for format in ["cyclonedx-1.5-json", "cyclonedx-json", "cyclonedx-xml"] {
        let losses = write(&bom, format).losses;
        let told = losses.iter().filter(|loss| loss.code == "lost-license-text");
        assert!(told.clone().all(|loss| loss.message.contains("LicenseRef-acme")), "{losses:?}");
        assert_eq!(told.count(), 1, "{format}");
    }
}

#[test]
fn a_license_of_its_own_alone_keeps_its_text_everywhere() {
    let bom = spdx("a", "LicenseRef-acme", ACME);
    for format in [
        "spdx-2.3-json",
        "spdx-2.3-tag",
        "spdx-3.0-jsonld",
        "cyclonedx-1.5-json",
        "cyclonedx-json",
        "cyclonedx-1.7-xml",
    ] {
        let back = again(&bom, format);
        assert_eq!(terms(&back), [("a", "LicenseRef-acme", Some("THE ACME TEXT"))], "{format}");
        assert_eq!(back.components[0].licenses[0].url.as_deref(), Some("https://acme.example/license"));
    }
}

#[test]
fn documents_that_mean_two_licenses_by_one_name_are_joined_with_two_names() {
    let text = |words: &str| format!(r#"{{"licenseId":"LicenseRef-1","extractedText":"{words}"}}"#);
    for license in ["LicenseRef-1", "MIT OR LicenseRef-1"] {
        let (bom, problems) =
            joined([spdx("one", license, &text("ONE")), spdx("two", license, &text("TWO"))]);
        assert_eq!(problems.iter().filter(|told| told.code == "merge-license-renamed").count(), 1);
        let other = license.replace("LicenseRef-1", "LicenseRef-1-2");
        for format in SPDX {
            assert_eq!(
                terms(&again(&bom, format)),
                [("one", license, Some("ONE")), ("two", other.as_str(), Some("TWO"))],
                "{format}"
            );
        }
        let (bom, problems) =
            joined([spdx("one", license, &text("ONE")), spdx("two", license, &text("ONE"))]);
        assert!(problems.iter().all(|told| told.code != "merge-license-renamed"), "{problems:?}");
        assert_eq!(terms(&bom), [("one", license, Some("ONE")), ("two", license, Some("ONE"))]);
    }
}

#[test]
fn a_third_document_with_the_second_text_shares_its_name_and_an_unknown_text_is_not_a_known_one() {
    let text = |words: &str| format!(r#"{{"licenseId":"LicenseRef-1","extractedText":"{words}"}}"#);
    let part = |name: &str, words: &str| (name.to_owned(), spdx(name, "LicenseRef-1 OR MIT", &text(words)));
    let Parsed { value: bom, problems } =
        merge([part("a", "A"), part("b", "B"), part("c", "B"), part("d", "NOASSERTION"), part("e", "A")]);
    // Nobody is made to say that the license without a text is another one.
    let told = problems.iter().filter(|told| told.code == "merge-license-renamed");
    let another = told.map(|told| (told.path.as_str(), told.message.contains("stands for another license")));
    assert_eq!(another.collect::<Vec<_>>(), [("b", true), ("c", true), ("d", false)]);
    assert_eq!(
        terms(&bom),
        [
            ("a", "LicenseRef-1 OR MIT", Some("A")),
            ("b", "LicenseRef-1-2 OR MIT", Some("B")),
            ("c", "LicenseRef-1-2 OR MIT", Some("B")),
            ("d", "LicenseRef-1-3 OR MIT", None),
            ("e", "LicenseRef-1 OR MIT", Some("A")),
        ]
    );
    assert_eq!(merge([(String::new(), bom.clone())]).value, bom);
}

fn cyclonedx(version: &str, licenses: [&str; 2]) -> Bom {
    let [a, b] = licenses;
    read(&format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"{version}","version":1,"components":[
        {{"type":"library","name":"a","bom-ref":"a","licenses":[{a}]}},
        {{"type":"library","name":"b","bom-ref":"b","licenses":[{b}]}}]}}"#
    ))
}

#[test]
fn two_texts_under_one_name_become_two_licenses_in_spdx() {
    let named = |name: &str, text: &str| {
        format!(r#"{{"license":{{"name":"{name}","text":{{"content":"{text}"}}}}}}"#)
    };
    for name in ["Commercial", "LicenseRef-1"] {
        let bom = cyclonedx("1.6", [&named(name, "A"), &named(name, "B")]);
        for format in SPDX {
            let back = again(&again(&bom, format), "cyclonedx-json");
            let texts: Vec<_> = terms(&back).iter().map(|(_, _, text)| text.unwrap().to_owned()).collect();
            assert_eq!(texts, ["A", "B"], "{format} {name}");
        }
    }
}

#[test]
fn expressions_that_explain_one_name_otherwise_name_two_licenses() {
    let explained = |text: &str| {
        format!(
            r#"{{"expression":"MIT OR LicenseRef-1","expressionDetails":[{{"licenseIdentifier":"LicenseRef-1",
            "text":{{"content":"{text}"}}}}]}}"#
        )
    };
    let bom = cyclonedx("1.7", [&explained("A"), &explained("B")]);
    let expected = [("a", "MIT OR LicenseRef-1", Some("A")), ("b", "MIT OR LicenseRef-1-2", Some("B"))];
    assert_eq!(terms(&bom), expected);
    for format in ["spdx-2.3-json", "spdx-3.0-jsonld", "cyclonedx-1.7-json", "cyclonedx-1.7-xml"] {
        assert_eq!(terms(&again(&bom, format)), expected, "{format}");
    }
    let whole = r#"{"expression":"LicenseRef-1","expressionDetails":[{"licenseIdentifier":"LicenseRef-1","text":{"content":"A"}}]}"#;
    let bom = cyclonedx("1.7", [whole, r#"{"license":{"id":"MIT"}}"#]);
    for format in ["cyclonedx-1.5-json", "cyclonedx-xml", "cyclonedx-1.7-json"] {
        assert_eq!(terms(&again(&bom, format))[0], ("a", "LicenseRef-1", Some("A")), "{format}");
    }
}

/// A graph of SPDX 3 with one package, these licenses, and its relationship to the first of them.
fn graph(licenses: &str) -> String {
    format!(
        r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2024-01-01T00:00:00Z","createdBy":["urn:x:o"]}},
        {{"type":"Organization","spdxId":"urn:x:o","creationInfo":"_:c","name":"O"}},
        {{"type":"SpdxDocument","spdxId":"urn:x:d","creationInfo":"_:c","rootElement":["urn:x:a"]}},
        {{"type":"software_Package","spdxId":"urn:x:a","creationInfo":"_:c","name":"a"}},
        {{"type":"software_Package","spdxId":"urn:x:b","creationInfo":"_:c","name":"b"}},
        {{"type":"Relationship","spdxId":"urn:x:ra","creationInfo":"_:c","from":"urn:x:a","relationshipType":"hasDeclaredLicense","to":["urn:x:la"]}},
        {{"type":"Relationship","spdxId":"urn:x:rb","creationInfo":"_:c","from":"urn:x:b","relationshipType":"hasDeclaredLicense","to":["urn:x:lb"]}},
        {licenses}]}}"#
    )
}

fn expression(id: &str, address: Option<&str>) -> String {
    let entry = |address: &str| {
        format!(
            r#","simplelicensing_customIdToUri":[{{"type":"DictionaryEntry","key":"LicenseRef-1","value":"{address}"}}]"#
        )
    };
    format!(
        r#"{{"type":"simplelicensing_LicenseExpression","spdxId":"{id}","creationInfo":"_:c",
        "simplelicensing_licenseExpression":"MIT OR LicenseRef-1"{}}}"#,
        address.map(entry).unwrap_or_default()
    )
}

fn text(id: &str, words: &str) -> String {
    format!(
        r#"{{"type":"simplelicensing_SimpleLicensingText","spdxId":"{id}","creationInfo":"_:c","name":"N","simplelicensing_licenseText":"{words}"}}"#
    )
}

#[test]
fn an_expression_that_asserts_nothing_is_no_expression() {
    let nothing = |id: &str, word: &str| {
        format!(
            r#"{{"type":"simplelicensing_LicenseExpression","spdxId":"{id}","creationInfo":"_:c","simplelicensing_licenseExpression":"{word}"}}"#
        )
    };
    let bom = read(&graph(&[nothing("urn:x:la", "NOASSERTION"), nothing("urn:x:lb", "NONE")].join(",")));
    let values: Vec<_> =
        bom.components.iter().flat_map(|one| &one.licenses).map(|claim| &claim.value).collect();
    assert_eq!(values, [&LicenseValue::NoAssertion, &LicenseValue::None]);
}

#[test]
fn an_expression_of_spdx_3_says_itself_what_it_means_by_a_name() {
    let licenses = [
        expression("urn:x:la", Some("urn:x:1")),
        expression("urn:x:lb", Some("urn:x:2")),
        text("urn:x:1", "A"),
        text("urn:x:2", "B"),
    ];
    let bom = read(&graph(&licenses.join(",")));
    let expected = [("a", "MIT OR LicenseRef-1", Some("A")), ("b", "MIT OR LicenseRef-1-2", Some("B"))];
    assert_eq!(terms(&bom), expected);
    assert!(!bom.document.extensions.contains_key("spdx:elements"), "{:?}", bom.document.extensions);
    for format in SPDX {
        assert_eq!(terms(&again(&bom, format)), expected, "{format}");
    }
}

#[test]
fn a_name_that_spdx_3_does_not_explain_is_an_error() {
    let problems = |licenses: &[String]| {
        let parsed = parse(graph(&licenses.join(",")).as_bytes(), &Limits::default()).unwrap();
        parsed.problems.iter().map(|told| (told.code.to_string(), told.severity)).collect::<Vec<_>>()
    };
    let told = |code: &str, severity| (code.to_owned(), severity);
    let (la, lb) = (expression("urn:x:la", None), expression("urn:x:lb", Some("urn:x:1")));
    let undefined = told("license-undefined", Severity::Error);
    assert_eq!(problems(&[la.clone(), la.replace("urn:x:la", "urn:x:lb")]), [undefined.clone(), undefined]);
    // What it is called tells which it is, but the expression has to say so.
    let unmapped = told("license-unmapped", Severity::Warning);
    assert_eq!(problems(&[la.clone(), lb.clone(), text("urn:x:1", "A")]), [unmapped]);
    let dangling = told("dangling-reference", Severity::Warning);
    assert_eq!(problems(&[lb.replace("urn:x:lb", "urn:x:la"), lb]), [dangling.clone(), dangling]);
}

#[test]
fn a_license_without_any_text_is_written_as_one_whose_text_is_not_known() {
    let mut bom = Bom::default();
    let mut component = mainstay_model::Component::named("a", None);
    component.licenses.push(mainstay_model::LicenseClaim::declared("MIT OR LicenseRef-gone"));
    bom.add(component);
    for format in SPDX {
        let back = again(&bom, format);
        assert_eq!(back.components[0].licenses, bom.components[0].licenses, "{format}");
        assert_eq!(back.document.license_texts, [], "{format}");
    }
    assert!(matches!(&bom.components[0].licenses[0].value, LicenseValue::Expression(_)));
}
