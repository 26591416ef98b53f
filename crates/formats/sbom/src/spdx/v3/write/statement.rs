//! Statements as vulnerabilities and assessments.

use std::collections::HashMap;

use mainstay_model::{Bom, Statement, StatementState, VulnerabilityRef};
use serde_json::{Value, json};

use super::helpers::Helpers;
use crate::spdx::losses::{Loss, Losses};
use crate::spdx::v3::elements::Element;
use crate::spdx::v3::statement::{self, IMPACT};

/// The justifications that SPDX 3 has terms for.
const JUSTIFICATIONS: &[&str] = &[
    "componentNotPresent",
    "inlineMitigationsAlreadyExist",
    "vulnerableCodeCannotBeControlledByAdversary",
    "vulnerableCodeNotInExecutePath",
    "vulnerableCodeNotPresent",
];

/// Writes every statement.
pub(super) fn statements(
    bom: &Bom,
    ids: &[String],
    kept: &[Element<'_>],
    helpers: &mut Helpers,
    into: &mut Vec<Value>,
    losses: &mut Losses,
) {
    let key = |statement: &Statement| {
        format!("{:?}{:?}{:?}", statement.vulnerability, statement.aliases, statement.description)
    };
    let vulnerabilities = kept.iter().filter(|element| element.kind == "security_Vulnerability");
    let mut found: HashMap<String, String> = vulnerabilities
        .map(|element| (key(&statement::of(element)), element.id.clone().into_owned()))
        .collect();
    for (index, statement) in bom.statements.iter().enumerate() {
        let key = key(statement);
        let next = found.len() + 1;
        let vulnerability = found
            .entry(key)
            .or_insert_with(|| {
                let id = helpers.own("vulnerability", next);
                helpers.push(vulnerability(statement, &id));
                id
            })
            .clone();
        let components = statement.components.iter().map(|node| ids[node.index()].clone());
        let to: Vec<String> = components.chain(statement.foreign.iter().cloned()).collect();
        if to.is_empty() {
            losses.name(Loss::Statement, &statement.vulnerability.id);
            continue;
        }
        lost_parts(statement, to.len()).for_each(|part| losses.name(Loss::StatementPart, part));
        let id = match statement.reference.contains(':') {
            true => statement.reference.clone(),
            false => helpers.own("assessment", index + 1),
        };
        match statement.state {
            Some(state) => into.push(assessment(statement, state, &id, &vulnerability, &to)),
            None => {
                for (number, from) in to.iter().enumerate() {
                    into.push(json!({
                        "type": "Relationship",
                        "spdxId": format!("{id}-{number}"),
                        "from": from,
                        "relationshipType": "hasAssociatedVulnerability",
                        "to": [vulnerability],
                    }));
                }
            }
        }
    }
}

/// What SPDX 3 does not say of a statement about so many elements.
fn lost_parts(statement: &Statement, elements: usize) -> impl Iterator<Item = &str> {
    let term = statement.justification.as_deref().is_none_or(|text| JUSTIFICATIONS.contains(&text));
    let (detail, action) = (statement.detail.is_some(), statement.recommendation.is_some());
    let justified = statement.justification.is_some();
    let state = matches!(
        statement.state,
        Some(StatementState::Exploitable | StatementState::FalsePositive | StatementState::FixedWithPedigree)
    );
    let (justification, detail, recommendation) = match statement.state {
        None => (justified, detail, action),
        Some(StatementState::Affected | StatementState::Exploitable) => (justified, false, false),
        Some(StatementState::NotAffected | StatementState::FalsePositive) => (!term, false, action),
        Some(
            StatementState::Fixed | StatementState::FixedWithPedigree | StatementState::UnderInvestigation,
        ) => (justified, false, action),
    };
    let parts = [
        ("state", state),
        ("justification", justification),
        ("detail", detail),
        ("recommendation", recommendation),
        ("that it is one statement about several components", statement.state.is_none() && elements > 1),
        ("ratings", !statement.ratings.is_empty()),
        ("responses", !statement.responses.is_empty()),
    ];
    let is_written = statement.state.is_some();
    let native = statement.extensions.keys().filter(move |key| !(is_written && key.starts_with("spdx:")));
    parts.into_iter().filter(|(_, is_lost)| *is_lost).map(|(name, _)| name).chain(native)
}

fn vulnerability(statement: &Statement, id: &str) -> Value {
    let identifier = |name: &VulnerabilityRef| {
        let kind = if name.id.starts_with("CVE-") { "cve" } else { "securityOther" };
        let mut value =
            json!({"type": "ExternalIdentifier", "externalIdentifierType": kind, "identifier": name.id});
        if let Some(source) = &name.source {
            value["issuingAuthority"] = json!(source);
        }
        if let Some(url) = &name.url {
            value["identifierLocator"] = json!([url]);
        }
        value
    };
    let names = std::iter::once(&statement.vulnerability).chain(&statement.aliases);
    let mut element = json!({
        "type": "security_Vulnerability",
        "spdxId": id,
        "name": statement.vulnerability.id,
        "externalIdentifier": names.map(identifier).collect::<Vec<_>>(),
    });
    if let Some(description) = &statement.description {
        element["description"] = json!(description);
    }
    element
}

fn assessment(
    statement: &Statement,
    state: StatementState,
    id: &str,
    vulnerability: &str,
    to: &[String],
) -> Value {
    let (kind, term) = match state {
        StatementState::Affected | StatementState::Exploitable => ("Affected", "affects"),
        StatementState::Fixed | StatementState::FixedWithPedigree => ("Fixed", "fixedIn"),
        StatementState::NotAffected | StatementState::FalsePositive => ("NotAffected", "doesNotAffect"),
        StatementState::UnderInvestigation => ("UnderInvestigation", "underInvestigationFor"),
    };
    let mut element = json!({
        "type": format!("security_Vex{kind}VulnAssessmentRelationship"),
        "spdxId": id,
        "from": vulnerability,
        "relationshipType": term,
        "to": to,
    });
    for (key, value) in statement.extensions.iter() {
        if let Some(field) = key.strip_prefix("spdx:") {
            element[field] = value.clone();
        }
    }
    let detail = statement.detail.as_deref();
    let justified = statement.justification.as_deref().filter(|text| JUSTIFICATIONS.contains(text));
    match kind {
        "Affected" => {
            let action = statement.recommendation.as_deref().unwrap_or("NOASSERTION");
            element["security_actionStatement"] = json!(action);
        }
        "NotAffected" => match justified {
            Some(term) => element["security_justificationType"] = json!(term),
            None if element.get(IMPACT).is_some() => {}
            // One of the two is asked for.
            None => {
                let impact = statement.justification.as_deref().or(detail);
                element[IMPACT] = json!(impact.unwrap_or("NOASSERTION"));
            }
        },
        _ => {}
    }
    if let Some(detail) = detail.filter(|detail| element.get(IMPACT).and_then(Value::as_str) != Some(detail))
    {
        element["security_statusNotes"] = json!(detail);
    }
    element
}
