//! Where a problem stands.

use mainstay_model::Problem;

/// A place in the document: a JSON Pointer for JSON and YAML, a line for the others.
#[derive(Clone)]
pub(super) struct Place<'a> {
    list: &'a str,
    at: usize,
    field: &'a str,
    index: Option<usize>,
}

impl<'a> Place<'a> {
    /// A field of the document itself.
    pub(super) fn document(field: &'a str) -> Self {
        Self { list: "", at: 0, field, index: None }
    }

    /// An element of a list.
    pub(super) fn item(list: &'a str, at: usize) -> Self {
        Self { list, at, field: "", index: None }
    }

    /// A field of the same element.
    #[must_use]
    pub(super) fn field(&self, field: &'a str) -> Self {
        Self { field, index: None, ..*self }
    }

    /// One of the list that the field holds.
    #[must_use]
    pub(super) fn nth(&self, index: usize) -> Self {
        Self { index: Some(index), ..*self }
    }

    /// The problem with its place. `lines`: `at` counts lines.
    pub(super) fn mark(&self, problem: Problem, lines: bool) -> Problem {
        if lines {
            return if self.at > 0 { problem.at_line(self.at as u64) } else { problem };
        }
        let mut pointer = String::new();
        if !self.list.is_empty() {
            pointer = format!("/{}/{}", self.list, self.at);
        }
        if !self.field.is_empty() {
            pointer = format!("{pointer}/{}", self.field);
        }
        if let Some(index) = self.index {
            pointer = format!("{pointer}/{index}");
        }
        problem.at_pointer(pointer)
    }
}
