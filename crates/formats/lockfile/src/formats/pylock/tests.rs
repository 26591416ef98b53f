use mainstay_model::{Directness, Graph, Origin, Scope};

use crate::recognize;
use crate::testing::{codes, edges, find, labels, parse, parse_in, standing};

const LOCK: &str = r#"
lock-version = '1.0'
created-by = 'somebody'

[[packages]]
name = 'a'
version = '1.0'
index = 'https://registry.example/simple'
dependencies = [{name = 'b'}, {name = 'lost'}]
wheels = [{name = 'a.whl', url = 'https://registry.example/a.whl', hashes = {sha256 = '0000000000000000000000000000000000000000000000000000000000000001'}}]

[[packages]]
name = 'app'
directory = {path = '.', editable = true}

[[packages]]
name = 'b'
vcs = {type = 'git', url = 'https://h.example/b', commit-id = 'abc'}
"#;

#[test]
fn the_project_stands_for_itself() {
    let project = "[project]\nname = 'app'\ndependencies = ['a']\n";
    let parsed = parse_in(&[("pylock.toml", LOCK), ("pyproject.toml", project)], "pylock.toml");
    let bom = &parsed.value;
    assert_eq!(labels(bom), ["a@1.0", "app", "b"]);
    assert_eq!(edges(bom), ["a@1.0 -> b", "app -> a@1.0"]);
    assert_eq!(standing(bom, "a"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(codes(&parsed), ["dependency-missing"], "a commit is as good as a version");
    assert_eq!(find(bom, "a").hashes.len(), 1);
    assert_eq!(find(bom, "a").origin, Origin::Registry("https://registry.example/simple".into()));
}

#[test]
fn without_any_dependencies_the_graph_is_unknown() {
    let bom =
        parse("pylock.dev.toml", "lock-version = '1.0'\n[[packages]]\nname = 'a'\nversion = '1'\n").value;
    assert_eq!(find(&bom, "a").graph, Graph::Unknown);
    assert_eq!(recognize("x/pylock.dev.toml").unwrap().id, "pylock");
}

#[test]
fn a_need_that_tells_version_or_index_means_that_package_alone() {
    let lock = "lock-version = '1.0'
[[packages]]
name = 'a'
version = '1'
dependencies = [{name = 't', version = '2.6.0'}]
[[packages]]
name = 'b'
version = '1'
dependencies = [{name = 't', index = 'https://cpu.example/simple'}]
[[packages]]
name = 't'
version = '2.6.0'
index = 'https://registry.example/simple'
[[packages]]
name = 't'
version = '2.6.0+cpu'
index = 'https://cpu.example/simple'
";
    assert_eq!(edges(&parse("pylock.toml", lock).value), ["a@1 -> t@2.6.0", "b@1 -> t@2.6.0+cpu"]);
}
