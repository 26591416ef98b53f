use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};

use mainstay_model::{Directness, Origin, Severity};

use super::FORMAT;
use crate::testing::{Files, codes, edges, find, labels, parse, parse_in, standing, try_parse};
use crate::{Refusal, Registries, Source, Tree};

const LOCK: &str = "GIT
  remote: https://git.example/rack.git
  revision: abc123
  branch: main
  specs:
    rack (3.0.0)

PATH
  remote: engines/core
  specs:
    core (0.1.0)
      rack
      nokogiri (>= 1.5)

GEM
  remote: https://gems.registry.example/
  specs:
    nokogiri (1.16.0)
      mini_portile2 (~> 2.8)
    nokogiri (1.16.0-x86_64-linux)
    mini_portile2 (2.8.5)
      bundler
      gone (= 1)

PLATFORMS
  ruby
  x86_64-linux

DEPENDENCIES
  core!
  nokogiri (~> 1.16)
  rack!
  absent

CHECKSUMS
  core (0.1.0)
  nokogiri (1.16.0) sha256=AA
  nokogiri (1.16.0-x86_64-linux) sha256=bb

RUBY VERSION
   ruby 3.2.2p53

BUNDLED WITH
   2.5.3
";

#[test]
fn sections_give_origins_platforms_edges_and_digests() {
    let parsed = parse("Gemfile.lock", LOCK);
    let bom = &parsed.value;
    let expected =
        ["rack@3.0.0", "core@0.1.0", "nokogiri@1.16.0", "nokogiri@1.16.0", "mini_portile2@2.8.5", "."];
    assert_eq!(labels(bom), expected);
    let vcs = Origin::Vcs { url: "https://git.example/rack.git".into(), revision: Some("abc123".into()) };
    assert_eq!(find(bom, "rack").origin, vcs);
    assert_eq!(find(bom, "core").origin, Origin::Path("engines/core".into()));
    assert_eq!(find(bom, "mini_portile2").origin, Origin::Registry("https://gems.registry.example/".into()));
    let native = &bom.components[3];
    assert_eq!(
        native.purl.as_ref().unwrap().to_string(),
        "pkg:gem/nokogiri@1.16.0?platform=x86_64-linux&repository_url=https:%2F%2Fgems.registry.example"
    );
    assert_eq!((native.hashes[0].value.as_str(), bom.components[2].hashes[0].value.as_str()), ("bb", "aa"));
    assert_eq!(edges(bom).iter().filter(|edge| !edge.starts_with(". -> ")).count(), 4);
    assert_eq!(codes(&parsed), ["dependency-missing", "platform-left-out"]);
    assert_eq!(bom.document.spec_version.as_deref(), Some("2.5.3"));
}

#[test]
fn what_the_project_names_is_direct_and_its_own_gems_are_subjects() {
    let bom = parse("gems.locked", LOCK).value;
    assert_eq!(standing(&bom, "nokogiri"), (None, Directness::Direct));
    assert_eq!(standing(&bom, "mini_portile2"), (None, Directness::Transitive));
    assert_eq!(bom.subjects.len(), 2);
    assert!(find(&bom, "core").first_party);
    // One of its own gems needs nokogiri too.
    let named = [". -> core@0.1.0", ". -> nokogiri@1.16.0", "core@0.1.0 -> nokogiri@1.16.0"];
    assert!(named.iter().all(|edge| edges(&bom).contains(&(*edge).to_owned())), "{:?}", edges(&bom));
}

#[test]
fn several_servers_in_one_section_leave_the_origin_unknown() {
    let text = "GEM\n  remote: https://a.example/\n  remote: https://b.example/\n  specs:\n    x (1)\n";
    assert_eq!(find(&parse("Gemfile.lock", text).value, "x").origin, Origin::Unknown);
}

#[test]
fn conflict_marks_are_told_and_other_texts_refused() {
    let text = "GEM\n  specs:\n<<<<<<< HEAD\n    x (1)\n=======\n    x (2)\n>>>>>>> b\n";
    let parsed = parse("Gemfile.lock", text);
    assert_eq!(labels(&parsed.value), ["x@1", "x@2"]);
    assert_eq!(codes(&parsed), ["merge-conflict"]);
    let files = Files::new(&[("Gemfile.lock", "hello")]);
    assert!(matches!(try_parse(&files, "Gemfile.lock"), Err(Refusal::Syntax { .. })));
}

#[test]
fn a_gem_for_other_platforms_is_not_missing() {
    let specs = "GEM\n  remote: https://gems.registry.example/\n  specs:\n    rake (13.0.6)\n\n";
    let named = "DEPENDENCIES\n  rake\n  tzinfo-data\n";
    let parsed = parse("Gemfile.lock", &format!("{specs}PLATFORMS\n  x86_64-linux\n\n{named}"));
    assert_eq!(codes(&parsed), ["platform-left-out"]);
    assert_eq!(parsed.problems[0].severity, Severity::Note);
    assert!(
        parsed.problems[0].message.contains("tzinfo-data")
            && parsed.problems[0].message.contains("x86_64-linux")
    );
    let lock = format!("{specs}PLATFORMS\n  x86_64-linux\n\n{named}");
    for (gemfile, code) in [
        ("gem 'rake'\ngem 'tzinfo-data', platforms: %i[windows jruby]\n", "platform-left-out"),
        ("eval_gemfile 'more'\n", "platform-left-out"),
        ("gem 'rake'\ngem 'tzinfo-data'\n", "dependency-missing"),
    ] {
        for (path, beside) in [("a/Gemfile.lock", "a/Gemfile"), ("gems.locked", "gems.rb")] {
            assert_eq!(codes(&parse_in(&[(path, &lock), (beside, gemfile)], path)), [code], "{gemfile}");
        }
    }
    for unknown in [format!("{specs}{named}"), format!("{specs}PLATFORMS\n  ruby\n\nODD\n{named}")] {
        assert!(codes(&parse("Gemfile.lock", &unknown)).contains(&"dependency-missing"), "{unknown}");
    }
}

#[test]
fn a_gemfile_is_read_once_however_many_gems_are_missing() {
    struct Counted(Files, AtomicUsize);
    impl Tree for Counted {
        fn read(&self, path: &str) -> Option<Cow<'_, [u8]>> {
            self.1.fetch_add(1, Ordering::Relaxed);
            self.0.read(path)
        }
        fn list(&self, folder: &str) -> Vec<String> {
            self.0.list(folder)
        }
    }
    let gems: String = (0..50).map(|number| format!("  gem{number}\n")).collect();
    let lock = format!("GEM\n  specs:\n    rake (13)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  rake\n{gems}");
    let tree = Counted(Files::new(&[("Gemfile", "gem 'rake'\n")]), AtomicUsize::new(0));
    let registries = Registries::default();
    let source =
        Source { path: "Gemfile.lock", bytes: lock.as_bytes(), tree: &tree, registries: &registries };
    let parsed = FORMAT.parse(&source).unwrap();
    assert_eq!(codes(&parsed), ["dependency-missing"; 50]);
    assert_eq!(tree.1.load(Ordering::Relaxed), 1);
}
