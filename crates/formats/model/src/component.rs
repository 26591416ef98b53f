//! A component as one input describes it.

use mainstay_purl::Purl;
use serde::{Deserialize, Serialize};

use crate::{Extensions, Hash, LicenseClaim, Party, Reference};

/// A piece of software as one input describes it. Identity is the purl, else a digest, else the name with the
/// supplier; everything else is this input's word and never overwrites another's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// The identifier inside the source document (`bom-ref`, `SPDXID`, lockfile key); empty when it has none.
    pub reference: String,
    /// What sort of thing it is.
    pub kind: ComponentKind,
    /// The name without its group.
    pub name: String,
    /// Group, scope, vendor path or owner that qualifies the name.
    pub group: Option<String>,
    /// The version as written.
    pub version: Option<String>,
    /// The version as a range, where the input gives no single version (`vers:` text or the format's own).
    pub version_range: Option<String>,
    /// The package URL.
    pub purl: Option<Purl>,
    /// CPE names, 2.2 or 2.3, as written.
    pub cpes: Vec<String>,
    /// Other identities by scheme: `swid`, `omniborid`, `swhid`, `gitoid`, ...
    pub identifiers: Vec<(String, String)>,
    /// What it is used for; `None` when the input does not say.
    pub scope: Option<Scope>,
    /// Whether the subject names it itself.
    pub directness: Directness,
    /// Whether the input tells everything this component depends on.
    pub graph: Graph,
    /// Where the input says that it comes from.
    pub origin: Origin,
    /// Whether that place is one that the organization has named as its own.
    #[serde(default)]
    pub private_origin: bool,
    /// Part of what the organization builds itself: workspace members, path dependencies.
    pub first_party: bool,
    /// Digests of the distributed artifact.
    pub hashes: Vec<Hash>,
    /// What is said about its license, and by whom.
    pub licenses: Vec<LicenseClaim>,
    /// The copyright text as written.
    pub copyright: Option<String>,
    /// Who supplies it.
    pub supplier: Option<Box<Party>>,
    /// Who made the original, where that is another one than the supplier.
    pub manufacturer: Option<Box<Party>>,
    /// Authors.
    pub authors: Vec<Party>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// What it is, in the input's words.
    pub description: Option<String>,
    /// Homepages, repositories, advisories and other pointers.
    pub references: Vec<Reference>,
    /// Where in the source it was found.
    pub locations: Vec<Location>,
    /// Name and value pairs of the input's own making.
    pub properties: Vec<(String, String)>,
    /// Native parts of the source document that this model has no word for.
    pub extensions: Extensions,
}

impl Component {
    /// A component known by name only.
    pub fn named(name: impl Into<String>, version: Option<&str>) -> Self {
        Self { name: name.into(), version: version.map(str::to_owned), ..Self::default() }
    }

    /// A library known by its purl; name, group and version are taken from it.
    pub fn from_purl(purl: Purl) -> Self {
        Self {
            name: purl.name().to_owned(),
            group: purl.namespace().map(str::to_owned),
            version: purl.version().map(str::to_owned),
            purl: Some(purl),
            kind: ComponentKind::Library,
            ..Self::default()
        }
    }

    /// Gives back what lists have reserved beyond their items: four digests for one is what a list begins with, and a
    /// document of many components is a list of many such.
    pub(crate) fn tight(mut self) -> Self {
        self.cpes.shrink_to_fit();
        self.identifiers.shrink_to_fit();
        self.hashes.shrink_to_fit();
        self.licenses.shrink_to_fit();
        self.authors.shrink_to_fit();
        self.references.shrink_to_fit();
        self.locations.shrink_to_fit();
        self.properties.shrink_to_fit();
        self
    }
}

/// What sort of thing a component is (the union of the CycloneDX types and SPDX purposes in use).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComponentKind {
    /// A program.
    Application,
    /// A library; also what a document leaves unsaid.
    #[default]
    Library,
    /// A framework.
    Framework,
    /// A container image.
    Container,
    /// A platform: runtime, interpreter, virtual machine.
    Platform,
    /// An operating system.
    OperatingSystem,
    /// A hardware device.
    Device,
    /// A device driver.
    DeviceDriver,
    /// Firmware.
    Firmware,
    /// A file.
    File,
    /// A machine learning model.
    MachineLearningModel,
    /// Data.
    Data,
    /// A cryptographic asset.
    CryptographicAsset,
    /// Source code as such.
    Source,
    /// An archive.
    Archive,
    /// Something that installs other software.
    Install,
    /// Documentation.
    Documentation,
    /// A service reached over a network.
    Service,
    /// Something else.
    Other,
}

/// What a dependency is used for, strongest first: what runs in production comes before what does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Part of what runs.
    Runtime,
    /// Runs when present, may be absent.
    Optional,
    /// Supplied by the place where it runs (Maven `provided`, npm `peer`).
    Provided,
    /// Needed to build only.
    Build,
    /// Needed to develop only.
    Development,
    /// Needed to test only.
    Test,
    /// Named by the document as not part of the product.
    Excluded,
}

/// Whether the subject of an input names a component itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Directness {
    /// The input does not say.
    #[default]
    Unknown,
    /// Named by the subject.
    Direct,
    /// Brought in by another component.
    Transitive,
}

/// Whether an input tells what a component depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Graph {
    /// Nothing is said about its dependencies.
    #[default]
    Unknown,
    /// Some are told; whether all, is not said.
    Partial,
    /// All are told, none meaning none.
    Complete,
}

impl Graph {
    /// The same where something may have been lost: what was all is some.
    #[must_use]
    pub fn doubted(self) -> Self {
        if self == Self::Complete { Self::Partial } else { self }
    }
}

/// Where an input says that a component comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The input does not say.
    #[default]
    Unknown,
    /// The ecosystem's public registry.
    Public,
    /// Another registry, by its address as configured.
    Registry(String),
    /// A version control address, with the commit where it is told.
    Vcs {
        /// The address.
        url: String,
        /// The commit.
        revision: Option<String>,
    },
    /// A download address outside any registry.
    Download(String),
    /// A path within the tree or on the machine.
    Path(String),
}

/// Where in the source something was found.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Location {
    /// The file, with `/` between folders.
    pub path: String,
    /// The line, counted from one, where it is known.
    pub line: Option<u32>,
}
