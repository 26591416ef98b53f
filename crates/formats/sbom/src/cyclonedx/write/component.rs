//! One component or service with what is inside it.

use mainstay_model::{
    Component, ComponentKind, LicenseClaim, LicenseSource, LicenseValue, NodeId, Party, PartyKind,
};

use super::Writing;
use crate::cyclonedx::grammar::Scalar;
use crate::cyclonedx::version::Version;
use crate::cyclonedx::{notes, scalar, words};
use crate::node::{Fields, Node};

impl Writing<'_> {
    /// The component with this id.
    pub(super) fn component(&self, id: NodeId) -> Fields<'_> {
        let component = self.bom.component(id);
        let is_service = component.kind == ComponentKind::Service;
        let mut fields = Fields::default();
        if !is_service {
            put_type(component, &mut fields);
        }
        fields.put("bom-ref", Node::text(self.names.get(id)));
        self.tell_licenses(&component.licenses);
        if is_service {
            self.tell_service(component);
            words::PROVIDER.put(&component.supplier, &component.extensions, &mut fields);
            self.tell_parties(PartyKind::Organization, component.supplier.as_deref());
        } else {
            words::SUPPLIER.put(&component.supplier, &component.extensions, &mut fields);
            if self.root == Some(id) {
                self.manufacturer_of_root(component, &mut fields);
            } else {
                words::MANUFACTURER.put(&component.manufacturer, &component.extensions, &mut fields);
            }
            self.people(component, &mut fields);
        }
        fields.put_text("group", component.group.as_deref());
        fields.put("name", Node::text(component.name.as_str()));
        fields.put_text("version", component.version.as_deref());
        fields.put_text("description", component.description.as_deref());
        if !is_service {
            self.identity(component, &mut fields);
        }
        licenses(component, &mut fields);
        let is_own = self.is_cyclonedx() && !component.extensions.contains_key(words::LICENSES.key);
        self.explain_licenses(&mut fields, is_own);
        words::REFERENCES.put(&component.references, &component.extensions, &mut fields);
        self.properties(id, &mut fields);
        rest(component, &mut fields);
        let inside = self.nesting.inside(id);
        if !inside.is_empty() {
            let inside = inside.iter().map(|id| Node::Object(self.component(*id))).collect();
            fields.put(if is_service { "services" } else { "components" }, Node::List(inside));
        }
        fields
    }

    /// Tells what a service cannot have.
    fn tell_service(&self, component: &Component) {
        let found = component.licenses.iter().any(|claim| claim.source == LicenseSource::Detected);
        let parts = [
            ("scope", component.scope.is_some()),
            ("hashes", !component.hashes.is_empty()),
            ("copyright", component.copyright.is_some()),
            ("purl", component.purl.is_some()),
            ("manufacturer", component.manufacturer.is_some()),
            ("authors", !component.authors.is_empty()),
            ("publisher", component.publisher.is_some()),
            ("evidence", found || !component.locations.is_empty()),
        ];
        for (name, _) in parts.iter().filter(|(_, is_there)| *is_there) {
            self.losses.borrow_mut().count("lost-field", format!("`service.{name}`"));
        }
    }

    /// Tells expressions that become names, because they have a text or an address.
    pub(super) fn tell_licenses(&self, claims: &[LicenseClaim]) {
        let is_name = |claim: &&LicenseClaim| {
            let more = claim.text.is_some() || claim.url.is_some();
            matches!(&claim.value, LicenseValue::Expression(text) if more && !text.starts_with("LicenseRef-"))
        };
        for _ in claims.iter().filter(is_name) {
            let what = "license expressions with a text or an address (written as names)".to_owned();
            self.losses.borrow_mut().count("changed-value", what);
        }
    }

    fn people<'b>(&'b self, component: &'b Component, fields: &mut Fields<'b>) {
        let organizations = component.supplier.iter().chain(&component.manufacturer).map(|party| &**party);
        self.tell_parties(PartyKind::Organization, organizations);
        let authors = &component.authors;
        match component.extensions.get("cyclonedx:author").map(Node::of) {
            // The text of earlier versions, for as long as it is what the model says.
            Some(node) if is_author(&node, authors) => fields.put("author", node),
            _ if self.version < Version(6) && !authors.is_empty() => {
                let names: Vec<_> = authors.iter().map(|author| author.name.as_str()).collect();
                fields.put("author", Node::text(names.join(", ")));
                self.tell_parties(PartyKind::Unknown, authors);
                if authors.len() > 1 {
                    let what = "more than one author (written as one text)".to_owned();
                    self.losses.borrow_mut().count("changed-value", what);
                }
            }
            author => {
                if let Some(author) = author {
                    fields.put("author", author);
                }
                words::AUTHORS.put(authors, &component.extensions, fields);
                self.tell_parties(PartyKind::Person, authors);
            }
        }
        fields.put_text("publisher", component.publisher.as_deref());
    }

    /// What tells a component from others.
    fn identity<'b>(&'b self, component: &'b Component, fields: &mut Fields<'b>) {
        let kept = &component.extensions;
        if notes::has_range(component) {
            fields.put_text("versionRange", component.version_range.as_deref());
        }
        words::SCOPE.put(&component.scope, kept, fields);
        words::HASHES.put(&component.hashes, kept, fields);
        fields.put_text("copyright", component.copyright.as_deref());
        fields.put_text("cpe", self.cpe(component));
        words::PURL.put(&component.purl, kept, fields);
        let of = |scheme: &str| {
            let found = component.identifiers.iter().filter(|(known, _)| known == scheme);
            found.map(|(_, value)| value.clone()).collect::<Vec<_>>()
        };
        let omnibor = component.identifiers.iter().filter(|(scheme, value)| notes::is_omnibor(scheme, value));
        let omnibor: Vec<_> = omnibor.map(|(_, value)| value.clone()).collect();
        if self.version >= notes::IDENTIFIERS {
            put_owned(&words::OMNIBOR_ID, omnibor, component, fields);
            put_owned(&words::SWHID, of("swhid"), component, fields);
        }
        put_owned(&words::SWID, of("swid").into_iter().next(), component, fields);
    }

    /// The first CPE name, where the encoding takes it; the others, and one that it does not take, are notes.
    fn cpe<'b>(&self, component: &'b Component) -> Option<&'b str> {
        let first = component.cpes.first().filter(|_| component.kind != ComponentKind::Service)?.as_str();
        scalar::fault(Scalar::Cpe, &Node::text(first), self.encoding).is_none().then_some(first)
    }

    fn properties<'b>(&'b self, id: NodeId, fields: &mut Fields<'b>) {
        let component = self.bom.component(id);
        let cpes = usize::from(self.cpe(component).is_some());
        let mut notes = notes::of(component, cpes, self.told_direct[id.index()], self.version);
        if self.root.is_none() && self.subjects.contains(&id) {
            notes.push((notes::SUBJECT.to_owned(), "true".to_owned()));
        }
        let mut own = Fields::default();
        words::PROPERTIES.put(&component.properties, &component.extensions, &mut own);
        let mut items = match own.take("properties") {
            Some(Node::List(items)) => items,
            _ => Vec::new(),
        };
        let kept = component.extensions.contains_key(words::PROPERTIES.key);
        items.extend(notes.into_iter().map(|(name, value)| words::property(name, value)));
        if !items.is_empty() || kept {
            fields.put("properties", Node::List(items));
        }
    }
}

/// The type as the document wrote it, for as long as the model knows no better.
fn put_type<'b>(component: &'b Component, fields: &mut Fields<'b>) {
    let node = match component.extensions.get("cyclonedx:type") {
        Some(raw) if component.kind == ComponentKind::Other => Node::of(raw),
        _ => Node::text(words::component_type(component.kind)),
    };
    fields.put("type", node);
}

fn is_author(node: &Node<'_>, authors: &[Party]) -> bool {
    matches!(authors, [one] if node.as_str() == Some(&one.name) && one.mails.is_empty() && one.phone.is_none())
}

/// What a component is licensed under, and what was found in it.
fn licenses<'b>(component: &'b Component, fields: &mut Fields<'b>) {
    let is_found = |claim: &&LicenseClaim| claim.source == LicenseSource::Detected;
    let stated: Vec<_> = component.licenses.iter().filter(|claim| !is_found(claim)).cloned().collect();
    put_owned(&words::LICENSES, stated, component, fields);
    if component.kind != ComponentKind::Service {
        let found = component.licenses.iter().filter(is_found).cloned().collect();
        put_owned(&words::EVIDENCE, (component.locations.clone(), found), component, fields);
    }
}

/// Puts a value that was gathered for writing only.
fn put_owned<'b, T: Default + PartialEq>(
    word: &words::Word<T>,
    value: T,
    component: &'b Component,
    fields: &mut Fields<'b>,
) {
    let mut own = Fields::default();
    word.put(&value, &component.extensions, &mut own);
    fields.0.extend(own.0.into_iter().map(|(name, node)| (name.into_owned().into(), node.into_owned())));
}

/// Everything that was kept and that no word of the model speaks about.
fn rest<'b>(component: &'b Component, fields: &mut Fields<'b>) {
    for (key, raw) in component.extensions.iter() {
        if let Some(name) = key.strip_prefix("cyclonedx:")
            && !words::SPOKEN.contains(&name)
        {
            fields.put(name, Node::of(raw));
        }
    }
}
