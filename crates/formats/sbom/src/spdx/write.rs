//! The words of the model in the shape of an SPDX 2.3 document.

mod element;
mod license;
mod relation;

use std::collections::HashSet;

use mainstay_model::{Bom, Party};
use serde_json::Value;

use super::losses::{Loss, Losses};
use super::shape::{Creation, Document, Rest};
use super::{created, intake, names, parties, read};
use crate::{Problem, Stamp};
use element::Writing;

pub(super) use element::{full_name, is_address};
use license::Licenses;

/// The shape of a new document, and what it cannot hold.
pub(super) fn document(bom: &Bom, stamp: &Stamp) -> (Document, Vec<Problem>) {
    let ids = names::element_ids(&bom.components);
    let mut losses = Losses::default();
    let mut licenses = Licenses::new(bom.document.extensions.get("spdx:hasExtractedLicensingInfos"));
    let mut document = head(bom, stamp, &mut losses);
    let mut writing = Writing::new(bom, stamp, &mut licenses, &mut losses);
    for (component, id) in bom.components.iter().zip(&ids) {
        if element::is_file(component) {
            document.files.push(writing.file(component, id));
        } else {
            document.packages.push(Box::new(writing.package(component, id)));
        }
    }
    let texts = licenses.finish();
    if !texts.is_empty() {
        document.rest.insert("hasExtractedLicensingInfos".to_owned(), Value::Array(texts));
    }
    relation::relationships(bom, &ids, &mut document, &mut losses);
    analyze_holders(&mut document);
    (document, losses.finish())
}

/// A package that contains files cannot say that they were not analyzed.
fn analyze_holders(document: &mut Document) {
    let holders = read::holders(&document.files, &document.relationships);
    for package in document.packages.iter_mut().filter(|package| holders.contains(package.id.as_str())) {
        package.files_analyzed = Some(true);
    }
}

fn head(bom: &Bom, stamp: &Stamp, losses: &mut Losses) -> Document {
    let words = &bom.document;
    let name = title(bom);
    let mut document = Document {
        spdx_version: "SPDX-2.3".to_owned(),
        data_license: "CC0-1.0".to_owned(),
        id: names::DOCUMENT.to_owned(),
        document_namespace: format!(
            "https://spdx.org/spdxdocs/{}-{}",
            names::slug(&name),
            names::slug(&stamp.serial)
        ),
        name,
        creation_info: creation(bom, stamp, losses),
        comment: words.comment.clone(),
        ..Document::default()
    };
    losses.add(Loss::Namespace, usize::from(words.serial.is_some()));
    for (key, value) in words.extensions.iter() {
        let Some(field) = key.strip_prefix("spdx:") else {
            losses.count(Loss::Extension);
            continue;
        };
        match field {
            // The licenses are written by their table, the relationships with the others.
            "hasExtractedLicensingInfos" | "relationships" | "creatorComment" | "licenseListVersion" => {}
            _ if intake::is_document_rest(field) => {
                document.rest.insert(field.to_owned(), value.clone());
            }
            _ => losses.count(Loss::Extension),
        }
    }
    losses.add(Loss::Statement, bom.statements.len());
    losses.add(Loss::Lifecycle, words.lifecycles.len());
    losses.add(
        Loss::Document,
        words.references.len()
            + words.properties.len()
            + [words.supplier.is_some(), words.manufacturer.is_some(), words.revision.is_some()]
                .into_iter()
                .filter(|lost| *lost)
                .count()
            + words.licenses.iter().filter(|claim| claim.value.as_str() != "CC0-1.0").count(),
    );
    document
}

/// The document's title, which SPDX asks for.
pub(super) fn title(bom: &Bom) -> String {
    let subject = || {
        let component = bom.component(*bom.subjects.first()?);
        Some(match &component.version {
            Some(version) => format!("{}-{version}", component.name),
            None => component.name.clone(),
        })
    };
    let name = bom.document.name.clone().or_else(subject).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| "SBOM".to_owned())
}

fn creation(bom: &Bom, stamp: &Stamp, losses: &mut Losses) -> Creation {
    let words = &bom.document;
    let text = |field: &str| words.extensions.get(field).and_then(Value::as_str).map(str::to_owned);
    let (mut creators, mut seen) = (Vec::new(), HashSet::new());
    // What is lost of the program that writes is not the user's.
    losses.add(
        Loss::ToolVendor,
        words.tools.iter().filter(|tool| tool.vendor.is_some() && **tool != stamp.tool).count(),
    );
    for tool in words.tools.iter().chain([&stamp.tool]) {
        let text = parties::tool_text(tool);
        if seen.insert(text.clone()) {
            creators.push(text);
        }
    }
    for author in &words.authors {
        party_losses(author, losses);
        if !author.name.is_empty() {
            creators.push(parties::party_text(author));
        }
    }
    Creation {
        created: created::created(words, stamp, losses),
        creators,
        comment: text("spdx:creatorComment"),
        license_list_version: text("spdx:licenseListVersion"),
    }
}

/// Counts a party that does not come back as it is.
fn party_losses(party: &Party, losses: &mut Losses) {
    if parties::agent(&parties::party_text(party)) != Some(parties::Agent::Party(party.clone())) {
        losses.count(Loss::Party);
    }
}

/// A field of the shape that is there only when it says something.
fn put(rest: &mut Rest, field: &str, value: &Value) {
    rest.insert(field.to_owned(), value.clone());
}
