//! How good an SBOM is: what it tells, what it leaves out, and how to mend that.
//!
//! Each [`Check`] asks one question of the document or of every component that a [`Profile`] looks at. The score
//! is the weighted mean of the shares that are met, in per cent, so that it can be taken apart again: nothing in
//! it is hidden. Absence is never a pass: a required check that has nothing to look at is not met, a wanted one is left
//! out of the score, and both say so.

mod checks;
mod profile;
mod said;

use mainstay_model::{Bom, Component, ComponentKind, Directness, NodeId};
use serde::{Deserialize, Serialize};

pub use checks::CHECKS;
pub use profile::{Depth, Level, Profile, ProfileError, profiles};

/// One question about an SBOM.
pub struct Check {
    /// Stable kebab-case id.
    pub id: &'static str,
    /// The question, answered yes or no.
    pub question: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do where the answer is no.
    pub remedy: &'static str,
    /// The standards that ask for it.
    pub standards: &'static [&'static str],
    /// How the question is answered.
    pub test: Test,
}

/// How a question is answered.
pub enum Test {
    /// Once, by the document.
    Document(fn(&Bom) -> bool),
    /// For every component that the profile looks at.
    Component(fn(&Component) -> bool),
    /// For every component that the profile looks at and that is more than a single file: what is asked of what is
    /// released and supplied. A file has a digest and no version of its own.
    Package(fn(&Component) -> bool),
    /// For every component, by the document as a whole; true at the places of components that pass.
    Graph(fn(&Bom) -> Vec<bool>),
}

/// What a quality check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The check's id.
    pub check: String,
    /// Whether the profile requires it.
    pub level: Level,
    /// How many subjects of the question pass.
    pub met: u64,
    /// How many there are; zero means that there was nothing to look at.
    pub of: u64,
    /// The first components that do not pass.
    pub missing: Vec<NodeId>,
}

/// How good an SBOM is by one profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// The profile's id.
    pub profile: String,
    /// 0 to 100; `None` when there was nothing to look at.
    pub score: Option<u8>,
    /// Whether every required check is fully met; one that had nothing to look at is not.
    pub sufficient: bool,
    /// One finding a check of the profile, in the order of [`CHECKS`].
    pub findings: Vec<Finding>,
}

/// Components that a finding names at most.
const MOST_MISSING: usize = 20;

/// Grades a document.
pub fn quality(bom: &Bom, profile: &Profile) -> Quality {
    let looked_at = looked_at(bom, profile.depth);
    let findings: Vec<Finding> = CHECKS
        .iter()
        .filter_map(|check| profile.level(check.id).map(|level| find(bom, check, level, &looked_at)))
        .collect();
    let met = |finding: &Finding| finding.of > 0 && finding.met == finding.of;
    let sufficient = findings.iter().all(|finding| finding.level != Level::Required || met(finding));
    Quality { profile: profile.id.clone(), score: score(&findings), sufficient, findings }
}

/// The third-party components within the depth, and the subjects.
fn looked_at(bom: &Bom, depth: Depth) -> Vec<NodeId> {
    (0..)
        .map(NodeId)
        .zip(&bom.components)
        .filter(|(_, component)| depth == Depth::All || component.directness != Directness::Transitive)
        .map(|(id, _)| id)
        .collect()
}

fn find(bom: &Bom, check: &Check, level: Level, looked_at: &[NodeId]) -> Finding {
    let passes: Vec<(Option<NodeId>, bool)> = match check.test {
        Test::Document(test) => vec![(None, test(bom))],
        Test::Component(test) => looked_at.iter().map(|&id| (Some(id), test(bom.component(id)))).collect(),
        Test::Package(test) => {
            let packages = looked_at.iter().filter(|&&id| bom.component(id).kind != ComponentKind::File);
            packages.map(|&id| (Some(id), test(bom.component(id)))).collect()
        }
        Test::Graph(test) => {
            let all = test(bom);
            looked_at.iter().map(|&id| (Some(id), all[id.index()])).collect()
        }
    };
    let missing = passes.iter().filter(|(_, pass)| !pass).filter_map(|(id, _)| *id).take(MOST_MISSING);
    Finding {
        check: check.id.to_owned(),
        level,
        met: passes.iter().filter(|(_, pass)| *pass).count() as u64,
        of: passes.len() as u64,
        missing: missing.collect(),
    }
}

/// Required checks weigh twice as much as wanted ones. A document without components would be as good as its head
/// alone if what is required of components did not count then.
fn score(findings: &[Finding]) -> Option<u8> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for finding in findings.iter().filter(|finding| finding.of > 0 || finding.level == Level::Required) {
        let weight = if finding.level == Level::Required { 2.0 } else { 1.0 };
        sum += weight * finding.met as f64 / finding.of.max(1) as f64;
        weights += weight;
    }
    // Rounded down: 100 means that nothing is missing.
    (weights > 0.0).then(|| (100.0 * sum / weights).floor() as u8)
}

#[cfg(test)]
mod tests;
