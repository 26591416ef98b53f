use mainstay_model::{Directness, Graph, Origin, Scope};

use crate::testing::{codes, find, labels, parse, parse_in, standing};

const LOCK: &str = r#"{
  "_meta": { "pipfile-spec": 6, "sources": [{"name": "own", "url": "https://u:p@registry.example/simple"}] },
  "default": {
    "a": { "version": "==1.0", "index": "own", "hashes": ["sha256:0000000000000000000000000000000000000000000000000000000000000001"] },
    "b": { "version": "==2.0" },
    "open": { "version": "*" },
    "me": { "editable": true, "path": "." }
  },
  "develop": {
    "b": { "version": "==2.0" },
    "g": { "git": "https://h.example/g", "ref": "abc" }
  },
  "docs": { "d": { "version": "==1" } }
}"#;

#[test]
fn categories_tell_scope_and_the_pipfile_who_is_direct() {
    let pipfile = "[packages]\nA = '*'\n[dev-packages]\ng = {git = 'x'}\n[docs]\nd = '*'\n";
    let parsed = parse_in(&[("Pipfile.lock", LOCK), ("Pipfile", pipfile)], "Pipfile.lock");
    let bom = &parsed.value;
    assert_eq!(standing(bom, "a"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(bom, "b"), (Some(Scope::Runtime), Directness::Transitive));
    assert_eq!(standing(bom, "g"), (Some(Scope::Development), Directness::Direct));
    assert_eq!(standing(bom, "d"), (None, Directness::Direct));
    assert_eq!(find(bom, "a").origin, Origin::Registry("https://registry.example/simple".into()));
    assert_eq!(find(bom, "a").locations[0].line, Some(4));
    assert_eq!(find(bom, "a").graph, Graph::Unknown);
    assert_eq!(find(bom, "b").locations.len(), 2);
    assert!(find(bom, "me").first_party);
}

#[test]
fn without_a_pipfile_direct_stays_unknown() {
    let parsed = parse("Pipfile.lock", LOCK);
    assert_eq!(standing(&parsed.value, "a"), (Some(Scope::Runtime), Directness::Unknown));
    assert_eq!(codes(&parsed)[0], "manifest-missing");
    assert_eq!(labels(&parsed.value).len(), 6);
}
