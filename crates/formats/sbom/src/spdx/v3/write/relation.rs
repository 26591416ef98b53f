//! Relations as relationships; what was kept verbatim stands where its relation stood.

use std::collections::HashMap;

use mainstay_model::{Bom, Graph, NodeId, Relation, RelationKind};
use serde_json::{Value, json};

use super::helpers::Helpers;
use crate::spdx::losses::{Loss, Losses};
use crate::spdx::v3::terms::{self, Meaning};

/// Writes the edges and the elements that were kept verbatim.
pub(super) fn relations(
    bom: &Bom,
    ids: &[String],
    helpers: &Helpers,
    into: &mut Vec<Value>,
    losses: &mut Losses,
) {
    let kept = bom.document.extensions.get("spdx:elements").and_then(Value::as_array);
    let mut kept: Vec<Option<&Value>> = kept.into_iter().flatten().map(Some).collect();
    let covered = covered(&kept, ids);
    let mut open: Option<Open> = None;
    let mut number = 0;
    let mut close = |open: &mut Option<Open>, into: &mut Vec<Value>| {
        if let Some(open) = open.take() {
            number += 1;
            into.push(open.into_value(&helpers.own("relationship", number)));
        }
    };
    let mut has_edges = vec![false; ids.len()];
    for relation in &bom.relations {
        has_edges[relation.from.index()] |= relation.kind.is_dependency();
        if let Some(places) = covered.get(&(relation.from, relation.to, relation.kind.clone())) {
            close(&mut open, into);
            into.extend(places.iter().filter_map(|place| kept[*place].take()).cloned());
            continue;
        }
        let next = Open::new(bom, relation, ids, losses);
        match &mut open {
            Some(open) if open.head() == next.head() => open.to.extend(next.to),
            _ => {
                close(&mut open, into);
                open = Some(next);
            }
        }
    }
    close(&mut open, into);
    for (index, component) in bom.components.iter().enumerate() {
        if component.graph == Graph::Complete && !has_edges[index] {
            let mut nothing = Some(Open {
                from: ids[index].clone(),
                term: "dependsOn".to_owned(),
                scope: None,
                complete: true,
                comment: None,
                to: vec![terms::NONE_ELEMENT.to_owned()],
            });
            close(&mut nothing, into);
        }
    }
    into.extend(kept.into_iter().flatten().cloned());
}

/// A relationship that more targets may be added to.
struct Open {
    from: String,
    term: String,
    scope: Option<&'static str>,
    complete: bool,
    comment: Option<String>,
    to: Vec<String>,
}

impl Open {
    fn new(bom: &Bom, relation: &Relation, ids: &[String], losses: &mut Losses) -> Self {
        let (from, to) = (relation.from, relation.to);
        let scope = bom.component(to).scope;
        let mut comment = None;
        let (term, swapped, scope) = match &relation.kind {
            RelationKind::DependsOn => {
                let (term, scope) = terms::dependency(scope).unwrap_or(("dependsOn", None));
                (term, false, scope)
            }
            RelationKind::Contains => ("contains", false, None),
            RelationKind::Provides => ("hasSpecification", false, None),
            RelationKind::GeneratedFrom => ("generates", true, None),
            RelationKind::Other(name) => match terms::spelling(name) {
                Some(spelling) => {
                    comment = spelling.comment.map(str::to_owned);
                    (spelling.term, spelling.swapped, spelling.scope)
                }
                None => {
                    losses.name(Loss::Relation, name);
                    comment = Some(name.to_string());
                    ("other", false, None)
                }
            },
        };
        let complete = relation.kind.is_dependency() && bom.component(from).graph == Graph::Complete;
        let (from, to) = if swapped { (to, from) } else { (from, to) };
        Self {
            from: ids[from.index()].clone(),
            term: term.to_owned(),
            scope,
            complete,
            comment,
            to: vec![ids[to.index()].clone()],
        }
    }

    fn head(&self) -> (&str, &str, Option<&str>, Option<&str>) {
        (&self.from, &self.term, self.scope, self.comment.as_deref())
    }

    fn into_value(self, id: &str) -> Value {
        let kind = if self.scope.is_some() { "LifecycleScopedRelationship" } else { "Relationship" };
        let mut value = json!({
            "type": kind,
            "spdxId": id,
            "from": self.from,
            "relationshipType": self.term,
            "to": self.to,
        });
        if let Some(scope) = self.scope {
            value["scope"] = json!(scope);
        }
        if self.complete {
            value["completeness"] = json!("complete");
        }
        if let Some(comment) = self.comment {
            value["comment"] = json!(comment);
        }
        value
    }
}

/// The relations that kept relationships tell already, and by which of them.
fn covered(kept: &[Option<&Value>], ids: &[String]) -> HashMap<(NodeId, NodeId, RelationKind), Vec<usize>> {
    let mut covered: HashMap<_, Vec<usize>> = HashMap::new();
    if kept.is_empty() {
        return covered;
    }
    let places: HashMap<&str, NodeId> =
        ids.iter().zip(0..).map(|(id, index)| (id.as_str(), NodeId(index))).collect();
    for (place, element) in kept.iter().enumerate() {
        let Some(element) = element else { continue };
        let text = |field: &str| element.get(field).and_then(Value::as_str);
        let Some((term, from)) = text("relationshipType").map(terms::short).zip(text("from")) else {
            continue;
        };
        let Some(&from) = places.get(from) else { continue };
        let Meaning { kind, reversed, .. } = terms::meaning(term, text("scope"), text("comment"));
        for to in element.get("to").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
        {
            if let Some(&to) = places.get(to) {
                let (from, to) = if reversed { (to, from) } else { (from, to) };
                covered.entry((from, to, kind.clone())).or_default().push(place);
            }
        }
    }
    covered
}
