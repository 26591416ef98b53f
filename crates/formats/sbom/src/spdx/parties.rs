//! Agents as SPDX 2 writes them: `Organization: Name (mail)`, `Person: Name (mail)`, `Tool: name-version`.

use mainstay_model::{Party, PartyKind, Tool};

/// Who an SPDX text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Agent {
    /// A person or an organization.
    Party(Party),
    /// A program.
    Tool(Tool),
}

/// Reads an agent; `None` when it does not start with `Person:`, `Organization:` or `Tool:` and a name.
pub(super) fn agent(text: &str) -> Option<Agent> {
    let (kind, name) = text.split_once(':')?;
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    match kind.trim() {
        "Person" => Some(Agent::Party(party(PartyKind::Person, name))),
        "Organization" => Some(Agent::Party(party(PartyKind::Organization, name))),
        "Tool" => Some(Agent::Tool(tool_parts(name))),
        _ => None,
    }
}

/// Writes a party, its mail addresses in one pair of brackets; a party of unknown kind is written as an organization, which
/// SPDX asks to decide.
pub(super) fn party_text(party: &Party) -> String {
    let kind = if party.kind == PartyKind::Person { "Person" } else { "Organization" };
    let name = one_line(&party.name);
    if party.mails.is_empty() {
        return format!("{kind}: {name}");
    }
    format!("{kind}: {name} ({})", party.mails.join(", "))
}

/// Writes a tool.
pub(super) fn tool_text(tool: &Tool) -> String {
    let name = one_line(&tool.name);
    match &tool.version {
        Some(version) => format!("Tool: {name}-{}", one_line(version)),
        None => format!("Tool: {name}"),
    }
}

/// The name before the brackets and what stands in them. Brackets that hold no mail address belong to the
/// name: `The Apache Software Foundation (ASF)`.
fn party(kind: PartyKind, text: &str) -> Party {
    let bracketed = text.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    let (name, mails) = match bracketed {
        Some((name, mails)) if mails.trim().is_empty() || mails.contains('@') => (name.trim(), mails.trim()),
        _ => (text, ""),
    };
    Party { kind, name: name.to_owned(), mails: addresses(mails), ..Party::default() }
}

/// The addresses between commas, where each is one.
fn addresses(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let parts = if parts.iter().all(|part| part.contains('@')) { parts } else { vec![text] };
    parts.into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The version starts after the first hyphen that a digit, or `v` and a digit, follows.
pub(super) fn tool_parts(text: &str) -> Tool {
    let starts_version =
        |rest: &str| rest.strip_prefix('v').unwrap_or(rest).starts_with(|first: char| first.is_ascii_digit());
    let split = text.match_indices('-').find(|(at, _)| *at > 0 && starts_version(&text[at + 1..]));
    match split {
        Some((at, _)) => {
            Tool { vendor: None, name: text[..at].to_owned(), version: Some(text[at + 1..].to_owned()) }
        }
        None => Tool { vendor: None, name: text.to_owned(), version: None },
    }
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_in_brackets_is_split_off_and_comes_back() {
        let Some(Agent::Party(party)) = agent("Person: Jane Doe (jane@registry.example)") else { panic!() };
        assert_eq!((party.kind, party.name.as_str()), (PartyKind::Person, "Jane Doe"));
        assert_eq!(party.mails, ["jane@registry.example"]);
        assert_eq!(party_text(&party), "Person: Jane Doe (jane@registry.example)");
    }

    #[test]
    fn several_mails_are_told_apart_and_come_back() {
        let Some(Agent::Party(party)) = agent("Person: J (j@registry.example,k@registry.example)") else {
            panic!()
        };
        assert_eq!(party.mails, ["j@registry.example", "k@registry.example"]);
        assert_eq!(party_text(&party), "Person: J (j@registry.example, k@registry.example)");
        let Some(Agent::Party(party)) = agent("Person: J (at home, j@registry.example)") else { panic!() };
        assert_eq!(party.mails, ["at home, j@registry.example"]);
    }

    #[test]
    fn empty_brackets_vanish_and_other_brackets_stay_in_the_name() {
        let name = |text: &str| match agent(text) {
            Some(Agent::Party(party)) => (party.name, party.mails.len()),
            _ => panic!("{text}"),
        };
        assert_eq!(name("Organization: Acme ()"), ("Acme".to_owned(), 0));
        assert_eq!(name("Organization: Acme (AC)"), ("Acme (AC)".to_owned(), 0));
    }

    #[test]
    fn a_tool_splits_at_its_version() {
        let tool = |text: &str| match agent(text) {
            Some(Agent::Tool(tool)) => (tool.name, tool.version),
            _ => panic!("{text}"),
        };
        assert_eq!(tool("Tool: sbom-tool-2.2.3-beta"), ("sbom-tool".into(), Some("2.2.3-beta".into())));
        assert_eq!(tool("Tool: syft-v0.1"), ("syft".into(), Some("v0.1".into())));
        assert_eq!(tool("Tool: hand"), ("hand".into(), None));
    }

    #[test]
    fn a_text_without_its_kind_is_no_agent() {
        assert_eq!(agent("Acme"), None);
        assert_eq!(agent("Person:"), None);
        assert_eq!(agent("Company: Acme"), None);
    }
}
