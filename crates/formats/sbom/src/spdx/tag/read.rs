//! Tags to the shape of a document.

use std::collections::HashMap;

use mainstay_model::Problem;
use serde_json::{Value, json};

use super::annotations::{Annotation, attach};
use super::lines::{Entry, entries};
use crate::spdx::intake::Intake;
use crate::spdx::problems::Problems;
use crate::spdx::shape::{File, Package, Rest, push};
use crate::{Limits, ReadError};

mod elements;
mod values;

pub(super) use elements::{FILE_TAGS, PACKAGE_TAGS, SNIPPET_TAGS, Tags};
use values::{external_document, relationship};

/// Reads all tags.
///
/// # Errors
/// When there are more elements than `limits` allows.
pub(super) fn document<'l>(
    text: &str,
    limits: &'l Limits,
    mut problems: Problems,
) -> Result<Intake<'l>, ReadError> {
    let mut intake = Intake::new(limits, Problems::default());
    intake.document.lines = Some(HashMap::new());
    let mut reading =
        Reading { intake, current: Current::Document, in_package: false, annotations: Vec::new() };
    let mut bound = None;
    entries(text, &mut problems, |entry, problems| {
        if bound.is_none() {
            bound = reading.passed_bound();
            reading.take(entry, problems);
        }
    });
    if let Some(message) = bound {
        return Err(ReadError::Bound(message));
    }
    let Reading { mut intake, annotations, .. } = reading;
    intake.problems = problems;
    attach(annotations, &mut intake);
    Ok(intake)
}

/// What the next tags speak of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Current {
    Document,
    Package,
    File,
    Snippet,
    License,
}

struct Reading<'l> {
    intake: Intake<'l>,
    current: Current,
    /// Files after a package belong to it.
    in_package: bool,
    annotations: Vec<Annotation>,
}

impl Reading<'_> {
    fn passed_bound(&self) -> Option<String> {
        let (document, limits) = (&self.intake.document, self.intake.limits);
        let elements = document.packages.len() + document.files.len();
        if elements > limits.components {
            return Some(format!("the document has more than the limit of {} elements", limits.components));
        }
        (document.relationships.len() > limits.relations)
            .then(|| format!("the document has more than the limit of {} relationships", limits.relations))
    }

    fn take(&mut self, entry: Entry<'_>, problems: &mut Problems) {
        let taken = self.document_tag(entry)
            || self.shared_tag(entry, problems)
            || match self.current {
                Current::Document => false,
                Current::Package => self.package_tag(entry, problems),
                Current::File => self.file_tag(entry),
                Current::Snippet => self.snippet_tag(entry),
                Current::License => self.license_tag(entry),
            };
        if !taken {
            self.intake.unread.count(entry.tag);
        }
    }

    fn line(&mut self, path: &str, line: usize) {
        if let Some(lines) = &mut self.intake.document.lines {
            lines.entry(path.to_owned()).or_insert(line);
        }
    }

    fn document_tag(&mut self, Entry { line, tag, value }: Entry<'_>) -> bool {
        let document = &mut self.intake.document;
        let own = value.to_owned();
        let path = match tag {
            "SPDXVersion" => {
                document.spdx_version = own;
                "spdxVersion".to_owned()
            }
            "DataLicense" => {
                document.data_license = own;
                "dataLicense".to_owned()
            }
            "DocumentName" => {
                document.name = own;
                "name".to_owned()
            }
            "DocumentNamespace" => {
                document.document_namespace = own;
                "documentNamespace".to_owned()
            }
            "DocumentComment" => {
                document.comment = Some(own);
                "comment".to_owned()
            }
            "Creator" => {
                document.creation_info.creators.push(own);
                format!("creationInfo/creators/{}", document.creation_info.creators.len() - 1)
            }
            "Created" => {
                document.creation_info.created = own;
                "creationInfo/created".to_owned()
            }
            "CreatorComment" => {
                document.creation_info.comment = Some(own);
                "creationInfo/comment".to_owned()
            }
            "LicenseListVersion" => {
                document.creation_info.license_list_version = Some(own);
                "creationInfo/licenseListVersion".to_owned()
            }
            "ExternalDocumentRef" => {
                let at = push_at(&mut document.rest, "externalDocumentRefs", external_document(value));
                format!("externalDocumentRefs/{at}")
            }
            _ => return false,
        };
        self.line(&path, line);
        true
    }

    /// Tags that start an element, or that stand anywhere.
    fn shared_tag(&mut self, Entry { line, tag, value }: Entry<'_>, problems: &mut Problems) -> bool {
        let own = value.to_owned();
        let document = &mut self.intake.document;
        match tag {
            "PackageName" => {
                if let Some(done) = document.packages.last_mut() {
                    // Lists begin with room for four, and most packages have one.
                    done.checksums.shrink_to_fit();
                    done.external_refs.shrink_to_fit();
                }
                document.packages.push(Box::new(Package { at: line, name: own, ..Package::default() }));
                self.current = Current::Package;
                self.in_package = true;
            }
            "FileName" => {
                document.files.push(File { at: line, name: own, ..File::default() });
                self.current = Current::File;
            }
            "SnippetSPDXID" | "SnippetSPDXIdentifier" => {
                let at = push_at(&mut document.rest, "snippets", json!({"SPDXID": value}));
                self.current = Current::Snippet;
                self.line(&format!("snippets/{at}"), line);
            }
            "LicenseID" => {
                let at =
                    push_at(&mut document.rest, "hasExtractedLicensingInfos", json!({"licenseId": value}));
                self.current = Current::License;
                self.line(&format!("hasExtractedLicensingInfos/{at}"), line);
            }
            "SPDXID" => self.identifier(value, line),
            "Relationship" => match relationship(value, line, &mut self.intake.shared) {
                Some(relationship) => document.relationships.push(relationship),
                None => {
                    let message = format!("`{value}` is not of the form element RELATIONSHIP element");
                    problems.push(Problem::error("relationship", message).at_line(line as u64));
                    self.intake.unread.count(tag);
                }
            },
            "RelationshipComment" => match document.relationships.last_mut() {
                Some(last) => last.comment = Some(own),
                None => return false,
            },
            _ => return self.note_tag(Entry { line, tag, value }),
        }
        true
    }

    /// Annotations and reviews.
    fn note_tag(&mut self, Entry { line, tag, value }: Entry<'_>) -> bool {
        let field = match tag {
            "Annotator" => {
                self.annotations.push(Annotation::new(value, line));
                return true;
            }
            "Reviewer" => {
                push(&mut self.intake.document.rest, "revieweds", json!({"reviewer": value}));
                return true;
            }
            "ReviewDate" => return self.last("revieweds", "reviewDate", json!(value)),
            "ReviewComment" => return self.last("revieweds", "comment", json!(value)),
            "AnnotationDate" => "annotationDate",
            "AnnotationComment" => "comment",
            "AnnotationType" => "annotationType",
            "SPDXREF" => "",
            _ => return false,
        };
        let Some(annotation) = self.annotations.last_mut() else { return false };
        if field.is_empty() {
            annotation.of(value);
        } else {
            annotation.set(field, value);
        }
        true
    }

    fn identifier(&mut self, value: &str, line: usize) {
        let document = &mut self.intake.document;
        match self.current {
            Current::Package => {
                if let Some(package) = document.packages.last_mut() {
                    value.clone_into(&mut package.id);
                }
            }
            Current::File => {
                if let Some(file) = document.files.last_mut() {
                    value.clone_into(&mut file.id);
                }
                if let Some(package) = document.packages.last_mut().filter(|_| self.in_package) {
                    package.has_files.push(value.to_owned());
                }
            }
            Current::Document | Current::Snippet | Current::License => {
                value.clone_into(&mut document.id);
                self.line("SPDXID", line);
            }
        }
    }

    fn last(&mut self, list: &str, field: &str, value: Value) -> bool {
        last(&mut self.intake.document.rest, list, field, value)
    }
}

/// Adds to a list and tells the place.
fn push_at(rest: &mut Rest, field: &str, value: Value) -> usize {
    push(rest, field, value);
    rest.get(field).and_then(Value::as_array).map_or(0, |list| list.len() - 1)
}

/// Sets a field of the last object of a list.
fn last(rest: &mut Rest, list: &str, field: &str, value: Value) -> bool {
    let last = rest.get_mut(list).and_then(Value::as_array_mut).and_then(|list| list.last_mut());
    let Some(object) = last.and_then(Value::as_object_mut) else { return false };
    object.insert(field.to_owned(), value);
    true
}
