//! A bill of materials: components, how they relate, and who says so.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::{Component, Extensions, LicenseClaim, LicenseText, Party, Reference, Statement};

/// What one input says about a set of components.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bom {
    /// The input itself.
    pub document: Document,
    /// What the input is about: the product, the project, the workspace members.
    pub subjects: Vec<NodeId>,
    /// Every component, in the order of the input.
    pub components: Vec<Component>,
    /// How components relate.
    pub relations: Vec<Relation>,
    /// Vulnerability statements (VEX) that the input carries.
    pub statements: Vec<Statement>,
    /// What the reader did not understand.
    pub unread: Unread,
}

impl Bom {
    /// Appends a component.
    ///
    /// # Panics
    /// When there would be more than 2^32 components; readers bound their input far below that.
    pub fn add(&mut self, component: Component) -> NodeId {
        let id =
            NodeId(u32::try_from(self.components.len()).expect("readers bound the number of components"));
        self.components.push(component.tight());
        id
    }

    /// Says that one component relates to another.
    pub fn relate(&mut self, from: NodeId, to: NodeId, kind: RelationKind) {
        self.relations.push(Relation { from, to, kind });
    }

    /// The component at an id.
    pub fn component(&self, id: NodeId) -> &Component {
        &self.components[id.index()]
    }

    /// Only the edges that say who needs whom. Two relations may say so of the same two components.
    pub fn dependencies(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        self.relations
            .iter()
            .filter(|relation| relation.kind.is_dependency())
            .map(|relation| (relation.from, relation.to))
    }

    /// What the input is about and does not use: its sole subject, or those of several that the organization builds itself. Some
    /// documents name all their components as subjects; the others are as much in use as in any other document.
    pub fn about(&self) -> HashSet<NodeId> {
        let sole = self.subjects.len() == 1;
        let counts = |id: &NodeId| {
            sole || self.components.get(id.index()).is_some_and(|component| component.first_party)
        };
        self.subjects.iter().copied().filter(counts).collect()
    }
}

/// The place of a component in [`Bom::components`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The index into [`Bom::components`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One component relates to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Relation {
    /// The component that the statement is about.
    pub from: NodeId,
    /// The other component.
    pub to: NodeId,
    /// How they relate, read from `from` to `to`.
    pub kind: RelationKind,
}

/// How one component relates to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelationKind {
    /// `from` needs `to`.
    DependsOn,
    /// `to` is part of `from`.
    Contains,
    /// `from` implements the interface or specification `to`.
    Provides,
    /// `from` was made from `to`.
    GeneratedFrom,
    /// Any other relation, in the spelling of SPDX 2 where that has a name for it, else in the one of SPDX 3.
    Other(Box<str>),
}

impl RelationKind {
    /// The kind in one word: `depends-on`, or the one of SPDX that stands for it.
    pub fn word(&self) -> &str {
        match self {
            Self::DependsOn => "depends-on",
            Self::Contains => "contains",
            Self::Provides => "provides",
            Self::GeneratedFrom => "generated-from",
            Self::Other(word) => word,
        }
    }

    /// Whether `from` needs `to`: it depends on it in so many words, links it, or has it as a prerequisite.
    pub fn is_dependency(&self) -> bool {
        match self {
            Self::DependsOn => true,
            Self::Other(word) => matches!(&**word, "STATIC_LINK" | "DYNAMIC_LINK" | "HAS_PREREQUISITE"),
            Self::Contains | Self::Provides | Self::GeneratedFrom => false,
        }
    }

    /// Whether `to` is the whole that `from` belongs to: a part of it, or a tool, a test, a text or settings for it. A file that was
    /// deleted from a package belongs to it no longer.
    pub fn leads_to_whole(&self) -> bool {
        const TOLD_BY_THE_PART: [&str; 18] = [
            "BUILD_TOOL_OF",
            "DATA_FILE_OF",
            "DEPENDENCY_MANIFEST_OF",
            "DEV_TOOL_OF",
            "DOCUMENTATION_OF",
            "EXAMPLE_OF",
            "EXPANDED_FROM_ARCHIVE",
            "FILE_ADDED",
            "METAFILE_OF",
            "OPTIONAL_COMPONENT_OF",
            "PACKAGE_OF",
            "PATCH_APPLIED",
            "PATCH_FOR",
            "REQUIREMENT_DESCRIPTION_FOR",
            "TEST_CASE_OF",
            "TEST_OF",
            "TEST_TOOL_OF",
            "configures",
        ];
        matches!(self, Self::Other(word) if TOLD_BY_THE_PART.contains(&&**word))
    }
}

/// Who made an input, when and with what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The format's id: `cyclonedx-json`, `spdx-tag`, `cargo-lock`, ...
    pub format: String,
    /// The version of the specification, as written.
    pub spec_version: Option<String>,
    /// The document's own unique name: serial number, namespace, SPDX id.
    pub serial: Option<String>,
    /// The revision of the document.
    pub revision: Option<u64>,
    /// The document's title.
    pub name: Option<String>,
    /// When it was made, RFC 3339, as written.
    pub created: Option<String>,
    /// Who made it.
    pub authors: Vec<Party>,
    /// Who supplies what it describes.
    pub supplier: Option<Box<Party>>,
    /// Who made what it describes.
    pub manufacturer: Option<Box<Party>>,
    /// The programs that made it.
    pub tools: Vec<Tool>,
    /// In which phases of the software's life it was made.
    pub lifecycles: Vec<Lifecycle>,
    /// The license of the document itself.
    pub licenses: Vec<LicenseClaim>,
    /// The licenses that the document defines itself, whatever license expression of it names them.
    #[serde(default)]
    pub license_texts: Vec<LicenseText>,
    /// Pointers of the whole document.
    pub references: Vec<Reference>,
    /// Name and value pairs of the whole document.
    pub properties: Vec<(String, String)>,
    /// A comment of its author.
    pub comment: Option<String>,
    /// Native parts that this model has no word for, by `family:field`.
    pub extensions: Extensions,
}

/// A program that made a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tool {
    /// Who makes the tool.
    pub vendor: Option<String>,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
}

/// The phase of the software's life in which a document was made (CycloneDX phases, CISA SBOM types).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lifecycle {
    /// Planned, before anything is built.
    Design,
    /// From the source tree.
    PreBuild,
    /// From the build.
    Build,
    /// From a finished artifact.
    PostBuild,
    /// From a running system.
    Operations,
    /// From a network or installation scan.
    Discovery,
    /// At the end of life.
    Decommission,
    /// Named by the document itself.
    Other(String),
}

/// What a reader met and did not understand: how often, by the name of the field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread(pub BTreeMap<String, u64>);

impl Unread {
    /// Counts one more.
    pub fn count(&mut self, field: &str) {
        match self.0.get_mut(field) {
            Some(count) => *count += 1,
            None => {
                self.0.insert(field.to_owned(), 1);
            }
        }
    }

    /// How many were counted altogether.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sole_subject_is_not_in_use_and_of_several_only_the_own_are_not() {
        let mut bom = Bom::default();
        for (name, first_party) in [("app", false), ("own", true), ("lib", false)] {
            bom.add(Component { first_party, ..Component::named(name, None) });
        }
        let mut about = |subjects: &[u32]| {
            bom.subjects = subjects.iter().copied().map(NodeId).collect();
            let mut about: Vec<u32> = bom.about().into_iter().map(|id| id.0).collect();
            about.sort_unstable();
            about
        };
        assert_eq!(about(&[]), Vec::<u32>::new());
        assert_eq!(about(&[0]), [0]);
        assert_eq!(about(&[0, 1, 2]), [1]);
        // A reader may be given an id that is none.
        assert_eq!(about(&[7, 8]), Vec::<u32>::new());
    }

    #[test]
    fn linking_and_prerequisites_are_dependencies_and_tools_are_not() {
        let needs = |kind: RelationKind| kind.is_dependency();
        for name in ["STATIC_LINK", "DYNAMIC_LINK", "HAS_PREREQUISITE"] {
            assert!(needs(RelationKind::Other(name.into())), "{name}");
        }
        assert!(needs(RelationKind::DependsOn));
        for name in ["BUILD_TOOL_OF", "TEST_OF", "OTHER"] {
            assert!(!needs(RelationKind::Other(name.into())), "{name}");
        }
        assert!(!needs(RelationKind::Contains) && !needs(RelationKind::GeneratedFrom));
    }

    #[test]
    fn what_a_part_tells_leads_to_its_whole_and_what_equals_or_wholes_tell_does_not() {
        for name in ["PACKAGE_OF", "BUILD_TOOL_OF", "EXPANDED_FROM_ARCHIVE"] {
            assert!(RelationKind::Other(name.into()).leads_to_whole(), "{name}");
        }
        for name in ["VARIANT_OF", "COPY_OF", "ANCESTOR_OF", "STATIC_LINK", "OTHER"] {
            assert!(!RelationKind::Other(name.into()).leads_to_whole(), "{name}");
        }
        assert!(!RelationKind::Contains.leads_to_whole() && !RelationKind::DependsOn.leads_to_whole());
    }
}
