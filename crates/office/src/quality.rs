//! The quality of an SBOM as pages show it: findings with names instead of places.

use mainstay_model::{Bom, Component};
use mainstay_sbom::{CHECKS, Finding, Level, Profile, Quality};
use serde::{Deserialize, Serialize};

/// The quality of a document, kept with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The profile's id.
    pub profile: String,
    /// The profile's title.
    pub title: String,
    /// Whether all that the profile requires is met.
    pub sufficient: bool,
    /// One point a check.
    pub points: Vec<Point>,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The check's id.
    pub check: String,
    /// The question.
    pub question: String,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub remedy: String,
    /// Whether it is required.
    pub required: bool,
    /// How many pass.
    pub met: u64,
    /// Of how many.
    pub of: u64,
    /// The first components that do not.
    pub missing: Vec<String>,
}

impl Report {
    /// The report of a document that was just graded.
    pub fn new(bom: &Bom, quality: &Quality, profile: &Profile) -> Self {
        Self {
            profile: profile.id.clone(),
            title: profile.title.clone(),
            sufficient: quality.sufficient,
            points: quality.findings.iter().filter_map(|finding| point(bom, finding)).collect(),
        }
    }
}

fn point(bom: &Bom, finding: &Finding) -> Option<Point> {
    let check = CHECKS.iter().find(|check| check.id == finding.check)?;
    Some(Point {
        check: check.id.to_owned(),
        question: check.question.to_owned(),
        why: check.why.to_owned(),
        remedy: check.remedy.to_owned(),
        required: finding.level == Level::Required,
        met: finding.met,
        of: finding.of,
        missing: finding.missing.iter().map(|&id| name(bom.component(id))).collect(),
    })
}

fn name(component: &Component) -> String {
    match (&component.purl, &component.version) {
        (Some(purl), _) => purl.to_string(),
        (None, Some(version)) => format!("{} {version}", component.name),
        (None, None) => component.name.clone(),
    }
}
