//! Compressed sparse rows: four bytes an edge and four bytes a node.

/// A directed graph over the nodes `0..nodes()`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    offsets: Vec<u32>,
    targets: Vec<u32>,
}

impl Graph {
    /// A graph from its edges. Edges that name a node out of range are left out; an edge told twice stands once.
    pub fn from_edges(nodes: u32, edges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut edges: Vec<(u32, u32)> =
            edges.into_iter().filter(|&(from, to)| from < nodes && to < nodes).collect();
        edges.sort_unstable();
        edges.dedup();
        let mut offsets = vec![0; nodes as usize + 1];
        for &(from, _) in &edges {
            offsets[from as usize + 1] += 1;
        }
        for index in 1..offsets.len() {
            offsets[index] += offsets[index - 1];
        }
        Self { offsets, targets: edges.into_iter().map(|(_, to)| to).collect() }
    }

    /// The number of nodes.
    pub fn nodes(&self) -> u32 {
        u32::try_from(self.offsets.len().saturating_sub(1)).expect("built from a 32-bit number of nodes")
    }

    /// The number of edges.
    pub fn edges(&self) -> usize {
        self.targets.len()
    }

    /// The nodes that a node points to, ascending.
    pub fn successors(&self, node: u32) -> &[u32] {
        &self.targets[self.offsets[node as usize] as usize..self.offsets[node as usize + 1] as usize]
    }

    /// Every edge, by its source.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        (0..self.nodes()).flat_map(|from| self.successors(from).iter().map(move |&to| (from, to)))
    }

    /// The graph with every edge turned round.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self::from_edges(self.nodes(), self.iter().map(|(from, to)| (to, from)))
    }

    /// For every node the number of steps from the nearest of `starts`; `None` where no path leads.
    pub fn distances(&self, starts: &[u32]) -> Vec<Option<u32>> {
        let mut distances = vec![None; self.nodes() as usize];
        let mut queue = std::collections::VecDeque::new();
        for &start in starts {
            if distances[start as usize].is_none() {
                distances[start as usize] = Some(0);
                queue.push_back((start, 0));
            }
        }
        while let Some((node, steps)) = queue.pop_front() {
            for &next in self.successors(node) {
                if distances[next as usize].is_none() {
                    distances[next as usize] = Some(steps + 1);
                    queue.push_back((next, steps + 1));
                }
            }
        }
        distances
    }
}
