//! A file that has grown past the second look.

use super::facts::Facts;
use super::{Finding, code};

/// Lines of code at which a file should be looked at again.
const LINES: usize = 400;

/// Files that may be longer, each with the reason.
const LONG: &[(&str, &str)] = &[];

pub(super) fn check(facts: &Facts) -> Vec<Finding> {
    measure(facts, LONG)
}

fn measure(facts: &Facts, long: &[(&str, &str)]) -> Vec<Finding> {
    let mut found = Vec::new();
    let counted: Vec<(&str, usize)> = facts
        .tree
        .under("crates/", ".rs")
        .filter(|(path, _)| !code::is_test(path))
        .map(|(path, text)| (path, code::lines(text).count()))
        .filter(|(_, lines)| *lines > LINES)
        .collect();
    for (path, lines) in &counted {
        if !long.iter().any(|(allowed, _)| allowed == path) {
            let message = format!("{lines} lines of code, over {LINES}: which second thing does it do?");
            found.push(Finding::warning(*path, message));
        }
    }
    for (path, reason) in long {
        if !counted.iter().any(|(counted, _)| counted == path) {
            found.push(Finding::error(*path, "is allowed to be long and is not: take it off tidy's list"));
        }
        if reason.trim().is_empty() {
            found.push(Finding::error(*path, "is allowed to be long without a reason"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::facts::samples::files;
    use super::{LINES, measure};

    #[test]
    fn a_long_file_is_warned_of_unless_it_gives_a_reason() {
        let (short, long) = ("a();\n".repeat(LINES), "a();\n".repeat(LINES + 1));
        let facts = files(&[("crates/a/src/lib.rs", &short), ("crates/b/src/lib.rs", &long)]);
        let found = measure(&facts, &[]);
        assert!(found.len() == 1 && found[0].warning && found[0].place == "crates/b/src/lib.rs", "{found:?}");
        assert!(measure(&facts, &[("crates/b/src/lib.rs", "one table")]).is_empty());
        assert_eq!(measure(&facts, &[("crates/b/src/lib.rs", " ")]).len(), 1);
    }

    #[test]
    fn a_stale_allowance_is_found() {
        assert_eq!(measure(&files(&[]), &[("crates/b/src/lib.rs", "one table")]).len(), 1);
    }
}
