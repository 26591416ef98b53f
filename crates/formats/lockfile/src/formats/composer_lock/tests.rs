use mainstay_model::{ComponentKind, Directness, LicenseValue, Origin, Scope};

use crate::testing::{codes, edges, find, labels, parse, parse_in, standing};

const LOCK: &str = r#"{
"packages": [
 {"name": "Acme/Web", "version": "v1.2.0", "require": {"php": ">=8", "acme/log": "^1", "psr/log-implementation": "1", "x/gone": "1"},
  "notification-url": "https://packages.registry.example/downloads/", "license": ["MIT", "GPL-2.0-only WITH x"],
  "dist": {"type": "zip", "url": "https://me:secret@dist.example/a.zip", "reference": "r", "shasum": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}},
 {"name": "acme/log", "version": "1.0.0", "provide": {"psr/log-implementation": "1.0"},
  "source": {"type": "git", "url": "https://git.example/log.git", "reference": "abc"}},
 {"name": "acme/local", "version": "dev-main", "dist": {"type": "path", "url": "../local", "reference": "f"}},
 {"version": "1"}],
"packages-dev": [{"name": "acme/test", "version": "9.0", "require": {"acme/log": "*"}}],
"platform": {"php": "^8.1"}, "platform-dev": [], "plugin-api-version": "2.6.0"}"#;

const MANIFEST: &str = r#"{"name": "acme/app", "license": "proprietary", "require": {"php": "^8", "acme/web": "^1"},
"require-dev": {"acme/test": "^9"}}"#;

#[test]
fn lists_and_the_manifest_give_scope_and_directness() {
    let parsed = parse_in(&[("a/composer.lock", LOCK), ("a/composer.json", MANIFEST)], "a/composer.lock");
    let bom = &parsed.value;
    let expected =
        ["Acme/Web@v1.2.0", "acme/log@1.0.0", "acme/local@dev-main", "acme/test@9.0", "php", "acme/app"];
    assert_eq!(labels(bom), expected);
    assert_eq!(standing(bom, "Acme/Web"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(bom, "acme/log"), (Some(Scope::Runtime), Directness::Transitive));
    assert_eq!(standing(bom, "acme/test"), (Some(Scope::Development), Directness::Direct));
    assert_eq!(find(bom, "php").kind, ComponentKind::Platform);
    assert_eq!(codes(&parsed), ["entry-unread", "dependency-missing"]);
    let expected = [
        "Acme/Web@v1.2.0 -> acme/log@1.0.0",
        "acme/app -> Acme/Web@v1.2.0",
        "acme/app -> acme/test@9.0",
        "acme/test@9.0 -> acme/log@1.0.0",
    ];
    assert_eq!(edges(bom), expected);
}

#[test]
fn licenses_digests_and_origins_are_kept_and_passwords_are_not() {
    let bom = parse("composer.lock", LOCK).value;
    let web = find(&bom, "Acme/Web");
    let license = LicenseValue::Name("MIT OR (GPL-2.0-only WITH x)".into());
    assert_eq!(web.licenses[0].value, license);
    assert_eq!(web.hashes[0].value.len(), 40);
    assert_eq!(web.references[0].url, "https://dist.example/a.zip");
    assert_eq!(web.origin, Origin::Registry("https://packages.registry.example".into()));
    let vcs = Origin::Vcs { url: "https://git.example/log.git".into(), revision: Some("abc".into()) };
    assert_eq!(find(&bom, "acme/log").origin, vcs);
    assert!(find(&bom, "acme/local").first_party);
}

#[test]
fn without_the_manifest_directness_is_unknown_and_the_lists_still_tell_the_scope() {
    let parsed = parse("composer.lock", LOCK);
    assert_eq!(standing(&parsed.value, "Acme/Web"), (Some(Scope::Runtime), Directness::Unknown));
    assert_eq!(standing(&parsed.value, "acme/test"), (Some(Scope::Development), Directness::Unknown));
    assert!(codes(&parsed).contains(&"manifest-missing"));
}

#[test]
fn what_the_project_replaces_or_provides_is_missing_for_nobody() {
    let lock = r#"{"packages": [{"name": "v/a", "version": "1", "require": {"v/Polyfill": "1", "v/api": "1", "v/app": "1", "v/gone": "1"}}]}"#;
    let manifest = r#"{"name": "v/app", "require": {"v/a": "1", "V/Api": "1"}, "replace": {"v/polyfill": "*"}, "provide": {"v/api": "1"}}"#;
    let parsed = parse_in(&[("composer.lock", lock), ("composer.json", manifest)], "composer.lock");
    assert_eq!(codes(&parsed), ["dependency-missing"], "{:?}", parsed.problems);
    assert!(parsed.problems[0].message.contains("v/gone"));
}
