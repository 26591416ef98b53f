//! How berry gets from what a package asks for to an entry of the file: `resolutions` of the root put another range in
//! its place, and a range that is a path is bound to the package that asks, since the path starts there.

use std::collections::HashMap;

use crate::javascript::{Package, split_descriptor};

/// A package with a range or a locator's reference, where one is told.
type Asking = (String, Option<String>);

/// What `resolutions` says, by the name of the dependency; what stands in its place comes with its rank, for the first that
/// holds counts.
#[derive(Default)]
pub(super) struct Redirects(HashMap<String, HashMap<Condition, (usize, String)>>);

/// Of which range one speaks and of whose dependency; `None` for any.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Condition {
    range: Option<String>,
    from: Option<Asking>,
}

impl Redirects {
    /// The `resolutions` of a manifest, in their order.
    pub(super) fn read(root: &Package<'_>) -> Self {
        let mut found = Self::default();
        for (rank, (pattern, reference)) in root.resolutions.iter().enumerate() {
            if let Some((name, condition)) = condition(pattern) {
                let known = found.0.entry(name).or_default();
                known.entry(condition).or_insert_with(|| (rank, reference.to_string()));
            }
        }
        found
    }

    /// What stands in the place of what a package, by its locator, asks for.
    pub(super) fn of(&self, locator: &str, name: &str, range: &str) -> Option<&str> {
        let known = self.0.get(name)?;
        let (asking, reference) = split_descriptor(locator).unwrap_or((locator, ""));
        let from = |reference| Some((asking.to_owned(), reference));
        let reference = Some(without_npm(reference).to_owned());
        let mut best: Option<&(usize, String)> = None;
        for range in [None, Some(without_npm(range).to_owned())] {
            for from in [None, from(None), from(reference.clone())] {
                let found = known.get(&Condition { range: range.clone(), from });
                best = best.into_iter().chain(found).min_by_key(|(rank, _)| *rank);
            }
        }
        best.map(|(_, reference)| reference.as_str())
    }
}

/// The name and the condition of a pattern: `name`, `name@range`, `asking/name` or `asking@reference/name@range`, each name possibly
/// with a scope.
fn condition(pattern: &str) -> Option<(String, Condition)> {
    let pattern = pattern.strip_prefix("**/").unwrap_or(pattern);
    let mut parts: Vec<String> = Vec::new();
    for part in pattern.split('/') {
        match parts.last_mut() {
            // The slash within a scoped name.
            Some(last) if last.starts_with('@') && !last.contains('/') => {
                last.push('/');
                last.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    let split = |text: &str| match split_descriptor(text) {
        Some((name, range)) => (name.to_owned(), Some(without_npm(range).to_owned())),
        None => (text.to_owned(), None),
    };
    let (name, range) = split(&parts.pop()?);
    let from = parts.pop().map(|text| split(&text));
    parts.is_empty().then_some((name, Condition { range, from }))
}

fn without_npm(range: &str) -> &str {
    range.strip_prefix("npm:").unwrap_or(range)
}

/// A range bound to the package that asks, as the heads of berry's entries have it.
pub(super) fn bound(name: &str, range: &str, locator: &str) -> String {
    let mut text = format!("{name}@{range}::locator=");
    for byte in locator.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'_'
            | b'.'
            | b'!'
            | b'~'
            | b'*'
            | b'\''
            | b'('
            | b')' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(patterns: &[&str]) -> Redirects {
        let resolutions: Vec<String> =
            patterns.iter().enumerate().map(|(rank, pattern)| format!("\"{pattern}\": \"{rank}\"")).collect();
        let manifest = format!("{{\"resolutions\": {{{}}}}}", resolutions.join(","));
        Redirects::read(&Package::manifest(manifest.as_bytes()).unwrap())
    }

    #[test]
    fn patterns_name_a_dependency_of_all_or_of_one() {
        let holds = |pattern, locator, name, range| read(&[pattern]).of(locator, name, range).is_some();
        assert!(holds("foo", "a@npm:1", "foo", "npm:^1"));
        assert!(holds("@s/foo@npm:^1", "a@npm:1", "@s/foo", "^1"));
        assert!(!holds("foo@^1", "a@npm:1", "foo", "npm:^2"));
        assert!(holds("@s/a/@s/foo", "@s/a@npm:1", "@s/foo", "*"));
        assert!(holds("a@npm:1/foo", "a@npm:1", "foo", "*"));
        assert!(!holds("a@2/foo", "a@npm:1", "foo", "*") && !holds("b/foo", "a@npm:1", "foo", "*"));
        assert!(!holds("a/b/c", "b@npm:1", "c", "*"));
    }

    #[test]
    fn the_first_pattern_that_holds_counts() {
        assert_eq!(read(&["b/foo", "foo@^1", "a/foo", "foo"]).of("a@npm:1", "foo", "npm:^1"), Some("1"));
        assert_eq!(read(&["foo", "foo@^1", "a/foo"]).of("a@npm:1", "foo", "npm:^1"), Some("0"));
    }

    #[test]
    fn patterns_are_looked_up_and_not_searched_for() {
        let patterns: Vec<String> = (0..20_000).map(|number| format!("foo@{number}")).collect();
        let found = read(&patterns.iter().map(String::as_str).collect::<Vec<_>>());
        let start = std::time::Instant::now();
        for number in 0..20_000 {
            assert_eq!(
                found.of("a@npm:1", "foo", &format!("npm:{number}")),
                Some(number.to_string().as_str())
            );
        }
        assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    }

    #[test]
    fn the_asking_package_is_escaped() {
        assert_eq!(
            bound("l", "link:./l", "@s/r@workspace:."),
            "l@link:./l::locator=%40s%2Fr%40workspace%3A."
        );
    }
}
