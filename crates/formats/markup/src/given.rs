//! Names and texts as others gave them: they may be blank, endless, or hold characters that nobody sees and that turn the line around.

use std::borrow::Cow;

use maud::{Markup, html};

/// Characters of a name in a list; the whole stands in its title and on its own page.
const NAME: usize = 160;
/// Characters of any other text in a cell.
const TEXT: usize = 400;
/// Characters of a title.
const TITLE: usize = 1_000;
/// What stands for a name of blanks.
const BLANK: &str = "(blank name)";

/// A name for a list, a link or a line: never empty, not longer than a few lines, and every character can be seen.
pub fn given(text: &str) -> Markup {
    if is_blank(text) {
        return html! { span class="unknown" { (BLANK) } };
    }
    cut(text, NAME)
}

/// The same in words, for an accessible name or the title of a page.
pub fn given_words(text: &str) -> String {
    if is_blank(text) { BLANK.to_owned() } else { visible(&shortened(text, NAME)).into_owned() }
}

/// A name for the heading of its own page: all of it.
pub(crate) fn given_whole(text: &str) -> Cow<'_, str> {
    if is_blank(text) { Cow::Borrowed(BLANK) } else { visible(text) }
}

/// A text for a cell.
pub(crate) fn text(text: &str) -> Markup {
    cut(text, TEXT)
}

/// A text for the title of something: enough of it to tell it from others.
pub(crate) fn title(text: &str) -> String {
    visible(&shortened(text, TITLE)).into_owned()
}

/// A text in which each character shows: what would steer a terminal or turn the direction of a line is written out, `⟨U+202E⟩`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hidden(c) {
            shown.push_str(&format!("\u{27e8}U+{:04X}\u{27e9}", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

fn cut(text: &str, most: usize) -> Markup {
    match shortened(text, most) {
        Cow::Borrowed(all) => html! { (visible(all)) },
        Cow::Owned(start) => html! { span title=(title(text)) { (visible(&start)) } },
    }
}

/// The start of a text that is too long, with an ellipsis.
fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}\u{2026}", text[..end].trim_end())),
    }
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_unseen(c))
}

/// Control characters but for line breaks and tabulators, and those that set the direction of text (Unicode, annex 9).
fn is_hidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters without width that are no direction: a name of these alone is blank.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{3164}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_blank_name_says_so() {
        for blank in ["", "  ", "\t\n", "\u{a0}", "\u{200b}", "\u{feff} "] {
            assert!(given(blank).0.contains(">(blank name)<"), "{blank:?}");
            assert_eq!(given_words(blank), "(blank name)");
            assert_eq!(given_whole(blank), "(blank name)");
        }
        assert_eq!(given("a").0, "a");
    }

    #[test]
    fn a_long_name_is_cut_in_a_list_and_whole_in_its_title_and_heading() {
        let long = "\u{e4}".repeat(500);
        let html = given(&long).0;
        assert!(html.contains(&format!("title=\"{long}\"")), "{html}");
        assert!(html.contains(&format!(">{}\u{2026}</span>", "\u{e4}".repeat(NAME))), "{html}");
        assert_eq!(given_whole(&long), long);
        let endless = "a".repeat(60_000);
        assert!(given(&endless).0.len() < 2_000 && text(&endless).0.len() < 2_000);
        assert_eq!(given(&"a".repeat(NAME)).0, "a".repeat(NAME));
    }

    #[test]
    fn what_nobody_sees_is_written_out() {
        assert_eq!(visible("a\u{7}b\u{1b}[31mc"), "a\u{27e8}U+0007\u{27e9}b\u{27e8}U+001B\u{27e9}[31mc");
        assert_eq!(given("\u{202e}gnp.exe").0, "\u{27e8}U+202E\u{27e9}gnp.exe");
        assert_eq!(visible("two\nlines \u{5e9}\u{5dc}"), "two\nlines \u{5e9}\u{5dc}");
    }

    proptest! {
        #[test]
        fn no_name_is_empty_or_hides_anything(name in any::<String>()) {
            let words = given_words(&name);
            prop_assert!(!words.trim().is_empty());
            prop_assert!(!words.contains(is_hidden));
            prop_assert!(!given(&name).0.contains(is_hidden));
        }
    }
}
