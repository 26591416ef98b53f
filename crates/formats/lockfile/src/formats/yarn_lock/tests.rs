use mainstay_model::{Directness, Graph, Origin, Scope};

use crate::Refusal;
use crate::testing::{Files, codes, edges, find, labels, parse, parse_in, standing, try_parse};

const CLASSIC: &str = r#"# yarn lockfile v1


"@s/a@^1.0.0":
  version "1.0.0"
  resolved "https://registry.example/@s/a/-/a-1.0.0.tgz#da39a3ee5e6b4b0d3255bfef95601890afd80709"
  dependencies:
    b "^2.0.0"
    gone "1"
  optionalDependencies:
    o "1"
    absent "1"

b@^1.0.0:
  version "1.5.0"

b@^2.0.0, "b@>= 2, < 3":
  version "2.0.0"

g@o/g#main:
  version "0.1.0"
  resolved "https://codeload.github.com/o/g/tar.gz/abc"

o@1:
  version "1.0.0"

"renamed@npm:real@^3":
  version "3.0.0"
"#;

const ROOT: &str = r#"{"name": "shop", "version": "1.0.0", "license": "MIT", "workspaces": {"packages": ["packages/*"]},
  "dependencies": {"@s/a": "^1.0.0", "renamed": "npm:real@^3", "b": ">= 2, < 3"}, "devDependencies": {"b": "^1.0.0", "g": "o/g#main"}}"#;
const CART: &str =
    r#"{"name": "@s/cart", "dependencies": {"shop": "1.0.0", "lost": "^1"}, "peerDependencies": {"x": "1"}}"#;

#[test]
fn a_workspace_pattern_that_is_not_understood_is_told() {
    let told = |globs: &str| {
        let root = format!("{{\"workspaces\": [{globs}]}}");
        let parsed = parse_in(&[("yarn.lock", "# yarn lockfile v1\n"), ("package.json", &root)], "yarn.lock");
        parsed.problems.iter().filter(|problem| problem.code == "workspace-unread").count()
    };
    assert_eq!(told(r#""packages/!(a)", "@(a|b)", "p/+([a-z])", "p{1..3}""#), 4);
    assert_eq!(told(r#""packages/*", "!packages/a", "{a,b}/[c-d]?", "a{b", "(a)", "../x""#), 0);
}

#[test]
fn classic_takes_the_project_from_package_json() {
    let files = [("yarn.lock", CLASSIC), ("package.json", ROOT), ("packages/cart/package.json", CART)];
    let parsed = parse_in(&files, "yarn.lock");
    let bom = &parsed.value;
    assert_eq!(
        edges(bom),
        [
            "@s/a@1.0.0 -> b@2.0.0",
            "@s/a@1.0.0 -> o@1.0.0",
            "@s/cart -> shop@1.0.0",
            "shop@1.0.0 -> @s/a@1.0.0",
            "shop@1.0.0 -> b@1.5.0",
            "shop@1.0.0 -> b@2.0.0",
            "shop@1.0.0 -> g@0.1.0",
            "shop@1.0.0 -> real@3.0.0",
        ]
    );
    assert_eq!(standing(bom, "b@1.5.0"), (Some(Scope::Development), Directness::Direct));
    assert_eq!(standing(bom, "o"), (Some(Scope::Optional), Directness::Transitive));
    assert_eq!(codes(&parsed), ["dependency-missing", "dependency-missing"]);
    assert_eq!(parsed.problems[1].path, "packages/cart/package.json");
    assert_eq!(bom.subjects.len(), 2);
}

#[test]
fn classic_tells_hash_origin_and_line() {
    let bom = parse("yarn.lock", CLASSIC).value;
    let a = find(&bom, "@s/a@1.0.0");
    assert_eq!(a.hashes[0].value, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    assert_eq!(a.origin, Origin::Registry("https://registry.example/".into()));
    assert_eq!((a.locations[0].line, a.graph), (Some(4), Graph::Partial));
    assert_eq!(standing(&bom, "@s/a@1.0.0"), (None, Directness::Unknown));
    assert!(matches!(&find(&bom, "g").origin, Origin::Vcs { url, .. } if url == "https://github.com/o/g"));
}

#[test]
fn the_digest_behind_any_address_of_a_file_is_no_part_of_it() {
    let digest = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    let block = |name: &str, address: &str| {
        format!("{name}@^1:\n  version \"1.0.0\"\n  resolved \"https://h.example/{address}#{digest}\"\n")
    };
    let lock = format!("# yarn lockfile v1\n{}{}", block("a", "download/a/1.0.0/abc"), block("b", "o/b.git"));
    let bom = parse("yarn.lock", &lock).value;
    let (file, repository) = (find(&bom, "a@1.0.0"), find(&bom, "b@1.0.0"));
    assert_eq!(file.origin, Origin::Download("https://h.example/download/a/1.0.0/abc".into()));
    assert_eq!(file.hashes[0].value, digest);
    assert!(matches!(&repository.origin, Origin::Vcs { revision: Some(commit), .. } if commit == digest));
    assert!(repository.hashes.is_empty());
}

const BERRY: &str = r#"# Manual changes might be lost
__metadata:
  version: 8
  cacheKey: 10c0

"@s/cart@workspace:packages/cart":
  version: 0.0.0-use.local
  resolution: "@s/cart@workspace:packages/cart"
  dependencies:
    a: "npm:^1.0.0"
  languageName: unknown
  linkType: soft

"a@npm:^1.0.0, a@npm:~1.0.0":
  version: 1.0.0
  resolution: "a@npm:1.0.0::__archiveUrl=https%3A%2F%2Fregistry.example%2Fa%2F-%2Fa-1.0.0.tgz"
  dependencies:
    old: ^1.0.0
    f: "npm:~2.3.2"
    p: "npm:^1"
  dependenciesMeta:
    f:
      optional: true
  peerDependencies:
    x: "*"
  checksum: 10c0/aa
  linkType: hard

"f@npm:~2.3.2":
  version: 2.3.3
  resolution: "f@npm:2.3.3"

"f@patch:f@npm%3A~2.3.2#optional!builtin<compat/f>":
  version: 2.3.3
  resolution: "f@patch:f@npm%3A2.3.3#optional!builtin<compat/f>::version=2.3.3&hash=df0bf1"

"g@https://h.example/o/g.git":
  version: 2.0.0
  resolution: "g@https://h.example/o/g.git#commit=abc"

"old@npm:^1.0.0":
  version: 1.1.0
  resolution: "old@npm:1.1.0"

"p@patch:p@npm%3A^1#./p.patch":
  version: 1.0.0
  resolution: "p@patch:p@npm%3A1.0.0#./p.patch::version=1.0.0&hash=aa&locator=shop%40workspace%3A."

"renamed@npm:real@^3":
  version: 3.0.0
  resolution: "real@npm:3.0.0"

"shop@workspace:.":
  version: 0.0.0-use.local
  resolution: "shop@workspace:."
  dependencies:
    "@s/cart": "workspace:*"
    g: "https://h.example/o/g.git"
    renamed: "npm:real@^3"
"#;

#[test]
fn berry_lists_workspaces_and_manifests_tell_scope() {
    let root = r#"{"name": "shop", "workspaces": ["packages/*"], "dependencies": {"@s/cart": "workspace:*"},
        "devDependencies": {"g": "https://h.example/o/g.git", "renamed": "npm:real@^3"}}"#;
    let cart = r#"{"name": "@s/cart", "version": "0.3.0", "dependencies": {"a": "^1.0.0"}}"#;
    let files = [("yarn.lock", BERRY), ("package.json", root), ("packages/cart/package.json", cart)];
    let parsed = parse_in(&files, "yarn.lock");
    let bom = &parsed.value;
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    assert_eq!(
        edges(bom),
        [
            "@s/cart@0.3.0 -> a@1.0.0",
            "a@1.0.0 -> f@2.3.3",
            "a@1.0.0 -> old@1.1.0",
            "a@1.0.0 -> p@1.0.0",
            "shop -> @s/cart@0.3.0",
            "shop -> g@2.0.0",
            "shop -> real@3.0.0",
        ]
    );
    assert_eq!(standing(bom, "g"), (Some(Scope::Development), Directness::Direct));
    assert_eq!(standing(bom, "f"), (Some(Scope::Optional), Directness::Transitive));
    assert_eq!(find(bom, "f").properties[0].0, "yarn:patch");
    assert_eq!(find(bom, "a").origin, Origin::Registry("https://registry.example/".into()));
    assert_eq!(find(bom, "a").graph, Graph::Partial, "who satisfies a peer is not told");
    assert!(find(bom, "a").hashes.is_empty(), "the checksum is of Yarn's archive");
    assert!(matches!(&find(bom, "g").origin, Origin::Vcs { revision: Some(commit), .. } if commit == "abc"));
}

#[test]
fn berry_alone_still_tells_who_is_direct() {
    let parsed = parse("yarn.lock", BERRY);
    assert_eq!(standing(&parsed.value, "a"), (None, Directness::Direct));
    assert_eq!(codes(&parsed), ["manifest-missing"]);
    assert_eq!(parsed.value.subjects.len(), 2);
}

#[test]
fn an_unfinished_merge_is_told_and_both_sides_are_read() {
    let text = "# yarn lockfile v1\n<<<<<<< HEAD\na@1:\n  version \"1.0.0\"\n=======\na@2:\n  version \"2.0.0\"\n>>>>>>> x\n";
    let parsed = parse("yarn.lock", text);
    assert_eq!(labels(&parsed.value), ["a@1.0.0", "a@2.0.0"]);
    assert_eq!(codes(&parsed)[0], "merge-conflict");
}

#[test]
fn what_is_no_yarn_lock_is_refused() {
    let files = Files::new(&[("yarn.lock", "[package]\nname = 1\n")]);
    assert!(matches!(try_parse(&files, "yarn.lock"), Err(Refusal::Syntax { .. })));
    for empty in ["# yarn lockfile v1\n\n", "# only a comment\n", ""] {
        assert!(parse("yarn.lock", empty).value.components.is_empty());
    }
}

#[test]
fn berry_binds_paths_to_who_asks_and_resolutions_redirect() {
    let lock = r#"__metadata:
  version: 8

"bar@npm:2.5.0":
  version: 2.5.0
  resolution: "bar@npm:2.5.0"

"dep@npm:^1":
  version: 1.1.0
  resolution: "dep@npm:1.1.0"
  dependencies:
    bar: "npm:^2"
    foo: "npm:^1"

"fl@file:./fl::locator=root%40workspace%3A.":
  version: 1.0.0
  resolution: "fl@file:./fl#./fl::hash=abc&locator=root%40workspace%3A."

"foo@patch:foo@npm%3A1.0.0#~/.yarn/patches/foo.patch":
  version: 1.0.0
  resolution: "foo@patch:foo@npm%3A1.0.0#~/.yarn/patches/foo.patch::version=1.0.0&hash=aaa"

"lnk@link:./lnk::locator=root%40workspace%3A.":
  version: 0.0.0-use.local
  resolution: "lnk@link:./lnk::locator=root%40workspace%3A."
  linkType: soft

"odd@patch:odd@npm%3A3.0.1#./x.patch::locator=root%40workspace%3A.":
  version: 3.0.1
  resolution: "odd@patch:odd@npm%3A3.0.1#./x.patch::version=3.0.1&hash=aaa&locator=root%40workspace%3A."

"root@workspace:.":
  version: 0.0.0-use.local
  resolution: "root@workspace:."
  linkType: soft
"#;
    let manifest = r#"{"name": "root", "version": "1.0.0", "dependencies": {"odd": "patch:odd@npm%3A3.0.1#./x.patch",
 "dep": "^1", "lnk": "link:./lnk", "fl": "file:./fl"},
 "resolutions": {"foo": "patch:foo@npm%3A1.0.0#~/.yarn/patches/foo.patch", "bar@npm:^2": "2.5.0"}}"#;
    let parsed = parse_in(&[("yarn.lock", lock), ("package.json", manifest)], "yarn.lock");
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    let expected = [
        "dep@1.1.0 -> bar@2.5.0",
        "dep@1.1.0 -> foo@1.0.0",
        "root@1.0.0 -> dep@1.1.0",
        "root@1.0.0 -> fl@1.0.0",
        "root@1.0.0 -> lnk",
        "root@1.0.0 -> odd@3.0.1",
    ];
    assert_eq!(edges(&parsed.value), expected);
}

#[test]
fn a_path_starts_where_it_is_asked_for_and_is_told_from_the_root_of_the_tree() {
    let block = |name: &str, reference: &str, folder: &str| {
        format!(
            "\"{name}@{reference}::locator=x%40workspace%3A{folder}\":\n  version: 1.0.0\n  resolution: \"{name}@{reference}::locator=x%40workspace%3A{folder}\"\n\n"
        )
    };
    let lock = [
        "__metadata:\n  version: 8\n\n".to_owned(),
        block("a", "portal:./vendor/a", "."),
        block("b", "link:../b", "packages%2Fx"),
        block("c", "file:./c.tgz", "packages%2Fx"),
        block("d", "portal:../../../d", "packages%2Fx"),
        block("e", "portal:../../../../e", "packages%2Fx"),
    ];
    let files = [
        ("w/yarn.lock", &*lock.concat()),
        ("w/package.json", r#"{"name": "r"}"#),
        ("w/vendor/a/package.json", r#"{"name": "a", "version": "2.0.0"}"#),
    ];
    let bom = parse_in(&files, "w/yarn.lock").value;
    let path = |name| match &find(&bom, name).origin {
        Origin::Path(path) => path.clone(),
        other => panic!("{other:?}"),
    };
    let found = ["a@2.0.0", "b@1.0.0", "c@1.0.0", "d@1.0.0", "e@1.0.0"].map(path);
    // The last is not in the tree: it is told from the folder of the file.
    assert_eq!(found, ["w/vendor/a", "w/packages/b", "w/packages/x/c.tgz", "d", "../../e"]);
}

#[test]
fn of_several_patches_of_one_package_the_first_of_the_file_stands_for_it() {
    let mut lock = "__metadata:\n  version: 8\n\n\"dep@npm:^1.0.0\":\n  version: 1.0.0\n  resolution: \"dep@npm:1.0.0\"\n  dependencies:\n    a: \"npm:1.0.20\"\n".to_owned();
    for patch in (0..20).rev() {
        lock += &format!(
            "\n\"a@patch:a@npm%3A1.0.20#{patch}.patch\":\n  version: 1.0.{patch}\n  resolution: \"a@patch:a@npm%3A1.0.20#{patch}.patch::version=1.0.{patch}&hash=00\"\n"
        );
    }
    let bom = parse("yarn.lock", &lock).value;
    assert_eq!(edges(&bom), ["dep@1.0.0 -> a@1.0.19"]);
}

const CATALOGS: &str = r#"__metadata:
  version: 8

"alias@npm:n@^6, n@npm:^6":
  version: 6.0.0
  resolution: "n@npm:6.0.0"

"odd@npm:^3":
  version: 3.0.1
  resolution: "odd@npm:3.0.1"
  dependencies:
    n: "npm:^6"

"pad@npm:1":
  version: 1.3.0
  resolution: "pad@npm:1.3.0"

"root@workspace:.":
  version: 0.0.0-use.local
  resolution: "root@workspace:."
  dependencies:
    alias: "npm:n@^6"
    odd: "catalog:old"
    pad: "catalog:"

"tool@npm:2":
  version: 2.0.0
  resolution: "tool@npm:2.0.0"
"#;

const CATALOG_ROOT: &str = r#"{"name": "root", "dependencies": {"odd": "catalog:old", "pad": "catalog:"},
    "devDependencies": {"alias": "npm:n@^6", "tool": "catalog:old"}}"#;

#[test]
fn a_catalog_tells_the_range() {
    let settings = "catalog:\n  pad: 1\ncatalogs:\n  old:\n    odd: ^3\n    tool: npm:2\n";
    let files = [("yarn.lock", CATALOGS), ("package.json", CATALOG_ROOT), (".yarnrc.yml", settings)];
    let parsed = parse_in(&files, "yarn.lock");
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    let expected = [
        "odd@3.0.1 -> n@6.0.0",
        "root -> n@6.0.0",
        "root -> odd@3.0.1",
        "root -> pad@1.3.0",
        "root -> tool@2.0.0",
    ];
    assert_eq!(edges(&parsed.value), expected);
    assert_eq!(standing(&parsed.value, "n"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(&parsed.value, "tool"), (Some(Scope::Development), Directness::Direct));
    let alone = parse_in(&[files[0], files[2]], "yarn.lock");
    assert_eq!(codes(&alone), ["manifest-missing"]);
    assert_eq!(standing(&alone.value, "odd"), (None, Directness::Direct));
}

#[test]
fn a_catalog_that_is_not_known_is_told_once_and_weakens_no_scope() {
    let parsed = parse_in(&[("yarn.lock", CATALOGS), ("package.json", CATALOG_ROOT)], "yarn.lock");
    let bom = &parsed.value;
    assert_eq!(codes(&parsed), ["catalog-missing"]);
    assert!(parsed.problems[0].message.starts_with("3 dependencies, `odd@catalog:old` the first"));
    assert_eq!(find(bom, "root").graph, Graph::Partial);
    assert_eq!(edges(bom), ["odd@3.0.1 -> n@6.0.0", "root -> n@6.0.0"]);
    assert_eq!(standing(bom, "n"), (None, Directness::Direct), "`odd` may be needed at run time");
    assert_eq!(standing(bom, "odd"), (None, Directness::Unknown));
    let alone = parse("yarn.lock", CATALOGS);
    assert_eq!(codes(&alone), ["manifest-missing", "catalog-missing"]);
}
