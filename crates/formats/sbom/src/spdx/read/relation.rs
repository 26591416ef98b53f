//! Relationships: subjects, edges, scopes, and what the model holds only in part.

use std::collections::{HashMap, HashSet};

use mainstay_model::{Bom, Graph, NodeId, Problem, Relation, RelationKind, Scope};
use serde_json::Value;

use super::key;
use crate::spdx::names;
use crate::spdx::problems::Problems;
use crate::spdx::shape::Relationship;
use crate::spdx::words;

/// The identifiers of the components.
pub(in crate::spdx) type Ids<'a> = HashMap<&'a str, NodeId>;

/// Maps every relationship to the model. One that the model cannot hold whole is kept verbatim as well.
pub(super) fn map(
    bom: &mut Bom,
    document: &str,
    describes: Vec<String>,
    contained: Vec<(NodeId, Vec<String>)>,
    relationships: Vec<Relationship>,
    problems: &mut Problems,
) {
    let components = std::mem::take(&mut bom.components);
    let mut ids = Ids::with_capacity(components.len());
    for (index, component) in components.iter().enumerate() {
        let id = NodeId(u32::try_from(index).expect("readers bound the number of components"));
        ids.entry(&component.reference).or_insert(id);
    }
    let mut edges = Edges::new(&ids, document);
    for id in &describes {
        edges.subject(id);
    }
    for (owner, files) in &contained {
        for file in files {
            if let Some(&file) = ids.get(file.as_str()) {
                edges.add(*owner, file, RelationKind::Contains, None);
            }
        }
    }
    for relationship in relationships {
        edges.relationship(relationship);
    }
    let settled = edges.settle(problems);
    bom.components = components;
    settled.put(bom);
}

struct Edges<'a> {
    ids: &'a Ids<'a>,
    document: &'a str,
    subjects: Vec<NodeId>,
    subject_set: HashSet<NodeId>,
    relations: Vec<Relation>,
    /// The place of each relation of a kind that the model has a word for.
    seen: HashMap<(NodeId, NodeId, u8), usize>,
    /// The strongest scope of each dependency edge that tells one.
    scopes: HashMap<(NodeId, NodeId), Scope>,
    scoped: Vec<((NodeId, NodeId), Scope, Relationship)>,
    complete: Vec<NodeId>,
    /// Held by the model, and kept because they say more than it can hold: with the place of the relation, whose order is
    /// the one in which they are written again.
    beside: Vec<(usize, Relationship)>,
    /// Not held by the model.
    verbatim: Vec<Relationship>,
    foreign: u64,
}

impl<'a> Edges<'a> {
    fn new(ids: &'a Ids<'a>, document: &'a str) -> Self {
        Self {
            ids,
            document: if document.is_empty() { names::DOCUMENT } else { document },
            subjects: Vec::new(),
            subject_set: HashSet::new(),
            relations: Vec::new(),
            seen: HashMap::new(),
            scopes: HashMap::new(),
            scoped: Vec::new(),
            complete: Vec::new(),
            beside: Vec::new(),
            verbatim: Vec::new(),
            foreign: 0,
        }
    }

    fn subject(&mut self, id: &str) -> bool {
        let Some(&node) = self.ids.get(id) else { return false };
        if self.subject_set.insert(node) {
            self.subjects.push(node);
        }
        true
    }

    fn relationship(&mut self, mut relationship: Relationship) {
        // Older scanners write it so; the check has told it.
        if &*relationship.kind == "DESCRIBE" {
            relationship.kind = "DESCRIBES".into();
        }
        let has_comment = relationship.comment.is_some();
        let (from, to) = (&*relationship.from, &*relationship.to);
        let held = match &*relationship.kind {
            // Says nothing, and the writer makes it anew.
            "DESCRIBES" if from == self.document && to == "NOASSERTION" => true,
            "DESCRIBES" if from == self.document => self.subject(to),
            "DESCRIBED_BY" if to == self.document => self.subject(from),
            "DEPENDS_ON" if to == "NONE" => self.nothing(from),
            _ => return self.between(relationship, has_comment),
        };
        if !held {
            self.keep(relationship);
        } else if has_comment {
            self.beside.push((0, relationship));
        }
    }

    /// A component without dependencies.
    fn nothing(&mut self, id: &str) -> bool {
        let node = self.ids.get(id);
        self.complete.extend(node);
        node.is_some()
    }

    fn between(&mut self, relationship: Relationship, has_comment: bool) {
        let ends = self.ids.get(&*relationship.from).zip(self.ids.get(&*relationship.to));
        let Some((&from, &to)) = ends else { return self.keep(relationship) };
        let Some(meaning) = words::meaning(&relationship.kind) else {
            if has_comment {
                self.beside.push((self.relations.len(), relationship.clone()));
            }
            let relation = match words::inverse(&relationship.kind) {
                Some(name) => Relation { from: to, to: from, kind: RelationKind::Other(name.into()) },
                None => Relation { from, to, kind: RelationKind::Other((*relationship.kind).into()) },
            };
            self.relations.push(relation);
            return;
        };
        let (from, to) = if meaning.reversed { (to, from) } else { (from, to) };
        let place = self.add(from, to, meaning.kind, meaning.scope);
        if has_comment {
            self.beside.push((place, relationship));
        } else if let Some(scope) = meaning.scope {
            self.scoped.push(((from, to), scope, relationship));
        }
    }

    fn add(&mut self, from: NodeId, to: NodeId, kind: RelationKind, scope: Option<Scope>) -> usize {
        if let Some(scope) = scope {
            self.scopes.entry((from, to)).and_modify(|known| *known = (*known).min(scope)).or_insert(scope);
        }
        let next = self.relations.len();
        let place = *self.seen.entry((from, to, number(&kind))).or_insert(next);
        if place == next {
            self.relations.push(Relation { from, to, kind });
        }
        place
    }

    fn keep(&mut self, relationship: Relationship) {
        self.foreign +=
            u64::from(names::is_foreign(&relationship.to) || names::is_foreign(&relationship.from));
        self.verbatim.push(relationship);
    }

    fn settle(mut self, problems: &mut Problems) -> Settled {
        if self.foreign > 0 {
            problems.push(Problem::note(
                "other-document",
                match self.foreign {
                    1 => "1 relationship points into another document; it is kept as written".to_owned(),
                    many => {
                        format!("{many} relationships point into other documents; they are kept as written")
                    }
                },
            ));
        }
        let scopes = component_scopes(&self.relations, &self.scopes);
        self.beside.sort_by_key(|(place, _)| *place);
        let mut verbatim: Vec<_> = self.beside.into_iter().map(|(_, relationship)| relationship).collect();
        let told_otherwise = |edge: &(NodeId, NodeId), scope: Scope| scopes.get(&edge.1) != Some(&scope);
        let kept: HashSet<(NodeId, NodeId)> = self
            .scoped
            .iter()
            .filter(|(edge, scope, _)| told_otherwise(edge, *scope))
            .map(|(edge, _, _)| *edge)
            .collect();
        let scoped = self.scoped.into_iter().filter(|(edge, _, _)| kept.contains(edge));
        verbatim.extend(scoped.map(|(_, _, relationship)| relationship));
        verbatim.extend(self.verbatim);
        Settled {
            subjects: self.subjects,
            relations: self.relations,
            complete: self.complete,
            scopes,
            verbatim,
        }
    }
}

/// The scope of each component: the strongest of its edges, when every edge tells one. The model has one scope
/// a component; what an edge says beyond it is kept verbatim.
pub(in crate::spdx) fn component_scopes(
    relations: &[Relation],
    edges: &HashMap<(NodeId, NodeId), Scope>,
) -> HashMap<NodeId, Scope> {
    if edges.is_empty() {
        return HashMap::new();
    }
    let mut scopes: HashMap<NodeId, Option<Scope>> = HashMap::new();
    for relation in relations.iter().filter(|relation| relation.kind.is_dependency()) {
        let scope = edges.get(&(relation.from, relation.to)).copied();
        scopes
            .entry(relation.to)
            .and_modify(|known| *known = known.zip(scope).map(|(known, scope)| known.min(scope)))
            .or_insert(scope);
    }
    scopes.into_iter().filter_map(|(node, scope)| Some((node, scope?))).collect()
}

/// What all relationships come to.
struct Settled {
    subjects: Vec<NodeId>,
    relations: Vec<Relation>,
    complete: Vec<NodeId>,
    scopes: HashMap<NodeId, Scope>,
    verbatim: Vec<Relationship>,
}

impl Settled {
    fn put(self, bom: &mut Bom) {
        bom.subjects = self.subjects;
        for relation in &self.relations {
            let graph = &mut bom.components[relation.from.index()].graph;
            if relation.kind.is_dependency() && *graph == Graph::Unknown {
                *graph = Graph::Partial;
            }
        }
        // One that has edges and says to have none contradicts itself: it stays partial.
        for node in self.complete {
            let graph = &mut bom.components[node.index()].graph;
            if *graph == Graph::Unknown {
                *graph = Graph::Complete;
            }
        }
        for (node, scope) in self.scopes {
            bom.components[node.index()].scope.get_or_insert(scope);
        }
        bom.relations = self.relations;
        if !self.verbatim.is_empty() {
            let list = self.verbatim.into_iter().filter_map(|kept| serde_json::to_value(kept).ok());
            bom.document.extensions.insert(key("relationships"), Value::Array(list.collect()));
        }
    }
}

fn number(kind: &RelationKind) -> u8 {
    match kind {
        RelationKind::DependsOn => 0,
        RelationKind::Contains => 1,
        RelationKind::Provides => 2,
        RelationKind::GeneratedFrom => 3,
        RelationKind::Other(_) => 4,
    }
}
