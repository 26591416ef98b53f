//! The lines of a Rust file that are part of the program.

/// Whether a file holds tests, measurements or examples and nothing that ships.
pub(super) fn is_test(path: &str) -> bool {
    ["/tests/", "/benches/", "/examples/"].iter().any(|folder| path.contains(folder))
        || path.ends_with("/tests.rs")
        || path.ends_with("_tests.rs")
}

/// Lines with their numbers from one, without blank lines, comment lines and the closing test module.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let all: Vec<&str> = text.lines().collect();
    let end = (0..all.len()).find(|&at| opens_tests(&all, at)).unwrap_or(all.len());
    let numbered = all.into_iter().take(end).enumerate();
    numbered
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with("//"))
}

/// Clippy sees to it that nothing follows an inline test module.
fn opens_tests(lines: &[&str], at: usize) -> bool {
    lines[at].trim() == "#[cfg(test)]" && lines.get(at + 1).is_some_and(|next| next.trim_end().ends_with('{'))
}

#[cfg(test)]
mod tests {
    use super::{is_test, lines};

    #[test]
    fn comments_blank_lines_and_the_test_module_are_no_code() {
        let text = "//! Doc.\n\nfn a() {}\n    // why\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n";
        assert_eq!(lines(text).collect::<Vec<_>>(), [(3, "fn a() {}")]);
    }

    #[test]
    fn a_test_module_in_a_sibling_file_does_not_end_the_code() {
        let text = "#[cfg(test)]\nmod tests;\nfn a() {}\n";
        assert_eq!(lines(text).count(), 3);
    }

    #[test]
    fn test_files_are_known_by_their_place() {
        assert!(is_test("crates/x/tests/a.rs") && is_test("crates/x/src/a/tests.rs"));
        assert!(!is_test("crates/x/src/contests.rs"));
    }
}
