//! Why is this here: the paths that lead to a component.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::{Graph, condense};

/// Why a node is in the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The number of paths from the roots. Nodes on a common cycle count as one step, so that cycles do not make
    /// it endless; `u64::MAX` stands for that many or more.
    pub paths: u64,
    /// Whether cycles lie on the way, which makes `paths` a count of routes between cycles.
    pub cyclic: bool,
    /// The shortest paths without repeated nodes, shortest first, each from a root to the node.
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
    let to_target = graph.reversed().distances(&[target]);
    let condensed = condense(graph);
    let counts = counts(graph, &condensed.group, condensed.size.len(), &is_root, target);
    let count = |node: u32| counts[condensed.group[node as usize] as usize];
    let mut leads: Vec<Lead> = roots
        .iter()
        .flat_map(|&root| graph.successors(root))
        .filter(|&&node| !is_root[node as usize])
        .filter_map(|&node| {
            to_target[node as usize].map(|distance| Lead { node, distance, paths: count(node) })
        })
        .filter(|lead| lead.paths > 0)
        .collect();
    let total = |leads: &[Lead]| leads.iter().fold(0_u64, |sum, lead| sum.saturating_add(lead.paths));
    let paths = if is_root[target as usize] { 1 } else { total(&leads) };
    leads.sort_by_key(|lead| (lead.distance > 0, Reverse(lead.paths), lead.distance, lead.node));
    leads.dedup_by_key(|lead| lead.node);
    let from_roots = graph.distances(roots);
    let cyclic = (0..graph.nodes()).any(|node| {
        let on_the_way = from_roots[node as usize].is_some() && count(node) > 0;
        on_the_way && condensed.size[condensed.group[node as usize] as usize] > 1
    });
    Why { paths, cyclic, shortest: shortest(graph, &is_root, roots, target, &to_target, most), leads }
}

/// For every group the number of routes to the target's group that pass no root. Groups are numbered so that
/// edges lead to smaller numbers: one pass upwards suffices.
fn counts(graph: &Graph, group: &[u32], groups: usize, is_root: &[bool], target: u32) -> Vec<u64> {
    let mut members: Vec<(u32, u32)> = group.iter().zip(0..).map(|(&group, node)| (group, node)).collect();
    members.sort_unstable();
    let mut counts = vec![0_u64; groups];
    let goal = group[target as usize] as usize;
    counts[goal] = 1;
    for (group_of_node, node) in members {
        if group_of_node as usize == goal || is_root[node as usize] {
            continue;
        }
        for &next in graph.successors(node) {
            let next_group = group[next as usize];
            if next_group != group_of_node && !is_root[next as usize] {
                let below = counts[next_group as usize];
                counts[group_of_node as usize] = counts[group_of_node as usize].saturating_add(below);
            }
        }
    }
    counts
}

/// Best-first search guided by the exact distance to the target: paths come out shortest first.
fn shortest(
    graph: &Graph,
    is_root: &[bool],
    roots: &[u32],
    target: u32,
    to_target: &[Option<u32>],
    most: usize,
) -> Vec<Vec<u32>> {
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
        if last == target {
            found.push(path);
            if found.len() >= most {
                break;
            }
            continue;
        }
        effort += path.len();
        if effort > EFFORT {
            break;
        }
        for &next in graph.successors(last) {
            let Some(rest) = to_target[next as usize] else { continue };
            if is_root[next as usize] || path.contains(&next) {
                continue;
            }
            let length = u32::try_from(path.len()).unwrap_or(u32::MAX).saturating_add(rest);
            let mut longer = path.clone();
            longer.push(next);
            open.push(Reverse((length, longer)));
        }
    }
    found
}

#[cfg(test)]
mod tests;
