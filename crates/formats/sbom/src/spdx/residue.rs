//! What a component says that SPDX 2 has no field for. It goes into one annotation of the element, which other
//! programs show as a comment and which the reader takes back.

use std::collections::HashSet;

use mainstay_model::{
    Bom, Component, ComponentKind, Directness, Graph, LicenseClaim, LicenseSource, Location, NodeId, Origin,
    Party, Reference, Relation, RelationKind, Scope,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::location;
use super::read::group_and_name;
use super::shape::Rest;
use super::write::is_address;

/// What the comment of such an annotation starts with.
const MARK: &str = "mainstay:";

/// The components whose scope a reader finds in the relationships: all that say who needs them are plain dependencies, and
/// these alone are written with a scope.
pub(super) fn scoped(bom: &Bom) -> HashSet<NodeId> {
    let needs = |plain: bool| {
        let told = move |relation: &&Relation| {
            relation.kind.is_dependency() && plain == (relation.kind == RelationKind::DependsOn)
        };
        bom.relations.iter().filter(told).map(|relation| relation.to)
    };
    let mut scoped: HashSet<NodeId> = needs(true).collect();
    needs(false).for_each(|linked| {
        scoped.remove(&linked);
    });
    scoped
}

/// The parts of a component that SPDX 2 has no field for; absent where the fields tell it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Residue {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<ComponentKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version_range: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scope: Option<Scope>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) graph: Option<Graph>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) directness: Option<Directness>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) origin: Option<Origin>,
    /// The download location is the origin's address, and no reference.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) origin_located: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) private_origin: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) first_party: bool,
    /// The license is nobody's word in particular.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) license_unstated: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) authors: Vec<Party>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) publisher: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) properties: Vec<(String, String)>,
    /// Licenses found in the files, which SPDX 3 has no relationship for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) detected: Vec<LicenseClaim>,
}

/// What the reader will make of the fields of an element that is being written.
pub(super) struct Told<'a> {
    /// The name as it is written, with its group.
    pub(super) name: &'a str,
    /// Whether the format has a word for the kind.
    pub(super) kind: bool,
    /// Whether the edges tell the scope.
    pub(super) scope: bool,
    /// What the edges tell of the graph.
    pub(super) graph: Graph,
    /// What the edges tell of who names it.
    pub(super) directness: Directness,
}

impl Residue {
    /// What the fields of an element do not tell.
    pub(super) fn of(component: &Component, told: &Told<'_>) -> Self {
        let split = group_and_name(told.name, component.purl.as_ref());
        let own = (component.group.as_deref(), component.name.as_str());
        let reads_back = split.map_or((None, told.name), |(group, name)| (Some(group), name)) == own;
        let located = location::text(&component.origin).as_deref().and_then(location::parse);
        let origin_told = component.origin == Origin::Unknown || located.as_ref() == Some(&component.origin);
        let distributed = component.references.iter().any(|reference| {
            reference.kind == "distribution" && reference.comment.is_none() && is_address(&reference.url)
        });
        let any = |source| component.licenses.iter().any(|claim| claim.source == source);
        Self {
            kind: (!told.kind).then_some(component.kind),
            name: (!reads_back).then(|| component.name.clone()),
            group: component.group.clone().filter(|_| !reads_back),
            version_range: component.version_range.clone(),
            scope: component.scope.filter(|_| !told.scope),
            graph: (component.graph != told.graph && component.graph != Graph::Unknown)
                .then_some(component.graph),
            directness: Some(component.directness)
                .filter(|known| *known != told.directness && *known != Directness::Unknown),
            origin_located: matches!(component.origin, Origin::Download(_)) && !origin_told && !distributed,
            origin: (!origin_told).then(|| component.origin.clone()),
            private_origin: component.private_origin,
            first_party: component.first_party,
            license_unstated: any(LicenseSource::Unstated) && !any(LicenseSource::Declared),
            authors: component.authors.clone(),
            publisher: component.publisher.clone(),
            locations: component.locations.clone(),
            properties: component.properties.clone(),
            detected: Vec::new(),
        }
    }

    /// Puts everything back to where the model has it.
    pub(super) fn apply(self, component: &mut Component) {
        component.kind = self.kind.unwrap_or(component.kind);
        if let Some(name) = self.name {
            component.name = name;
            component.group = self.group;
        }
        component.version_range = self.version_range;
        component.scope = self.scope.or(component.scope);
        component.graph = self.graph.unwrap_or(component.graph);
        component.directness = self.directness.unwrap_or(component.directness);
        if let Some(origin) = self.origin {
            let place = location::text(&origin).filter(|_| self.origin_located);
            let made = |reference: &Reference| {
                reference.kind == "distribution" && Some(&reference.url) == place.as_ref()
            };
            if let Some(at) = component.references.iter().position(made) {
                component.references.remove(at);
            }
            component.origin = origin;
        }
        component.private_origin = self.private_origin;
        component.first_party = self.first_party;
        if self.license_unstated {
            for claim in &mut component.licenses {
                if claim.source == LicenseSource::Declared {
                    claim.source = LicenseSource::Unstated;
                }
            }
        }
        if !self.authors.is_empty() {
            component.authors = self.authors;
        }
        component.publisher = self.publisher;
        component.locations = self.locations;
        component.properties = self.properties;
        component.licenses.extend(self.detected);
    }

    /// The text that carries it, or nothing when there is nothing to carry.
    pub(super) fn text(&self) -> Option<String> {
        if *self == Self::default() {
            return None;
        }
        serde_json::to_string(self).ok().map(|text| format!("{MARK}{text}"))
    }

    /// Reads the text again.
    pub(super) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text.strip_prefix(MARK)?).ok()
    }

    /// The annotation that carries it, or nothing when there is nothing to carry.
    pub(super) fn annotation(&self, created: &str, annotator: &str) -> Option<Value> {
        let text = self.text()?;
        Some(json!({
            "annotationDate": created,
            "annotationType": "OTHER",
            "annotator": annotator,
            "comment": text,
        }))
    }
}

/// Takes the annotation out of the fields of an element.
pub(super) fn take(rest: &mut Rest) -> Option<Residue> {
    let annotations = rest.get_mut("annotations")?.as_array_mut()?;
    let (at, residue) = annotations
        .iter()
        .enumerate()
        .find_map(|(at, annotation)| Some((at, Residue::parse(annotation.get("comment")?.as_str()?)?)))?;
    annotations.remove(at);
    if annotations.is_empty() {
        rest.shift_remove("annotations");
    }
    Some(residue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_into_an_annotation_is_taken_out_again() {
        let residue =
            Residue { scope: Some(Scope::Excluded), publisher: Some("P".into()), ..Residue::default() };
        let other = json!({"comment": "mine"});
        let mut rest = Rest::new();
        rest.insert("annotations".into(), json!([other, residue.annotation("t", "Tool: x").unwrap()]));
        assert_eq!(take(&mut rest), Some(residue));
        assert_eq!(rest["annotations"], json!([other]));
    }

    #[test]
    fn nothing_to_carry_makes_no_annotation_and_a_foreign_comment_is_left() {
        assert_eq!(Residue::default().annotation("t", "Tool: x"), None);
        let mut rest = Rest::new();
        rest.insert("annotations".into(), json!([{"comment": "mainstay: no JSON"}]));
        assert_eq!(take(&mut rest), None);
        assert!(rest.contains_key("annotations"));
    }
}
