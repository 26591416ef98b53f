//! Names like `LicenseRef-1`, which stand for a license only within one document.

use std::borrow::Cow;

use mainstay_model::{Bom, LicenseClaim, LicenseValue};

/// What they begin with.
const PREFIX: &str = "LicenseRef-";

/// The names of this document in a license expression; those of other documents (`DocumentRef-a:LicenseRef-b`) are none.
pub(crate) fn names(expression: &str) -> impl Iterator<Item = &str> {
    let words = expression.split(is_break).map(|word| word.trim_end_matches('+'));
    words.filter(|word| word.starts_with(PREFIX))
}

/// The name, where the whole license is one.
pub(crate) fn whole(license: &LicenseValue) -> Option<&str> {
    match license {
        LicenseValue::Id(text) | LicenseValue::Expression(text) | LicenseValue::Name(text) => {
            Some(text.as_str()).filter(|text| is_name(text))
        }
        LicenseValue::None | LicenseValue::NoAssertion => None,
    }
}

/// Whether a text is such a name: letters, digits, `.` and `-` after the prefix.
pub(crate) fn is_name(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    text.strip_prefix(PREFIX).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(is_letter))
}

/// The expression with other names for those that have one.
pub(crate) fn renamed<'e>(expression: &'e str, other: impl Fn(&str) -> Option<String>) -> Cow<'e, str> {
    if !expression.contains(PREFIX) {
        return Cow::Borrowed(expression);
    }
    let mut out = String::with_capacity(expression.len());
    let mut rest = expression;
    while !rest.is_empty() {
        let (word, more) = rest.split_at(rest.find(is_break).unwrap_or(rest.len()));
        let name = word.trim_end_matches('+');
        match Some(name).filter(|name| name.starts_with(PREFIX)).and_then(&other) {
            Some(new) => out = out + &new + &word[name.len()..],
            None => out.push_str(word),
        }
        let space = more.chars().next().map_or(0, char::len_utf8);
        out.push_str(&more[..space]);
        rest = &more[space..];
    }
    if out == expression { Cow::Borrowed(expression) } else { Cow::Owned(out) }
}

/// What a document says about licenses: of its components and of itself.
pub(crate) fn claims(bom: &Bom) -> impl Iterator<Item = &LicenseClaim> {
    bom.components.iter().flat_map(|component| &component.licenses).chain(&bom.document.licenses)
}

fn is_break(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_documents_are_not_this_ones() {
        let found: Vec<_> = names("(MIT OR LicenseRef-a+) AND DocumentRef-x:LicenseRef-b").collect();
        assert_eq!(found, ["LicenseRef-a"]);
    }

    #[test]
    fn whole_names_are_replaced_and_nothing_else() {
        let other = |name: &str| (name == "LicenseRef-1").then(|| "LicenseRef-1-2".to_owned());
        for (before, after) in [
            ("LicenseRef-1", "LicenseRef-1-2"),
            ("LicenseRef-1+", "LicenseRef-1-2+"),
            ("(MIT  OR LicenseRef-1)\tAND (LicenseRef-1)", "(MIT  OR LicenseRef-1-2)\tAND (LicenseRef-1-2)"),
            ("LicenseRef-11 OR DocumentRef-d:LicenseRef-1", "LicenseRef-11 OR DocumentRef-d:LicenseRef-1"),
            ("\u{a0}LicenseRef-1\u{a0}", "\u{a0}LicenseRef-1-2\u{a0}"),
            ("", ""),
        ] {
            assert_eq!(renamed(before, other), after);
        }
    }
}
