//! What files depend on, by name in lines of tags and by identifier elsewhere.

use mainstay_model::{Bom, Parsed, Tool};

use crate::{Limits, Stamp, merge, parse, render};

/// A document of files: identifier, name and what the file depends on.
fn document(files: &[(&str, &str, &[&str])]) -> String {
    let mut text = "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: d\n\
        DocumentNamespace: https://registry.example/d\nCreator: Tool: t-1\nCreated: 2026-01-01T00:00:00Z\n"
        .to_owned();
    for (id, name, needs) in files {
        let digest = format!("{:a<40}", id.len());
        text += &format!("FileName: {name}\nSPDXID: SPDXRef-{id}\nFileChecksum: SHA1: {digest}\n");
        text.extend(needs.iter().map(|name| format!("FileDependency: {name}\n")));
    }
    text
}

fn read(text: &str) -> Parsed<Bom> {
    parse(text.as_bytes(), &Limits::default()).unwrap()
}

fn write(bom: &Bom, format: &str) -> String {
    let serial = "00000000-0000-7000-8000-000000000000".to_owned();
    let stamp = Stamp { created: "2026-01-01T00:00:00Z".to_owned(), serial, tool: Tool::default() };
    String::from_utf8(render(bom, format, &stamp).unwrap().bytes).unwrap()
}

/// What the files of a written document of tags depend on.
fn told(tags: &str) -> Vec<&str> {
    tags.lines().filter_map(|line| line.strip_prefix("FileDependency: ")).collect()
}

#[test]
fn lines_of_tags_name_files_and_json_their_identifiers() {
    let text =
        document(&[("a", "./x/a.c", &["./b.h", "./x/c.h"]), ("b", "./b.h", &[]), ("c", "./x/c.h", &[])]);
    let Parsed { value, problems } = read(&text);
    assert!(problems.iter().all(|problem| problem.code != "dangling-reference"), "{problems:?}");
    assert_eq!(
        value.components[0].extensions["spdx:fileDependencies"],
        serde_json::json!(["SPDXRef-b", "SPDXRef-c"])
    );
    let json = write(&value, "spdx-2.3-json");
    let written: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(written["files"][0]["fileDependencies"], serde_json::json!(["SPDXRef-b", "SPDXRef-c"]));
    for value in [value, read(&json).value] {
        assert_eq!(told(&write(&value, "spdx-2.3-tag")), ["./b.h", "./x/c.h"]);
    }
}

#[test]
fn a_name_of_no_file_or_of_several_is_kept_and_told() {
    let files: &[(&str, &str, &[&str])] =
        &[("a", "./a", &["./gone", "./two", "SPDXRef-b", "DocumentRef-x:SPDXRef-y"]), ("b", "./two", &[])];
    let Parsed { value, problems } = read(&document(&[files, &[("c", "./two", &[])]].concat()));
    let dangling: Vec<_> = problems.iter().filter(|problem| problem.code == "dangling-reference").collect();
    assert_eq!(dangling.len(), 2, "{problems:?}");
    assert!(dangling[0].message.contains("`./gone`") && dangling[1].message.contains("`./two`"));
    // What several files are called does not tell which one is meant: the identifier does.
    let expected = ["./gone", "./two", "SPDXRef-b", "DocumentRef-x:SPDXRef-y"];
    assert_eq!(told(&write(&value, "spdx-2.3-tag")), expected);
    assert_eq!(value.components[0].extensions["spdx:fileDependencies"], serde_json::json!(expected));
}

#[test]
fn names_in_lines_of_tags_are_followed_when_documents_are_joined() {
    let part = |files: &[(&str, &str, &[&str])]| (String::new(), read(&document(files)).value);
    let merged = merge([
        part(&[("a", "./a", &["./b"]), ("b", "./b", &[])]),
        part(&[("a", "./c", &["./d"]), ("b", "./d", &[])]),
    ]);
    assert_eq!(merged.problems, []);
    assert_eq!(told(&write(&merged.value, "spdx-2.3-tag")), ["./b", "./d"]);
}
