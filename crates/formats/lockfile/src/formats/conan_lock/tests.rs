use mainstay_model::{Directness, Scope};

use crate::testing::{codes, edges, labels, parse, standing};

#[test]
fn the_graph_of_version_1_has_the_project_edges_and_scopes() {
    let text = r#"{"graph_lock": {"nodes": {
"0": {"ref": "app/1.0", "path": "conanfile.py", "requires": ["1"], "build_requires": ["3"]},
"1": {"ref": "png/1.6#abc", "package_id": "p", "requires": ["2", "4"], "build_requires": ["5"], "context": "host"},
"2": {"ref": "zlib/1.2.11@me/stable#def", "context": "host"},
"3": {"ref": "cmake/3.25", "context": "build"},
"4": {"ref": "1.2.3"},
"5": {"ref": "nasm/2.15", "context": "build"}}, "revisions_enabled": true}, "version": "0.4"}"#;
    let parsed = parse("conan.lock", text);
    let bom = &parsed.value;
    assert_eq!(labels(bom), ["app@1.0", "png@1.6", "me/zlib@1.2.11", "cmake@3.25", "nasm@2.15"]);
    assert_eq!(edges(bom).len(), 4);
    assert_eq!(standing(bom, "png"), (Some(Scope::Runtime), Directness::Direct));
    assert_eq!(standing(bom, "me/zlib"), (Some(Scope::Runtime), Directness::Transitive));
    assert_eq!(standing(bom, "cmake"), (Some(Scope::Build), Directness::Direct));
    assert_eq!(standing(bom, "nasm"), (Some(Scope::Build), Directness::Transitive));
    assert_eq!(codes(&parsed), ["entry-unread", "dependency-missing"]);
    assert_eq!(bom.subjects.len(), 1);
}

#[test]
fn the_first_files_name_nodes_in_maps() {
    let text = r#"{"graph_lock": {"nodes": {"u-1": {"pref": "app/1.0:pid", "path": "x/conanfile.py",
"requires": {"zlib/1.2.11#abc": "u-2"}}, "u-2": {"pref": "zlib/1.2.11#abc:pid#prev"}}}, "version": "0.1"}"#;
    assert_eq!(edges(&parse("conan.lock", text).value), ["app@1.0 -> zlib@1.2.11"]);
}

#[test]
fn the_lists_of_version_2_tell_the_scope_only() {
    let text = r#"{"version": "0.5", "requires": ["zlib/1.2.13#abc%1.5"], "build_requires": ["ninja/1.11#x%2"],
"python_requires": ["base/1.0"], "config_requires": []}"#;
    let bom = parse("conan.lock", text).value;
    assert_eq!(labels(&bom), ["zlib@1.2.13", "ninja@1.11", "base@1.0"]);
    assert_eq!(standing(&bom, "zlib"), (Some(Scope::Runtime), Directness::Unknown));
    assert_eq!(standing(&bom, "ninja"), (Some(Scope::Build), Directness::Unknown));
}
