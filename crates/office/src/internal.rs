//! Which components are the organization's own, by name.

use mainstay_model::{Bom, Component, NodeId};

/// Patterns of the organization's own components. `*` stands for any text; without regard to case.
///
/// A pattern with `:` is compared with the purl (`pkg:npm/%40example/*`), any other with the group and name
/// (`com.example/*`, `example-*`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Internal {
    patterns: Vec<String>,
}

impl Internal {
    /// Patterns as written in the configuration.
    pub fn new(patterns: impl IntoIterator<Item = String>) -> Self {
        Self { patterns: patterns.into_iter().map(|pattern| pattern.to_lowercase()).collect() }
    }

    /// Whether a component is the organization's own: by pattern, or because the document says that it is built here.
    pub fn is(&self, component: &Component) -> bool {
        component.first_party || self.patterns.iter().any(|pattern| names(pattern, component))
    }

    /// The organization's own components of a document.
    pub fn of(&self, bom: &Bom) -> Vec<NodeId> {
        let own = (0..).map(NodeId).zip(&bom.components).filter(|(_, component)| self.is(component));
        own.map(|(id, _)| id).collect()
    }
}

fn names(pattern: &str, component: &Component) -> bool {
    if pattern.contains(':') {
        return component.purl.as_ref().is_some_and(|purl| glob(pattern, &purl.to_string().to_lowercase()));
    }
    let name = match &component.group {
        Some(group) => format!("{group}/{}", component.name),
        None => component.name.clone(),
    };
    glob(pattern, &name.to_lowercase())
}

/// The parts between stars must follow one another: the first at the start, the last at the end.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut text) = text.strip_prefix(first).and_then(|text| text.strip_suffix(last)) else {
        return false;
    };
    middle.split('*').all(|part| match text.find(part) {
        Some(at) => {
            text = &text[at + part.len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(pattern: &str, purl: &str) -> bool {
        Internal::new([pattern.to_owned()]).is(&Component::from_purl(purl.parse().unwrap()))
    }

    #[test]
    fn purl_patterns_and_name_patterns_are_told_apart() {
        assert!(is("pkg:npm/%40example/*", "pkg:npm/%40example/ui@1.0.0"));
        assert!(!is("pkg:npm/%40example/*", "pkg:npm/%40other/ui@1.0.0"));
        assert!(is("com.example/*", "pkg:maven/com.example/shop@1"));
        assert!(is("Example-*", "pkg:pypi/example-tools@1"));
        assert!(!is("example", "pkg:pypi/example-tools@1"));
    }

    #[test]
    fn stars_match_any_text_in_order() {
        for (pattern, text, matches) in [
            ("*", "", true),
            ("a*", "a", true),
            ("a*a", "a", false),
            ("a*b*c", "a-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("*x*", "axb", true),
        ] {
            assert_eq!(glob(pattern, text), matches, "{pattern} on {text}");
        }
    }
}
