//! File name patterns: `*` only, which is all that lockfile names need.

/// Whether a path matches: by its file name, or by its last segments where the pattern has a `/`.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    let depth = pattern.matches('/').count();
    let tail = match path.rmatch_indices('/').nth(depth) {
        Some((at, _)) => &path[at + 1..],
        None => path,
    };
    tail.matches('/').count() == depth && glob(pattern.as_bytes(), tail.as_bytes())
}

fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.first(), text.first()) {
        (None, None) => true,
        (Some(b'*'), _) => {
            glob(&pattern[1..], text)
                || text.first().is_some_and(|&byte| byte != b'/') && glob(pattern, &text[1..])
        }
        (Some(expected), Some(found)) if expected == found => glob(&pattern[1..], &text[1..]),
        _ => false,
    }
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
    fn a_path_pattern_matches_the_last_segments() {
        assert!(matches(".github/workflows/*.yml", "x/.github/workflows/ci.yml"));
        assert!(!matches(".github/workflows/*.yml", "workflows/ci.yml"));
        assert!(!matches(".github/workflows/*.yml", ".github/workflows/sub/ci.yml"));
    }
}
