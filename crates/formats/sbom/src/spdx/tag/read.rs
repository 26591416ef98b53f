//! Tags to the shape of a document.

use std::collections::HashMap;

use mainstay_model::Problem;
use serde_json::{Value, json};

use super::annotations::{Annotation, attach};
use super::lines::{Entry, entries};
use crate::spdx::intake::Intake;
use crate::spdx::problems::Problems;
use crate::spdx::shape::{Checksum, ExternalRef, File, Package, Relationship, Rest};
use crate::{Limits, ReadError};

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
                let at = push(&mut document.rest, "externalDocumentRefs", external_document(value));
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
                document.packages.push(Box::new(Package { at: line, name: own, ..Package::default() }));
                self.current = Current::Package;
                self.in_package = true;
            }
            "FileName" => {
                document.files.push(File { at: line, name: own, ..File::default() });
                self.current = Current::File;
            }
            "SnippetSPDXID" | "SnippetSPDXIdentifier" => {
                let at = push(&mut document.rest, "snippets", json!({"SPDXID": value}));
                self.current = Current::Snippet;
                self.line(&format!("snippets/{at}"), line);
            }
            "LicenseID" => {
                let at = push(&mut document.rest, "hasExtractedLicensingInfos", json!({"licenseId": value}));
                self.current = Current::License;
                self.line(&format!("hasExtractedLicensingInfos/{at}"), line);
            }
            "SPDXID" => self.identifier(value, line),
            "Relationship" => match relationship(value, line) {
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

    fn package_tag(&mut self, Entry { line, tag, value }: Entry<'_>, problems: &mut Problems) -> bool {
        let Some(package) = self.intake.document.packages.last_mut() else { return false };
        let own = value.to_owned();
        match tag {
            "PackageVersion" => package.version_info = Some(own),
            "PackageSupplier" => package.supplier = Some(own),
            "PackageOriginator" => package.originator = Some(own),
            "PackageDownloadLocation" => package.download_location = Some(own),
            "PackageHomePage" => package.homepage = Some(own),
            "PackageLicenseConcluded" => package.license_concluded = Some(own),
            "PackageLicenseDeclared" => package.license_declared = Some(own),
            "PackageLicenseInfoFromFiles" => package.license_info_from_files.push(own),
            "PackageCopyrightText" => package.copyright_text = Some(own),
            "PackageDescription" => package.description = Some(own),
            "PrimaryPackagePurpose" => package.primary_package_purpose = Some(own),
            "PackageChecksum" => package.checksums.push(checksum(value)),
            "FilesAnalyzed" => match value.to_ascii_lowercase().parse() {
                Ok(analyzed) => package.files_analyzed = Some(analyzed),
                Err(_) => {
                    let message = format!("FilesAnalyzed is `true` or `false`, not `{value}`");
                    problems.push(Problem::error("wrong-type", message).at_line(line as u64));
                }
            },
            "ExternalRef" => package.external_refs.push(external_ref(value)),
            "ExternalRefComment" => match package.external_refs.last_mut() {
                Some(last) => last.comment = Some(own),
                None => return false,
            },
            "PackageVerificationCode" => {
                package.rest.insert("packageVerificationCode".to_owned(), verification_code(value));
            }
            _ => return kept(PACKAGE_TAGS, tag, value, &mut package.rest),
        }
        true
    }

    fn file_tag(&mut self, Entry { tag, value, .. }: Entry<'_>) -> bool {
        let Some(file) = self.intake.document.files.last_mut() else { return false };
        let own = value.to_owned();
        match tag {
            "FileChecksum" => file.checksums.push(checksum(value)),
            "LicenseConcluded" => file.license_concluded = Some(own),
            "LicenseInfoInFile" => file.license_info_in_files.push(own),
            "FileCopyrightText" => file.copyright_text = Some(own),
            "ArtifactOfProjectName" => {
                push(&mut file.rest, "artifactOfs", json!({"name": value}));
            }
            "ArtifactOfProjectHomePage" => {
                return last(&mut file.rest, "artifactOfs", "homePage", json!(value));
            }
            "ArtifactOfProjectURI" => return last(&mut file.rest, "artifactOfs", "projectUri", json!(value)),
            _ => return kept(FILE_TAGS, tag, value, &mut file.rest),
        }
        true
    }

    fn snippet_tag(&mut self, Entry { tag, value, .. }: Entry<'_>) -> bool {
        let list = self.intake.document.rest.get_mut("snippets").and_then(Value::as_array_mut);
        let Some(snippet) = list.and_then(|list| list.last_mut()).and_then(Value::as_object_mut) else {
            return false;
        };
        match tag {
            "SnippetByteRange" => range(snippet, "offset", value),
            "SnippetLineRange" => range(snippet, "lineNumber", value),
            _ => kept(SNIPPET_TAGS, tag, value, snippet),
        }
    }

    fn license_tag(&mut self, Entry { tag, value, .. }: Entry<'_>) -> bool {
        let field = match tag {
            "ExtractedText" => "extractedText",
            "LicenseName" => "name",
            "LicenseComment" => "comment",
            "LicenseCrossReference" => {
                let list = self.intake.document.rest.get_mut("hasExtractedLicensingInfos");
                let info = list.and_then(Value::as_array_mut).and_then(|list| list.last_mut());
                let Some(info) = info.and_then(Value::as_object_mut) else { return false };
                for address in value.split(',').map(str::trim).filter(|address| !address.is_empty()) {
                    push(info, "seeAlsos", json!(address));
                }
                return true;
            }
            _ => return false,
        };
        self.last("hasExtractedLicensingInfos", field, json!(value))
    }

    fn last(&mut self, list: &str, field: &str, value: Value) -> bool {
        last(&mut self.intake.document.rest, list, field, value)
    }
}

/// Tags whose values are kept under the names of the JSON encoding, and whether they may stand several times.
pub(super) type Tags = &'static [(&'static str, &'static str, bool)];

pub(super) const PACKAGE_TAGS: Tags = &[
    ("PackageFileName", "packageFileName", false),
    ("PackageSourceInfo", "sourceInfo", false),
    ("PackageLicenseComments", "licenseComments", false),
    ("PackageSummary", "summary", false),
    ("PackageComment", "comment", false),
    ("PackageAttributionText", "attributionTexts", true),
    ("ReleaseDate", "releaseDate", false),
    ("BuiltDate", "builtDate", false),
    ("ValidUntilDate", "validUntilDate", false),
];

pub(super) const FILE_TAGS: Tags = &[
    ("FileType", "fileTypes", true),
    ("FileComment", "comment", false),
    ("LicenseComments", "licenseComments", false),
    ("FileNotice", "noticeText", false),
    ("FileContributor", "fileContributors", true),
    ("FileAttributionText", "attributionTexts", true),
    ("FileDependency", "fileDependencies", true),
];

pub(super) const SNIPPET_TAGS: Tags = &[
    ("SnippetFromFileSPDXID", "snippetFromFile", false),
    ("SnippetLicenseConcluded", "licenseConcluded", false),
    ("LicenseInfoInSnippet", "licenseInfoInSnippets", true),
    ("SnippetLicenseComments", "licenseComments", false),
    ("SnippetCopyrightText", "copyrightText", false),
    ("SnippetComment", "comment", false),
    ("SnippetName", "name", false),
    ("SnippetAttributionText", "attributionTexts", true),
];

fn kept(tags: Tags, tag: &str, value: &str, rest: &mut Rest) -> bool {
    // An older spelling.
    let tag = if tag == "SnippetFromFile" { "SnippetFromFileSPDXID" } else { tag };
    let Some((_, field, several)) = tags.iter().find(|(name, _, _)| *name == tag) else { return false };
    if *several {
        push(rest, field, json!(value));
    } else {
        rest.insert((*field).to_owned(), json!(value));
    }
    true
}

/// Adds to a list and tells the place.
fn push(rest: &mut Rest, field: &str, value: Value) -> usize {
    let list = rest.entry(field.to_owned()).or_insert_with(|| Value::Array(Vec::new()));
    match list.as_array_mut() {
        Some(list) => {
            list.push(value);
            list.len() - 1
        }
        None => 0,
    }
}

/// Sets a field of the last object of a list.
fn last(rest: &mut Rest, list: &str, field: &str, value: Value) -> bool {
    let last = rest.get_mut(list).and_then(Value::as_array_mut).and_then(|list| list.last_mut());
    let Some(object) = last.and_then(Value::as_object_mut) else { return false };
    object.insert(field.to_owned(), value);
    true
}

fn external_document(value: &str) -> Value {
    let mut words = value.splitn(3, char::is_whitespace).map(str::trim);
    let (id, document) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let checksum = checksum(words.next().unwrap_or_default());
    json!({"externalDocumentId": id, "spdxDocument": document, "checksum": checksum})
}

fn checksum(value: &str) -> Checksum {
    let (algorithm, value) = value.split_once(':').unwrap_or(("", value));
    Checksum { algorithm: algorithm.trim().to_owned(), value: value.trim().to_owned() }
}

fn external_ref(value: &str) -> ExternalRef {
    let mut words = value.splitn(3, char::is_whitespace).map(|word| word.trim().to_owned());
    ExternalRef {
        category: words.next().unwrap_or_default(),
        kind: words.next().unwrap_or_default(),
        locator: words.next().unwrap_or_default(),
        comment: None,
    }
}

/// `d6a7... (excludes: ./a, ./b)`; the word `excludes:` is often left out.
fn verification_code(value: &str) -> Value {
    let (code, excluded) = value.split_once('(').unwrap_or((value, ""));
    let mut object = json!({"packageVerificationCodeValue": code.trim()});
    let excluded = excluded.trim().trim_end_matches(')').trim_start_matches("excludes:");
    let files: Vec<&str> = excluded.split(',').map(str::trim).filter(|file| !file.is_empty()).collect();
    if !files.is_empty() {
        object["packageVerificationCodeExcludedFiles"] = json!(files);
    }
    object
}

fn relationship(value: &str, line: usize) -> Option<Relationship> {
    let mut words = value.split_whitespace().map(str::to_owned);
    let (from, kind, to) = (words.next()?, words.next()?, words.next()?);
    words.next().is_none().then_some(Relationship { at: line, from, kind, to, comment: None })
}

/// A range of bytes or lines, in the form of the JSON encoding.
fn range(snippet: &mut Rest, unit: &str, value: &str) -> bool {
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
