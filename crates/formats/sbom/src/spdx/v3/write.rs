//! Writes a graph of elements.

mod element;
mod helpers;
mod imports;
mod relation;
mod statement;

use std::collections::HashSet;

use mainstay_model::{Bom, LicenseSource};
use serde_json::{Map, Value, json};

use super::elements::Element;
use super::{DOCUMENT_REST, terms};
use crate::spdx::created;
use crate::spdx::losses::{Loss, Losses};
use crate::spdx::names;
use crate::spdx::write::{document_losses, phase_name};
use crate::{Encoding, Family, Format, Rendered, Stamp, WriteError, Writer};
use helpers::Helpers;

/// Writes SPDX 3.0.1 in JSON-LD.
pub(crate) const WRITER: Writer = Writer {
    format: Format {
        id: "spdx-3.0-jsonld",
        family: Family::Spdx,
        encoding: Encoding::JsonLd,
        versions: &["3.0.1"],
    },
    render,
};

/// The name of the one creation record that all written elements share.
const CREATION: &str = "_:creationinfo";

fn render(bom: &Bom, stamp: &Stamp) -> Result<Rendered, WriteError> {
    let bom = &*crate::spdx::write::with_maker(bom);
    let name = crate::spdx::write::title(bom);
    let namespace =
        format!("https://spdx.org/spdxdocs/{}-{}", names::slug(&name), names::slug(&stamp.serial));
    let mut losses = Losses::default();
    let kept = bom.document.extensions.get("spdx:elements").and_then(Value::as_array);
    let kept: Vec<Element<'_>> = kept.into_iter().flatten().filter_map(Element::of).collect();
    let mut taken: HashSet<String> = kept.iter().map(|element| element.id.clone().into_owned()).collect();
    taken.insert(sbom_id(&namespace));
    let ids = ids(bom, &namespace, &mut taken);
    let mut helpers = Helpers::new(bom, &namespace, taken, &kept);
    let mut body = Vec::with_capacity(bom.components.len() * 3);
    let mut writing = element::Writing::new(bom, &mut helpers, &mut losses);
    for (component, id) in bom.components.iter().zip(&ids) {
        writing.component(component, id, &mut body);
    }
    relation::relations(bom, &ids, &helpers, &mut body, &mut losses);
    statement::statements(bom, &ids, &kept, &mut helpers, &mut body, &mut losses);
    let mut graph = head(bom, stamp, &namespace, &ids, &mut helpers, &mut losses);
    graph.extend(helpers.finish(&mut losses));
    declare_licensing(&mut graph);
    graph.extend(body);
    for element in &mut graph {
        complete(element);
    }
    imports::declare(&mut graph);
    let document = json!({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph});
    let mut bytes =
        serde_json::to_vec_pretty(&document).map_err(|error| WriteError::Encode(error.to_string()))?;
    bytes.push(b'\n');
    Ok(Rendered { bytes, losses: losses.finish() })
}

/// Licenses with more than a text are of a profile of their own, which the document names.
fn declare_licensing(graph: &mut [Value]) {
    let is_of = |element: &Value, kind: &str| element.get("type").and_then(Value::as_str) == Some(kind);
    if !graph.iter().any(|element| is_of(element, helpers::CUSTOM)) {
        return;
    }
    let document = graph.iter_mut().find(|element| is_of(element, "SpdxDocument"));
    if let Some(Value::Array(profiles)) = document.and_then(|document| document.get_mut("profileConformance"))
    {
        let profile = json!("expandedLicensing");
        if !profiles.contains(&profile) {
            profiles.push(profile);
        }
    }
}

/// Every element names who made it and when.
fn complete(element: &mut Value) {
    if let Some(fields) = element.as_object_mut()
        && fields.contains_key("spdxId")
    {
        fields.insert("creationInfo".to_owned(), json!(CREATION));
    }
}

/// The addresses of the components: their own where they are addresses, else new ones that nothing else has.
fn ids(bom: &Bom, namespace: &str, taken: &mut HashSet<String>) -> Vec<String> {
    let mut used = HashSet::new();
    let own = bom.components.iter().map(|component| {
        let own = &component.reference;
        let is_address = own.contains(':') && !own.starts_with("_:") && !own.contains(char::is_whitespace);
        (is_address && used.insert(own.clone())).then(|| own.clone())
    });
    let own: Vec<Option<String>> = own.collect();
    taken.extend(used);
    let made = names::element_ids(&bom.components).into_iter().zip(own).map(|(made, own)| {
        own.unwrap_or_else(|| {
            let id = free(format!("{namespace}#{}", made.trim_start_matches(names::PREFIX)), taken);
            taken.insert(id.clone());
            id
        })
    });
    made.collect()
}

/// The address, with hyphens added while another element has it: a component may be named `tool-1`.
fn free(mut address: String, taken: &HashSet<String>) -> String {
    while taken.contains(&address) {
        address.push('-');
    }
    address
}

fn sbom_id(namespace: &str) -> String {
    format!("{namespace}#sbom")
}

/// The document, its SBOM, and the record of their making.
fn head(
    bom: &Bom,
    stamp: &Stamp,
    namespace: &str,
    ids: &[String],
    helpers: &mut Helpers,
    losses: &mut Losses,
) -> Vec<Value> {
    let words = &bom.document;
    let mut types = Vec::new();
    for phase in &words.lifecycles {
        match terms::sbom_type(phase) {
            Some(term) if !types.contains(&term) => types.push(term),
            _ => losses.name(Loss::Lifecycle, phase_name(phase)),
        }
    }
    let sbom_id = sbom_id(namespace);
    let mut sbom = json!({
        "type": "software_Sbom",
        "spdxId": sbom_id,
        "rootElement": bom.subjects.iter().map(|subject| &ids[subject.index()]).collect::<Vec<_>>(),
        "element": ids,
    });
    if !types.is_empty() {
        sbom["software_sbomType"] = json!(types);
    }
    let mut profiles = vec!["core", "software", "simpleLicensing"];
    if !bom.statements.is_empty() {
        profiles.push("security");
    }
    let kept = words.extensions.get("spdx:profileConformance").and_then(Value::as_array);
    profiles.extend(kept.into_iter().flatten().filter_map(Value::as_str));
    let mut document = Map::new();
    document.insert("type".to_owned(), json!("SpdxDocument"));
    document.insert("spdxId".to_owned(), json!(namespace));
    if let Some(name) = &words.name {
        document.insert("name".to_owned(), json!(name));
    }
    document.insert("profileConformance".to_owned(), json!(profiles));
    document.insert("rootElement".to_owned(), json!([sbom_id]));
    if let Some(comment) = &words.comment {
        document.insert("comment".to_owned(), json!(comment));
    }
    if let Some(serial) = &words.serial {
        losses.name(Loss::Namespace, serial);
    }
    let undeclared = words.licenses.iter().filter(|claim| claim.source != LicenseSource::Declared);
    undeclared.for_each(|_| losses.name(Loss::Document, "who states the license"));
    if let [license] = words.licenses.as_slice() {
        document.insert("dataLicense".to_owned(), json!(helpers.license(license, losses)));
    }
    for (key, value) in words.extensions.iter() {
        match key.strip_prefix("spdx:") {
            Some("elements" | "creatorComment" | "profileConformance") => {}
            Some(field) if DOCUMENT_REST.contains(&field) => {
                document.insert(field.to_owned(), value.clone());
            }
            _ => losses.name(Loss::Extension, key),
        }
    }
    document_losses(words, losses);
    if words.licenses.len() > 1 {
        words.licenses.iter().for_each(|_| losses.name(Loss::Document, "licenses"));
    }
    let creation = creation(bom, stamp, helpers, losses);
    vec![creation, Value::Object(document), sbom]
}

fn creation(bom: &Bom, stamp: &Stamp, helpers: &mut Helpers, losses: &mut Losses) -> Value {
    let words = &bom.document;
    let mut by: Vec<String> = Vec::new();
    for author in words.authors.iter().filter(|author| !author.name.is_empty()) {
        by.push(helpers.party(author, losses));
    }
    let mut using: Vec<String> = Vec::new();
    // Without authors the program that writes stands in for them, and is not named twice.
    let nobody = by.is_empty();
    for tool in words.tools.iter().filter(|tool| !nobody || **tool != stamp.tool) {
        losses.name_if(tool.vendor.is_some() && *tool != stamp.tool, Loss::ToolVendor, &tool.name);
        using.push(helpers.tool("Tool", tool));
    }
    if nobody {
        by.push(helpers.tool("SoftwareAgent", &stamp.tool));
    } else if !words.tools.contains(&stamp.tool) {
        using.push(helpers.tool("Tool", &stamp.tool));
    }
    let mut creation = json!({
        "type": "CreationInfo",
        "@id": CREATION,
        "specVersion": "3.0.1",
        "created": created::created(words, stamp, losses),
        "createdBy": by,
    });
    if !using.is_empty() {
        creation["createdUsing"] = json!(using);
    }
    if let Some(comment) = words.extensions.get("spdx:creatorComment") {
        creation["comment"] = comment.clone();
    }
    creation
}
