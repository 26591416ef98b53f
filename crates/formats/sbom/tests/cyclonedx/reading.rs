//! What the words of CycloneDX become in the model.

use mainstay_model::{
    ComponentKind, Directness, Graph, LicenseSource, LicenseValue, Lifecycle, RelationKind, Scope,
    StatementState,
};

use crate::support::{errors, json, problems, read, xml};

const GRAPH: &str = r#""metadata": {"component": {"type": "application", "name": "app", "bom-ref": "app"}},
    "components": [
        {"type": "library", "name": "a", "bom-ref": "a"},
        {"type": "library", "name": "b", "bom-ref": "b", "components": [{"type": "file", "name": "inner"}]},
        {"type": "library", "name": "c", "bom-ref": "c"}],
    "dependencies": [{"ref": "app", "dependsOn": ["a"]}, {"ref": "a", "dependsOn": ["b"]}, {"ref": "b"}]"#;

#[test]
fn edges_make_components_direct_transitive_or_neither() {
    let bom = json("1.5", GRAPH).value;
    let found: Vec<_> = bom
        .components
        .iter()
        .map(|component| (component.name.as_str(), component.directness, component.graph))
        .collect();
    assert_eq!(
        found,
        [
            ("app", Directness::Unknown, Graph::Partial),
            ("a", Directness::Direct, Graph::Partial),
            ("b", Directness::Transitive, Graph::Complete),
            ("inner", Directness::Unknown, Graph::Unknown),
            ("c", Directness::Unknown, Graph::Unknown),
        ]
    );
    assert_eq!(bom.relations.iter().filter(|relation| relation.kind == RelationKind::Contains).count(), 1);
}

#[test]
fn compositions_say_how_complete_a_graph_is() {
    let rest = format!(
        r#"{GRAPH}, "compositions": [{{"aggregate": "complete", "dependencies": ["app"]}},
            {{"aggregate": "incomplete_first_party_only", "dependencies": ["b"]}}]"#
    );
    let bom = json("1.5", &rest).value;
    assert_eq!(bom.components[0].graph, Graph::Complete);
    assert_eq!(bom.components[2].graph, Graph::Partial);
    assert_eq!(bom.document.extensions["cyclonedx:compositions"].as_array().unwrap().len(), 1);
}

#[test]
fn the_subject_comes_first_wherever_the_document_tells_it() {
    let bom = json(
        "1.6",
        r#""components": [{"type": "library", "name": "a", "components": [{"type": "file", "name": "in"}]}],
        "metadata": {"component": {"type": "application", "name": "app"}}"#,
    )
    .value;
    let names: Vec<_> = bom.components.iter().map(|component| component.name.as_str()).collect();
    assert_eq!(names, ["app", "a", "in"]);
    assert_eq!(bom.subjects[0].index(), 0);
    assert_eq!((bom.relations[0].from.index(), bom.relations[0].to.index()), (1, 2));
}

#[test]
fn licenses_keep_who_says_so() {
    let bom = json(
        "1.7",
        r#""components": [{"type": "library", "name": "a", "licenses": [
            {"license": {"id": "MIT", "acknowledgement": "declared"}},
            {"license": {"name": "Own", "text": {"content": "RG8gZ29vZA==", "encoding": "base64"}}},
            {"expression": "MIT OR Apache-2.0", "acknowledgement": "concluded"},
            {"license": {"id": "no such"}}, {"license": {"name": "NOASSERTION"}}],
            "evidence": {"licenses": [{"license": {"id": "BSD-3-Clause"}}], "occurrences": [{"location": "a/b", "line": 3}]}}]"#,
    )
    .value;
    let component = &bom.components[0];
    let said: Vec<_> = component.licenses.iter().map(|claim| (claim.source, claim.value.clone())).collect();
    assert_eq!(
        said,
        [
            (LicenseSource::Declared, LicenseValue::Id("MIT".to_owned())),
            (LicenseSource::Unstated, LicenseValue::Name("Own".to_owned())),
            (LicenseSource::Concluded, LicenseValue::Expression("MIT OR Apache-2.0".to_owned())),
            (LicenseSource::Unstated, LicenseValue::Name("no such".to_owned())),
            (LicenseSource::Unstated, LicenseValue::NoAssertion),
            (LicenseSource::Detected, LicenseValue::Id("BSD-3-Clause".to_owned())),
        ]
    );
    assert_eq!(component.licenses[1].text.as_deref(), Some("Do good"));
    assert_eq!((component.locations[0].path.as_str(), component.locations[0].line), ("a/b", Some(3)));
}

#[test]
fn old_and_new_tools_are_tools() {
    for (version, tools) in [
        ("1.4", r#"[{"vendor": "V", "name": "t", "version": "2"}]"#),
        (
            "1.5",
            r#"{"components": [{"type": "application", "publisher": "V", "name": "t", "version": "2"}]}"#,
        ),
    ] {
        let bom = json(version, &format!(r#""metadata": {{"tools": {tools}}}"#)).value;
        let tool = &bom.document.tools[0];
        assert_eq!(
            (tool.vendor.as_deref(), tool.name.as_str(), tool.version.as_deref()),
            (Some("V"), "t", Some("2"))
        );
    }
}

#[test]
fn services_are_components_and_their_own_fields_are_kept() {
    let bom = json(
        "1.6",
        r#""services": [{"name": "pay", "bom-ref": "s", "provider": {"name": "Bank"}, "endpoints": ["https://pay.example"],
            "services": [{"name": "refund"}]}]"#,
    )
    .value;
    assert_eq!(bom.components[0].kind, ComponentKind::Service);
    assert_eq!(bom.components[0].supplier.as_ref().unwrap().name, "Bank");
    assert!(bom.components[0].extensions.contains_key("cyclonedx:endpoints"));
    assert_eq!(bom.relations.len(), 1);
}

#[test]
fn vulnerabilities_say_what_they_affect() {
    let parsed = json(
        "1.6",
        r#""components": [{"type": "library", "name": "a", "bom-ref": "a"}],
        "vulnerabilities": [{"id": "CVE-2021-44228", "source": {"name": "NVD"},
            "ratings": [{"method": "CVSSv31", "vector": "CVSS:3.1/AV:N", "score": 10.0}],
            "analysis": {"state": "not_affected", "justification": "code_not_reachable", "response": ["update"], "detail": "why"},
            "affects": [{"ref": "a"}, {"ref": "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#x"}]}]"#,
    );
    assert_eq!(errors(&parsed), Vec::<String>::new());
    let statement = &parsed.value.statements[0];
    assert_eq!(statement.vulnerability.source.as_deref(), Some("NVD"));
    assert_eq!(statement.state, Some(StatementState::NotAffected));
    assert_eq!(statement.components.len(), 1);
    assert_eq!(statement.foreign.len(), 1);
    assert_eq!(statement.ratings, [("CVSSv31".to_owned(), "CVSS:3.1/AV:N".to_owned())]);
}

#[test]
fn a_bad_purl_is_told_and_kept_as_it_stands() {
    let parsed = json("1.6", r#""components": [{"type": "library", "name": "a", "purl": "npm/left-pad"}]"#);
    assert_eq!((problems(&parsed), errors(&parsed)), (vec!["purl /components/0/purl".to_owned()], vec![]));
    let bom = parsed.value;
    assert_eq!(bom.components[0].purl, None);
    assert_eq!(bom.components[0].extensions["cyclonedx:purl"], "npm/left-pad");
}

#[test]
fn xml_and_json_say_the_same() {
    let from_json = json(
        "1.6",
        r#""metadata": {"lifecycles": [{"phase": "build"}], "supplier": {"name": "S", "url": ["https://s.example"]}},
        "components": [{"type": "library", "bom-ref": "a", "name": "a", "version": "1", "scope": "optional",
            "hashes": [{"alg": "MD5", "content": "3942447fac867ae5cdb3229b658f4d48"}],
            "licenses": [{"expression": "MIT OR ISC", "acknowledgement": "declared"}],
            "externalReferences": [{"type": "vcs", "url": "https://vcs.example/a"}],
            "properties": [{"name": "k", "value": "v"}]}],
        "dependencies": [{"ref": "a", "dependsOn": []}]"#,
    );
    let mut from_xml = xml(
        "1.6",
        r#"<metadata><lifecycles><lifecycle><phase>build</phase></lifecycle></lifecycles>
            <supplier><name>S</name><url>https://s.example</url></supplier></metadata>
        <components><component type="library" bom-ref="a"><name>a</name><version>1</version><scope>optional</scope>
            <hashes><hash alg="MD5">3942447fac867ae5cdb3229b658f4d48</hash></hashes>
            <licenses><expression acknowledgement="declared">MIT OR ISC</expression></licenses>
            <externalReferences><reference type="vcs"><url>https://vcs.example/a</url></reference></externalReferences>
            <properties><property name="k">v</property></properties></component></components>
        <dependencies><dependency ref="a"/></dependencies>"#,
    );
    assert_eq!(from_xml.value.document.format, "cyclonedx-xml");
    from_xml.value.document.format = "cyclonedx-json".to_owned();
    assert_eq!(from_xml, from_json);
    assert_eq!(from_json.value.document.lifecycles, [Lifecycle::Build]);
    assert_eq!(from_json.value.components[0].scope, Some(Scope::Optional));
}

#[test]
fn a_version_that_the_document_does_not_name_stays_unknown() {
    let parsed = read(r#"{"bomFormat": "CycloneDX", "version": 1, "components": []}"#);
    assert_eq!(parsed.value.document.spec_version, None);
    assert_eq!(problems(&parsed).len(), 1);
}
