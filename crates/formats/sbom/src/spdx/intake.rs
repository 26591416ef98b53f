//! What a reader of JSON or YAML gathers: the shape, the problems, and what was not understood.

use std::rc::Rc;

use mainstay_model::{Problem, Unread};
use serde_json::Value;

use super::problems::Problems;
use super::shape::{Checksum, Creation, Document, ExternalRef, File, Package, Relationship, Rest, Shared};
use crate::Limits;
use crate::node::{Fields, Node};

/// The state of one reading.
pub(super) struct Intake<'l> {
    /// What was read so far.
    pub(super) document: Document,
    /// What its relationships share.
    pub(super) shared: Shared,
    /// What was wrong.
    pub(super) problems: Problems,
    /// What was not understood.
    pub(super) unread: Unread,
    /// The bounds.
    pub(super) limits: &'l Limits,
}

/// A place within the document, for problems: list, position and field.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// `packages`, or empty for the document itself.
    pub(super) list: &'a str,
    /// Which of the list.
    pub(super) at: usize,
    /// The field.
    pub(super) field: &'a str,
}

impl Place<'_> {
    /// As a JSON Pointer.
    pub(super) fn pointer(&self) -> String {
        let field = self.field.replace('~', "~0").replace('/', "~1");
        match (self.list, self.field) {
            ("", _) => format!("/{field}"),
            (list, "") => format!("/{list}/{}", self.at),
            (list, _) => format!("/{list}/{}/{field}", self.at),
        }
    }
}

/// What a field that is kept verbatim has to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Text,
    Texts,
    Object,
    Objects,
}

const DOCUMENT_REST: &[(&str, Sort)] = &[
    ("externalDocumentRefs", Sort::Objects),
    ("hasExtractedLicensingInfos", Sort::Objects),
    ("annotations", Sort::Objects),
    ("snippets", Sort::Objects),
    ("revieweds", Sort::Objects),
];

const PACKAGE_REST: &[(&str, Sort)] = &[
    ("packageVerificationCode", Sort::Object),
    ("packageFileName", Sort::Text),
    ("sourceInfo", Sort::Text),
    ("attributionTexts", Sort::Texts),
    ("licenseComments", Sort::Text),
    ("comment", Sort::Text),
    ("summary", Sort::Text),
    ("annotations", Sort::Objects),
    ("releaseDate", Sort::Text),
    ("builtDate", Sort::Text),
    ("validUntilDate", Sort::Text),
];

const FILE_REST: &[(&str, Sort)] = &[
    ("fileTypes", Sort::Texts),
    ("comment", Sort::Text),
    ("licenseComments", Sort::Text),
    ("noticeText", Sort::Text),
    ("fileContributors", Sort::Texts),
    ("attributionTexts", Sort::Texts),
    ("annotations", Sort::Objects),
    ("fileDependencies", Sort::Texts),
    ("artifactOfs", Sort::Objects),
];

/// The fields that only files have: they tell a file from a package.
const FILE_ONLY: &[&str] =
    &["fileTypes", "noticeText", "fileContributors", "fileDependencies", "artifactOfs"];

/// Whether the document keeps a field of this name verbatim.
pub(super) fn is_document_rest(field: &str) -> bool {
    kept(DOCUMENT_REST, field).is_some()
}

/// Whether packages keep a field of this name verbatim.
pub(super) fn is_package_rest(field: &str) -> bool {
    kept(PACKAGE_REST, field).is_some()
}

/// Whether only files have a field of this name.
pub(super) fn is_file_only(field: &str) -> bool {
    FILE_ONLY.contains(&field)
}

/// Whether files have a field of this name that the model keeps verbatim.
pub(super) fn is_file_field(field: &str) -> bool {
    field == "copyrightText" || kept(FILE_REST, field).is_some()
}

impl<'l> Intake<'l> {
    /// Nothing read yet.
    pub(super) fn new(limits: &'l Limits, problems: Problems) -> Self {
        let (document, shared) = (Document::default(), Shared::default());
        Self { document, shared, problems, unread: Unread::default(), limits }
    }

    /// Takes one field of the document that is not a list of elements.
    pub(super) fn document_field(&mut self, field: &str, node: Node<'_>) {
        let place = Place { list: "", at: 0, field };
        match field {
            "spdxVersion" => self.fill(place, node, |document| &mut document.spdx_version),
            "dataLicense" => self.fill(place, node, |document| &mut document.data_license),
            "SPDXID" => self.fill(place, node, |document| &mut document.id),
            "name" => self.fill(place, node, |document| &mut document.name),
            "documentNamespace" => self.fill(place, node, |document| &mut document.document_namespace),
            "comment" => self.document.comment = self.text(place, node),
            "documentDescribes" => self.document.document_describes = self.texts(place, node),
            "creationInfo" => self.document.creation_info = self.creation(place, node),
            "$schema" => {}
            _ => match kept(DOCUMENT_REST, field) {
                Some(sort) => {
                    let value = self.verbatim(place, sort, node);
                    keep(&mut self.document.rest, field, value);
                }
                None => self.unread.count(field),
            },
        }
    }

    /// Takes one package.
    pub(super) fn package(&mut self, at: usize, node: Node<'_>) {
        let list = "packages";
        let Some(fields) = self.object(Place { list, at, field: "" }, node) else { return };
        let mut package = Package { at, ..Package::default() };
        for (field, node) in fields.0 {
            let place = Place { list, at, field: &field };
            match &*field {
                "SPDXID" => package.id = self.text(place, node).unwrap_or_default(),
                "name" => package.name = self.text(place, node).unwrap_or_default(),
                "versionInfo" => package.version_info = self.text(place, node),
                "primaryPackagePurpose" => package.primary_package_purpose = self.text(place, node),
                "supplier" => package.supplier = self.text(place, node),
                "originator" => package.originator = self.text(place, node),
                "downloadLocation" => package.download_location = self.text(place, node),
                "filesAnalyzed" => package.files_analyzed = self.truth(place, node),
                "checksums" => package.checksums = self.checksums(place, node),
                "homepage" => package.homepage = self.text(place, node),
                "licenseConcluded" => package.license_concluded = self.text(place, node),
                "licenseDeclared" => package.license_declared = self.text(place, node),
                "licenseInfoFromFiles" => package.license_info_from_files = self.texts(place, node),
                "copyrightText" => package.copyright_text = self.text(place, node),
                "description" => package.description = self.text(place, node),
                "externalRefs" => package.external_refs = self.external_refs(place, node),
                "hasFiles" => package.has_files = self.texts(place, node),
                _ => self.rest(PACKAGE_REST, place, node, &mut package.rest),
            }
        }
        self.document.packages.push(Box::new(package));
    }

    /// Takes one file.
    pub(super) fn file(&mut self, at: usize, node: Node<'_>) {
        let list = "files";
        let Some(fields) = self.object(Place { list, at, field: "" }, node) else { return };
        let mut file = File { at, ..File::default() };
        for (field, node) in fields.0 {
            let place = Place { list, at, field: &field };
            match &*field {
                "SPDXID" => file.id = self.text(place, node).unwrap_or_default(),
                "fileName" => file.name = self.text(place, node).unwrap_or_default(),
                // Several tools write the package's word; it says the same.
                "name" if file.name.is_empty() => file.name = self.text(place, node).unwrap_or_default(),
                "checksums" => file.checksums = self.checksums(place, node),
                "licenseConcluded" => file.license_concluded = self.text(place, node),
                // The schema of 2.2 had the singular.
                "licenseInfoInFiles" | "licenseInfoInFile" => {
                    file.license_info_in_files = self.texts(place, node);
                }
                "copyrightText" => file.copyright_text = self.text(place, node),
                _ => self.rest(FILE_REST, place, node, &mut file.rest),
            }
        }
        self.document.files.push(file);
    }

    /// Takes one relationship.
    pub(super) fn relationship(&mut self, at: usize, node: Node<'_>) {
        let list = "relationships";
        let Some(fields) = self.object(Place { list, at, field: "" }, node) else { return };
        let mut relationship = Relationship { at, ..Relationship::default() };
        for (field, node) in fields.0 {
            let place = Place { list, at, field: &field };
            match &*field {
                "spdxElementId" => relationship.from = self.shared_text(place, node),
                "relationshipType" => relationship.kind = self.shared_text(place, node),
                "relatedSpdxElement" => relationship.to = self.shared_text(place, node),
                "comment" => relationship.comment = self.text(place, node),
                _ => self.unread.count(&format!("{list}.{field}")),
            }
        }
        self.document.relationships.push(relationship);
    }

    fn rest(&mut self, known: &[(&str, Sort)], place: Place<'_>, node: Node<'_>, rest: &mut Rest) {
        match kept(known, place.field) {
            Some(sort) => {
                let value = self.verbatim(place, sort, node);
                keep(rest, place.field, value);
            }
            None => self.unread.count(&format!("{}.{}", place.list, place.field)),
        }
    }

    fn creation(&mut self, place: Place<'_>, node: Node<'_>) -> Creation {
        let mut creation = Creation::default();
        for (field, node) in self.object(place, node).unwrap_or_default().0 {
            let pointer = format!("creationInfo/{field}");
            let place = Place { list: "", at: 0, field: &pointer };
            match &*field {
                "created" => creation.created = self.text(place, node).unwrap_or_default(),
                "creators" => creation.creators = self.texts(place, node),
                "comment" => creation.comment = self.text(place, node),
                "licenseListVersion" => creation.license_list_version = self.text(place, node),
                _ => self.unread.count(&format!("creationInfo.{field}")),
            }
        }
        creation
    }

    fn checksums(&mut self, place: Place<'_>, node: Node<'_>) -> Vec<Checksum> {
        let nodes = self.list(place, node);
        let mut checksums = Vec::with_capacity(nodes.len());
        for node in nodes {
            let mut checksum = Checksum::default();
            for (field, node) in self.object(place, node).unwrap_or_default().0 {
                match &*field {
                    "algorithm" => checksum.algorithm = self.text(place, node).unwrap_or_default(),
                    "checksumValue" => checksum.value = self.text(place, node).unwrap_or_default(),
                    _ => self.unread.count(&format!("{}.checksums.{field}", place.list)),
                }
            }
            checksums.push(checksum);
        }
        checksums
    }

    fn external_refs(&mut self, place: Place<'_>, node: Node<'_>) -> Vec<ExternalRef> {
        let nodes = self.list(place, node);
        let mut refs = Vec::with_capacity(nodes.len());
        for node in nodes {
            let mut reference = ExternalRef::default();
            for (field, node) in self.object(place, node).unwrap_or_default().0 {
                match &*field {
                    "referenceCategory" => {
                        reference.category = self.text(place, node).unwrap_or_default();
                    }
                    "referenceType" => reference.kind = self.text(place, node).unwrap_or_default(),
                    "referenceLocator" => reference.locator = self.text(place, node).unwrap_or_default(),
                    "comment" => reference.comment = self.text(place, node),
                    _ => self.unread.count(&format!("packages.externalRefs.{field}")),
                }
            }
            refs.push(reference);
        }
        refs
    }

    fn fill(&mut self, place: Place<'_>, node: Node<'_>, slot: fn(&mut Document) -> &mut String) {
        if let Some(text) = self.text(place, node) {
            *slot(&mut self.document) = text;
        }
    }

    fn text(&mut self, place: Place<'_>, node: Node<'_>) -> Option<String> {
        match node {
            Node::Text(text) => Some(text.into_owned()),
            Node::Null => None,
            Node::Number(number) => {
                // How a fraction was written is lost by then.
                let advice =
                    "a number, and zeros at its end are lost (1.10 is read as 1.1); put it in quotes";
                self.wrong(
                    place,
                    "a text",
                    if number.is_f64() { advice } else { "a number; put it in quotes" },
                );
                Some(number.to_string())
            }
            other => {
                self.wrong(place, "a text", other.shape());
                None
            }
        }
    }

    fn shared_text(&mut self, place: Place<'_>, node: Node<'_>) -> Rc<str> {
        match node {
            Node::Text(text) => self.shared.text(&text),
            other => self.text(place, other).unwrap_or_default().into(),
        }
    }

    fn texts(&mut self, place: Place<'_>, node: Node<'_>) -> Vec<String> {
        self.list(place, node).into_iter().filter_map(|node| self.text(place, node)).collect()
    }

    fn truth(&mut self, place: Place<'_>, node: Node<'_>) -> Option<bool> {
        match node {
            Node::Bool(truth) => Some(truth),
            Node::Null => None,
            other => {
                self.wrong(place, "`true` or `false`", other.shape());
                match other {
                    Node::Text(text) => text.to_ascii_lowercase().parse().ok(),
                    _ => None,
                }
            }
        }
    }

    /// The items of a list; a single value where a list belongs is told and counts as a list of one.
    fn list<'de>(&mut self, place: Place<'_>, node: Node<'de>) -> Vec<Node<'de>> {
        match node {
            Node::List(list) => list,
            Node::Null => Vec::new(),
            other => {
                self.wrong(place, "a list", other.shape());
                vec![other]
            }
        }
    }

    fn object<'de>(&mut self, place: Place<'_>, node: Node<'de>) -> Option<Fields<'de>> {
        match node {
            Node::Object(fields) => Some(fields),
            other => {
                self.wrong(place, "an object", other.shape());
                None
            }
        }
    }

    fn verbatim(&mut self, place: Place<'_>, sort: Sort, node: Node<'_>) -> Value {
        let (fits, expected) = match (sort, &node) {
            (_, Node::Null) => return Value::Null,
            (Sort::Text, node) => (matches!(node, Node::Text(_)), "a text"),
            (Sort::Object, node) => (matches!(node, Node::Object(_)), "an object"),
            (Sort::Texts, Node::List(list)) => {
                (list.iter().all(|node| matches!(node, Node::Text(_))), "a list of texts")
            }
            (Sort::Objects, Node::List(list)) => {
                (list.iter().all(|node| matches!(node, Node::Object(_))), "a list of objects")
            }
            (Sort::Texts | Sort::Objects, _) => (false, "a list"),
        };
        if !fits {
            self.wrong(place, expected, node.shape());
            // What is not of the right sort could not be written back as a valid document.
            self.unread.count(place.field);
            return Value::Null;
        }
        node.into_value()
    }

    /// Tells that a value is of the wrong sort.
    pub(super) fn wrong(&mut self, place: Place<'_>, expected: &str, found: &str) {
        let problem = Problem::error("wrong-type", format!("this must be {expected}, but it is {found}"));
        self.problems.push(problem.at_pointer(place.pointer()));
    }
}

fn kept(known: &[(&str, Sort)], field: &str) -> Option<Sort> {
    known.iter().find(|(name, _)| *name == field).map(|(_, sort)| *sort)
}

fn keep(rest: &mut Rest, field: &str, value: Value) {
    // An empty list says nothing, and the line encodings have no form for it.
    if !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()) {
        rest.insert(field.to_owned(), value);
    }
}
