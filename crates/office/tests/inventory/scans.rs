//! What is kept of a scanned tree.

use mainstay_office::{Error, Settings};

use crate::support::offices;

/// A package of another registry than the ecosystem's own says so.
const SERDE: &str = "pkg:cargo/serde@1.0.0?repository_url=https:%2F%2Fregistry.example%2Findex";

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_is_kept_whole() {
    let tree = tempfile::tempdir().unwrap();
    let lock = "version = 4\n[[package]]\nname = \"shop\"\nversion = \"0.1.0\"\ndependencies = [\"serde\"]\n\
                [[package]]\nname = \"serde\"\nversion = \"1.0.0\"\nsource = \"registry+https://registry.example/index\"\n";
    for folder in ["one", "two"] {
        std::fs::create_dir(tree.path().join(folder)).unwrap();
        std::fs::write(tree.path().join(folder).join("Cargo.lock"), lock.replace("shop", folder)).unwrap();
    }
    let scan =
        mainstay_office::scan::scan(tree.path(), &Default::default(), &mainstay_office::Silent).unwrap();
    let project = mainstay_office::quickstart::Project::at(tree.path(), Some("Two Projects")).unwrap();
    let stamp = mainstay_sbom::Stamp {
        created: "2026-11-22T10:00:00Z".into(),
        serial: "00000000-0000-4000-8000-000000000001".into(),
        tool: mainstay_model::Tool { name: "mainstay".into(), ..Default::default() },
    };
    for (_database, office) in offices(Settings::default()).await {
        let kept = office.keep_scan(&project, &scan, &stamp).await.unwrap();
        let release = office.store().release(kept.release).await.unwrap();
        assert_eq!(release.version, "working tree");
        let graph = office.store().graph(kept.sbom.unwrap()).await.unwrap();
        assert_eq!(graph.len(), scan.bom.components.len());
        let serde = office.store().component(SERDE).await.unwrap();
        let why = office.why(kept.release, serde.uid).await.unwrap();
        assert_eq!(why[0].paths, Some(2));
        // What the scan knows of a dependency outlives the document it is kept in.
        assert_eq!(serde.direct, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_scan_could_not_read_is_kept_with_its_sbom() {
    let tree = tempfile::tempdir().unwrap();
    let lock = "version = 4\n[[package]]\nname = \"shop\"\nversion = \"0.1.0\"\n";
    std::fs::write(tree.path().join("Cargo.lock"), lock).unwrap();
    std::fs::write(tree.path().join("poetry.lock"), "broken [").unwrap();
    std::fs::create_dir(tree.path().join("web")).unwrap();
    std::fs::write(tree.path().join("web/package.json"), r#"{"dependencies": {"a": "1"}}"#).unwrap();
    let scan =
        mainstay_office::scan::scan(tree.path(), &Default::default(), &mainstay_office::Silent).unwrap();
    assert_eq!(scan.problems.len(), 2);
    let project = mainstay_office::quickstart::Project::at(tree.path(), Some("Shop")).unwrap();
    let stamp = mainstay_sbom::Stamp {
        created: "2026-11-22T10:00:00Z".into(),
        serial: "00000000-0000-4000-8000-000000000002".into(),
        tool: mainstay_model::Tool { name: "mainstay".into(), ..Default::default() },
    };
    for (_database, office) in offices(Settings::default()).await {
        let kept = office.keep_scan(&project, &scan, &stamp).await.unwrap();
        let sboms = office.store().current_sboms(kept.release).await.unwrap();
        assert_eq!(sboms[0].problem_count, 2);
        assert_eq!(office.store().sbom_report(kept.sbom.unwrap()).await.unwrap().problems, scan.problems);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn trees_whose_folders_have_one_name_are_not_mixed_and_of_one_unknown_no_sbom_is_kept() {
    let root = tempfile::tempdir().unwrap();
    let lock = |name: &str| format!("version = 4\n[[package]]\nname = \"{name}\"\nversion = \"0.1.0\"\n");
    let tree = |path: &str| {
        let folder = root.path().join(path);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    };
    let project = |path: &str, name: Option<&str>| {
        let folder = tree(path);
        let scan = mainstay_office::scan::scan(&folder, &Default::default(), &mainstay_office::Silent);
        (mainstay_office::quickstart::Project::at(&folder, name).unwrap(), scan.unwrap())
    };
    for folder in ["a/app", "b/app"] {
        std::fs::write(tree(folder).join("Cargo.lock"), lock(&folder.replace('/', "-"))).unwrap();
    }
    let stamp = |number: u8| mainstay_sbom::Stamp {
        created: "2026-11-22T10:00:00Z".into(),
        serial: format!("00000000-0000-4000-8000-0000000000{number:02}"),
        tool: mainstay_model::Tool { name: "mainstay".into(), ..Default::default() },
    };
    for (_database, office) in offices(Settings::default()).await {
        let keep = async |path: &str, name: Option<&str>, number: u8| {
            let (project, scan) = project(path, name);
            office.keep_scan(&project, &scan, &stamp(number)).await
        };
        let first = keep("a/app", None, 10).await.unwrap();
        let other = keep("b/app", None, 11).await.unwrap_err();
        assert!(matches!(&other, Error::Invalid(told) if told.contains("a/app: choose a name")), "{other}");
        assert_eq!(keep("a/app", None, 12).await.unwrap().release, first.release, "the same tree again");
        assert_ne!(keep("b/app", Some("other"), 13).await.unwrap().release, first.release);
        assert_eq!(keep("b/app", Some("app"), 14).await.unwrap().release, first.release, "as it was said");
        let empty = keep("empty", None, 15).await.unwrap();
        assert_eq!(empty.sbom, None);
        assert!(
            office.store().release(empty.release).await.unwrap().figures.is_none(),
            "and not 0 components"
        );
        assert_eq!(office.coverage(jiff::Timestamp::now()).await.unwrap().counts.releases_without, 1);
    }
}
