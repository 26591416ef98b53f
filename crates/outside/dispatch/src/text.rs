//! Other people's text, made fit for one line and for a bound.

/// One line: whatever ends a line or steers a terminal becomes a space, runs of spaces one.
pub(crate) fn one_line(text: &str) -> String {
    let steers = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let words = text.split(|c: char| c == ' ' || steers(c)).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Text of several lines: line ends are `\n`, other control characters but tabs are gone.
pub(crate) fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|&c| matches!(c, '\n' | '\t') || !c.is_control()).collect()
}

/// Escapes a text character by character, and cuts it so that the result fits into so many UTF-16 units, which is how chats count.
pub(crate) fn fit(text: &str, most: usize, escape: impl Fn(char, &mut String)) -> String {
    let mut fitted = String::new();
    let (mut used, mut kept) = (0, 0);
    for c in text.chars() {
        let before = fitted.len();
        escape(c, &mut fitted);
        used += fitted[before..].encode_utf16().count();
        if used > most {
            fitted.truncate(kept);
            fitted.push('…');
            break;
        }
        if used < most {
            kept = fitted.len();
        }
    }
    fitted
}

/// Cuts a text to so many UTF-16 units.
pub(crate) fn cut(text: &str, most: usize) -> String {
    fit(text, most, |c, out| out.push(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{cut, fit, lines, one_line};

    #[test]
    fn a_line_stays_one_line() {
        assert_eq!(one_line(" a\r\nBcc: b\u{2028}c\u{85}\td\0 "), "a Bcc: b c d");
        assert_eq!(lines("a\r\nb\rc\u{7}\td"), "a\nb\nc\td");
    }

    #[test]
    fn what_fits_is_whole_and_what_does_not_says_so() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
        assert_eq!(cut("a😀b", 3), "a…");
    }

    proptest! {
        #[test]
        fn escaped_text_never_passes_the_bound_nor_ends_within_an_escape(text in ".*", most in 1_usize..40) {
            let escaped = fit(&text, most, |c, out| if c == 'a' { out.push_str("&amp;") } else { out.push(c) });
            prop_assert!(escaped.encode_utf16().count() <= most);
            let rest = escaped.replace("&amp;", "");
            prop_assert!(!rest.contains("&amp") || text.contains('&'));
        }
    }
}
