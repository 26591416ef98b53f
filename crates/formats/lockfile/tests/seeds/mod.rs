//! Small files of the formats, and a tree that answers everything.

use std::borrow::Cow;

use mainstay_lockfile::Tree;

/// A small file of each format, with its path.
pub(crate) const SEEDS: &[(&str, &str)] = &[
    (
        "pom.xml",
        "<project><parent><groupId>a</groupId><artifactId>b</artifactId><version>1</version></parent>\
         <artifactId>c</artifactId><properties><p>${q}</p></properties><modules><module>m</module></modules>\
         <dependencies><dependency><groupId>d</groupId><artifactId>e</artifactId><version>${p}</version></dependency>\
         </dependencies></project>",
    ),
    ("gradle.lockfile", "# x\na:b:1=compileClasspath,runtimeClasspath\nempty=x\n"),
    (
        "gradle/verification-metadata.xml",
        "<verification-metadata><components><component group='a' name='b' version='1'><artifact name='b-1.jar'>\
         <sha256 value='ab'/></artifact></component></components></verification-metadata>",
    ),
    (
        "gradle/libs.versions.toml",
        "[versions]\na = \"1\"\n[libraries]\nx = { module = \"g:x\", version.ref = \"a\" }\n",
    ),
    (
        "packages.lock.json",
        r#"{"version": 1, "dependencies": {"net8.0": {"A": {"type": "Direct", "resolved": "1", "dependencies": {"B": "1"}}}}}"#,
    ),
    (
        "obj/project.assets.json",
        r#"{"version": 3, "targets": {"n": {"A/1": {"type": "package", "dependencies": {"B": "1"}}, "B/1": {}}},
         "projectFileDependencyGroups": {"n": ["A >= 1"]}, "project": {"restore": {"projectName": "P"}}}"#,
    ),
    ("packages.config", "<packages><package id='A' version='1' developmentDependency='true'/></packages>"),
    (
        "A.csproj",
        "<Project Sdk='S/1'><PropertyGroup><V Condition=\"'$(V)'==''\">1</V></PropertyGroup><ItemGroup>\
         <PackageReference Include='P;Q' Version='$(V)'/></ItemGroup><Import Project='A.csproj'/></Project>",
    ),
    (
        "Directory.Packages.props",
        "<Project><ItemGroup><PackageVersion Include='A' Version='1'/></ItemGroup></Project>",
    ),
    (
        "App.deps.json",
        r#"{"runtimeTarget": {"name": "n"}, "targets": {"n": {"A/1": {"dependencies": {"B": "1"}}}},
         "libraries": {"A/1": {"type": "project"}, "B/1": {"type": "package", "sha512": "sha512-AA=="}}}"#,
    ),
    (
        "Gemfile.lock",
        "GEM\n  remote: https://x.example/\n  specs:\n    a (1-java)\n      b (~> 1)\n    b (2)\n\nDEPENDENCIES\n  a!\n\n\
         CHECKSUMS\n  a (1-java) sha256=ab\n",
    ),
    (
        "composer.lock",
        r#"{"packages": [{"name": "a/b", "version": "1", "require": {"c/d": "1", "php": "8"}, "license": ["MIT"]},
         {"name": "c/d", "version": "2", "dist": {"type": "path", "url": "../x"}}], "platform": {"php": "8"}}"#,
    ),
    (
        "mix.lock",
        "%{\n \"a\": {:hex, :a, \"1\", \"x\", [:mix], [{:b, \"1\", [hex: :b]}], \"hexpm\", \"y\"},\n \"b\": {:git, \"u\", \"r\", []}}",
    ),
    (
        "rebar.lock",
        "{\"1.2.0\",[{<<\"a\">>,{pkg,<<\"a\">>,<<\"1\">>},0}]}.\n[{pkg_hash_ext,[{<<\"a\">>,<<\"F\">>}]}].",
    ),
    (
        "pubspec.lock",
        "packages:\n  a:\n    dependency: \"direct main\"\n    description:\n      name: a\n      url: \"https://x.example\"\n\
         \x20   source: hosted\n    version: \"1\"\nsdks:\n  dart: \">=3\"\n",
    ),
    (
        "Package.resolved",
        r#"{"pins": [{"identity": "a", "kind": "remoteSourceControl", "location": "https://x.example/o/a.git",
         "state": {"revision": "r", "version": "1"}}], "version": 2}"#,
    ),
    (
        "Podfile.lock",
        "PODS:\n  - A (1):\n    - A/B\n  - A/B (1)\n\nDEPENDENCIES:\n  - A\n\nEXTERNAL SOURCES:\n  A:\n    :path: x\n",
    ),
    (
        "conan.lock",
        r#"{"graph_lock": {"nodes": {"0": {"path": "c", "requires": ["1"]}, "1": {"ref": "z/1@u/c#r"}}}, "version": "0.4"}"#,
    ),
    (
        "renv.lock",
        r#"{"R": {"Version": "4", "Repositories": [{"Name": "CRAN", "URL": "https://x.example"}]},
         "Packages": {"a": {"Version": "1", "Source": "Repository", "Repository": "CRAN", "Requirements": ["b"]}}}"#,
    ),
    (
        "stack.yaml.lock",
        "packages:\n- completed:\n    hackage: a-1@sha256:ab,1\nsnapshots:\n- completed:\n    url: u/1.yaml\n",
    ),
    ("cabal.project.freeze", "constraints: any.a ==1,\n             b +c\nindex-state: x\n"),
    (
        ".github/workflows/ci.yml",
        "jobs:\n  a:\n    container: x.example/i:1\n    steps:\n    - uses: o/n/p@v1\n    - uses: docker://i@sha256:ab\n",
    ),
    ("action.yml", "name: a\nruns:\n  using: composite\n  steps:\n  - uses: ./x\n"),
    (".gitmodules", "[submodule \"a\"]\n\tpath = a\n\turl = git@x.example:o/a.git\n"),
    (
        "var/lib/dpkg/status",
        "Package: a\nStatus: install ok installed\nVersion: 1\nDepends: b | c (>= 1), a\n\nPackage: b\nStatus: x\n",
    ),
    (
        "Manifest.toml",
        "julia_version = \"1\"\nmanifest_format = \"2.0\"\n[[deps.A]]\ndeps = [\"B\"]\nrepo-url = \"https://x.example/a.git\"\n\
         uuid = \"a\"\n[[deps.B]]\nuuid = \"b\"\n[deps.B.deps]\nA = \"a\"\n[registries.R]\nurl = \"https://x.example/r\"\n",
    ),
    ("lib/apk/db/installed", "P:a\nV:1\nD:so:x b>1\np:so:x=1\n\nP:b\nV:2\n"),
];

/// One file, whatever name is asked for: parents, imports and manifests beside are all hostile too.
pub(crate) struct Everywhere<'a>(pub(crate) &'a [u8]);

impl Tree for Everywhere<'_> {
    fn read(&self, _path: &str) -> Option<Cow<'_, [u8]>> {
        Some(Cow::Borrowed(self.0))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        if folder.is_empty() { vec!["A.csproj".to_owned(), "b".to_owned()] } else { Vec::new() }
    }
}
