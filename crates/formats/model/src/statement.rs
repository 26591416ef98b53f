//! Vulnerability statements (VEX) that a document carries.

use serde::{Deserialize, Serialize};

use crate::{Extensions, NodeId};

/// What a document says about one vulnerability.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// The identifier inside the document.
    pub reference: String,
    /// The vulnerability: `CVE-2021-44228`, `GHSA-...`.
    pub vulnerability: VulnerabilityRef,
    /// Other names of the same vulnerability.
    pub aliases: Vec<VulnerabilityRef>,
    /// The components it speaks about.
    pub components: Vec<NodeId>,
    /// Products named by an identifier that is no component of this document (a purl, a BOM-Link).
    pub foreign: Vec<String>,
    /// What is said; `None` where the document only names the vulnerability.
    pub state: Option<StatementState>,
    /// Why it does not affect, in the format's own spelling.
    pub justification: Option<String>,
    /// What is done about it, in the format's own spelling.
    pub responses: Vec<String>,
    /// The explanation.
    pub detail: Option<String>,
    /// What the vulnerability is.
    pub description: Option<String>,
    /// What to do.
    pub recommendation: Option<String>,
    /// Ratings as written: method and vector or score.
    pub ratings: Vec<(String, String)>,
    /// Native parts that this model has no word for, by `family:field`.
    pub extensions: Extensions,
}

/// A vulnerability by name and the place that gave the name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VulnerabilityRef {
    /// The name.
    pub id: String,
    /// Who gave it: `NVD`, `GitHub`, ...
    pub source: Option<String>,
    /// An address.
    pub url: Option<String>,
}

/// What a statement says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatementState {
    /// Being looked at.
    UnderInvestigation,
    /// Affected.
    Affected,
    /// Affected and exploitable.
    Exploitable,
    /// Not affected.
    NotAffected,
    /// Reported in error.
    FalsePositive,
    /// Fixed.
    Fixed,
    /// Fixed, with a change history behind it.
    FixedWithPedigree,
}
