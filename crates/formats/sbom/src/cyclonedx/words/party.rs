//! People and organizations.

use mainstay_model::{Party, PartyKind};

use super::{Word, list};
use crate::node::{Fields, Node};

/// A component's supplier.
pub(in super::super) const SUPPLIER: Word<Option<Box<Party>>> =
    organization_in("supplier", "cyclonedx:supplier");
/// A component's manufacturer.
pub(in super::super) const MANUFACTURER: Word<Option<Box<Party>>> =
    organization_in("manufacturer", "cyclonedx:manufacturer");
/// Who provides a service.
pub(in super::super) const PROVIDER: Word<Option<Box<Party>>> =
    organization_in("provider", "cyclonedx:provider");
/// The document's supplier.
pub(in super::super) const METADATA_SUPPLIER: Word<Option<Box<Party>>> =
    organization_in("supplier", "cyclonedx:metadata.supplier");
/// The organization that created the document.
pub(in super::super) const CREATOR: Word<Option<Box<Party>>> =
    organization_in("manufacturer", "cyclonedx:metadata.manufacturer");
/// Who made what the document describes; since 1.6 its component says so itself.
pub(in super::super) const MANUFACTURE: Word<Option<Box<Party>>> =
    organization_in("manufacture", "cyclonedx:metadata.manufacture");
/// A component's authors.
pub(in super::super) const AUTHORS: Word<Vec<Party>> = people_in("cyclonedx:authors");
/// The document's authors.
pub(in super::super) const METADATA_AUTHORS: Word<Vec<Party>> = people_in("cyclonedx:metadata.authors");

const fn organization_in(field: &'static str, key: &'static str) -> Word<Option<Box<Party>>> {
    Word { field, key, read: read_organization, render: render_organization }
}

const fn people_in(key: &'static str) -> Word<Vec<Party>> {
    Word { field: "authors", key, read: read_people, render: |people| render_people(people) }
}

fn read_organization(node: &Node<'_>) -> Option<Box<Party>> {
    let fields = node.fields()?;
    let urls = fields.get("url").map(Node::items).unwrap_or_default();
    let contacts = fields.get("contact").map(Node::items).unwrap_or_default();
    Some(Box::new(Party {
        kind: PartyKind::Organization,
        name: owned(node.str("name")),
        mails: contacts.iter().filter_map(|contact| contact.str("email")).map(str::to_owned).collect(),
        urls: urls.iter().filter_map(Node::as_str).map(str::to_owned).collect(),
        phone: contacts.iter().find_map(|contact| contact.str("phone")).map(str::to_owned),
    }))
}

fn render_organization(party: &Option<Box<Party>>) -> Option<Node<'_>> {
    let party = party.as_ref()?;
    let mut fields = Fields::default();
    if !party.name.is_empty() {
        fields.put("name", Node::text(party.name.as_str()));
    }
    if let Some(urls) = list(party.urls.iter().map(|url| Node::text(url.as_str())).collect()) {
        fields.put("url", urls);
    }
    if let Some(contacts) = list(contacts(party)) {
        fields.put("contact", contacts);
    }
    Some(Node::Object(fields))
}

/// One contact for each mail address, the first with the phone number.
fn contacts(party: &Party) -> Vec<Node<'_>> {
    let mut contacts: Vec<Fields<'_>> = Vec::new();
    for mail in &party.mails {
        let mut fields = Fields::default();
        fields.put("email", Node::text(mail.as_str()));
        contacts.push(fields);
    }
    if let Some(phone) = &party.phone {
        if contacts.is_empty() {
            contacts.push(Fields::default());
        }
        contacts[0].put("phone", Node::text(phone.as_str()));
    }
    contacts.into_iter().map(Node::Object).collect()
}

fn read_people(node: &Node<'_>) -> Vec<Party> {
    node.items().iter().filter(|item| item.fields().is_some()).map(read_person).collect()
}

fn read_person(node: &Node<'_>) -> Party {
    Party {
        kind: PartyKind::Person,
        name: owned(node.str("name")),
        mails: node.str("email").map(str::to_owned).into_iter().collect(),
        urls: Vec::new(),
        phone: node.str("phone").map(str::to_owned),
    }
}

fn render_people(people: &[Party]) -> Option<Node<'_>> {
    list(people.iter().map(render_person).collect())
}

fn render_person(person: &Party) -> Node<'_> {
    let mut fields = Fields::default();
    if !person.name.is_empty() {
        fields.put("name", Node::text(person.name.as_str()));
    }
    fields.put_text("email", person.mails.first().map(String::as_str));
    fields.put_text("phone", person.phone.as_deref());
    Node::Object(fields)
}

fn owned(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}
