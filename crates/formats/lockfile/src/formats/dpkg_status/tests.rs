use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};

use mainstay_model::Graph;

use crate::testing::{Files, codes, edges, find, labels, parse, parse_in, try_parse};
use crate::{Memo, Registries, Source, Tree, recognize};

const STATUS: &str = "Package: app
Status: install ok installed
Architecture: amd64
Source: app-src (1.0)
Version: 1:1.0-2
Depends: libc6 (>= 2.36), mail | cron:any, gone
Description: an app
 with more lines:
 .
Maintainer: Ann Example <ann@example.org>

Package: libc6
Status: install ok installed
Version: 2.36-9

Package: postfix
Status: hold ok installed
Version: 3.7
Provides: mail (= 1), mta

Package: removed
Status: deinstall ok config-files
Version: 1
";

#[test]
fn installed_packages_have_edges_through_alternatives_and_what_is_provided() {
    let files =
        [("rootfs/var/lib/dpkg/status", STATUS), ("rootfs/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")];
    let parsed = parse_in(&files, "rootfs/var/lib/dpkg/status");
    let bom = &parsed.value;
    assert_eq!(labels(bom), ["app@1:1.0-2", "libc6@2.36-9", "postfix@3.7"]);
    assert_eq!(edges(bom), ["app@1:1.0-2 -> libc6@2.36-9", "app@1:1.0-2 -> postfix@3.7"]);
    let app = find(bom, "app");
    let purl = app.purl.as_ref().unwrap();
    assert_eq!(purl.to_string(), "pkg:deb/debian/app@1:1.0-2?arch=amd64&distro=debian-12");
    assert_eq!(app.properties[0], ("deb:source".into(), "app-src (1.0)".into()));
    assert_eq!(app.supplier.as_ref().unwrap().mails, ["ann@example.org"]);
    assert_eq!((app.locations[0].line, find(bom, "postfix").locations[0].line), (Some(1), Some(16)));
    assert_eq!(codes(&parsed), ["dependency-missing"]);
}

#[test]
fn every_state_with_files_on_the_disk_is_listed_and_the_unfinished_are_told() {
    let stanza = |name: &str, state: &str| {
        format!("Package: {name}\nStatus: install ok {state}\nVersion: 1\nDepends: a:any, b:any (>= 1)\n\n")
    };
    let states = [
        "installed",
        "triggers-pending",
        "triggers-awaited",
        "unpacked",
        "half-configured",
        "half-installed",
        "config-files",
        "not-installed",
    ];
    let text: String =
        states.iter().zip('a'..).map(|(state, name)| stanza(&name.to_string(), state)).collect();
    let parsed =
        parse_in(&[("var/lib/dpkg/status", &text), ("etc/os-release", "ID=debian\n")], "var/lib/dpkg/status");
    assert_eq!(labels(&parsed.value), ["a@1", "b@1", "c@1", "d@1", "e@1", "f@1"]);
    assert_eq!(codes(&parsed), ["package-unfinished"; 3]);
    assert_eq!(edges(&parsed.value).len(), 10);
    assert_eq!(find(&parsed.value, "d").properties[0].1, "install ok unpacked");
}

#[test]
fn files_of_distroless_images_are_installed_by_being_there() {
    let parsed = parse("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12\n");
    assert_eq!(labels(&parsed.value), ["base-files@12"]);
    assert_eq!(codes(&parsed), ["distribution-unknown"]);
    assert!(parsed.value.components[0].purl.is_none());
    let files = Files::new(&[("var/lib/dpkg/status.d/base.md5sums", "abc  etc/x\n")]);
    let digests = try_parse(&files, "var/lib/dpkg/status.d/base.md5sums").unwrap();
    assert_eq!((labels(&digests.value).len(), codes(&digests).len()), (0, 0));
}

#[test]
fn the_files_of_distroless_images_know_one_another() {
    let files = [
        ("var/lib/dpkg/status.d/base", "Package: base\nVersion: 12\nArchitecture: all\n"),
        (
            "var/lib/dpkg/status.d/libc6",
            "Package: libc6\nVersion: 2\nDepends: libgcc-s1\nMaintainer: Ann <a@example.org>\n",
        ),
        (
            "var/lib/dpkg/status.d/libgcc",
            "Package: libgcc-s1\nVersion: 12\nDepends: libc6 (>= 2), gone | lost\n",
        ),
        ("var/lib/dpkg/status.d/libgcc.md5sums", "Package: gone\n"),
        ("etc/os-release", "ID=debian\n"),
    ];
    let parsed = parse_in(&files, "var/lib/dpkg/status.d/libgcc");
    assert_eq!(labels(&parsed.value), ["libgcc-s1@12", "libc6@2"]);
    assert_eq!(edges(&parsed.value), ["libgcc-s1@12 -> libc6@2"]);
    let libc = &parsed.value.components[1];
    assert_eq!(libc.locations[0].path, "var/lib/dpkg/status.d/libc6");
    // What it needs is told where it stands.
    assert_eq!(libc.graph, Graph::Unknown);
    assert_eq!(libc.purl.as_ref().unwrap().to_string(), "pkg:deb/debian/libc6@2");
    let told: Vec<&str> = parsed.problems.iter().map(|problem| &*problem.message).collect();
    assert_eq!(told, ["libgcc-s1 needs gone | lost, which no file beside lists"]);
}

#[test]
fn an_edge_leads_to_a_package_of_an_architecture_that_serves() {
    let stanza = |name: &str, arch: &str, more: &str| {
        format!(
            "Package: {name}\nStatus: install ok installed\nVersion: {arch}\nArchitecture: {arch}\n{more}\n"
        )
    };
    let text = [
        stanza("dpkg", "amd64", ""),
        stanza("lib", "amd64", "Multi-Arch: same\n"),
        stanza("lib", "i386", "Multi-Arch: same\n"),
        stanza("tool", "amd64", "Multi-Arch: foreign\n"),
        stanza("data", "all", ""),
        stanza("plain", "i386", "Depends: lib, tool, data\n"),
        stanza("named", "amd64", "Depends: lib:i386\n"),
        stanza("any", "amd64", "Depends: lib:any\n"),
        stanza("every", "all", "Depends: lib\n"),
        stanza("own", "all", "Depends: lib:native\n"),
        stanza("lacks", "armhf", "Depends: lib\n"),
    ];
    let parsed = parse_in(
        &[("var/lib/dpkg/status", &text.concat()), ("etc/os-release", "ID=debian\n")],
        "var/lib/dpkg/status",
    );
    let expected = [
        "any@amd64 -> lib@amd64",
        "any@amd64 -> lib@i386",
        "every@all -> lib@amd64",
        "named@amd64 -> lib@i386",
        "own@all -> lib@amd64",
        "plain@i386 -> data@all",
        "plain@i386 -> lib@i386",
        "plain@i386 -> tool@amd64",
    ];
    assert_eq!(edges(&parsed.value), expected);
    assert_eq!(codes(&parsed), ["dependency-missing"]);
}

#[test]
fn what_a_package_asks_for_again_and_again_is_looked_up_once() {
    let many = |name: &str, between: &str| vec![name; 500_000].join(between);
    let stanza = |name: &str, more: &str| format!("Package: {name}\nVersion: 1\n{more}\n\n");
    let mut text: String = (0..64).map(|number| stanza(&format!("p{number}"), "Provides: v")).collect();
    text += &stanza("alternatives", &format!("Depends: {}", many("v", "|")));
    text += &stanza("groups", &format!("Depends: {}", many("v", ",")));
    text += &stanza("versions", &format!("Depends: {}", many("v (>= 1)", ",")));
    let parsed =
        parse_in(&[("var/lib/dpkg/status", &text), ("etc/os-release", "ID=debian\n")], "var/lib/dpkg/status");
    assert_eq!((edges(&parsed.value).len(), codes(&parsed).len()), (3 * 64, 0));
}

#[test]
fn a_name_that_one_package_provides_again_and_again_leaves_room_for_others() {
    let text = format!(
        "Package: loud\nVersion: 1\nProvides: {}\n\nPackage: other\nVersion: 1\nProvides: v\n\nPackage: app\nVersion: 1\nDepends: v\n",
        ["v"; 100].join(", ")
    );
    let parsed =
        parse_in(&[("var/lib/dpkg/status", &text), ("etc/os-release", "ID=debian\n")], "var/lib/dpkg/status");
    assert_eq!(edges(&parsed.value), ["app@1 -> loud@1", "app@1 -> other@1"]);
}

/// A tree that remembers, and counts how often a file is read.
struct Counted {
    files: Files,
    memo: Memo,
    counted: &'static str,
    reads: AtomicUsize,
}

impl Tree for Counted {
    fn read(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        self.reads.fetch_add(usize::from(path == self.counted), Ordering::Relaxed);
        self.files.read(path)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.files.list(folder)
    }

    fn memo(&self) -> Option<&Memo> {
        Some(&self.memo)
    }
}

#[test]
fn a_file_that_many_others_lean_on_is_read_once_and_only_what_they_name_is_taken_over() {
    let large: String = (0..20_000).map(|number| format!("Package: b{number}\nVersion: 1\n\n")).collect();
    let mut files = Files::new(&[("var/lib/dpkg/status.d/large", &large), ("etc/os-release", "ID=debian\n")]);
    let small: Vec<String> = (0..400).map(|number| format!("var/lib/dpkg/status.d/s{number}")).collect();
    for (number, path) in small.iter().enumerate() {
        let text = format!("Package: s\nVersion: 1\nDepends: b{number}\n");
        files = files.and(path, text.as_bytes());
    }
    let counted = "var/lib/dpkg/status.d/large";
    let tree = Counted { files, memo: Memo::default(), counted, reads: AtomicUsize::new(0) };
    let registries = Registries::default();
    for (number, path) in small.iter().enumerate() {
        let bytes = tree.read(path).unwrap();
        let source = Source { path, bytes: &bytes, tree: &tree, registries: &registries };
        let parsed = recognize(path).unwrap().parse(&source).unwrap();
        assert_eq!(edges(&parsed.value), [format!("s@1 -> b{number}@1")]);
        assert_eq!(labels(&parsed.value).len(), 2);
    }
    assert_eq!(tree.reads.into_inner(), 1);
}

#[test]
fn of_a_package_of_another_file_no_more_is_told_than_which_it_is() {
    let large =
        "Package: large\nVersion: 1\nMaintainer: M <m@example.org>\nDescription: d\nHomepage: h\nSource: s\n";
    for (release, has_purl) in [("ID=debian\n", true), ("", false)] {
        let files = [
            ("var/lib/dpkg/status.d/small", "Package: small\nVersion: 1\nDepends: large\n"),
            ("var/lib/dpkg/status.d/large", large),
            ("etc/os-release", release),
        ];
        let small = parse_in(&files, "var/lib/dpkg/status.d/small").value;
        let told = find(&small, "large@1");
        assert_eq!((told.purl.is_some(), told.supplier.is_some()), (has_purl, !has_purl));
        assert_eq!((&told.description, told.references.len(), told.properties.len()), (&None, 0, 0));
        let whole = find(&parse_in(&files, "var/lib/dpkg/status.d/large").value, "large@1").clone();
        assert_eq!((&whole.purl, &whole.version), (&told.purl, &told.version));
    }
}

#[test]
fn what_is_wrong_with_a_package_is_told_where_it_stands_and_not_where_it_is_needed() {
    let files = [
        (
            "var/lib/dpkg/status.d/app",
            "Package: app\nVersion: 1\nDepends: odd, nameless\n\nPackage: more\nVersion: 1\nDepends: odd\n",
        ),
        ("var/lib/dpkg/status.d/odd", "Package: odd\nVersion: 1\u{fffd}\n\nProvides: nameless\nVersion: 1\n"),
        ("etc/os-release", "ID=debian\n"),
    ];
    let app = parse_in(&files, "var/lib/dpkg/status.d/app");
    assert_eq!(codes(&app), ["dependency-missing"]);
    assert!(find(&app.value, "odd@1\u{fffd}").purl.is_none());
    let odd = parse_in(&files, "var/lib/dpkg/status.d/odd");
    assert_eq!(codes(&odd), ["purl-invalid", "entry-unread"]);
}

#[test]
fn the_architecture_of_the_machine_is_that_of_the_dpkg_in_any_file_of_the_folder() {
    let lib = |arch: &str| format!("Package: lib\nVersion: {arch}\nArchitecture: {arch}\n");
    let files = [
        ("var/lib/dpkg/status.d/app", "Package: app\nVersion: 1\nArchitecture: all\nDepends: lib\n"),
        ("var/lib/dpkg/status.d/dpkg", "Package: dpkg\nVersion: 1\nArchitecture: arm64\n"),
        ("var/lib/dpkg/status.d/lib-amd64", &lib("amd64")),
        ("var/lib/dpkg/status.d/lib-arm64", &lib("arm64")),
        ("etc/os-release", "ID=debian\n"),
    ];
    let parsed = parse_in(&files, "var/lib/dpkg/status.d/app");
    assert_eq!(edges(&parsed.value), ["app@1 -> lib@arm64"]);
}
