//! Lockfiles of every format with secrets where addresses stand.

use mainstay_model::Origin;

use crate::testing::{Files, parse, try_parse};
use crate::{NoTree, Registries, Source, recognize};

/// Lockfiles with a password and a key wherever addresses stand.
const PLANTED: &[(&str, &str)] = &[
    (
        "Gemfile.lock",
        "GIT\n  remote: https://bot:S3CRET@h.example/r.git\n  revision: abc\n  specs:\n    r (1.0)\n\nGEM\n  remote: https://bot:S3CRET@gems.example/\n  specs:\n    g (1.0)\n\nDEPENDENCIES\n  r!\n  g\n",
    ),
    (
        "Pipfile.lock",
        r#"{"_meta": {"sources": [{"name": "p", "url": "https://bot:S3CRET@p.example/simple"}]}, "default": {"z": {"version": "==1.0", "index": "p"}, "zz": {"git": "https://bot:S3CRET@h.example/zz.git", "ref": "abc"}, "zf": {"file": "https://bot:S3CRET@h.example/zf.whl?token=S3CRET"}}, "develop": {}}"#,
    ),
    (
        "Podfile.lock",
        "PODS:\n  - A (1.0)\n  - B (1.0)\n  - C (1.0)\nDEPENDENCIES:\n  - A (from `https://bot:S3CRET@h.example/a.git`)\nEXTERNAL SOURCES:\n  A:\n    :git: https://bot:S3CRET@h.example/a.git\n  C:\n    :podspec: https://bot:S3CRET@h.example/c.podspec?token=S3CRET\nSPEC REPOS:\n  https://bot:S3CRET@h.example/specs.git:\n    - B\nCOCOAPODS: 1.12.0\n",
    ),
    (
        "package-lock.json",
        r#"{"name": "x", "lockfileVersion": 3, "packages": {"": {"name": "x", "dependencies": {"a": "https://bot:S3CRET@h.example/a.tgz", "https://bot:S3CRET@h.example/n": "1"}}, "node_modules/a": {"version": "1.0.0", "resolved": "https://bot:S3CRET@h.example/a.tgz?sig=S3CRET"}, "node_modules/b": {"version": "https://bot:S3CRET@h.example/b.tgz"}, "node_modules/https://bot:S3CRET@h.example/c": {"version": "1"}}}"#,
    ),
    (
        "package-lock.json",
        r#"{"name": "x", "lockfileVersion": 1, "dependencies": {"a": {"version": "git+https://bot:S3CRET@h.example/a.git#abc", "from": "git+https://bot:S3CRET@h.example/a.git"}, "b": {"version": "1.0.0", "resolved": "https://h.example/b.tgz?token=S3CRET"}}}"#,
    ),
    (
        "pnpm-lock.yaml",
        "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      q:\n        specifier: https://bot:S3CRET@h.example/q.tgz\n        version: https://bot:S3CRET@h.example/q.tgz\npackages:\n  q@https://bot:S3CRET@h.example/q.tgz:\n    resolution: {tarball: https://bot:S3CRET@h.example/q.tgz?token=S3CRET}\n    version: 1.0.0\nsnapshots:\n  q@https://bot:S3CRET@h.example/q.tgz:\n    dependencies:\n      z: https://bot:S3CRET@h.example/z.tgz\n",
    ),
    (
        "pubspec.lock",
        "packages:\n  a:\n    dependency: \"direct main\"\n    description:\n      url: \"https://bot:S3CRET@h.example/a.git\"\n      resolved-ref: abc\n    source: git\n    version: \"1.0.0\"\n  b:\n    dependency: \"direct main\"\n    description:\n      name: b\n      url: \"https://bot:S3CRET@pub.example\"\n    source: hosted\n    version: \"1.0.0\"\n",
    ),
    (
        "requirements.txt",
        "--index-url https://bot:S3CRET@pypi.example/simple\nfoo @ https://bot:S3CRET@files.example/foo-1.0-py3-none-any.whl\nbar @ https://files.example/bar-1.0-py3-none-any.whl?token=S3CRET\n-e git+https://bot:S3CRET@git.example/x/baz.git@v1#egg=baz\nhttps://bot:S3CRET@files.example/what ever\n--find-links https://bot:S3CRET@files.example/\nsome words that are no requirement and go on until the address https://bot:S3CRETS3CRETS3CRET@h.example/\n-r https://bot:S3CRET@files.example/more.txt\n",
    ),
    (
        "stack.yaml.lock",
        "packages:\n- completed:\n    commit: abc\n    git: https://bot:S3CRET@h.example/a.git\n    name: a\n    version: 1\n- completed:\n    url: https://bot:S3CRET@h.example/b.tgz\n    name: b\n    version: 1\n- completed:\n    hackage: https://bot:S3CRET@h.example\nsnapshots:\n- completed:\n    url: https://bot:S3CRET@h.example/snap.yaml\n",
    ),
    (
        "yarn.lock",
        "# yarn lockfile v1\n\"y@https://bot:S3CRET@h.example/y.tgz\":\n  version \"1.0.0\"\n  resolved \"https://bot:S3CRET@h.example/y.tgz?sig=S3CRET#5b8a3a7765dfe001261dec915589e782f8c94d1e\"\n  dependencies:\n    z \"https://bot:S3CRET@h.example/z.tgz\"\n\"https://bot:S3CRET@h.example/w.tgz\":\n  version \"1.0.0\"\n",
    ),
    (
        "yarn.lock",
        "__metadata:\n  version: 8\n\n\"y@https://bot:S3CRET@h.example/y.tgz\":\n  version: 1.0.0\n  resolution: \"y@https://bot:S3CRET@h.example/y.tgz\"\n  dependencies:\n    z: \"https://bot:S3CRET@h.example/z.tgz\"\n\n\"p@patch:p@https://bot:S3CRET@h.example/p.tgz#a.patch\":\n  version: 1.0.0\n  resolution: \"p@patch:p@https%3A//bot%3AS3CRET%40h.example/p.tgz#a.patch::version=1.0.0\"\n",
    ),
    (
        "bun.lock",
        "{\"lockfileVersion\": 1, \"workspaces\": {\"\": {\"name\": \"x\", \"dependencies\": {\"a\": \"https://bot:S3CRET@h.example/a.tgz\", \"z\": \"1\"}}}, \"packages\": {\"a\": [\"a@https://bot:S3CRET@h.example/a.tgz\", {}], \"b\": [\"b@git+https://bot:S3CRET@h.example/b.git#abc\", {}, \"abc\"], \"c\": [\"c@1.0.0\", \"https://bot:S3CRET@r.example/c.tgz\", {}, \"\"]}}",
    ),
    (
        "uv.lock",
        "version = 1\n[[package]]\nname = \"a\"\nversion = \"1\"\nsource = { registry = \"https://bot:S3CRET@r.example/simple\" }\ndependencies = [{ name = \"https://bot:S3CRET@h.example/\" }]\n[[package]]\nname = \"b\"\nversion = \"1\"\nsource = { git = \"https://bot:S3CRET@h.example/b.git?rev=main&token=S3CRET#abc\" }\n[[package]]\nname = \"c\"\nversion = \"1\"\nsource = { url = \"https://bot:S3CRET@h.example/c.whl?token=S3CRET\" }\n",
    ),
    (
        "poetry.lock",
        "[[package]]\nname = \"a\"\nversion = \"1\"\n[package.source]\ntype = \"git\"\nurl = \"https://bot:S3CRET@h.example/a.git\"\nresolved_reference = \"abc\"\n[[package]]\nname = \"b\"\nversion = \"1\"\n[package.source]\ntype = \"url\"\nurl = \"https://h.example/b.whl?token=S3CRET\"\n[[package]]\nname = \"c\"\nversion = \"1\"\n[package.source]\ntype = \"legacy\"\nurl = \"https://bot:S3CRET@r.example/simple\"\n[metadata]\nlock-version = \"2.0\"\n",
    ),
    (
        "pdm.lock",
        "[[package]]\nname = \"a\"\nversion = \"1\"\ngit = \"https://bot:S3CRET@h.example/a.git\"\nrevision = \"abc\"\n[[package]]\nname = \"b\"\nversion = \"1\"\nurl = \"https://bot:S3CRET@h.example/b.whl?token=S3CRET\"\ndependencies = [\"c @ https://bot:S3CRET@h.example/c.whl\"]\n[metadata]\nlock_version = \"4.5\"\n",
    ),
    (
        "pylock.toml",
        "lock-version = \"1.0\"\n[[packages]]\nname = \"a\"\nversion = \"1\"\nindex = \"https://bot:S3CRET@r.example/simple\"\n[[packages]]\nname = \"b\"\nvcs = { url = \"https://bot:S3CRET@h.example/b.git\", commit-id = \"abc\" }\n[[packages]]\nname = \"c\"\narchive = { url = \"https://bot:S3CRET@h.example/c.zip?sig=S3CRET\" }\n",
    ),
    (
        "composer.lock",
        r#"{"packages": [{"name": "a/b", "version": "1", "source": {"type": "git", "url": "https://bot:S3CRET@h.example/b.git", "reference": "abc"}, "homepage": "https://bot:S3CRET@h.example/"}, {"name": "a/c", "version": "1", "dist": {"type": "zip", "url": "https://bot:S3CRET@h.example/c.zip?token=S3CRET"}, "notification-url": "https://bot:S3CRET@n.example/"}]}"#,
    ),
    (
        "Cargo.lock",
        "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"git+https://bot:S3CRET@h.example/a?rev=abc#abc\"\ndependencies = [\"z 1.0.0 (registry+https://bot:S3CRET@h.example/i)\"]\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\nsource = \"registry+https://bot:S3CRET@h.example/index\"\n[[package]]\nname = \"c\"\nversion = \"1.0.0\"\nsource = \"sparse+https://bot:S3CRET@h.example/index?token=S3CRET\"\n",
    ),
    ("mix.lock", "%{\n  \"a\": {:git, \"https://bot:S3CRET@h.example/a.git\", \"abc\", []},\n}\n"),
    ("rebar.lock", "[{<<\"a\">>,{git,\"https://bot:S3CRET@h.example/a.git\",{ref,\"abc\"}},0}].\n"),
    (
        "renv.lock",
        r#"{"R": {"Version": "4", "Repositories": [{"Name": "r", "URL": "https://bot:S3CRET@r.example"}]}, "Packages": {"a": {"Package": "a", "Version": "1", "Source": "Repository", "Repository": "r"}, "b": {"Package": "b", "Version": "1", "Source": "git", "RemoteUrl": "https://bot:S3CRET@h.example/b.git", "RemoteSha": "abc"}, "c": {"Package": "c", "Version": "1", "Source": "URL", "RemoteUrl": "https://h.example/c.tar.gz?token=S3CRET"}}}"#,
    ),
    (
        "Package.resolved",
        r#"{"version": 2, "pins": [{"identity": "a", "kind": "remoteSourceControl", "location": "https://bot:S3CRET@h.example/a.git", "state": {"revision": "abc", "version": "1.0.0"}}]}"#,
    ),
    (".gitmodules", "[submodule \"a\"]\n\tpath = a\n\turl = https://bot:S3CRET@h.example/a.git\n"),
    (
        ".github/workflows/a.yml",
        "jobs:\n  a:\n    container:\n      image: https://bot:S3CRET@h.example/i:1\n    steps:\n    - uses: docker://bot:S3CRET@h.example/i:1\n    - uses: https://bot:S3CRET@h.example/a/b@v1\n",
    ),
    ("composer.lock", r#"{"packages": "https://bot:S3CRET@h.example/"}"#),
];

#[test]
fn no_output_of_any_format_holds_a_planted_secret() {
    for (path, file) in PLANTED {
        // The start of a long secret is told by what follows it.
        let told = told(path, file);
        assert!(!told.contains("S3CRE"), "{path}: {told}");
    }
}

#[test]
fn nor_does_one_behind_marks_that_may_end_an_address() {
    for (path, file) in PLANTED {
        // Formats whose texts have escapes write a backslash twice.
        for user in [r"CORP\nathan:", r"CORP\\tom:", "bot:<", "bot:`", "bot:a>b"] {
            let file = file.replace("bot:", user);
            let told = told(path, &file);
            assert!(!told.contains("S3CRE"), "{path} with {user}: {told}");
        }
    }
    let quoted = "foo @ https://bot:a\"S3CRET@h.example/foo-1.0.tar.gz\n-e git+https://bot:a\"S3CRET@h.example/x.git@v1#egg=x\n";
    let told = told("requirements.txt", quoted);
    assert!(!told.contains("S3CRE") && told.contains("h.example/foo-1.0.tar.gz"), "{told}");
}

/// All that is told of a file.
fn told(path: &str, file: &str) -> String {
    match try_parse(&Files::new(&[(path, file)]), path) {
        Ok(parsed) => {
            let purls = parsed.value.components.iter().filter_map(|one| Some(one.purl.as_ref()?.to_string()));
            let purls: Vec<String> = purls.collect();
            format!("{:?} {purls:?} {:?}", parsed.value, parsed.problems)
        }
        Err(refusal) => refusal.to_string(),
    }
}

#[test]
fn nor_does_one_in_the_text_of_windows() {
    let registries = Registries::default();
    for (path, file) in PLANTED {
        for mark in ["\u{feff}", ""] {
            let bytes: Vec<u8> =
                mark.encode_utf16().chain(file.encode_utf16()).flat_map(u16::to_le_bytes).collect();
            let source = Source { path, bytes: &bytes, tree: &NoTree, registries: &registries };
            let told = format!("{:?}", recognize(path).unwrap().parse(&source));
            assert!(!told.contains("S3CRE") && !told.contains("S\\0003\\0"), "{path}: {told}");
            let plain = Source { bytes: file.as_bytes(), ..source };
            assert_eq!(told, format!("{:?}", recognize(path).unwrap().parse(&plain)), "{path}");
        }
    }
}

#[test]
fn a_bare_address_still_tells_where_a_component_comes_from() {
    let bom =
        parse("stack.yaml.lock", PLANTED.iter().find(|(path, _)| *path == "stack.yaml.lock").unwrap().1)
            .value;
    let origins: Vec<&Origin> = bom.components.iter().map(|component| &component.origin).collect();
    assert!(origins.contains(&&Origin::Download("https://h.example/snap.yaml".into())), "{origins:?}");
}
