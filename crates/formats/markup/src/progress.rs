//! How far background work has come.

use maud::{Markup, html};

use crate::{Tone, chip, count};

/// The state of background work. Nothing is done before all of it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits for its turn.
    Waiting,
    /// Runs.
    Running,
    /// Done, all of it.
    Done,
    /// Ended with an error.
    Failed,
    /// Ended because somebody asked.
    Canceled,
}

impl State {
    /// The word for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Running => "Running",
            Self::Done => "Done",
            Self::Failed => "Failed",
            Self::Canceled => "Canceled",
        }
    }

    /// The state as a chip.
    pub fn chip(self) -> Markup {
        let tone = match self {
            Self::Waiting | Self::Running => Tone::Neutral,
            Self::Done => Tone::Ok,
            Self::Failed => Tone::Critical,
            Self::Canceled => Tone::Waived,
        };
        chip(tone, self.word())
    }

    /// Whether nothing more will happen.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Canceled)
    }
}

/// The progress of one piece of work.
#[derive(Clone, Debug)]
pub struct Progress {
    /// What is being done; names the bar.
    pub label: String,
    /// Where it stands.
    pub state: State,
    /// Steps done.
    pub done: u64,
    /// All steps, when that is known.
    pub total: Option<u64>,
    /// What it does right now.
    pub step: Option<String>,
    /// The address of the event stream that brings this part anew; none when the state is final.
    pub events: Option<String>,
}

impl Progress {
    /// The part as HTML. An event stream replaces its inner part by [`Progress::inner`].
    pub fn html(&self) -> Markup {
        let events = self.events.as_deref().filter(|_| !self.state.is_final());
        // What changes by itself is told to those who do not see it.
        html! { div class="progress" role=[events.map(|_| "status")] data-events=[events] { (self.inner()) } }
    }

    /// What changes: chip, bar and numbers.
    pub fn inner(&self) -> Markup {
        html! {
            p class="progress-head" {
                strong { (self.label) }
                (self.state.chip())
                span class="numeric meta" {
                    (count(self.done)) @if let Some(total) = self.total { " of " (count(total)) }
                }
            }
            @if !self.state.is_final() {
                @match self.total {
                    Some(total) => progress aria-label=(self.label) value=(self.done.min(total)) max=(total.max(1)) {},
                    None => progress aria-label=(self.label) {},
                }
            }
            @if let Some(step) = &self.step { p class="meta" { (step) } }
        }
    }
}
