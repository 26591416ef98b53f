//! Values that have parts.

use serde_json::{Value, json};

use crate::spdx::shape::{Checksum, ExternalRef, Relationship, Rest, Shared, push};

/// `DocumentRef-x address ALGORITHM: digest`.
pub(super) fn external_document(value: &str) -> Value {
    let mut words = value.splitn(3, char::is_whitespace).map(str::trim);
    let (id, document) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let checksum = checksum(words.next().unwrap_or_default());
    json!({"externalDocumentId": id, "spdxDocument": document, "checksum": checksum})
}

/// `ALGORITHM: digest`.
pub(super) fn checksum(value: &str) -> Checksum {
    let (algorithm, value) = value.split_once(':').unwrap_or(("", value));
    Checksum { algorithm: algorithm.trim().to_owned(), value: value.trim().to_owned() }
}

/// `CATEGORY type locator`.
pub(super) fn external_ref(value: &str) -> ExternalRef {
    let mut words = value.splitn(3, char::is_whitespace).map(|word| word.trim().to_owned());
    ExternalRef {
        category: words.next().unwrap_or_default(),
        kind: words.next().unwrap_or_default(),
        locator: words.next().unwrap_or_default(),
        comment: None,
    }
}

/// `d6a7... (excludes: ./a, ./b)`; the word `excludes:` is often left out.
pub(super) fn verification_code(value: &str) -> Value {
    let (code, excluded) = value.split_once('(').unwrap_or((value, ""));
    let mut object = json!({"packageVerificationCodeValue": code.trim()});
    let excluded = excluded.trim().trim_end_matches(')').trim_start_matches("excludes:");
    let files: Vec<&str> = excluded.split(',').map(str::trim).filter(|file| !file.is_empty()).collect();
    if !files.is_empty() {
        object["packageVerificationCodeExcludedFiles"] = json!(files);
    }
    object
}

/// `element RELATIONSHIP element`.
pub(super) fn relationship(value: &str, line: usize, shared: &mut Shared) -> Option<Relationship> {
    let mut words = value.split_whitespace().map(|word| shared.text(word));
    let (from, kind, to) = (words.next()?, words.next()?, words.next()?);
    words.next().is_none().then_some(Relationship { at: line, from, kind, to, comment: None })
}

/// A range of bytes or lines, in the form of the JSON encoding.
pub(super) fn range(snippet: &mut Rest, unit: &str, value: &str) -> bool {
    let Some((start, end)) = value.split_once(':') else { return false };
    let (Ok(start), Ok(end)) = (start.trim().parse::<u64>(), end.trim().parse::<u64>()) else { return false };
    let file = snippet.get("snippetFromFile").cloned().unwrap_or_default();
    let range = json!({
        "startPointer": {unit: start, "reference": file},
        "endPointer": {unit: end, "reference": file},
    });
    push(snippet, "ranges", range);
    true
}
