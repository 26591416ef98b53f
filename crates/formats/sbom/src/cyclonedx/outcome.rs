//! What a reader finds wrong or unknown.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use mainstay_model::{Problem, Severity, Unread};

use super::path::Path;
use super::scalar::excerpt;
use crate::Encoding;

/// So many problems of one kind are told one by one.
const TOLD: usize = 100;

/// Problems and unknown fields, as they are met.
pub(super) struct Outcome {
    encoding: Encoding,
    problems: Vec<Problem>,
    met: HashMap<&'static str, (Severity, usize)>,
    /// Fields that no version knows.
    pub(super) unread: Unread,
    references: References,
}

/// What has a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A component or service.
    Component,
    /// A vulnerability.
    Vulnerability,
    /// Something else.
    Other,
}

/// The references that a document gives to its parts, each as a keyed hash, and what has it.
#[derive(Default)]
struct References {
    key: RandomState,
    seen: HashMap<u64, Part>,
}

impl Outcome {
    /// With what is known before the first field is read.
    pub(super) fn new(encoding: Encoding, known: Option<Problem>) -> Self {
        Self {
            encoding,
            problems: known.into_iter().collect(),
            met: HashMap::new(),
            unread: Unread::default(),
            references: References::default(),
        }
    }

    /// A reference that a part of the document has. Another part must not have it; of two components it is told when all are
    /// known, with their names. The schemas of JSON do not look for it, and CycloneDX's own examples repeat those of steps and
    /// workspaces: that is only doubtful there.
    pub(super) fn reference(&mut self, reference: &str, part: Part, path: &Path<'_>) {
        let mark = self.references.key.hash_one(reference);
        let Some(before) = self.references.seen.insert(mark, part) else { return };
        if (before, part) == (Part::Component, Part::Component) {
            return;
        }
        let is_doubtful = (before, part) == (Part::Other, Part::Other) && self.encoding == Encoding::Json;
        let severity = if is_doubtful { Severity::Warning } else { Severity::Error };
        self.tell(severity, "duplicate-reference", path, || {
            format!("the reference `{}` is given to another part of the document already", excerpt(reference))
        });
    }

    /// The encoding that paths are told in.
    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// A break of the specification.
    pub(super) fn error(&mut self, code: &'static str, path: &Path<'_>, message: impl FnOnce() -> String) {
        self.tell(Severity::Error, code, path, message);
    }

    /// Something doubtful that the specification allows.
    pub(super) fn warning(&mut self, code: &'static str, path: &Path<'_>, message: impl FnOnce() -> String) {
        self.tell(Severity::Warning, code, path, message);
    }

    /// One more problem; from the hundred-and-first of a kind on they are only counted.
    pub(super) fn tell(
        &mut self,
        severity: Severity,
        code: &'static str,
        path: &Path<'_>,
        message: impl FnOnce() -> String,
    ) {
        let (worst, met) = self.met.entry(code).or_insert((severity, 0));
        *worst = severity.max(*worst);
        *met += 1;
        if *met <= TOLD {
            let problem = Problem { severity, ..Problem::warning(code, message()) };
            self.problems.push(problem.at_pointer(path.render(self.encoding)));
        }
    }

    /// All problems, with one more for each kind that was too frequent to tell.
    pub(super) fn into_problems(mut self) -> Vec<Problem> {
        let mut more: Vec<_> = self.met.into_iter().filter(|(_, (_, met))| *met > TOLD).collect();
        more.sort_by_key(|(code, _)| *code);
        for (code, (severity, met)) in more {
            let message = format!("and {} more of this kind", met - TOLD);
            self.problems.push(Problem { severity, ..Problem::warning(code, message) });
        }
        self.problems
    }
}
