//! Where a problem stands.

use std::collections::HashMap;

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

    /// The problem with its place. `lines` are those of the document, when it is told by lines.
    pub(super) fn mark(&self, problem: Problem, lines: Option<&HashMap<String, usize>>) -> Problem {
        let Some(lines) = lines else { return problem.at_pointer(format!("/{}", self.path())) };
        if matches!(self.list, "packages" | "files" | "relationships") {
            // The line is that of the element, which has many fields.
            let message = match self.field {
                "" => problem.message,
                field => format!("{field}: {}", problem.message),
            };
            return Problem { message, ..problem }.at_line(self.at as u64);
        }
        let mut path = self.path();
        loop {
            if let Some(line) = lines.get(&path) {
                return problem.at_line(*line as u64);
            }
            let Some(end) = path.rfind('/') else { return problem };
            path.truncate(end);
        }
    }

    fn path(&self) -> String {
        let mut parts = Vec::new();
        if !self.list.is_empty() {
            parts.push(self.list.to_owned());
            parts.push(self.at.to_string());
        }
        if !self.field.is_empty() {
            parts.push(self.field.to_owned());
        }
        parts.extend(self.index.map(|index| index.to_string()));
        parts.join("/")
    }
}
