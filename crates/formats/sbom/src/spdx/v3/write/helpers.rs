//! People, tools and licenses: one element each, however often it is named.

use std::collections::{HashMap, HashSet};

use mainstay_model::{LicenseClaim, LicenseValue, Party, PartyKind, Tool};
use serde_json::{Value, json};

use super::free;
use crate::spdx::losses::{Loss, Losses};
use crate::spdx::parties::tool_text;
use crate::spdx::v3::elements::{self, Element};
use crate::spdx::v3::{license, people, terms};

/// The elements that others name.
pub(super) struct Helpers {
    namespace: String,
    /// The addresses of components and of what was kept.
    taken: HashSet<String>,
    elements: Vec<Value>,
    parties: HashMap<Party, String>,
    tools: HashMap<(&'static str, Tool), String>,
    licenses: HashMap<(LicenseValue, Option<String>), String>,
}

impl Helpers {
    /// None yet, but those that were kept, which say more than would be written.
    pub(super) fn new(namespace: &str, taken: HashSet<String>, kept: &[Element<'_>]) -> Self {
        let of = |kinds: &'static [&str]| kept.iter().filter(|element| kinds.contains(&&*element.kind));
        let address = |element: &Element<'_>| element.id.clone().into_owned();
        let parties = of(&["Agent", "Person", "Organization"]);
        let tools = of(&["Tool", "SoftwareAgent"]);
        let licenses = license::licenses(kept, &elements::index(kept)).into_iter();
        Self {
            namespace: namespace.to_owned(),
            taken,
            elements: Vec::new(),
            parties: parties.map(|element| (people::party(element), address(element))).collect(),
            tools: tools
                .map(|element| {
                    let kind = if element.kind == "Tool" { "Tool" } else { "SoftwareAgent" };
                    ((kind, people::tool(element)), address(element))
                })
                .collect(),
            licenses: licenses.map(|(id, license)| ((license.value, license.text), id)).collect(),
        }
    }

    /// All of them.
    pub(super) fn finish(self) -> Vec<Value> {
        self.elements
    }

    /// The address of a party.
    pub(super) fn party(&mut self, party: &Party, losses: &mut Losses) -> String {
        losses.add(Loss::Party, usize::from(party.phone.is_some()));
        if let Some(id) = self.parties.get(party) {
            return id.clone();
        }
        let id = self.own("agent", self.parties.len() + 1);
        let kind = match party.kind {
            PartyKind::Person => "Person",
            PartyKind::Organization => "Organization",
            PartyKind::Unknown => "Agent",
        };
        let identifier = |kind: &str, text: &String| json!({"type": "ExternalIdentifier", "externalIdentifierType": kind, "identifier": text});
        let mails = party.mails.iter().map(|mail| identifier("email", mail));
        let urls = party.urls.iter().map(|url| identifier("urlScheme", url));
        let identifiers: Vec<Value> = mails.chain(urls).collect();
        let mut element = json!({"type": kind, "spdxId": id});
        if !party.name.is_empty() {
            element["name"] = json!(party.name);
        }
        if !identifiers.is_empty() {
            element["externalIdentifier"] = json!(identifiers);
        }
        self.elements.push(element);
        self.parties.insert(party.clone(), id.clone());
        id
    }

    /// The address of a program, as a `Tool` or as a `SoftwareAgent`.
    pub(super) fn tool(&mut self, kind: &'static str, tool: &Tool) -> String {
        let key = (kind, tool.clone());
        if let Some(id) = self.tools.get(&key) {
            return id.clone();
        }
        let id = self.own("tool", self.tools.len() + 1);
        let text = tool_text(tool);
        let name = text.strip_prefix("Tool: ").unwrap_or(&text);
        self.elements.push(json!({"type": kind, "spdxId": id, "name": name}));
        self.tools.insert(key, id.clone());
        id
    }

    /// The address of a license.
    pub(super) fn license(&mut self, claim: &LicenseClaim, losses: &mut Losses) -> String {
        let text = match &claim.value {
            LicenseValue::None | LicenseValue::NoAssertion => {
                losses.add(Loss::LicenseText, usize::from(claim.text.is_some() || claim.url.is_some()));
                let is_none = claim.value == LicenseValue::None;
                return if is_none { terms::NONE_LICENSE } else { terms::NOASSERTION_LICENSE }.to_owned();
            }
            LicenseValue::Id(text) | LicenseValue::Expression(text) | LicenseValue::Name(text) => text,
        };
        let custom = matches!(claim.value, LicenseValue::Name(_))
            || text.starts_with("LicenseRef-") && claim.text.is_some();
        losses.add(Loss::LicenseText, usize::from(claim.url.is_some() || claim.text.is_some() && !custom));
        let key = (claim.value.clone(), claim.text.clone().filter(|_| custom));
        if let Some(id) = self.licenses.get(&key) {
            return id.clone();
        }
        let id = self.own("license", self.licenses.len() + 1);
        self.elements.push(if custom {
            json!({
                "type": "simplelicensing_SimpleLicensingText",
                "spdxId": id,
                "name": text,
                "simplelicensing_licenseText": claim.text.as_deref().unwrap_or("NOASSERTION"),
            })
        } else {
            json!({
                "type": "simplelicensing_LicenseExpression",
                "spdxId": id,
                "simplelicensing_licenseExpression": text,
            })
        });
        self.licenses.insert(key, id.clone());
        id
    }

    /// The address of an element that belongs to another one.
    pub(super) fn beside(&self, id: &str, what: &str, number: usize) -> String {
        let address = match id.strip_prefix(&self.namespace) {
            Some(_) => format!("{id}-{what}-{number}"),
            None => format!("{}#{}-{what}-{number}", self.namespace, crate::spdx::names::slug(id)),
        };
        free(address, &self.taken)
    }

    /// The address of an element of its own.
    pub(super) fn own(&self, what: &str, number: usize) -> String {
        free(format!("{}#{what}-{number}", self.namespace), &self.taken)
    }

    /// Adds an element that is made elsewhere.
    pub(super) fn push(&mut self, element: Value) {
        self.elements.push(element);
    }
}
