//! The rules of SPDX 2.1 to 2.3 over the shape of a document. A version is its differences: see [`Rules`].

mod element;
mod parts;
mod place;

use std::collections::HashSet;

use mainstay_model::Problem;
use serde_json::Value;

use super::names;
use super::problems::Problems;
use super::shape::Document;
use crate::ReadError;
use crate::expression::Seen;
use parts::is_uri;

pub(super) use parts::date;
use place::Place;

/// What a version asks for beyond what all ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rules {
    /// Licenses and the copyright text of packages and files must be told, if only by `NOASSERTION`.
    licenses_required: bool,
}

/// The versions that are read, oldest first.
const VERSIONS: &[(&str, Rules)] = &[
    ("SPDX-2.1", Rules { licenses_required: true }),
    ("SPDX-2.2", Rules { licenses_required: true }),
    ("SPDX-2.3", Rules { licenses_required: false }),
];

/// Whether a document's version is read.
///
/// # Errors
/// When it is not; patch versions (`SPDX-2.2.1`) are read as their minor version.
pub(super) fn version(text: &str) -> Result<(), ReadError> {
    if rules(text).is_some() {
        return Ok(());
    }
    Err(ReadError::Version {
        family: "SPDX",
        found: if text.is_empty() { "without a version".to_owned() } else { format!("version `{text}`") },
        advice: "SPDX 2.1, 2.2, 2.3 and 3.0 are read; ask the producer for one of these or convert it with \
                 the SPDX project's own tools",
    })
}

fn rules(version: &str) -> Option<Rules> {
    let of = |name: &str| {
        version == name || version.strip_prefix(name).is_some_and(|patch| patch.starts_with('.'))
    };
    VERSIONS.iter().find(|(name, _)| of(name)).map(|(_, rules)| *rules)
}

/// Everything that breaks the specification.
pub(super) fn document(document: &Document, problems: &mut Problems) {
    let Some(rules) = rules(&document.spdx_version) else { return };
    let mut check = Check {
        document,
        rules,
        ids: HashSet::with_capacity(document.packages.len() + document.files.len()),
        documents: HashSet::new(),
        licenses: HashSet::new(),
        expressions: Seen::default(),
        problems,
    };
    check.head();
    check.creation();
    check.external_documents();
    check.identifiers();
    check.license_texts();
    check.packages();
    check.files();
    check.rest();
    check.relationships();
}

/// The state of one check.
struct Check<'d, 'p> {
    document: &'d Document,
    rules: Rules,
    /// Identifiers of all elements.
    ids: HashSet<&'d str>,
    /// Identifiers of the documents referred to.
    documents: HashSet<&'d str>,
    /// Identifiers of the license texts.
    licenses: HashSet<&'d str>,
    expressions: Seen<'d>,
    problems: &'p mut Problems,
}

impl<'d> Check<'d, '_> {
    fn tell(&mut self, problem: Problem, place: &Place<'_>) {
        self.problems.push(place.mark(problem, self.document.lines.as_ref()));
    }

    fn error(&mut self, code: &'static str, message: impl Into<String>, place: &Place<'_>) {
        self.tell(Problem::error(code, message), place);
    }

    fn head(&mut self) {
        let document = self.document;
        let at = Place::document;
        if !VERSIONS.iter().any(|(name, _)| *name == document.spdx_version) {
            let message = format!("`{}` is not of the form SPDX-M.N", document.spdx_version);
            self.error("version", message, &at("spdxVersion"));
        }
        if document.data_license != "CC0-1.0" {
            let message = format!("the data license must be CC0-1.0, not `{}`", document.data_license);
            self.error("data-license", message, &at("dataLicense"));
        }
        if document.id != names::DOCUMENT {
            let message =
                format!("the document's identifier must be SPDXRef-DOCUMENT, not `{}`", document.id);
            self.error("id-shape", message, &at("SPDXID"));
        }
        if document.name.is_empty() {
            self.error("required", "the document has no name", &at("name"));
        }
        let namespace = &document.document_namespace;
        if !is_uri(namespace) || namespace.contains('#') {
            let message = format!("the namespace must be an absolute URI without `#`, not `{namespace}`");
            self.error("document-namespace", message, &at("documentNamespace"));
        }
    }

    fn creation(&mut self) {
        let creation = &self.document.creation_info;
        if creation.creators.is_empty() {
            let message = "the document does not say who or what made it";
            self.error("required", message, &Place::document("creationInfo/creators"));
        }
        for (index, creator) in creation.creators.iter().enumerate() {
            if super::parties::agent(creator).is_none() {
                let place = format!("creationInfo/creators/{index}");
                self.error("agent", parts::agent_message(creator), &Place::document(&place));
            }
        }
        let place = Place::document("creationInfo/created");
        if creation.created.is_empty() {
            self.error("required", "the document does not say when it was made", &place);
        } else if !date(&creation.created) {
            self.error("date", parts::date_message(&creation.created), &place);
        }
    }

    fn external_documents(&mut self) {
        for (index, entry) in self.list("externalDocumentRefs").iter().enumerate() {
            let place = Place::item("externalDocumentRefs", index);
            let text = |field: &str| entry.get(field).and_then(Value::as_str).unwrap_or_default();
            let id = text("externalDocumentId");
            if id.strip_prefix("DocumentRef-").is_none_or(|rest| !names::is_id_string(rest)) {
                let message = format!("`{id}` is not of the form DocumentRef- and letters, digits, `.`, `-`");
                self.error("id-shape", message, &place.field("externalDocumentId"));
            }
            if let Some(id) = entry.get("externalDocumentId").and_then(Value::as_str) {
                self.documents.insert(id);
            }
            if !is_uri(text("spdxDocument")) {
                let message = format!("`{}` is not an absolute URI", text("spdxDocument"));
                self.error("uri", message, &place.field("spdxDocument"));
            }
            if !entry.get("checksum").is_some_and(Value::is_object) {
                let message = "a referred document needs a checksum";
                self.error("required", message, &place.field("checksum"));
            }
        }
    }

    fn identifiers(&mut self) {
        let document = self.document;
        let packages = document.packages.iter().map(|package| ("packages", package.at, package.id.as_str()));
        let files = document.files.iter().map(|file| ("files", file.at, file.id.as_str()));
        let snippets = self.list("snippets").iter().enumerate().map(|(index, snippet)| {
            ("snippets", index, snippet.get("SPDXID").and_then(Value::as_str).unwrap_or_default())
        });
        for (list, at, id) in packages.chain(files).chain(snippets) {
            let place = Place::item(list, at).field("SPDXID");
            if id.is_empty() {
                self.error("required", "the element has no SPDXID", &place);
            } else if !names::is_element(id) {
                let message = format!("`{id}` is not SPDXRef- followed by letters, digits, `.` or `-`");
                self.error("id-shape", message, &place);
            }
            if !id.is_empty() && !self.ids.insert(id) {
                let message = format!("`{id}` names more than one element; make it unique");
                self.error("id-duplicate", message, &place);
            }
        }
    }

    /// A list of the fields that are kept verbatim.
    fn list(&self, field: &str) -> &'d [Value] {
        self.document.rest.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}
