//! What the model says and CycloneDX has no field for, as properties under `mainstay:`.

use mainstay_model::{Component, ComponentKind, Directness, Origin, Scope};

use super::version::Version;

const SCOPE: &str = "mainstay:scope";
const KIND: &str = "mainstay:type";
const DIRECT: &str = "mainstay:direct";
const FIRST_PARTY: &str = "mainstay:first-party";
const ORIGIN: &str = "mainstay:origin";
const PRIVATE: &str = "mainstay:private-origin";
const RANGE: &str = "mainstay:version-range";
const CPE: &str = "mainstay:cpe";
const IDENTIFIER: &str = "mainstay:identifier:";
/// The document's title.
pub(super) const NAME: &str = "mainstay:name";
/// The comment of the document's author.
pub(super) const COMMENT: &str = "mainstay:comment";
/// Marks a component that the document is about, where it is about several.
pub(super) const SUBJECT: &str = "mainstay:subject";

const SCOPES: [(&str, Scope); 4] = [
    ("provided", Scope::Provided),
    ("build", Scope::Build),
    ("development", Scope::Development),
    ("test", Scope::Test),
];

const KINDS: [(&str, ComponentKind); 5] = [
    ("source", ComponentKind::Source),
    ("archive", ComponentKind::Archive),
    ("install", ComponentKind::Install),
    ("documentation", ComponentKind::Documentation),
    ("other", ComponentKind::Other),
];

/// Takes the notes out of a component's properties into the fields that they stand for.
pub(super) fn take(component: &mut Component) {
    if !component.properties.iter().any(|(name, _)| name.starts_with("mainstay:")) {
        return;
    }
    let properties = std::mem::take(&mut component.properties);
    for (name, value) in properties {
        if !apply(component, &name, &value) {
            component.properties.push((name, value));
        }
    }
}

/// The notes that a component needs, given how many of its CPE names stand in the field for one, and what the edges tell
/// of its directness.
pub(super) fn of(
    component: &Component,
    cpes: usize,
    told: Directness,
    version: Version,
) -> Vec<(String, String)> {
    let mut notes = Vec::new();
    let mut note = |name: &str, value: &str| notes.push((name.to_owned(), value.to_owned()));
    let scope = component.scope.and_then(|scope| SCOPES.iter().find(|(_, known)| *known == scope));
    if let Some((name, _)) = scope {
        note(SCOPE, name);
    }
    let untyped = !component.extensions.contains_key("cyclonedx:type");
    if let Some((name, _)) = KINDS.iter().find(|(_, kind)| *kind == component.kind).filter(|_| untyped) {
        note(KIND, name);
    }
    match component.directness {
        known if known == told => {}
        Directness::Direct => note(DIRECT, "true"),
        Directness::Transitive => note(DIRECT, "false"),
        Directness::Unknown => {}
    }
    if component.first_party {
        note(FIRST_PARTY, "true");
    }
    if let Some(origin) = origin_text(&component.origin) {
        note(ORIGIN, &origin);
    }
    if component.private_origin {
        note(PRIVATE, "true");
    }
    if let Some(range) = component.version_range.as_ref().filter(|_| !has_range(component)) {
        note(RANGE, range);
    }
    for cpe in component.cpes.iter().skip(cpes) {
        note(CPE, cpe);
    }
    let is_service = component.kind == ComponentKind::Service;
    let first_tag = component.identifiers.iter().position(|(scheme, _)| scheme == "swid");
    for (at, (scheme, value)) in component.identifiers.iter().enumerate() {
        // A component has room for one tag, a service for none of them.
        if !is_service && is_native(scheme, value, version) && (scheme != "swid" || Some(at) == first_tag) {
            continue;
        }
        note(&format!("{IDENTIFIER}{scheme}"), value);
    }
    notes
}

/// Whether CycloneDX lets the component say its range in a field: only external ones without a version do.
pub(super) fn has_range(component: &Component) -> bool {
    let external = component.extensions.get("cyclonedx:isExternal").and_then(serde_json::Value::as_bool);
    component.version.is_none() && external == Some(true)
}

/// Whether a version has a field for an identifier.
fn is_native(scheme: &str, value: &str, version: Version) -> bool {
    scheme == "swid" || (version >= IDENTIFIERS && (scheme == "swhid" || is_omnibor(scheme, value)))
}

/// Since this version there are fields for the identifiers of OmniBOR and Software Heritage.
pub(super) const IDENTIFIERS: Version = Version(6);

/// Whether an identifier is one of OmniBOR.
pub(super) fn is_omnibor(scheme: &str, value: &str) -> bool {
    scheme == "omniborid" || (scheme == "gitoid" && is_gitoid(value))
}

/// Whether a text is a git object identifier: `gitoid:blob:sha1:...`.
pub(super) fn is_gitoid(text: &str) -> bool {
    text.starts_with("gitoid:")
}

fn apply(component: &mut Component, name: &str, value: &str) -> bool {
    match name {
        SCOPE => match SCOPES.iter().find(|(known, _)| *known == value) {
            Some((_, scope)) => component.scope = Some(*scope),
            None => return false,
        },
        KIND => match KINDS.iter().find(|(known, _)| *known == value) {
            Some((_, kind)) => component.kind = *kind,
            None => return false,
        },
        DIRECT if value == "true" => component.directness = Directness::Direct,
        DIRECT if value == "false" => component.directness = Directness::Transitive,
        FIRST_PARTY if value == "true" => component.first_party = true,
        ORIGIN => match read_origin(value) {
            Some(origin) => component.origin = origin,
            None => return false,
        },
        PRIVATE if value == "true" => component.private_origin = true,
        RANGE => component.version_range = Some(value.to_owned()),
        CPE => component.cpes.push(value.to_owned()),
        _ => match name.strip_prefix(IDENTIFIER) {
            Some(scheme) => component.identifiers.push((scheme.to_owned(), value.to_owned())),
            None => return false,
        },
    }
    true
}

fn origin_text(origin: &Origin) -> Option<String> {
    Some(match origin {
        Origin::Unknown => return None,
        Origin::Public => "public".to_owned(),
        Origin::Registry(address) => format!("registry {address}"),
        Origin::Vcs { url, revision: None } => format!("vcs {url}"),
        Origin::Vcs { url, revision: Some(revision) } => format!("revision {revision} {url}"),
        Origin::Download(address) => format!("download {address}"),
        Origin::Path(path) => format!("path {path}"),
    })
}

fn read_origin(text: &str) -> Option<Origin> {
    if text == "public" {
        return Some(Origin::Public);
    }
    let (word, rest) = text.split_once(' ')?;
    let address = rest.to_owned();
    Some(match word {
        "registry" => Origin::Registry(address),
        "vcs" => Origin::Vcs { url: address, revision: None },
        "revision" => {
            let (revision, url) = rest.split_once(' ')?;
            Origin::Vcs { url: url.to_owned(), revision: Some(revision.to_owned()) }
        }
        "download" => Origin::Download(address),
        "path" => Origin::Path(address),
        _ => return None,
    })
}
