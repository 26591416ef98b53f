//! Words that hide unfinished work from the checks.

use super::Finding;
use super::facts::Facts;

/// Spelled in two parts, so that this file does not trip over itself.
const WORDS: &[(&str, &str, &str)] = &[
    ("#[ig", "nore", "a test that does not run is not a test: mend it or take it out"),
    ("allow(dead", "_code)", "dead code is taken out, not allowed"),
];

pub(super) fn check(facts: &Facts) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in facts.tree.under("crates/", ".rs") {
        for (number, line) in text.lines().enumerate() {
            let bad = WORDS.iter().find(|(start, end, _)| line.contains(&format!("{start}{end}")));
            if let Some((start, end, advice)) = bad {
                let place = format!("{path}:{}", number + 1);
                found.push(Finding::error(place, format!("`{start}{end}`: {advice}")));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::facts::samples::files;
    use super::{WORDS, check};

    #[test]
    fn each_word_is_found() {
        for (start, end, _) in WORDS {
            let text = format!("fn a() {{}}\n{start}{end}\n");
            assert_eq!(check(&files(&[("crates/a/src/lib.rs", &text)])).len(), 1, "{start}{end}");
        }
    }
}
