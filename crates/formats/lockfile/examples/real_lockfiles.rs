//! Reads every lockfile of a folder and prints what came of it.
//!
//! `cargo run -p mainstay-lockfile --example real_lockfiles -- FOLDER [FORMAT...]`
//!
//! The files of a corpus may be flattened: `a__b__Cargo.lock` is told as `a/b/Cargo.lock`, and files beside
//! each other in the flat folder stand in the tree that their names tell.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use mainstay_lockfile::{Bom, Format, Registries, Source, Tree, recognize};
use mainstay_model::Directness;

/// A flat folder as the tree that its names tell.
struct Flat(BTreeMap<String, PathBuf>);

impl Tree for Flat {
    fn read(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        std::fs::read(self.0.get(path)?).ok().map(Cow::Owned)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let below = self.0.keys().filter_map(|path| path.strip_prefix(&prefix));
        let names: BTreeSet<String> =
            below.map(|rest| format!("{prefix}{}", rest.split('/').next().unwrap_or(rest))).collect();
        names.into_iter().collect()
    }
}

#[allow(clippy::print_stdout, reason = "an example tells what it found")]
fn main() {
    let mut arguments = std::env::args().skip(1);
    let root = arguments.next().expect("usage: real_lockfiles FOLDER [FORMAT...]");
    let wanted: Vec<String> = arguments.collect();
    let mut totals: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    println!(
        "file\tformat\tcomponents\tfirst-party\tedges\tdirect\tscoped\thashed\tlicensed\tmicroseconds\tproblems or refusal"
    );
    for folder in folders(Path::new(&root)) {
        let tree = Flat(files(&folder));
        for (path, file) in &tree.0 {
            let Some(format) = format_of(&folder, path) else { continue };
            if !wanted.is_empty() && !wanted.iter().any(|id| id == format.id) {
                continue;
            }
            let bytes = std::fs::read(file).expect("a file that was listed can be read");
            let registries = Registries::default();
            let source = Source { path, bytes: &bytes, tree: &tree, registries: &registries };
            let start = Instant::now();
            let result = format.parse(&source);
            let took = start.elapsed().as_micros();
            let total = totals.entry(format.id).or_default();
            let told = match result {
                Ok(parsed) => {
                    total.0 += 1;
                    let problems: Vec<String> = parsed
                        .problems
                        .iter()
                        .map(|problem| format!("{}: {}", problem.code, problem.message))
                        .collect();
                    format!("{}\t{took}\t{}", counts(&parsed.value), problems.join(" | "))
                }
                Err(refusal) => {
                    total.1 += 1;
                    format!("-\t-\t-\t-\t-\t-\t-\t{took}\trefused: {refusal}")
                }
            };
            println!("{}\t{}\t{told}", file.strip_prefix(&root).unwrap_or(file).display(), format.id);
        }
    }
    for (format, (read, refused)) in totals {
        println!("total {format}: {read} read, {refused} refused");
    }
}

fn counts(bom: &Bom) -> String {
    let count = |keep: &dyn Fn(&mainstay_model::Component) -> bool| {
        bom.components.iter().filter(|component| keep(component)).count()
    };
    format!(
        "{}\t{}\t{}\t{}\t{}\t{}\t{}",
        bom.components.len(),
        count(&|component| component.first_party),
        bom.dependencies().count(),
        count(&|component| component.directness == Directness::Direct),
        count(&|component| component.scope.is_some()),
        count(&|component| !component.hashes.is_empty()),
        count(&|component| !component.licenses.is_empty()),
    )
}

/// Corpora rename files; the folder tells what they were.
fn format_of(folder: &Path, path: &str) -> Option<&'static Format> {
    recognize(path).or_else(|| {
        let kind = folder.parent()?.file_name()?.to_str()?;
        let name = path.rsplit('/').next().unwrap_or(path);
        let canonical = match kind {
            "cargo" if name.ends_with(".lock") => "Cargo.lock",
            "npm"
                if name.contains(".v1.")
                    || name.contains(".v2.")
                    || name.contains("lock_v")
                    || name.contains("package-lock") =>
            {
                "package-lock.json"
            }
            "yarn" | "other" if name.ends_with(".lock") => "yarn.lock",
            "pnpm" if name.ends_with(".yaml") => "pnpm-lock.yaml",
            "bun" if name.ends_with("json5") || name.contains("bun") => "bun.lock",
            "requirements" if name.ends_with(".txt") => "requirements.txt",
            "pipfile" if name.ends_with(".json") || name.ends_with(".lock") => "Pipfile.lock",
            "poetry" if name.ends_with(".lock") => "poetry.lock",
            "pdm" if name.ends_with(".toml") => "pdm.lock",
            "uv" if name.ends_with(".lock") => "uv.lock",
            "py" | "pylock" => "pylock.toml",
            "gomod" if name.ends_with(".mod") => "go.mod",
            "gomod" if name.ends_with(".sum") => "go.sum",
            _ if name.contains("Dockerfile") || name.starts_with("not-") => return None,
            "gradle" | "lockfile" => "gradle.lockfile",
            "gradleverificationmetadataxml" => "gradle/verification-metadata.xml",
            "pom" | "pomxml" if name.ends_with(".xml") && !name.ends_with("settings.xml") => "pom.xml",
            "nuget" | "lock" if name.ends_with(".json") => "packages.lock.json",
            "nugetcpm" => "Directory.Packages.props",
            "csproj" => "a.csproj",
            "depsjson" => "a.deps.json",
            "packagesconfig" => "packages.config",
            "packagesprops" => "Packages.props",
            "bundler" | "gemfile" if name.ends_with(".lock") => "Gemfile.lock",
            "composer" if name.ends_with(".lock") || name != "composer.json" => "composer.lock",
            "conan" if name.ends_with(".lock") || name.ends_with(".json") => "conan.lock",
            "packageresolved" => "Package.resolved",
            "cocoapods" | "podfile" => "Podfile.lock",
            "renv" if name.ends_with(".lock") => "renv.lock",
            "stack" => "stack.yaml.lock",
            "cabal" => "cabal.project.freeze",
            "mix" => "mix.lock",
            "manifest" | "manifesttoml" if !name.ends_with("Project.toml") => "Manifest.toml",
            "pub" | "pubspec" if name.ends_with(".lock") => "pubspec.lock",
            _ => return None,
        };
        recognize(canonical)
    })
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let mut found = vec![root.to_path_buf()];
    let mut next = 0;
    while next < found.len() {
        let entries = std::fs::read_dir(&found[next]).expect("a folder that was listed can be read");
        let mut below: Vec<PathBuf> =
            entries.flatten().filter(|entry| entry.path().is_dir()).map(|entry| entry.path()).collect();
        below.sort();
        found.extend(below);
        next += 1;
    }
    found
}

fn files(folder: &Path) -> BTreeMap<String, PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder that was listed can be read");
    let files = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file());
    files.filter_map(|path| Some((path.file_name()?.to_str()?.replace("__", "/"), path.clone()))).collect()
}
