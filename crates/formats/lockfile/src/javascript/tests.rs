use mainstay_model::Origin;

use super::*;
use crate::{NoTree, Registries};

fn origin_of(name: &str, address: &str) -> Origin {
    let registries = Registries { private: vec!["tarballs.example".into()] };
    let source = Source { path: "yarn.lock", bytes: b"", tree: &NoTree, registries: &registries };
    origin(&source, name, address)
}

#[test]
fn integrity_becomes_lower_case_hexadecimal() {
    let found = hashes("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk= sha512-short md4-x");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].algorithm, "SHA-1");
    assert_eq!(found[0].value, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

#[test]
fn a_descriptor_splits_after_the_scope() {
    assert_eq!(split_descriptor("@a/b@npm:^1"), Some(("@a/b", "npm:^1")));
    assert_eq!(split_descriptor("b@1"), Some(("b", "1")));
    assert_eq!(split_descriptor("@a/b"), None);
    assert_eq!(split_descriptor(""), None);
    assert_eq!(split_descriptor("é@1"), Some(("é", "1")));
}

#[test]
fn a_tarball_tells_its_registry() {
    let registry = |url: &str| Origin::Registry(url.to_owned());
    assert_eq!(origin_of("@a/b", "https://r.example/npm/@a/b/-/b-1.tgz"), registry("https://r.example/npm/"));
    assert_eq!(origin_of("@a/b", "https://r.example/@a%2fb/-/b-1.tgz"), registry("https://r.example/"));
    assert_eq!(origin_of("b", "https://tarballs.example/b.tgz"), registry("https://tarballs.example/"));
    let download = Origin::Download("https://else.example/b.tgz".into());
    assert_eq!(origin_of("b", "https://else.example/b.tgz"), download);
    assert_eq!(origin_of("b", concat!("https://registry.npmjs", ".org/b/-/b-1.tgz")), Origin::Public);
}

#[test]
fn repositories_are_told_in_many_ways() {
    let vcs =
        |url: &str, revision: &str| Origin::Vcs { url: url.to_owned(), revision: Some(revision.to_owned()) };
    assert_eq!(origin_of("b", "github:o/b#abc"), vcs("https://github.com/o/b", "abc"));
    assert_eq!(
        origin_of("b", "git+ssh://git@h.example/o/b.git#abc"),
        vcs("ssh://git@h.example/o/b.git", "abc")
    );
    assert_eq!(
        origin_of("b", "https://codeload.github.com/o/b/tar.gz/abc"),
        vcs("https://github.com/o/b", "abc")
    );
    assert_eq!(
        origin_of("b", "https://h.example/o/b.git#commit=abc"),
        vcs("https://h.example/o/b.git", "abc")
    );
    assert_eq!(origin_of("b", "https://github.com/o/b#abc"), vcs("https://github.com/o/b", "abc"));
    let archive = "https://github.com/o/b/archive/v1.tar.gz";
    assert_eq!(origin_of("b", archive), Origin::Download(archive.into()));
    assert_eq!(origin_of("b", "file:../b"), Origin::Path("../b".into()));
    assert_eq!(origin_of("b", ""), Origin::Unknown);
}

#[test]
fn of_a_list_that_a_manifest_holds_twice_the_last_stands() {
    let text = r#"{"name": "x", "dependencies": {"a": "1"}, "dependencies": {"b": "2"}}"#;
    let package = Package::manifest(text.as_bytes()).unwrap();
    let needs: Vec<&str> = package.needs(true).map(|(name, _, _)| &**name).collect();
    assert_eq!(needs, ["b"]);
}
