use mainstay_model::{Directness, Origin, Scope};

use crate::testing::{Files, codes, edges, find, labels, parse, parse_in, standing, try_parse};
use crate::{Refusal, recognize};

const V3: &str = r#"{
  "name": "shop", "lockfileVersion": 3, "requires": true,
  "packages": {
    "": { "name": "shop", "version": "1.0.0", "license": "Apache-2.0", "workspaces": ["packages/*"],
          "dependencies": {"a": "^1", "renamed": "npm:real@^2", "cart": "*"},
          "devDependencies": {"d": "^1"}, "optionalDependencies": {"o": "^1"},
          "peerDependencies": {"p": "^1"} },
    "node_modules/a": { "version": "1.0.0", "resolved": "https://registry.example/a/-/a-1.0.0.tgz",
          "integrity": "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "license": "MIT",
          "dependencies": {"b": "^2"}, "optionalDependencies": {"absent": "1", "o2": "1"},
          "peerDependencies": {"p": "1", "gone": "1"} },
    "node_modules/a/node_modules/b": { "version": "2.0.0", "inBundle": true },
    "node_modules/b": { "version": "1.0.0", "dev": true },
    "node_modules/cart": { "resolved": "packages/cart", "link": true },
    "node_modules/d": { "version": "1.0.0", "dev": true, "dependencies": {"b": "1", "nowhere": "1"} },
    "node_modules/g": { "version": "3.0.0", "resolved": "git+ssh://git@h.example/o/g.git#abc" },
    "node_modules/o": { "version": "1.0.0", "optional": true },
    "node_modules/o2": { "version": "1.0.0", "optional": true },
    "node_modules/p": { "version": "1.0.0", "peer": true },
    "node_modules/renamed": { "name": "real", "version": "2.0.0" },
    "packages/cart": { "version": "0.1.0", "dependencies": {"b": "^2", "g": "*"}, "devDependencies": {"a": "*"} },
    "packages/cart/node_modules/b": { "version": "2.0.0" }
  }
}"#;

#[test]
fn version_3_resolves_as_node_does() {
    let parsed = parse("package-lock.json", V3);
    let bom = &parsed.value;
    assert_eq!(
        edges(bom),
        [
            "a@1.0.0 -> b@2.0.0",
            "a@1.0.0 -> o2@1.0.0",
            "a@1.0.0 -> p@1.0.0",
            "cart@0.1.0 -> a@1.0.0",
            "cart@0.1.0 -> b@2.0.0",
            "cart@0.1.0 -> g@3.0.0",
            "d@1.0.0 -> b@1.0.0",
            "shop@1.0.0 -> a@1.0.0",
            "shop@1.0.0 -> cart@0.1.0",
            "shop@1.0.0 -> d@1.0.0",
            "shop@1.0.0 -> o@1.0.0",
            "shop@1.0.0 -> p@1.0.0",
            "shop@1.0.0 -> real@2.0.0",
        ]
    );
    assert_eq!(codes(&parsed), ["dependency-missing"], "only what is neither optional nor peer");
}

#[test]
fn version_3_scopes_follow_the_strongest_way() {
    let bom = parse("package-lock.json", V3).value;
    assert_eq!(standing(&bom, "a"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(&bom, "b@1.0.0"), (Some(Scope::Development), Directness::Transitive));
    assert_eq!(standing(&bom, "b@2.0.0"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(&bom, "o2"), (Some(Scope::Optional), Directness::Transitive));
    assert_eq!(standing(&bom, "p"), (Some(Scope::Provided), Directness::Direct));
    assert_eq!(bom.subjects.len(), 2);
}

#[test]
fn version_3_tells_hash_license_origin_and_place() {
    let bom = parse("web/package-lock.json", V3).value;
    let a = find(&bom, "a");
    assert_eq!(a.hashes[0].value, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    assert_eq!(a.licenses[0].value.as_str(), "MIT");
    assert_eq!(a.origin, Origin::Registry("https://registry.example/".into()));
    assert_eq!(a.locations[0].line, Some(8));
    assert_eq!(find(&bom, "b@2.0.0").locations.len(), 2, "the same package twice is one component");
    assert_eq!(find(&bom, "b@2.0.0").properties[0].0, "cdx:npm:package:bundled");
    assert_eq!(find(&bom, "real").purl.as_ref().unwrap().to_string(), "pkg:npm/real@2.0.0");
    assert_eq!(find(&bom, "cart").origin, Origin::Path("web/packages/cart".into()));
    assert!(matches!(&find(&bom, "g").origin, Origin::Vcs { revision: Some(commit), .. } if commit == "abc"));
}

const V1: &str = r#"{
  "name": "shop", "version": "1.0.0", "lockfileVersion": 1, "requires": true,
  "dependencies": {
    "a": { "version": "1.0.0", "resolved": "https://registry.example/a/-/a-1.0.0.tgz", "requires": {"b": "^2", "o": "1"},
           "dependencies": { "b": { "version": "2.0.0", "bundled": true } } },
    "b": { "version": "1.0.0", "dev": true },
    "g": { "version": "github:o/g#abc", "from": "github:o/g" },
    "lib": { "version": "file:../lib", "requires": {"a": "1"} },
    "o": { "version": "1.0.0", "optional": true },
    "renamed": { "version": "npm:@x/real@2.0.0" }
  }
}"#;

#[test]
fn version_1_takes_direct_from_the_manifest_and_scope_from_its_flags() {
    let manifest = r#"{"name": "shop", "dependencies": {"a": "1", "lib": "file:../lib"}, "devDependencies": {"b": "1"}}"#;
    let files = [("w/package-lock.json", V1), ("w/package.json", manifest)];
    let parsed = parse_in(&files, "w/package-lock.json");
    let bom = &parsed.value;
    assert_eq!(standing(bom, "a"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(bom, "b@1.0.0"), (Some(Scope::Development), Directness::Direct));
    assert_eq!(standing(bom, "b@2.0.0"), (Some(Scope::Runtime), Directness::Transitive));
    assert_eq!(standing(bom, "o"), (Some(Scope::Optional), Directness::Transitive));
    assert_eq!(standing(bom, "@x/real@2.0.0"), (Some(Scope::Runtime), Directness::Unknown));
    assert!(find(bom, "lib").first_party);
    assert_eq!(find(bom, "a").locations[0].line, Some(4));
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
}

#[test]
fn version_1_without_a_manifest_leaves_direct_unknown_and_says_so() {
    let parsed = parse("package-lock.json", V1);
    assert_eq!(standing(&parsed.value, "b@1.0.0"), (Some(Scope::Development), Directness::Unknown));
    assert_eq!(codes(&parsed)[0], "manifest-missing");
}

#[test]
fn version_2_leaves_the_old_half_unread() {
    let lock = r#"{"lockfileVersion": 2, "packages": {"": {"name": "x"}, "node_modules/a": {"version": "1"}, "node_modules/z": 5},
        "dependencies": {"other": {"version": "1"}}}"#;
    let parsed = parse("package-lock.json", lock);
    assert_eq!(labels(&parsed.value), ["x", "a@1"]);
    assert_eq!(codes(&parsed), ["entry-unreadable"]);
    assert_eq!(standing(&parsed.value, "a"), (Some(Scope::Runtime), Directness::Unknown), "extraneous");
}

#[test]
fn a_version_to_come_is_refused() {
    let files = Files::new(&[("package-lock.json", r#"{"lockfileVersion": 4, "packages": {}}"#)]);
    assert!(matches!(try_parse(&files, "package-lock.json"), Err(Refusal::Version { .. })));
}

#[test]
fn a_shrinkwrap_is_read_alike_and_goes_first() {
    assert_eq!(recognize("npm-shrinkwrap.json").unwrap().id, "npm-shrinkwrap");
    assert_eq!(recognize("package-lock.json").unwrap().yields_to, ["npm-shrinkwrap"]);
    assert_eq!(labels(&parse("npm-shrinkwrap.json", V3).value).len(), 11);
}

#[test]
fn a_package_of_another_registry_says_so_in_its_purl() {
    let lock = |registry: &str| {
        let text = format!(
            r#"{{"lockfileVersion": 3, "packages": {{"": {{"name": "x"}}, "node_modules/utils":
 {{"version": "1.0.0", "resolved": "{registry}/utils/-/utils-1.0.0.tgz", "license": "UNLICENSED"}}}}}}"#
        );
        let utils = find(&parse("package-lock.json", &text).value, "utils").clone();
        assert_eq!(utils.licenses[0].value, mainstay_model::LicenseValue::Name("UNLICENSED".into()));
        utils.purl.unwrap().to_string()
    };
    let private = "pkg:npm/utils@1.0.0?repository_url=https:%2F%2Fnpm.registry.example";
    assert_eq!(lock("https://npm.registry.example"), private);
    assert_eq!(lock(concat!("https://registry.npmjs", ".org")), "pkg:npm/utils@1.0.0");
}

#[test]
fn more_entries_than_any_project_has_are_refused_before_they_fill_the_memory() {
    let entries: String = (0..250_001).map(|number| format!(",\"node_modules/a{number}\":{{}}")).collect();
    let text = format!("{{\"lockfileVersion\":3,\"packages\":{{\"\":{{}}{entries}}}}}");
    let refused = try_parse(&Files::new(&[("package-lock.json", &text)]), "package-lock.json");
    assert!(matches!(refused, Err(Refusal::Bound(message)) if message.contains("250002")));
}
