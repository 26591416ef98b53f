//! How berry gets from what a package asks for to an entry of the file: `resolutions` of the root put another range in
//! its place, and a range that is a path is bound to the package that asks, since the path starts there.

use crate::javascript::{Package, split_descriptor};

/// What `resolutions` says: of whose dependency, of which range, and what stands in its place.
pub(super) struct Redirect {
    from: Option<(String, Option<String>)>,
    name: String,
    range: Option<String>,
    pub(super) reference: String,
}

impl Redirect {
    /// The `resolutions` of a manifest, in their order.
    pub(super) fn list(root: &Package<'_>) -> Vec<Self> {
        root.resolutions.iter().filter_map(|(pattern, reference)| Self::read(pattern, reference)).collect()
    }

    /// `name`, `name@range`, `asking/name` or `asking@reference/name@range`, each name possibly with a scope.
    fn read(pattern: &str, reference: &str) -> Option<Self> {
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
            Some((name, range)) => (name.to_owned(), Some(range.to_owned())),
            None => (text.to_owned(), None),
        };
        let last = parts.pop()?;
        let from = parts.pop().map(|text| split(&text));
        let (name, range) = split(&last);
        parts.is_empty().then(|| Self { from, name, range, reference: reference.to_owned() })
    }

    /// Whether it speaks of what a package, by its locator, asks for.
    pub(super) fn holds(&self, locator: &str, name: &str, range: &str) -> bool {
        let same = |wanted: &Option<String>, found: &str| {
            wanted.as_ref().is_none_or(|wanted| without_npm(wanted) == without_npm(found))
        };
        let asks = |(wanted, reference): &(String, Option<String>)| {
            let (asking, found) = split_descriptor(locator).unwrap_or((locator, ""));
            wanted == asking && same(reference, found)
        };
        self.name == name && same(&self.range, range) && self.from.as_ref().is_none_or(asks)
    }
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

    #[test]
    fn patterns_name_a_dependency_of_all_or_of_one() {
        let read = |pattern| Redirect::read(pattern, "1").unwrap();
        assert!(read("foo").holds("a@npm:1", "foo", "npm:^1"));
        assert!(read("@s/foo@npm:^1").holds("a@npm:1", "@s/foo", "^1"));
        assert!(!read("foo@^1").holds("a@npm:1", "foo", "npm:^2"));
        assert!(read("@s/a/@s/foo").holds("@s/a@npm:1", "@s/foo", "*"));
        assert!(read("a@npm:1/foo").holds("a@npm:1", "foo", "*"));
        assert!(!read("a@2/foo").holds("a@npm:1", "foo", "*") && !read("b/foo").holds("a@npm:1", "foo", "*"));
        assert!(Redirect::read("a/b/c", "1").is_none());
    }

    #[test]
    fn the_asking_package_is_escaped() {
        assert_eq!(
            bound("l", "link:./l", "@s/r@workspace:."),
            "l@link:./l::locator=%40s%2Fr%40workspace%3A."
        );
    }
}
