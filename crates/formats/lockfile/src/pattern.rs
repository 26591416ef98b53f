//! File name patterns: `*` only, which is all that lockfile names need.

/// Whether a path matches: by its file name, or by its last segments where the pattern has a `/`.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    let depth = pattern.matches('/').count();
    let tail = match path.rmatch_indices('/').nth(depth) {
        Some((at, _)) => &path[at + 1..],
        None => path,
    };
    let (mut globs, mut names) = (pattern.split('/'), tail.split('/'));
    loop {
        match (globs.next(), names.next()) {
            (Some(glob), Some(name)) if segment(glob.as_bytes(), name.as_bytes()) => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}

/// Whether the segments of a path match those of a glob, in which `**` stands for any number of them.
pub(crate) fn matches_segments(glob: &[&str], path: &[&str]) -> bool {
    wildcard(glob, path, |part| *part == "**", |part, name| matches(part, name))
}

fn segment(glob: &[u8], name: &[u8]) -> bool {
    wildcard(glob, name, |&byte| byte == b'*', |expected, found| expected == found)
}

/// Matches with wildcards that stand for any run: on a mismatch only the last wildcard takes one more, which
/// is enough and keeps the time within the product of both lengths.
fn wildcard<P, T>(
    pattern: &[P],
    text: &[T],
    any: impl Fn(&P) -> bool,
    same: impl Fn(&P, &T) -> bool,
) -> bool {
    let (mut at, mut seen) = (0, 0);
    let mut last: Option<(usize, usize)> = None;
    while seen < text.len() {
        if pattern.get(at).is_some_and(&any) {
            last = Some((at, seen));
            at += 1;
        } else if pattern.get(at).is_some_and(|part| same(part, &text[seen])) {
            at += 1;
            seen += 1;
        } else if let Some((star, from)) = last {
            last = Some((star, from + 1));
            at = star + 1;
            seen = from + 1;
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(any)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_name_pattern_ignores_folders() {
        assert!(matches("Cargo.lock", "a/b/Cargo.lock"));
        assert!(matches("requirements*.txt", "requirements-dev.txt"));
        assert!(!matches("Cargo.lock", "MyCargo.lock"));
    }

    #[test]
    fn many_wildcards_take_no_more_than_the_product_of_the_lengths() {
        let name = "a".repeat(20_000);
        assert!(!matches("*a*a*a*a*a*a*b", &name));
        assert!(matches("*a*a*a*", &name));
    }

    #[test]
    fn two_stars_stand_for_any_number_of_segments() {
        use super::matches_segments;
        assert!(matches_segments(&["a", "**", "c"], &["a", "c"]));
        assert!(matches_segments(&["**", "*.x"], &["a", "b", "c.x"]));
        assert!(!matches_segments(&["a", "**", "c"], &["a", "b"]));
    }

    #[test]
    fn a_path_pattern_matches_the_last_segments() {
        assert!(matches(".github/workflows/*.yml", "x/.github/workflows/ci.yml"));
        assert!(!matches(".github/workflows/*.yml", "workflows/ci.yml"));
        assert!(!matches(".github/workflows/*.yml", ".github/workflows/sub/ci.yml"));
    }
}
