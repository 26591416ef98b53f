//! The graph of an SBOM as a tree that opens one level at a time.

use mainstay_graph::{Condensed, Graph as Relations, condense};
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

/// The first level of a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Roots {
    /// The level itself.
    #[serde(flatten)]
    pub tree: Tree,
    /// How many places of the document no path from here reaches; [`Office::unreached`] tells which.
    pub unreached: usize,
    /// How many relations of any kind the document tells.
    pub relations: usize,
}

/// A component in the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Branch {
    /// The node's number within the SBOM.
    pub node: u32,
    /// The component.
    #[serde(flatten)]
    pub step: Step,
    /// How the level above relates to it, or it to the level above (`PACKAGE_OF`), in the words of SPDX; `None` at the root and
    /// for a plain dependency.
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
    pub async fn roots(&self, sbom: Uuid) -> Result<Roots> {
        let graph = self.store.graph(sbom).await?;
        let roots = roots(&graph);
        let unreached = beyond(&relations(&graph), &roots).len();
        let tree = self.level(&graph, roots.into_iter().map(|node| (node, None)).collect()).await?;
        Ok(Roots { tree, unreached, relations: graph.edge_count() })
    }

    /// What no path from the first level of an SBOM's tree reaches: of it, what nothing else leads to, and one place of each cycle
    /// that nothing leads into. The rest is below these.
    ///
    /// # Errors
    /// When there is no such SBOM or it has not been read.
    pub async fn unreached(&self, sbom: Uuid) -> Result<Tree> {
        let graph = self.store.graph(sbom).await?;
        let relations = relations(&graph);
        let tops = tops(&relations, &beyond(&relations, &roots(&graph)));
        self.level(&graph, tops.into_iter().map(|node| (node, None)).collect()).await
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

/// Where a tree starts: with the subjects, or when there are none with everything that nothing else leads to.
fn roots(graph: &Graph) -> Vec<u32> {
    let subjects: Vec<u32> = graph.subjects().collect();
    if !subjects.is_empty() {
        return subjects;
    }
    let reversed = graph.reversed();
    (0..nodes(graph)).filter(|&node| reversed.edges(node).len() == 0).collect()
}

/// Every relation, of whatever kind: the tree follows them all.
pub(super) fn relations(graph: &Graph) -> Relations {
    let edges = (0..nodes(graph)).flat_map(|from| graph.edges(from).map(move |(to, _)| (from, to)));
    Relations::from_edges(nodes(graph), edges)
}

pub(super) fn nodes(graph: &Graph) -> u32 {
    u32::try_from(graph.len()).unwrap_or(u32::MAX)
}

/// The nodes that no path from these roots reaches.
fn beyond(relations: &Relations, roots: &[u32]) -> Vec<u32> {
    let reached = relations.distances(roots);
    (0..).zip(reached).filter(|(_, distance)| distance.is_none()).map(|(node, _)| node).collect()
}

/// One node of every group of nodes that reach one another, where no other of these nodes leads into the group. What reaches such a node
/// is itself beyond reach, so that edges from elsewhere need no look.
fn tops(relations: &Relations, beyond: &[u32]) -> Vec<u32> {
    let Condensed { group, size } = condense(relations);
    let group_of = |node: u32| group[node as usize] as usize;
    let mut has_top = vec![false; size.len()];
    for &from in beyond {
        for &to in relations.successors(from) {
            has_top[group_of(to)] |= group_of(from) != group_of(to);
        }
    }
    let mut is_top = |node: u32| !std::mem::replace(&mut has_top[group_of(node)], true);
    beyond.iter().copied().filter(|&node| is_top(node)).collect()
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Relations, beyond, tops};

    #[test]
    fn what_no_path_reaches_starts_at_orphans_and_at_one_place_of_each_cycle() {
        // 0 -> 1; 2 alone; 3 <-> 4 -> 5; 6 -> 1.
        let relations = Relations::from_edges(7, [(0, 1), (3, 4), (4, 3), (4, 5), (6, 1)]);
        let beyond = beyond(&relations, &[0]);
        assert_eq!(beyond, [2, 3, 4, 5, 6]);
        assert_eq!(tops(&relations, &beyond), [2, 3, 6]);
    }

    proptest! {
        #[test]
        fn every_node_is_below_a_root_or_below_a_top(
            edges in proptest::collection::vec((0_u32..20, 0_u32..20), 0..40),
            roots in proptest::collection::vec(0_u32..20, 0..3),
        ) {
            let relations = Relations::from_edges(20, edges);
            let beyond = beyond(&relations, &roots);
            let starts: Vec<u32> = roots.iter().copied().chain(tops(&relations, &beyond)).collect();
            prop_assert!(relations.distances(&starts).iter().all(Option::is_some));
        }
    }
}
