//! Cycles: strongly connected components by Tarjan's algorithm, without recursion.

use crate::Graph;

/// Which nodes lie on common cycles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condensed {
    /// For every node its group. A group never points to one with a larger number.
    pub group: Vec<u32>,
    /// The number of nodes in every group.
    pub size: Vec<u32>,
}

/// Groups nodes that reach one another.
pub fn condense(graph: &Graph) -> Condensed {
    let mut search = Search {
        graph,
        order: vec![0; graph.nodes() as usize],
        low: vec![0; graph.nodes() as usize],
        group: vec![OPEN; graph.nodes() as usize],
        size: Vec::new(),
        stack: Vec::new(),
        visited: 0,
    };
    for node in 0..graph.nodes() {
        if search.order[node as usize] == 0 {
            search.from(node);
        }
    }
    Condensed { group: search.group, size: search.size }
}

const OPEN: u32 = u32::MAX;

struct Search<'a> {
    graph: &'a Graph,
    /// When a node was first met, counted from one; zero before.
    order: Vec<u32>,
    low: Vec<u32>,
    group: Vec<u32>,
    size: Vec<u32>,
    stack: Vec<u32>,
    visited: u32,
}

impl Search<'_> {
    fn from(&mut self, root: u32) {
        let mut calls = vec![(root, 0_usize)];
        self.enter(root);
        while let Some((node, next)) = calls.last_mut() {
            let node = *node;
            if let Some(&child) = self.graph.successors(node).get(*next) {
                *next += 1;
                if self.order[child as usize] == 0 {
                    self.enter(child);
                    calls.push((child, 0));
                } else if self.group[child as usize] == OPEN {
                    self.low[node as usize] = self.low[node as usize].min(self.order[child as usize]);
                }
                continue;
            }
            calls.pop();
            if let Some(&(parent, _)) = calls.last() {
                self.low[parent as usize] = self.low[parent as usize].min(self.low[node as usize]);
            }
            if self.low[node as usize] == self.order[node as usize] {
                self.close(node);
            }
        }
    }

    fn enter(&mut self, node: u32) {
        self.visited += 1;
        self.order[node as usize] = self.visited;
        self.low[node as usize] = self.visited;
        self.stack.push(node);
    }

    fn close(&mut self, node: u32) {
        let group = u32::try_from(self.size.len()).expect("there are no more groups than nodes");
        let mut size = 0;
        while let Some(member) = self.stack.pop() {
            self.group[member as usize] = group;
            size += 1;
            if member == node {
                break;
            }
        }
        self.size.push(size);
    }
}
