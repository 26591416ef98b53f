//! Registries are visible ordered slices: what is written is registered, and ids are unique kebab-case.

use std::collections::BTreeSet;

use super::facts::{Facts, Tree};
use super::{Finding, code};

/// A folder of entries and the file whose slice lists them.
struct Registry {
    list: &'static str,
    folder: &'static str,
    /// The type of the entries' constants.
    entry: &'static str,
}

const REGISTRIES: &[Registry] = &[
    Registry {
        list: "crates/formats/lockfile/src/formats.rs",
        folder: "crates/formats/lockfile/src/formats/",
        entry: "Format",
    },
    Registry {
        list: "crates/formats/version/src/scheme.rs",
        folder: "crates/formats/version/src/schemes/",
        entry: "Scheme",
    },
    Registry {
        list: "crates/outside/dispatch/src/chat.rs",
        folder: "crates/outside/dispatch/src/chat/",
        entry: "Kind",
    },
    Registry { list: "crates/office/src/work.rs", folder: "crates/office/src/work/", entry: "Kind" },
];

pub(super) fn check(facts: &Facts) -> Vec<Finding> {
    let mut found: Vec<Finding> =
        REGISTRIES.iter().flat_map(|registry| unlisted(&facts.tree, registry)).collect();
    for (registry, ids) in &facts.ids {
        let mut seen = BTreeSet::new();
        for id in ids {
            if !is_kebab(id) {
                found.push(Finding::error(*registry, format!("the id `{id}` is not kebab-case")));
            }
            if !seen.insert(id) {
                found.push(Finding::error(*registry, format!("the id `{id}` stands twice")));
            }
        }
    }
    found
}

/// Entries that are written and not in the slice.
fn unlisted(tree: &Tree, registry: &Registry) -> Vec<Finding> {
    let Some(list) = tree.texts.get(registry.list) else {
        return vec![Finding::error(registry.list, "the registry is gone; tell tidy where it went")];
    };
    let list: String = code::lines(list).map(|(_, line)| line).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for (path, text) in tree.under(registry.folder, ".rs").filter(|(path, _)| !code::is_test(path)) {
        let module = path[registry.folder.len()..].trim_end_matches(".rs").replace('/', "::");
        for (line, name) in constants(text, registry.entry) {
            let short = module.rsplit("::").next().unwrap_or(&module);
            if !mentions(&list, &format!("{short}::{name}")) {
                let message = format!("`{short}::{name}` has no entry in {}", registry.list);
                found.push(Finding::error(format!("{path}:{line}"), message));
            }
        }
    }
    found
}

/// The names of the constants of a type.
fn constants<'a>(text: &'a str, entry: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    code::lines(text).filter_map(move |(line, text)| {
        let (name, rest) = text.split_once("const ")?.1.split_once(':')?;
        let kind = rest.trim_start().split([' ', '=']).next()?;
        (kind.rsplit("::").next() == Some(entry)).then_some((line, name.trim()))
    })
}

/// Whether a text has a word that does not go on.
fn mentions(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        !text[at + word.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
    })
}

fn is_kebab(id: &str) -> bool {
    // Versions keep their dot: `cyclonedx-1.5-json`.
    let valid = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(valid)
        && !id.ends_with('-')
        && !id.contains("--")
}

#[cfg(test)]
mod tests {
    use super::super::facts::Facts;
    use super::super::facts::samples::files;
    use super::{REGISTRIES, check};

    fn lockfile(list: &str, name: &str, text: &str) -> Facts {
        let path = format!("{}{name}.rs", REGISTRIES[0].folder);
        let empty = REGISTRIES[1..].iter().map(|registry| (registry.list, ""));
        files(
            &[(REGISTRIES[0].list, list), (path.as_str(), text)].into_iter().chain(empty).collect::<Vec<_>>(),
        )
    }

    #[test]
    fn a_format_that_is_not_listed_is_found() {
        let text = "pub(crate) const FORMAT: Format = Format {};";
        let listed = "pub const FORMATS: &[&Format] = &[&npm::FORMAT];";
        assert!(check(&lockfile(listed, "npm", text)).is_empty());
        assert_eq!(check(&lockfile(listed, "yarn", text)).len(), 1);
        assert_eq!(check(&lockfile("// &npm::FORMAT", "npm", text)).len(), 1);
    }

    #[test]
    fn each_constant_of_a_file_needs_its_entry_and_shared_code_none() {
        let listed = "&[&npm::LOCK_OLD]";
        let two = "const LOCK: crate::Format = X;\nconst LOCK_OLD: Format = X;";
        assert_eq!(check(&lockfile(listed, "npm", two)).len(), 1);
        assert!(check(&lockfile(listed, "node", "const DEPTH: usize = 3;")).is_empty());
    }

    #[test]
    fn schemes_and_kinds_of_work_are_registered_too() {
        for registry in REGISTRIES {
            let entry = format!("pub(crate) const ONE: {} = X;", registry.entry);
            let path = format!("{}new.rs", registry.folder);
            let lists = REGISTRIES.iter().map(|registry| (registry.list, ""));
            let tree: Vec<(&str, &str)> = lists.chain([(path.as_str(), entry.as_str())]).collect();
            assert_eq!(check(&files(&tree)).len(), 1, "{}", registry.list);
        }
    }

    #[test]
    fn a_registry_that_moved_is_found() {
        assert_eq!(check(&files(&[])).len(), REGISTRIES.len());
    }

    #[test]
    fn ids_are_unique_kebab_case() {
        let mut facts = lockfile("", "none", "");
        facts.ids = vec![("FORMATS", vec!["go-mod", "go-mod", "Go", "a_b", "a--b", "spdx-2.3-json"])];
        let messages: Vec<String> = check(&facts).into_iter().map(|finding| finding.message).collect();
        assert_eq!(messages.len(), 4, "{messages:?}");
        assert!(messages[0].contains("twice"));
    }
}
