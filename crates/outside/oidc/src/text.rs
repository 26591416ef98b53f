//! Other people's text, made fit for messages and pages.

use subtle::ConstantTimeEq;

/// At most `limit` characters without control characters or characters that turn the direction of text.
pub(crate) fn plain(text: &str, limit: usize) -> String {
    let shown = text.trim().chars().filter(|c| !c.is_control() && !is_direction(*c));
    shown.take(limit).collect()
}

/// Whether both are the same; takes equally long wherever they differ.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_others_is_one_bounded_line() {
        assert_eq!(plain(" a\r\nb\u{202e}c\u{1b}[31m ", 20), "abc[31m");
        assert_eq!(plain("ääääää", 3), "äää");
    }

    #[test]
    fn only_the_same_text_is_the_same() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd"));
        assert!(!same("abc", "abcd"));
        assert!(!same("abc", ""));
    }
}
