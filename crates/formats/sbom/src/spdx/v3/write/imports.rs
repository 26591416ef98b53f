//! What the document names and does not hold.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::spdx::v3::check::NAMING;

/// The individuals that the model itself defines: nobody imports them.
const INDIVIDUALS: &str = "https://spdx.org/rdf/";

/// Declares every element that is named and stands in another document, as the specification asks: an advisory on another
/// product's SBOM names its components by their addresses there.
pub(super) fn declare(graph: &mut [Value]) {
    let held: BTreeSet<&str> = graph.iter().filter_map(address).collect();
    let named = graph.iter().flat_map(|element| NAMING.iter().flat_map(|field| texts(&element[*field])));
    let elsewhere = |id: &&str| !held.contains(id) && !id.starts_with(INDIVIDUALS) && !id.starts_with("_:");
    let mut missing: BTreeSet<String> = named.filter(elsewhere).map(str::to_owned).collect();
    let Some(document) = graph.iter_mut().find(|element| element["type"] == "SpdxDocument") else { return };
    for import in document["import"].as_array().into_iter().flatten() {
        missing.remove(import["externalSpdxId"].as_str().unwrap_or_default());
    }
    if missing.is_empty() {
        return;
    }
    let imports = missing.into_iter().map(|id| json!({ "type": "ExternalMap", "externalSpdxId": id }));
    match document["import"].as_array_mut() {
        Some(declared) => declared.extend(imports),
        None => document["import"] = imports.collect(),
    }
}

fn address(element: &Value) -> Option<&str> {
    element["spdxId"].as_str().or_else(|| element["@id"].as_str())
}

/// A text, or the texts of a list.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or(std::slice::from_ref(value));
    list.iter().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::declare;

    #[test]
    fn what_stands_in_another_document_is_imported_once() {
        let mut graph = [
            json!({ "type": "SpdxDocument", "spdxId": "urn:doc", "import": [{ "type": "ExternalMap", "externalSpdxId": "urn:known" }] }),
            json!({ "type": "Relationship", "spdxId": "urn:r", "from": "urn:doc", "to": ["urn:other", "urn:known", "_:blank",
                "https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"] }),
            json!({ "type": "Relationship", "spdxId": "urn:q", "from": "urn:r", "to": ["urn:other"] }),
        ];
        declare(&mut graph);
        let imports = graph[0]["import"].as_array().unwrap();
        assert_eq!(imports.len(), 2);
        assert_eq!(imports[1], json!({ "type": "ExternalMap", "externalSpdxId": "urn:other" }));
    }
}
