//! Agents and tools.

use mainstay_model::{Party, PartyKind, Tool};

use super::elements::{Element, items};
use crate::spdx::parties::tool_parts;

/// Whether a type is one of people, organizations or programs that act.
pub(super) fn is_agent(kind: &str) -> bool {
    matches!(kind, "Agent" | "Person" | "Organization" | "SoftwareAgent")
}

/// An agent as a party.
pub(super) fn party(element: &Element<'_>) -> Party {
    let kind = match &*element.kind {
        "Person" => PartyKind::Person,
        "Organization" => PartyKind::Organization,
        _ => PartyKind::Unknown,
    };
    let identifiers = || items(element.get("externalIdentifier")).iter();
    let of = |wanted: &'static str| {
        identifiers()
            .filter(move |identifier| identifier.str("externalIdentifierType") == Some(wanted))
            .filter_map(|identifier| identifier.str("identifier"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    Party {
        kind,
        name: element.text("name").unwrap_or_default().to_owned(),
        mails: of("email"),
        urls: of("urlScheme"),
        phone: None,
    }
}

/// A tool, or an agent that is a program.
pub(super) fn tool(element: &Element<'_>) -> Tool {
    tool_parts(element.text("name").unwrap_or_default())
}
