//! The ids by which others name what is kept.

use uuid::Uuid;
use uuid::fmt::Hyphenated;

/// The public id that a text is, in the form in which ids are shown.
///
/// The other spellings of a UUID are texts like any other: 32 digits without hyphens are a `sys_id` of ServiceNow or a digest, hence
/// a product's key, a version or a name.
pub fn public_id(text: &str) -> Option<Uuid> {
    Uuid::parse_str(text).ok().filter(|_| text.len() == Hyphenated::LENGTH)
}

#[cfg(test)]
mod tests {
    use super::public_id;

    #[test]
    fn an_id_is_the_form_with_hyphens_and_no_other() {
        let id = "0197f3a2-7c1e-7d4b-9a55-0123456789ab";
        for text in [id, &id.to_uppercase()] {
            assert!(public_id(text).is_some(), "{text}");
        }
        for text in [&id.replace('-', ""), &format!("{{{id}}}"), &format!("urn:uuid:{id}"), "", &id[1..]] {
            assert!(public_id(text).is_none(), "{text}");
        }
    }
}
