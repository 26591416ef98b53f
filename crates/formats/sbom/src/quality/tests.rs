use mainstay_model::{
    Bom, Component, ComponentKind, Directness, Hash, LicenseClaim, Party, RelationKind, Tool,
};

use super::{CHECKS, Depth, Level, Profile, Test, profiles, quality};

fn profile(id: &str) -> Profile {
    profiles(None).unwrap().into_iter().find(|profile| profile.id == id).unwrap()
}

/// A document that meets the minimum elements.
fn good() -> Bom {
    let mut bom = Bom::default();
    bom.document.created = Some("2026-11-22T10:00:00Z".into());
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
        ("document-author", |bom| bom.document.tools.clear()),
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
    bom.components[1].hashes.push(Hash { algorithm: "SHA-256".into(), value: "00".into() });
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
    file.hashes.push(Hash { algorithm: "SHA-1".into(), value: "0a".into() });
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
