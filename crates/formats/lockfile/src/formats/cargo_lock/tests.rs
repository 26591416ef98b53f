use mainstay_model::{Directness, Graph, Origin, Scope};

use crate::testing::{codes, edges, find, labels, parse, parse_in, standing};

const LOCK: &str = r#"version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "log",
 "rand 0.7.3",
 "rand 0.8.5",
 "tool",
]

[[package]]
name = "cc"
version = "1.0.0"
source = "registry+https://registry.example/index"
checksum = "000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f"

[[package]]
name = "log"
version = "0.4.1"
source = "git+https://me:secret@git.example/log?branch=main#abc123"

[[package]]
name = "rand"
version = "0.7.3"
source = "registry+https://registry.example/index"
dependencies = ["cc"]

[[package]]
name = "rand"
version = "0.8.5"
source = "registry+https://registry.example/index"

[[package]]
name = "tool"
version = "0.2.0"
dependencies = ["cc", "missing"]
"#;

const ROOT: &str = r#"
[workspace]
members = ["crates/*"]
[workspace.package]
license = "Apache-2.0"
[workspace.dependencies]
log = { version = "0.4", git = "https://git.example/log" }
[package]
name = "app"
license.workspace = true
[dependencies]
log = { workspace = true, optional = true }
[dev-dependencies]
old-rand = { package = "rand", version = "0.7" }
[target.'cfg(unix)'.dependencies]
rand = "0.8"
tool = { path = "crates/tool" }
"#;

const TOOL: &str = "[package]\nname = 'tool'\n[build-dependencies]\ncc = '1'\n";

#[test]
fn without_manifests_scope_is_unknown() {
    let parsed = parse("Cargo.lock", LOCK);
    let bom = &parsed.value;
    assert_eq!(labels(bom), ["app@0.1.0", "cc@1.0.0", "log@0.4.1", "rand@0.7.3", "rand@0.8.5", "tool@0.2.0"]);
    assert_eq!(standing(bom, "rand@0.8.5"), (None, Directness::Direct));
    assert_eq!(bom.subjects.len(), 2);
    assert_eq!(codes(&parsed), ["dependency-missing"]);
    assert_eq!(find(bom, "cc").locations[0].line, Some(14));
    assert_eq!(find(bom, "cc").hashes[0].algorithm, "SHA-256");
}

#[test]
fn manifests_tell_scope_through_globs_renames_targets_and_inheritance() {
    let files = [("w/Cargo.lock", LOCK), ("w/Cargo.toml", ROOT), ("w/crates/tool/Cargo.toml", TOOL)];
    let bom = parse_in(&files, "w/Cargo.lock").value;
    assert_eq!(standing(&bom, "log"), (Some(Scope::Optional), Directness::Direct));
    assert_eq!(standing(&bom, "rand@0.7.3"), (Some(Scope::Development), Directness::Direct));
    assert_eq!(standing(&bom, "rand@0.8.5"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(&bom, "cc"), (Some(Scope::Build), Directness::Direct));
    assert_eq!(find(&bom, "app").licenses[0].value.as_str(), "Apache-2.0");
    assert_eq!(find(&bom, "tool").origin, Origin::Path("w/crates/tool".into()));
    assert_eq!(edges(&bom).len(), 6);
}

#[test]
fn git_sources_keep_the_commit_and_lose_the_password() {
    let bom = parse("Cargo.lock", LOCK).value;
    let log = find(&bom, "log");
    let expected = Origin::Vcs { url: "https://git.example/log".into(), revision: Some("abc123".into()) };
    assert_eq!(log.origin, expected);
    assert_eq!(log.purl.as_ref().unwrap().qualifiers()["vcs_url"], "git+https://git.example/log@abc123");
    assert_eq!(find(&bom, "cc").origin, Origin::Registry("https://registry.example/index".into()));
}

#[test]
fn version_1_keeps_checksums_apart_and_writes_edges_in_full() {
    let lock = r#"
[root]
name = "old"
version = "0.1.0"
dependencies = ["a 1.0.0 (registry+https://registry.example/index)", "g 0.1.0 (git+https://git.example/g)"]
[[package]]
name = "a"
version = "1.0.0"
source = "registry+https://registry.example/index"
[[package]]
name = "g"
version = "0.1.0"
source = "git+https://git.example/g#abc"
[metadata]
"checksum a 1.0.0 (registry+https://registry.example/index)" = "AA02030405060708090a0b0c0d0e0f00aa02030405060708090a0b0c0d0e0f00"
"checksum g 0.1.0 (git+https://git.example/g#abc)" = "<none>"
"#;
    let bom = parse("Cargo.lock", lock).value;
    assert_eq!(edges(&bom), ["old@0.1.0 -> a@1.0.0", "old@0.1.0 -> g@0.1.0"]);
    assert_eq!(
        find(&bom, "a").hashes[0].value,
        "aa02030405060708090a0b0c0d0e0f00aa02030405060708090a0b0c0d0e0f00"
    );
    assert!(find(&bom, "g").hashes.is_empty());
    assert_eq!(bom.document.spec_version.as_deref(), Some("1"));
}

#[test]
fn a_crate_of_another_registry_says_so_in_its_purl() {
    let text = "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"sparse+https://crates.registry.example/index/\"\n";
    let purl = parse("Cargo.lock", text).value.components[0].purl.clone().unwrap().to_string();
    assert_eq!(purl, "pkg:cargo/a@1.0.0?repository_url=https:%2F%2Fcrates.registry.example%2Findex");
}

#[test]
fn what_a_manifest_asks_for_and_the_lock_does_not_list_is_told() {
    let root = r#"
[workspace]
members = []
[package]
name = "app"
[dependencies]
log = "0.5"
rand = "0.8"
rand_old = { package = "rand", version = "0.7" }
tool = { path = "tool" }
new = { version = "1", optional = true }
[dev-dependencies]
app = { path = "." }
"#;
    // Of a package that is no member, Cargo locks neither what it tests with nor what nobody asks it for.
    let tool = "[package]\nname = 'tool'\n[dependencies]\nmissing = '1'\nlater = '1'\nperhaps = { version = '1', optional = true }\n\
                [build-dependencies]\ncc = '1'\n[dev-dependencies]\ntests = '1'\n";
    let files = [("Cargo.lock", LOCK), ("Cargo.toml", root), ("tool/Cargo.toml", tool)];
    let parsed = parse_in(&files, "Cargo.lock");
    let told: Vec<_> =
        parsed.problems.iter().map(|problem| problem.message.split('`').nth(1).unwrap()).collect();
    assert_eq!(told, ["log", "new", "missing", "later"]);
    assert_eq!(codes(&parsed), ["dependency-missing"; 4]);
    assert_eq!(find(&parsed.value, "app").graph, Graph::Partial);
}

#[test]
fn where_an_own_package_stands_is_not_known_without_its_manifest() {
    let lock = "version = 4\n[[package]]\nname = \"main\"\nversion = \"0.1.0\"\ndependencies = [\"shared\"]\n[[package]]\nname = \"shared\"\nversion = \"0.3.0\"\n";
    let manifest =
        "[package]\nname = 'main'\nversion = '0.1.0'\n[dependencies]\nshared = {path = '../../shared'}\n";
    let bom = parse_in(&[("w/Cargo.lock", lock), ("w/Cargo.toml", manifest)], "w/Cargo.lock").value;
    assert_eq!(find(&bom, "main").origin, Origin::Path("w".into()));
    assert_eq!(find(&bom, "shared").origin, Origin::Unknown);
    assert!(find(&bom, "shared").first_party);
}

#[test]
fn what_is_listed_is_looked_up_for_each_declaration_and_not_searched_for() {
    let many = |write: &dyn Fn(usize) -> String| (0..50_000).map(write).collect::<String>();
    let lock = format!(
        "version = 4\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [{}]\n{}",
        many(&|number| format!("\"d{number}\",")),
        many(&|number| format!("[[package]]\nname = \"d{number}\"\nversion = \"1.0.0\"\n")),
    );
    let manifest =
        format!("[package]\nname = 'app'\n[dependencies]\n{}", many(&|number| format!("d{number} = '1'\n")));
    let parsed = parse_in(&[("Cargo.lock", &lock), ("Cargo.toml", &manifest)], "Cargo.lock");
    assert_eq!((edges(&parsed.value).len(), codes(&parsed).len()), (50_000, 0));
}

const DEMO_LOCK: &str = r#"version = 4
[[package]]
name = "demo"
version = "0.1.0"
dependencies = ["core"]
[[package]]
name = "core"
version = "0.1.0"
dependencies = ["log", "parts"]
[[package]]
name = "log"
version = "1.2.0"
source = "registry+https://registry.example/index"
[[package]]
name = "parts"
version = "0.1.0"
dependencies = ["log"]
"#;

/// A lockfile whose workspace says other things than that of the packages that it leans on.
const DEMO: [(&str, &str); 4] = [
    ("demo/Cargo.lock", DEMO_LOCK),
    (
        "demo/Cargo.toml",
        "[workspace]\n[workspace.package]\nlicense = 'MIT'\n[workspace.dependencies]\nlogger = '3'\n[package]\nname = 'demo'\n\
         [dependencies]\ncore = { path = '../crates/core' }\n",
    ),
    (
        "crates/core/Cargo.toml",
        "[package]\nname = 'core'\nlicense.workspace = true\n[dependencies]\nparts.workspace = true\n\
         [build-dependencies]\nlogger.workspace = true\n",
    ),
    ("crates/parts/Cargo.toml", "[package]\nname = 'parts'\n[build-dependencies]\nlogger.workspace = true\n"),
];

const OUTER: &str = "[workspace]\nmembers = ['crates/*']\nexclude = ['demo']\n[workspace.package]\nlicense = 'Apache-2.0'\n\
                     [workspace.dependencies]\nlogger = { package = 'log', version = '1' }\nparts = { path = 'crates/parts' }\n";

#[test]
fn a_package_of_another_workspace_inherits_from_that_one() {
    let parsed = parse_in(&[&DEMO[..], &[("Cargo.toml", OUTER)]].concat(), "demo/Cargo.lock");
    assert_eq!(codes(&parsed), [""; 0]);
    let bom = &parsed.value;
    assert_eq!(standing(bom, "log"), (Some(Scope::Build), Directness::Direct));
    assert_eq!(find(bom, "core").licenses[0].value.as_str(), "Apache-2.0");
    assert_eq!(find(bom, "parts").origin, Origin::Path("crates/parts".into()));
}

#[test]
fn the_root_of_a_workspace_may_be_named_by_the_package() {
    let core =
        format!("{}[package.metadata]\n", DEMO[2].1.replacen("]\n", "]\nworkspace = '../../roots/a'\n", 1));
    let root = OUTER.replace("crates/parts", "../../crates/parts");
    let files =
        [DEMO[0], DEMO[1], (DEMO[2].0, core.as_str()), DEMO[3], ("roots/a/Cargo.toml", root.as_str())];
    let parsed = parse_in(&files, "demo/Cargo.lock");
    assert_eq!(codes(&parsed), [""; 0]);
    assert_eq!(find(&parsed.value, "core").licenses[0].value.as_str(), "Apache-2.0");
    assert_eq!(find(&parsed.value, "parts").origin, Origin::Path("crates/parts".into()));
}

#[test]
fn what_is_inherited_from_a_workspace_that_is_not_found_is_not_checked() {
    let roots = [
        "[package]\nname = 'no-root'\n",
        "[workspace]\nexclude = ['crates']\n[workspace.dependencies]\nlogger = 'none'\n",
        "<<<<<<<",
    ];
    for root in roots {
        let parsed = parse_in(&[&DEMO[..], &[("Cargo.toml", root)]].concat(), "demo/Cargo.lock");
        assert!(!codes(&parsed).contains(&"dependency-missing"), "{root}: {:?}", parsed.problems);
        let core = find(&parsed.value, "core");
        assert_eq!((core.licenses.len(), core.graph), (0, Graph::Complete), "{root}");
    }
}

#[test]
fn a_folder_that_a_workspace_leaves_out_is_of_it_where_it_is_named_too() {
    let outer = OUTER.replace("['crates/*']", "['crates/core']").replace("['demo']", "['crates']");
    let parsed = parse_in(&[&DEMO[..], &[("Cargo.toml", outer.as_str())]].concat(), "demo/Cargo.lock");
    assert_eq!(find(&parsed.value, "core").licenses[0].value.as_str(), "Apache-2.0");
}

#[test]
fn what_stands_below_a_folder_that_is_left_out_is_no_member_unless_it_is_named() {
    let lock = "version = 4\n[[package]]\nname = 'app'\nversion = '0.1.0'\n";
    let root =
        |members: &str, exclude: &str| format!("[workspace]\nmembers = {members}\nexclude = {exclude}\n");
    let package =
        |license: &str| format!("[package]\nname = 'app'\nversion = '0.1.0'\nlicense = '{license}'\n");
    let (app, fixture) = (package("MIT"), package("ISC") + "[dependencies]\nserde = '1'\n");
    for (members, exclude) in [
        ("['crates/fixtures/*', 'crates/app']", "['crates/fixtures']"),
        ("['crates/*', 'crates/app']", "['crates', 'crates/app']"),
    ] {
        let files = [
            ("Cargo.lock", lock),
            ("Cargo.toml", &root(members, exclude)),
            ("crates/app/Cargo.toml", &app),
            ("crates/fixtures/app/Cargo.toml", &fixture),
        ];
        let parsed = parse_in(&files, "Cargo.lock");
        assert_eq!(codes(&parsed), [""; 0], "{exclude}");
        let app = find(&parsed.value, "app");
        assert_eq!(
            (app.licenses[0].value.as_str(), &app.origin),
            ("MIT", &Origin::Path("crates/app".into()))
        );
    }
}
