//! How components relate means the same in every format that can say it, and what a format cannot say is told.

#![allow(clippy::unwrap_used)]

use mainstay_model::{Bom, Directness, Graph, NodeId, RelationKind, Scope, Severity, Tool};
use mainstay_sbom::{Limits, Rendered, Stamp, diff, parse, render};

/// Three packages of SPDX 2.3 with relationships of the document and between them.
fn spdx(relationships: &[(&str, &str, &str)]) -> Bom {
    let list: Vec<String> = [("DOCUMENT", "DESCRIBES", "a")]
        .iter()
        .chain(relationships)
        .map(|(from, kind, to)| {
            format!(
                r#"{{"spdxElementId":"SPDXRef-{from}","relationshipType":"{kind}","relatedSpdxElement":"SPDXRef-{to}"}}"#
            )
        })
        .collect();
    let packages = ["a", "b", "c"].map(|name| {
        format!(r#"{{"SPDXID":"SPDXRef-{name}","name":"{name}","downloadLocation":"NOASSERTION"}}"#)
    });
    let text = format!(
        r#"{{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"d",
        "documentNamespace":"https://registry.example/d","creationInfo":{{"created":"2026-11-22T10:00:00Z",
        "creators":["Tool: t"]}},"packages":[{}],"relationships":[{}]}}"#,
        packages.join(","),
        list.join(",")
    );
    let parsed = parse(text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(parsed.problems, []);
    parsed.value
}

fn write(bom: &Bom, format: &str) -> Rendered {
    let tool = Tool { name: "mainstay".to_owned(), ..Tool::default() };
    let serial = "3e671687-395b-41f5-a30f-a58921a69b79".to_owned();
    render(bom, format, &Stamp { created: "2026-11-22T10:00:00Z".to_owned(), serial, tool }).unwrap()
}

fn through(bom: &Bom, format: &str) -> Bom {
    let read = parse(&write(bom, format).bytes, &Limits::default()).unwrap();
    assert!(read.problems.iter().all(|problem| problem.severity < Severity::Error), "{format}");
    read.value
}

fn other(name: &str) -> RelationKind {
    RelationKind::Other(name.into())
}

/// Every relationship of SPDX 2 between packages.
const ALL: &[&str] = &[
    "AMENDS",
    "ANCESTOR_OF",
    "BUILD_DEPENDENCY_OF",
    "BUILD_TOOL_OF",
    "CONTAINED_BY",
    "CONTAINS",
    "COPY_OF",
    "DATA_FILE_OF",
    "DEPENDENCY_MANIFEST_OF",
    "DEPENDENCY_OF",
    "DEPENDS_ON",
    "DESCENDANT_OF",
    "DEV_DEPENDENCY_OF",
    "DEV_TOOL_OF",
    "DISTRIBUTION_ARTIFACT",
    "DOCUMENTATION_OF",
    "DYNAMIC_LINK",
    "EXAMPLE_OF",
    "EXPANDED_FROM_ARCHIVE",
    "FILE_ADDED",
    "FILE_DELETED",
    "FILE_MODIFIED",
    "GENERATED_FROM",
    "GENERATES",
    "HAS_PREREQUISITE",
    "METAFILE_OF",
    "OPTIONAL_COMPONENT_OF",
    "OPTIONAL_DEPENDENCY_OF",
    "OTHER",
    "PACKAGE_OF",
    "PATCH_APPLIED",
    "PATCH_FOR",
    "PREREQUISITE_FOR",
    "PROVIDED_DEPENDENCY_OF",
    "REQUIREMENT_DESCRIPTION_FOR",
    "RUNTIME_DEPENDENCY_OF",
    "SPECIFICATION_FOR",
    "STATIC_LINK",
    "TEST_CASE_OF",
    "TEST_DEPENDENCY_OF",
    "TEST_OF",
    "TEST_TOOL_OF",
    "VARIANT_OF",
];

#[test]
fn every_relationship_of_spdx_2_is_the_same_after_spdx_3() {
    for kind in ALL {
        let bom = spdx(&[("b", kind, "c")]);
        let again = through(&bom, "spdx-3.0-jsonld");
        let changes = diff(&bom, &again);
        assert_eq!((changes.edges_added.len(), changes.edges_removed.len()), (0, 0), "{kind}: {again:?}");
        assert_eq!(again.relations, bom.relations, "{kind}");
        let back = through(&again, "spdx-2.3-json");
        assert_eq!(back.relations, bom.relations, "{kind}");
        assert!(!back.document.extensions.contains_key("spdx:elements"), "{kind}");
    }
}

#[test]
fn what_a_tool_is_used_for_is_the_scope_of_its_relationship() {
    for (name, scope) in
        [("BUILD_TOOL_OF", "build"), ("DEV_TOOL_OF", "development"), ("TEST_TOOL_OF", "test")]
    {
        let bytes = write(&spdx(&[("b", name, "a")]), "spdx-3.0-jsonld").bytes;
        let document: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let graph = document["@graph"].as_array().unwrap();
        let told = graph.iter().find(|element| element["relationshipType"] == "usesTool").unwrap();
        assert_eq!((&told["type"], &told["scope"]), (&"LifecycleScopedRelationship".into(), &scope.into()));
    }
}

#[test]
fn a_tool_for_nothing_in_particular_is_none_of_spdx_2_and_that_is_told() {
    let mut bom = spdx(&[]);
    bom.relate(NodeId(0), NodeId(1), other("usesTool"));
    let again = through(&bom, "spdx-3.0-jsonld");
    assert_eq!(again.relations, bom.relations);
    let written = write(&bom, "spdx-2.3-json");
    assert!(written.losses.iter().any(|loss| loss.code == "renamed-relation"));
    assert!(!String::from_utf8(written.bytes).unwrap().contains("BUILD_TOOL_OF"));
}

#[test]
fn who_links_or_presupposes_another_depends_on_it() {
    for (from, kind, to) in [
        ("a", "STATIC_LINK", "b"),
        ("a", "DYNAMIC_LINK", "b"),
        ("a", "HAS_PREREQUISITE", "b"),
        ("b", "PREREQUISITE_FOR", "a"),
    ] {
        let bom = spdx(&[(from, kind, to), ("b", "DEPENDS_ON", "c")]);
        let marks: Vec<_> = bom.components.iter().map(|one| one.directness).collect();
        assert_eq!(marks, [Directness::Unknown, Directness::Direct, Directness::Transitive], "{kind}");
        assert_eq!(bom.components[0].graph, Graph::Partial);
        let edges: Vec<_> = bom.dependencies().collect();
        assert_eq!(edges, [(NodeId(0), NodeId(1)), (NodeId(1), NodeId(2))], "{kind}");
        for format in ["cyclonedx-1.5-json", "cyclonedx-json", "cyclonedx-xml", "cyclonedx-1.7-json"] {
            let again = through(&bom, format);
            assert_eq!(again.dependencies().count(), 2, "{kind} in {format}");
            let losses = write(&bom, format).losses;
            let told: Vec<_> = losses.iter().filter(|loss| loss.message.contains("relations like")).collect();
            assert_eq!(told.len(), 1, "{losses:?}");
            assert_eq!(told[0].code, "changed-value");
            assert!(told[0].message.ends_with("(written as `dependsOn`); changed once"), "{told:?}");
        }
    }
}

#[test]
fn one_dependency_in_two_words_is_one() {
    let bom = spdx(&[("a", "DEPENDS_ON", "b"), ("a", "STATIC_LINK", "b"), ("a", "DYNAMIC_LINK", "b")]);
    assert_eq!(bom.relations.len(), 3);
    assert_eq!(through(&bom, "cyclonedx-json").dependencies().count(), 1);
    assert_eq!(through(&bom, "spdx-3.0-jsonld").relations, bom.relations);
}

#[test]
fn what_is_linked_is_not_for_development_alone_and_its_scope_is_kept() {
    let bom = spdx(&[("b", "DEV_DEPENDENCY_OF", "a"), ("c", "STATIC_LINK", "b")]);
    assert_eq!(bom.components[1].scope, None);
    let mut bom = spdx(&[("a", "STATIC_LINK", "b"), ("a", "DEPENDS_ON", "c")]);
    bom.components[1].scope = Some(Scope::Build);
    bom.components[2].scope = Some(Scope::Build);
    bom.components[0].graph = Graph::Complete;
    for format in ["spdx-2.3-json", "spdx-2.3-tag", "spdx-3.0-jsonld"] {
        let again = through(&bom, format);
        let told: Vec<_> = again.components.iter().map(|one| (one.scope, one.graph)).collect();
        let was: Vec<_> = bom.components.iter().map(|one| (one.scope, one.graph)).collect();
        assert_eq!(told, was, "{format}");
    }
}

#[test]
fn a_relationship_type_of_spdx_2_is_none_of_spdx_3() {
    let text = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2024-01-01T00:00:00Z","createdBy":["urn:x:o"]},
        {"type":"Organization","spdxId":"urn:x:o","creationInfo":"_:c","name":"O"},
        {"type":"software_Package","spdxId":"urn:x:a","creationInfo":"_:c","name":"a"},
        {"type":"software_Package","spdxId":"urn:x:b","creationInfo":"_:c","name":"b"},
        {"type":"Relationship","spdxId":"urn:x:r","creationInfo":"_:c","from":"urn:x:a","to":["urn:x:b"],
         "relationshipType":"TYPE"},
        {"type":"SpdxDocument","spdxId":"urn:x:d","creationInfo":"_:c","name":"d"}]}"#;
    let told = |term: &str| {
        let parsed = parse(text.replace("TYPE", term).as_bytes(), &Limits::default()).unwrap();
        parsed.problems.iter().any(|problem| problem.code == "enum")
    };
    assert!(
        told("BUILD_TOOL_OF") && !told("usesTool") && !told("dependsOn") && !told("hasOptionalDependency")
    );
}
