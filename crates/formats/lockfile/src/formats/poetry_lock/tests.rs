use mainstay_model::{Directness, Origin, Scope};

use crate::testing::{codes, edges, find, parse, parse_in, standing};

const V2: &str = r#"
[[package]]
name = "A.b"
version = "1.0"
optional = false
groups = ["main", "dev"]
files = [
    {file = "a.whl", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000001"},
]

[package.dependencies]
fork = [
    {version = ">=1,<2", markers = "python_version < '3'"},
    {version = ">=2", markers = "python_version >= '3'"},
]
o = {version = "*", optional = true}
absent = {version = "*", optional = true}
lost = "*"
elsewhere = {version = "*", markers = "sys_platform == \"win32\""}

[package.source]
type = "legacy"
url = "https://registry.example/simple"
reference = "own"

[[package]]
name = "fork"
version = "1.5"
optional = false
groups = ["main"]

[[package]]
name = "fork"
version = "2.5"
optional = false
groups = ["main"]

[[package]]
name = "g"
version = "0.1"
optional = false
groups = ["dev"]
[package.source]
type = "git"
url = "https://h.example/g"
reference = "main"
resolved_reference = "abc"

[[package]]
name = "o"
version = "1.0"
optional = true
groups = ["main"]

[metadata]
lock-version = "2.1"
"#;

#[test]
fn the_project_names_what_is_direct() {
    let project = "[tool.poetry]\nname = 'app'\nversion = '1.0'\nlicense = 'MIT'\n[tool.poetry.dependencies]\npython = '^3'\na-b = '^1'\n[tool.poetry.group.dev.dependencies]\ng = {git = 'x'}\n";
    let parsed = parse_in(&[("poetry.lock", V2), ("pyproject.toml", project)], "poetry.lock");
    let bom = &parsed.value;
    let expected = [
        "A.b@1.0 -> fork@1.5",
        "A.b@1.0 -> fork@2.5",
        "A.b@1.0 -> o@1.0",
        "app@1.0 -> A.b@1.0",
        "app@1.0 -> g@0.1",
    ];
    assert_eq!(edges(bom), expected);
    assert_eq!(standing(bom, "g"), (Some(Scope::Development), Directness::Direct));
    assert_eq!(standing(bom, "o"), (Some(Scope::Optional), Directness::Transitive));
    assert_eq!(codes(&parsed), ["dependency-missing"]);
    assert_eq!(find(bom, "A.b").purl.as_ref().unwrap().to_string().split('@').next(), Some("pkg:pypi/a.b"));
    assert_eq!(find(bom, "A.b").origin, Origin::Registry("https://registry.example/simple".into()));
}

#[test]
fn alone_it_tells_groups_but_not_who_is_direct() {
    let parsed = parse("poetry.lock", V2);
    assert_eq!(standing(&parsed.value, "g"), (Some(Scope::Development), Directness::Unknown));
    assert_eq!(standing(&parsed.value, "A.b"), (Some(Scope::Runtime), Directness::Unknown));
    assert!(codes(&parsed).contains(&"manifest-missing"));
}

#[test]
fn older_versions_keep_category_and_digests_apart() {
    let text = "[[package]]\nname = \"a\"\nversion = \"1\"\ncategory = \"dev\"\noptional = false\n[[package]]\nname = \"b\"\nversion = \"1\"\n[metadata]\nlock-version = \"1.1\"\n[metadata.files]\na = [{file = \"a\", hash = \"sha256:0000000000000000000000000000000000000000000000000000000000000001\"}]\n[metadata.hashes]\nb = [\"0000000000000000000000000000000000000000000000000000000000000002\"]\n";
    let bom = parse("poetry.lock", text).value;
    assert_eq!(standing(&bom, "a").0, Some(Scope::Development));
    assert_eq!(standing(&bom, "b").0, None);
    assert_eq!((find(&bom, "a").hashes.len(), find(&bom, "b").hashes.len()), (1, 1));
}

#[test]
fn a_bare_version_means_that_version() {
    let entry = |name: &str, version: &str, need: &str| {
        format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n[package.dependencies]\n{need}\n")
    };
    let lock = [
        entry("a", "1.0", "core = \"2.27.2\""),
        entry("a", "2.0", "core = \"2.33.2\""),
        entry("b", "1.0", "core = \">=1,<2.30 || >2.30,<2.33\""),
        entry("c", "1.0", "core = \"*\""),
        entry("core", "2.27.2", ""),
        entry("core", "2.33.2", ""),
    ];
    let expected = [
        "a@1.0 -> core@2.27.2",
        "a@2.0 -> core@2.33.2",
        "b@1.0 -> core@2.27.2",
        "c@1.0 -> core@2.27.2",
        "c@1.0 -> core@2.33.2",
    ];
    assert_eq!(edges(&parse("poetry.lock", &lock.concat()).value), expected);
}
