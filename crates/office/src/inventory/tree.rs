//! The graph of an SBOM as a tree that opens one level at a time.

use mainstay_model::{RelationKind, Scope};
use mainstay_store::{EdgeKind, Graph};
use serde::Serialize;
use uuid::Uuid;

use super::Step;
use crate::{Error, Office, Result};

/// Branches that one level shows at most.
pub const MOST_BRANCHES: usize = 1000;

/// One level of a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tree {
    /// The branches, by name.
    pub branches: Vec<Branch>,
    /// How many there are; more than are shown when the level is wider than [`MOST_BRANCHES`].
    pub total: usize,
}

/// A component in the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Branch {
    /// The node's number within the SBOM.
    pub node: u32,
    /// The component.
    #[serde(flatten)]
    pub step: Step,
    /// How it relates to the level above, in the words of SPDX; `None` at the root and for a plain dependency.
    pub relation: Option<String>,
    /// What it is used for; `None` when the document does not say.
    pub scope: Option<Scope>,
    /// How many branches it opens into.
    pub below: usize,
}

impl Office {
    /// The first level of an SBOM's tree: its subjects, or when it names none everything that nothing else leads to.
    ///
    /// # Errors
    /// When there is no such SBOM or it has not been read.
    pub async fn roots(&self, sbom: Uuid) -> Result<Tree> {
        let graph = self.store.graph(sbom).await?;
        let mut roots: Vec<u32> = graph.subjects().collect();
        if roots.is_empty() {
            let reversed = graph.reversed();
            let nodes = u32::try_from(graph.len()).unwrap_or(u32::MAX);
            roots = (0..nodes).filter(|&node| reversed.edges(node).len() == 0).collect();
        }
        self.level(&graph, roots.into_iter().map(|node| (node, None)).collect()).await
    }

    /// What a node of an SBOM's graph leads to.
    ///
    /// # Errors
    /// When there is no such SBOM or node.
    pub async fn below(&self, sbom: Uuid, node: u32) -> Result<Tree> {
        let graph = self.store.graph(sbom).await?;
        if node as usize >= graph.len() {
            return Err(Error::Missing(format!("the SBOM has no node {node}")));
        }
        let children = graph.edges(node).map(|(to, kind)| (to, Some(kind))).collect();
        self.level(&graph, children).await
    }

    async fn level(&self, graph: &Graph, nodes: Vec<(u32, Option<EdgeKind>)>) -> Result<Tree> {
        let total = nodes.len();
        let shown = nodes.iter().take(MOST_BRANCHES);
        let steps = self.steps(graph, shown.clone().map(|(node, _)| *node)).await?;
        let branch = |&(node, kind): &(u32, Option<EdgeKind>)| {
            Some(Branch {
                node,
                step: steps.get(&node)?.clone(),
                relation: kind.and_then(|kind| name(&graph.relation(kind))),
                scope: graph.flags(node).scope(),
                below: graph.edges(node).len(),
            })
        };
        let mut branches: Vec<Branch> = shown.filter_map(branch).collect();
        branches.sort_by(|a, b| {
            (&a.step.name, &a.step.version, a.node).cmp(&(&b.step.name, &b.step.version, b.node))
        });
        Ok(Tree { branches, total })
    }
}

fn name(kind: &RelationKind) -> Option<String> {
    Some(match kind {
        RelationKind::DependsOn => return None,
        RelationKind::Contains => "CONTAINS".to_owned(),
        RelationKind::Provides => "PROVIDES".to_owned(),
        RelationKind::GeneratedFrom => "GENERATED_FROM".to_owned(),
        RelationKind::Other(name) => name.to_string(),
    })
}
