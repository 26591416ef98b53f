//! Relations as relationships.

use std::collections::{HashMap, HashSet};

use mainstay_model::{Bom, Graph, NodeId, RelationKind};
use serde_json::Value;

use crate::spdx::losses::{Loss, Losses};
use crate::spdx::names;
use crate::spdx::shape::{Document, File, Relationship};
use crate::spdx::words;

/// Writes the subjects, the edges, and what was kept verbatim.
pub(super) fn relationships(bom: &Bom, ids: &[String], document: &mut Document, losses: &mut Losses) {
    let mut verbatim: Vec<_> = verbatim(bom, ids, document, losses).into_iter().map(Some).collect();
    let covered = covered(&verbatim, ids);
    let mut list = Vec::with_capacity(bom.subjects.len() + bom.relations.len() + verbatim.len());
    for subject in &bom.subjects {
        match covered.get(&(None, *subject, RelationKind::Other("DESCRIBES".into()))) {
            Some(places) => list.extend(places.iter().filter_map(|place| verbatim[*place].take())),
            None => list.push(relationship(names::DOCUMENT, "DESCRIBES", &ids[subject.index()])),
        }
    }
    let described =
        verbatim.iter().flatten().any(|kept| &*kept.kind == "DESCRIBES" && &*kept.from == names::DOCUMENT);
    if bom.subjects.is_empty() && !described && (document.packages.len() != 1 || !document.files.is_empty()) {
        // SPDX asks for the relationship unless there is a single package; this form says that the subject is not known.
        list.push(relationship(names::DOCUMENT, "DESCRIBES", "NOASSERTION"));
    }
    let mut has_edges = vec![false; ids.len()];
    for relation in &bom.relations {
        let (from, to) = (relation.from, relation.to);
        has_edges[from.index()] |= relation.kind.is_dependency();
        // What was kept verbatim stands where the relation stood.
        if let Some(places) = covered.get(&(Some(from), to, relation.kind.clone())) {
            list.extend(places.iter().filter_map(|place| verbatim[*place].take()));
            continue;
        }
        let scope = bom.component(to).scope;
        list.push(edge(&relation.kind, &ids[from.index()], &ids[to.index()], scope, losses));
    }
    for (index, component) in bom.components.iter().enumerate() {
        if component.graph == Graph::Complete && !has_edges[index] {
            list.push(relationship(&ids[index], "DEPENDS_ON", "NONE"));
        }
    }
    list.extend(verbatim.into_iter().flatten());
    document.relationships = list;
}

/// Writes what files depend on under the identifiers that the files have now.
pub(super) fn file_dependencies(bom: &Bom, ids: &[String], files: &mut [File]) {
    let mut lists: Vec<_> =
        files.iter_mut().filter_map(|file| file.rest.get_mut("fileDependencies")?.as_array_mut()).collect();
    if lists.is_empty() {
        return;
    }
    let mut names: HashMap<&str, &String> = HashMap::new();
    for (component, id) in bom.components.iter().zip(ids) {
        names.entry(&component.reference).or_insert(id);
    }
    for item in lists.iter_mut().flat_map(|list| list.iter_mut()) {
        if let Some(id) = item.as_str().and_then(|name| names.get(name)) {
            *item = Value::String((*id).clone());
        }
    }
}

fn edge(
    kind: &RelationKind,
    from: &str,
    to: &str,
    scope: Option<mainstay_model::Scope>,
    losses: &mut Losses,
) -> Relationship {
    match kind {
        RelationKind::DependsOn => match scope.and_then(words::scoped_dependency) {
            Some(name) => relationship(to, name, from),
            None => relationship(from, "DEPENDS_ON", to),
        },
        RelationKind::Contains => relationship(from, "CONTAINS", to),
        RelationKind::GeneratedFrom => relationship(from, "GENERATED_FROM", to),
        RelationKind::Provides => relationship(to, "SPECIFICATION_FOR", from),
        RelationKind::Other(name) if words::is_relationship(name) => relationship(from, name, to),
        RelationKind::Other(name) => {
            losses.name(Loss::Relation, name);
            Relationship { comment: Some(name.to_string()), ..relationship(from, "OTHER", to) }
        }
    }
}

fn relationship(from: &str, kind: &str, to: &str) -> Relationship {
    Relationship { at: 0, from: from.into(), kind: kind.into(), to: to.into(), comment: None }
}

/// The relationships that the reader kept, as far as both their ends are in the document.
fn verbatim(bom: &Bom, ids: &[String], document: &Document, losses: &mut Losses) -> Vec<Relationship> {
    let Some(kept) = bom.document.extensions.get("spdx:relationships").and_then(Value::as_array) else {
        return Vec::new();
    };
    let mut known: HashSet<&str> = ids.iter().map(String::as_str).collect();
    known.extend([names::DOCUMENT, "NONE", "NOASSERTION"]);
    let list = |field: &str| document.rest.get(field).and_then(Value::as_array).into_iter().flatten();
    known.extend(list("snippets").filter_map(|snippet| snippet.get("SPDXID")?.as_str()));
    let documents: HashSet<&str> = list("externalDocumentRefs")
        .filter_map(|document| document.get("externalDocumentId")?.as_str())
        .collect();
    let is_known = |id: &str| {
        known.contains(id) || documents.contains(id.split_once(':').map_or(id, |(document, _)| document))
    };
    let mut relationships = Vec::new();
    for value in kept {
        let text = |field: &str| value.get(field).and_then(Value::as_str);
        let relationship = Relationship {
            at: 0,
            from: text("spdxElementId").unwrap_or_default().into(),
            kind: text("relationshipType").unwrap_or_default().into(),
            to: text("relatedSpdxElement").unwrap_or_default().into(),
            comment: text("comment").map(str::to_owned),
        };
        if is_known(&relationship.from) && is_known(&relationship.to) {
            relationships.push(relationship);
        } else {
            losses.name(Loss::Dangling, &relationship.kind);
        }
    }
    relationships
}

/// A relation with its ends; no start stands for the document itself.
type Told = (Option<NodeId>, NodeId, RelationKind);

/// The relations that the kept relationships tell already, and by which of them.
fn covered(verbatim: &[Option<Relationship>], ids: &[String]) -> HashMap<Told, Vec<usize>> {
    let mut covered: HashMap<Told, Vec<usize>> = HashMap::new();
    if verbatim.is_empty() {
        return covered;
    }
    let places: HashMap<&str, NodeId> =
        ids.iter().zip(0..).map(|(id, index)| (id.as_str(), NodeId(index))).collect();
    for (place, kept) in verbatim.iter().enumerate() {
        if let Some(told) = kept.as_ref().and_then(|kept| told(kept, &places)) {
            covered.entry(told).or_default().push(place);
        }
    }
    covered
}

fn told(kept: &Relationship, places: &HashMap<&str, NodeId>) -> Option<Told> {
    let describes = || RelationKind::Other("DESCRIBES".into());
    let ends = (places.get(&*kept.from).copied(), places.get(&*kept.to).copied());
    match (&*kept.kind, ends) {
        ("DESCRIBES", (None, Some(to))) if &*kept.from == names::DOCUMENT => Some((None, to, describes())),
        ("DESCRIBED_BY", (Some(from), None)) if &*kept.to == names::DOCUMENT => {
            Some((None, from, describes()))
        }
        (name, (Some(from), Some(to))) => Some(match (words::meaning(name), words::inverse(name)) {
            (Some(meaning), _) if meaning.reversed => (Some(to), from, meaning.kind),
            (Some(meaning), _) => (Some(from), to, meaning.kind),
            (None, Some(inverse)) => (Some(to), from, RelationKind::Other(inverse.into())),
            (None, None) => (Some(from), to, RelationKind::Other(name.into())),
        }),
        _ => None,
    }
}
