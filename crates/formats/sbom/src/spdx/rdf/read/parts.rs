//! The parts of elements: relationships, digests, pointers, ranges, and what is kept as the JSON encoding has it.

use serde_json::{Value, json};

use super::Reading;
use crate::spdx::names;
use crate::spdx::rdf::graph::{Object, Resource};
use crate::spdx::rdf::license::unsaid;
use crate::spdx::shape::{Checksum, ExternalRef, Relationship, Rest, push};
use crate::spdx::words;

impl<'g> Reading<'g, '_> {
    pub(super) fn relationship(&mut self, owner: &'g Resource, object: &Object) {
        let Some(resource) = self.resource(object) else { return };
        let mut relationship =
            Relationship { at: resource.line, from: local(&owner.about).into(), ..Relationship::default() };
        for (name, object) in &resource.properties {
            match name.as_str() {
                "spdx:relationshipType" => {
                    relationship.kind = self.word(object, "relationshipType_", '_').into()
                }
                "spdx:relatedSpdxElement" => relationship.to = self.element(object).into(),
                "rdfs:comment" => relationship.comment = Some(self.text(object)),
                _ => self.intake.unread.count(&format!("relationships.{name}")),
            }
        }
        self.intake.document.relationships.push(relationship);
    }

    pub(super) fn checksum(&mut self, object: &Object) -> Checksum {
        let mut checksum = Checksum::default();
        let Some(resource) = self.resource(object) else { return checksum };
        for (name, object) in &resource.properties {
            match name.as_str() {
                "spdx:algorithm" => {
                    let text = self.text(object);
                    let term = text.rsplit_once("checksumAlgorithm_").map_or(&*text, |(_, term)| term);
                    let known = words::ALGORITHMS.iter().find(|row| row.2 == term);
                    checksum.algorithm = known.map_or(term, |row| row.0).to_owned();
                }
                "spdx:checksumValue" => checksum.value = self.text(object),
                _ => self.intake.unread.count(&format!("checksums.{name}")),
            }
        }
        checksum
    }

    pub(super) fn external_ref(&mut self, object: &Object) -> ExternalRef {
        let mut reference = ExternalRef::default();
        let Some(resource) = self.resource(object) else { return reference };
        for (name, object) in &resource.properties {
            match name.as_str() {
                "spdx:referenceCategory" => {
                    reference.category = self.word(object, "referenceCategory_", '-');
                }
                "spdx:referenceType" => {
                    words::reference_type(&self.text(object)).clone_into(&mut reference.kind);
                }
                "spdx:referenceLocator" => reference.locator = self.text(object),
                "rdfs:comment" => reference.comment = Some(self.text(object)),
                _ => self.intake.unread.count(&format!("packages.externalRefs.{name}")),
            }
        }
        reference
    }

    pub(super) fn range(&mut self, object: &Object) -> Value {
        let mut range = Rest::new();
        let Some(resource) = self.resource(object) else { return Value::Object(range) };
        for (name, object) in &resource.properties {
            let Some(pointer) = self.resource(object) else { continue };
            let mut end = Rest::new();
            for (name, object) in &pointer.properties {
                match name.as_str() {
                    "ptr:offset" => end.insert("offset".into(), json!(self.text(object).parse::<u64>().ok())),
                    "ptr:lineNumber" => {
                        end.insert("lineNumber".into(), json!(self.text(object).parse::<u64>().ok()))
                    }
                    "ptr:reference" => end.insert("reference".into(), json!(self.element(object))),
                    _ => None,
                };
            }
            range.insert(name.trim_start_matches("ptr:").to_owned(), Value::Object(end));
        }
        Value::Object(range)
    }

    /// A resource whose properties are kept under the names of the JSON encoding.
    pub(super) fn fields(&mut self, object: &Object, known: Fields, list: &str) -> Value {
        let mut fields = Rest::new();
        for (name, object) in self.resource(object).map_or(&[][..], |resource| &resource.properties) {
            match known.iter().find(|(term, _, _)| *term == name) {
                Some((_, field, sort)) => match sort {
                    Sort::Text => {
                        fields.insert((*field).to_owned(), json!(self.text(object)));
                    }
                    Sort::Texts => push(&mut fields, field, json!(self.text(object))),
                    Sort::Word => {
                        fields.insert((*field).to_owned(), json!(self.word(object, "annotationType_", '_')));
                    }
                    Sort::CrossRefs => {
                        let inner = self.fields(object, CROSS_REF_FIELDS, "crossRefs");
                        push(&mut fields, field, inner);
                    }
                },
                None => self.intake.unread.count(&format!("{list}.{name}")),
            }
        }
        Value::Object(fields)
    }

    pub(super) fn resource(&self, object: &Object) -> Option<&'g Resource> {
        match object {
            Object::Resource(index) => self.graph.resources.get(*index),
            Object::Address(address) => self.graph.find(address),
            Object::Text(_) => None,
        }
    }

    /// A text, or an address in the place of one.
    pub(super) fn text(&self, object: &Object) -> String {
        match object {
            Object::Text(text) => text.clone(),
            Object::Address(address) => unsaid(address).map_or_else(|| address.clone(), str::to_owned),
            Object::Resource(index) => self.graph.resources[*index].about.clone(),
        }
    }

    /// A term of SPDX (`relationshipType_dependsOn`) in the spelling of the other encodings (`DEPENDS_ON`).
    pub(super) fn word(&self, object: &Object, prefix: &str, joint: char) -> String {
        let text = self.text(object);
        let Some((_, term)) = text.rsplit_once(prefix) else { return text };
        let mut word = String::with_capacity(term.len() + 4);
        for character in term.chars() {
            if character.is_ascii_uppercase() && !word.is_empty() && !word.ends_with(['-', '_']) {
                word.push(joint);
            }
            word.push(character.to_ascii_uppercase());
        }
        word
    }

    /// The identifier of an element of this or of another document.
    pub(super) fn element(&self, object: &Object) -> String {
        let address = self.text(object);
        let Some((document, id)) = address.rsplit_once('#') else { return address };
        match self.documents.get(document) {
            Some(document) => format!("{document}:{id}"),
            None if document == self.intake.document.document_namespace || names::is_element(id) => {
                id.to_owned()
            }
            None => address,
        }
    }
}

/// What the value of a kept property is.
pub(super) enum Sort {
    Text,
    Texts,
    Word,
    CrossRefs,
}

/// Term, field of the JSON encoding, and what the value is.
pub(super) type Fields = &'static [(&'static str, &'static str, Sort)];

pub(super) const ANNOTATION_FIELDS: Fields = &[
    ("spdx:annotator", "annotator", Sort::Text),
    ("spdx:annotationDate", "annotationDate", Sort::Text),
    ("spdx:annotationType", "annotationType", Sort::Word),
    ("rdfs:comment", "comment", Sort::Text),
];

pub(super) const LICENSE_FIELDS: Fields = &[
    ("spdx:licenseId", "licenseId", Sort::Text),
    ("spdx:extractedText", "extractedText", Sort::Text),
    ("spdx:name", "name", Sort::Text),
    ("rdfs:comment", "comment", Sort::Text),
    ("rdfs:seeAlso", "seeAlsos", Sort::Texts),
    ("spdx:crossRef", "crossRefs", Sort::CrossRefs),
];

const CROSS_REF_FIELDS: Fields = &[
    ("spdx:url", "url", Sort::Text),
    ("spdx:match", "match", Sort::Text),
    ("spdx:order", "order", Sort::Text),
    ("spdx:timestamp", "timestamp", Sort::Text),
    ("spdx:isLive", "isLive", Sort::Text),
    ("spdx:isValid", "isValid", Sort::Text),
    ("spdx:isWayBackLink", "isWayBackLink", Sort::Text),
];

pub(super) const REVIEW_FIELDS: Fields = &[
    ("spdx:reviewer", "reviewer", Sort::Text),
    ("spdx:reviewDate", "reviewDate", Sort::Text),
    ("rdfs:comment", "comment", Sort::Text),
];

pub(super) const PROJECT_FIELDS: Fields =
    &[("doap:name", "name", Sort::Text), ("doap:homepage", "homePage", Sort::Text)];

pub(super) const CODE_FIELDS: Fields = &[
    ("spdx:packageVerificationCodeValue", "packageVerificationCodeValue", Sort::Text),
    ("spdx:packageVerificationCodeExcludedFile", "packageVerificationCodeExcludedFiles", Sort::Texts),
];

/// The part of an address that names an element.
pub(super) fn local(about: &str) -> String {
    about.rsplit_once('#').map_or(about, |(_, id)| id).to_owned()
}
