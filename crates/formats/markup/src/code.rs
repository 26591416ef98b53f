//! Identifiers, digests and commands: monospaced, and copied with one click.

use maud::{Markup, html};

use crate::icon::{Icon, icon};
use crate::visible;

/// A short identifier.
pub fn code(text: &str) -> Markup {
    html! { code { (visible(text)) } }
}

/// A text with a button that copies it. Without JavaScript the button does not show.
pub fn copyable(text: &str, what: &str) -> Markup {
    html! {
        span class="copyable" {
            code { (visible(text)) }
            (button(text, what))
        }
    }
}

/// A button with words that copies a text; `of` tells those who hear it what the text is of. Without JavaScript it does not show.
pub fn copy_button(text: &str, label: &str, of: &str) -> Markup {
    html! {
        button class="needs-script copy" type="button" data-copy=(text) { (icon(Icon::Copy)) (label) span class="sr-only" { ": " (of) } }
    }
}

/// A digest: algorithm and the first characters; the whole value is in the title and is what is copied.
pub fn digest(algorithm: &str, hex: &str) -> Markup {
    const SHOWN: usize = 12;
    let short: String = hex.chars().take(SHOWN).collect();
    html! {
        span class="copyable" {
            span class="meta" { (algorithm) }
            code title=(hex) { (short) @if hex.chars().count() > SHOWN { "…" } }
            (button(hex, &format!("{algorithm} digest")))
        }
    }
}

fn button(text: &str, what: &str) -> Markup {
    html! {
        button class="quiet icon-only needs-script" type="button" data-copy=(text) aria-label={ "Copy " (what) } {
            (icon(Icon::Copy))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_digest_is_shortened_but_copied_whole() {
        let html = digest("SHA-256", &"ab".repeat(32)).into_string();
        assert!(html.contains("abababababab…"));
        assert!(html.contains(&format!("data-copy=\"{}\"", "ab".repeat(32))));
    }
}
