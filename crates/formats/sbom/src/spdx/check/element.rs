//! The rules of packages, files, snippets, annotations, license texts and relationships.

use mainstay_model::{Problem, Severity};
use serde_json::Value;

use super::parts::{agent_message, date, date_message};
use super::{Check, Place};
use crate::expression::{Fault, is_newer};
use crate::license_ref;
use crate::spdx::read::holders;
use crate::spdx::shape::{Checksum, ExternalRef, Package, Rest};
use crate::spdx::{names, parties, words};

const FILE_TYPES: &[&str] = &[
    "SOURCE",
    "BINARY",
    "ARCHIVE",
    "APPLICATION",
    "AUDIO",
    "IMAGE",
    "TEXT",
    "VIDEO",
    "DOCUMENTATION",
    "SPDX",
    "OTHER",
];

impl<'d> Check<'d, '_> {
    pub(super) fn packages(&mut self) {
        let document = self.document;
        let holders = holders(&document.files, &document.relationships);
        for package in &document.packages {
            let place = Place::item("packages", package.at);
            let holds_files = !package.has_files.is_empty() || holders.contains(package.id.as_str());
            if package.files_analyzed == Some(false) && holds_files {
                let message = "a package whose files were not analyzed cannot contain files";
                self.error("files-analyzed", message, &place.field("filesAnalyzed"));
            }
            if package.name.is_empty() {
                self.error("required", "the package has no name", &place.field("name"));
            }
            if package.download_location.as_deref().is_none_or(str::is_empty) {
                let message = "the package has no download location; say NOASSERTION when it is not known";
                self.error("required", message, &place.field("downloadLocation"));
            }
            self.package_agents(package, &place);
            self.checksums(&package.checksums, &place);
            for (index, reference) in package.external_refs.iter().enumerate() {
                self.external_ref(reference, &place.field("externalRefs").nth(index));
            }
            if let Some(purpose) = &package.primary_package_purpose
                && words::purpose(purpose).is_none()
            {
                let message = format!("`{purpose}` is not a package purpose of SPDX 2.3");
                self.error("enum", message, &place.field("primaryPackagePurpose"));
            }
            self.package_files(package, &place);
            for field in ["releaseDate", "builtDate", "validUntilDate"] {
                self.date_field(&package.rest, field, &place);
            }
            let licenses = [
                ("licenseConcluded", &package.license_concluded),
                ("licenseDeclared", &package.license_declared),
            ];
            self.licenses(&licenses, &package.license_info_from_files, "licenseInfoFromFiles", &place);
            let found = package.license_info_from_files.iter().map(|text| ("licenseInfoFromFiles", text));
            self.expressions(told(licenses).chain(found), &place);
            self.stated(&licenses, &package.copyright_text, &place);
            self.annotations(&package.rest, &place);
        }
    }

    pub(super) fn files(&mut self) {
        let document = self.document;
        for file in &document.files {
            let place = Place::item("files", file.at);
            if file.name.is_empty() {
                self.error("required", "the file has no name", &place.field("fileName"));
            }
            if !file.checksums.iter().any(|checksum| checksum.algorithm.eq_ignore_ascii_case("SHA1")) {
                let message = "the file has no SHA1 checksum, which SPDX 2 asks of every file";
                self.error("required", message, &place.field("checksums"));
            }
            self.checksums(&file.checksums, &place);
            let types = file.rest.get("fileTypes").and_then(Value::as_array);
            for kind in types.into_iter().flatten().filter_map(Value::as_str) {
                if !FILE_TYPES.contains(&kind) {
                    let message = format!("`{kind}` is not a file type of SPDX 2");
                    self.error("enum", message, &place.field("fileTypes"));
                }
            }
            let licenses = [("licenseConcluded", &file.license_concluded)];
            self.licenses(&licenses, &file.license_info_in_files, "licenseInfoInFiles", &place);
            let found = file.license_info_in_files.iter().map(|text| ("licenseInfoInFiles", text));
            self.expressions(told(licenses).chain(found), &place);
            self.stated(&licenses, &file.copyright_text, &place);
            self.annotations(&file.rest, &place);
        }
    }

    /// Snippets, annotations and reviews of the document.
    pub(super) fn rest(&mut self) {
        for (index, snippet) in self.list("snippets").iter().enumerate() {
            let place = Place::item("snippets", index);
            let concluded = snippet.get("licenseConcluded").and_then(Value::as_str);
            self.expressions(concluded.map(|text| ("licenseConcluded", text)), &place);
            let place = place.field("snippetFromFile");
            match snippet.get("snippetFromFile").and_then(Value::as_str) {
                None => self.error("required", "the snippet does not say of which file it is", &place),
                Some(file) if !self.is_known(file) => self.dangling(file, &place),
                Some(_) => {}
            }
        }
        let document = self.document;
        for (index, annotation) in self.list("annotations").iter().enumerate() {
            self.annotation(annotation, &Place::item("annotations", index));
        }
        let at = Place::document("documentDescribes");
        for (index, id) in document.document_describes.iter().enumerate() {
            if !self.is_known(id) {
                self.dangling(id, &at.nth(index));
            }
        }
    }

    pub(super) fn license_texts(&mut self) {
        for (index, info) in self.list("hasExtractedLicensingInfos").iter().enumerate() {
            let place = Place::item("hasExtractedLicensingInfos", index);
            let text = |field: &str| info.get(field).and_then(Value::as_str).unwrap_or_default();
            let id: &str = info.get("licenseId").and_then(Value::as_str).unwrap_or_default();
            if id.strip_prefix("LicenseRef-").is_none_or(|rest| !names::is_id_string(rest)) {
                let message = format!("`{id}` is not LicenseRef- followed by letters, digits, `.` or `-`");
                self.error("id-shape", message, &place.field("licenseId"));
            }
            if !id.is_empty() && !self.licenses.insert(id) {
                let message = format!("`{id}` names more than one license text");
                self.error("id-duplicate", message, &place.field("licenseId"));
            }
            if text("extractedText").is_empty() {
                self.error("required", "the license has no text", &place.field("extractedText"));
            }
        }
    }

    pub(super) fn relationships(&mut self) {
        let document = self.document;
        for relationship in &document.relationships {
            let place = Place::item("relationships", relationship.at);
            if !words::is_relationship(&relationship.kind) {
                let message = match &*relationship.kind {
                    "DESCRIBE" => "`DESCRIBE` is read as DESCRIBES, which is the name".to_owned(),
                    kind => format!("`{kind}` is not a relationship of SPDX 2"),
                };
                self.error("enum", message, &place.field("relationshipType"));
            }
            if !self.is_known(&relationship.from) {
                self.dangling(&relationship.from, &place.field("spdxElementId"));
            }
            let unsaid = matches!(&*relationship.to, "NONE" | "NOASSERTION");
            if !unsaid && !self.is_known(&relationship.to) {
                self.dangling(&relationship.to, &place.field("relatedSpdxElement"));
            }
        }
        for package in &document.packages {
            let place = Place::item("packages", package.at).field("hasFiles");
            for (index, file) in package.has_files.iter().enumerate() {
                if !self.is_known(file) {
                    self.dangling(file, &place.nth(index));
                }
            }
        }
        self.subject();
    }

    fn subject(&mut self) {
        let document = self.document;
        let described = !document.document_describes.is_empty()
            || document.relationships.iter().any(|relationship| {
                let (from, to) = (&*relationship.from, &*relationship.to);
                match &*relationship.kind {
                    "DESCRIBES" => from == document.id,
                    "DESCRIBED_BY" => to == document.id,
                    _ => false,
                }
            });
        if !described && document.packages.len() > 1 {
            let message = "the document does not say what it describes; add a DESCRIBES relationship";
            self.tell(Problem::warning("subject-missing", message), &Place::document("relationships"));
        }
    }

    fn package_agents(&mut self, package: &Package, place: &Place<'_>) {
        let agents = [("supplier", &package.supplier), ("originator", &package.originator)];
        for (field, text) in agents {
            let Some(text) = text else { continue };
            let named = matches!(parties::agent(text), Some(parties::Agent::Party(_)));
            if !named && text != "NOASSERTION" {
                self.error("agent", agent_message(text), &place.field(field));
            }
        }
    }

    fn package_files(&mut self, package: &Package, place: &Place<'_>) {
        let code = package.rest.get("packageVerificationCode");
        if package.files_analyzed == Some(false) && code.is_some() {
            let message = "a package whose files were not analyzed cannot have a verification code";
            self.error("verification-code", message, &place.field("packageVerificationCode"));
        }
        if package.files_analyzed == Some(true) && code.is_none() {
            let message = "a package whose files were analyzed should have a verification code";
            self.tell(Problem::warning("verification-code", message), &place.field("filesAnalyzed"));
        }
        if package.files_analyzed == Some(false) && !package.license_info_from_files.is_empty() {
            let message = "a package whose files were not analyzed cannot have licenses from its files";
            self.error("files-analyzed", message, &place.field("licenseInfoFromFiles"));
        }
        let value = code.and_then(|code| code.get("packageVerificationCodeValue"));
        if code.is_some() && value.and_then(Value::as_str).is_none_or(|value| !is_hex(value)) {
            let message = "the verification code must be a hexadecimal SHA1 digest";
            self.error("verification-code", message, &place.field("packageVerificationCode"));
        }
    }

    fn checksums(&mut self, checksums: &[Checksum], place: &Place<'_>) {
        for (index, checksum) in checksums.iter().enumerate() {
            let place = place.field("checksums").nth(index);
            let row = words::ALGORITHMS.iter().find(|row| row.0.eq_ignore_ascii_case(&checksum.algorithm));
            match row {
                None => {
                    let message = format!("`{}` is not a digest algorithm of SPDX 2", checksum.algorithm);
                    self.error("enum", message, &place);
                }
                Some((name, _, _, Some(digits))) if checksum.value.len() != *digits => {
                    let message =
                        format!("a {name} digest has {digits} digits, this has {}", checksum.value.len());
                    self.error("checksum", message, &place);
                }
                Some(_) => {}
            }
            if !is_hex(&checksum.value) {
                let message = format!("the digest `{}` is not hexadecimal", checksum.value);
                self.error("checksum", message, &place);
            }
        }
    }

    fn external_ref(&mut self, reference: &ExternalRef, place: &Place<'_>) {
        if words::category(&reference.category).is_none() {
            let message = format!("`{}` is not a category of external references", reference.category);
            self.error("enum", message, place);
        }
        for (text, what) in [(&reference.kind, "type"), (&reference.locator, "locator")] {
            if text.is_empty() {
                self.error("required", format!("the external reference has no {what}"), place);
            } else if text.trim().contains(char::is_whitespace) {
                let message = format!("the {what} `{text}` of an external reference has spaces in it");
                self.error("reference", message, place);
            }
        }
    }

    fn licenses(
        &mut self,
        single: &[(&'static str, &Option<String>)],
        found: &[String],
        found_field: &'static str,
        place: &Place<'_>,
    ) {
        let single = single.iter().filter_map(|(field, text)| Some((*field, text.as_deref()?)));
        let all = single.chain(found.iter().map(|text| (found_field, text.as_str())));
        for (field, text) in all {
            if text.is_empty() {
                self.error("required", "the license is empty; say NOASSERTION or NONE", &place.field(field));
            }
            for name in license_ref::names(text) {
                if !self.licenses.contains(name) {
                    let message = format!("`{name}` is used, but the document does not carry its text");
                    self.error("license-undefined", message, &place.field(field));
                }
            }
        }
    }

    /// Licenses are expressions of SPDX; one that is on no list may be on a later one.
    fn expressions<T: AsRef<str> + ?Sized + 'd>(
        &mut self,
        licenses: impl IntoIterator<Item = (&'static str, &'d T)>,
        place: &Place<'_>,
    ) {
        let list = self.document.creation_info.license_list_version.as_deref();
        for (field, text) in licenses {
            let text = text.as_ref();
            let Some(fault) = self.expressions.fault(text).filter(|_| !text.is_empty()) else { continue };
            let later = matches!(fault, Fault::Unknown(_)) && list.is_some_and(is_newer);
            let severity = if later { Severity::Warning } else { Severity::Error };
            let problem = Problem { severity, ..Problem::error(fault.code(), fault.message(text)) };
            self.tell(problem, &place.field(field));
        }
    }

    /// Before 2.3 licenses and copyright had to be told.
    fn stated(
        &mut self,
        licenses: &[(&'static str, &Option<String>)],
        copyright: &Option<String>,
        place: &Place<'_>,
    ) {
        if !self.rules.licenses_required {
            return;
        }
        for (field, text) in licenses.iter().copied().chain([("copyrightText", copyright)]) {
            if text.is_none() {
                let message = "this must be told before SPDX 2.3, if only by NOASSERTION";
                self.error("required", message, &place.field(field));
            }
        }
    }

    fn annotations(&mut self, rest: &Rest, place: &Place<'_>) {
        let annotations = rest.get("annotations").and_then(Value::as_array);
        for (index, annotation) in annotations.into_iter().flatten().enumerate() {
            self.annotation(annotation, &place.field("annotations").nth(index));
        }
    }

    fn annotation(&mut self, annotation: &Value, place: &Place<'_>) {
        let text = |field: &str| annotation.get(field).and_then(Value::as_str).unwrap_or_default();
        if !matches!(text("annotationType"), "REVIEW" | "OTHER") {
            let message = format!("an annotation is a REVIEW or OTHER, not `{}`", text("annotationType"));
            self.error("enum", message, place);
        }
        if !date(text("annotationDate")) {
            self.error("date", date_message(text("annotationDate")), place);
        }
        if parties::agent(text("annotator")).is_none() {
            self.error("agent", agent_message(text("annotator")), place);
        }
        if annotation.get("comment").is_none() {
            self.error("required", "the annotation says nothing", place);
        }
    }

    fn date_field(&mut self, rest: &Rest, field: &'static str, place: &Place<'_>) {
        if let Some(text) = rest.get(field).and_then(Value::as_str)
            && !date(text)
        {
            self.error("date", date_message(text), &place.field(field));
        }
    }

    /// Whether something has this identifier: an element, the document, or an element of a document that is
    /// referred to.
    fn is_known(&self, id: &str) -> bool {
        self.ids.contains(id)
            || id == self.document.id
            || names::is_foreign(id)
                && id.split_once(':').is_some_and(|(document, _)| self.documents.contains(document))
            // A whole document may be named as well.
            || self.documents.contains(id)
    }

    fn dangling(&mut self, id: &str, place: &Place<'_>) {
        let message = format!("`{id}` is not in the document; the relationship is kept as written");
        self.error("dangling-reference", message, place);
    }
}

/// The fields that are told, with what they say.
fn told<'d, const N: usize>(
    fields: [(&'static str, &'d Option<String>); N],
) -> impl Iterator<Item = (&'static str, &'d String)> {
    fields.into_iter().filter_map(|(field, text)| Some((field, text.as_ref()?)))
}

fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
