//! Components as packages and files.

use std::collections::HashSet;

use mainstay_model::{
    Bom, Component, ComponentKind, Directness, Graph, LicenseSource, NodeId, Origin, Reference,
};
use serde_json::{Map, Value, json};

use super::helpers::Helpers;
use crate::direct::told_by_edges;
use crate::spdx::losses::{Loss, Losses};
use crate::spdx::residue::{Residue, Told, scoped};
use crate::spdx::v3::element::{KIND, SHARED};
use crate::spdx::v3::terms;
use crate::spdx::words;
use crate::spdx::write::{full_name, is_address};
use crate::spdx::{is_spdx, location};

/// The state of writing components.
pub(super) struct Writing<'w> {
    helpers: &'w mut Helpers,
    losses: &'w mut Losses,
    from_spdx: bool,
    /// Whose scope the relationships tell, where it has one that they can tell.
    scoped: HashSet<NodeId>,
    depending: HashSet<NodeId>,
    /// Who is direct by the edges alone.
    told_direct: Vec<Directness>,
    next: u32,
}

impl<'w> Writing<'w> {
    pub(super) fn new(bom: &Bom, helpers: &'w mut Helpers, losses: &'w mut Losses) -> Self {
        Self {
            helpers,
            losses,
            from_spdx: is_spdx(&bom.document),
            scoped: scoped(bom),
            depending: bom.dependencies().map(|(from, _)| from).collect(),
            told_direct: told_by_edges(bom),
            next: 0,
        }
    }

    /// The next component with its licenses and what the fields do not tell.
    pub(super) fn component(&mut self, component: &Component, id: &str, into: &mut Vec<Value>) {
        let file = is_file(component);
        let name = full_name(component);
        let mut fields = Map::new();
        let own = component.extensions.get("spdx:type").and_then(Value::as_str);
        let kind = own.unwrap_or(if file { "software_File" } else { "software_Package" });
        fields.insert("type".to_owned(), json!(kind));
        fields.insert("spdxId".to_owned(), json!(id));
        fields.insert("name".to_owned(), json!(name));
        text(&mut fields, "software_packageVersion", component.version.as_deref());
        text(&mut fields, "description", component.description.as_deref());
        text(&mut fields, "software_copyrightText", component.copyright.as_deref());
        if !file && own.is_none() {
            text(&mut fields, "software_primaryPurpose", self.purpose(component));
        }
        self.people(component, &mut fields);
        self.identities(component, &mut fields);
        self.references(component, &mut fields);
        self.hashes(component, &mut fields);
        self.extensions(component, &mut fields);
        into.push(Value::Object(fields));
        self.licenses(component, id, into);
        self.residue(component, &name, id, own.is_some() || file, into);
    }

    fn purpose(&self, component: &Component) -> Option<&'static str> {
        let told = component.extensions.contains_key("spdx:primaryPackagePurpose");
        if component.extensions.contains_key("spdx:software_primaryPurpose") {
            return None;
        }
        if component.kind == ComponentKind::Library && self.from_spdx && !told {
            return None;
        }
        Some(terms::purpose_term(component.kind).unwrap_or("other"))
    }

    fn people(&mut self, component: &Component, fields: &mut Map<String, Value>) {
        if let Some(supplier) = component.supplier.as_ref() {
            fields.insert("suppliedBy".to_owned(), json!(self.helpers.party(supplier, self.losses)));
        }
        if let Some(maker) = component.manufacturer.as_ref() {
            fields.insert("originatedBy".to_owned(), json!([self.helpers.party(maker, self.losses)]));
        }
    }

    fn identities(&mut self, component: &Component, fields: &mut Map<String, Value>) {
        text(fields, "software_packageUrl", component.purl.as_ref().map(ToString::to_string).as_deref());
        let cpe = |cpe: &String| {
            let kind = if cpe.starts_with("cpe:2.3:") { "cpe23" } else { "cpe22" };
            identifier(kind, cpe, None)
        };
        let other = |(scheme, value): &(String, String)| match scheme.as_str() {
            "purl" => identifier("packageUrl", value, None),
            "swid" => identifier(scheme, &words::swid_address(value), None),
            "swhid" | "gitoid" | "cve" | "email" | "urlScheme" | "securityOther" => {
                identifier(scheme, value, None)
            }
            scheme => identifier("other", value, Some(scheme).filter(|scheme| *scheme != "other")),
        };
        let mut all: Vec<Value> =
            component.cpes.iter().map(cpe).chain(component.identifiers.iter().map(other)).collect();
        if let Some(details) = component.extensions.get("spdx:externalIdentifier") {
            all.iter_mut().for_each(|identifier| detail(identifier, details));
        }
        if !all.is_empty() {
            fields.insert("externalIdentifier".to_owned(), json!(all));
        }
    }

    fn references(&mut self, component: &Component, fields: &mut Map<String, Value>) {
        let first = |kind: &str| {
            component.references.iter().position(|reference| {
                reference.kind == kind && reference.comment.is_none() && is_address(&reference.url)
            })
        };
        let home = first("website");
        text(fields, "software_homePage", home.map(|place| component.references[place].url.as_str()));
        let mut download = first("distribution");
        let mut location = download.map(|place| component.references[place].url.clone());
        let origin = location::text(&component.origin).filter(|text| is_address(text));
        if matches!(component.origin, Origin::Vcs { .. }) && origin.is_some() {
            (download, location) = (None, None);
        }
        text(fields, "software_downloadLocation", location.or(origin).as_deref());
        let mut others = Vec::new();
        for (place, reference) in component.references.iter().enumerate() {
            self.losses.name_if(!reference.hashes.is_empty(), Loss::ReferenceDigest, &reference.kind);
            if Some(place) != home && Some(place) != download {
                others.push(external_ref(reference));
            }
        }
        if !others.is_empty() {
            fields.insert("externalRef".to_owned(), json!(others));
        }
    }

    fn hashes(&mut self, component: &Component, fields: &mut Map<String, Value>) {
        let mut methods = Vec::new();
        for hash in &component.hashes {
            match terms::algorithm_term(&hash.algorithm) {
                Some(term) => {
                    methods.push(json!({"type": "Hash", "algorithm": term, "hashValue": hash.value}));
                }
                None => self.losses.name(Loss::Digest, &hash.algorithm),
            }
        }
        let kept = component.extensions.get("spdx:verifiedUsing").and_then(Value::as_array);
        methods.extend(kept.into_iter().flatten().cloned());
        if !methods.is_empty() {
            fields.insert("verifiedUsing".to_owned(), json!(methods));
        }
    }

    fn extensions(&mut self, component: &Component, fields: &mut Map<String, Value>) {
        for (key, value) in component.extensions.iter() {
            let Some(field) = key.strip_prefix("spdx:") else {
                self.losses.name(Loss::Extension, key);
                continue;
            };
            let shared = SHARED.iter().find(|row| row.1 == field).map(|row| row.0);
            match field {
                "type"
                | "externalIdentifier"
                | "verifiedUsing"
                | "primaryPackagePurpose"
                | "licenseComments" => {}
                "copyrightText" => {
                    fields.insert("software_copyrightText".to_owned(), value.clone());
                }
                _ if shared.is_some() || is_own(field) => {
                    fields.insert(shared.unwrap_or(field).to_owned(), value.clone());
                }
                _ => self.losses.name(Loss::Extension, key),
            }
        }
    }

    fn licenses(&mut self, component: &Component, id: &str, into: &mut Vec<Value>) {
        let mut comment = component.extensions.get("spdx:licenseComments");
        let mut number = 0;
        let said = |source| component.licenses.iter().filter(move |claim| claim.source == source).count();
        if said(LicenseSource::Declared) > 0 {
            let unstated = component.licenses.iter().filter(|claim| claim.source == LicenseSource::Unstated);
            unstated.for_each(|claim| self.losses.name(Loss::LicenseSource, claim.value.as_str()));
        }
        for claim in &component.licenses {
            let term = match claim.source {
                LicenseSource::Declared | LicenseSource::Unstated => "hasDeclaredLicense",
                LicenseSource::Concluded => "hasConcludedLicense",
                LicenseSource::Detected => continue,
            };
            number += 1;
            let mut relationship = json!({
                "type": "Relationship",
                "spdxId": self.helpers.beside(id, "license", number),
                "from": id,
                "relationshipType": term,
                "to": [self.helpers.license(claim, self.losses)],
            });
            if let Some(comment) = comment.take() {
                relationship["comment"] = comment.clone();
            }
            into.push(relationship);
        }
        self.losses.name_if(comment.is_some(), Loss::Extension, "spdx:licenseComments");
    }

    fn residue(&mut self, component: &Component, name: &str, id: &str, kind: bool, into: &mut Vec<Value>) {
        let node = NodeId(self.next);
        self.next += 1;
        let graph = match (self.depending.contains(&node), component.graph) {
            (_, Graph::Complete) => Graph::Complete,
            (true, _) => Graph::Partial,
            (false, _) => Graph::Unknown,
        };
        let scoped = terms::dependency(component.scope).is_some();
        let told = Told {
            name,
            kind: kind
                || terms::purpose_term(component.kind).is_some()
                || component.extensions.contains_key("spdx:software_primaryPurpose"),
            scope: scoped && self.scoped.contains(&node),
            graph,
            directness: self.told_direct[node.index()],
        };
        let detected = component.licenses.iter().filter(|claim| claim.source == LicenseSource::Detected);
        let residue = Residue { detected: detected.cloned().collect(), ..Residue::of(component, &told) };
        let Some(statement) = residue.text() else { return };
        self.losses.count(Loss::Annotated);
        into.push(json!({
            "type": "Annotation",
            "spdxId": self.helpers.beside(id, "annotation", 1),
            "annotationType": "other",
            "subject": id,
            "statement": statement,
        }));
    }
}

/// Whether a component can be told as a file: it has nothing that only packages have.
fn is_file(component: &Component) -> bool {
    let package_field = |key: &str| {
        matches!(
            key,
            "spdx:sourceInfo"
                | "spdx:type"
                | "spdx:software_packageVersion"
                | "spdx:software_downloadLocation"
        )
    };
    component.kind == ComponentKind::File
        && component.version.is_none()
        && component.purl.is_none()
        && component.group.is_none()
        && component.origin == Origin::Unknown
        && !component.references.iter().any(|it| matches!(it.kind.as_str(), "website" | "distribution"))
        && !component.extensions.keys().any(package_field)
}

/// Whether a kept field is one of SPDX 3.
fn is_own(field: &str) -> bool {
    field.contains('_')
        || matches!(
            field,
            "comment"
                | "summary"
                | "extension"
                | "standardName"
                | "supportLevel"
                | "suppliedBy"
                | "originatedBy"
                | "contentType"
        )
}

fn text(fields: &mut Map<String, Value>, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        fields.insert(name.to_owned(), json!(value));
    }
}

fn identifier(kind: &str, value: &str, authority: Option<&str>) -> Value {
    let mut identifier =
        json!({"type": "ExternalIdentifier", "externalIdentifierType": kind, "identifier": value});
    if let Some(authority) = authority {
        identifier["issuingAuthority"] = json!(authority);
    }
    identifier
}

/// Puts back what an external identifier said beside its kind and its text.
fn detail(identifier: &mut Value, details: &Value) {
    let text = identifier.get("identifier").and_then(Value::as_str).unwrap_or_default();
    let found = details.get(text).and_then(Value::as_object).cloned();
    if let (Some(fields), Some(found)) = (identifier.as_object_mut(), found) {
        for (name, value) in found {
            fields.entry(name).or_insert(value);
        }
    }
}

fn external_ref(reference: &Reference) -> Value {
    let term = terms::reference_term(&reference.kind);
    let comment = match (term, &reference.comment) {
        (Some(_), comment) => comment.clone(),
        (None, Some(comment)) => Some(format!("{KIND}{} {comment}", reference.kind)),
        (None, None) => Some(format!("{KIND}{}", reference.kind)),
    };
    let mut value = json!({
        "type": "ExternalRef",
        "externalRefType": term.unwrap_or("other"),
        "locator": [reference.url],
    });
    if let Some(comment) = comment {
        value["comment"] = json!(comment);
    }
    value
}
