//! Manifests that name dependencies without telling which were chosen: what they stand for is unknown where no lockfile
//! tells it. One entry in [`MANIFESTS`] adds one.

mod look;

use crate::pattern;

/// A file in which a project names what it needs, and that is not read itself.
pub struct Manifest {
    /// File names; `*` stands for any characters.
    pub files: &'static [&'static str],
    /// Its package manager or ecosystem, as people call it: several manifests of one in a folder are one project's.
    pub ecosystem: &'static str,
    /// Ids of the formats that tell what it stands for when they are in its folder, or further up with the project among
    /// their own packages.
    pub lockfiles: &'static [&'static str],
    /// Ids of the formats that tell it from any folder above as well: one file is for the whole build.
    pub above: &'static [&'static str],
    /// Ids of the formats that tell it from its folder where they list something of what it needs: people keep such lists
    /// for other things as well.
    pub lists: &'static [&'static str],
    /// What makes it known.
    pub remedy: &'static str,
    look: fn(&str) -> Look,
}

/// What a manifest says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The project's name, where lockfiles list it by that.
    pub name: Option<String>,
    /// Whether it needs anything, or cannot be understood.
    pub needs: bool,
    /// The names of what it needs at run time, where it is data and tells them.
    pub names: Vec<String>,
}

impl Manifest {
    /// Looks into a manifest; bytes that are no text are passed over.
    pub fn look(&self, bytes: &[u8]) -> Look {
        let text = String::from_utf8_lossy(bytes);
        (self.look)(text.strip_prefix('\u{feff}').unwrap_or(&text))
    }
}

// A lockfile that is refused answers too: that it is not read is told already.
const NPM: &[&str] =
    &["package-lock", "npm-shrinkwrap", "pnpm-lock", "yarn-lock", "bun-lock", "bun-lockb", "deno-lock"];
const PYTHON: &[&str] = &["uv-lock", "poetry-lock", "pdm-lock", "pylock", "pipfile-lock", "pixi-lock"];
const LOCK_PYTHON: &str =
    "run `uv lock` (or `poetry lock`, `pdm lock`, `pipenv lock`) and keep what it writes";
const NOTHING_IS_READ: &str = "what would lock it is not read: import an SBOM that one of its tools writes";

/// Every manifest that is known and not read itself.
pub const MANIFESTS: &[Manifest] = &[
    Manifest {
        files: &["package.json"],
        ecosystem: "npm",
        lockfiles: NPM,
        above: &[],
        lists: &[],
        remedy: "run `npm install --package-lock-only` (or `pnpm install`, `yarn install`, `bun install`) and keep the lockfile",
        look: look::package_json,
    },
    Manifest {
        files: &["deno.json", "deno.jsonc"],
        ecosystem: "Deno",
        lockfiles: &["deno-lock"],
        above: &[],
        lists: &[],
        remedy: NOTHING_IS_READ,
        look: |text| look::words(text, &["\"npm:", "\"jsr:"]),
    },
    Manifest {
        files: &["pyproject.toml"],
        ecosystem: "Python",
        lockfiles: PYTHON,
        above: &[],
        lists: &["requirements"],
        remedy: LOCK_PYTHON,
        look: look::pyproject,
    },
    Manifest {
        files: &["Pipfile"],
        ecosystem: "Python",
        lockfiles: PYTHON,
        above: &[],
        lists: &["requirements"],
        remedy: "run `pipenv lock` and keep Pipfile.lock",
        look: look::pipfile,
    },
    Manifest {
        files: &["setup.cfg", "setup.py"],
        ecosystem: "Python",
        lockfiles: PYTHON,
        above: &[],
        lists: &["requirements"],
        remedy: LOCK_PYTHON,
        look: |text| look::words(text, &["install_requires", "extras_require", "setup_requires"]),
    },
    Manifest {
        files: &["environment.yml", "environment.yaml"],
        ecosystem: "Conda",
        lockfiles: &["conda-lock", "pixi-lock"],
        above: &[],
        lists: &[],
        remedy: NOTHING_IS_READ,
        look: |text| look::lines(text, &["dependencies:"]),
    },
    Manifest {
        files: &["Cargo.toml"],
        ecosystem: "Cargo",
        lockfiles: &["cargo-lock"],
        above: &[],
        lists: &[],
        remedy: "run `cargo generate-lockfile` and keep Cargo.lock",
        look: look::cargo,
    },
    Manifest {
        files: &["composer.json"],
        ecosystem: "Composer",
        lockfiles: &["composer-lock"],
        above: &[],
        lists: &[],
        remedy: "run `composer update --no-install` and keep composer.lock",
        look: look::composer,
    },
    Manifest {
        files: &["Gemfile", "gems.rb"],
        ecosystem: "Bundler",
        lockfiles: &["gemfile-lock"],
        above: &[],
        lists: &[],
        remedy: "run `bundle lock` and keep Gemfile.lock",
        look: |text| look::lines(text, &["gem ", "gem(", "gemspec"]),
    },
    Manifest {
        files: &["build.gradle", "build.gradle.kts"],
        ecosystem: "Gradle",
        lockfiles: &[
            "gradle-lockfile",
            "gradle-verification-metadata",
            "gradle-version-catalog",
            "maven-pom",
        ],
        above: &["gradle-verification-metadata", "gradle-version-catalog"],
        lists: &[],
        remedy: "lock its configurations (`dependencyLocking`), run `gradle dependencies --write-locks` and keep gradle.lockfile",
        look: |text| {
            look::lines(text, &["dependencies {", "dependencies{", "dependencies.", "dependencies("])
        },
    },
    Manifest {
        files: &["build.sbt"],
        ecosystem: "sbt",
        lockfiles: &["maven-pom"],
        above: &[],
        lists: &[],
        remedy: NOTHING_IS_READ,
        look: |text| look::words(text, &["libraryDependencies"]),
    },
    Manifest {
        files: &["pubspec.yaml"],
        ecosystem: "Pub",
        lockfiles: &["pubspec-lock"],
        above: &["pubspec-lock"],
        lists: &[],
        remedy: "run `dart pub get` (or `flutter pub get`) and keep pubspec.lock",
        look: |text| look::lines(text, &["dependencies:", "dev_dependencies:"]),
    },
    Manifest {
        files: &["mix.exs"],
        ecosystem: "Mix",
        lockfiles: &["mix-lock"],
        above: &["mix-lock"],
        lists: &[],
        remedy: "run `mix deps.get` and keep mix.lock",
        look: |text| look::words(text, &["deps"]),
    },
    Manifest {
        files: &["rebar.config"],
        ecosystem: "Rebar",
        lockfiles: &["rebar-lock"],
        above: &["rebar-lock"],
        lists: &[],
        remedy: "run `rebar3 lock` and keep rebar.lock",
        look: look::rebar,
    },
    Manifest {
        files: &["Package.swift"],
        ecosystem: "Swift Package Manager",
        lockfiles: &["swift-package-resolved"],
        above: &["swift-package-resolved"],
        lists: &[],
        remedy: "run `swift package resolve` and keep Package.resolved",
        look: |text| look::words(text, &[".package(url", ".package(name", ".package(id"]),
    },
    Manifest {
        files: &["Podfile"],
        ecosystem: "CocoaPods",
        lockfiles: &["podfile-lock"],
        above: &[],
        lists: &[],
        remedy: "run `pod install` and keep Podfile.lock",
        look: |text| look::lines(text, &["pod ", "pod("]),
    },
    Manifest {
        files: &["conanfile.txt", "conanfile.py"],
        ecosystem: "Conan",
        lockfiles: &["conan-lock"],
        above: &[],
        lists: &[],
        remedy: "run `conan lock create .` and keep conan.lock",
        look: |text| look::words(text, &["requires"]),
    },
    Manifest {
        files: &["*.cabal"],
        ecosystem: "Haskell",
        lockfiles: &["cabal-freeze", "stack-lock"],
        above: &["cabal-freeze", "stack-lock"],
        lists: &[],
        remedy: "run `cabal freeze` and keep cabal.project.freeze",
        look: |text| look::words(&text.to_lowercase(), &["build-depends"]),
    },
    Manifest {
        files: &["DESCRIPTION"],
        ecosystem: "R",
        lockfiles: &["renv-lock"],
        above: &[],
        lists: &[],
        remedy: "run `renv::snapshot()` and keep renv.lock",
        look: look::description,
    },
    Manifest {
        files: &["JuliaProject.toml", "Project.toml"],
        ecosystem: "Julia",
        lockfiles: &["julia-manifest"],
        above: &[],
        lists: &[],
        remedy: "run `Pkg.resolve()` in Julia and keep Manifest.toml",
        look: look::julia,
    },
];

/// The manifest that a file is by its path, `/` between folders; `None` for any other file.
pub fn manifest(path: &str) -> Option<&'static Manifest> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is = |file: &&str| if file.contains('*') { pattern::matches(file, name) } else { *file == name };
    MANIFESTS.iter().find(|manifest| manifest.files.iter().any(&is))
}

/// The folder of the project that a lockfile is of, by its path (`""` is the root): some tools keep theirs in a folder of
/// its own.
pub fn project_folder(path: &str) -> &str {
    let mut folder = above(path);
    while folder.rsplit('/').next().is_some_and(is_for_the_folder_above) {
        folder = above(folder);
    }
    folder
}

fn above(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Folders in which Gradle, Xcode and people who keep several lists of requirements put what is about the folder above.
fn is_for_the_folder_above(name: &str) -> bool {
    const NAMES: &[&str] =
        &["gradle", "dependency-locks", "requirements", "xcshareddata", "swiftpm", ".config"];
    NAMES.contains(&name) || name.ends_with(".xcodeproj") || name.ends_with(".xcworkspace")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FORMATS;

    #[test]
    fn no_manifest_is_read_itself_and_every_lockfile_is_a_format() {
        for manifest in MANIFESTS {
            for file in manifest.files {
                assert!(crate::recognize(&file.replace('*', "a")).is_none(), "{file}");
            }
            for id in manifest.lockfiles.iter().chain(manifest.above).chain(manifest.lists) {
                assert!(FORMATS.iter().any(|format| format.id == *id), "{id}");
            }
            assert!(manifest.remedy.len() > 10);
        }
    }

    #[test]
    fn a_manifest_is_known_by_its_name() {
        assert_eq!(manifest("a/b/package.json").unwrap().ecosystem, "npm");
        assert_eq!(manifest("lens.cabal").unwrap().ecosystem, "Haskell");
        assert!(manifest("package.json5").is_none() && manifest("go.mod").is_none());
    }

    #[test]
    fn a_lockfile_in_a_folder_of_its_own_is_of_the_project_above() {
        let cases = [
            ("a/package-lock.json", "a"),
            ("Cargo.lock", ""),
            ("gradle/libs.versions.toml", ""),
            ("a/gradle/dependency-locks/x.lockfile", "a"),
            ("App.xcodeproj/project.xcworkspace/xcshareddata/swiftpm/Package.resolved", ""),
            ("api/requirements/dev.txt", "api"),
        ];
        for (path, folder) in cases {
            assert_eq!(project_folder(path), folder, "{path}");
        }
    }

    #[test]
    fn a_manifest_that_needs_something_is_told_from_one_that_does_not() {
        let cases = [
            ("package.json", r#"{"name": "x", "scripts": {}, "dependencies": {}}"#, false),
            ("package.json", r#"{"name": "x", "devDependencies": {"a": "1"}}"#, true),
            ("package.json", r#"{"dependencies": {"a": "workspace:*", "b": "file:../b"}}"#, false),
            ("package.json", "{{ name }}", true),
            ("deno.json", r#"{"imports": {"a": "jsr:@std/a"}}"#, true),
            ("deno.json", r#"{"imports": {"a": "./a.ts"}}"#, false),
            ("pyproject.toml", "[build-system]\nrequires = ['hatchling']\n[tool.ruff]\n", false),
            ("pyproject.toml", "[project]\nname = 'x'\ndependencies = []\n", false),
            ("pyproject.toml", "[project]\nname = 'x'\ndependencies = ['a']\n", true),
            ("pyproject.toml", "[project]\nname = 'x'\ndynamic = ['version', 'dependencies']\n", true),
            ("pyproject.toml", "[dependency-groups]\ndev = ['a']\n", true),
            ("pyproject.toml", "[tool.poetry.dependencies]\npython = '^3'\n", false),
            ("pyproject.toml", "[tool.poetry.group.dev.dependencies]\na = '^3'\n", true),
            ("setup.py", "from setuptools import setup\nsetup()\n", false),
            ("setup.py", "setup(install_requires=['a'])\n", true),
            ("Pipfile", "[packages]\n[requires]\npython_version = '3'\n", false),
            ("Pipfile", "[dev-packages]\na = '*'\n", true),
            ("Cargo.toml", "[package]\nname = 'x'\n[dependencies]\n", false),
            ("Cargo.toml", "[package]\nname = 'x'\n[dependencies]\na = { path = '../a' }\n", false),
            ("Cargo.toml", "[target.'cfg(unix)'.dev-dependencies]\na.workspace = true\n", true),
            ("Cargo.toml", "[workspace]\nmembers = []\n[workspace.dependencies]\na = '1'\n", false),
            ("composer.json", r#"{"require": {"php": ">=8", "ext-json": "*"}}"#, false),
            ("composer.json", r#"{"require-dev": {"a/b": "*"}}"#, true),
            ("Gemfile", "source 'https://registry.example'\n# gem 'a'\n", false),
            ("Gemfile", "group :test do\n  gem 'a'\nend\n", true),
            ("build.gradle", "plugins { id 'base' }\n// dependencies {\n", false),
            ("build.gradle.kts", "dependencies {\n  implementation(\"g:a:1\")\n}\n", true),
            ("pubspec.yaml", "name: x\n", false),
            ("pubspec.yaml", "name: x\ndependencies:\n  a: ^1.0.0\n", true),
            ("Package.swift", "let p = Package(name: \"x\", targets: [])", false),
            ("Package.swift", ".package(url: \"https://git.example/a\", from: \"1.0.0\")", true),
            ("Podfile", "target 'x' do\nend\n", false),
            ("Podfile", "target 'x' do\n  pod 'A'\nend\n", true),
            ("rebar.config", "{deps, []}.\n", false),
            ("rebar.config", "{erl_opts, []}.\n{deps, [\n  {a, \"1.0\"}\n]}.\n", true),
            ("DESCRIPTION", "a repository of notes\n", false),
            ("DESCRIPTION", "Package: x\nVersion: 1\nImports:\n    a\n", true),
            ("Project.toml", "[deps]\nA = '00000000-0000-4000-8000-00000000000a'\n", true),
            (
                "Project.toml",
                "[deps]\nA = '00000000-0000-4000-8000-00000000000a'\n[sources]\nA = { path = '../A' }\n",
                false,
            ),
            ("Project.toml", "name = 'x'\n[deps]\na = '1.0'\n", false),
            ("environment.yml", "name: x\ndependencies:\n  - numpy\n", true),
            ("x.cabal", "library\n  Build-Depends: base\n", true),
        ];
        for (path, text, needs) in cases {
            assert_eq!(manifest(path).unwrap().look(text.as_bytes()).needs, needs, "{path} {text}");
        }
        let name = |path: &str, text: &str| manifest(path).unwrap().look(text.as_bytes()).name;
        assert_eq!(name("package.json", r#"{"name": "@a/b"}"#).as_deref(), Some("@a/b"));
        assert_eq!(name("pyproject.toml", "[tool.poetry]\nname = 'x'\n").as_deref(), Some("x"));
        let listed = "[project]\ndependencies = ['a[x]>=1', 'B ; python_version < \"3\"']\n";
        assert_eq!(manifest("pyproject.toml").unwrap().look(listed.as_bytes()).names, ["a", "B"]);
        assert_eq!(name("Cargo.toml", "[package]\nname = 'x'\n").as_deref(), Some("x"));
    }
}
