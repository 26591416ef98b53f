//! Every direct dependency has its line in docs/dependencies.md, no line is stale, and versions stand in one place.

use std::collections::BTreeSet;

use super::Finding;
use super::facts::{Facts, Tree};

const PAGE: &str = "docs/dependencies.md";

pub(super) fn check(facts: &Facts) -> Vec<Finding> {
    let Some(page) = facts.tree.texts.get(PAGE) else {
        return vec![Finding::error(PAGE, "the page is missing")];
    };
    let own: BTreeSet<&str> = facts.crates.iter().map(|package| package.name.as_str()).collect();
    let direct: BTreeSet<&str> = facts
        .crates
        .iter()
        .flat_map(|package| &package.edges)
        .map(|edge| edge.to.as_str())
        .filter(|name| !own.contains(name))
        .collect();
    let known: BTreeSet<&str> = direct
        .iter()
        .copied()
        .chain(facts.candidates.iter().chain(&facts.extra).map(String::as_str))
        .collect();
    let mut found = own_versions(&facts.tree);
    let mut told = BTreeSet::new();
    for (number, name, reason) in page.lines().enumerate().filter_map(|(at, line)| entry(at + 1, line)) {
        let place = format!("{PAGE}:{number}");
        if !known.contains(name) {
            found.push(Finding::error(&place, format!("nothing depends on `{name}`: take the line out")));
        }
        if reason.is_empty() {
            found.push(Finding::error(&place, format!("`{name}`: say what for and why this one")));
        }
        if !told.insert(name) {
            found.push(Finding::error(&place, format!("`{name}` stands twice")));
        }
    }
    for name in known.iter().filter(|name| !told.contains(*name)) {
        found.push(Finding::error(PAGE, format!("`{name}` has no line: what for, and why this one?")));
    }
    let unused = facts.candidates.iter().map(String::as_str).filter(|name| !direct.contains(name));
    let unused: Vec<&str> = unused.collect();
    if !unused.is_empty() {
        found.push(Finding::warning("Cargo.toml", format!("no crate uses {}", unused.join(", "))));
    }
    found
}

/// Dependencies whose version or path stands in a crate's own manifest instead of the workspace's.
fn own_versions(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.under("crates/", "/Cargo.toml") {
        // Cargo itself refuses a manifest that is no TOML.
        let manifest: toml::Table = text.parse().unwrap_or_default();
        let sections = ["dependencies", "dev-dependencies", "build-dependencies"];
        let entries = sections.iter().filter_map(|section| manifest.get(*section)?.as_table()).flatten();
        for (name, _) in entries.filter(|(_, value)| value.get("workspace").is_none()) {
            found.push(Finding::error(
                path,
                format!("`{name}`: name it in the root manifest and write `workspace = true`"),
            ));
        }
    }
    found
}

/// A line of the page: ``- `name`: reason``.
fn entry(number: usize, line: &str) -> Option<(usize, &str, &str)> {
    let (name, rest) = line.strip_prefix("- `")?.split_once('`')?;
    Some((number, name, rest.trim_start_matches(':').trim()))
}

#[cfg(test)]
mod tests {
    use super::super::facts::samples::{files, package};
    use super::super::facts::{Facts, Kind};
    use super::{PAGE, check};

    fn facts(page: &str) -> Facts {
        let mut facts = files(&[(PAGE, page)]);
        facts.crates = vec![
            package("crates/formats/purl", &[("serde", Kind::Normal), ("proptest", Kind::Dev)]),
            package("crates/formats/model", &[("mainstay-purl", Kind::Normal)]),
        ];
        facts
    }

    fn messages(facts: &Facts) -> Vec<String> {
        check(facts).into_iter().map(|finding| finding.message).collect()
    }

    const GOOD: &str = "- `serde`: derives readers.\n- `proptest`: laws as tests.\n";

    #[test]
    fn a_page_with_a_line_for_each_is_clean() {
        assert_eq!(messages(&facts(GOOD)), [""; 0]);
    }

    #[test]
    fn a_dependency_without_a_line_is_found_in_tests_and_targets_too() {
        let mut facts = facts("- `serde`: derives readers.\n");
        facts.extra = ["libfuzzer-sys".to_owned()].into();
        assert_eq!(messages(&facts).len(), 2);
    }

    #[test]
    fn stale_doubled_and_empty_lines_are_found() {
        let page = format!("{GOOD}- `regex`: no longer used.\n- `serde`: again.\n");
        assert_eq!(messages(&facts(&page)).len(), 2);
        assert_eq!(messages(&facts(&GOOD.replace(": laws as tests.", ":"))).len(), 1);
    }

    #[test]
    fn a_candidate_of_the_root_may_have_a_line_and_is_warned_of() {
        let mut facts = facts(&format!("{GOOD}- `axum`: serves.\n"));
        facts.candidates = ["axum".to_owned()].into();
        let found = check(&facts);
        assert!(found.len() == 1 && found[0].warning, "{found:?}");
    }

    #[test]
    fn a_version_outside_the_root_manifest_is_found() {
        let mut facts = facts(GOOD);
        let manifest = "[dependencies]\nserde = \"1\"\n[dev-dependencies]\nproptest = { workspace = true }\n";
        facts.tree.texts.insert("crates/formats/purl/Cargo.toml".to_owned(), manifest.to_owned());
        assert_eq!(messages(&facts).len(), 1);
    }

    #[test]
    fn a_missing_page_is_found() {
        assert_eq!(check(&files(&[])).len(), 1);
    }
}
