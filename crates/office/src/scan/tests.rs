use std::fs;

use mainstay_model::{Directness, RelationKind};

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

fn scan_files(files: &[(&str, &str)], options: &Options) -> Scan {
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
