//! Types and scopes of components.

use mainstay_model::{ComponentKind, Scope};

use super::Word;
use crate::node::Node;

/// What a component is used for.
pub(in super::super) const SCOPE: Word<Option<Scope>> = Word {
    field: "scope",
    key: "cyclonedx:scope",
    read: |node| match node.as_str()? {
        "required" => Some(Scope::Runtime),
        "optional" => Some(Scope::Optional),
        "excluded" => Some(Scope::Excluded),
        _ => None,
    },
    render: |scope| Some(Node::text(scope_text((*scope)?))),
};

/// The scope of CycloneDX that comes nearest.
fn scope_text(scope: Scope) -> &'static str {
    match scope {
        Scope::Runtime => "required",
        Scope::Optional | Scope::Provided => "optional",
        Scope::Build | Scope::Development | Scope::Test | Scope::Excluded => "excluded",
    }
}

const TYPES: [(&str, ComponentKind); 13] = [
    ("library", ComponentKind::Library),
    ("application", ComponentKind::Application),
    ("framework", ComponentKind::Framework),
    ("container", ComponentKind::Container),
    ("platform", ComponentKind::Platform),
    ("operating-system", ComponentKind::OperatingSystem),
    ("device", ComponentKind::Device),
    ("device-driver", ComponentKind::DeviceDriver),
    ("firmware", ComponentKind::Firmware),
    ("file", ComponentKind::File),
    ("machine-learning-model", ComponentKind::MachineLearningModel),
    ("data", ComponentKind::Data),
    ("cryptographic-asset", ComponentKind::CryptographicAsset),
];

/// The kind that a type names.
pub(in super::super) fn read_component_type(text: &str) -> Option<ComponentKind> {
    TYPES.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind)
}

/// The type that comes nearest to a kind.
pub(in super::super) fn component_type(kind: ComponentKind) -> &'static str {
    match kind {
        ComponentKind::Source | ComponentKind::Archive | ComponentKind::Documentation => "file",
        ComponentKind::Install | ComponentKind::Service => "application",
        ComponentKind::Other => "library",
        _ => TYPES.iter().find(|(_, known)| *known == kind).map_or("library", |(name, _)| name),
    }
}
