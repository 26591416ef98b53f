//! Tags of the elements.

use mainstay_model::Problem;
use serde_json::{Value, json};

use super::values::{checksum, external_ref, range, verification_code};
use super::{Reading, last};
use crate::spdx::problems::Problems;
use crate::spdx::shape::{Rest, push};
use crate::spdx::tag::lines::Entry;

impl Reading<'_> {
    pub(super) fn package_tag(
        &mut self,
        Entry { line, tag, value }: Entry<'_>,
        problems: &mut Problems,
    ) -> bool {
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

    pub(super) fn file_tag(&mut self, Entry { tag, value, .. }: Entry<'_>) -> bool {
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

    pub(super) fn snippet_tag(&mut self, Entry { tag, value, .. }: Entry<'_>) -> bool {
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

    pub(super) fn license_tag(&mut self, Entry { tag, value, .. }: Entry<'_>) -> bool {
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
}

/// Tags whose values are kept under the names of the JSON encoding, and whether they may stand several times.
pub(in crate::spdx::tag) type Tags = &'static [(&'static str, &'static str, bool)];

pub(in crate::spdx::tag) const PACKAGE_TAGS: Tags = &[
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

pub(in crate::spdx::tag) const FILE_TAGS: Tags = &[
    ("FileType", "fileTypes", true),
    ("FileComment", "comment", false),
    ("LicenseComments", "licenseComments", false),
    ("FileNotice", "noticeText", false),
    ("FileContributor", "fileContributors", true),
    ("FileAttributionText", "attributionTexts", true),
    ("FileDependency", "fileDependencies", true),
];

pub(in crate::spdx::tag) const SNIPPET_TAGS: Tags = &[
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
