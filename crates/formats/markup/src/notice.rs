//! Messages: notices in the page, flashes after an action, and what stands where a list is empty.

use maud::{Markup, html};

use crate::Tone;

/// A message that belongs to the page. `Critical` and `High` are announced at once.
pub fn notice(tone: Tone, title: &str, body: &Markup) -> Markup {
    let role = if matches!(tone, Tone::Critical | Tone::High) { "alert" } else { "note" };
    html! {
        div class={ "notice " (tone.class()) } role=(role) {
            p class="notice-title" { span class="glyph" aria-hidden="true" { (tone.glyph()) } (title) }
            div { (body) }
        }
    }
}

/// What an action did, with the way back when there is one (the address of a POST form and its label).
pub fn flash(words: &str, undo: Option<(&str, &str)>) -> Markup {
    html! {
        div class="flash" role="status" {
            p { (words) }
            @if let Some((action, label)) = undo {
                form method="post" action=(action) { button class="quiet" type="submit" { (label) } }
            }
        }
    }
}

/// What stands where nothing is: why, and what to do next.
pub fn empty(title: &str, body: &Markup) -> Markup {
    html! {
        div class="empty" {
            p class="empty-title" { (title) }
            (body)
        }
    }
}
