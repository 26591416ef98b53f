//! SPDX identifiers: their shape, and new ones made from what a component is.

use mainstay_model::Component;

use crate::taken::Taken;

/// The identifier of every SPDX 2 document.
pub(super) const DOCUMENT: &str = "SPDXRef-DOCUMENT";
/// What every identifier of an SPDX 2 element starts with.
pub(super) const PREFIX: &str = "SPDXRef-";

/// Whether a text has the shape of an element's identifier: letters, digits, `.` and `-` after the prefix.
pub(super) fn is_element(text: &str) -> bool {
    text.strip_prefix(PREFIX).is_some_and(is_id_string)
}

/// Whether a text names an element of another document: `DocumentRef-x:SPDXRef-y`.
pub(super) fn is_foreign(text: &str) -> bool {
    text.strip_prefix("DocumentRef-")
        .and_then(|rest| rest.split_once(':'))
        .is_some_and(|(document, element)| is_id_string(document) && is_element(element))
}

/// Letters, digits, `.` and `-`, at least one.
pub(super) fn is_id_string(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-')
}

/// A text with every other character turned into `-`.
pub(super) fn slug(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect()
}

/// Gives each component an identifier: its own where it has one of the right shape, else one made from its
/// purl, or its name and version. The same components in the same order get the same identifiers.
pub(super) fn element_ids(components: &[Component]) -> Vec<String> {
    let mut taken = Taken::default();
    taken.take(DOCUMENT);
    let mut ids = vec![String::new(); components.len()];
    for (id, component) in ids.iter_mut().zip(components) {
        if is_element(&component.reference) && taken.take(&component.reference) {
            component.reference.clone_into(id);
        }
    }
    for (id, component) in ids.iter_mut().zip(components) {
        if id.is_empty() {
            let wish = identity(component);
            *id = taken.fresh(if wish == PREFIX { "SPDXRef-component" } else { &wish }, '-');
        }
    }
    ids
}

fn identity(component: &Component) -> String {
    let text = match (&component.purl, &component.version) {
        (Some(purl), _) => purl.to_string().trim_start_matches("pkg:").to_owned(),
        (None, Some(version)) => format!("{}-{version}", component.name),
        (None, None) => component.name.clone(),
    };
    format!("{PREFIX}{}", slug(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_has_letters_digits_dots_and_hyphens_only() {
        assert!(is_element("SPDXRef-a.b-1"));
        for bad in ["SPDXRef-", "SPDXRef-a_b", "spdxref-a", "a", "SPDXRef-a b"] {
            assert!(!is_element(bad), "{bad}");
        }
        assert!(is_foreign("DocumentRef-x:SPDXRef-y"));
        assert!(!is_foreign("DocumentRef-x:y"));
    }

    #[test]
    fn identifiers_are_unique_and_own_ones_are_kept() {
        let mut own = Component::named("b", None);
        own.reference = "SPDXRef-a-1".to_owned();
        let components = [Component::named("a", Some("1")), own, Component::named("a", Some("1"))];
        assert_eq!(element_ids(&components), ["SPDXRef-a-1-2", "SPDXRef-a-1", "SPDXRef-a-1-3"]);
    }
}
