//! Maps that are true: paths and links written in documents exist, ARCHITECTURE.md names every crate and stays
//! short, the guide lists its pages.

use super::Finding;
use super::facts::{Facts, Tree};

/// Documents whose code spans with a slash are paths from the root.
const MAPS: &[&str] = &["ARCHITECTURE.md", "CONTRIBUTING.md"];

/// A map longer than this is not read.
const MAP_LINES: usize = 200;

/// The table of contents of the guide.
const SUMMARY: &str = "docs/SUMMARY.md";

pub(super) fn check(facts: &Facts) -> Vec<Finding> {
    let mut found = Vec::new();
    for map in MAPS {
        match facts.tree.texts.get(*map) {
            Some(text) => found.extend(missing_paths(&facts.tree, map, text)),
            None => found.push(Finding::error(*map, "the document is missing")),
        }
    }
    let map = facts.tree.texts.get("ARCHITECTURE.md").map_or("", String::as_str);
    let unnamed = facts.crates.iter().filter(|package| !map.contains(&format!("`{}`", package.folder)));
    found.extend(unnamed.map(|package| {
        Finding::error(
            "ARCHITECTURE.md",
            format!("does not name `{}` and what it never knows", package.folder),
        )
    }));
    let lines = map.lines().count();
    if lines > MAP_LINES {
        let message = format!("{lines} lines; say it in {MAP_LINES} or move details beside the code");
        found.push(Finding::error("ARCHITECTURE.md", message));
    }
    for (path, text) in facts.tree.under("", ".md") {
        found.extend(broken_links(&facts.tree, path, text));
    }
    found.extend(unlisted_pages(&facts.tree));
    found
}

fn missing_paths(tree: &Tree, map: &str, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        // Every second part of a line lies between backticks.
        for span in line.split('`').skip(1).step_by(2).filter(|span| is_path(span)) {
            if !tree.has(known_part(span)) {
                let message = format!("`{span}` does not exist; write paths from the root");
                found.push(Finding::error(format!("{map}:{}", number + 1), message));
            }
        }
    }
    found
}

/// A code span that names a place in the tree: no address, command, route or media type.
fn is_path(span: &str) -> bool {
    span.contains('/')
        && !span.starts_with(['/', '-', '$', '<'])
        && !span.contains([' ', ':', '=', '(', '"'])
        && !["application/", "text/", "image/"].iter().any(|media| span.starts_with(media))
}

/// The part before a placeholder: of `a/<name>.rs` the folder `a`.
fn known_part(path: &str) -> &str {
    let Some(at) = path.find(['<', '*', '{']) else { return path };
    path[..at].rsplit_once('/').map_or(path, |(folder, _)| folder)
}

fn broken_links(tree: &Tree, path: &str, text: &str) -> Vec<Finding> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    let mut fenced = false;
    for (number, line) in text.lines().enumerate() {
        fenced ^= line.trim_start().starts_with("```");
        if fenced {
            continue;
        }
        for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split(['#', ' ']).next().unwrap_or_default();
            if file.is_empty() || file.contains(':') {
                continue;
            }
            if join(folder, file).is_none_or(|known| !tree.has(&known)) {
                let message = format!("the link to `{target}` leads nowhere");
                found.push(Finding::error(format!("{path}:{}", number + 1), message));
            }
        }
    }
    found
}

/// A relative path from a folder; `None` when it leaves the tree.
fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn unlisted_pages(tree: &Tree) -> Vec<Finding> {
    let Some(summary) = tree.texts.get(SUMMARY) else {
        return vec![Finding::error(SUMMARY, "the guide has no table of contents")];
    };
    tree.under("docs/", ".md")
        .filter(|(path, _)| *path != SUMMARY)
        .filter(|(path, _)| !summary.contains(&format!("]({})", &path["docs/".len()..])))
        .map(|(path, _)| Finding::error(path, format!("the page is not in {SUMMARY}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::facts::Facts;
    use super::super::facts::samples::{files, package};
    use super::{MAP_LINES, check};

    fn with(changes: &[(&str, &str)]) -> Facts {
        let mut facts = files(&[
            ("ARCHITECTURE.md", "The map: `crates/formats/sbom`, `crates/formats/<name>/src`, `/api/v1`."),
            ("CONTRIBUTING.md", "See [the map](ARCHITECTURE.md#floors) and `cargo xtask check`."),
            ("crates/formats/sbom/src/lib.rs", ""),
            ("docs/SUMMARY.md", "- [Scan](guide/scan.md)"),
            ("docs/guide/scan.md", "Back [home](../../ARCHITECTURE.md), [away](https://example.org/x)."),
        ]);
        for (path, text) in changes {
            facts.tree.texts.insert((*path).to_owned(), (*text).to_owned());
        }
        facts
    }

    fn found(changes: &[(&str, &str)]) -> usize {
        check(&with(changes)).len()
    }

    #[test]
    fn a_true_map_is_clean() {
        assert_eq!(check(&with(&[])), []);
    }

    #[test]
    fn a_path_that_is_gone_is_found() {
        assert_eq!(found(&[("ARCHITECTURE.md", "`crates/formats/gone`")]), 1);
        assert_eq!(found(&[("CONTRIBUTING.md", "`crates/gone/<name>.rs`")]), 1);
    }

    #[test]
    fn a_crate_that_the_map_does_not_name_is_found() {
        let mut facts = with(&[]);
        facts.crates = vec![package("crates/formats/sbom", &[]), package("crates/office", &[])];
        let found = check(&facts);
        assert!(found.len() == 1 && found[0].message.contains("crates/office"), "{found:?}");
    }

    #[test]
    fn a_map_over_its_length_is_found() {
        assert_eq!(found(&[("ARCHITECTURE.md", &"line\n".repeat(MAP_LINES))]), 0);
        assert_eq!(found(&[("ARCHITECTURE.md", &"line\n".repeat(MAP_LINES + 1))]), 1);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_found() {
        assert_eq!(found(&[("docs/guide/scan.md", "[gone](gone.md)")]), 1);
        assert_eq!(found(&[("docs/guide/scan.md", "[out](../../../x.md)")]), 1);
        assert_eq!(found(&[("docs/guide/scan.md", "```\n[code](gone.md)\n```")]), 0);
    }

    #[test]
    fn a_page_outside_the_table_of_contents_is_found() {
        assert_eq!(found(&[("docs/guide/lost.md", "")]), 1);
    }
}
