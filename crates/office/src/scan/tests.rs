use std::fs;

use mainstay_model::{Bom, Component, Directness, Graph, RelationKind, Tool};
use mainstay_sbom::{Limits, Stamp, parse, render};

use super::{Options, Scan, scan};
use crate::Silent;

const LOCK: &str = r#"version = 4
[[package]]
name = "APP"
version = "0.1.0"
dependencies = ["serde"]

[[package]]
name = "serde"
version = "1.0.0"
source = "registry+https://registry.example/index"
"#;

pub(super) fn scan_files(files: &[(&str, &str)], options: &Options) -> Scan {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    scan(folder.path(), options, &Silent).unwrap()
}

#[test]
fn one_project_is_the_subject_itself() {
    let scan = scan_files(&[("Cargo.lock", &LOCK.replace("APP", "shop"))], &Options::default());
    let subject = scan.bom.component(scan.bom.subjects[0]);
    assert_eq!((scan.bom.subjects.len(), subject.name.as_str()), (1, "shop"));
    assert_eq!((scan.coverage.parsed, scan.coverage.failed, scan.coverage.components), (1, 0, 1));
}

#[test]
fn several_projects_stand_under_one_root_and_share_components() {
    let files = [("a/Cargo.lock", &*LOCK.replace("APP", "a")), ("b/Cargo.lock", &*LOCK.replace("APP", "b"))];
    let scan = scan_files(&files, &Options::default());
    let contained =
        scan.bom.relations.iter().filter(|relation| relation.kind == RelationKind::Contains).count();
    assert_eq!((scan.bom.subjects.len(), contained), (1, 2));
    assert_eq!(scan.coverage.components, 1);
    let serde = scan.bom.components.iter().find(|component| component.name == "serde").unwrap();
    assert_eq!(serde.locations.len(), 2);
    assert_eq!(serde.directness, Directness::Direct);
}

#[test]
fn a_broken_lockfile_is_counted_and_named_and_the_rest_stands() {
    let files = [("Cargo.lock", "not a lock ["), ("ok/Cargo.lock", LOCK)];
    let scan = scan_files(&files, &Options::default());
    assert_eq!((scan.coverage.parsed, scan.coverage.failed), (1, 1));
    assert_eq!(scan.problems[0].path, "Cargo.lock");
    assert_eq!(scan.coverage.components, 1);
}

#[test]
fn vendored_lockfiles_are_counted_and_read_only_on_demand() {
    let files = [("vendor/x/Cargo.lock", LOCK)];
    let without = scan_files(&files, &Options::default());
    assert_eq!((without.coverage.parsed, without.coverage.vendored_not_read), (0, 1));
    assert!(without.coverage.is_empty());
    let with = scan_files(&files, &Options { vendored: true, ..Options::default() });
    assert_eq!((with.coverage.parsed, with.coverage.vendored_not_read), (1, 0));
}

#[test]
fn an_empty_lockfile_is_told_and_no_silent_success() {
    let scan = scan_files(&[("Cargo.lock", "\n")], &Options::default());
    assert_eq!(scan.coverage.failed, 1);
    assert!(
        scan.problems.iter().any(|problem| problem.message.contains("empty") && problem.path == "Cargo.lock")
    );
}

const WORKFLOW: &str = "on: push\njobs:\n  test:\n    runs-on: any\n    container: node:22\n    steps:\n      - uses: actions/checkout@v4\n";

fn named<'a>(scan: &'a Scan, name: &str) -> &'a Component {
    scan.bom.components.iter().find(|component| component.name == name).unwrap()
}

/// The names of what leads to a component.
fn users(scan: &Scan, name: &str) -> Vec<String> {
    let edges = scan.bom.dependencies().filter(|(_, to)| scan.bom.component(*to).name == name);
    edges.map(|(from, _)| scan.bom.component(from).name.clone()).collect()
}

#[test]
fn what_a_file_names_belongs_to_the_project_it_stands_in() {
    let lock = LOCK.replace("APP", "shop");
    let files = [
        ("Cargo.lock", &*lock),
        ("Cargo.toml", "[package]\nname = \"shop\"\n"),
        ("docs/requirements.txt", "mkdocs==1.6.0\n"),
        (".github/workflows/ci.yml", WORKFLOW),
    ];
    let scan = scan_files(&files, &Options::default());
    assert_eq!(scan.bom.subjects.len(), 1);
    for name in ["serde", "mkdocs", "checkout", "node"] {
        assert_eq!(users(&scan, name), ["shop"], "{name}");
        assert_eq!(named(&scan, name).directness, Directness::Direct, "{name}");
    }
}

#[test]
fn what_no_project_could_own_belongs_to_the_tree_itself() {
    let lock = LOCK.replace("APP", "shop");
    let files = [
        ("shop/Cargo.lock", &*lock),
        ("shop/Cargo.toml", "[package]\nname = \"shop\"\n"),
        (".github/workflows/ci.yml", WORKFLOW),
    ];
    let scan = scan_files(&files, &Options::default());
    let root = scan.bom.component(scan.bom.subjects[0]);
    assert_eq!((scan.bom.subjects.len(), &*root.reference), (1, "mainstay:root"));
    assert_eq!(users(&scan, "checkout"), [root.name.as_str()]);
    assert_eq!(users(&scan, "serde"), ["shop"]);
}

#[test]
fn a_local_action_is_one_component_that_every_workflow_leads_to() {
    let lock = LOCK.replace("APP", "shop");
    let workflow = "jobs: {a: {steps: [{uses: ./act}]}}\n";
    let action = "name: Set up\nruns: {using: composite, steps: [{uses: actions/cache@v4}]}\n";
    let files = [
        ("Cargo.lock", &*lock),
        ("Cargo.toml", "[package]\nname = \"shop\"\n"),
        (".github/workflows/ci.yml", workflow),
        (".github/workflows/release.yml", workflow),
        ("act/action.yml", action),
    ];
    let scan = scan_files(&files, &Options::default());
    assert_eq!(scan.bom.components.iter().filter(|component| component.name == "Set up").count(), 1);
    assert_eq!(users(&scan, "Set up"), ["shop"]);
    assert_eq!(users(&scan, "cache"), ["Set up"]);
    assert_eq!(named(&scan, "Set up").locations.len(), 3);
}

#[test]
fn what_a_podfile_names_gets_its_edge_from_the_project() {
    let lock = "PODS:\n  - A (1.0)\n  - Local (0.1):\n    - A\n\nDEPENDENCIES:\n  - A (~> 1.0)\n  - Local (from `Local`)\n\nEXTERNAL SOURCES:\n  Local:\n    :path: Local\n";
    let scan = scan_files(&[("ios/Podfile.lock", lock)], &Options::default());
    assert_eq!(users(&scan, "A"), ["Local", "ios"]);
    assert_eq!(users(&scan, "Local"), ["ios"]);
}

#[test]
fn a_project_at_the_root_that_no_file_names_bears_the_name_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("package-lock.json"), r#"{"lockfileVersion": 3, "packages": {"": {}}}"#)
        .unwrap();
    let scan = scan(folder.path(), &Options::default(), &Silent).unwrap();
    let expected = folder.path().canonicalize().unwrap();
    assert_eq!(
        scan.bom.component(scan.bom.subjects[0]).name,
        expected.file_name().unwrap().to_str().unwrap()
    );
}

#[test]
fn what_a_scan_knows_comes_back_from_its_document() {
    let digest = "a".repeat(64);
    let python = format!("click==8.1.0 --hash=sha256:{digest}\nflask @ git+https://git.example/flask@main\n");
    let lock = LOCK.replace("APP", "shop");
    let files = [
        ("shop/Cargo.lock", &*lock),
        ("requirements.txt", &*python),
        (
            "go.mod",
            "module shop.example/go\nrequire (\n\ta.example/x v1.0.0\n\tb.example/y v1.0.0 // indirect\n)\n",
        ),
        (".github/workflows/ci.yml", WORKFLOW),
    ];
    let scan = scan_files(&files, &Options::default());
    assert!(scan.bom.components.iter().any(|component| component.directness == Directness::Transitive));
    let tool = Tool { name: "mainstay".to_owned(), ..Tool::default() };
    let serial = "3e671687-395b-41f5-a30f-a58921a69b79".to_owned();
    let stamp = Stamp { created: "2026-11-22T10:00:00Z".to_owned(), serial, tool };
    let written = render(&scan.bom, "cyclonedx-1.7-json", &stamp).unwrap();
    let read = parse(&written.bytes, &Limits::default()).unwrap().value;
    let facts = |bom: &Bom| {
        let mut facts: Vec<String> = bom
            .components
            .iter()
            .map(|c| {
                format!(
                    "{} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {}",
                    c.name,
                    c.purl,
                    c.version,
                    c.directness,
                    c.scope,
                    c.origin,
                    c.hashes,
                    c.licenses,
                    c.locations,
                    c.first_party
                )
            })
            .collect();
        facts.sort();
        facts
    };
    assert_eq!(facts(&scan.bom), facts(&read));
    assert_eq!(scan.bom.dependencies().count(), read.dependencies().count());
}

#[cfg(unix)]
#[test]
fn what_is_not_looked_at_is_named() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("Gemfile.lock"), "").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    fs::create_dir_all(at("a/b")).unwrap();
    fs::create_dir_all(at("node_modules")).unwrap();
    fs::create_dir_all(at("vendor")).unwrap();
    symlink(outside.path().join("Gemfile.lock"), at("Gemfile.lock")).unwrap();
    symlink("nowhere", at("Cargo.lock")).unwrap();
    let limits = mainstay_checkout::Limits { depth: 1, ..Default::default() };
    let scan = scan(folder.path(), &Options { limits, ..Options::default() }, &Silent).unwrap();
    let told: Vec<(&str, &str)> = scan.problems.iter().map(|one| (&*one.code, &*one.path)).collect();
    assert_eq!(
        told,
        [
            ("nothing-to-read", ""),
            ("file-unreadable", "Cargo.lock"),
            ("link-not-followed", "Gemfile.lock"),
            ("too-deep", "a/b")
        ]
    );
    assert!(scan.problems[3].message.contains("deeper than 1 folders"), "{:?}", scan.problems[3]);
    let coverage = &scan.coverage;
    assert_eq!((coverage.unreadable, coverage.links_not_followed), (2, 1));
    assert_eq!(coverage.lockfile_links_not_followed, 1);
    assert_eq!(
        (&*coverage.installed, &*coverage.vendored),
        (&["node_modules".to_owned()][..], &["vendor".to_owned()][..])
    );
}

/// Whether a scan of a lockfile and of what `also` adds is whole, with its problems.
#[cfg(unix)]
fn whole(options: &Options, also: impl FnOnce(&std::path::Path)) -> (bool, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Cargo.lock"), LOCK.replace("APP", "shop")).unwrap();
    also(folder.path());
    let scan = scan(folder.path(), options, &Silent).unwrap();
    let codes = scan.problems.iter().map(|one| one.code.to_string()).collect();
    let graph = scan.bom.component(scan.bom.subjects[0]).graph;
    assert_eq!(scan.coverage.is_whole(), graph == Graph::Complete, "the document says so too");
    (scan.coverage.is_whole(), codes)
}

#[cfg(unix)]
#[test]
fn a_scan_that_missed_a_part_of_the_tree_is_not_whole() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let none = |_: &std::path::Path| {};
    let usual = Options::default();
    let bounded = |limits| Options { limits, ..Options::default() };
    let at = |path: &[u8]| std::path::PathBuf::from(std::ffi::OsStr::from_bytes(path));
    assert_eq!(whole(&usual, none), (true, vec![]));
    for (options, also, code) in [
        (
            bounded(mainstay_checkout::Limits { files: 1, ..Default::default() }),
            &|root: &std::path::Path| {
                // Whichever of both is met first is read.
                fs::create_dir(root.join("a")).unwrap();
                fs::copy(root.join("Cargo.lock"), root.join("a/Cargo.lock")).unwrap();
            },
            "too-many-files",
        ),
        (
            bounded(mainstay_checkout::Limits { depth: 1, ..Default::default() }),
            &|root| fs::create_dir_all(root.join("a/b")).unwrap(),
            "too-deep",
        ),
        (usual.clone(), &|root| symlink("/nowhere/else", root.join("yarn.lock")).unwrap(), "file-unreadable"),
        (
            usual.clone(),
            &|root| symlink(std::env::temp_dir().canonicalize().unwrap(), root.join("yarn.lock")).unwrap(),
            "link-not-followed",
        ),
        (
            usual.clone(),
            &|root| symlink(std::env::temp_dir().canonicalize().unwrap(), root.join("package.json")).unwrap(),
            "lockfile-missing",
        ),
        (usual.clone(), &|root| fs::create_dir(root.join(at(b"caf\xe9"))).unwrap(), "name-not-utf8"),
    ] as [(Options, &dyn Fn(&std::path::Path), &str); 6]
    {
        assert_eq!(whole(&options, also), (false, vec![code.to_owned()]), "{code}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_bears_no_lockfiles_name_or_stands_in_a_vendored_folder_leaves_a_scan_whole() {
    use std::os::unix::fs::symlink;
    let outside = || std::env::temp_dir().canonicalize().unwrap();
    let made = |root: &std::path::Path| {
        symlink(outside(), root.join("bazel-out")).unwrap();
        fs::create_dir(root.join("vendor")).unwrap();
        symlink(outside(), root.join("vendor/yarn.lock")).unwrap();
        symlink("/nowhere/else", root.join("vendor/Gemfile.lock")).unwrap();
    };
    assert!(whole(&Options::default(), made).0);
    let (read, codes) = whole(&Options { vendored: true, ..Options::default() }, made);
    assert_eq!((read, codes), (false, vec!["file-unreadable".to_owned(), "link-not-followed".to_owned()]));
}

#[test]
fn what_a_scan_met_comes_back_from_its_document_whatever_format_can_hold_it() {
    let lock = LOCK.replace("APP", "shop");
    let files = [
        ("Cargo.lock", &*lock),
        ("a/poetry.lock", "broken ["),
        ("b/package.json", r#"{"dependencies": {"a": "1"}}"#),
    ];
    let scan = scan_files(&files, &Options::default());
    let told: Vec<(&str, &str)> = scan.problems.iter().map(|one| (&*one.code, &*one.path)).collect();
    assert_eq!(told, [("lockfile-unreadable", "a/poetry.lock"), ("lockfile-missing", "b/package.json")]);
    let serial = "3e671687-395b-41f5-a30f-a58921a69b79".to_owned();
    let stamp = Stamp { created: "2026-11-22T10:00:00Z".to_owned(), serial, tool: Tool::default() };
    for format in ["cyclonedx-1.5-json", "cyclonedx-1.6-xml", "cyclonedx-1.7-json"] {
        let written = render(&scan.bom, format, &stamp).unwrap();
        let read = parse(&written.bytes, &Limits::default()).unwrap().value;
        assert_eq!(super::problems(&read), scan.problems, "{format}");
    }
    // Elsewhere whoever writes the document is told.
    let written = render(&scan.bom, "spdx-json", &stamp).unwrap();
    assert!(written.losses.iter().any(|loss| loss.message.contains("propert")), "{:?}", written.losses);
}
