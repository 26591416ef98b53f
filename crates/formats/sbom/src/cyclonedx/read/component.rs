//! One component or service.

use mainstay_model::{Component, ComponentKind, Party};

use crate::cyclonedx::notes;
use crate::cyclonedx::words::{self, Kept};
use crate::node::{Fields, Node};

/// A component without what is nested in it.
pub(super) fn read(mut fields: Fields<'_>) -> Component {
    let mut kept = Kept::new();
    let mut component = common(&mut fields, &mut kept);
    component.kind = kind(&mut fields, &mut kept);
    component.scope = words::SCOPE.take(&mut fields, &mut kept);
    component.version_range = fields.take_text("versionRange");
    component.purl = words::PURL.take(&mut fields, &mut kept);
    component.cpes = words::CPE.take(&mut fields, &mut kept).into_iter().collect();
    component.identifiers = identifiers(&mut fields, &mut kept);
    component.hashes = words::HASHES.take(&mut fields, &mut kept);
    component.copyright = fields.take_text("copyright");
    component.supplier = words::SUPPLIER.take(&mut fields, &mut kept);
    component.manufacturer = words::MANUFACTURER.take(&mut fields, &mut kept);
    component.authors = authors(&mut fields, &mut kept);
    component.publisher = fields.take_text("publisher");
    let (locations, found) = words::EVIDENCE.take(&mut fields, &mut kept);
    component.locations = locations;
    component.licenses.extend(found);
    finish(component, fields, kept)
}

/// A service without what is nested in it.
pub(super) fn read_service(mut fields: Fields<'_>) -> Component {
    let mut kept = Kept::new();
    let mut component = common(&mut fields, &mut kept);
    component.kind = ComponentKind::Service;
    component.supplier = words::PROVIDER.take(&mut fields, &mut kept);
    finish(component, fields, kept)
}

/// What components and services share.
fn common(fields: &mut Fields<'_>, kept: &mut Kept) -> Component {
    Component {
        reference: fields.take_text("bom-ref").unwrap_or_default(),
        name: fields.take_text("name").unwrap_or_default(),
        group: fields.take_text("group"),
        version: fields.take_text("version"),
        licenses: words::LICENSES.take(fields, kept),
        description: fields.take_text("description"),
        references: words::REFERENCES.take(fields, kept),
        properties: words::PROPERTIES.take(fields, kept),
        ..Component::default()
    }
}

fn finish(mut component: Component, fields: Fields<'_>, mut kept: Kept) -> Component {
    for (name, node) in fields.0 {
        kept.insert_missing(format!("cyclonedx:{name}"), || node.into_value());
    }
    component.extensions = kept;
    notes::take(&mut component);
    component
}

fn kind(fields: &mut Fields<'_>, kept: &mut Kept) -> ComponentKind {
    let Some(node) = fields.take("type") else { return ComponentKind::Library };
    match node.as_str().and_then(words::read_component_type) {
        Some(kind) => kind,
        None => {
            kept.insert("cyclonedx:type", node.into_value());
            ComponentKind::Other
        }
    }
}

fn identifiers(fields: &mut Fields<'_>, kept: &mut Kept) -> Vec<(String, String)> {
    let named = |scheme: &'static str| move |value: String| (scheme.to_owned(), value);
    let swid = words::SWID.take(fields, kept).into_iter().map(named("swid"));
    // The identifier of an artifact in OmniBOR is its gitoid.
    let omnibor = words::OMNIBOR_ID.take(fields, kept).into_iter().map(|value| {
        let scheme = if notes::is_gitoid(&value) { "gitoid" } else { "omniborid" };
        (scheme.to_owned(), value)
    });
    let swhid = words::SWHID.take(fields, kept).into_iter().map(named("swhid"));
    swid.chain(omnibor).chain(swhid).collect()
}

/// The list since 1.6, or the one text of earlier versions.
fn authors(fields: &mut Fields<'_>, kept: &mut Kept) -> Vec<Party> {
    let authors = words::AUTHORS.take(fields, kept);
    let Some(Node::Text(author)) = fields.get("author") else { return authors };
    if !authors.is_empty() {
        return authors;
    }
    let author = Party { name: author.clone().into_owned(), ..Party::default() };
    if let Some(node) = fields.take("author") {
        kept.insert("cyclonedx:author", node.into_value());
    }
    vec![author]
}
