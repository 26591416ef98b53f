use mainstay_model::{Directness, Origin, Scope};

use crate::testing::{codes, edges, find, labels, parse, parse_in, standing};

const LOCK: &str = r#"
[metadata]
groups = ["default", "test", "gui"]
lock_version = "4.5.0"

[[package]]
name = "a"
version = "1.0"
groups = ["default"]
dependencies = ["b[x]>=1; python_version > '3'", "win; sys_platform == 'win32'", "lost"]
files = [{url = "https://registry.example/a.whl", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000001"}]

[[package]]
name = "b"
version = "1.0"
groups = ["default", "test"]

[[package]]
name = "b"
version = "1.0"
extras = ["x"]
groups = ["default"]
dependencies = ["b==1.0", "c"]

[[package]]
name = "c"
version = "1.0"
groups = ["gui"]
git = "https://h.example/c"
ref = "main"
revision = "abc"

[[package]]
name = "t"
version = "1.0"
groups = ["test"]
"#;

#[test]
fn extras_of_a_package_are_one_component() {
    let project = "[project]\nname = 'app'\ndependencies = ['a>=1']\n[project.optional-dependencies]\ngui = ['c']\n[dependency-groups]\ntest = ['t', {include-group = 'x'}]\n";
    let parsed = parse_in(&[("pdm.lock", LOCK), ("pyproject.toml", project)], "pdm.lock");
    let bom = &parsed.value;
    assert_eq!(labels(bom), ["a@1.0", "b@1.0", "c@1.0", "t@1.0", "app"]);
    let expected = ["a@1.0 -> b@1.0", "app -> a@1.0", "app -> c@1.0", "app -> t@1.0", "b@1.0 -> c@1.0"];
    assert_eq!(edges(bom), expected);
    assert_eq!(standing(bom, "t"), (Some(Scope::Development), Directness::Direct));
    assert_eq!(standing(bom, "b"), (Some(Scope::Runtime), Directness::Transitive));
    assert_eq!(find(bom, "a").origin, Origin::Download("https://registry.example/a.whl".into()));
    assert!(matches!(&find(bom, "c").origin, Origin::Vcs { revision: Some(commit), .. } if commit == "abc"));
    assert_eq!(codes(&parsed), ["dependency-missing"]);
}

#[test]
fn alone_only_the_default_group_is_known() {
    let bom = parse("pdm.lock", LOCK).value;
    assert_eq!(standing(&bom, "a"), (Some(Scope::Runtime), Directness::Unknown));
    assert_eq!(standing(&bom, "t"), (None, Directness::Unknown));
}

#[test]
fn older_files_keep_digests_apart() {
    let text = "[metadata]\nlock_version = '4.2'\n[metadata.files]\n\"a 1.0\" = [{url = 'x', hash = 'sha256:0000000000000000000000000000000000000000000000000000000000000001'}]\n[[package]]\nname = 'a'\nversion = '1.0'\n";
    assert_eq!(find(&parse("pdm.lock", text).value, "a").hashes.len(), 1);
}
