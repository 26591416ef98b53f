//! The shape of an SPDX 2 document, told in the words of the model.

mod element;
mod license;
mod relation;

use std::collections::HashSet;

use mainstay_model::{Bom, Component, Extensions, LicenseClaim, Parsed};
use serde_json::Value;

use super::check;
use super::intake::Intake;
use super::parties::{Agent, agent};
use super::shape::{Creation, Document, File, Relationship, Rest};
use crate::ReadError;
use license::Texts;

pub(super) use element::{IDENTIFIER, copyright, download, group_and_name, order_references, split_group};
pub(super) use license::{Copies, NAMED, UNPARSED, says_nothing, value};
pub(super) use relation::component_scopes;

/// Checks what was read and maps it.
///
/// # Errors
/// When the document names a version that is not read.
pub(super) fn finish(intake: Intake<'_>, format: &str) -> Result<Parsed<Bom>, ReadError> {
    let Intake { document, mut problems, unread, shared: _, limits: _ } = intake;
    check::version(&document.spdx_version)?;
    check::document(&document, &mut problems);
    let mut bom = Bom { unread, ..Bom::default() };
    format.clone_into(&mut bom.document.format);
    map(document, &mut bom, &mut problems);
    let problems = problems.finish(&bom.unread);
    Ok(Parsed { value: bom, problems })
}

fn map(document: Document, bom: &mut Bom, problems: &mut super::problems::Problems) {
    let Document {
        lines,
        spdx_version,
        data_license,
        id,
        name,
        document_namespace,
        creation_info,
        comment,
        mut rest,
        document_describes,
        packages,
        files,
        relationships,
    } = document;
    let texts = Texts::take(&mut rest);
    let mut contained = Vec::new();
    let holders = holders(&files, &relationships);
    bom.components.reserve(packages.len() + files.len());
    for mut package in packages {
        let has_files = std::mem::take(&mut package.has_files);
        let holds_files = !has_files.is_empty() || holders.contains(package.id.as_str());
        let (texts, unread) = (&texts, &mut bom.unread);
        let component = element::package(*package, holds_files, texts, lines.is_some(), problems, unread);
        let owner = bom.add(component);
        if !has_files.is_empty() {
            contained.push((owner, has_files));
        }
    }
    for file in files {
        let component = element::file(file, &texts);
        bom.add(component);
    }
    let words = &mut bom.document;
    words.license_texts = texts.finish(problems);
    words.spec_version = Some(spdx_version.trim_start_matches("SPDX-").to_owned());
    words.serial = some(document_namespace);
    words.name = some(name);
    words.comment = comment;
    words.licenses = some(data_license).map(LicenseClaim::declared).into_iter().collect();
    creation(creation_info, words);
    extend(&mut words.extensions, rest);
    relation::map(bom, &id, document_describes, contained, relationships, problems);
    crate::direct::settle_directness(bom);
}

/// The packages that contain files.
pub(super) fn holders<'r>(files: &[File], relationships: &'r [Relationship]) -> HashSet<&'r str> {
    let files: HashSet<&str> = files.iter().map(|file| file.id.as_str()).collect();
    if files.is_empty() {
        return HashSet::new();
    }
    let holder = |relationship: &'r Relationship| {
        let (from, to) = (&*relationship.from, &*relationship.to);
        match &*relationship.kind {
            "CONTAINS" if files.contains(to) => Some(from),
            "CONTAINED_BY" if files.contains(from) => Some(to),
            _ => None,
        }
    };
    relationships.iter().filter_map(holder).collect()
}

fn creation(creation: Creation, words: &mut mainstay_model::Document) {
    words.created = some(creation.created);
    for creator in creation.creators {
        match agent(&creator) {
            Some(Agent::Party(party)) => words.authors.push(party),
            Some(Agent::Tool(tool)) => words.tools.push(tool),
            // The check has told it; the name is kept.
            None if creator.is_empty() || creator == "NOASSERTION" => {}
            None => words.authors.push(mainstay_model::Party { name: creator, ..Default::default() }),
        }
    }
    let kept = [("creatorComment", creation.comment), ("licenseListVersion", creation.license_list_version)];
    for (field, text) in kept {
        // An empty text says nothing, and the line encodings have no form for it.
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            words.extensions.insert(key(field), Value::String(text));
        }
    }
}

/// Keeps that a component is told to be a library: a package without a purpose is one in the model too.
pub(crate) fn tell_library(component: &mut Component) {
    component.extensions.insert(key("primaryPackagePurpose"), Value::String("LIBRARY".to_owned()));
}

/// The name of a native part in the model.
pub(super) fn key(field: &str) -> String {
    format!("spdx:{field}")
}

fn extend(extensions: &mut Extensions, rest: Rest) {
    for (field, value) in rest {
        extensions.insert(key(&field), value);
    }
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// A text that says something: neither empty nor `NOASSERTION`.
fn asserted(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty() && text != "NOASSERTION")
}
