//! People, tools and licenses: one element each, however often it is named.

use std::collections::{HashMap, HashSet};

use mainstay_model::{Bom, LicenseClaim, LicenseText, LicenseValue, Party, PartyKind, Tool};
use serde_json::{Value, json};

use super::free;
use crate::license_ref;
use crate::spdx::defined::Defined;
use crate::spdx::losses::{Loss, Losses};
use crate::spdx::parties::tool_text;
use crate::spdx::v3::elements::{self, Element};
use crate::spdx::v3::license::{self, DICTIONARY, Names, SEE_ALSO};
use crate::spdx::v3::{people, terms};

/// The elements that others name.
pub(super) struct Helpers {
    namespace: String,
    /// The addresses of components and of what was kept.
    taken: HashSet<String>,
    elements: Vec<Value>,
    parties: HashMap<Party, String>,
    tools: HashMap<(&'static str, Tool), String>,
    licenses: HashMap<License, String>,
    /// The licenses that the document defines, and the addresses of those that have one already.
    defined: Defined,
    addresses: HashMap<String, String>,
    /// Those that were kept with what names them.
    kept: HashSet<String>,
}

/// A license as an element.
#[derive(PartialEq, Eq, Hash)]
enum License {
    /// Of an expression.
    Expression(String),
    /// Of a name, with its text and address.
    Custom(String, Option<String>, Option<String>),
}

impl Helpers {
    /// None yet, but those that were kept, which say more than would be written.
    pub(super) fn new(bom: &Bom, namespace: &str, taken: HashSet<String>, kept: &[Element<'_>]) -> Self {
        let of = |kinds: &'static [&str]| kept.iter().filter(|element| kinds.contains(&&*element.kind));
        let address = |element: &Element<'_>| element.id.clone().into_owned();
        let parties = of(&["Agent", "Person", "Organization"]);
        let tools = of(&["Tool", "SoftwareAgent"]);
        let defined = Defined::new(bom);
        let (licenses, addresses) = kept_licenses(kept, defined.texts());
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
            licenses,
            kept: addresses.keys().cloned().collect(),
            addresses,
            defined,
        }
    }

    /// All of them.
    pub(super) fn finish(mut self, losses: &mut Losses) -> Vec<Value> {
        let texts = std::mem::take(&mut self.defined).finish(losses);
        let kept = std::mem::take(&mut self.kept);
        for text in texts.into_iter().filter(|text| !kept.contains(&text.id)) {
            let address = self.defined_address(&text.id);
            self.elements.push(custom(text, &address, losses));
        }
        self.elements
    }

    /// The address of a party.
    pub(super) fn party(&mut self, party: &Party, losses: &mut Losses) -> String {
        losses.name_if(party.phone.is_some(), Loss::Party, &party.name);
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
        match &claim.value {
            LicenseValue::None | LicenseValue::NoAssertion => {
                let more = claim.text.is_some() || claim.url.is_some();
                losses.name_if(more, Loss::LicenseText, claim.value.as_str());
                let is_none = claim.value == LicenseValue::None;
                if is_none { terms::NONE_LICENSE } else { terms::NOASSERTION_LICENSE }.to_owned()
            }
            LicenseValue::Name(name) if !license_ref::is_name(name) => {
                self.custom(name, claim.text.clone(), claim.url.clone(), losses)
            }
            LicenseValue::Id(text) | LicenseValue::Expression(text) | LicenseValue::Name(text) => {
                let text = self.defined.expression(text, claim, losses);
                self.expression(text)
            }
        }
    }

    fn custom(
        &mut self,
        name: &str,
        text: Option<String>,
        url: Option<String>,
        losses: &mut Losses,
    ) -> String {
        let key = License::Custom(name.to_owned(), text.clone(), url.clone());
        if let Some(id) = self.licenses.get(&key) {
            return id.clone();
        }
        let id = self.own("license", self.licenses.len() + 1);
        let urls = url.into_iter().collect();
        let license = LicenseText { name: Some(name.to_owned()), text, urls, ..LicenseText::default() };
        self.elements.push(custom(license, &id, losses));
        self.licenses.insert(key, id.clone());
        id
    }

    /// The address of an expression, which says where the licenses are that it names.
    fn expression(&mut self, text: String) -> String {
        let key = License::Expression(text);
        if let Some(id) = self.licenses.get(&key) {
            return id.clone();
        }
        let id = self.own("license", self.licenses.len() + 1);
        let License::Expression(text) = &key else { return id };
        let mut element = json!({
            "type": "simplelicensing_LicenseExpression",
            "spdxId": id,
            "simplelicensing_licenseExpression": text,
        });
        let mut entries = Vec::new();
        let mut seen = HashSet::new();
        for name in license_ref::names(text).filter(|name| license_ref::is_name(name) && seen.insert(*name)) {
            let address = self.defined_address(name);
            entries.push(json!({"type": "DictionaryEntry", "key": name, "value": address}));
        }
        if !entries.is_empty() {
            element[DICTIONARY] = json!(entries);
        }
        self.elements.push(element);
        self.licenses.insert(key, id.clone());
        id
    }

    /// The address of a license that the document defines under a name.
    fn defined_address(&mut self, name: &str) -> String {
        if let Some(address) = self.addresses.get(name) {
            return address.clone();
        }
        let address = free(format!("{}#{}", self.namespace, crate::spdx::names::slug(name)), &self.taken);
        self.taken.insert(address.clone());
        self.addresses.insert(name.to_owned(), address.clone());
        address
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

/// The licenses that were kept, and the addresses of those that the document defines.
fn kept_licenses(
    kept: &[Element<'_>],
    texts: &[LicenseText],
) -> (HashMap<License, String>, HashMap<String, String>) {
    let index = elements::index(kept);
    let names = Names::of(kept, &index);
    let mut found = HashMap::new();
    let mut licenses = license::licenses(kept, &index, &names);
    // Of two that say the same the first counts.
    for element in kept {
        let Some((id, license)) = licenses.remove_entry(&*element.id) else { continue };
        let custom = license::is_custom(&element.kind);
        let text = license.value.as_str().to_owned();
        let owned = |text: Option<std::rc::Rc<str>>| text.as_deref().map(str::to_owned);
        let key = match custom {
            true if names.get(&id).is_some() => continue,
            true => License::Custom(text, owned(license.text), owned(license.url)),
            false => License::Expression(text),
        };
        found.entry(key).or_insert(id);
    }
    let own = license::defined(kept, &names);
    let known: HashSet<&str> =
        texts.iter().filter(|text| own.contains(text)).map(|text| text.id.as_str()).collect();
    let mut addresses = names.into_addresses();
    addresses.retain(|name, _| known.contains(name.as_str()));
    (found, addresses)
}

/// A license that the document defines. One with addresses is of the richer type, which has a field for them.
fn custom(license: LicenseText, address: &str, losses: &mut Losses) -> Value {
    let LicenseText { id, name, text, urls, comment, extensions } = license;
    let simple = if urls.is_empty() { "simplelicensing_SimpleLicensingText" } else { CUSTOM };
    let mut element = json!({
        "type": simple,
        "spdxId": address,
        "name": name.unwrap_or(id),
        "simplelicensing_licenseText": text.as_deref().unwrap_or("NOASSERTION"),
    });
    if !urls.is_empty() {
        element[SEE_ALSO] = json!(urls);
    }
    if let Some(comment) = comment {
        element["comment"] = json!(comment);
    }
    for (key, value) in extensions {
        match key.strip_prefix("spdx:") {
            Some(field) if license::is_field(field) => element[field] = value,
            _ => losses.name(Loss::LicensePart, &key),
        }
    }
    element
}

/// The type of licenses that have more than a text.
pub(super) const CUSTOM: &str = "expandedlicensing_CustomLicense";
