//! Annotations and reviews: several tags make one, and a last one says of which element.

use std::collections::HashMap;

use mainstay_model::Problem;
use serde_json::{Map, Value};

use crate::spdx::intake::Intake;
use crate::spdx::names;
use crate::spdx::shape::Rest;

/// An annotation as far as its tags have come.
#[derive(Default)]
pub(super) struct Annotation {
    fields: Map<String, Value>,
    element: String,
    line: usize,
}

impl Annotation {
    /// A new one, by its annotator.
    pub(super) fn new(annotator: &str, line: usize) -> Self {
        let mut annotation = Self { line, ..Self::default() };
        annotation.set("annotator", annotator);
        annotation
    }

    /// Sets one field by its name in the JSON encoding.
    pub(super) fn set(&mut self, field: &str, value: &str) {
        self.fields.insert(field.to_owned(), Value::String(value.to_owned()));
    }

    /// Says of which element it is.
    pub(super) fn of(&mut self, element: &str) {
        element.clone_into(&mut self.element);
    }
}

/// Puts every annotation to its element; one without an element is of the document.
pub(super) fn attach(annotations: Vec<Annotation>, intake: &mut Intake<'_>) {
    if annotations.is_empty() {
        return;
    }
    let document = &mut intake.document;
    let mut by_element: HashMap<String, Vec<Value>> = HashMap::new();
    let mut lines = Vec::new();
    for annotation in annotations {
        if !by_element.contains_key(&annotation.element) {
            lines.push((annotation.element.clone(), annotation.line));
        }
        by_element.entry(annotation.element).or_default().push(Value::Object(annotation.fields));
    }
    let mut take = |id: &str, rest: &mut Rest| {
        if let Some(annotations) = by_element.remove(id) {
            rest.insert("annotations".to_owned(), Value::Array(annotations));
        }
    };
    let mut own = Rest::new();
    take("", &mut own);
    let unaddressed = own.shift_remove("annotations");
    take(if document.id.is_empty() { names::DOCUMENT } else { &document.id }, &mut own);
    for package in &mut document.packages {
        take(&package.id, &mut package.rest);
    }
    for file in &mut document.files {
        take(&file.id, &mut file.rest);
    }
    let snippets = document.rest.get_mut("snippets").and_then(Value::as_array_mut);
    for snippet in snippets.into_iter().flatten().filter_map(Value::as_object_mut) {
        let id = snippet.get("SPDXID").and_then(Value::as_str).unwrap_or_default().to_owned();
        take(&id, snippet);
    }
    for (element, line) in lines.into_iter().filter(|(element, _)| by_element.contains_key(element)) {
        let message = format!("`{element}` is annotated, but it is not in the document");
        intake.problems.push(Problem::error("dangling-reference", message).at_line(line as u64));
        intake.unread.count("annotations");
    }
    let mut all = [own.shift_remove("annotations"), unaddressed].into_iter().flatten().fold(
        Vec::new(),
        |mut all, list| {
            if let Value::Array(list) = list {
                all.extend(list);
            }
            all
        },
    );
    if !all.is_empty() {
        all.shrink_to_fit();
        document.rest.insert("annotations".to_owned(), Value::Array(all));
    }
}
