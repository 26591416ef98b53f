//! The small commands for scripts: versions, purls, SBOM files.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use crate::run::{json, mainstay, printed, told};

#[test]
fn versions_compare_one_by_one_and_by_lines() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        json(&mainstay(folder.path(), &["version", "compare", "npm", "1.10.0", "1.9.0"]))["order"],
        ">"
    );
    let mut child = Command::new(env!("CARGO_BIN_EXE_mainstay"))
        .args(["version", "compare", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"pypi\t1.0rc1\t1.0\nmaven\t1.0-SNAPSHOT\t1.0\ndeb\t1:1\t2\n")
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let orders: Vec<String> = printed(&output).lines().map(str::to_owned).collect();
    assert_eq!(orders, [r#"{"order":"<"}"#, r#"{"order":"<"}"#, r#"{"order":">"}"#]);
}

#[test]
fn a_version_outside_a_range_exits_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let contains = |range: &str, version: &str| {
        mainstay(folder.path(), &["version", "contains", "npm", range, version]).status.code()
    };
    assert_eq!(contains("^1.2.0", "1.9.0"), Some(0));
    assert_eq!(contains("^1.2.0", "2.0.0"), Some(1));
    assert_eq!(contains("vers:npm/>=1.0.0|<2.0.0", "1.5.0"), Some(0));
}

#[test]
fn what_is_not_known_of_a_range_is_told_and_a_wrong_one_is_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    let contains = |ecosystem: &str, range: &str, version: &str| {
        mainstay(folder.path(), &["version", "contains", ecosystem, range, version])
    };
    for (ecosystem, range, version, reason) in [
        ("bazel", "[>1.0 <2]", "1.2.11", "how bazel writes ranges is not known"),
        ("npm", "vers:pypi/1.2.3", "1.2.3", "one of pypi, the version one of npm"),
        ("npm", "^1", "notaversion", "`notaversion` is no version of npm"),
    ] {
        let answer = contains(ecosystem, range, version);
        assert_eq!(answer.status.code(), Some(4), "{range}");
        let answer = json(&answer);
        assert!(answer["contains"].is_null(), "{range}");
        assert!(answer["reason"].as_str().unwrap().contains(reason), "{answer}");
    }
    assert_eq!(contains("npm", "<<1", "1").status.code(), Some(2));
    assert_eq!(contains("composer", "dev-main", "dev-main").status.code(), Some(0));
    assert_eq!(contains("hackage", "-any", "1.0").status.code(), Some(0));
    let alone = mainstay(folder.path(), &["version", "compare", "npm", "1"]);
    assert_eq!(alone.status.code(), Some(2));
    assert_eq!(contains("npm", "vers:npm", "1").status.code(), Some(2));
    assert_eq!(contains("swift", "1.0.0..<2.0.0", "1.5.0").status.code(), Some(0));
    assert_eq!(contains("npm", "^1.2.0", "1.2.3-beta.1").status.code(), Some(1));
    assert_eq!(contains("npm", "vers:npm/>=1.2.0|<2.0.0", "1.2.3-beta.1").status.code(), Some(0));
    assert_eq!(contains("npm", "vers:all/*", "1.2.3").status.code(), Some(0));
}

#[test]
fn a_purl_is_normalized_and_a_wrong_one_is_an_error_object() {
    let folder = tempfile::tempdir().unwrap();
    let parsed = json(&mainstay(folder.path(), &["purl", "parse", "pkg:PyPI/Django_Extra@1.0"]));
    assert_eq!(parsed["canonical"], "pkg:pypi/django-extra@1.0");
    let wrong = mainstay(folder.path(), &["purl", "parse", "npm/left-pad"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(json(&wrong)["error"].as_str().unwrap().contains("pkg:"));
}

#[test]
fn a_purl_that_breaks_a_rule_and_tells_what_is_meant_is_read_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let text = "pkg:gem/jruby-launcher@1.1.2?Platform=java";
    let parsed = mainstay(folder.path(), &["purl", "parse", text]);
    assert_eq!(parsed.status.code(), Some(1));
    let parsed = json(&parsed);
    assert_eq!(parsed["canonical"], "pkg:gem/jruby-launcher@1.1.2?platform=java");
    assert!(parsed["fault"].as_str().unwrap().contains("Platform"), "{parsed}");
    let line = printed(&mainstay(folder.path(), &["purl", "parse", text, "--format", "table"]));
    assert!(line.starts_with("pkg:gem/jruby-launcher@1.1.2?platform=java  !! "), "{line}");
}

#[test]
fn validate_tells_valid_from_invalid_and_unreadable() {
    let folder = tempfile::tempdir().unwrap();
    let good = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}"#;
    fs::write(folder.path().join("good.json"), good).unwrap();
    fs::write(folder.path().join("bad.json"), good.replace("\"version\": 1", "\"version\": \"one\""))
        .unwrap();
    let validate = |file: &str| mainstay(folder.path(), &["sbom", "validate", file, "--format", "json"]);
    let verdict = validate("good.json");
    assert_eq!(verdict.status.code(), Some(0));
    assert_eq!(json(&verdict)["version"], "1.6");
    let verdict = validate("bad.json");
    assert_eq!(verdict.status.code(), Some(1));
    assert_eq!(json(&verdict)["valid"], false);
    assert_eq!(validate("missing.json").status.code(), Some(3));
    fs::write(folder.path().join("cut.json"), &good[..40]).unwrap();
    let verdict = validate("cut.json");
    assert_eq!(verdict.status.code(), Some(3), "what cannot be read is a failure and no finding");
    assert_eq!(json(&verdict)["components"], serde_json::Value::Null);
}

#[test]
fn wrong_usage_exits_with_two() {
    let folder = tempfile::tempdir().unwrap();
    let document = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}"#;
    fs::write(folder.path().join("a.json"), document).unwrap();
    mainstay(folder.path(), &["import", "a.json", "--product", "shop", "--release", "1"]);
    for wrong in [
        &["sbom", "convert", "a.json", "--to", "nope"][..],
        &["sbom", "quality", "a.json", "--profile", "nope"],
        &["inventory", "where-used", ""],
        &["inventory", "where-used", "pkg:"],
    ] {
        let output = mainstay(folder.path(), wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {}", told(&output));
        assert!(told(&output).starts_with("error: "), "{wrong:?}: {}", told(&output));
    }
}

#[test]
fn convert_crosses_families_and_keeps_the_components() {
    let folder = tempfile::tempdir().unwrap();
    let source = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
      "components": [{"type": "library", "name": "left-pad", "version": "1.3.0", "purl": "pkg:npm/left-pad@1.3.0"}]}"#;
    fs::write(folder.path().join("a.json"), source).unwrap();
    for format in ["spdx-2.3-json", "spdx-2.3-tag", "spdx-3.0-jsonld", "cyclonedx-1.7-xml"] {
        let output = mainstay(folder.path(), &["sbom", "convert", "a.json", "--to", format, "-o", "out"]);
        assert_eq!(output.status.code(), Some(0), "{format}: {}", told(&output));
        let back = mainstay(folder.path(), &["sbom", "validate", "out", "--format", "json"]);
        assert_eq!(json(&back)["valid"], true, "{format}: {}", printed(&back));
        assert_eq!(json(&back)["components"], 1, "{format}");
    }
}

#[test]
fn merge_and_diff_tell_what_two_documents_say_differently() {
    let folder = tempfile::tempdir().unwrap();
    for (name, supplier) in [("a.json", "S1"), ("b.json", "S2")] {
        let text = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [{{"type": "library",
            "name": "x", "purl": "pkg:npm/x", "supplier": {{"name": "{supplier}"}}}}]}}"#
        );
        fs::write(folder.path().join(name), text).unwrap();
    }
    let merged = mainstay(folder.path(), &["sbom", "merge", "a.json", "b.json"]);
    assert_eq!(merged.status.code(), Some(0));
    assert!(told(&merged).contains("b.json: `pkg:npm/x`: the supplier `S1` stays and `S2` is left out"));
    let changed = mainstay(folder.path(), &["sbom", "diff", "a.json", "b.json"]);
    assert!(printed(&changed).contains("supplier\n"), "{}", printed(&changed));
}

#[test]
fn quality_exits_with_one_when_something_required_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("a.json"),
        r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}"#,
    )
    .unwrap();
    let output =
        mainstay(folder.path(), &["sbom", "quality", "a.json", "--profile", "minimum", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json(&output)["sufficient"], false);
}

#[test]
fn every_listing_is_printed_for_people_and_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    let formats = json(&mainstay(folder.path(), &["sbom", "formats", "--format", "json"]));
    let has = |field: &str, id: &str| {
        formats
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["format"] == id && one[field].as_array().unwrap().len() == 1)
    };
    for id in ["spdx-2.3-json", "spdx-json", "spdx-tag", "cyclonedx-json"] {
        assert!(has("written", id), "{id}, as `--to` takes it: {formats}");
    }
    assert!(!has("written", "spdx-rdf"), "{formats}");
    let ecosystems = json(&mainstay(folder.path(), &["version", "ecosystems", "--format", "json"]));
    assert!(ecosystems.as_array().unwrap().iter().any(|one| one["purl_types"][0] == "npm"), "{ecosystems}");
    let line = mainstay(folder.path(), &["version", "compare", "npm", "1.0.0", "2.0.0", "--format", "table"]);
    assert_eq!(printed(&line), "1.0.0 < 2.0.0\n");
    let canonical = mainstay(folder.path(), &["purl", "parse", "pkg:PyPI/A_b", "--format", "table"]);
    assert_eq!(printed(&canonical), "pkg:pypi/a-b\n");
}

#[test]
fn a_reader_of_completions_may_go_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_mainstay"))
        .args(["completions", "bash"])
        .current_dir(folder.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr), (Some(0), Vec::new()));
}

#[test]
fn what_a_conversion_lost_is_told_to_programs_beside_the_document() {
    let folder = tempfile::tempdir().unwrap();
    let document = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
      "metadata": {"component": {"type": "application", "name": "shop", "version": "1"}, "properties": [{"name": "a", "value": "b"}]},
      "components": []}"#;
    fs::write(folder.path().join("a.json"), document).unwrap();
    let convert = |more: &[&str]| {
        let words = [&["sbom", "convert", "a.json", "--to", "spdx-json", "--format", "json"], more].concat();
        mainstay(folder.path(), &words)
    };
    assert_eq!(convert(&[]).status.code(), Some(2), "the document and the report do not share an output");
    let output = convert(&["-o", "b.spdx.json"]);
    let shape = json(&output);
    assert_eq!(
        (&shape["file"], &shape["format"]),
        (&"b.spdx.json".into(), &"spdx-2.3-json".into()),
        "{shape}"
    );
    assert!(!shape["losses"].as_array().unwrap().is_empty(), "{shape}");
    assert!(fs::read_to_string(folder.path().join("b.spdx.json")).unwrap().contains("SPDX-2.3"));
    assert!(told(&output).is_empty(), "{}", told(&output));
}

#[test]
fn a_line_that_cannot_be_read_stops_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let ask = |words: &[&str], lines: &[u8]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mainstay"))
            .args(words)
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(lines).unwrap();
        child.wait_with_output().unwrap()
    };
    let answers = |output: &std::process::Output| -> Vec<serde_json::Value> {
        printed(output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let compared =
        ask(&["version", "compare", "-"], b"npm\t1.0.0\t2.0.0\nbad\n\xff\r\nnpm\t1.0.0\t1.0.0\r\n");
    let told = answers(&compared);
    assert_eq!((compared.status.code(), told.len()), (Some(1), 4), "{told:?}");
    assert_eq!((&told[0]["order"], &told[3]["order"]), (&"<".into(), &"=".into()));
    assert!(told[1]["error"].as_str().unwrap().starts_with("line 2: expected"), "{told:?}");
    assert_eq!(told[2]["error"], "line 3: the line is not UTF-8");
    let output = ask(&["purl", "parse", "-"], b"pkg:npm/a@1\n\xff\npkg:npm/b@1");
    assert_eq!(output.status.code(), Some(1), "as for one of them alone");
    let parsed = answers(&output);
    assert_eq!((&parsed[0]["name"], &parsed[2]["name"]), (&"a".into(), &"b".into()));
    assert!(parsed[1]["error"].is_string());
}

#[test]
fn a_comparison_tells_what_of_a_document_was_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let document = |components: &str| {
        format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [{components}]}}"#
        )
    };
    let sound = r#"{"type": "library", "name": "a", "version": "1"}"#;
    fs::write(folder.path().join("a.json"), document(sound)).unwrap();
    fs::write(folder.path().join("b.json"), document(&format!("{sound}, 7"))).unwrap();
    let output = mainstay(folder.path(), &["sbom", "diff", "a.json", "b.json", "--format", "json"]);
    let problems = json(&output)["problems"].clone();
    assert_eq!(
        (problems.as_array().unwrap().len(), &problems[0]["path"]),
        (1, &"b.json".into()),
        "{problems}"
    );
    let output = mainstay(folder.path(), &["sbom", "diff", "b.json", "a.json"]);
    assert!(told(&output).contains("b.json"), "{}", told(&output));
}
