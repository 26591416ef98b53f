//! What a component says that SPDX 2 has no field for. It goes into one annotation of the element, which other
//! programs show as a comment and which the reader takes back.

use mainstay_model::{Component, ComponentKind, Graph, LicenseSource, Location, Origin, Party, Scope};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::shape::Rest;

/// What the comment of such an annotation starts with.
const MARK: &str = "mainstay:";

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
    pub(super) origin: Option<Origin>,
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
}

impl Residue {
    /// Puts everything back to where the model has it.
    pub(super) fn apply(self, component: &mut Component) {
        component.kind = self.kind.unwrap_or(component.kind);
        if let Some(name) = self.name {
            component.name = name;
            component.group = self.group;
        }
        component.version_range = self.version_range;
        component.scope = self.scope;
        component.graph = self.graph.unwrap_or(component.graph);
        if let Some(origin) = self.origin {
            component.origin = origin;
        }
        component.first_party = self.first_party;
        if self.license_unstated {
            for claim in &mut component.licenses {
                if claim.source == LicenseSource::Declared {
                    claim.source = LicenseSource::Unstated;
                }
            }
        }
        component.authors = self.authors;
        component.publisher = self.publisher;
        component.locations = self.locations;
        component.properties = self.properties;
    }

    /// The annotation that carries it, or nothing when there is nothing to carry.
    pub(super) fn annotation(&self, created: &str, annotator: &str) -> Option<Value> {
        if *self == Self::default() {
            return None;
        }
        let text = serde_json::to_string(self).ok()?;
        Some(json!({
            "annotationDate": created,
            "annotationType": "OTHER",
            "annotator": annotator,
            "comment": format!("{MARK}{text}"),
        }))
    }
}

/// Takes the annotation out of the fields of an element.
pub(super) fn take(rest: &mut Rest) -> Option<Residue> {
    let annotations = rest.get_mut("annotations")?.as_array_mut()?;
    let (at, residue) = annotations.iter().enumerate().find_map(|(at, annotation)| {
        let text = annotation.get("comment")?.as_str()?.strip_prefix(MARK)?;
        Some((at, serde_json::from_str(text).ok()?))
    })?;
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
