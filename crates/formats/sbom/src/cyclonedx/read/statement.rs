//! Vulnerabilities and what is said about them.

use mainstay_model::Statement;

use super::graph::Places;
use crate::cyclonedx::words::{self, Analysis, Kept};
use crate::node::Fields;

/// One vulnerability.
pub(super) fn read(mut fields: Fields<'_>, places: &Places<'_>) -> Statement {
    let mut kept = Kept::new();
    let mut vulnerability = words::SOURCE.take(&mut fields, &mut kept);
    vulnerability.id = fields.take_text("id").unwrap_or_default();
    let Analysis { state, justification, responses, detail } = words::ANALYSIS.take(&mut fields, &mut kept);
    let mut statement = Statement {
        reference: fields.take_text("bom-ref").unwrap_or_default(),
        vulnerability,
        aliases: words::ALIASES.take(&mut fields, &mut kept),
        state,
        justification,
        responses,
        detail,
        description: fields.take_text("description"),
        recommendation: fields.take_text("recommendation"),
        ratings: words::RATINGS.take(&mut fields, &mut kept),
        ..Statement::default()
    };
    for name in words::AFFECTS.take(&mut fields, &mut kept) {
        match places.get(name.as_str()) {
            Some(place) if !statement.components.contains(place) => statement.components.push(*place),
            Some(_) => {}
            None => statement.foreign.push(name),
        }
    }
    for (name, node) in fields.0 {
        kept.insert_missing(format!("cyclonedx:{name}"), || node.into_value());
    }
    statement.extensions = kept;
    statement
}
