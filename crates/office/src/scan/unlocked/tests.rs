use mainstay_model::Problem;

use crate::scan::tests::scan_files;
use crate::scan::{Options, Scan};

fn scan(files: &[(&str, &str)]) -> Scan {
    scan_files(files, &Options::default())
}

/// The paths that are told.
fn told(scan: &Scan) -> Vec<&str> {
    missing(scan).map(|problem| &*problem.path).collect()
}

fn missing(scan: &Scan) -> impl Iterator<Item = &Problem> {
    scan.problems.iter().filter(|problem| problem.code == "lockfile-missing")
}

const CARGO: &str = "version = 4\n[[package]]\nname = \"x\"\nversion = \"0.1.0\"\n";
const NPM: &str = r#"{"name": "x", "dependencies": {"a": "^1"}}"#;

#[test]
fn a_manifest_without_a_lockfile_of_its_ecosystem_is_counted_and_told_with_its_remedy() {
    let scan = scan(&[
        ("Cargo.lock", CARGO),
        ("Cargo.toml", "[package]\nname = 'x'\n[dependencies]\na = '1'\n"),
        ("web/package.json", NPM),
        ("tool/pyproject.toml", "[project]\nname = 'tool'\ndependencies = ['a']\n"),
    ]);
    assert_eq!((scan.coverage.parsed, scan.coverage.without_lockfile), (1, 2));
    assert_eq!(told(&scan), ["tool/pyproject.toml", "web/package.json"]);
    assert!(missing(&scan).last().unwrap().message.contains("npm install"), "{:?}", scan.problems);
    assert!(!scan.coverage.is_whole() && !scan.coverage.is_empty());
}

#[test]
fn a_manifest_that_needs_nothing_or_stands_beside_its_lockfile_is_no_gap() {
    let lock = r#"{"name": "x", "lockfileVersion": 3, "packages": {"": {"name": "x"}}}"#;
    let scan = scan(&[
        ("package.json", NPM),
        ("package-lock.json", lock),
        ("api/package.json", r#"{"name": "api", "type": "module"}"#),
        ("py/setup.py", "setup(install_requires=['a'])\n"),
        ("py/requirements/base.txt", "a==1\n"),
        ("java/build.gradle", "dependencies {\n}\n"),
        ("java/gradle/libs.versions.toml", "[libraries]\na = 'g:a:1'\n"),
        ("java/app/build.gradle", "dependencies {\n}\n"),
    ]);
    assert_eq!(told(&scan), [""; 0]);
    assert!(scan.coverage.is_whole());
}

#[test]
fn a_list_of_something_else_does_not_answer() {
    let project = "[project]\nname = 'x'\ndependencies = ['Flask>=2', 'click']\n";
    let other = scan(&[("pyproject.toml", project), ("requirements-docs.txt", "mkdocs==1\n")]);
    assert_eq!(told(&other), ["pyproject.toml"]);
    let same = scan(&[("pyproject.toml", project), ("requirements.txt", "flask==3\nclick==8\n")]);
    assert_eq!(told(&same), [""; 0]);
}

#[test]
fn a_lockfile_above_answers_for_the_members_that_it_lists() {
    let lock = r#"{"name": "x", "lockfileVersion": 3, "packages": {
        "": {"name": "x", "workspaces": ["packages/*"]}, "packages/a": {"name": "a", "version": "1.0.0"}}}"#;
    let scan = scan(&[
        ("package-lock.json", lock),
        ("packages/a/package.json", NPM),
        ("templates/b/package.json", r#"{"name": "b", "devDependencies": {"c": "1"}}"#),
        (
            "uv.lock",
            "version = 1\n[[package]]\nname = \"my-lib\"\nversion = \"1\"\nsource = { editable = \"lib\" }\n",
        ),
        ("lib/pyproject.toml", "[project]\nname = 'my_lib'\ndependencies = ['a']\n"),
    ]);
    assert_eq!(told(&scan), ["templates/b/package.json"]);
}

#[test]
fn a_lockfile_that_cannot_be_read_is_told_once() {
    let scan = scan(&[("package-lock.json", "{"), ("package.json", NPM), ("a/package.json", NPM)]);
    assert_eq!((scan.coverage.failed, scan.coverage.without_lockfile), (1, 0));
}

#[test]
fn several_manifests_of_one_project_are_one() {
    let scan = scan(&[
        ("pyproject.toml", "[project]\nname = 'x'\ndynamic = ['dependencies']\n"),
        ("setup.py", "setup(install_requires=['a'])\n"),
        ("build.gradle", "dependencies {\n}\n"),
    ]);
    assert_eq!(told(&scan), ["build.gradle", "pyproject.toml"]);
}

#[test]
fn others_source_and_the_data_of_tests_are_left_apart() {
    let scan = scan(&[
        ("vendor/a/package.json", NPM),
        ("node_modules/a/package.json", NPM),
        ("src/tests/fixtures/a/package.json", NPM),
    ]);
    assert_eq!((scan.coverage.without_lockfile, scan.coverage.test_data_without_lockfile), (0, 1));
    assert_eq!(told(&scan), [""; 0]);
}

#[test]
fn many_are_counted_and_the_first_are_named() {
    let files: Vec<(String, &str)> =
        (0..30).map(|number| (format!("{number:02}/Gemfile"), "gem 'a'\n")).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let scan = scan(&files);
    assert_eq!(scan.coverage.without_lockfile, 30);
    let messages: Vec<&str> = missing(&scan).map(|problem| &*problem.message).collect();
    assert_eq!(messages.len(), 21);
    assert!(messages.iter().any(|message| message.starts_with("10 more")));
}
