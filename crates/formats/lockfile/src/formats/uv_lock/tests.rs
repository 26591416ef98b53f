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
