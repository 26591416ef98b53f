//! What breaks the specification of SPDX 3.

use std::collections::{HashMap, HashSet};

use mainstay_model::Problem;

use super::element::is_component;
use super::elements::{Element, index, items};
use super::license::{DICTIONARY, Names, unexplained};
use super::link::Link;
use super::terms;
use crate::spdx::problems::Problems;

/// Tells everything that is wrong with the elements of a document.
pub(super) fn elements(elements: &[Element<'_>], links: &[Link<'_>], problems: &mut Problems) {
    let mut check = Check { ids: HashSet::with_capacity(elements.len() + links.len()), problems };
    for element in elements {
        check.identity(element.at, &element.id, &element.kind);
    }
    for link in links {
        check.identity(link.at, link.id, link.kind);
    }
    for element in elements {
        check.fields(element);
        check.values(element);
    }
    let document = elements.iter().find(|element| element.kind == "SpdxDocument");
    if document.is_none() {
        let message = "there is no SpdxDocument; the elements are read as they stand";
        check.problems.push(Problem::warning("document-missing", message));
    }
    let imported = elements.iter().flat_map(|element| items(element.get("import")));
    check.ids.extend(imported.filter_map(|import| import.str("externalSpdxId")));
    let places = index(elements);
    let names = Names::of(elements, &places).into_addresses();
    for element in elements {
        check.references(element);
        check.licenses(element, &names);
    }
    for link in links {
        let element = link.element();
        check.fields(&element);
        check.values(&element);
        check.references(&element);
    }
}

/// Fields that name other elements.
pub(super) const NAMING: [&str; 12] = [
    "creationInfo",
    "createdBy",
    "createdUsing",
    "suppliedBy",
    "originatedBy",
    "rootElement",
    "element",
    "from",
    "to",
    "subject",
    "security_assessedElement",
    "software_snippetFromFile",
];

/// Elements that make or supply others.
const AGENTS: [&str; 5] = ["Agent", "Organization", "Person", "SoftwareAgent", "Tool"];

struct Check<'e, 'p> {
    /// What is named in the document: its elements, and what it imports.
    ids: HashSet<&'e str>,
    problems: &'p mut Problems,
}

impl<'e> Check<'e, '_> {
    fn tell(&mut self, problem: Problem, at: usize, field: &str) {
        self.problems.push(problem.at_pointer(format!("/@graph/{at}/{field}")));
    }

    fn error(&mut self, code: &'static str, message: impl Into<String>, at: usize, field: &str) {
        self.tell(Problem::error(code, message), at, field);
    }

    fn identity(&mut self, at: usize, id: &'e str, kind: &str) {
        if kind.is_empty() {
            self.error("required", "the element has no type", at, "type");
        }
        if id.is_empty() {
            self.error("required", "the element has no spdxId", at, "spdxId");
        } else if !self.ids.insert(id) {
            let message = format!("`{id}` names more than one element");
            self.error("id-duplicate", message, at, "spdxId");
        }
    }

    fn fields(&mut self, element: &Element<'_>) {
        if element.kind == "CreationInfo" {
            let created = element.text("created").unwrap_or_default();
            if !crate::spdx::check::date(created) {
                let message = format!("`{created}` is not a date of the form YYYY-MM-DDThh:mm:ssZ");
                self.error("date", message, element.at, "created");
            }
            if element.addresses("createdBy").is_empty() {
                self.error("required", "nobody is named who made it", element.at, "createdBy");
            }
            return;
        }
        if element.get("creationInfo").is_none() && !element.id.starts_with("_:") {
            self.error("required", "the element has no creationInfo", element.at, "creationInfo");
        }
        if is_component(&element.kind) && element.text("name").is_none_or(str::is_empty) {
            self.error("required", "the element has no name", element.at, "name");
        }
        if element.kind == "software_Snippet" && element.addresses("software_snippetFromFile").is_empty() {
            let message = "the snippet does not name its file";
            self.error("required", message, element.at, "software_snippetFromFile");
        }
        if element.id.starts_with("_:") && (is_component(&element.kind) || AGENTS.contains(&&*element.kind)) {
            let message =
                format!("`{}` is a name within the document; an element needs an address", element.id);
            self.error("id-shape", message, element.at, "spdxId");
        }
    }

    fn values(&mut self, element: &Element<'_>) {
        if let Some(term) = element.text("relationshipType")
            && !terms::is_term(terms::short(term))
        {
            let message = format!("`{term}` is not a relationship of SPDX 3");
            self.error("enum", message, element.at, "relationshipType");
        }
        for method in items(element.get("verifiedUsing")) {
            if let Some(value) = method.str("hashValue")
                && !value.bytes().all(|byte| byte.is_ascii_hexdigit())
            {
                self.error(
                    "checksum",
                    format!("the digest `{value}` is not hexadecimal"),
                    element.at,
                    "verifiedUsing",
                );
            }
        }
    }

    /// Every license that an expression names has to have an address; without one, only what it is called tells which it is.
    fn licenses(&mut self, element: &Element<'_>, names: &HashMap<String, String>) {
        for entry in items(element.get(DICTIONARY)) {
            if let Some(address) = entry.str("value").filter(|address| !self.is_known(address)) {
                self.dangling(address, element.at, DICTIONARY);
            }
        }
        for name in unexplained(element) {
            let problem = match names.get(name) {
                Some(address) => {
                    let message =
                        format!("`{name}` is taken to be `{address}`; say so under `customIdToUri`");
                    Problem::warning("license-unmapped", message)
                }
                None => {
                    let message = format!("`{name}` is used, but the document does not carry its text");
                    Problem::error("license-undefined", message)
                }
            };
            self.tell(problem, element.at, "simplelicensing_licenseExpression");
        }
    }

    fn is_known(&self, address: &str) -> bool {
        self.ids.contains(address) || is_elsewhere(address)
    }

    fn dangling(&mut self, address: &str, at: usize, field: &str) {
        let message = format!(
            "`{address}` names no element of this document; add the element, or name it under `import`"
        );
        self.tell(Problem::warning("dangling-reference", message), at, field);
    }

    fn references(&mut self, element: &Element<'_>) {
        for field in NAMING {
            for address in element.addresses(field) {
                if !self.is_known(address) {
                    self.dangling(address, element.at, field);
                }
            }
        }
    }
}

/// Individuals of the model and of the license list, which no document has to bring.
fn is_elsewhere(address: &str) -> bool {
    let known =
        ["https://spdx.org/rdf/3.", "https://spdx.org/licenses/", "http://spdx.org/licenses/", "spdx:"];
    known.iter().any(|start| address.starts_with(start)) || terms::unsaid(address).is_some()
}

#[cfg(test)]
mod tests {
    use crate::{Limits, parse};

    #[test]
    fn what_names_no_element_is_told_and_what_is_imported_is_not() {
        let text = r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
            {"type": "CreationInfo", "@id": "_:c", "created": "2026-01-01T00:00:00Z", "createdBy": ["urn:a"]},
            {"type": "Person", "spdxId": "urn:a", "creationInfo": "_:c", "name": "A"},
            {"type": "SpdxDocument", "spdxId": "urn:d", "creationInfo": "_:c", "rootElement": ["urn:other"],
                "import": [{"type": "ExternalMap", "externalSpdxId": "urn:other"}]},
            {"type": "software_Package", "spdxId": "urn:p", "creationInfo": "_:c", "name": "p", "suppliedBy": "urn:gone"},
            {"type": "Relationship", "spdxId": "urn:r", "creationInfo": "_:c", "from": "urn:p",
                "relationshipType": "dependsOn", "to": ["NoneElement", "https://spdx.org/licenses/MIT", "urn:lost"]}]}"#;
        let problems = parse(text.as_bytes(), &Limits::default()).unwrap().problems;
        let told: Vec<_> =
            problems.iter().map(|problem| (&*problem.code, problem.message.contains("urn:gone"))).collect();
        assert_eq!(told, [("dangling-reference", true), ("dangling-reference", false)]);
    }

    #[test]
    fn agents_without_an_address_and_snippets_without_their_file_are_told() {
        let text = r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
            {"type": "CreationInfo", "@id": "_:c", "created": "2026-01-01T00:00:00Z", "createdBy": ["_:a"]},
            {"type": "Person", "@id": "_:a", "creationInfo": "_:c", "name": "A"},
            {"type": "SpdxDocument", "spdxId": "urn:d", "creationInfo": "_:c", "rootElement": ["urn:s"]},
            {"type": "software_Snippet", "spdxId": "urn:s", "creationInfo": "_:c", "name": "s"}]}"#;
        let problems = parse(text.as_bytes(), &Limits::default()).unwrap().problems;
        let told: Vec<_> = problems.iter().map(|problem| &*problem.code).collect();
        assert_eq!(told, ["id-shape", "required"]);
    }
}
