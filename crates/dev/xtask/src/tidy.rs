//! `cargo xtask tidy`: the rules of the house, executed.
//!
//! [`facts`] collects once what the rules look at; each rule is a pure function from facts to findings in a file
//! of its own, with tests that feed it a bad tree.

mod banned;
mod code;
mod dependencies;
mod documents;
mod facts;
mod floors;
mod length;
mod metadata;
mod modules;
mod pages;
mod places;
mod pure;
mod registry;
mod words;

use anyhow::{Result, bail};

use facts::Facts;

/// Every rule.
const RULES: &[Rule] = &[
    Rule { id: "floors", check: floors::check },
    Rule { id: "pure", check: pure::check },
    Rule { id: "modules", check: modules::check },
    Rule { id: "registry", check: registry::check },
    Rule { id: "banned", check: banned::check },
    Rule { id: "dependencies", check: dependencies::check },
    Rule { id: "documents", check: documents::check },
    Rule { id: "places", check: places::check },
    Rule { id: "pages", check: pages::check },
    Rule { id: "words", check: words::check },
    Rule { id: "length", check: length::check },
];

struct Rule {
    id: &'static str,
    check: fn(&Facts) -> Vec<Finding>,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    /// The file with the line, or the crate.
    place: String,
    /// What is wrong and what to do.
    message: String,
    /// A warning is told and does not fail.
    warning: bool,
}

impl Finding {
    fn error(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into(), warning: false }
    }

    fn warning(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { warning: true, ..Self::error(place, message) }
    }
}

/// Checks the tree that this program was built from.
pub(crate) fn run() -> Result<()> {
    let facts = facts::collect()?;
    let mut errors = 0;
    for rule in RULES {
        for finding in (rule.check)(&facts) {
            let word = if finding.warning { "warning" } else { "error" };
            errors += usize::from(!finding.warning);
            println!("{word}[{}] {}: {}", rule.id, finding.place, finding.message);
        }
    }
    if errors > 0 {
        bail!("tidy found {errors} errors");
    }
    println!("tidy: {} rules hold over {} files", RULES.len(), facts.tree.texts.len());
    Ok(())
}
