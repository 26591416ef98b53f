//! The words that a join cannot keep, told so that a person can choose.

use mainstay_model::{Component, Problem};
use serde::Serialize;
use serde_json::Value;

/// So many are told one by one.
const TOLD: usize = 2_000;

/// So many characters of a value are shown.
const SHOWN: usize = 120;

/// What was dropped, part by part.
#[derive(Default)]
pub(super) struct Dropped {
    file: String,
    told: Vec<Problem>,
    untold: u64,
}

impl Dropped {
    /// What follows is from this file.
    pub(super) fn begin(&mut self, file: &str) {
        file.clone_into(&mut self.file);
    }

    /// A value that gives way to one that was told before.
    pub(super) fn value(
        &mut self,
        whose: &str,
        field: &str,
        kept: &impl Serialize,
        dropped: &impl Serialize,
    ) {
        let (kept, dropped) = (value(kept), value(dropped));
        let both = match (word(&kept), word(&dropped)) {
            (kept, dropped) if kept != dropped => (kept, dropped),
            // Parties of one name differ in their addresses.
            _ => (kept.to_string(), dropped.to_string()),
        };
        let (kept, dropped) = (shown(&both.0), shown(&both.1));
        self.tell("merge-disagreement", || {
            format!(
                "{whose}: the {field} `{kept}` stays and `{dropped}` is left out; a document holds only one"
            )
        });
    }

    /// Something else that does not come through.
    pub(super) fn tell(&mut self, code: &'static str, message: impl FnOnce() -> String) {
        if self.told.len() < TOLD {
            self.told.push(Problem::warning(code, message()).in_file(&self.file));
        } else {
            self.untold += 1;
        }
    }

    /// All of them, with a last one that counts what was not told.
    pub(super) fn into_problems(mut self) -> Vec<Problem> {
        if self.untold > 0 {
            let message = format!("{} more disagreements are not listed", self.untold);
            self.told.push(Problem::warning("merge-disagreement", message));
        }
        self.told
    }
}

/// How a component is called in messages.
pub(super) fn name(component: &Component) -> String {
    match (&component.purl, &component.version) {
        (Some(purl), _) => format!("`{purl}`"),
        (None, Some(version)) => format!("`{} {version}`", component.name),
        (None, None) => format!("`{}`", component.name),
    }
}

fn value(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("the model is text and lists")
}

/// A value in one word where it has one: a text itself, a party its name.
fn word(value: &Value) -> String {
    let text = value.as_str().or_else(|| value.get("name")?.as_str());
    text.map_or_else(|| value.to_string(), str::to_owned)
}

fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
