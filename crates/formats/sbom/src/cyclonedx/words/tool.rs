//! The programs that made a document, in the form up to 1.4 and in the form since 1.5.

use std::collections::HashSet;

use mainstay_model::{Document, Extensions, Tool};
use serde_json::{Map, Value};

use super::{Word, list};
use crate::node::{Fields, Node};

/// The programs that made the document.
pub(in super::super) const TOOLS: Word<Vec<Tool>> =
    Word { field: "tools", key: "cyclonedx:metadata.tools", read, render: |tools| render(tools) };

/// The lists of the programs that made a document, in the form since 1.5.
pub(crate) fn tools(document: &Document) -> Extensions {
    let mut lists = Extensions::new();
    let told = match document.extensions.get(TOOLS.key) {
        Some(Value::Array(tools)) => {
            lists.insert("components", tools.iter().map(as_component).collect());
            return lists;
        }
        Some(kept @ Value::Object(_)) => Some(kept.clone()),
        _ => render(&document.tools).map(Node::into_value),
    };
    if let Some(Value::Object(fields)) = told {
        fields.into_iter().for_each(|(name, list)| lists.insert(name, list));
    }
    lists
}

/// A program in the form up to 1.4 as a component, with all that is said of it, in the order in which a plain one is written: joined
/// documents then have it once.
fn as_component(tool: &Value) -> Value {
    let Value::Object(told) = tool else { return tool.clone() };
    let mut fields = Map::new();
    fields.insert("type".to_owned(), "application".into());
    fields.extend(told.get("vendor").map(|vendor| ("publisher".to_owned(), vendor.clone())));
    fields.insert("name".to_owned(), told.get("name").cloned().unwrap_or_else(|| "".into()));
    let rest = told.iter().filter(|(name, _)| !matches!(&***name, "vendor" | "name"));
    fields.extend(rest.map(|(name, value)| (name.clone(), value.clone())));
    Value::Object(fields)
}

/// Whether a field names all these programs and no others: where documents were joined, the order is another one.
pub(in super::super) fn names_all(field: &Value, tools: &[Tool]) -> bool {
    let named = read(&Node::of(field));
    named.iter().collect::<HashSet<_>>() == tools.iter().collect()
}

fn read(node: &Node<'_>) -> Vec<Tool> {
    match node {
        Node::List(tools) => tools.iter().filter_map(read_tool).collect(),
        Node::Object(fields) => ["components", "services"]
            .into_iter()
            .filter_map(|part| fields.get(part))
            .flat_map(|part| part.items().iter().filter_map(read_tool))
            .collect(),
        _ => Vec::new(),
    }
}

fn read_tool(node: &Node<'_>) -> Option<Tool> {
    let fields = node.fields()?;
    let party = |field| fields.get(field).and_then(|party| party.str("name"));
    let vendor = node
        .str("vendor")
        .or_else(|| party("manufacturer"))
        .or_else(|| party("supplier"))
        .or_else(|| party("provider"))
        .or_else(|| node.str("publisher"))
        .or_else(|| node.str("author"))
        .or_else(|| node.str("group"));
    Some(Tool {
        vendor: vendor.map(str::to_owned),
        name: node.str("name").unwrap_or_default().to_owned(),
        version: node.str("version").map(str::to_owned),
    })
}

fn render(tools: &[Tool]) -> Option<Node<'_>> {
    let components = list(tools.iter().map(render_tool).collect())?;
    let mut fields = Fields::default();
    fields.put("components", components);
    Some(Node::Object(fields))
}

fn render_tool(tool: &Tool) -> Node<'_> {
    let mut fields = Fields::default();
    fields.put("type", Node::text("application"));
    fields.put_text("publisher", tool.vendor.as_deref());
    fields.put("name", Node::text(tool.name.as_str()));
    fields.put_text("version", tool.version.as_deref());
    Node::Object(fields)
}
