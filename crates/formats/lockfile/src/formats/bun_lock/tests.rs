use mainstay_model::{Directness, Origin, Scope};

use crate::testing::{Files, codes, edges, find, parse, parse_in, standing, try_parse};
use crate::{Refusal, Support, recognize};

const LOCK: &str = r#"{
  "lockfileVersion": 1, // written by Bun
  "workspaces": {
    "": { "name": "shop", "dependencies": { "a": "^1", "renamed": "npm:real@^3", }, "devDependencies": { "d": "^1", }, },
    "packages/cart": { "name": "@s/cart", "version": "0.1.0", "dependencies": { "b": "^2", "shop": "*" },
      "optionalDependencies": { "o": "1" }, "peerDependencies": { "p": "1" } },
  },
  "packages": {
    "@s/cart": ["@s/cart@workspace:packages/cart"],

    "@s/cart/b": ["b@2.0.0", "https://registry.example/b/-/b-2.0.0.tgz", {}, "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="],

    "a": ["a@1.0.0", "", { "dependencies": { "b": "^1", "lost": "1" }, "optionalDependencies": { "absent": "1" }, "peerDependencies": { "p": "*" } }, "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="],

    "b": ["b@1.0.0", "", {}, ""],

    "d": ["d@github:o/d#abc", { "dependencies": { "b": "^2" } }, "o-d-abc"],

    "d/b": ["b@2.0.0", "https://registry.example/b/-/b-2.0.0.tgz", {}, ""],

    "o": ["o@1.0.0", "", {}, ""],

    "odd": [123, "", {}, ""],

    "p": ["p@1.0.0", "", {}, ""],

    "renamed": ["real@3.0.0", "", {}, ""],

    "shop": ["shop@workspace:"],
  }
}
"#;

#[test]
fn keys_resolve_upwards_and_workspaces_are_subjects() {
    let parsed = parse("bun.lock", LOCK);
    let bom = &parsed.value;
    assert_eq!(
        edges(bom),
        [
            "@s/cart@0.1.0 -> b@2.0.0",
            "@s/cart@0.1.0 -> o@1.0.0",
            "@s/cart@0.1.0 -> p@1.0.0",
            "@s/cart@0.1.0 -> shop",
            "a@1.0.0 -> b@1.0.0",
            "a@1.0.0 -> p@1.0.0",
            "d -> b@2.0.0",
            "shop -> a@1.0.0",
            "shop -> d",
            "shop -> real@3.0.0",
        ]
    );
    assert_eq!(codes(&parsed), ["entry-unreadable", "dependency-missing"]);
    assert_eq!(standing(bom, "d"), (Some(Scope::Development), Directness::Direct));
    assert_eq!(standing(bom, "b@2.0.0"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(bom, "p"), (Some(Scope::Provided), Directness::Direct));
    let b = find(bom, "b@2.0.0");
    assert_eq!((b.hashes.len(), b.locations.len(), b.locations[0].line), (1, 2, Some(11)));
    assert_eq!(b.origin, Origin::Registry("https://registry.example/".into()));
    assert!(matches!(&find(bom, "d").origin, Origin::Vcs { revision: Some(commit), .. } if commit == "abc"));
}

#[test]
fn the_root_among_the_packages_is_the_root_of_the_workspaces() {
    let lock = r#"{"workspaces": {"": {"name": "top"}, "lib": {"name": "lib", "dependencies": {"top": "workspace:*"}}},
        "packages": {"lib": ["lib@workspace:lib"], "top": ["top@root:", {}]}}"#;
    let parsed = parse("bun.lock", lock);
    assert_eq!(edges(&parsed.value), ["lib -> top"]);
    assert_eq!((parsed.value.components.len(), parsed.problems.len()), (2, 0));
}

#[test]
fn a_folder_is_told_from_the_root_of_the_tree() {
    let lock = r#"{"workspaces": {"": {"name": "x"}}, "packages": {"a": ["a@file:./vendor/a", {}]}}"#;
    let bom = parse_in(&[("w/bun.lock", lock)], "w/bun.lock").value;
    assert_eq!(find(&bom, "a").origin, Origin::Path("w/vendor/a".into()));
}

#[test]
fn a_patched_package_says_so() {
    let lock = r#"{"workspaces": {"": {"name": "x"}}, "patchedDependencies": {"@s/a@1.0.0": "patches/a.patch"},
        "packages": {"@s/a": ["@s/a@1.0.0", "", {}, ""], "b/@s/a": ["@s/a@2.0.0", "", {}, ""]}}"#;
    let bom = parse("bun.lock", lock).value;
    assert_eq!(find(&bom, "@s/a@1.0.0").properties, [("bun:patch".to_owned(), "patches/a.patch".to_owned())]);
    assert!(find(&bom, "@s/a@2.0.0").properties.is_empty());
}

#[test]
fn the_binary_form_is_refused_with_the_way_out() {
    assert!(matches!(recognize("bun.lockb").unwrap().support, Support::Refused(_)));
    let refusal = try_parse(&Files::new(&[("bun.lockb", "#!/usr")]), "bun.lockb").unwrap_err();
    assert!(refusal.to_string().contains("--save-text-lockfile"));
}

#[test]
fn a_version_to_come_is_refused() {
    let files = Files::new(&[("bun.lock", r#"{"lockfileVersion": 9}"#)]);
    assert!(matches!(try_parse(&files, "bun.lock"), Err(Refusal::Version { .. })));
}
