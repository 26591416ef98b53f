//! Why is this component here.

use std::collections::BTreeSet;

use mainstay_graph::{Graph as Dependencies, why};
use mainstay_store::{Graph, SbomSource};
use serde::Serialize;
use uuid::Uuid;

use super::Step;
use super::tree::{nodes, relations};
use crate::{Office, Result};

/// Paths that an answer lists; more are only counted.
pub const PATHS_SHOWN: usize = 20;

/// Why a component is in a release, by one of its SBOMs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhyHere {
    /// The SBOM that says so.
    pub sbom: Uuid,
    /// Who made it and from what.
    pub source: SbomSource,
    /// Which part of the release it describes.
    pub label: String,
    /// What the paths follow.
    pub along: Along,
    /// The number of paths from the product's own parts; `None` for more than can be counted. Zero means that the SBOM
    /// lists the component and tells no path to it.
    pub paths: Option<u64>,
    /// Whether there may be more paths: cycles lie on the way, and each counts as one step.
    pub at_least: bool,
    /// The shortest paths, at most [`PATHS_SHOWN`], each from one of the product's own parts to the component.
    pub shortest: Vec<Vec<Step>>,
    /// The direct dependencies that lead here, the one to change first at the front: the component itself when it is
    /// direct, else the one on most paths. None where the paths follow no dependencies.
    pub leads: Vec<Lead>,
}

/// What the paths to a component follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Along {
    /// What needs what.
    Dependencies,
    /// Relations of every kind, such as what is part of what: no dependency is told to lead there.
    Relations,
}

/// A direct dependency through which a component comes in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lead {
    /// The direct dependency.
    #[serde(flatten)]
    pub step: Step,
    /// Steps from it to the component; zero when it is the component itself.
    pub distance: u32,
    /// How many paths go through it; `None` for more than can be counted.
    pub paths: Option<u64>,
}

impl Office {
    /// Why a component is in a release: one answer for each current SBOM that lists it.
    ///
    /// # Errors
    /// When there is no such release or component.
    pub async fn why(&self, release: Uuid, component: Uuid) -> Result<Vec<WhyHere>> {
        let key = self.store.component_key(component).await?;
        let mut answers = Vec::new();
        for sbom in self.store.current_sboms(release).await? {
            let graph = self.store.graph(sbom.uid).await?;
            // A document may list one component at several places; each is a way in.
            for node in graph.nodes_of(key) {
                let answer = self.why_at(&graph, node).await?;
                answers.push(WhyHere {
                    sbom: sbom.uid,
                    source: sbom.source,
                    label: sbom.label.clone(),
                    ..answer
                });
            }
        }
        Ok(answers)
    }

    async fn why_at(&self, graph: &Graph, target: u32) -> Result<WhyHere> {
        let own = |node: &u32| graph.flags(*node).is_subject() || graph.flags(*node).is_first_party();
        let roots: Vec<u32> = (0..nodes(graph)).filter(own).collect();
        let mut along = Along::Dependencies;
        let mut found = why(&dependencies(graph), &roots, target, PATHS_SHOWN);
        if found.paths == 0 {
            let parts = why(&relations(graph), &roots, target, PATHS_SHOWN);
            if parts.paths > 0 {
                along = Along::Relations;
                found = mainstay_graph::Why { leads: Vec::new(), ..parts };
            }
        }
        let nodes: BTreeSet<u32> = found
            .shortest
            .iter()
            .flatten()
            .copied()
            .chain(found.leads.iter().map(|lead| lead.node))
            .collect();
        let steps = self.steps(graph, nodes).await?;
        let countable = |paths: u64| (paths < u64::MAX).then_some(paths);
        let path = |path: &Vec<u32>| path.iter().filter_map(|node| steps.get(node).cloned()).collect();
        let lead = |lead: &mainstay_graph::Lead| {
            let step = steps.get(&lead.node)?.clone();
            Some(Lead { step, distance: lead.distance, paths: countable(lead.paths) })
        };
        Ok(WhyHere {
            sbom: Uuid::nil(),
            source: SbomSource::Source,
            label: String::new(),
            along,
            paths: countable(found.paths),
            at_least: found.at_least,
            shortest: found.shortest.iter().map(path).collect(),
            leads: found.leads.iter().filter_map(lead).collect(),
        })
    }
}

/// The dependency edges alone.
fn dependencies(graph: &Graph) -> Dependencies {
    let edges = (0..nodes(graph)).flat_map(|from| graph.dependencies(from).map(move |to| (from, to)));
    Dependencies::from_edges(nodes(graph), edges)
}
