//! Relationships: subjects, edges, licenses, and what the model holds only in part.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use mainstay_model::{
    Bom, Graph, LicenseClaim, LicenseSource, NodeId, Relation, RelationKind, Scope, Statement,
};
use serde_json::Value;

use super::elements::Element;
use super::license::{License, outside};
use super::statement::{Vulnerability, mention};
use super::terms::{self, Meaning};
use crate::node::Node;
use crate::spdx::read::{Copies, component_scopes, key};

/// What relationships are read with.
pub(super) struct Known<'k> {
    pub(super) ids: &'k HashMap<Cow<'k, str>, NodeId>,
    pub(super) licenses: &'k HashMap<String, License>,
    pub(super) copies: &'k Copies,
    pub(super) vulnerabilities: &'k HashMap<String, Vulnerability>,
    /// The document and its collections.
    pub(super) collections: &'k HashSet<String>,
}

/// Relationships as far as they were read.
#[derive(Default)]
pub(super) struct Relations {
    scopes: HashMap<(NodeId, NodeId), Scope>,
    seen: HashSet<(NodeId, NodeId)>,
    complete: HashSet<NodeId>,
    /// Scopes of single edges that the model does not keep.
    scoped: Vec<(NodeId, Scope)>,
}

impl Relations {
    /// Takes one relationship; gives it back when it has to be kept verbatim.
    pub(super) fn take<'t>(
        &mut self,
        element: Element<'t>,
        known: &Known<'_>,
        bom: &mut Bom,
    ) -> Option<Element<'t>> {
        let term = element.text("relationshipType").map(terms::short).unwrap_or_default().to_owned();
        let from = element.addresses("from").first().map(|from| (*from).to_owned()).unwrap_or_default();
        let to: Vec<String> = element.addresses("to").into_iter().map(str::to_owned).collect();
        match term.as_str() {
            "hasDeclaredLicense" => {
                return licenses(element, &from, &to, LicenseSource::Declared, known, bom);
            }
            "hasConcludedLicense" => {
                return licenses(element, &from, &to, LicenseSource::Concluded, known, bom);
            }
            "describes" if known.collections.contains(&from) => return subjects(element, &to, known, bom),
            "hasAssociatedVulnerability" => return vulnerabilities(element, &from, &to, known, bom),
            _ => {}
        }
        let Some(&from) = known.ids.get(from.as_str()) else { return Some(element) };
        let held = self.edges(&element, &term, from, &to, known, bom);
        (!held || says_more(&element, &term)).then_some(element)
    }

    fn edges(
        &mut self,
        element: &Element<'_>,
        term: &str,
        from: NodeId,
        to: &[String],
        known: &Known<'_>,
        bom: &mut Bom,
    ) -> bool {
        let Meaning { kind, reversed, scope, .. } = meaning(element, term);
        let scope = scope.or_else(|| element.text("scope").and_then(terms::scope));
        let mut held = true;
        for target in to {
            let Some(&target) = known.ids.get(target.as_str()) else {
                let nothing = terms::unsaid(target) == Some("NONE") && term == "dependsOn";
                if nothing {
                    self.complete.insert(from);
                }
                held &= nothing;
                continue;
            };
            let (from, to) = if reversed { (target, from) } else { (from, target) };
            if kind == RelationKind::DependsOn {
                if let Some(scope) = scope {
                    let known = self.scopes.entry((from, to)).or_insert(scope);
                    *known = (*known).min(scope);
                    self.scoped.push((to, scope));
                }
                if !self.seen.insert((from, to)) {
                    continue;
                }
            }
            bom.relations.push(Relation { from, to, kind: kind.clone() });
        }
        if kind.is_dependency() && element.text("completeness").map(terms::short) == Some("complete") {
            self.complete.insert(from);
        }
        held
    }

    /// Settles what follows from all relationships together.
    pub(super) fn settle(self, bom: &mut Bom) {
        for relation in &bom.relations {
            let graph = &mut bom.components[relation.from.index()].graph;
            if relation.kind.is_dependency() && *graph == Graph::Unknown {
                *graph = Graph::Partial;
            }
        }
        for node in self.complete {
            bom.components[node.index()].graph = Graph::Complete;
        }
        let scopes = component_scopes(&bom.relations, &self.scopes);
        for (node, scope) in self.scoped {
            if scopes.get(&node) != Some(&scope) {
                bom.unread.count("LifecycleScopedRelationship.scope");
            }
        }
        for (node, scope) in scopes {
            bom.components[node.index()].scope.get_or_insert(scope);
        }
    }
}

fn meaning(element: &Element<'_>, term: &str) -> Meaning {
    terms::meaning(term, element.text("scope"), element.text("comment"))
}

/// Whether a relationship says more than the model holds of it.
fn says_more(element: &Element<'_>, term: &str) -> bool {
    let meaning = meaning(element, term);
    let is_scope = |node: &Node<'_>| node.as_str().and_then(terms::scope).is_some();
    element.fields.0.iter().any(|(name, node)| match &**name {
        "from" | "to" | "relationshipType" | "creationInfo" => false,
        "completeness" => {
            !meaning.kind.is_dependency() && node.as_str().map(terms::short) != Some("noAssertion")
        }
        "scope" => !meaning.is_scoped || !is_scope(node),
        "comment" => !meaning.is_commented,
        _ => true,
    })
}

fn licenses<'t>(
    element: Element<'t>,
    from: &str,
    to: &[String],
    source: LicenseSource,
    known: &Known<'_>,
    bom: &mut Bom,
) -> Option<Element<'t>> {
    let Some(node) = known.ids.get(from) else { return Some(element) };
    let component = &mut bom.components[node.index()];
    component.licenses.reserve_exact(to.len());
    for id in to {
        let License { value, text, url } = known.licenses.get(id).cloned().unwrap_or_else(|| outside(id));
        let (text, url) = (known.copies.of(text.as_deref()), url.as_deref().map(str::to_owned));
        component.licenses.push(LicenseClaim { source, value, text, url });
    }
    let mut known = &[][..];
    if let Some(comment) = element.text("comment") {
        let comment = Value::String(comment.to_owned());
        if !component.extensions.contains_key(&key("licenseComments")) {
            component.extensions.insert(key("licenseComments"), comment);
            known = &["comment"];
        }
    }
    count_unread(&element, known, bom);
    None
}

/// Counts what a relationship says beyond what it relates, where it is not kept.
fn count_unread(element: &Element<'_>, known: &[&str], bom: &mut Bom) {
    for (name, node) in &element.fields.0 {
        let is_read = match &**name {
            "from" | "to" | "relationshipType" | "creationInfo" | "@context" => true,
            "completeness" => node.as_str().map(terms::short) == Some("noAssertion"),
            name => known.contains(&name),
        };
        if !is_read {
            bom.unread.count(&format!("{}.{name}", element.kind));
        }
    }
}

fn subjects<'t>(
    element: Element<'t>,
    to: &[String],
    known: &Known<'_>,
    bom: &mut Bom,
) -> Option<Element<'t>> {
    let mut held = true;
    for id in to {
        match known.ids.get(id.as_str()) {
            Some(node) if !bom.subjects.contains(node) => bom.subjects.push(*node),
            Some(_) => {}
            None => held = false,
        }
    }
    if held {
        count_unread(&element, &[], bom);
    }
    (!held).then_some(element)
}

fn vulnerabilities<'t>(
    element: Element<'t>,
    from: &str,
    to: &[String],
    known: &Known<'_>,
    bom: &mut Bom,
) -> Option<Element<'t>> {
    let node = known.ids.get(from).copied();
    if node.is_none() && !to.iter().all(|id| known.vulnerabilities.contains_key(id)) {
        return Some(element);
    }
    for id in to {
        let foreign = node.is_none().then(|| from.to_owned()).into_iter().collect();
        let components = node.into_iter().collect();
        bom.statements.push(Statement { foreign, ..mention(id, known.vulnerabilities, components) });
    }
    count_unread(&element, &[], bom);
    None
}
