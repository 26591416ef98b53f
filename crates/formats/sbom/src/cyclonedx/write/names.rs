//! A reference of its own for every component.

use std::borrow::Cow;

use mainstay_model::{Bom, Component, NodeId};
use serde_json::Value;

use crate::cyclonedx::links;
use crate::taken::Taken;

/// The references under which components are written.
pub(super) struct Names<'b>(Vec<Cow<'b, str>>);

impl<'b> Names<'b> {
    /// Keeps each reference that is the first of its spelling, and makes new ones for the rest: the purl, or name and
    /// version, with a number where that is taken.
    pub(super) fn of(bom: &'b Bom) -> Self {
        let mut used = Taken::default();
        let mut kept = Vec::with_capacity(bom.components.len());
        for component in &bom.components {
            let name = component.reference.as_str();
            kept.push(!name.is_empty() && used.take(name));
        }
        // A new reference must not be what the document named without having it.
        for stranger in strangers(bom) {
            used.take(stranger);
        }
        let mut names = Vec::with_capacity(kept.len());
        for (component, kept) in bom.components.iter().zip(kept) {
            names.push(if kept {
                Cow::Borrowed(component.reference.as_str())
            } else {
                Cow::Owned(used.fresh(&wish(component), '#'))
            });
        }
        Self(names)
    }

    /// The references of all components.
    pub(super) fn all(&self) -> impl Iterator<Item = String> + '_ {
        self.0.iter().map(|name| name.clone().into_owned())
    }

    /// The reference of a component.
    pub(super) fn get(&self, id: NodeId) -> &str {
        &self.0[id.index()]
    }
}

/// References that the document names or gives and that stand for no component.
fn strangers(bom: &Bom) -> impl Iterator<Item = &str> {
    let entries = bom.document.extensions.get("cyclonedx:dependencies").and_then(Value::as_array);
    let foreign = bom.statements.iter().flat_map(|statement| &statement.foreign).map(String::as_str);
    let given = bom.statements.iter().map(|statement| statement.reference.as_str());
    let components = bom.components.iter().map(|component| &component.extensions);
    let statements = bom.statements.iter().map(|statement| &statement.extensions);
    let mut native = Vec::new();
    for parts in components.chain(statements).chain([&bom.document.extensions]) {
        parts.iter().for_each(|(_, part)| links::bears(part, &mut native));
    }
    let native = native.into_iter().map(|(name, _)| name);
    entries.into_iter().flatten().flat_map(named).chain(foreign).chain(given).chain(native)
}

/// The references in one entry.
fn named(entry: &Value) -> Vec<&str> {
    let lists = ["dependsOn", "provides"].map(|field| entry.get(field).and_then(Value::as_array));
    let listed = lists.into_iter().flatten().flatten();
    entry.get("ref").into_iter().chain(listed).filter_map(Value::as_str).collect()
}

fn wish(component: &Component) -> String {
    match (&component.purl, &component.version) {
        (Some(purl), _) => purl.to_string(),
        (None, Some(version)) => format!("{}@{version}", component.name),
        (None, None) if component.name.is_empty() => "component".to_owned(),
        (None, None) => component.name.clone(),
    }
}
