use mainstay_model::{Directness, Graph, Origin, Scope};

use crate::Refusal;
use crate::testing::{Files, codes, edges, find, labels, parse, parse_in, standing, try_parse};

const V9: &str = r#"lockfileVersion: '9.0'

catalogs:
  default:
    a:
      specifier: ^1
      version: 1.0.0

patchedDependencies:
  b@2.0.0:
    hash: aa
    path: patches/b.patch

importers:

  .:
    dependencies:
      a:
        specifier: 'catalog:'
        version: 1.0.0(p@1.0.0)
      cart:
        specifier: workspace:*
        version: link:packages/cart
    devDependencies:
      renamed:
        specifier: npm:real@^3
        version: real@3.0.0

  packages/cart:
    dependencies:
      a:
        specifier: ^1
        version: 1.0.0(p@2.0.0)
      g:
        specifier: o/g
        version: https://codeload.github.com/o/g/tar.gz/abc
    optionalDependencies:
      o:
        specifier: ^1
        version: 1.0.0

packages:

  a@1.0.0:
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=}
    peerDependencies:
      p: '*'

  b@2.0.0:
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=, tarball: https://registry.example/b/-/b-2.0.0.tgz}
    deprecated: |-
      use c
      instead

  g@https://codeload.github.com/o/g/tar.gz/abc:
    resolution: {tarball: https://codeload.github.com/o/g/tar.gz/abc}
    version: 0.1.0

  o@1.0.0:
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=}

  p@1.0.0:
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=}

  p@2.0.0:
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=}

  real@3.0.0:
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=}

snapshots:

  a@1.0.0(p@1.0.0):
    dependencies:
      p: 1.0.0

  a@1.0.0(p@2.0.0):
    dependencies:
      b: 2.0.0(patch_hash=aa)
      p: 2.0.0

  b@2.0.0(patch_hash=aa): {}

  g@https://codeload.github.com/o/g/tar.gz/abc:
    dependencies:
      lost: 1.0.0

  o@1.0.0:
    optional: true

  p@1.0.0: {}

  p@2.0.0: {}

  real@3.0.0:
    dependencies:
      b: 2.0.0(patch_hash=aa)
    optionalDependencies:
      absent: 1.0.0
"#;

#[test]
fn version_9_joins_the_forms_of_a_package() {
    let files = [
        ("w/pnpm-lock.yaml", V9),
        ("w/package.json", r#"{"name": "shop", "version": "1.0.0"}"#),
        ("w/packages/cart/package.json", r#"{"name": "cart"}"#),
    ];
    let parsed = parse_in(&files, "w/pnpm-lock.yaml");
    let bom = &parsed.value;
    assert_eq!(
        edges(bom),
        [
            "a@1.0.0 -> b@2.0.0",
            "a@1.0.0 -> p@1.0.0",
            "a@1.0.0 -> p@2.0.0",
            "cart -> a@1.0.0",
            "cart -> g@0.1.0",
            "cart -> o@1.0.0",
            "real@3.0.0 -> b@2.0.0",
            "shop@1.0.0 -> a@1.0.0",
            "shop@1.0.0 -> cart",
            "shop@1.0.0 -> real@3.0.0",
        ]
    );
    assert_eq!(codes(&parsed), ["dependency-missing"]);
    assert_eq!(standing(bom, "real"), (Some(Scope::Development), Directness::Direct));
    assert_eq!(standing(bom, "o"), (Some(Scope::Optional), Directness::Direct));
    assert_eq!(standing(bom, "p@2.0.0"), (Some(Scope::Runtime), Directness::Transitive));
    let b = find(bom, "b");
    assert_eq!(b.origin, Origin::Registry("https://registry.example/".into()));
    assert_eq!(b.locations[0].line, Some(49));
    assert_eq!(b.properties[0].1, "use c\ninstead");
    assert_eq!(b.properties[1], ("pnpm:patch".into(), "patches/b.patch".into()));
    assert!(matches!(&find(bom, "g").origin, Origin::Vcs { revision: Some(commit), .. } if commit == "abc"));
    assert_eq!(find(bom, "o").origin, Origin::Unknown, "the usual registry is not written");
}

#[test]
fn version_6_has_slashes_before_and_peers_in_the_keys() {
    let text = "lockfileVersion: '6.0'\ndependencies:\n  a:\n    specifier: ^1\n    version: 1.0.0(p@1.0.0)\n  t:\n    specifier: file:t\n    version: file:t\npackages:\n  /a@1.0.0(p@1.0.0):\n    resolution: {integrity: x}\n    dependencies:\n      p: 1.0.0\n      al: /@s/real@2.0.0\n  /p@1.0.0:\n    dev: false\n  /@s/real@2.0.0:\n    dev: false\n  file:t:\n    resolution: {directory: t, type: directory}\n    name: t\n    version: 0.0.1\n    dependencies:\n      p: 1.0.0\n";
    let parsed = parse("pnpm-lock.yaml", text);
    let expected = [
        ". -> a@1.0.0",
        ". -> t@0.0.1",
        "a@1.0.0 -> @s/real@2.0.0",
        "a@1.0.0 -> p@1.0.0",
        "t@0.0.1 -> p@1.0.0",
    ];
    assert_eq!(edges(&parsed.value), expected);
    assert!(find(&parsed.value, "t").first_party);
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
}

#[test]
fn version_5_separates_with_slashes_and_underscores() {
    let text = "lockfileVersion: 5.3\nspecifiers:\n  a: ^1\ndependencies:\n  a: 1.0.0_p@1.0.0\ndevDependencies:\n  x: r.example/x/1.0.0\npackages:\n  /a/1.0.0_p@1.0.0:\n    dependencies:\n      p: 1.0.0\n      '@s/b_c': 2.0.0\n  /p/1.0.0:\n    dev: false\n  /@s/b_c/2.0.0:\n  r.example/x/1.0.0:\n    dev: true\n  odd:\n    dev: true\n";
    let parsed = parse("pnpm-lock.yaml", text);
    let expected = [". -> a@1.0.0", ". -> x@1.0.0", "a@1.0.0 -> @s/b_c@2.0.0", "a@1.0.0 -> p@1.0.0"];
    assert_eq!(edges(&parsed.value), expected);
    assert_eq!(find(&parsed.value, "x").origin, Origin::Registry("https://r.example/".into()));
    assert_eq!(standing(&parsed.value, "x"), (Some(Scope::Development), Directness::Direct));
    assert_eq!(codes(&parsed), ["entry-unreadable"]);
}

#[test]
fn several_documents_are_one_project() {
    let text = "---\nlockfileVersion: '9.0'\nimporters:\n  .:\n    packageManagerDependencies:\n      pnpm:\n        specifier: 12\n        version: 12.0.0\npackages:\n  pnpm@12.0.0: {}\nsnapshots:\n  pnpm@12.0.0: {}\n---\nlockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: 1\n        version: 1.0.0\npackages:\n  a@1.0.0: {}\nsnapshots:\n  a@1.0.0: {}\n";
    let bom = parse("pnpm-lock.yaml", text).value;
    assert_eq!(labels(&bom), [".", "pnpm@12.0.0", "a@1.0.0"]);
    assert_eq!(standing(&bom, "pnpm"), (Some(Scope::Development), Directness::Direct));
}

#[test]
fn other_versions_and_other_files_are_refused() {
    let refuse =
        |text: &str| try_parse(&Files::new(&[("pnpm-lock.yaml", text)]), "pnpm-lock.yaml").unwrap_err();
    assert!(matches!(refuse("lockfileVersion: 4.0\n"), Refusal::Version { .. }));
    assert!(matches!(refuse("a: b\n"), Refusal::Syntax { .. }));
    assert!(matches!(refuse("a: [\n"), Refusal::Syntax { .. }));
}

#[test]
fn a_project_without_a_name_has_no_purl() {
    let parsed = parse("pnpm-lock.yaml", "lockfileVersion: '9.0'\nimporters:\n  .: {}\n");
    assert!(parsed.value.components[0].purl.is_none());
    let parsed = parse("package-lock.json", r#"{"lockfileVersion": 3, "packages": {"": {}}}"#);
    assert!(parsed.value.components[0].purl.is_none());
}

#[test]
fn a_package_without_snapshot_is_told_and_its_needs_are_not_called_none() {
    let text = "lockfileVersion: '9.0'\nimporters:\n  .: {}\npackages:\n  a@1.0.0: {}\n  b@1.0.0: {}\nsnapshots:\n  a@1.0.0: {}\n";
    let parsed = parse("pnpm-lock.yaml", text);
    assert_eq!(codes(&parsed), ["entry-missing"]);
    assert_eq!(find(&parsed.value, "b@1.0.0").graph, Graph::Partial);
}

#[test]
fn what_the_file_is_told_to_leave_out_is_not_missing() {
    let lock = "lockfileVersion: '9.0'\nsettings:\n  excludeLinksFromLockfile: true\noverrides:\n  gone: '-'\n  '@s/old@1': '-'\n  'p>lost': '-'\nignoredOptionalDependencies:\n  - fse*\nimporters:\n  .: {}\n";
    let manifest = r#"{"name": "x", "dependencies": {"gone": "1", "@s/old": "1", "ext": "link:./ext", "lost": "1"},
        "optionalDependencies": {"fsevents": "2", "other": "1"}}"#;
    let told = |lock: &str| {
        let parsed = parse_in(&[("pnpm-lock.yaml", lock), ("package.json", manifest)], "pnpm-lock.yaml");
        let told =
            parsed.problems.iter().map(|problem| problem.message.split('`').nth(1).unwrap().to_owned());
        told.collect::<Vec<_>>()
    };
    assert_eq!(told(lock), ["lost@1", "other@1"]);
    assert_eq!(told("lockfileVersion: '9.0'\nimporters:\n  .: {}\n").len(), 6);
}

/// What a project `x` 1.2.0 that asks for one thing is told with some overrides, and whether it is called complete.
fn overridden(overrides: &str, name: &str, range: &str) -> (Vec<String>, Graph) {
    let lock = format!("lockfileVersion: '9.0'\noverrides:\n{overrides}importers:\n  .: {{}}\n");
    let manifest = format!(r#"{{"name": "x", "version": "1.2.0", "dependencies": {{"{name}": "{range}"}}}}"#);
    let parsed = parse_in(&[("pnpm-lock.yaml", &lock), ("package.json", &manifest)], "pnpm-lock.yaml");
    (codes(&parsed).into_iter().map(str::to_owned).collect(), parsed.value.components[0].graph)
}

#[test]
fn an_override_with_a_range_removes_only_what_meets_that_range() {
    for (selector, range) in [
        ("foo", "latest"),
        ("foo@2", "^2.10.0"),
        ("foo@2", "1 || 2"),
        ("foo@>=1 <3", ">=2"),
        ("foo@>2", "*"),
        ("foo@2", ""),
        ("foo@workspace:*", "workspace:*"),
    ] {
        let told = overridden(&format!("  '{selector}': '-'\n"), "foo", range);
        assert_eq!(told, (Vec::new(), Graph::Complete), "{selector} {range}");
    }
    for (selector, range) in [
        ("foo@2", "^1.0.0"),
        ("foo@2", "<2"),
        ("foo@2", "latest"),
        ("foo@2", "workspace:*"),
        ("foo@2", "catalog:"),
        ("foo@2", "npm:bar@2"),
        ("foo@>2", "2.0.0"),
        ("foo@next", "1"),
        ("food", "1"),
    ] {
        let told = overridden(&format!("  '{selector}': '-'\n"), "foo", range);
        assert_eq!(told, (vec!["dependency-missing".to_owned()], Graph::Partial), "{selector} {range}");
    }
}

#[test]
fn an_override_for_one_package_removes_nothing_from_others() {
    for (selector, name) in
        [("x>foo", "foo"), ("x@1>foo", "foo"), ("x@>=1.2>@s/foo@1", "@s/foo"), ("x@^1||>3>foo", "foo")]
    {
        let told = overridden(&format!("  '{selector}': '-'\n"), name, "1");
        assert_eq!(told, (Vec::new(), Graph::Complete), "{selector}");
    }
    for (selector, name) in
        [("x@1>foo", "x"), ("y>foo", "foo"), ("x@2>foo", "foo"), ("x@none>foo", "foo"), ("x>foo@2", "foo")]
    {
        let told = overridden(&format!("  '{selector}': '-'\n"), name, "1");
        assert_eq!(told, (vec!["dependency-missing".to_owned()], Graph::Partial), "{selector}");
    }
}

#[test]
fn of_overrides_that_disagree_the_one_for_the_package_counts_and_else_it_is_not_known() {
    let missing = (vec!["dependency-missing".to_owned()], Graph::Partial);
    let kept = "  foo: '-'\n  x>foo: 1.0.0\n";
    assert_eq!(overridden(kept, "foo", "1"), missing);
    let removed = "  foo: 1.0.0\n  x>foo: '-'\n";
    assert_eq!(overridden(removed, "foo", "1"), (Vec::new(), Graph::Complete));
    let apart = "  foo@1: '-'\n  foo@2: 2.5.0\n";
    assert_eq!(overridden(apart, "foo", "2"), missing);
    let both = "  foo: '-'\n  foo@2: 2.5.0\n";
    assert_eq!(overridden(both, "foo", "2"), (vec!["override-unclear".to_owned()], Graph::Partial));
}

#[test]
fn overrides_of_one_name_are_held_against_no_more_than_what_is_affordable() {
    let lock: String = (0..20_000).map(|number| format!("  foo@<{}: '-'\n", number + 2)).collect();
    let importers: String = (0..2_000).map(|number| format!("  p{number}: {{}}\n")).collect();
    let lock = format!("lockfileVersion: '9.0'\noverrides:\n{lock}importers:\n{importers}");
    let mut files = Files::new(&[("pnpm-lock.yaml", &lock)]);
    for number in 0..2_000 {
        files = files
            .and(&format!("p{number}/package.json"), br#"{"name": "p", "dependencies": {"foo": "1.7"}}"#);
    }
    let parsed = try_parse(&files, "pnpm-lock.yaml").unwrap();
    assert_eq!(codes(&parsed), ["ignored-unread"]);
    assert_eq!(parsed.value.components[1_999].graph, Graph::Partial);
}

#[test]
fn an_injected_package_of_the_project_is_itself() {
    let lock = "lockfileVersion: '9.0'\nimporters:\n  card:\n    dependencies:\n      dep: {version: 1.0.0}\n  web:\n    dependencies:\n      card: {version: 'file:card(peer@2.0.0)'}\npackages:\n  card@file:card: {resolution: {directory: card, type: directory}}\n  dep@1.0.0: {}\n  out@file:../out: {resolution: {directory: ../out, type: directory}}\n  peer@2.0.0: {}\nsnapshots:\n  card@file:card(peer@2.0.0):\n    dependencies: {dep: 1.0.0, peer: 2.0.0}\n  dep@1.0.0: {}\n  out@file:../out: {}\n  peer@2.0.0: {}\n";
    let card = r#"{"name": "card", "version": "1.2.0"}"#;
    let parsed = parse_in(&[("w/pnpm-lock.yaml", lock), ("w/card/package.json", card)], "w/pnpm-lock.yaml");
    let bom = &parsed.value;
    assert_eq!(labels(bom), ["card@1.2.0", "web", "dep@1.0.0", "out", "peer@2.0.0"]);
    assert_eq!(edges(bom), ["card@1.2.0 -> dep@1.0.0", "card@1.2.0 -> peer@2.0.0", "web -> card@1.2.0"]);
    assert_eq!(standing(bom, "dep"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(bom, "peer"), (Some(Scope::Provided), Directness::Direct));
}

#[test]
fn a_patch_may_be_for_a_name_a_range_or_a_version() {
    let lock = "lockfileVersion: '9.0'\npatchedDependencies:\n  all: {hash: h1, path: all.patch}\n  '@s/some@^1': {hash: h2, path: some.patch}\n  one@1.0.0: {hash: h3, path: one.patch}\n  new: h4\nimporters:\n  .: {}\npackages:\n  all@1.0.0: {}\n  '@s/some@1.5.0': {}\n  '@s/some@2.0.0': {}\n  one@1.0.0: {}\n  new@1.0.0: {}\n  other@1.0.0: {}\nsnapshots:\n  all@1.0.0(patch_hash=h1)(p@1.0.0): {}\n  all@1.0.0(patch_hash=h1)(p@2.0.0): {}\n  '@s/some@1.5.0(patch_hash=h2)': {}\n  '@s/some@2.0.0': {}\n  one@1.0.0(patch_hash=h3): {}\n  new@1.0.0(patch_hash=h4): {}\n  other@1.0.0(patch_hash=h1): {}\n";
    let bom = parse("pnpm-lock.yaml", lock).value;
    let patched: Vec<(&str, &str)> = bom
        .components
        .iter()
        .flat_map(|component| {
            component.properties.iter().map(|(_, path)| (component.name.as_str(), path.as_str()))
        })
        .collect();
    assert_eq!(patched, [("all", "all.patch"), ("some", "some.patch"), ("one", "one.patch"), ("new", "h4")]);
}

#[test]
fn what_is_left_out_is_looked_up_and_not_searched_for() {
    let many = |write: &dyn Fn(usize) -> String| (0..20_000).map(write).collect::<String>();
    let lists = [
        ("dependencies", format!("overrides:\n{}", many(&|number| format!("  o{number}: '-'\n"))), 0),
        ("optionalDependencies", many_ignored(""), 0),
        ("optionalDependencies", many_ignored("*"), 1),
    ];
    let needs = many(&|number| format!("\"d{number}\": \"1\","));
    for (kind, left_out, unread) in lists {
        let manifest = format!("{{\"name\": \"x\", \"{kind}\": {{{needs} \"last\": \"1\"}}}}");
        let lock = format!("lockfileVersion: '9.0'\n{left_out}importers:\n  .: {{}}\n");
        let parsed = parse_in(&[("pnpm-lock.yaml", &lock), ("package.json", &manifest)], "pnpm-lock.yaml");
        let told = codes(&parsed).iter().filter(|code| **code == "ignored-unread").count();
        assert_eq!((told, parsed.value.components[0].graph), (unread, Graph::Partial));
    }
}

fn many_ignored(wildcard: &str) -> String {
    let patterns: String = (0..20_000).map(|number| format!("  - o{number}{wildcard}\n")).collect();
    format!("ignoredOptionalDependencies:\n{patterns}")
}
