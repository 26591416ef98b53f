use mainstay_model::{Directness, Graph, Severity};

use crate::testing::{Files, codes, edges, find, parse, parse_in, try_parse};

/// A file in which something is needed that is not listed, and who needs it.
const WANTING: &[(&str, &str, &str)] = &[
    (
        "yarn.lock",
        "__metadata:\n  version: 8\n\n\"a@npm:1\":\n  version: 1.0.0\n  resolution: \"a@npm:1.0.0\"\n  dependencies:\n    z: \"npm:^1\"\n",
        "a",
    ),
    (
        "packages.lock.json",
        r#"{"version": 1, "dependencies": {"net8.0": {"a": {"type": "Direct", "resolved": "1.0.0", "dependencies": {"z": "1.0.0"}}}}}"#,
        "a",
    ),
    (
        "renv.lock",
        r#"{"R": {}, "Packages": {"a": {"Package": "a", "Version": "1", "Requirements": ["z"]}}}"#,
        "a",
    ),
    ("composer.lock", r#"{"packages": [{"name": "v/a", "version": "1", "require": {"v/z": "*"}}]}"#, "v/a"),
    (
        "var/lib/dpkg/status",
        "Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: all\nDepends: z\n",
        "a",
    ),
    ("lib/apk/db/installed", "P:a\nV:1-r0\nA:x86_64\nD:z\n\n", "a"),
    ("Podfile.lock", "PODS:\n  - a (1.0):\n    - z\nDEPENDENCIES:\n  - a\n", "a"),
    ("Gemfile.lock", "GEM\n  remote: https://registry.example/\n  specs:\n    a (1.0)\n      z\n", "a"),
    (
        "Cargo.lock",
        "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\"z\"]\n",
        "a",
    ),
    (
        "uv.lock",
        "version = 1\n[[package]]\nname = \"a\"\nversion = \"1\"\nsource = { virtual = \".\" }\ndependencies = [{ name = \"z\" }]\n",
        "a",
    ),
    (
        "package-lock.json",
        r#"{"lockfileVersion": 3, "packages": {"": {"name": "a", "dependencies": {"z": "1"}}}}"#,
        "a",
    ),
    (
        "mix.lock",
        "%{\n  \"a\": {:hex, :a, \"1.0.0\", \"00\", [:mix], [{:z, \"~> 1.0\", [hex: :z, repo: \"hexpm\", optional: false]}], \"hexpm\", \"00\"},\n}\n",
        "a",
    ),
];

#[test]
fn what_needs_something_that_is_not_listed_does_not_tell_all_that_it_needs() {
    for (path, text, name) in WANTING {
        let parsed = parse(path, text);
        assert!(codes(&parsed).contains(&"dependency-missing"), "{path}: {:?}", parsed.problems);
        assert_ne!(find(&parsed.value, name).graph, Graph::Complete, "{path}");
    }
}

#[test]
fn a_list_that_stands_twice_in_a_manifest_is_told_and_the_last_is_read() {
    let twice = |first: &str, last: &str, list: &str| {
        format!(
            "{{\"name\": \"v/app\",\n \"{list}\": {{\"{first}\": \"^1\"}},\n \"{list}\": {{\"{last}\": \"^1\"}}}}"
        )
    };
    let composer = r#"{"packages": [{"name": "v/a", "version": "1"}, {"name": "v/b", "version": "1"}]}"#;
    let yarn = "# yarn lockfile v1\na@^1:\n  version \"1.0.0\"\nb@^1:\n  version \"1.0.0\"\n";
    let npm =
        r#"{"lockfileVersion": 1, "dependencies": {"a": {"version": "1.0.0"}, "b": {"version": "1.0.0"}}}"#;
    for (lock, text, manifest, said) in [
        ("composer.lock", composer, "composer.json", twice("v/a", "v/b", "require")),
        ("yarn.lock", yarn, "package.json", twice("a", "b", "dependencies")),
        ("package-lock.json", npm, "package.json", twice("a", "b", "dependencies")),
    ] {
        let parsed = parse_in(&[(lock, text), (manifest, &said)], lock);
        let told = parsed.problems.iter().find(|problem| problem.code == "key-repeated");
        let told = told.unwrap_or_else(|| panic!("{lock}: {:?}", parsed.problems));
        assert_eq!(told.path, manifest);
        let direct = |name: &str| find(&parsed.value, name).directness == mainstay_model::Directness::Direct;
        let prefix = if lock == "composer.lock" { "v/" } else { "" };
        assert!(direct(&format!("{prefix}b")) && !direct(&format!("{prefix}a")), "{lock}");
    }
}

#[test]
fn what_a_manifest_asks_for_and_its_lockfile_does_not_know_is_told() {
    let cases = [
        (
            "package-lock.json",
            r#"{"lockfileVersion": 3, "packages": {"": {"name": "x", "dependencies": {"a": "1"}}, "node_modules/a": {"version": "1.0.0"}}}"#,
            "package.json",
            r#"{"name": "x", "dependencies": {"a": "1"}, "devDependencies": {"newdep": "1"}, "peerDependencies": {"p": "1"}}"#,
        ),
        (
            "composer.lock",
            r#"{"packages": [{"name": "v/a", "version": "1"}]}"#,
            "composer.json",
            r#"{"name": "v/app", "require": {"php": "8", "v/a": "1", "v/newdep": "1", "v/own": "1"}, "replace": {"v/own": "1"}}"#,
        ),
        (
            "pnpm-lock.yaml",
            "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a: {specifier: '1', version: 1.0.0}\npackages:\n  a@1.0.0: {resolution: {integrity: x}}\nsnapshots:\n  a@1.0.0: {}\n",
            "package.json",
            r#"{"name": "x", "dependencies": {"a": "1", "newdep": "1"}}"#,
        ),
        (
            "uv.lock",
            "version = 1\n[[package]]\nname = \"x\"\nversion = \"1\"\nsource = { virtual = \".\" }\n",
            "pyproject.toml",
            "[project]\nname = 'x'\ndependencies = ['newdep>=1']\n",
        ),
        (
            "Pipfile.lock",
            r#"{"default": {"a": {"version": "==1"}}, "develop": {}}"#,
            "Pipfile",
            "[packages]\na = '*'\nnewdep = '*'\nw = {version = '*', sys_platform = \"== 'win32'\"}\n",
        ),
    ];
    for (lock, text, manifest, said) in cases {
        let parsed = parse_in(&[(lock, text), (manifest, said)], lock);
        let told: Vec<_> =
            parsed.problems.iter().filter(|problem| problem.code == "dependency-missing").collect();
        assert_eq!(told.len(), 1, "{lock}: {:?}", parsed.problems);
        assert!(told[0].message.contains("newdep") && told[0].path == manifest, "{lock}: {told:?}");
        assert!(
            parsed.value.components.iter().all(|one| !one.first_party || one.graph != Graph::Complete),
            "{lock}"
        );
    }
}

/// Lockfiles whose package.json is read too; all list `a` and are in the folder of the project.
const BESIDE: [(&str, &str); 4] = [
    ("yarn.lock", "# yarn lockfile v1\na@^1:\n  version \"1.0.0\"\n"),
    (
        "yarn.lock",
        "__metadata:\n  version: 8\n\n\"a@npm:^1\":\n  version: 1.0.0\n  resolution: \"a@npm:1.0.0\"\n\n\"r@workspace:.\":\n  version: 0.0.0-use.local\n  resolution: \"r@workspace:.\"\n",
    ),
    ("package-lock.json", r#"{"lockfileVersion": 1, "dependencies": {"a": {"version": "1.0.0"}}}"#),
    (
        "pnpm-lock.yaml",
        "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a: {specifier: ^1, version: 1.0.0}\npackages:\n  a@1.0.0: {resolution: {integrity: x}}\nsnapshots:\n  a@1.0.0: {}\n",
    ),
];

#[test]
fn an_odd_byte_in_a_manifest_is_told_once_and_costs_nothing() {
    let manifest = b"{\"name\": \"r\", \"version\": \"1.0.0\", \"author\": \"J\xf6\", \"dependencies\": {\"a\": \"^1\"}}";
    for (lock, text) in BESIDE {
        let parsed = try_parse(&Files::new(&[(lock, text)]).and("package.json", manifest), lock).unwrap();
        assert_eq!(codes(&parsed), ["encoding-odd"], "{text}");
        assert_eq!(parsed.problems[0].path, "package.json");
        assert_eq!(edges(&parsed.value), ["r@1.0.0 -> a@1.0.0"], "{text}");
    }
}

#[test]
fn an_unfinished_merge_in_a_manifest_makes_what_is_made_of_it_doubtful() {
    let sides = "{\"name\": \"r\", \"version\": \"1.0.0\",\n<<<<<<< HEAD\n\"dependencies\": {\"a\": \"^1\"}\n=======\n\"dependencies\": {\"a\": \"^1.0.1\"}\n>>>>>>> x\n}\n";
    let one_side = "{\"name\": \"r\",\n<<<<<<< HEAD\n\"version\": \"1.0.0\",\n=======\n>>>>>>> x\n\"dependencies\": {\"a\": \"^1\"}}\n";
    for (lock, text) in BESIDE {
        for manifest in [sides, one_side] {
            let parsed = parse_in(&[(lock, text), ("package.json", manifest)], lock);
            let errors = parsed.problems.iter().filter(|problem| problem.severity == Severity::Error);
            let errors: Vec<_> = errors.map(|problem| (&*problem.code, &*problem.path)).collect();
            assert_eq!(errors, [("merge-conflict", "package.json"), ("manifest-broken", "")], "{text}");
            let graphs = parsed.value.components.iter().map(|component| component.graph);
            assert!(graphs.into_iter().all(|graph| graph != Graph::Complete), "{text}");
        }
        let parsed = parse_in(&[(lock, text), ("package.json", sides)], lock);
        assert!(codes(&parsed).contains(&"manifest-unreadable"), "{text}");
    }
}

#[test]
fn so_are_manifests_in_toml_and_yaml() {
    let cases = [
        (
            "Cargo.lock",
            "version = 4\n[[package]]\nname = \"r\"\nversion = \"1.0.0\"\ndependencies = [\"a\"]\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"registry+https://registry.example/index\"\n",
            "Cargo.toml",
            "[package]\nname = 'r'\nversion = '1.0.0'\n[dependencies]\na = '1'\n",
        ),
        (
            "poetry.lock",
            "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n[metadata]\nlock-version = \"2.0\"\n",
            "pyproject.toml",
            "[project]\nname = 'r'\nversion = '1.0.0'\ndependencies = ['a']\n",
        ),
        (
            "Pipfile.lock",
            r#"{"default": {"a": {"version": "==1.0.0"}}, "develop": {}}"#,
            "Pipfile",
            "[packages]\na = '*'\n",
        ),
        (
            "pubspec.lock",
            "packages:\n  a:\n    dependency: \"direct main\"\n    description: {name: a, url: \"https://registry.example\"}\n    source: hosted\n    version: \"1.0.0\"\n",
            "pubspec.yaml",
            "name: r\nversion: 1.0.0\n",
        ),
    ];
    for (lock, text, path, manifest) in cases {
        let read = |before: &[u8], after: &str| {
            let bytes = [before, manifest.as_bytes(), after.as_bytes()].concat();
            try_parse(&Files::new(&[(lock, text)]).and(path, &bytes), lock).unwrap()
        };
        let odd = read(b"# J\xf6\n", "");
        assert_eq!(codes(&odd), ["encoding-odd"], "{lock}");
        assert_eq!(find(&odd.value, "a").directness, Directness::Direct, "{lock}");
        assert_eq!(
            codes(&read(b"", "<<<<<<< HEAD\n=======\n>>>>>>> x\n")),
            ["merge-conflict", "manifest-broken"],
            "{lock}"
        );
    }
}

#[test]
fn a_manifest_that_a_merge_makes_unreadable_is_told_as_not_used() {
    let sides = |ours: &str, theirs: &str| format!("<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> x\n");
    let berry = BESIDE[1].1;
    let cases = [
        ("Cargo.lock", "version = 4\n", "Cargo.toml", sides("name = 1", "name = 2")),
        ("poetry.lock", "[metadata]\nlock-version = \"2.0\"\n", "pyproject.toml", sides("a = 1", "a = 2")),
        ("Pipfile.lock", "{\"default\": {}}", "Pipfile", sides("a = 1", "a = 2")),
        ("pubspec.lock", "packages: {}\n", "pubspec.yaml", sides("name: r", "name: s")),
        ("yarn.lock", berry, ".yarnrc.yml", format!("catalog:\n{}", sides("  a: 1", "  a: 2"))),
        (
            "composer.lock",
            "{\"packages\": []}",
            "composer.json",
            format!("{{{}}}", sides("\"a\": 1", "\"a\": 2")),
        ),
    ];
    for (lock, text, path, manifest) in &cases {
        let parsed = parse_in(&[(*lock, *text), (*path, manifest.as_str())], lock);
        let told = parsed.problems.iter().find(|problem| problem.code == "manifest-unreadable");
        let told = told.unwrap_or_else(|| panic!("{lock}: {:?}", parsed.problems));
        assert!(told.message.starts_with("nothing that it says of the project is used"), "{}", told.message);
        assert!(told.message.contains("unfinished merge") && told.path == *path, "{}", told.message);
    }
    // Settings that say nothing are no broken ones.
    for empty in ["", "\n", "# only a comment\n", "nodeLinker: pnp\n"] {
        let parsed = parse_in(&[("yarn.lock", berry), (".yarnrc.yml", empty)], "yarn.lock");
        assert_eq!(codes(&parsed), ["manifest-missing"], "{empty:?}");
    }
}
