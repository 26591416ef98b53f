//! What files depend on: lines of tags name a file by its name, where the other encodings, and so the shape of a document, have its
//! identifier (SPDX 2.3, clause 8.15).

use std::collections::{HashMap, HashSet};

use mainstay_model::Problem;
use serde_json::Value;

use crate::spdx::intake::Intake;
use crate::spdx::shape::{Document, File};

/// Writes identifiers in place of the names that were read, where one file alone has the name. What is an identifier already, as some
/// programs write it, stays. Another name is told and stays: it may be of a file that the document does not list.
pub(super) fn by_identifier(intake: &mut Intake<'_>) {
    let document = &mut intake.document;
    if !document.files.iter_mut().any(|file| list(file).is_some()) {
        return;
    }
    let ids = identifiers(&document.files);
    let packages = document.packages.iter().map(|package| &package.id);
    let known: HashSet<String> =
        document.files.iter().map(|file| &file.id).chain(packages).cloned().collect();
    for file in &mut document.files {
        let line = file.at as u64;
        let mut told = HashSet::new();
        for item in list(file).into_iter().flatten() {
            let Some(name) = item.as_str() else { continue };
            if let Some(id) = ids.get(name) {
                *item = Value::String(id.clone());
            } else if !known.contains(name)
                && !name.starts_with("DocumentRef-")
                && told.insert(name.to_owned())
            {
                let message = format!(
                    "`{name}`, a FileDependency of the file here, is the name of no file of the document, or of several; it is kept, but which file is meant is not known"
                );
                intake.problems.push(Problem::warning("dangling-reference", message).at_line(line));
            }
        }
    }
}

/// Writes names in place of identifiers. That of a file whose name others have too stays, since the name would no longer tell which
/// one is meant.
pub(super) fn by_name(document: &mut Document) {
    if !document.files.iter_mut().any(|file| list(file).is_some()) {
        return;
    }
    let names: HashMap<_, _> =
        identifiers(&document.files).into_iter().map(|(name, id)| (id, name)).collect();
    for item in document.files.iter_mut().filter_map(list).flatten() {
        if let Some(name) = item.as_str().and_then(|id| names.get(id)) {
            *item = Value::String(name.clone());
        }
    }
}

fn list(file: &mut File) -> Option<&mut Vec<Value>> {
    file.rest.get_mut("fileDependencies")?.as_array_mut()
}

/// The identifiers of files by their names, where one alone has the name.
fn identifiers(files: &[File]) -> HashMap<String, String> {
    let mut ids: HashMap<&str, Option<&str>> = HashMap::new();
    for file in files {
        let id = Some(file.id.as_str()).filter(|id| !id.is_empty());
        ids.entry(&file.name).and_modify(|known| *known = None).or_insert(id);
    }
    ids.into_iter().filter_map(|(name, id)| Some((name.to_owned(), id?.to_owned()))).collect()
}

#[cfg(test)]
mod tests;
