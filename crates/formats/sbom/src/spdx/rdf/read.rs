//! Resources to the shape of a document.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::graph::{Graph, Object, Resource};
use super::license::expression;
use crate::spdx::intake::Intake;
use crate::spdx::problems::Problems;
use crate::spdx::shape::{File, Package, Rest, push};
use crate::{Limits, ReadError};

mod parts;

use parts::{ANNOTATION_FIELDS, CODE_FIELDS, LICENSE_FIELDS, PROJECT_FIELDS, REVIEW_FIELDS, local};

/// Reads all resources.
///
/// # Errors
/// When the document has no SPDX document, or more elements than `limits` allows.
pub(super) fn document<'l>(
    graph: &Graph,
    limits: &'l Limits,
    problems: Problems,
) -> Result<Intake<'l>, ReadError> {
    let document = graph.resources.iter().find(|resource| is(resource, "SpdxDocument"));
    let Some(document) = document else {
        return Err(ReadError::Syntax {
            encoding: "RDF/XML",
            line: None,
            message: "there is no `spdx:SpdxDocument` in it".to_owned(),
        });
    };
    let mut intake = Intake::new(limits, problems);
    intake.document.lines = Some(HashMap::new());
    let mut reading = Reading { graph, documents: HashMap::new(), intake };
    reading.document(document);
    for resource in &graph.resources {
        if is(resource, "Package") {
            reading.package(resource);
        } else if is(resource, "File") {
            reading.file(resource);
        } else if is(resource, "Snippet") {
            reading.snippet(resource);
        }
    }
    let shape = &reading.intake.document;
    if shape.packages.len() + shape.files.len() > limits.components {
        let message = format!("the document has more than the limit of {} elements", limits.components);
        return Err(ReadError::Bound(message));
    }
    Ok(reading.intake)
}

struct Reading<'g, 'l> {
    graph: &'g Graph,
    /// The documents referred to, by their address.
    documents: HashMap<String, String>,
    intake: Intake<'l>,
}

impl<'g> Reading<'g, '_> {
    fn document(&mut self, resource: &'g Resource) {
        let (namespace, id) = resource.about.rsplit_once('#').unwrap_or((&resource.about, ""));
        let shape = &mut self.intake.document;
        namespace.clone_into(&mut shape.document_namespace);
        id.clone_into(&mut shape.id);
        if let Some(lines) = &mut shape.lines {
            lines.insert("spdxVersion".to_owned(), resource.line);
        }
        // The documents referred to come first: relationships name them.
        for (name, object) in &resource.properties {
            if name == "spdx:externalDocumentRef"
                && let Some(inner) = self.resource(object)
            {
                self.external_document(inner);
            }
        }
        let mut rest = Rest::new();
        for (name, object) in &resource.properties {
            match name.as_str() {
                "spdx:specVersion" => self.intake.document.spdx_version = self.text(object),
                "spdx:dataLicense" => {
                    self.intake.document.data_license = expression(self.graph, object).unwrap_or_default();
                }
                "spdx:name" => self.intake.document.name = self.text(object),
                "rdfs:comment" => self.intake.document.comment = Some(self.text(object)),
                "spdx:creationInfo" => self.creation(object),
                "spdx:hasExtractedLicensingInfo" => {
                    let info = self.fields(object, LICENSE_FIELDS, "hasExtractedLicensingInfos");
                    push(&mut self.intake.document.rest, "hasExtractedLicensingInfos", info);
                }
                "spdx:reviewed" => {
                    let review = self.fields(object, REVIEW_FIELDS, "revieweds");
                    push(&mut self.intake.document.rest, "revieweds", review);
                }
                // Older documents list their elements here.
                "spdx:externalDocumentRef" | "spdx:referencesFile" | "spdx:describesPackage" => {}
                _ => self.shared(resource, name, object, &mut rest, "document"),
            }
        }
        self.intake.document.rest.extend(rest);
        let described = resource.properties.iter().filter(|(name, _)| name == "spdx:describesPackage");
        let described = described.map(|(_, object)| self.element(object)).collect();
        self.intake.document.document_describes = described;
    }

    fn external_document(&mut self, resource: &'g Resource) {
        let mut entry = Rest::new();
        for (name, object) in &resource.properties {
            match name.as_str() {
                "spdx:externalDocumentId" => {
                    entry.insert("externalDocumentId".into(), json!(self.text(object)))
                }
                "spdx:spdxDocument" => entry.insert("spdxDocument".into(), json!(self.text(object))),
                "spdx:checksum" => entry.insert("checksum".into(), json!(self.checksum(object))),
                _ => {
                    self.intake.unread.count(&format!("externalDocumentRefs.{name}"));
                    None
                }
            };
        }
        // Some writers name it in the resource's address only.
        if !entry.contains_key("externalDocumentId") && resource.about.contains("#DocumentRef-") {
            entry.insert("externalDocumentId".into(), json!(local(&resource.about)));
        }
        let text = |field: &str| entry.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        self.documents.insert(text("spdxDocument"), text("externalDocumentId"));
        push(&mut self.intake.document.rest, "externalDocumentRefs", Value::Object(entry));
    }

    fn creation(&mut self, object: &Object) {
        let Some(resource) = self.resource(object) else { return };
        for (name, object) in &resource.properties {
            let text = self.text(object);
            let creation = &mut self.intake.document.creation_info;
            match name.as_str() {
                "spdx:creator" => creation.creators.push(text),
                "spdx:created" => creation.created = text,
                "rdfs:comment" => creation.comment = Some(text),
                "spdx:licenseListVersion" => creation.license_list_version = Some(text),
                _ => self.intake.unread.count(&format!("creationInfo.{name}")),
            }
        }
    }

    fn package(&mut self, resource: &'g Resource) {
        let mut package = Package { at: resource.line, id: local(&resource.about), ..Package::default() };
        for (name, object) in &resource.properties {
            match name.as_str() {
                "spdx:name" => package.name = self.text(object),
                "spdx:versionInfo" => package.version_info = Some(self.text(object)),
                "spdx:supplier" => package.supplier = Some(self.text(object)),
                "spdx:originator" => package.originator = Some(self.text(object)),
                "spdx:downloadLocation" => package.download_location = Some(self.text(object)),
                "spdx:filesAnalyzed" => package.files_analyzed = self.text(object).parse().ok(),
                "spdx:checksum" => package.checksums.push(self.checksum(object)),
                "doap:homepage" => package.homepage = Some(self.text(object)),
                "spdx:licenseConcluded" => package.license_concluded = expression(self.graph, object),
                "spdx:licenseDeclared" => package.license_declared = expression(self.graph, object),
                "spdx:licenseInfoFromFiles" => {
                    package.license_info_from_files.extend(expression(self.graph, object));
                }
                "spdx:copyrightText" => package.copyright_text = Some(self.text(object)),
                "spdx:description" => package.description = Some(self.text(object)),
                "spdx:externalRef" => package.external_refs.push(self.external_ref(object)),
                "spdx:primaryPackagePurpose" => {
                    package.primary_package_purpose = Some(self.word(object, "purpose_", '-'));
                }
                "spdx:hasFile" => package.has_files.push(self.element(object)),
                "spdx:packageVerificationCode" => {
                    let code = self.fields(object, CODE_FIELDS, "packageVerificationCode");
                    package.rest.insert("packageVerificationCode".to_owned(), code);
                }
                _ => self.shared(resource, name, object, &mut package.rest, "packages"),
            }
        }
        self.intake.document.packages.push(Box::new(package));
    }

    fn file(&mut self, resource: &'g Resource) {
        let mut file = File { at: resource.line, id: local(&resource.about), ..File::default() };
        for (name, object) in &resource.properties {
            match name.as_str() {
                "spdx:fileName" => file.name = self.text(object),
                "spdx:checksum" => file.checksums.push(self.checksum(object)),
                "spdx:licenseConcluded" => file.license_concluded = expression(self.graph, object),
                "spdx:licenseInfoInFile" => file.license_info_in_files.extend(expression(self.graph, object)),
                "spdx:copyrightText" => file.copyright_text = Some(self.text(object)),
                "spdx:fileType" => {
                    push(&mut file.rest, "fileTypes", json!(self.word(object, "fileType_", '_')))
                }
                "spdx:artifactOf" => {
                    let project = self.fields(object, PROJECT_FIELDS, "artifactOfs");
                    push(&mut file.rest, "artifactOfs", project);
                }
                "spdx:fileDependency" => {
                    push(&mut file.rest, "fileDependencies", json!(self.element(object)))
                }
                _ => self.shared(resource, name, object, &mut file.rest, "files"),
            }
        }
        self.intake.document.files.push(file);
    }

    fn snippet(&mut self, resource: &'g Resource) {
        let mut snippet = Rest::new();
        snippet.insert("SPDXID".to_owned(), json!(local(&resource.about)));
        for (name, object) in &resource.properties {
            let (field, value) = match name.as_str() {
                "spdx:snippetFromFile" => ("snippetFromFile", json!(self.element(object))),
                "spdx:licenseConcluded" => ("licenseConcluded", json!(expression(self.graph, object))),
                "spdx:copyrightText" => ("copyrightText", json!(self.text(object))),
                "spdx:name" => ("name", json!(self.text(object))),
                "spdx:licenseInfoInSnippet" => {
                    let license = json!(expression(self.graph, object));
                    push(&mut snippet, "licenseInfoInSnippets", license);
                    continue;
                }
                "spdx:range" => {
                    let range = self.range(object);
                    push(&mut snippet, "ranges", range);
                    continue;
                }
                _ => {
                    self.shared(resource, name, object, &mut snippet, "snippets");
                    continue;
                }
            };
            snippet.insert(field.to_owned(), value);
        }
        push(&mut self.intake.document.rest, "snippets", Value::Object(snippet));
    }

    /// Properties that several kinds of elements have.
    fn shared(&mut self, owner: &'g Resource, name: &str, object: &Object, rest: &mut Rest, list: &str) {
        if name == "spdx:relationship" {
            return self.relationship(owner, object);
        }
        if name == "spdx:annotation" {
            let annotation = self.fields(object, ANNOTATION_FIELDS, "annotations");
            return push(rest, "annotations", annotation);
        }
        match SHARED.iter().find(|(term, _, _)| *term == name) {
            Some((_, field, true)) => push(rest, field, json!(self.text(object))),
            Some((_, field, false)) => {
                rest.insert((*field).to_owned(), json!(self.text(object)));
            }
            None => self.intake.unread.count(&format!("{list}.{name}")),
        }
    }
}

/// Properties that several kinds of elements have: term, field of the JSON encoding, whether a list.
const SHARED: &[(&str, &str, bool)] = &[
    ("rdfs:comment", "comment", false),
    ("spdx:licenseComments", "licenseComments", false),
    ("spdx:attributionText", "attributionTexts", true),
    ("spdx:packageFileName", "packageFileName", false),
    ("spdx:sourceInfo", "sourceInfo", false),
    ("spdx:summary", "summary", false),
    ("spdx:releaseDate", "releaseDate", false),
    ("spdx:builtDate", "builtDate", false),
    ("spdx:validUntilDate", "validUntilDate", false),
    ("spdx:noticeText", "noticeText", false),
    ("spdx:fileContributor", "fileContributors", true),
];

fn is(resource: &Resource, kind: &str) -> bool {
    resource.types.iter().any(|own| own.strip_prefix("spdx:") == Some(kind))
}
