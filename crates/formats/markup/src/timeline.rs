//! What happened, newest first.

use jiff::Timestamp;
use maud::{Markup, html};

use crate::{Tone, time};

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// Who or what did it.
    pub actor: String,
    /// What was done.
    pub what: Markup,
    /// More, when there is more to say.
    pub detail: Option<Markup>,
    /// How to take it.
    pub tone: Tone,
}

/// Events in the order given.
pub fn timeline(now: Timestamp, events: &[Event]) -> Markup {
    html! {
        ol class="timeline" {
            @for event in events {
                li class=(event.tone.class()) {
                    span class="glyph" aria-hidden="true" { (event.tone.glyph()) }
                    div {
                        p { strong { (event.actor) } " " (event.what) }
                        @if let Some(detail) = &event.detail { div class="detail" { (detail) } }
                    }
                    span class="meta" { (time(now, event.at)) }
                }
            }
        }
    }
}
