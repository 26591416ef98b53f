//! Laws of SPDX reading and writing over generated documents, and hostile input.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use mainstay_model::{
    Bom, Component, ComponentKind, Directness, Graph, Hash, LicenseClaim, LicenseSource, LicenseValue,
    NodeId, Party, PartyKind, Purl, Reference, RelationKind, Scope, Severity, Tool,
};
use mainstay_sbom::{Limits, ReadError, Stamp, parse, render};
use proptest::prelude::*;

const FORMATS: [&str; 3] = ["spdx-2.3-json", "spdx-2.3-tag", "spdx-3.0-jsonld"];

fn stamp() -> Stamp {
    Stamp {
        created: "2026-11-22T10:00:00Z".to_owned(),
        serial: "0192f0c0-0000-7000-8000-000000000000".to_owned(),
        tool: Tool { vendor: None, name: "mainstay".to_owned(), version: Some("0.1.0".to_owned()) },
    }
}

fn through(bom: &Bom, format: &str) -> Bom {
    let written = render(bom, format, &stamp()).unwrap();
    let read = parse(&written.bytes, &Limits::default()).unwrap();
    let errors: Vec<_> = read.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{format}: {errors:?}\n{}", String::from_utf8_lossy(&written.bytes));
    read.value
}

fn read2(body: &str) -> Bom {
    let text = format!(
        r#"{{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"d",
        "documentNamespace":"https://registry.example/d","creationInfo":{{"created":"2026-11-22T10:00:00Z",
        "creators":["Tool: t"]}},"packages":[{{"SPDXID":"SPDXRef-a","name":"a","downloadLocation":"NONE"}},
        {{"SPDXID":"SPDXRef-b","name":"b","downloadLocation":"NOASSERTION"}},
        {{"SPDXID":"SPDXRef-c","name":"c","downloadLocation":"NOASSERTION"}}],{body}}}"#
    );
    parse(text.as_bytes(), &Limits::default()).unwrap().value
}

fn edge(from: &str, kind: &str, to: &str) -> String {
    format!(r#"{{"spdxElementId":"SPDXRef-{from}","relationshipType":"{kind}","relatedSpdxElement":"{to}"}}"#)
}

#[test]
fn a_scope_is_known_only_when_every_edge_tells_one() {
    let all = [
        edge("b", "DEV_DEPENDENCY_OF", "SPDXRef-a"),
        edge("c", "TEST_DEPENDENCY_OF", "SPDXRef-a"),
        edge("b", "DEPENDS_ON", "SPDXRef-c"),
    ];
    let bom = read2(&format!(r#""relationships":[{}]"#, all.join(",")));
    assert_eq!(bom.components[1].scope, Some(Scope::Development));
    assert_eq!(bom.components[2].scope, None);
    // What the model cannot hold is kept.
    assert!(bom.document.extensions.contains_key("spdx:relationships"));
}

#[test]
fn none_completes_a_graph_and_noassertion_leaves_it_unknown() {
    let all = [
        edge("a", "DEPENDS_ON", "NONE"),
        edge("b", "DEPENDS_ON", "NOASSERTION"),
        edge("c", "DEPENDS_ON", "SPDXRef-a"),
    ];
    let bom = read2(&format!(r#""relationships":[{}]"#, all.join(",")));
    let graphs: Vec<_> = bom.components.iter().map(|component| component.graph).collect();
    assert_eq!(graphs, [Graph::Complete, Graph::Unknown, Graph::Partial]);
}

#[test]
fn direct_is_what_the_subject_names_and_only_when_it_names_something() {
    let all = [edge("a", "DEPENDS_ON", "SPDXRef-b"), edge("b", "DEPENDS_ON", "SPDXRef-c")];
    let relations = format!(r#""relationships":[{}]"#, all.join(","));
    let bom = read2(&format!(r#""documentDescribes":["SPDXRef-a"],{relations}"#));
    let marks: Vec<_> = bom.components.iter().map(|component| component.directness).collect();
    assert_eq!(marks, [Directness::Unknown, Directness::Direct, Directness::Transitive]);
    assert!(read2(&relations).components.iter().all(|component| component.directness == Directness::Unknown));
}

#[test]
fn a_relationship_to_another_document_is_kept_and_told() {
    let text = format!(
        r#""externalDocumentRefs":[{{"externalDocumentId":"DocumentRef-x","spdxDocument":"https://registry.example/x",
        "checksum":{{"algorithm":"SHA1","checksumValue":"00"}}}}],"relationships":[{}]"#,
        edge("a", "DEPENDS_ON", "DocumentRef-x:SPDXRef-y")
    );
    let bom = read2(&text);
    assert_eq!(bom.document.extensions["spdx:relationships"].as_array().unwrap().len(), 1);
    assert_eq!(through(&bom, "spdx-2.3-tag").document.extensions, bom.document.extensions);
}

#[test]
fn one_bad_license_purl_or_reference_never_fails_the_document() {
    let text = br#"{"spdxVersion":"SPDX-2.3","packages":[null, 7, {"name":["x"],"licenseDeclared":"((",
        "externalRefs":[{"referenceType":"purl","referenceLocator":"nonsense"},3],"checksums":"x","supplier":{}},
        {"SPDXID":"SPDXRef-good","name":"good"}],"relationships":[{"spdxElementId":"SPDXRef-gone"}]}"#;
    let read = parse(text, &Limits::default()).unwrap();
    assert_eq!(read.value.components.last().unwrap().name, "good");
    assert!(read.problems.iter().all(|problem| problem.at.is_some()));
}

#[test]
fn versions_that_are_not_read_are_refused_by_name() {
    let error = parse(br#"{"spdxVersion":"SPDX-1.2"}"#, &Limits::default()).unwrap_err();
    assert!(matches!(error, ReadError::Version { .. }), "{error}");
    let error = parse(
        br#"{"@context":"https://spdx.org/rdf/3.9.9/spdx-context.jsonld","@graph":[]}"#,
        &Limits::default(),
    );
    assert!(matches!(error.unwrap_err(), ReadError::Version { .. }));
}

#[test]
fn a_record_of_its_making_may_stand_within_an_element() {
    let info = r#""creationInfo": {"type": "CreationInfo", "specVersion": "3.0.1", "created": "2026-01-01T00:00:00Z",
        "createdBy": ["urn:a"]}"#;
    let graph = format!(
        r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {{"type": "SpdxDocument", "spdxId": "urn:d", {info}, "rootElement": ["urn:p"]}},
        {{"type": "Organization", "spdxId": "urn:a", {info}, "name": "Acme"}},
        {{"type": "software_Package", "spdxId": "urn:p", {info}, "name": "p"}}]}}"#
    );
    let parsed = parse(graph.as_bytes(), &Limits::default()).unwrap();
    let document = &parsed.value.document;
    assert_eq!(document.created.as_deref(), Some("2026-01-01T00:00:00Z"));
    assert_eq!(document.spec_version.as_deref(), Some("3.0.1"));
    assert_eq!(document.authors[0].name, "Acme");
    assert_eq!((parsed.problems.len(), parsed.value.unread.total()), (0, 0));
}

#[test]
fn bounds_are_told() {
    let limits = Limits { components: 2, ..Limits::default() };
    let text = r#"{"spdxVersion":"SPDX-2.3","packages":[{},{},{}]}"#;
    assert!(matches!(parse(text.as_bytes(), &limits), Err(ReadError::Bound(_))));
    let limits = Limits { bytes: 8, ..Limits::default() };
    assert!(matches!(parse(text.as_bytes(), &limits), Err(ReadError::Bound(_))));
}

fn name() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9]{0,6}( [A-Z][a-z]{1,4})?"
}

fn party() -> impl Strategy<Value = Party> {
    let kind = prop_oneof![Just(PartyKind::Person), Just(PartyKind::Organization)];
    (kind, name(), proptest::option::of("[a-z]{1,5}@registry\\.example")).prop_map(|(kind, name, mail)| {
        Party { kind, name, mails: mail.into_iter().collect(), ..Party::default() }
    })
}

fn license() -> impl Strategy<Value = LicenseClaim> {
    let source = prop_oneof![
        Just(LicenseSource::Declared),
        Just(LicenseSource::Detected),
        Just(LicenseSource::Concluded),
        Just(LicenseSource::Unstated),
    ];
    let value = prop_oneof![
        Just(LicenseValue::Id("MIT".to_owned())),
        Just(LicenseValue::Expression("MIT OR Apache-2.0".to_owned())),
        Just(LicenseValue::Expression("not an expression!".to_owned())),
        Just(LicenseValue::None),
        Just(LicenseValue::NoAssertion),
        name().prop_map(LicenseValue::Name),
    ];
    (source, value).prop_map(|(source, value)| LicenseClaim { source, value, text: None, url: None })
}

fn component() -> impl Strategy<Value = Component> {
    let scope = proptest::option::of(prop_oneof![
        Just(Scope::Runtime),
        Just(Scope::Optional),
        Just(Scope::Provided),
        Just(Scope::Build),
        Just(Scope::Development),
        Just(Scope::Test),
        Just(Scope::Excluded),
    ]);
    let kind = prop_oneof![
        Just(ComponentKind::Library),
        Just(ComponentKind::Application),
        Just(ComponentKind::File),
        Just(ComponentKind::CryptographicAsset),
        Just(ComponentKind::Data),
    ];
    let identity =
        (name(), proptest::option::of("[0-9]\\.[0-9]"), proptest::option::of("[a-z]{1,4}"), any::<bool>());
    let claims = proptest::collection::btree_map(0..4_u8, license(), 0..3);
    (identity, kind, scope, proptest::option::of(party()), claims, "[0-9a-f]{64}").prop_map(
        |((name, version, group, has_purl), kind, scope, supplier, claims, digest)| {
            let purl = has_purl
                .then(|| Purl::new("generic", group.as_deref(), &name, version.as_deref()).ok())
                .flatten();
            // One claim a layer: SPDX has one field for each.
            let mut layers = BTreeSet::new();
            let licenses = claims
                .into_values()
                .filter(|claim| {
                    let layer = match claim.source {
                        LicenseSource::Unstated => LicenseSource::Declared,
                        other => other,
                    };
                    layers.insert(layer)
                })
                .collect();
            let hashes = vec![Hash { algorithm: "SHA-256".to_owned(), value: digest }];
            Component {
                name,
                version,
                group,
                purl,
                kind,
                scope,
                supplier: supplier.map(Box::new),
                licenses,
                hashes,
                ..Component::default()
            }
        },
    )
}

fn bom() -> impl Strategy<Value = Bom> {
    proptest::collection::vec(component(), 1..6).prop_flat_map(|components| {
        let count = u32::try_from(components.len()).unwrap();
        let edges = proptest::collection::btree_set((0..count, 0..count), 0..8);
        let complete = proptest::collection::vec(any::<bool>(), components.len());
        (Just(components), edges, complete).prop_map(|(components, edges, complete)| {
            let mut bom = Bom { components, ..Bom::default() };
            "cyclonedx-json".clone_into(&mut bom.document.format);
            bom.subjects.push(NodeId(0));
            for (from, to) in edges {
                bom.relate(NodeId(from), NodeId(to), RelationKind::DependsOn);
            }
            for (component, complete) in bom.components.iter_mut().zip(complete) {
                component.graph = if complete { Graph::Complete } else { Graph::Unknown };
            }
            bom
        })
    })
}

/// What has to survive the way through another family, component by component.
fn essence(bom: &Bom) -> (Vec<impl PartialEq + std::fmt::Debug>, BTreeSet<(u32, u32)>) {
    let components: Vec<_> = bom
        .components
        .iter()
        .map(|component| {
            let mut licenses: Vec<_> = component
                .licenses
                .iter()
                .map(|claim| (claim.source, claim.value.as_str().to_owned()))
                .collect();
            licenses.sort();
            (
                (component.name.clone(), component.group.clone(), component.version.clone(), component.kind),
                component.purl.clone(),
                component.hashes.clone(),
                licenses,
                component.supplier.clone(),
                component.scope,
                component.graph == Graph::Complete,
            )
        })
        .collect();
    (components, bom.dependencies().map(|(from, to)| (from.0, to.0)).collect())
}

/// The document without what a new document says of its own making.
fn comparable(mut bom: Bom) -> Bom {
    bom.document.created = None;
    bom.document.serial = None;
    bom
}

/// Files come before packages in tag-value; generated components are compared by their identity then.
fn sorted(mut bom: Bom) -> Bom {
    let mut order: Vec<usize> = (0..bom.components.len()).collect();
    order.sort_by(|a, b| bom.components[*a].reference.cmp(&bom.components[*b].reference));
    let place: Vec<u32> = (0..order.len())
        .map(|old| u32::try_from(order.iter().position(|at| *at == old).unwrap()).unwrap())
        .collect();
    for relation in &mut bom.relations {
        relation.from = NodeId(place[relation.from.index()]);
        relation.to = NodeId(place[relation.to.index()]);
    }
    bom.components = order.iter().map(|old| bom.components[*old].clone()).collect();
    bom
}

#[test]
fn what_spdx_3_says_of_people_licenses_and_identifiers_is_kept_or_counted() {
    let graph = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2026-11-22T10:00:00Z","createdBy":["urn:x:o"]},
        {"type":"SpdxDocument","spdxId":"urn:x:d","creationInfo":"_:c","name":"d","rootElement":["urn:x:p"],
         "profileConformance":["core","dataset"],"supportLevel":["noSupport"]},
        {"type":"Organization","spdxId":"urn:x:o","creationInfo":"_:c","name":"O","comment":"ours"},
        {"type":"Person","spdxId":"urn:x:nobody","creationInfo":"_:c","name":"N"},
        {"type":"software_Package","spdxId":"urn:x:p","creationInfo":"_:c","name":"p","suppliedBy":"urn:x:o",
         "externalIdentifier":[{"type":"ExternalIdentifier","externalIdentifierType":"swhid","identifier":"swh:1:cnt:0",
         "identifierLocator":["https://registry.example/i"]}]},
        {"type":"simplelicensing_LicenseExpression","spdxId":"urn:x:l","creationInfo":"_:c",
         "simplelicensing_licenseExpression":"MIT","simplelicensing_licenseListVersion":"3.25.0"},
        {"type":"Relationship","spdxId":"urn:x:r","creationInfo":"_:c","from":"urn:x:p",
         "relationshipType":"hasDeclaredLicense","to":["urn:x:l"],"description":"why"}]}"#;
    let read = parse(graph.as_bytes(), &Limits::default()).unwrap();
    let bom = read.value;
    let unread: Vec<_> = bom.unread.0.keys().map(String::as_str).collect();
    assert_eq!(unread, ["Relationship.description", "SpdxDocument.supportLevel"]);
    let written = render(&bom, "spdx-3.0-jsonld", &stamp()).unwrap();
    assert!(written.losses.iter().all(|loss| loss.code == "new-namespace"), "{:?}", written.losses);
    let text = String::from_utf8(written.bytes).unwrap();
    for part in ["ours", "urn:x:nobody", "3.25.0", "identifierLocator", "dataset"] {
        assert_eq!(text.matches(part).count(), 1, "{part}\n{text}");
    }
    assert!(!text.contains("#agent-") && !text.contains("#license-"), "{text}");
    let mut back = through(&bom, "spdx-3.0-jsonld");
    back.document.tools.clear();
    back.unread = bom.unread.clone();
    assert_eq!(comparable(back), comparable(bom));
}

/// The problems of Error severity of a document with one package and one file.
fn errors_of(package: &str, relationships: &str) -> (Bom, Vec<String>) {
    let text = format!(
        r#"{{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"d",
        "documentNamespace":"https://registry.example/d","creationInfo":{{"created":"2026-11-22T10:00:00Z",
        "creators":["Tool: t"]}},
        "packages":[{{"SPDXID":"SPDXRef-a","name":"a","downloadLocation":"NONE"{package}}}],
        "files":[{{"SPDXID":"SPDXRef-f","fileName":"./f","checksums":[
            {{"algorithm":"SHA1","checksumValue":"da39a3ee5e6b4b0d3255bfef95601890afd80709"}}]}}],
        "relationships":[{relationships}]}}"#
    );
    let read = parse(text.as_bytes(), &Limits::default()).unwrap();
    let errors = read.problems.iter().filter(|problem| problem.severity == Severity::Error);
    let codes = errors.map(|problem| problem.code.to_string()).collect();
    (read.value, codes)
}

#[test]
fn a_package_that_contains_files_has_had_them_analyzed() {
    let contains = edge("a", "CONTAINS", "SPDXRef-f");
    let contained = edge("f", "CONTAINED_BY", "SPDXRef-a");
    for (package, edges, wrong, analyzed) in [
        // Left out, it is true.
        ("", "", false, true),
        ("", contains.as_str(), false, true),
        (r#","filesAnalyzed":true"#, &contains, false, true),
        (r#","filesAnalyzed":false"#, "", false, false),
        (r#","filesAnalyzed":false"#, &contains, true, true),
        (r#","filesAnalyzed":false"#, &contained, true, true),
        (r#","filesAnalyzed":false,"hasFiles":["SPDXRef-f"]"#, "", true, true),
    ] {
        let (bom, errors) = errors_of(package, edges);
        assert_eq!(errors, if wrong { vec!["files-analyzed"] } else { vec![] }, "{package} {edges}");
        let written = render(&bom, "spdx-2.3-json", &stamp()).unwrap().bytes;
        let text = String::from_utf8(written).unwrap();
        assert_eq!(text.contains(r#""filesAnalyzed": true"#), analyzed, "{package} {edges}\n{text}");
        assert_eq!(through(&bom, "spdx-2.3-json").components, bom.components, "{package} {edges}");
    }
}

#[test]
fn components_named_like_what_the_writer_adds_keep_addresses_of_their_own() {
    let mut bom = Bom::default();
    let mut first = Component::named("tool", Some("1"));
    first.supplier = Some(Box::new(Party::organization("Acme")));
    bom.add(first);
    for name in ["sbom", "agent-1", "relationship-1", "tool-1-annotation-1"] {
        let node = bom.add(Component::named(name, None));
        bom.relate(NodeId(0), node, RelationKind::DependsOn);
    }
    let text = String::from_utf8(render(&bom, "spdx-3.0-jsonld", &stamp()).unwrap().bytes).unwrap();
    let ids: Vec<_> = text.lines().filter(|line| line.contains("\"spdxId\"")).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:#?}");
    let names: Vec<_> =
        through(&bom, "spdx-3.0-jsonld").components.iter().map(|it| it.name.clone()).collect();
    assert_eq!(names, ["tool", "sbom", "agent-1", "relationship-1", "tool-1-annotation-1"]);
}

#[test]
fn why_a_product_is_not_affected_stays_in_its_field() {
    for said in [
        r#""security_impactStatement": "not reachable""#,
        r#""security_impactStatement": "not reachable", "security_statusNotes": "asked twice""#,
        r#""security_justificationType": "componentNotPresent", "security_statusNotes": "asked twice""#,
    ] {
        let text = format!(
            r#"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
            {{"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "2026-11-22T10:00:00Z", "createdBy": ["urn:x:o"]}},
            {{"type": "Organization", "spdxId": "urn:x:o", "creationInfo": "_:c", "name": "O"}},
            {{"type": "SpdxDocument", "spdxId": "urn:x:d", "creationInfo": "_:c", "name": "d", "rootElement": ["urn:x:p"]}},
            {{"type": "software_Package", "spdxId": "urn:x:p", "creationInfo": "_:c", "name": "p"}},
            {{"type": "security_Vulnerability", "spdxId": "urn:x:v", "creationInfo": "_:c", "name": "CVE-2026-0001"}},
            {{"type": "security_VexNotAffectedVulnAssessmentRelationship", "spdxId": "urn:x:a", "creationInfo": "_:c", "from": "urn:x:v",
             "relationshipType": "doesNotAffect", "to": ["urn:x:p"], {said}}}]}}"#
        );
        let bom = parse(text.as_bytes(), &Limits::default()).unwrap().value;
        let written = render(&bom, "spdx-3.0-jsonld", &stamp()).unwrap();
        let text = String::from_utf8(written.bytes).unwrap();
        let fields = text.lines().map(str::trim).filter(|line| {
            ["impact", "status", "justif"].iter().any(|word| line.starts_with(&format!("\"security_{word}")))
        });
        let fields: BTreeSet<_> = fields.map(|line| line.trim_end_matches(',')).collect();
        assert_eq!(fields, said.split(", ").collect(), "{text}");
        assert!(written.losses.iter().all(|loss| loss.code == "new-namespace"), "{:?}", written.losses);
    }
}

#[test]
fn what_spdx_asks_of_identifiers_digests_and_references_is_kept_or_told() {
    let mut bom = Bom::default();
    let mut component = Component::named("a", Some("1"));
    component.identifiers = vec![("swid".to_owned(), "example.com/a_1".to_owned())];
    component.hashes = vec![Hash { algorithm: "SHA-256".to_owned(), value: "00".to_owned() }];
    component.references = vec![Reference::new("vcs", "")];
    component.supplier = Some(Box::new(Party { name: "S".to_owned(), ..Party::default() }));
    bom.add(component);
    for format in FORMATS {
        let written = render(&bom, format, &stamp()).unwrap();
        assert!(String::from_utf8_lossy(&written.bytes).contains("swid:example.com/a_1"), "{format}");
        assert_eq!(through(&bom, format).components[0].identifiers, bom.components[0].identifiers);
        let told: BTreeSet<_> = written.losses.iter().map(|loss| loss.code.as_ref()).collect();
        if format.starts_with("spdx-2") {
            assert_eq!(told, BTreeSet::from(["lost-contact", "lost-digest", "lost-reference"]), "{format}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_essence_of_a_document_of_another_family_survives(original in bom()) {
        for format in FORMATS {
            let mut read = through(&original, format);
            let mut with_ids = original.clone();
            // The identifiers are made by the writer; they are only used to find the components again.
            let made = through(&original, "spdx-2.3-json");
            if made.components.len() == read.components.len() && format != "spdx-3.0-jsonld" {
                for component in &mut with_ids.components {
                    let found = made.components.iter().find(|it| it.hashes == component.hashes);
                    component.reference = found.map(|it| it.reference.clone()).unwrap_or_default();
                }
                with_ids = sorted(with_ids);
                read = sorted(read);
            }
            prop_assert_eq!(essence(&with_ids), essence(&read), "{}", format);
        }
    }

    #[test]
    fn what_was_read_is_written_and_read_the_same(original in bom()) {
        for format in FORMATS {
            let first = through(&original, format);
            let second = through(&first, format);
            prop_assert_eq!(comparable(first), comparable(second), "{}", format);
        }
    }

    #[test]
    fn a_document_cut_or_changed_anywhere_never_panics(
        original in bom(), format in 0..3_usize, cut in 0.0..1.0_f64, byte in any::<u8>()
    ) {
        let mut bytes = render(&original, FORMATS[format], &stamp()).unwrap().bytes;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let at = (cut * bytes.len() as f64) as usize;
        bytes[at] = byte;
        let _ = parse(&bytes, &Limits::default());
        bytes.truncate(at);
        let _ = parse(&bytes, &Limits::default());
    }
}
