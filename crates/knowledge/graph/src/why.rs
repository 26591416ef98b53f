//! Why is this here: the paths that lead to a component.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

use crate::{Condensed, Graph, condense};

/// Why a node is in the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The number of paths from the roots that repeat no node; `u64::MAX` stands for that many or more.
    pub paths: u64,
    /// Whether there may be more: cycles lie on the way, and the paths are too many to go along them all. Then nodes on a
    /// common cycle count as one step.
    pub at_least: bool,
    /// The shortest paths, shortest first, each from a root to the node.
    pub shortest: Vec<Vec<u32>>,
    /// The nodes that roots name themselves and that lead to the node, the one on most paths first.
    pub leads: Vec<Lead>,
}

/// A node named by a root, through which paths lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lead {
    /// The node.
    pub node: u32,
    /// Steps from it to the target; zero when it is the target itself.
    pub distance: u32,
    /// How many paths from it lead to the target, counted as in [`Why::paths`].
    pub paths: u64,
}

/// How many partial paths the search for the shortest ones looks at before it settles for what it has; a bound on
/// time and memory in graphs full of cycles.
const EFFORT: usize = 200_000;

/// Tells why `target` is in the graph, with at most `most` shortest paths from any of `roots`.
///
/// A path starts at the last root on it: a root that is reached from another root starts its own paths only.
pub fn why(graph: &Graph, roots: &[u32], target: u32, most: usize) -> Why {
    let mut is_root = vec![false; graph.nodes() as usize];
    roots.iter().for_each(|&root| is_root[root as usize] = true);
    let graph = &Graph::from_edges(graph.nodes(), graph.iter().filter(|&(_, to)| !is_root[to as usize]));
    let to_target = graph.reversed().distances(&[target]);
    let condensed = condense(graph);
    let counts = counts(graph, &condensed, target);
    let count = |node: u32| counts[condensed.group[node as usize] as usize];
    let mut leads: Vec<Lead> = roots
        .iter()
        .flat_map(|&root| graph.successors(root))
        .filter_map(|&node| {
            to_target[node as usize].map(|distance| Lead { node, distance, paths: count(node) })
        })
        .collect();
    let total = leads.iter().fold(0_u64, |sum, lead| sum.saturating_add(lead.paths));
    let mut paths = if is_root[target as usize] { 1 } else { total };
    let (shortest, all) = shortest(graph, roots, target, &to_target, most);
    let cyclic = on_a_cycle(graph, roots, &to_target, &condensed.group, &condensed.size);
    if cyclic {
        let gone = |node: u32| {
            let ways: HashSet<&[u32]> =
                shortest.iter().filter(|path| path.get(1) == Some(&node)).map(|path| &path[1..]).collect();
            ways.len() as u64
        };
        // What was gone along is the truth when it was everything, else no more than a beginning.
        let better = |counted: u64, gone: u64| if all { gone } else { counted.max(gone) };
        leads.iter_mut().for_each(|lead| lead.paths = better(lead.paths, gone(lead.node)));
        paths = better(paths, shortest.len() as u64);
    }
    leads.sort_by_key(|lead| (lead.distance > 0, Reverse(lead.paths), lead.distance, lead.node));
    leads.dedup_by_key(|lead| lead.node);
    Why { paths, at_least: cyclic && !all, shortest, leads }
}

/// Whether a node between the roots and the target lies on a cycle.
fn on_a_cycle(graph: &Graph, roots: &[u32], to_target: &[Option<u32>], group: &[u32], size: &[u32]) -> bool {
    let from_roots = graph.distances(roots);
    let mut on_the_way = from_roots.iter().zip(to_target).zip(group);
    on_the_way.any(|((from, to), group)| from.is_some() && to.is_some() && size[*group as usize] > 1)
}

/// For every group the number of routes to the target's group. Groups are numbered so that edges lead to smaller numbers: one
/// pass upwards suffices.
fn counts(graph: &Graph, condensed: &Condensed, target: u32) -> Vec<u64> {
    let group = &condensed.group;
    let mut members: Vec<(u32, u32)> = group.iter().zip(0..).map(|(&group, node)| (group, node)).collect();
    members.sort_unstable();
    let mut counts = vec![0_u64; condensed.size.len()];
    let goal = group[target as usize];
    counts[goal as usize] = 1;
    for (own, node) in members {
        for &next in graph.successors(node) {
            let next = group[next as usize];
            if own != goal && next != own {
                counts[own as usize] = counts[own as usize].saturating_add(counts[next as usize]);
            }
        }
    }
    counts
}

/// Best-first search guided by the exact distance to the target: paths come out shortest first. Tells whether they are all.
fn shortest(
    graph: &Graph,
    roots: &[u32],
    target: u32,
    to_target: &[Option<u32>],
    most: usize,
) -> (Vec<Vec<u32>>, bool) {
    let mut open = BinaryHeap::new();
    let mut starts: Vec<u32> = roots.to_vec();
    starts.sort_unstable();
    starts.dedup();
    for root in starts {
        if let Some(rest) = to_target[root as usize] {
            open.push(Reverse((rest, vec![root])));
        }
    }
    let mut found = Vec::new();
    let mut effort = 0;
    while let Some(Reverse((_, path))) = open.pop() {
        let Some(&last) = path.last() else { continue };
        if found.len() >= most || effort > EFFORT {
            return (found, false);
        }
        if last == target {
            found.push(path);
            continue;
        }
        effort += path.len();
        for &next in graph.successors(last) {
            let Some(rest) = to_target[next as usize] else { continue };
            if path.contains(&next) {
                continue;
            }
            let length = u32::try_from(path.len()).unwrap_or(u32::MAX).saturating_add(rest);
            let mut longer = path.clone();
            longer.push(next);
            open.push(Reverse((length, longer)));
        }
    }
    (found, true)
}

#[cfg(test)]
mod tests;
