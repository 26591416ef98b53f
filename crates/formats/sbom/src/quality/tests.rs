use mainstay_model::{
    Bom, Component, ComponentKind, Directness, Graph, Hash, LicenseClaim, LicenseSource, LicenseValue,
    Lifecycle, Origin, Party, Reference, RelationKind, Tool,
};

use super::{CHECKS, Depth, Level, Profile, Test, profiles, quality};

fn profile(id: &str) -> Profile {
    profiles(None).unwrap().into_iter().find(|profile| profile.id == id).unwrap()
}

/// A document that meets the minimum elements.
fn good() -> Bom {
    let mut bom = Bom::default();
    bom.document.created = Some("2026-11-22T10:00:00Z".into());
    bom.document.authors.push(Party::organization("Example"));
    bom.document.tools.push(Tool { name: "generator".into(), ..Tool::default() });
    let component = |purl: &str| Component {
        supplier: Some(Box::new(Party::organization("Example"))),
        ..Component::from_purl(purl.parse().unwrap())
    };
    let app = bom.add(component("pkg:npm/app@1.0.0"));
    let lib = bom.add(component("pkg:npm/lib@2.0.0"));
    bom.subjects.push(app);
    bom.relate(app, lib, RelationKind::DependsOn);
    bom
}

#[test]
fn ids_are_unique_and_every_check_says_what_to_do() {
    for (index, check) in CHECKS.iter().enumerate() {
        assert!(CHECKS[..index].iter().all(|other| other.id != check.id), "{} stands twice", check.id);
        assert!(
            !check.remedy.is_empty() && !check.why.is_empty() && check.question.ends_with('?'),
            "{}",
            check.id
        );
    }
}

#[test]
fn an_epoch_in_a_qualifier_is_part_of_the_version() {
    for (purl, version, good) in [
        ("pkg:rpm/redhat/dbus@1.12.20-9.el9?epoch=1", "1:1.12.20-9.el9", true),
        ("pkg:rpm/redhat/dbus@1.12.20-9.el9?epoch=1", "1.12.20-9.el9", true),
        ("pkg:rpm/redhat/dbus@1.12.20-9.el9?epoch=0", "0:1.12.20-9.el9", true),
        ("pkg:rpm/redhat/dbus@1.12.20-9.el9?epoch=1", "2:1.12.20-9.el9", false),
        ("pkg:npm/a@1.0.0?epoch=1", "1:1.0.0", false),
    ] {
        let check = CHECKS.iter().find(|check| check.id == "component-purl-version").unwrap();
        let Test::Package(passes) = check.test else { panic!("{}", check.id) };
        let component = Component::from_purl(purl.parse().unwrap());
        assert_eq!(
            passes(&Component { version: Some(version.into()), ..component }),
            good,
            "{purl} {version}"
        );
    }
}

#[test]
fn the_minimum_is_met_by_a_document_that_has_all_elements() {
    let quality = quality(&good(), &profile("minimum"));
    assert!(quality.sufficient);
    assert_eq!(quality.score, Some(100));
}

#[test]
fn each_missing_element_is_found_and_named() {
    type Spoil = fn(&mut Bom);
    let cases: [(&str, Spoil); 7] = [
        ("document-author", |bom| bom.document.authors.clear()),
        ("document-time", |bom| bom.document.created = None),
        ("component-supplier", |bom| bom.components[1].supplier = None),
        ("component-name", |bom| bom.components[1].name.clear()),
        ("component-version", |bom| bom.components[1].version = None),
        ("component-identifier", |bom| bom.components[1].purl = None),
        ("component-relations", |bom| bom.relations.clear()),
    ];
    for (id, spoil) in cases {
        let mut bom = good();
        spoil(&mut bom);
        let quality = quality(&bom, &profile("minimum"));
        let failed: Vec<&str> = quality
            .findings
            .iter()
            .filter(|finding| finding.met < finding.of)
            .map(|finding| finding.check.as_str())
            .collect();
        assert_eq!(failed, [id]);
        assert!(!quality.sufficient);
        assert!(quality.score.unwrap() < 100);
    }
}

#[test]
fn a_profile_of_direct_depth_leaves_transitive_components_alone() {
    let mut bom = good();
    bom.components[1].directness = Directness::Transitive;
    bom.components[1].version = None;
    assert!(quality(&bom, &profile("minimum")).sufficient);
    let all = Profile { depth: Depth::All, ..profile("minimum") };
    assert!(!quality(&bom, &all).sufficient);
}

#[test]
fn an_empty_document_is_not_good() {
    let quality = quality(&Bom::default(), &profile("delivered"));
    assert!(!quality.sufficient);
    assert_eq!(quality.score, Some(0));
    assert!(quality.findings.iter().any(|finding| finding.of == 0));
    let mut dated = good();
    dated.components.clear();
    dated.subjects.clear();
    dated.relations.clear();
    let dated = super::quality(&dated, &profile("minimum"));
    assert!(!dated.sufficient);
    assert_eq!(dated.score, Some(28), "two of seven required checks");
}

#[test]
fn wanted_checks_count_and_do_not_decide() {
    let mut bom = good();
    let before = quality(&bom, &profile("standard"));
    bom.components[1].hashes.push(Hash { algorithm: "SHA-256".into(), value: "0a".repeat(32) });
    bom.components[1].licenses.push(LicenseClaim::declared("MIT"));
    let after = quality(&bom, &profile("standard"));
    assert!(before.sufficient && after.sufficient);
    assert!(after.score > before.score);
    assert!(after.findings.iter().any(|finding| finding.level == Level::Wanted && finding.met < finding.of));
}

#[test]
fn a_profile_that_asks_for_what_is_no_check_is_refused() {
    let text = "[[profile]]\nid = 'x'\ntitle = 'X'\ndepth = 'all'\nrequired = ['component-nmae']\n";
    assert!(profiles(Some(text)).unwrap_err().to_string().contains("component-nmae"));
}

#[test]
fn a_file_is_known_by_its_digest_and_has_no_version_to_tell() {
    let mut bom = good();
    let mut file = Component { kind: ComponentKind::File, ..Component::named("src/main.c", None) };
    file.hashes.push(Hash { algorithm: "SHA-1".into(), value: "0a".repeat(20) });
    let file = bom.add(file);
    bom.relate(bom.subjects[0], file, RelationKind::Contains);
    assert!(quality(&bom, &profile("minimum")).sufficient);
    bom.components[file.index()].hashes.clear();
    let told = quality(&bom, &profile("minimum"));
    let missing: Vec<&str> = told
        .findings
        .iter()
        .filter(|finding| finding.met < finding.of)
        .map(|finding| finding.check.as_str())
        .collect();
    assert_eq!(missing, ["component-identifier"]);
}

/// Every check, asked of every component.
fn everything() -> Profile {
    Profile {
        id: "everything".into(),
        title: "Everything".into(),
        depth: Depth::All,
        required: CHECKS.iter().map(|check| check.id.to_owned()).collect(),
        wanted: Vec::new(),
    }
}

/// A document of two components that meets every check.
fn whole() -> Bom {
    let mut bom = good();
    bom.document.serial = Some("urn:uuid:00000000-0000-4000-8000-000000000000".into());
    bom.document.lifecycles.push(Lifecycle::Build);
    for component in &mut bom.components {
        component.licenses.push(LicenseClaim::declared("MIT"));
        component.hashes.push(Hash { algorithm: "SHA-256".into(), value: "0a".repeat(32) });
        component.copyright = Some("Copyright 2026 Example".into());
        component.references.push(Reference::new("vcs", "https://git.example/x"));
        component.graph = Graph::Complete;
    }
    bom
}

/// How many subjects of a check pass, and how many there are.
fn share(bom: &Bom, check: &str) -> (u64, u64) {
    let quality = quality(bom, &everything());
    let finding = quality.findings.iter().find(|finding| finding.check == check).unwrap();
    (finding.met, finding.of)
}

#[test]
fn a_document_that_follows_every_remedy_meets_every_check() {
    let quality = quality(&whole(), &everything());
    assert_eq!(quality.score, Some(100), "{:?}", quality.findings);
}

#[test]
fn what_says_nothing_meets_no_check() {
    type Spoil = fn(&mut Bom);
    let cases: [(&str, Spoil); 29] = [
        ("document-author", |bom| bom.document.authors[0].name = " ".into()),
        ("document-author", |bom| bom.document.authors[0].name = "NOASSERTION".into()),
        ("document-author", |bom| bom.document.authors[0].name = "Anonymous".into()),
        ("document-time", |bom| bom.document.created = Some("yesterday".into())),
        ("document-time", |bom| bom.document.created = Some("0001-01-01T00:00:00Z".into())),
        ("document-subject", |bom| bom.components[0] = Component::named("NOASSERTION", None)),
        ("document-serial", |bom| bom.document.serial = Some("NOASSERTION".into())),
        ("document-tool", |bom| bom.document.tools[0].name = "unknown".into()),
        ("document-lifecycle", |bom| bom.document.lifecycles = vec![Lifecycle::Other(" ".into())]),
        ("component-supplier", |bom| bom.components[1].supplier = party("NOASSERTION")),
        ("component-supplier", |bom| bom.components[1].supplier = party("  ")),
        ("component-supplier", |bom| {
            bom.components[1].supplier = None;
            bom.components[1].publisher = Some("n/a".into());
        }),
        ("component-name", |bom| {
            bom.components[1].name = "UNKNOWN".into();
            bom.components[1].purl = None;
        }),
        ("component-version", |bom| bom.components[1].version = Some("NOASSERTION".into())),
        ("component-version", |bom| bom.components[1].version = Some("unknown".into())),
        ("component-version", |bom| bom.components[1].version = Some("^1.0".into())),
        ("component-identifier", |bom| {
            bom.components[1].purl = None;
            bom.components[1].identifiers = vec![("purl".into(), "not a purl".into())];
        }),
        ("component-identifier", |bom| {
            bom.components[1].purl = None;
            bom.components[1].cpes = vec!["NOASSERTION".into()];
        }),
        ("component-license", |bom| bom.components[1].licenses = vec![LicenseClaim::declared("UNKNOWN")]),
        ("component-license", |bom| bom.components[1].licenses[0].value = LicenseValue::NoAssertion),
        ("component-license", |bom| {
            bom.components[1].licenses[0].value = LicenseValue::None;
            bom.components[1].licenses[0].source = LicenseSource::Detected;
        }),
        ("component-hash", |bom| {
            bom.components[1].hashes = vec![Hash { algorithm: "MD5".into(), value: "0a".repeat(16) }];
        }),
        ("component-hash", |bom| bom.components[1].hashes[0].value = "NOASSERTION".into()),
        ("component-copyright", |bom| bom.components[1].copyright = Some("NOASSERTION".into())),
        ("component-copyright", |bom| bom.components[1].copyright = Some("NONE".into())),
        ("component-source", |bom| bom.components[1].references[0].url = "NOASSERTION".into()),
        ("component-relations", |bom| bom.relations[0].from = bom.relations[0].to),
        ("component-dependencies", |bom| bom.components[1].graph = Graph::Partial),
        ("component-reachable", |bom| bom.relations[0].from = bom.relations[0].to),
    ];
    for (id, spoil) in cases {
        let mut bom = whole();
        assert_eq!(share(&bom, id).0, share(&bom, id).1, "{id}");
        spoil(&mut bom);
        let (met, of) = share(&bom, id);
        assert!(met < of, "{id}: {met} of {of}");
    }
}

fn party(name: &str) -> Option<Box<Party>> {
    Some(Box::new(Party::organization(name)))
}

#[test]
fn a_tool_is_no_author_and_whoever_made_the_document_is() {
    let mut bom = good();
    bom.document.authors.clear();
    assert_eq!(share(&bom, "document-author"), (0, 1));
    bom.document.manufacturer = party("Who made what it describes");
    assert_eq!(share(&bom, "document-author"), (0, 1));
    bom.document.authors.push(Party { name: "Ada".into(), ..Party::default() });
    assert_eq!(share(&bom, "document-author"), (1, 1));
}

#[test]
fn that_there_is_no_license_is_a_statement() {
    let mut bom = whole();
    bom.components[1].licenses[0].value = LicenseValue::None;
    assert_eq!(share(&bom, "component-license"), (2, 2));
    bom.components[1].licenses[0] = LicenseClaim::declared("unknown");
    bom.components[1].licenses[0].text = Some("You may use it.".into());
    assert_eq!(share(&bom, "component-license"), (2, 2), "the text tells it");
}

#[test]
fn version_control_is_a_way_to_the_source() {
    let mut bom = whole();
    bom.components[1].references.clear();
    assert_eq!(share(&bom, "component-source"), (1, 2));
    bom.components[1].origin = Origin::Vcs { url: "https://git.example/x".into(), revision: None };
    assert_eq!(share(&bom, "component-source"), (2, 2));
}

/// The remedy of `component-dependencies`, step by step, in each family.
#[test]
fn following_the_remedy_makes_the_dependencies_whole() {
    let cyclonedx = |more: &str| {
        format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
            "metadata": {{"component": {{"type": "application", "name": "r", "bom-ref": "r"}}}},
            "components": [{{"type": "library", "name": "a", "bom-ref": "a"}},
                {{"type": "library", "name": "b", "bom-ref": "b"}}],
            "dependencies": [{{"ref": "r", "dependsOn": ["a"]}}, {{"ref": "a", "dependsOn": ["b"]}}{more}}}"#
        )
    };
    let leaf = r#", {"ref": "b", "dependsOn": []}]"#;
    let composition = r#", "compositions": [{"aggregate": "complete", "dependencies": ["r", "a"]}]"#;
    for (more, met) in [("]", 0), (leaf, 1), (&format!("{leaf}{composition}"), 3)] {
        let bom = crate::parse(cyclonedx(more).as_bytes(), &crate::Limits::default()).unwrap().value;
        assert_eq!(share(&bom, "component-dependencies"), (met, 3), "{more}");
    }
    let spdx = "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: x\n\
        PackageName: a\nSPDXID: SPDXRef-a\nRelationship: SPDXRef-a DEPENDS_ON NONE\n";
    let bom = crate::parse(spdx.as_bytes(), &crate::Limits::default()).unwrap().value;
    assert_eq!(share(&bom, "component-dependencies"), (1, 1));
}

#[test]
fn what_spdx_does_not_assert_meets_no_check() {
    let spdx = "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: x\n\
        DocumentNamespace: https://sbom.example/1\nCreator: Tool: t-1\nCreated: 2024-01-01T00:00:00Z\n\
        PackageName: app\nSPDXID: SPDXRef-a\nPackageVersion: NOASSERTION\nPackageSupplier: NOASSERTION\n\
        PackageOriginator: Person: NOASSERTION ()\nPackageDownloadLocation: NONE\nFilesAnalyzed: false\n\
        PackageLicenseDeclared: NOASSERTION\nPackageLicenseConcluded: NOASSERTION\nPackageCopyrightText: NONE\n\
        ExternalRef: PACKAGE-MANAGER purl not a purl\n\
        Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n";
    let bom = crate::parse(spdx.as_bytes(), &crate::Limits::default()).unwrap().value;
    for check in [
        "document-author",
        "component-supplier",
        "component-version",
        "component-identifier",
        "component-license",
        "component-hash",
        "component-copyright",
        "component-source",
    ] {
        assert_eq!(share(&bom, check), (0, 1), "{check}");
    }
}
