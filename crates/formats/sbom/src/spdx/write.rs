//! The words of the model in the shape of an SPDX 2.3 document.

mod element;
mod license;
mod relation;

use std::borrow::Cow;
use std::collections::HashSet;

use mainstay_model::{Bom, Document as Words, Lifecycle, Party};
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
    let bom = &*with_maker(bom);
    let ids = names::element_ids(&bom.components);
    let mut losses = Losses::default();
    let mut licenses = Licenses::new(bom);
    let mut document = head(bom, stamp, &mut losses);
    let mut writing = Writing::new(bom, stamp, &mut licenses, &mut losses);
    for (component, id) in bom.components.iter().zip(&ids) {
        if element::is_file(component) {
            document.files.push(writing.file(component, id));
        } else {
            document.packages.push(Box::new(writing.package(component, id)));
        }
    }
    let texts = licenses.finish(&mut losses);
    if !texts.is_empty() {
        document.rest.insert("hasExtractedLicensingInfos".to_owned(), Value::Array(texts));
    }
    relation::relationships(bom, &ids, &mut document, &mut losses);
    relation::file_dependencies(bom, &ids, &mut document.files);
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
    if let Some(serial) = &words.serial {
        losses.name(Loss::Namespace, serial);
    }
    for (key, value) in words.extensions.iter() {
        let Some(field) = key.strip_prefix("spdx:") else {
            losses.name(Loss::Extension, key);
            continue;
        };
        match field {
            // The relationships are written with the others.
            "relationships" | "creatorComment" | "licenseListVersion" => {}
            _ if intake::is_document_rest(field) => {
                document.rest.insert(field.to_owned(), value.clone());
            }
            _ => losses.name(Loss::Extension, key),
        }
    }
    bom.statements.iter().for_each(|said| losses.name(Loss::Statement, &said.vulnerability.id));
    words.lifecycles.iter().for_each(|phase| losses.name(Loss::Lifecycle, phase_name(phase)));
    document_losses(words, losses);
    let others = words.licenses.iter().filter(|claim| claim.value.as_str() != "CC0-1.0");
    others.for_each(|_| losses.name(Loss::Document, "licenses"));
    document
}

/// Tells the fields of the document itself that no version of SPDX has.
pub(super) fn document_losses(words: &Words, losses: &mut Losses) {
    words.references.iter().for_each(|_| losses.name(Loss::Document, "references"));
    words.properties.iter().for_each(|_| losses.name(Loss::Document, "properties"));
    losses.name_if(words.manufacturer.is_some(), Loss::Document, "manufacturer");
    losses.name_if(words.supplier.is_some(), Loss::Document, "supplier");
    losses.name_if(words.revision.is_some(), Loss::Document, "revision");
}

/// The bill with who made what it is about said where SPDX says it: of the component.
pub(super) fn with_maker(bom: &Bom) -> Cow<'_, Bom> {
    match bom.subjects[..] {
        [subject] if bom.document.manufacturer.is_some() && bom.component(subject).manufacturer.is_none() => {
            let mut bom = bom.clone();
            bom.components[subject.index()].manufacturer = bom.document.manufacturer.take();
            Cow::Owned(bom)
        }
        _ => Cow::Borrowed(bom),
    }
}

/// A phase of the software's life by its name.
pub(super) fn phase_name(phase: &Lifecycle) -> &str {
    match phase {
        Lifecycle::Design => "design",
        Lifecycle::PreBuild => "pre-build",
        Lifecycle::Build => "build",
        Lifecycle::PostBuild => "post-build",
        Lifecycle::Operations => "operations",
        Lifecycle::Discovery => "discovery",
        Lifecycle::Decommission => "decommission",
        Lifecycle::Other(name) => name,
    }
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
    for tool in words.tools.iter().filter(|tool| tool.vendor.is_some() && **tool != stamp.tool) {
        losses.name(Loss::ToolVendor, &tool.name);
    }
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
        losses.name(Loss::Party, &party.name);
    }
}

/// A field of the shape that is there only when it says something.
fn put(rest: &mut Rest, field: &str, value: &Value) {
    rest.insert(field.to_owned(), value.clone());
}
