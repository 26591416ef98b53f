//! Problems of one document, bounded: a hostile document may hold millions of breaks.

use mainstay_model::{Problem, Unread};

/// How many problems of one document are told one by one.
const TOLD: usize = 2_000;

/// Collects problems; those over the bound are only counted.
#[derive(Default)]
pub(super) struct Problems {
    told: Vec<Problem>,
    untold: u64,
}

impl Problems {
    /// With what is known before the first line is read.
    pub(super) fn new(known: Option<Problem>) -> Self {
        Self { told: known.into_iter().collect(), untold: 0 }
    }

    /// Adds one.
    pub(super) fn push(&mut self, problem: Problem) {
        if self.told.len() < TOLD {
            self.told.push(problem);
        } else {
            self.untold += 1;
        }
    }

    /// All of them, what was not understood, and a last one that counts what was not told.
    pub(super) fn finish(mut self, unread: &Unread) -> Vec<Problem> {
        for (field, count) in &unread.0 {
            let times = if *count == 1 { "once".to_owned() } else { format!("{count} times") };
            let message = format!(
                "`{field}` was met {times} and is not taken over: SPDX has no such field here, or what it says is not understood; no conversion writes it"
            );
            self.push(Problem::warning("unknown-field", message));
        }
        if self.untold > 0 {
            self.told.push(Problem::error(
                "more-problems",
                format!("{} more problems are not listed; mend the ones above first", self.untold),
            ));
        }
        self.told
    }
}
