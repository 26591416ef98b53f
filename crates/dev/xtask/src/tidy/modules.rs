//! Every source file is part of its crate: a file that no `mod` names is never compiled and quietly rots.

use super::facts::{Facts, Tree};
use super::{Finding, code};

pub(super) fn check(facts: &Facts) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, _) in facts.tree.under("crates/", ".rs") {
        let Some((package, file)) = path.split_once("/src/") else { continue };
        let Some((name, parents)) = place(package, file) else { continue };
        if !parents.iter().any(|parent| declares(&facts.tree, parent, name)) {
            let message = format!("no `mod {name};` stands in {}", parents.join(" or "));
            found.push(Finding::error(path, message));
        }
    }
    found
}

/// The module's name and the files that may declare it; `None` for the roots of crates.
fn place<'a>(package: &str, file: &'a str) -> Option<(&'a str, Vec<String>)> {
    let stem = file.strip_suffix("/mod.rs").or_else(|| file.strip_suffix(".rs"))?;
    let (folder, name) = stem.rsplit_once('/').map_or((None, stem), |(folder, name)| (Some(folder), name));
    let parents: Vec<String> = match folder {
        None if matches!(name, "lib" | "main") => return None,
        Some("bin") => return None,
        None => ["lib", "main"].iter().map(|root| format!("{package}/src/{root}.rs")).collect(),
        Some(folder) => vec![format!("{package}/src/{folder}.rs"), format!("{package}/src/{folder}/mod.rs")],
    };
    Some((name, parents))
}

fn declares(tree: &Tree, parent: &str, name: &str) -> bool {
    let Some(text) = tree.texts.get(parent) else { return false };
    let tail = format!("mod {name};");
    // The closing test module may itself be a file, so every line counts here.
    text.lines().map(str::trim).any(|line| line.ends_with(&tail) && !line.starts_with("//"))
        || code::lines(text).any(|(_, line)| line.contains("#[path"))
}

#[cfg(test)]
mod tests {
    use super::super::facts::samples::files;
    use super::check;

    #[test]
    fn a_file_without_a_mod_is_found() {
        let facts = files(&[
            ("crates/formats/sbom/src/lib.rs", "mod read;\n// mod lost;\n"),
            ("crates/formats/sbom/src/read.rs", "pub(crate) mod json;\n#[cfg(test)]\nmod tests;\n"),
            ("crates/formats/sbom/src/read/json.rs", ""),
            ("crates/formats/sbom/src/read/tests.rs", ""),
            ("crates/formats/sbom/src/read/xml.rs", ""),
            ("crates/formats/sbom/src/lost.rs", ""),
            ("crates/faces/cli/src/main.rs", "mod scan;"),
            ("crates/faces/cli/src/scan.rs", ""),
            ("crates/faces/cli/src/bin/other.rs", ""),
        ]);
        let places: Vec<String> = check(&facts).into_iter().map(|finding| finding.place).collect();
        assert_eq!(places, ["crates/formats/sbom/src/lost.rs", "crates/formats/sbom/src/read/xml.rs"]);
    }
}
