//! Vulnerabilities and what is said about them.

use std::borrow::Cow;
use std::collections::HashMap;

use mainstay_model::{NodeId, Statement, StatementState, VulnerabilityRef};

use super::elements::{Element, items};
use super::terms;
use crate::node::Node;
use crate::spdx::read::key;

/// The field that tells why a product is not affected where no term does.
pub(super) const IMPACT: &str = "security_impactStatement";

/// A vulnerability of the graph.
#[derive(Clone, Default)]
pub(super) struct Vulnerability {
    names: Vec<VulnerabilityRef>,
    description: Option<String>,
}

/// Whether a type is one of the relationships that assess a vulnerability for VEX.
pub(super) fn state(kind: &str) -> Option<StatementState> {
    match kind {
        "security_VexAffectedVulnAssessmentRelationship" => Some(StatementState::Affected),
        "security_VexFixedVulnAssessmentRelationship" => Some(StatementState::Fixed),
        "security_VexNotAffectedVulnAssessmentRelationship" => Some(StatementState::NotAffected),
        "security_VexUnderInvestigationVulnAssessmentRelationship" => {
            Some(StatementState::UnderInvestigation)
        }
        _ => None,
    }
}

/// The names and the description of a vulnerability.
pub(super) fn vulnerability(element: &Element<'_>) -> Vulnerability {
    let identifiers = items(element.get("externalIdentifier"));
    let mut names: Vec<VulnerabilityRef> = identifiers
        .iter()
        .filter_map(|identifier| {
            let url = items(identifier.fields().and_then(|fields| fields.get("identifierLocator")));
            Some(VulnerabilityRef {
                id: identifier.str("identifier")?.to_owned(),
                source: identifier.str("issuingAuthority").map(str::to_owned),
                url: url.first().and_then(Node::as_str).map(str::to_owned),
            })
        })
        .collect();
    if names.is_empty() {
        let id = element.text("name").unwrap_or(&element.id).to_owned();
        names.push(VulnerabilityRef { id, source: None, url: None });
    }
    let description = element.text("description").or_else(|| element.text("summary")).map(str::to_owned);
    Vulnerability { names, description }
}

/// One assessment as a statement.
pub(super) fn statement(
    mut element: Element<'_>,
    vulnerabilities: &HashMap<String, Vulnerability>,
    ids: &HashMap<Cow<'_, str>, NodeId>,
) -> Statement {
    let found = element.take_text("from").unwrap_or_default();
    let mut statement = named(&found, vulnerabilities);
    statement.state = state(&element.kind);
    targets(&element.addresses("to"), ids, &mut statement);
    let assessed = element.addresses("security_assessedElement").first().map(|id| (*id).to_owned());
    if let Some(node) = assessed.as_deref().and_then(|id| ids.get(id))
        && !statement.components.contains(node)
    {
        statement.components.push(*node);
        element.take("security_assessedElement");
    }
    statement.justification =
        element.take_text("security_justificationType").map(|term| terms::short(&term).to_owned());
    let said = |text: Option<String>| text.filter(|text| text != "NOASSERTION");
    statement.recommendation = said(element.take_text("security_actionStatement"));
    statement.detail = element.take_text("security_statusNotes");
    if let Some(impact) = said(element.take_text(IMPACT)) {
        match statement.detail {
            None => statement.detail = Some(impact),
            Some(_) => {
                statement.extensions.insert(key(IMPACT), impact.into());
            }
        }
    }
    statement.reference = element.id.into_owned();
    for (name, node) in element.fields.0 {
        if !matches!(&*name, "creationInfo" | "to" | "relationshipType" | "completeness") {
            statement.extensions.insert(key(&name), node.into_value());
        }
    }
    statement
}

/// A statement that only names a vulnerability of components.
pub(super) fn mention(
    id: &str,
    vulnerabilities: &HashMap<String, Vulnerability>,
    components: Vec<NodeId>,
) -> Statement {
    Statement { components, ..named(id, vulnerabilities) }
}

/// A statement that only names the vulnerability of an element.
pub(super) fn of(element: &Element<'_>) -> Statement {
    naming(vulnerability(element))
}

fn named(id: &str, vulnerabilities: &HashMap<String, Vulnerability>) -> Statement {
    naming(vulnerabilities.get(id).cloned().unwrap_or_else(|| Vulnerability {
        names: vec![VulnerabilityRef { id: id.to_owned(), source: None, url: None }],
        description: None,
    }))
}

fn naming(found: Vulnerability) -> Statement {
    let mut names = found.names.into_iter();
    Statement {
        vulnerability: names.next().unwrap_or_default(),
        aliases: names.collect(),
        description: found.description,
        ..Statement::default()
    }
}

fn targets(to: &[&str], ids: &HashMap<Cow<'_, str>, NodeId>, statement: &mut Statement) {
    for id in to {
        match ids.get(*id) {
            Some(node) => statement.components.push(*node),
            None => statement.foreign.push((*id).to_owned()),
        }
    }
}
