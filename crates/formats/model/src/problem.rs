//! What a parser could not read, told so that a person can mend it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A value and everything that was wrong with its source. Parsing never fails whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed<T> {
    /// What could be read.
    pub value: T,
    /// What could not.
    pub problems: Vec<Problem>,
}

impl<T> Parsed<T> {
    /// A value read without any problem.
    pub fn clean(value: T) -> Self {
        Self { value, problems: Vec::new() }
    }
}

/// One thing that was wrong in an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable kebab-case name of the kind of problem.
    pub code: Cow<'static, str>,
    /// How much it matters.
    pub severity: Severity,
    /// The file, with `/` between folders, relative to what was read; empty when there is one input only.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Where in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Position>,
    /// What is wrong and what to do about it.
    pub message: String,
}

/// A place within an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// A line, counted from one.
    Line(u64),
    /// A path from the document's root: a JSON Pointer, or the element path in XML.
    Pointer(String),
}

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Something is unusual, nothing is lost.
    Note,
    /// Something could not be read or is doubtful; the rest stands.
    Warning,
    /// The document breaks its own specification.
    Error,
}

impl Problem {
    /// A warning without a place.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A break of the specification, without a place.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// Something unusual, without a place.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    /// The same problem in a file.
    #[must_use]
    pub fn in_file(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// The same problem at a line, counted from one.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.at = Some(Position::Line(line));
        self
    }

    /// The same problem at a JSON Pointer or element path.
    #[must_use]
    pub fn at_pointer(mut self, pointer: impl Into<String>) -> Self {
        self.at = Some(Position::Pointer(pointer.into()));
        self
    }

    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self { code: Cow::Borrowed(code), severity, path: String::new(), at: None, message: message.into() }
    }
}
