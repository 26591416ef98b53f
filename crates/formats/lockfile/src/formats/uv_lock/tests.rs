use mainstay_model::{Directness, Origin, Scope};

use crate::Refusal;
use crate::testing::{Files, codes, edges, find, parse, parse_in, standing, try_parse};

const LOCK: &str = r#"version = 1
revision = 3

[[package]]
name = "app"
version = "0.1.0"
source = { editable = "." }
dependencies = [
    { name = "a", extra = ["fast"] },
    { name = "fork", version = "1.0", source = { registry = "https://registry.example/simple" }, marker = "x" },
]

[package.optional-dependencies]
gui = [{ name = "g" }]

[package.dev-dependencies]
dev = [{ name = "fork", version = "2.0", source = { registry = "https://registry.example/simple" } }, { name = "lost" }]

[[package]]
name = "a"
version = "1.0"
source = { registry = "https://u:p@registry.example/simple" }
sdist = { url = "https://registry.example/a.tar.gz", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000001", size = 1 }
wheels = [{ url = "https://registry.example/a.whl", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000002" }]

[package.optional-dependencies]
fast = [{ name = "f" }]

[[package]]
name = "f"
version = "1.0"
source = { url = "https://files.example/f.whl" }

[[package]]
name = "fork"
version = "1.0"
source = { registry = "https://registry.example/simple" }

[[package]]
name = "fork"
version = "2.0"
source = { registry = "https://registry.example/simple" }

[[package]]
name = "g"
version = "1.0"
source = { git = "https://h.example/g.git?rev=main#abc" }
dependencies = [{ name = "member" }]

[[package]]
name = "member"
version = "0.2.0"
source = { virtual = "packages/member" }
"#;

#[test]
fn extras_groups_and_forks_are_told_apart() {
    let parsed = parse("uv.lock", LOCK);
    let bom = &parsed.value;
    let expected = [
        "a@1.0 -> f@1.0",
        "app@0.1.0 -> a@1.0",
        "app@0.1.0 -> fork@1.0",
        "app@0.1.0 -> fork@2.0",
        "app@0.1.0 -> g@1.0",
        "g@1.0 -> member@0.2.0",
    ];
    assert_eq!(edges(bom), expected);
    assert_eq!(standing(bom, "fork@1.0"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(bom, "fork@2.0"), (Some(Scope::Development), Directness::Direct));
    assert_eq!(standing(bom, "g"), (Some(Scope::Optional), Directness::Direct));
    assert_eq!(standing(bom, "f"), (Some(Scope::Runtime), Directness::Transitive));
    assert_eq!(codes(&parsed), ["dependency-missing"]);
    assert_eq!(bom.subjects.len(), 2);
    assert_eq!(bom.document.spec_version.as_deref(), Some("1.3"));
}

#[test]
fn origins_hashes_and_lines_are_kept() {
    let manifest = "[project]\nname = 'app'\nlicense = 'MIT'\n";
    let bom = parse_in(&[("w/uv.lock", LOCK), ("w/pyproject.toml", manifest)], "w/uv.lock").value;
    let a = find(&bom, "a");
    assert_eq!((a.hashes.len(), a.locations[0].line), (2, Some(20)));
    assert_eq!(a.origin, Origin::Registry("https://registry.example/simple".into()));
    assert_eq!(find(&bom, "f").origin, Origin::Download("https://files.example/f.whl".into()));
    assert!(matches!(&find(&bom, "g").origin, Origin::Vcs { revision: Some(commit), .. } if commit == "abc"));
    assert_eq!(find(&bom, "app").licenses[0].value.as_str(), "MIT");
    assert_eq!(find(&bom, "member").origin, Origin::Path("w/packages/member".into()));
}

#[test]
fn a_version_to_come_is_refused() {
    let files = Files::new(&[("uv.lock", "version = 2\n")]);
    assert!(matches!(try_parse(&files, "uv.lock"), Err(Refusal::Version { .. })));
}

const ROOTLESS: &str = r#"version = 1

[manifest]
members = ["member"]
constraints = [{ name = "c", specifier = "<3" }]
overrides = [{ name = "o", specifier = "==1.0" }]
requirements = [{ name = "r", specifier = "==1.0" }]

[manifest.dependency-groups]
dev = [{ name = "d", specifier = ">=1" }, { name = "lost" }, { name = "win", marker = "sys_platform == 'win32'" }]

[[package]]
name = "c"
version = "2.0"
source = { registry = "https://registry.example/simple" }

[[package]]
name = "d"
version = "1.0"
source = { registry = "https://registry.example/simple" }
dependencies = [{ name = "c" }]

[[package]]
name = "o"
version = "1.0"
source = { registry = "https://registry.example/simple" }

[[package]]
name = "r"
version = "1.0"
source = { registry = "https://registry.example/simple" }
dependencies = [{ name = "o" }]
"#;

const MEMBER: &str = r#"
[[package]]
name = "member"
version = "0.1.0"
source = { virtual = "member" }
dependencies = [{ name = "c" }]
"#;

#[test]
fn what_a_root_names_that_is_no_package_is_direct() {
    let lock = format!("{ROOTLESS}{MEMBER}");
    let parsed = parse("w/uv.lock", &lock);
    let bom = &parsed.value;
    let expected = ["d@1.0 -> c@2.0", "member@0.1.0 -> c@2.0", "r@1.0 -> o@1.0", "w -> d@1.0", "w -> r@1.0"];
    assert_eq!(edges(bom), expected);
    assert_eq!(standing(bom, "d"), (Some(Scope::Development), Directness::Direct));
    assert_eq!(standing(bom, "r"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(bom, "o"), (Some(Scope::Runtime), Directness::Transitive));
    assert_eq!(codes(&parsed), ["dependency-missing"]);
}

#[test]
fn the_lock_of_a_script_tells_what_the_script_names() {
    let parsed = parse("tools/s.py.lock", ROOTLESS);
    let bom = &parsed.value;
    assert_eq!(standing(bom, "r"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(bom, "c"), (Some(Scope::Development), Directness::Transitive));
    assert_eq!((bom.subjects.len(), bom.document.format.as_str()), (0, "uv-script-lock"));
}

#[test]
fn a_need_that_tells_version_and_source_means_that_package_alone() {
    let need = |version: &str, host: &str| {
        format!(
            "{{ name = \"t\", version = \"{version}\", source = {{ registry = \"https://{host}/simple\" }} }}"
        )
    };
    let entry = |name: &str, version: &str, host: &str, needs: &str| {
        format!(
            "[[package]]\nname = \"{name}\"\nversion = \"{version}\"\nsource = {{ registry = \"https://{host}/simple\" }}\ndependencies = [{needs}]\n"
        )
    };
    let lock = [
        "version = 1\n".to_owned(),
        entry("a", "1", "registry.example", &need("2.6.0", "cpu.example")),
        entry("b", "1", "registry.example", &need("2.6.0+cpu", "cpu.example")),
        entry("c", "1", "registry.example", &need("2.6", "registry.example")),
        entry("d", "1", "registry.example", &need("2.7", "registry.example")),
        entry("t", "2.6.0", "cpu.example", ""),
        entry("t", "2.6.0+cpu", "cpu.example", ""),
        entry("t", "2.6.0", "registry.example", ""),
    ];
    let parsed = parse("uv.lock", &lock.concat());
    let ways: Vec<_> = parsed.value.dependencies().map(|(from, to)| (from.index(), to.index())).collect();
    assert_eq!(ways, [(0, 4), (1, 5), (2, 6)]);
    assert_eq!(codes(&parsed), ["dependency-missing"], "another version is not what is needed");
}

#[test]
fn what_a_marker_keeps_out_of_the_lockfile_is_not_missing() {
    let lock = "version = 1\n[[package]]\nname = \"x\"\nversion = \"1\"\nsource = { virtual = \".\" }\n";
    let standard = "[project]\nname = 'x'\ndependencies = [\"a; python_version < '3.9'\", 'b']\n";
    let poetry = "[tool.poetry.dependencies]\nc = {version = '1', platform = 'win32'}\nd = [{version = '1', python = '<3.9'}, {version = '2'}]\ne = [{version = '1', markers = 'x'}]\n";
    let project = format!("{standard}{poetry}");
    let parsed = parse_in(&[("uv.lock", lock), ("pyproject.toml", &project)], "uv.lock");
    let names: Vec<_> = parsed.problems.iter().map(|problem| &problem.message[..3]).collect();
    assert_eq!(names, ["`b`", "`d`"]);
}
