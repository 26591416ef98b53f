//! The shape of a document as tags.

use mainstay_model::Problem;
use serde_json::Value;

use super::read::{FILE_TAGS, PACKAGE_TAGS, SNIPPET_TAGS, Tags};
use crate::spdx::losses::{Loss, Losses};
use crate::spdx::names;
use crate::spdx::shape::{Document, File, Package, Rest};

/// Writes a document, and tells what lines of tags cannot hold. Files come before packages, because a file after a package would belong to it.
pub(super) fn document(document: &Document) -> (String, Vec<Problem>) {
    let mut out = Out::default();
    out.head(document);
    out.annotations(&document.rest, names::DOCUMENT);
    for file in &document.files {
        out.file(file);
    }
    for package in &document.packages {
        out.package(package);
    }
    for snippet in list(&document.rest, "snippets").filter_map(Value::as_object) {
        out.snippet(snippet);
    }
    for info in list(&document.rest, "hasExtractedLicensingInfos").filter_map(Value::as_object) {
        out.license(info);
    }
    out.section("Relationships");
    for relationship in &document.relationships {
        let value = format!("{} {} {}", relationship.from, relationship.kind, relationship.to);
        out.line("Relationship", &value);
        out.text("RelationshipComment", relationship.comment.as_deref());
    }
    (out.0, out.1.finish())
}

#[derive(Default)]
struct Out(String, Losses);

impl Out {
    fn section(&mut self, title: &str) {
        self.0 += &format!("\n## {title}\n");
    }

    /// A value of one line.
    fn line(&mut self, tag: &str, value: &str) {
        self.0 += tag;
        self.0 += ": ";
        self.1.name_if(value.contains(['\n', '\r']), Loss::Line, tag);
        self.0 += &value.replace(['\n', '\r'], " ");
        self.0.push('\n');
    }

    fn optional(&mut self, tag: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.line(tag, value);
        }
    }

    /// A value that may have several lines. The end mark inside it is broken up, because nothing escapes it.
    fn text(&mut self, tag: &str, value: Option<&str>) {
        let Some(value) = value else { return };
        if matches!(value, "NONE" | "NOASSERTION") {
            return self.line(tag, value);
        }
        self.1.name_if(value.contains("</text>") || value.contains("\r\n"), Loss::EndMark, tag);
        self.0 += &format!("{tag}: <text>{}</text>\n", value.replace("</text>", "< /text>"));
    }

    fn head(&mut self, document: &Document) {
        self.line("SPDXVersion", &document.spdx_version);
        self.line("DataLicense", &document.data_license);
        self.line("SPDXID", &document.id);
        self.line("DocumentName", &document.name);
        self.line("DocumentNamespace", &document.document_namespace);
        self.text("DocumentComment", document.comment.as_deref());
        for entry in list(&document.rest, "externalDocumentRefs") {
            let text = |pointer: &str| entry.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            let value = format!(
                "{} {} {}: {}",
                text("/externalDocumentId"),
                text("/spdxDocument"),
                text("/checksum/algorithm"),
                text("/checksum/checksumValue")
            );
            self.line("ExternalDocumentRef", &value);
        }
        self.section("Creation");
        let creation = &document.creation_info;
        for creator in &creation.creators {
            self.line("Creator", creator);
        }
        self.line("Created", &creation.created);
        self.text("CreatorComment", creation.comment.as_deref());
        self.optional("LicenseListVersion", creation.license_list_version.as_deref());
        for review in list(&document.rest, "revieweds").filter_map(Value::as_object) {
            self.optional("Reviewer", string(review, "reviewer"));
            self.optional("ReviewDate", string(review, "reviewDate"));
            self.text("ReviewComment", string(review, "comment"));
        }
    }

    fn package(&mut self, package: &Package) {
        self.section("Package");
        self.line("PackageName", &package.name);
        self.line("SPDXID", &package.id);
        self.optional("PackageVersion", package.version_info.as_deref());
        self.optional("PrimaryPackagePurpose", package.primary_package_purpose.as_deref());
        self.optional("PackageSupplier", package.supplier.as_deref());
        self.optional("PackageOriginator", package.originator.as_deref());
        self.optional("PackageDownloadLocation", package.download_location.as_deref());
        if let Some(analyzed) = package.files_analyzed {
            self.line("FilesAnalyzed", if analyzed { "true" } else { "false" });
        }
        if let Some(code) = package.rest.get("packageVerificationCode").and_then(Value::as_object) {
            self.verification_code(code);
        }
        for checksum in &package.checksums {
            self.line("PackageChecksum", &format!("{}: {}", checksum.algorithm, checksum.value));
        }
        self.optional("PackageHomePage", package.homepage.as_deref());
        self.optional("PackageLicenseConcluded", package.license_concluded.as_deref());
        for license in &package.license_info_from_files {
            self.line("PackageLicenseInfoFromFiles", license);
        }
        self.optional("PackageLicenseDeclared", package.license_declared.as_deref());
        self.text("PackageCopyrightText", package.copyright_text.as_deref());
        self.text("PackageDescription", package.description.as_deref());
        for reference in &package.external_refs {
            let value = format!("{} {} {}", reference.category, reference.kind, reference.locator);
            self.line("ExternalRef", &value);
            self.text("ExternalRefComment", reference.comment.as_deref());
        }
        self.rest(PACKAGE_TAGS, &package.rest);
        self.annotations(&package.rest, &package.id);
    }

    fn verification_code(&mut self, code: &Rest) {
        let excluded: Vec<&str> =
            list(code, "packageVerificationCodeExcludedFiles").filter_map(Value::as_str).collect();
        let value = string(code, "packageVerificationCodeValue").unwrap_or_default();
        if excluded.is_empty() {
            self.line("PackageVerificationCode", value);
        } else {
            let value = format!("{value} (excludes: {})", excluded.join(", "));
            self.line("PackageVerificationCode", &value);
        }
    }

    fn file(&mut self, file: &File) {
        self.section("File");
        self.line("FileName", &file.name);
        self.line("SPDXID", &file.id);
        for checksum in &file.checksums {
            self.line("FileChecksum", &format!("{}: {}", checksum.algorithm, checksum.value));
        }
        self.optional("LicenseConcluded", file.license_concluded.as_deref());
        for license in &file.license_info_in_files {
            self.line("LicenseInfoInFile", license);
        }
        self.text("FileCopyrightText", file.copyright_text.as_deref());
        for artifact in list(&file.rest, "artifactOfs").filter_map(Value::as_object) {
            self.optional("ArtifactOfProjectName", string(artifact, "name"));
            self.optional("ArtifactOfProjectHomePage", string(artifact, "homePage"));
            self.optional("ArtifactOfProjectURI", string(artifact, "projectUri"));
        }
        self.rest(FILE_TAGS, &file.rest);
        self.annotations(&file.rest, &file.id);
    }

    fn snippet(&mut self, snippet: &Rest) {
        self.section("Snippet");
        let id = string(snippet, "SPDXID").unwrap_or_default();
        self.line("SnippetSPDXID", id);
        self.optional("SnippetFromFileSPDXID", string(snippet, "snippetFromFile"));
        for range in list(snippet, "ranges") {
            for (tag, unit) in [("SnippetByteRange", "offset"), ("SnippetLineRange", "lineNumber")] {
                let end = |pointer: &str| range.get(pointer).and_then(|pointer| pointer.get(unit)?.as_u64());
                if let Some((start, end)) = end("startPointer").zip(end("endPointer")) {
                    self.line(tag, &format!("{start}:{end}"));
                }
            }
        }
        self.rest(&SNIPPET_TAGS[1..], snippet);
        self.annotations(snippet, id);
    }

    fn license(&mut self, info: &Rest) {
        self.section("License");
        self.optional("LicenseID", string(info, "licenseId"));
        self.text("ExtractedText", string(info, "extractedText"));
        self.optional("LicenseName", string(info, "name"));
        let addresses: Vec<&str> = list(info, "seeAlsos").filter_map(Value::as_str).collect();
        if !addresses.is_empty() {
            self.line("LicenseCrossReference", &addresses.join(", "));
        }
        self.text("LicenseComment", string(info, "comment"));
    }

    fn rest(&mut self, tags: Tags, rest: &Rest) {
        for (tag, field, _) in tags {
            match rest.get(*field) {
                Some(Value::String(value)) if is_line(tag) => self.line(tag, value),
                Some(Value::String(value)) => self.text(tag, Some(value)),
                Some(Value::Array(values)) => {
                    for value in values.iter().filter_map(Value::as_str) {
                        if is_line(tag) {
                            self.line(tag, value);
                        } else {
                            self.text(tag, Some(value));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn annotations(&mut self, rest: &Rest, element: &str) {
        for annotation in list(rest, "annotations").filter_map(Value::as_object) {
            self.line("Annotator", string(annotation, "annotator").unwrap_or_default());
            self.optional("AnnotationDate", string(annotation, "annotationDate"));
            self.text("AnnotationComment", string(annotation, "comment"));
            self.optional("AnnotationType", string(annotation, "annotationType"));
            self.line("SPDXREF", element);
        }
    }
}

/// Whether the value of a tag has one line by the specification.
fn is_line(tag: &str) -> bool {
    matches!(
        tag,
        "PackageFileName"
            | "ReleaseDate"
            | "BuiltDate"
            | "ValidUntilDate"
            | "FileType"
            | "FileContributor"
            | "FileDependency"
            | "SnippetLicenseConcluded"
            | "LicenseInfoInSnippet"
            | "SnippetName"
    )
}

fn list<'v>(rest: &'v Rest, field: &str) -> impl Iterator<Item = &'v Value> {
    rest.get(field).and_then(Value::as_array).into_iter().flatten()
}

fn string<'v>(rest: &'v Rest, field: &str) -> Option<&'v str> {
    rest.get(field).and_then(Value::as_str)
}
