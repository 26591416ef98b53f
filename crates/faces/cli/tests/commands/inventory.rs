//! From documents to answers, on the command line.

use std::fs;
use std::path::Path;

use crate::run::{json, mainstay, printed, told};

pub(crate) fn document(version: &str, lodash: &str) -> String {
    format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
  "metadata": {{"component": {{"type": "application", "bom-ref": "app", "name": "shop", "version": "{version}"}}}},
  "components": [
    {{"type": "library", "bom-ref": "ui", "name": "ui", "version": "1.0.0", "purl": "pkg:npm/%40example/ui@1.0.0"}},
    {{"type": "library", "bom-ref": "lodash", "name": "lodash", "version": "{lodash}", "purl": "pkg:npm/lodash@{lodash}"}}],
  "dependencies": [{{"ref": "app", "dependsOn": ["ui"]}}, {{"ref": "ui", "dependsOn": ["lodash"]}}]}}"#
    )
}

/// Two releases of one product.
pub(crate) fn imported(folder: &Path) {
    fs::write(folder.join("one.json"), document("1.0", "4.17.20")).expect("the folder is writable");
    fs::write(folder.join("two.json"), document("2.0", "4.17.21")).expect("the folder is writable");
    let output = mainstay(folder, &["import", "one.json", "two.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(printed(&output).contains("shop 1.0, 2 components, 2 edges"), "{}", printed(&output));
    let kept = fs::read_dir(folder.join("data")).expect("the data folder was made");
    let kept: Vec<_> = kept.filter_map(|file| Some(file.ok()?.file_name())).collect();
    assert_eq!(kept, ["mainstay.db"], "the database is one whole file");
}

/// Two packages that the document is about, of which one is a component of everybody, and a link between them.
const SEVERAL: &str = r#"{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"d",
  "documentNamespace":"https://registry.example/d",
  "creationInfo":{"created":"2026-11-22T10:00:00Z","creators":["Tool: t"]},
  "packages":[{"SPDXID":"SPDXRef-a","name":"a","downloadLocation":"NONE"},
    {"SPDXID":"SPDXRef-b","name":"b","downloadLocation":"NONE"},{"SPDXID":"SPDXRef-c","name":"c","downloadLocation":"NONE"}],
  "relationships":[
    {"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-a"},
    {"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-b"},
    {"spdxElementId":"SPDXRef-a","relationshipType":"STATIC_LINK","relatedSpdxElement":"SPDXRef-c"},
    {"spdxElementId":"SPDXRef-a","relationshipType":"CONTAINS","relatedSpdxElement":"SPDXRef-c"}]}"#;

#[test]
fn the_inventory_counts_what_validate_counts() {
    let folder = tempfile::tempdir().unwrap();
    let sole =
        SEVERAL.lines().filter(|line| !line.contains(r#""DESCRIBES","relatedSpdxElement":"SPDXRef-b""#));
    let sole = sole.collect::<Vec<_>>().join("\n");
    for (name, text, counts) in
        [("several.json", SEVERAL, "3 components, 1 edge"), ("sole.json", &sole, "2 components, 1 edge")]
    {
        fs::write(folder.path().join(name), text).unwrap();
        let validated = printed(&mainstay(folder.path(), &["sbom", "validate", name]));
        assert!(validated.contains(counts), "{validated}");
        let imported = mainstay(folder.path(), &["import", name, "--product", name, "--release", "1"]);
        assert!(printed(&imported).contains(counts), "{}", printed(&imported));
    }
}

#[test]
fn where_used_has_the_shape_that_scripts_rely_on() {
    let folder = tempfile::tempdir().unwrap();
    imported(folder.path());
    let ask =
        |query: &str| json(&mainstay(folder.path(), &["inventory", "where-used", query, "--format", "json"]));
    let answer = ask("pkg:npm/lodash@<4.17.21");
    assert_eq!(answer["query"], "pkg:npm/lodash@<4.17.21");
    assert_eq!(answer["uses"].as_array().unwrap().len(), 1);
    let found = &answer["uses"][0];
    assert_eq!((&found["product"], &found["release"]), (&"shop".into(), &"1.0".into()));
    assert_eq!((&found["component"], &found["direct"]), (&"pkg:npm/lodash@4.17.20".into(), &false.into()));
    assert_eq!(ask("lodash")["uses"].as_array().unwrap().len(), 2);
}

#[test]
fn the_newest_release_and_how_components_came_in_are_told_by_their_rules() {
    let folder = tempfile::tempdir().unwrap();
    imported(folder.path());
    let json_of =
        |arguments: &[&str]| json(&mainstay(folder.path(), &[arguments, &["--format", "json"]].concat()));
    let newest = || json_of(&["inventory", "products"])[0]["figures"]["newest"]["version"].clone();
    assert_eq!(newest(), "2.0", "by version, whichever was read last");
    for (file, day) in [("one.json", "2026-06-01"), ("two.json", "2026-01-01T00:00:00Z")] {
        let output = mainstay(folder.path(), &["import", file, "--released-at", day]);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    }
    assert_eq!(newest(), "1.0", "by the day, once it is told");
    let wrong = mainstay(folder.path(), &["import", "one.json", "--released-at", "soon"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", told(&wrong));
    let listed =
        |way: &str| json_of(&["inventory", "list", "--product", "shop", way]).as_array().map(Vec::len);
    assert_eq!(
        ["--direct", "--direct=yes", "--direct=no", "--direct=unknown"].map(listed),
        [1, 1, 1, 0].map(Some)
    );
}

#[test]
fn directness_that_no_sbom_tells_is_null_and_not_zero() {
    let folder = tempfile::tempdir().unwrap();
    let told = document("1.0", "4.17.20");
    let silent = format!("{}}}", told.rsplit_once(",\n  \"dependencies\"").unwrap().0);
    for (product, text) in [("told", &told), ("silent", &silent)] {
        fs::write(folder.path().join("one.json"), text).unwrap();
        let import = ["import", "one.json", "--product", product, "--release", "1"];
        assert_eq!(mainstay(folder.path(), &import).status.code(), Some(0), "{product}");
    }
    let products = json(&mainstay(folder.path(), &["inventory", "products", "--format", "json"]));
    let figures = |place: usize| products[place]["figures"]["newest"]["figures"].clone();
    for (place, expected) in [(0, serde_json::Value::Null), (1, 1.into())] {
        assert_eq!(figures(place)["components"], 2, "{products}");
        assert_eq!((&figures(place)["direct"], &figures(place)["transitive"]), (&expected, &expected));
    }
}

#[test]
fn why_tells_the_path_and_what_to_change() {
    let folder = tempfile::tempdir().unwrap();
    imported(folder.path());
    let why = ["inventory", "why", "pkg:npm/lodash@4.17.21", "--product", "shop"];
    let output = mainstay(folder.path(), &why);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        printed(&output).contains("shop@2.0 > @example/ui@1.0.0 > lodash@4.17.21"),
        "{}",
        printed(&output)
    );
    let elsewhere = mainstay(folder.path(), &[&why[..], &["--data", "another"]].concat());
    assert_eq!(elsewhere.status.code(), Some(3), "the place may stand behind the question");
    let old = [&why[..], &["--release", "1.0"]].concat();
    let output = mainstay(folder.path(), &old);
    assert_eq!(output.status.code(), Some(1), "release 1.0 does not have it");
}

#[test]
fn diff_pairs_versions_of_one_package() {
    let folder = tempfile::tempdir().unwrap();
    imported(folder.path());
    let output = mainstay(
        folder.path(),
        &["inventory", "diff", "--product", "shop", "1.0", "2.0", "--format", "json"],
    );
    let answer = json(&output);
    assert_eq!(answer["changed"].as_array().unwrap().len(), 1);
    assert_eq!(answer["changed"][0]["after"]["version"], "4.17.21");
    assert_eq!(answer["unchanged"], 1);
}

#[test]
fn packages_in_several_versions_are_the_same_of_everything_and_of_the_one_release() {
    let folder = tempfile::tempdir().unwrap();
    let part = |version: &str, arch: &str| {
        format!(
            r#"{{"type": "library", "name": "c", "version": "{version}", "purl": "pkg:deb/debian/c@{version}?arch={arch}"}}"#
        )
    };
    // Debian reads `1` and `0:1` as one version: each spelling is listed once.
    let listed = [part("2", "a"), part("2", "b"), part("1", "a"), part("0:1", "b"), part("1", "c")];
    let text = |parts: &[String]| {
        format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{}]}}"#, parts.join(","))
    };
    let found = |arguments: &[&str]| {
        printed(&mainstay(folder.path(), &[&["inventory", "duplicates"], arguments].concat()))
    };
    for (release, parts, versions) in [("1", &listed[..2], None), ("2", &listed[..], Some("2, 0:1, 1"))] {
        fs::write(folder.path().join("image.json"), text(parts)).unwrap();
        let import = ["import", "image.json", "--product", "image", "--release", release];
        assert_eq!(mainstay(folder.path(), &import).status.code(), Some(0));
        let rows = found(&["--product", "image"]);
        assert_eq!(rows, found(&[]));
        assert_eq!(rows.contains("deb:debian/c"), versions.is_some(), "{rows}");
        assert!(versions.is_none_or(|versions| rows.contains(versions)), "{rows}");
    }
}

#[test]
fn a_release_goes_by_the_names_that_pages_understand() {
    let folder = tempfile::tempdir().unwrap();
    for (file, version, lodash) in [("one.json", "1.0", "4.17.20"), ("two.json", "2.0", "4.17.21")] {
        fs::write(folder.path().join(file), document(version, lodash)).unwrap();
        let import = ["import", file, "--product", "Web Shop", "--variant", "linux", "--release", version];
        assert_eq!(mainstay(folder.path(), &import).status.code(), Some(0));
    }
    let ask =
        |words: &[&str]| mainstay(folder.path(), &[&["inventory"], words, &["--format", "json"]].concat());
    let newest = json(&ask(&["products"]))[0]["figures"]["newest"]["uid"].as_str().unwrap().to_owned();
    for [product, before, after] in [
        ["web-shop", "1.0 linux", "2.0 linux"],
        ["Web Shop", "1.0 linux", &newest],
        ["web shop", &newest, "1.0 linux"],
    ] {
        let changed = json(&ask(&["diff", "--product", product, before, after]));
        assert_eq!(changed["changed"].as_array().map(Vec::len), Some(1), "{product} {before} {after}");
    }
    let alone = ask(&["diff", "--product", "web-shop", "1.0", "2.0"]);
    assert_eq!(alone.status.code(), Some(3));
    assert!(told(&alone).contains("name `1.0 linux`"), "{}", told(&alone));
    for release in [&["--release", "1.0 linux"][..], &["--release", "1.0", "--variant", "linux"]] {
        let list = json(&ask(&[&["list", "lodash", "--product", "Web Shop"], release].concat()));
        assert_eq!(list[0]["version"], "4.17.20");
        let why = json(&ask(&[&["why", "lodash", "--product", "Web Shop"], release].concat()));
        assert_eq!(
            (&why["product"], &why["release"], &why["variant"]),
            (&"web-shop".into(), &"1.0".into(), &"linux".into())
        );
    }
    let used = printed(&mainstay(folder.path(), &["inventory", "where-used", "lodash"]));
    assert!(used.contains("1.0 linux"), "as it is asked for: {used}");
    let nobody = ask(&["list", "--product", "Till"]);
    assert!(told(&nobody).contains("`mainstay inventory products` lists them"), "{}", told(&nobody));
}

#[test]
fn diff_says_purl_where_the_version_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for (file, version, arch) in [("one.json", "1.0", "amd64"), ("two.json", "2.0", "arm64")] {
        let document = document(version, "4.17.20");
        let document = document.replace("lodash@4.17.20", &format!("lodash@4.17.20?arch={arch}"));
        fs::write(folder.path().join(file), document).unwrap();
    }
    assert_eq!(mainstay(folder.path(), &["import", "one.json", "two.json"]).status.code(), Some(0));
    let output = mainstay(folder.path(), &["inventory", "diff", "--product", "shop", "1.0", "2.0"]);
    let line = printed(&output).lines().find(|line| line.starts_with('~')).unwrap().to_owned();
    assert!(line.trim_end().ends_with("purl") && !line.contains("version"), "{line}");
    assert!(line.contains("?arch=amd64") && line.contains("?arch=arm64"), "{line}");
}

#[test]
fn the_same_document_again_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    imported(folder.path());
    let again = mainstay(folder.path(), &["import", "one.json", "--format", "json"]);
    assert_eq!(json(&again)["already"], true);
    let products = json(&mainstay(folder.path(), &["inventory", "products", "--format", "json"]));
    assert_eq!(products.as_array().unwrap().len(), 1);
}

#[test]
fn a_file_that_is_no_sbom_is_named_and_the_others_are_taken_in() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.json"), "{\"hello\": 1}").unwrap();
    fs::write(folder.path().join("one.json"), document("1.0", "4.17.20")).unwrap();
    let output = mainstay(folder.path(), &["import", "bad.json", "one.json"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(told(&output).contains("bad.json"), "{}", told(&output));
    assert!(printed(&output).contains("one.json: shop 1.0"));
}

#[test]
fn every_file_gets_its_object_and_what_was_not_read_has_no_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let nameless =
        document("1.0", "4.17.20").replace("\"name\": \"shop\", \"version\": \"1.0\"", "\"name\": \"shop\"");
    for (file, text) in [
        ("bad.json", "{\"hello\": 1}"),
        ("nameless.json", &nameless),
        ("list.csv", "color\nred\n"),
        ("one.json", &document("1.0", "4.17.20")),
    ] {
        fs::write(folder.path().join(file), text).unwrap();
    }
    let files = ["bad.json", "nameless.json", "missing.json", "list.csv", "missing.csv", "one.json"];
    let output = mainstay(folder.path(), &[&["import", "--format", "json"], &files[..]].concat());
    assert_eq!(output.status.code(), Some(3));
    let objects: Vec<serde_json::Value> =
        printed(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let named: Vec<&str> = objects.iter().map(|object| object["file"].as_str().unwrap()).collect();
    assert_eq!(named, files);
    for object in &objects[..5] {
        assert!(object["error"].is_string(), "{object}");
        for number in ["components", "edges", "created"] {
            assert!(object.get(number).is_none_or(serde_json::Value::is_null), "{object}");
        }
    }
    assert!(objects[1]["error"].as_str().unwrap().contains("--release"), "{}", objects[1]);
    assert_eq!((&objects[5]["error"], &objects[5]["components"]), (&serde_json::Value::Null, &2.into()));
}

#[test]
fn a_configuration_with_a_slip_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mainstay.toml"), "lisen = '127.0.0.1:1'\n").unwrap();
    let output = mainstay(folder.path(), &["inventory", "products"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(told(&output).contains("lisen"), "{}", told(&output));
}

#[test]
fn more_words_than_a_list_takes_are_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("parts.csv"), "name,version\na,1\n").unwrap();
    let import = ["import", "parts.csv", "--product", "p", "--release", "1"];
    assert_eq!(mainstay(folder.path(), &import).status.code(), Some(0));
    for (words, code) in [(100, 0), (101, 2)] {
        let output = mainstay(folder.path(), &["inventory", "list", &"w ".repeat(words)]);
        assert_eq!(output.status.code(), Some(code), "{}", told(&output));
    }
}

#[test]
fn looking_after_an_inventory_that_is_not_there_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    let output = mainstay(folder.path(), &["doctor", "--data", "typo"]);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    assert!(printed(&output).contains("none at typo"), "{}", printed(&output));
    let output = mainstay(folder.path(), &["worker", "--once", "--data", "typo"]);
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    assert!(!folder.path().join("typo").exists());
}

#[test]
fn doctor_finds_a_new_place_in_order() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("parts.csv"), "name,version\na,1\n").unwrap();
    let import = ["import", "parts.csv", "--product", "p", "--release", "1"];
    assert_eq!(mainstay(folder.path(), &import).status.code(), Some(0));
    let output = mainstay(folder.path(), &["doctor"]);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    let checks = json(&mainstay(folder.path(), &["doctor", "--format", "json"]));
    let state = |what: &str| checks.as_array().unwrap().iter().find(|check| check["what"] == what).cloned();
    assert_eq!(state("consistency").unwrap()["ok"], true);
    assert!(state("space").unwrap()["message"].as_str().unwrap().contains("GiB free"));
}

#[test]
fn doctor_tells_what_is_wrong_with_the_profiles_that_the_configuration_names() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mainstay.toml"), "quality.profiles = 'own.toml'\n").unwrap();
    let doctor = || mainstay(folder.path(), &["doctor"]);
    assert_eq!(doctor().status.code(), Some(1));
    assert!(printed(&doctor()).contains("own.toml"), "{}", printed(&doctor()));
    let profile = "[[profile]]\nid = 'own'\ntitle = 'Own'\ndepth = 'all'\nrequired = ['no-such-check']\n";
    fs::write(folder.path().join("own.toml"), profile).unwrap();
    assert!(printed(&doctor()).contains("no-such-check"), "{}", printed(&doctor()));
}

#[test]
fn sboms_are_graded_by_the_profiles_of_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let document = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
      "metadata": {"component": {"type": "application", "name": "shop", "version": "1"}},
      "components": [{"type": "library", "name": "a", "version": "1"}]}"#;
    fs::write(folder.path().join("a.json"), document).unwrap();
    let grade = |data: &str| {
        let place = folder.path().join(data);
        let place = place.to_str().unwrap();
        json(&mainstay(folder.path(), &["import", "a.json", "--data", place, "--format", "json"]))["grade"]
            .as_u64()
            .unwrap()
    };
    assert!(grade("before") < 100);
    let profile =
        "[[profile]]\nid = 'names'\ntitle = 'Names'\ndepth = 'all'\nrequired = ['component-name']\n";
    fs::write(folder.path().join("own.toml"), profile).unwrap();
    fs::write(folder.path().join("mainstay.toml"), "[quality]\nprofiles = 'own.toml'\n").unwrap();
    assert_eq!(grade("after"), 100);
}

#[test]
fn quickstart_keeps_what_it_scans() {
    let folder = tempfile::tempdir().unwrap();
    let lock = "version = 4\n[[package]]\nname = \"shop\"\nversion = \"0.1.0\"\ndependencies = [\"serde\"]\n\
                [[package]]\nname = \"serde\"\nversion = \"1.0.0\"\nsource = \"registry+https://registry.example/index\"\n";
    fs::create_dir(folder.path().join("tree")).unwrap();
    fs::write(folder.path().join("tree/Cargo.lock"), lock).unwrap();
    let output = mainstay(folder.path(), &["quickstart", "tree", "--no-serve"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let list =
        json(&mainstay(folder.path(), &["inventory", "list", "--product", "tree", "--format", "json"]));
    // A package of another registry than the ecosystem's own says so.
    assert_eq!(list[0]["purl"], "pkg:cargo/serde@1.0.0?repository_url=https:%2F%2Fregistry.example%2Findex");
    assert_eq!(list[0]["direct"], 1);
}

#[test]
fn quickstart_keeps_who_is_direct_and_nuget_names_ignore_case() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join("tree").join(path);
    fs::create_dir_all(at(".github/workflows")).unwrap();
    let workflow = "on: push\njobs:\n  a:\n    runs-on: any\n    steps:\n      - uses: actions/checkout@v4\n";
    fs::write(at(".github/workflows/ci.yml"), workflow).unwrap();
    let config = "<packages><package id=\"Newtonsoft.Json\" version=\"13.0.1\" /></packages>";
    fs::write(at("packages.config"), config).unwrap();
    let output = mainstay(folder.path(), &["quickstart", "tree", "--no-serve"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let used = |query: &str| {
        json(&mainstay(folder.path(), &["inventory", "where-used", query, "--format", "json"])).to_string()
    };
    assert!(used("checkout").contains("\"direct\":true"), "{}", used("checkout"));
    for query in
        ["pkg:nuget/Newtonsoft.Json", "pkg:nuget/newtonsoft.json", "pkg:nuget/NEWTONSOFT.JSON@13.0.1"]
    {
        assert!(used(query).contains("13.0.1"), "{query}: {}", used(query));
    }
    assert!(used("pkg:nuget/newtonsoft.json").contains("Newtonsoft.Json"));
}

#[test]
fn nothing_known_is_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let ask = |words: &[&str]| mainstay(folder.path(), &[&["inventory"], words].concat());
    for words in [&["where-used", "lodash"][..], &["list"], &["products"]] {
        let output = ask(words);
        assert_eq!(output.status.code(), Some(3), "{words:?}");
        assert!(told(&output).contains("there is no inventory at"), "{}", told(&output));
    }
    assert!(!folder.path().join("data").exists(), "and none is made by asking");
    fs::write(folder.path().join("products.csv"), "name\nTill\n").unwrap();
    assert_eq!(mainstay(folder.path(), &["import", "products.csv"]).status.code(), Some(0));
    for words in [&["where-used", "lodash"][..], &["list"]] {
        let output = ask(words);
        assert_eq!(output.status.code(), Some(4), "{words:?}: {}", told(&output));
        assert!(told(&output).contains("no SBOM that was read"), "{}", told(&output));
    }
    imported(folder.path());
    let output = ask(&["where-used", "left-pad"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(told(&output).contains("Asked of 2 releases with an SBOM."), "{}", told(&output));
    // Of a release without an SBOM nothing is known, whatever the others have.
    fs::create_dir(folder.path().join("till")).unwrap();
    let kept = mainstay(folder.path(), &["quickstart", "till", "--no-serve", "--format", "json"]);
    let release = json(&kept)["release_id"].as_str().unwrap().to_owned();
    for words in [
        &["list", "--product", "till", "--release", &release][..],
        &["why", "lodash", "--product", "till", "--release", &release],
    ] {
        let output = ask(words);
        assert_eq!(output.status.code(), Some(4), "{words:?}: {}", told(&output));
    }
    assert_eq!(ask(&["diff", "--product", "till", &release, &release]).status.code(), Some(4));
    assert!(told(&ask(&["where-used", "left-pad"])).contains("of 1 more nothing is known"));
}

#[test]
fn settings_that_cannot_be_meant_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mainstay.toml"), "[quality]\npoor_below = 200\n").unwrap();
    let doctor = mainstay(folder.path(), &["doctor"]);
    assert!(
        doctor.status.code() == Some(1) && printed(&doctor).contains("poor_below = 200"),
        "{}",
        printed(&doctor)
    );
    let profile = "[[profile]]\nid = 'own'\ntitle = 'Own'\ndepth = 'all'\nrequired = ['component-name']\n";
    fs::write(folder.path().join("own.toml"), profile).unwrap();
    fs::write(folder.path().join("a.json"), document("1.0", "4.17.20")).unwrap();
    let graded =
        mainstay(folder.path(), &["sbom", "quality", "a.json", "--profiles", "own.toml", "--format", "json"]);
    assert_eq!(json(&graded)["profile"], "own", "{}", told(&graded));
}
