//! Reads a graph of elements.

mod json;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use mainstay_model::{Bom, LicenseClaim, LicenseSource, NodeId, Parsed, Party, Problem, Tool};
use serde_json::Value;

use super::check;
use super::element::{component, is_component};
use super::elements::{Element, index, items};
use super::helper;
use super::license::{License, Names, defined, licenses, outside};
use super::link::{Link, in_order, is_relationship};
use super::people::{is_agent, party, tool};
use super::relation::{Known, Relations};
use super::statement::{self, Vulnerability};
use super::terms;
use super::{DOCUMENT_REST, PROFILES};
use crate::direct::settle_directness;
use crate::node::Node;
use crate::spdx::problems::Problems;
use crate::spdx::read::{Copies, key};
use crate::spdx::residue::Residue;
use crate::spdx::sniff;
use crate::{Encoding, Family, Format, Limits, ReadError, Reader, text};

/// Reads SPDX 3.0 in JSON-LD.
pub(crate) const READER: Reader = Reader {
    format: Format {
        id: "spdx-jsonld",
        family: Family::Spdx,
        encoding: Encoding::JsonLd,
        versions: &["3.0.0", "3.0.1"],
    },
    media_type: "application/ld+json",
    ending: "spdx.json",
    claims: sniff::json3,
    parse,
};

fn parse(bytes: &[u8], limits: &Limits) -> Result<Parsed<Bom>, ReadError> {
    text::read_json(bytes, limits, read)
}

fn read(text: &str, broken: Option<Problem>, limits: &Limits) -> Result<Parsed<Bom>, ReadError> {
    let mut problems = Problems::new(broken);
    let document = json::read(text, limits)?;
    version(&document.context)?;
    check::elements(&document.elements, &document.links, &mut problems);
    let mut bom = Bom::default();
    READER.format.id.clone_into(&mut bom.document.format);
    map(document.elements, document.links, &mut bom, &mut problems);
    settle_directness(&mut bom);
    let problems = problems.finish(&bom.unread);
    Ok(Parsed { value: bom, problems })
}

/// Whether the version that the context names is read.
fn version(context: &Node<'_>) -> Result<(), ReadError> {
    let found =
        items(Some(context)).iter().filter_map(Node::as_str).find(|text| text.contains("spdx.org/rdf/3."));
    match found {
        Some(text) if text.contains("/rdf/3.0.0/") || text.contains("/rdf/3.0.1/") => Ok(()),
        _ => Err(ReadError::Version {
            family: "SPDX",
            found: format!("context `{}`", found.unwrap_or("none")),
            advice: "SPDX 2.1, 2.2, 2.3 and 3.0 are read; ask the producer for one of these",
        }),
    }
}

fn map<'t>(mut elements: Vec<Element<'t>>, links: Vec<Link<'t>>, bom: &mut Bom, problems: &mut Problems) {
    let copies = Copies::new();
    let (names, licenses, roots) = {
        let index = index(&elements);
        let names = Names::of(&elements, &index);
        let licenses = licenses(&elements, &index, &names);
        bom.document.license_texts = defined(&elements, &names);
        let roots = head(&elements, &links, &index, &licenses, bom);
        (names, licenses, roots)
    };
    let parties: HashMap<String, Party> = elements
        .iter()
        .filter(|element| is_agent(&element.kind))
        .map(|element| (element.id.clone().into_owned(), party(element)))
        .collect();
    let vulnerabilities: HashMap<String, Vulnerability> = elements
        .iter()
        .filter(|element| element.kind == "security_Vulnerability")
        .map(|element| (element.id.clone().into_owned(), statement::vulnerability(element)))
        .collect();
    let named = helper::named(&elements, &links);
    bom.components.reserve(elements.iter().filter(|element| is_component(&element.kind)).count());
    let mut sorted = Sorted::default();
    // Relationships come last, since they name the others.
    for element in elements.extract_if(.., |element| !is_relationship(&element.kind)) {
        let kind = &*element.kind;
        if is_component(kind) {
            let id = element.id.clone();
            let component = component(element, &parties, problems, &mut bom.unread);
            let node = bom.add(component);
            sorted.ids.entry(id).or_insert(node);
        } else if matches!(kind, "SpdxDocument" | "software_Sbom" | "Bom" | "Bundle" | "CreationInfo") {
            let is_document = roots.document.as_deref() == Some(&*element.id);
            helper::count_unread(&element, is_document, &mut bom.unread);
        } else {
            sorted.sort(element, |helper| helper::is_held(helper, &named, &names));
        }
    }
    let Sorted { ids, assessments, residues, helpers, mut kept } = sorted;
    bom.subjects = roots.subjects.iter().filter_map(|id| ids.get(id.as_str()).copied()).collect();
    let mut relations = Relations::default();
    let known = Known {
        ids: &ids,
        licenses: &licenses,
        copies: &copies,
        vulnerabilities: &vulnerabilities,
        collections: &roots.collections,
    };
    // Those that stand beside a relation of the model come first, in the order of the relations.
    let mut others = Vec::new();
    for element in in_order(elements, links) {
        let before = bom.relations.len();
        if let Some(element) = relations.take(element, &known, bom) {
            let list = if bom.relations.len() > before { &mut kept } else { &mut others };
            list.push(element.into_value());
        }
    }
    kept.extend(others);
    for element in assessments {
        bom.statements.push(statement::statement(element, &vulnerabilities, &ids));
    }
    relations.settle(bom);
    copies.tell(problems);
    for (subject, residue) in residues {
        if let Some(node) = ids.get(subject.as_str()) {
            residue.apply(&mut bom.components[node.index()]);
        }
    }
    keep(kept, helpers, bom);
}

/// The elements of a graph but its relationships, by what becomes of them.
#[derive(Default)]
struct Sorted<'t> {
    /// The components, by their addresses.
    ids: HashMap<Cow<'t, str>, NodeId>,
    /// What is said of vulnerabilities.
    assessments: Vec<Element<'t>>,
    /// What our own writer put beside components, by the addresses of these.
    residues: Vec<(String, Residue)>,
    /// People, tools and licenses that the model holds where they are named.
    helpers: Vec<Element<'t>>,
    /// What the model has no word for.
    kept: Vec<Value>,
}

impl<'t> Sorted<'t> {
    fn sort(&mut self, element: Element<'t>, is_held: impl Fn(&Element<'t>) -> bool) {
        if statement::state(&element.kind).is_some() {
            self.assessments.push(element);
        } else if helper::is_helper(&element.kind) && is_held(&element) {
            self.helpers.push(element);
        } else if let Some(residue) = Some(&element).filter(|one| one.kind == "Annotation").and_then(residue)
        {
            self.residues.push(residue);
        } else {
            self.kept.push(element.into_value());
        }
    }
}

/// Keeps elements verbatim, and with them the people, tools and licenses that they name.
fn keep(mut kept: Vec<Value>, mut helpers: Vec<Element<'_>>, bom: &mut Bom) {
    let mut named = HashSet::new();
    kept.iter().for_each(|value| texts(value, &mut named));
    loop {
        let (wanted, others): (Vec<_>, Vec<_>) =
            helpers.into_iter().partition(|helper| named.contains(&*helper.id));
        helpers = others;
        if wanted.is_empty() {
            break;
        }
        for helper in wanted {
            let value = helper.into_value();
            texts(&value, &mut named);
            kept.push(value);
        }
    }
    if !kept.is_empty() {
        bom.document.extensions.insert(key("elements"), Value::Array(kept));
    }
}

fn texts(value: &Value, into: &mut HashSet<String>) {
    match value {
        Value::String(text) => {
            into.insert(text.clone());
        }
        Value::Array(list) => list.iter().for_each(|value| texts(value, into)),
        Value::Object(fields) => fields.values().for_each(|value| texts(value, into)),
        _ => {}
    }
}

fn residue(element: &Element<'_>) -> Option<(String, Residue)> {
    let residue = Residue::parse(element.text("statement")?)?;
    Some((element.text("subject")?.to_owned(), residue))
}

/// The document's collections and what they are about.
#[derive(Default)]
struct Roots {
    collections: HashSet<String>,
    /// The one whose fields are those of the document.
    document: Option<String>,
    subjects: Vec<String>,
}

/// Reads the document, its collections and who made it.
fn head(
    elements: &[Element<'_>],
    links: &[Link<'_>],
    index: &HashMap<&str, usize>,
    licenses: &HashMap<String, License>,
    bom: &mut Bom,
) -> Roots {
    let is_collection = |kind: &str| matches!(kind, "SpdxDocument" | "software_Sbom" | "Bom" | "Bundle");
    let mut roots = Roots::default();
    let document = elements.iter().find(|element| element.kind == "SpdxDocument");
    for element in elements.iter().filter(|element| is_collection(&element.kind)) {
        roots.collections.insert(element.id.clone().into_owned());
        let sbom_types = items(element.get("software_sbomType")).iter().filter_map(Node::as_str);
        for phase in sbom_types.map(terms::lifecycle) {
            if !bom.document.lifecycles.contains(&phase) {
                bom.document.lifecycles.push(phase);
            }
        }
        for id in element.addresses("rootElement") {
            let inner = index.get(id).map(|place| &*elements[*place].kind);
            if inner.is_none_or(|kind| !is_collection(kind))
                && !roots.subjects.iter().any(|known| known == id)
            {
                roots.subjects.push(id.to_owned());
            }
        }
    }
    if let Some(document) =
        document.or_else(|| elements.iter().find(|element| element.kind == "software_Sbom"))
    {
        roots.document = Some(document.id.clone().into_owned());
        document_fields(document, licenses, bom);
    }
    let info =
        document.and_then(|document| document.addresses("creationInfo").first().copied().map(str::to_owned));
    let info = info.as_deref().and_then(|id| index.get(id)).map(|place| &elements[*place]);
    if let Some(info) = info.or_else(|| elements.iter().find(|element| element.kind == "CreationInfo")) {
        creation(info, elements, index, bom);
        let own = &*info.id;
        let elements = elements.iter().filter_map(|element| element.text("creationInfo"));
        let records = elements.chain(links.iter().filter_map(Link::creation));
        for _ in records.filter(|id| *id != own) {
            bom.unread.count("creationInfo");
        }
    }
    roots
}

fn document_fields(document: &Element<'_>, licenses: &HashMap<String, License>, bom: &mut Bom) {
    let words = &mut bom.document;
    words.serial = Some(document.id.clone().into_owned());
    words.name = document.text("name").map(str::to_owned);
    words.comment = document.text("comment").map(str::to_owned);
    if let Some(id) = document.addresses("dataLicense").first() {
        let License { value, text, url } = licenses.get(*id).cloned().unwrap_or_else(|| outside(id));
        let (text, url) = (text.as_deref().map(str::to_owned), url.as_deref().map(str::to_owned));
        words.licenses.push(LicenseClaim { source: LicenseSource::Declared, value, text, url });
    }
    for name in DOCUMENT_REST {
        if let Some(node) = document.get(name) {
            words.extensions.insert(key(name), node.clone().into_value());
        }
    }
    let profiles =
        items(document.get("profileConformance")).iter().filter_map(Node::as_str).map(terms::short);
    let others: Vec<Value> = profiles.filter(|name| !PROFILES.contains(name)).map(Value::from).collect();
    if !others.is_empty() {
        words.extensions.insert(key("profileConformance"), Value::Array(others));
    }
}

fn creation(info: &Element<'_>, elements: &[Element<'_>], index: &HashMap<&str, usize>, bom: &mut Bom) {
    let words = &mut bom.document;
    words.created = info.text("created").map(str::to_owned);
    words.spec_version = info.text("specVersion").map(str::to_owned);
    if let Some(comment) = info.text("comment") {
        words.extensions.insert(key("creatorComment"), Value::String(comment.to_owned()));
    }
    let find = |id: &str| index.get(id).map(|place| &elements[*place]);
    for id in info.addresses("createdBy") {
        match find(id) {
            Some(agent) if agent.kind == "SoftwareAgent" => words.tools.push(tool(agent)),
            Some(agent) => words.authors.push(party(agent)),
            None => words.authors.push(Party { name: id.to_owned(), ..Party::default() }),
        }
    }
    for id in info.addresses("createdUsing") {
        words.tools.push(find(id).map_or_else(|| Tool { name: id.to_owned(), ..Tool::default() }, tool));
    }
}
