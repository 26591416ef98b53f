//! Who depends on whom, as the document names it, until all components are known. A name is kept once and a number
//! stands for it wherever it comes: documents have three edges for each component, and more.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use mainstay_model::{Graph, NodeId, Relation, RelationKind};
use serde_json::{Map, Value};

use super::graph::Places;
use crate::cyclonedx::outcome::Outcome;
use crate::cyclonedx::path::Path;
use crate::node::{Fields, Node};
use crate::{Encoding, ReadError};

/// The lists of an entry and what they say.
const LISTS: [(&str, RelationKind); 2] =
    [("dependsOn", RelationKind::DependsOn), ("provides", RelationKind::Provides)];

/// The entries of the list `dependencies`.
#[derive(Default)]
pub(super) struct Dependencies<'d> {
    names: HashMap<Cow<'d, str>, u32>,
    entries: Vec<Entry>,
    targets: Vec<u32>,
}

/// One entry: its place in the list, the name that it is about, and where its targets end, list by list.
struct Entry {
    index: usize,
    from: u32,
    ends: [usize; LISTS.len()],
}

/// What entries say about the components that they name.
pub(super) struct Resolved {
    /// The edges.
    pub(super) relations: Vec<Relation>,
    /// Which components tell what they depend on, and whether that is something.
    pub(super) told: Vec<(NodeId, Graph)>,
    /// What names no component of the document.
    pub(super) kept: Vec<Value>,
}

impl<'d> Dependencies<'d> {
    /// Takes in one entry.
    pub(super) fn push(&mut self, index: usize, mut fields: Fields<'d>) {
        let from = match fields.take("ref") {
            Some(Node::Text(name)) => self.number(name),
            _ => self.number(Cow::Borrowed("")),
        };
        let ends = LISTS.map(|(list, _)| {
            if let Some(Node::List(items)) = fields.take(list) {
                for item in items {
                    if let Node::Text(name) = item {
                        let number = self.number(name);
                        self.targets.push(number);
                    }
                }
            }
            self.targets.len()
        });
        self.entries.push(Entry { index, from, ends });
    }

    /// Finds the components that are meant.
    ///
    /// # Errors
    /// When there are more relations than `most`.
    pub(super) fn resolve(
        self,
        places: &Places<'_>,
        most: usize,
        out: &mut Outcome,
    ) -> Result<Resolved, ReadError> {
        let mut names = vec![""; self.names.len()];
        for (name, number) in &self.names {
            names[*number as usize] = name;
        }
        let nodes: Vec<Option<NodeId>> = names.iter().map(|name| places.get(name).copied()).collect();
        let mut edges =
            Edges { names, nodes, known: HashSet::with_capacity(self.targets.len()), out, kept: Vec::new() };
        let mut resolved = Resolved {
            relations: Vec::with_capacity(self.targets.len().min(most)),
            told: Vec::with_capacity(self.entries.len()),
            kept: Vec::new(),
        };
        let mut start = 0;
        for entry in &self.entries {
            let lists = entry.ends.map(|end| &self.targets[std::mem::replace(&mut start, end)..end]);
            edges.entry(entry, lists, &mut resolved);
            if resolved.relations.len() > most {
                return Err(ReadError::Bound(format!("more than {most} relations are not read")));
            }
        }
        resolved.kept = edges.kept;
        Ok(resolved)
    }

    fn number(&mut self, name: Cow<'d, str>) -> u32 {
        let next = u32::try_from(self.names.len()).expect("a document has fewer bytes than 2^32 names need");
        *self.names.entry(name).or_insert(next)
    }
}

/// The edges on their way from names to components.
struct Edges<'n, 'o> {
    names: Vec<&'n str>,
    nodes: Vec<Option<NodeId>>,
    known: HashSet<(NodeId, NodeId, bool)>,
    out: &'o mut Outcome,
    kept: Vec<Value>,
}

impl Edges<'_, '_> {
    fn entry(&mut self, entry: &Entry, lists: [&[u32]; LISTS.len()], resolved: &mut Resolved) {
        let list = Path::ROOT.name("dependencies");
        let path = list.item(entry.index);
        let Some(from) = self.nodes[entry.from as usize] else {
            self.dangling(entry.from, &path);
            self.keep(entry.from, lists.map(<[u32]>::to_vec));
            return;
        };
        resolved.told.push((from, if lists[0].is_empty() { Graph::Complete } else { Graph::Partial }));
        let mut missing = [const { Vec::new() }; LISTS.len()];
        for ((targets, missing), (_, kind)) in lists.into_iter().zip(&mut missing).zip(&LISTS) {
            let mut here = HashSet::with_capacity(targets.len());
            for &target in targets {
                // The check has told it: in JSON the names of one list differ.
                if !here.insert(target) && self.out.encoding() == Encoding::Json {
                    continue;
                }
                match self.nodes[target as usize] {
                    Some(to) => resolved.relations.extend(self.edge(from, to, kind, target, &path)),
                    None => {
                        self.dangling(target, &path);
                        missing.push(target);
                    }
                }
            }
        }
        if missing.iter().any(|list| !list.is_empty()) {
            self.keep(entry.from, missing);
        }
    }

    fn edge(
        &mut self,
        from: NodeId,
        to: NodeId,
        kind: &RelationKind,
        name: u32,
        path: &Path<'_>,
    ) -> Option<Relation> {
        let name = self.names[name as usize];
        if from == to {
            self.out.warning("depends-on-itself", path, || format!("`{name}` is said to depend on itself"));
        }
        let new = self.known.insert((from, to, *kind == RelationKind::DependsOn));
        if !new {
            self.out.warning("dependency-twice", path, || format!("`{name}` is named twice"));
        }
        new.then(|| Relation { from, to, kind: kind.clone() })
    }

    fn dangling(&mut self, name: u32, path: &Path<'_>) {
        let name = self.names[name as usize];
        // A BOM-Link names a component of another document.
        if !name.starts_with("urn:cdx:") {
            self.out.warning("dangling-reference", path, || {
                format!("`{name}` is the reference of no component or service of this document")
            });
        }
    }

    /// Keeps what names no component, as the document has it.
    fn keep(&mut self, from: u32, lists: [Vec<u32>; LISTS.len()]) {
        let text = |number: u32| Value::from(self.names[number as usize]);
        let mut entry = Map::from_iter([("ref".to_owned(), text(from))]);
        for ((name, _), targets) in LISTS.iter().zip(lists).filter(|(_, targets)| !targets.is_empty()) {
            entry.insert((*name).to_owned(), targets.into_iter().map(text).collect());
        }
        self.kept.push(Value::Object(entry));
    }
}
