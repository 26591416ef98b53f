//! Progress of long work: a bar on a terminal, a line for each step elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};
use mainstay_office::Progress;

use crate::output;

/// Shows progress on standard error.
pub(crate) struct Shown {
    bar: Option<ProgressBar>,
    last: Mutex<String>,
}

impl Shown {
    /// A bar on a terminal; plain lines elsewhere.
    pub(crate) fn start() -> Self {
        let bar = std::io::stderr().is_terminal().then(ProgressBar::no_length);
        Self { bar, last: Mutex::default() }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Shown {
    fn step(&self, what: &str, done: u64, total: Option<u64>) {
        let Ok(mut last) = self.last.lock() else { return };
        let new = *last != what;
        if new {
            what.clone_into(&mut last);
        }
        let Some(bar) = &self.bar else {
            if new {
                output::note(&format!("{what} ..."));
            }
            return;
        };
        if new {
            bar.set_message(what.to_owned());
        }
        match total {
            Some(total) => {
                bar.set_style(style("{msg} [{bar:30}] {human_pos}/{human_len}"));
                bar.set_length(total);
            }
            None => bar.set_style(style("{spinner} {msg} {human_pos}")),
        }
        bar.set_position(done);
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
