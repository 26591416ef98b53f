//! The graph of one SBOM: which components its nodes are, what is said of them in a few bits, and who depends on whom.

mod bytes;
mod flags;
#[cfg(test)]
mod tests;

use mainstay_model::RelationKind;

pub use flags::NodeFlags;

/// The kind of an edge, in one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EdgeKind(u8);

impl EdgeKind {
    /// The one needs the other.
    pub const DEPENDS_ON: Self = Self(0);
    /// The other is part of the one.
    pub const CONTAINS: Self = Self(1);
    /// The one implements the other.
    pub const PROVIDES: Self = Self(2);
    /// The one was made from the other.
    pub const GENERATED_FROM: Self = Self(3);
    /// The first of the kinds that a document names itself.
    const NAMED: u8 = 16;
    /// Any kind beyond the ones that fit.
    const OTHER: Self = Self(u8::MAX);
}

/// A directed graph in compressed sparse rows: 14 bytes a node and 5 an edge. Nodes are numbered as in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// The component behind each node, by its internal key.
    components: Vec<i64>,
    flags: Vec<NodeFlags>,
    /// Where the edges of each node start; one more entry than nodes.
    starts: Vec<u32>,
    targets: Vec<u32>,
    kinds: Vec<EdgeKind>,
    /// The kinds that a document names itself, from [`EdgeKind::NAMED`] on.
    names: Vec<String>,
}

impl Graph {
    /// A graph from nodes and edges, repeated ones dropped. All edges lead downward: what a part tells of its whole is an edge of
    /// the whole.
    pub(crate) fn build(
        components: Vec<i64>,
        flags: Vec<NodeFlags>,
        edges: impl IntoIterator<Item = (u32, u32, RelationKind)>,
    ) -> Self {
        let mut graph = Self { components, flags, ..Self::default() };
        let nodes = graph.components.len();
        let mut sorted: Vec<(u32, u32, EdgeKind)> = edges
            .into_iter()
            .filter(|(from, to, _)| (*from as usize) < nodes && (*to as usize) < nodes)
            .map(|(from, to, kind)| if kind.leads_to_whole() { (to, from, kind) } else { (from, to, kind) })
            .map(|(from, to, kind)| (from, to, graph.kind_of(kind)))
            .collect();
        sorted.sort_unstable();
        sorted.dedup();
        graph.starts.reserve_exact(nodes + 1);
        graph.targets.reserve_exact(sorted.len());
        graph.kinds.reserve_exact(sorted.len());
        let mut next = sorted.into_iter().peekable();
        for node in 0..nodes {
            graph.starts.push(place(graph.targets.len()));
            while let Some((_, to, kind)) = next.next_if(|(from, ..)| *from as usize == node) {
                graph.targets.push(to);
                graph.kinds.push(kind);
            }
        }
        graph.starts.push(place(graph.targets.len()));
        graph
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.components.len()
    }

    /// Whether there are no nodes.
    pub fn is_empty(&self) -> bool {
        self.components.is_empty()
    }

    /// How many edges there are.
    pub fn edge_count(&self) -> usize {
        self.targets.len()
    }

    /// What is said of a node.
    ///
    /// # Panics
    /// When there is no such node.
    pub fn flags(&self, node: u32) -> NodeFlags {
        self.flags[node as usize]
    }

    /// A number that is the same for all nodes of one component, within this store; not for showing.
    ///
    /// # Panics
    /// When there is no such node.
    pub fn component(&self, node: u32) -> ComponentKey {
        ComponentKey(self.components[node as usize])
    }

    /// The nodes of a component.
    pub fn nodes_of(&self, component: ComponentKey) -> impl Iterator<Item = u32> + '_ {
        (0..).zip(&self.components).filter(move |(_, key)| **key == component.0).map(|(node, _)| node)
    }

    /// The edges that leave a node. One of a kind that [leads to the whole](RelationKind::leads_to_whole) is turned: it leaves the
    /// whole, and the part at its end told it.
    ///
    /// # Panics
    /// When there is no such node.
    pub fn edges(&self, node: u32) -> impl ExactSizeIterator<Item = (u32, EdgeKind)> + '_ {
        let range = self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize;
        self.targets[range.clone()].iter().copied().zip(self.kinds[range].iter().copied())
    }

    /// The nodes that a node depends on, in whatever words, each once.
    ///
    /// # Panics
    /// When there is no such node.
    pub fn dependencies(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        // The edges between two nodes stand side by side.
        let mut last = None;
        self.edges(node)
            .filter(|(_, kind)| self.is_dependency(*kind))
            .filter_map(move |(to, _)| (last.replace(to) != Some(to)).then_some(to))
    }

    fn is_dependency(&self, kind: EdgeKind) -> bool {
        kind == EdgeKind::DEPENDS_ON || kind.0 >= EdgeKind::NAMED && self.relation(kind).is_dependency()
    }

    /// The same graph with every edge turned around: who depends on a node.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let mut starts = vec![0_u32; self.len() + 1];
        for to in &self.targets {
            starts[*to as usize + 1] += 1;
        }
        for node in 0..self.len() {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut targets = vec![0; self.targets.len()];
        let mut kinds = vec![EdgeKind::OTHER; self.targets.len()];
        for from in 0..place(self.len()) {
            for (to, kind) in self.edges(from) {
                let at = &mut next[to as usize];
                targets[*at as usize] = from;
                kinds[*at as usize] = kind;
                *at += 1;
            }
        }
        Self { starts, targets, kinds, ..self.clone() }
    }

    /// What the document is about.
    pub fn subjects(&self) -> impl Iterator<Item = u32> + '_ {
        (0..).zip(&self.flags).filter(|(_, flags)| flags.is_subject()).map(|(node, _)| node)
    }

    /// The kind of an edge in the words of the model.
    pub fn relation(&self, kind: EdgeKind) -> RelationKind {
        match kind {
            EdgeKind::DEPENDS_ON => RelationKind::DependsOn,
            EdgeKind::CONTAINS => RelationKind::Contains,
            EdgeKind::PROVIDES => RelationKind::Provides,
            EdgeKind::GENERATED_FROM => RelationKind::GeneratedFrom,
            EdgeKind(named) => {
                let name = self.names.get(usize::from(named.wrapping_sub(EdgeKind::NAMED)));
                RelationKind::Other(name.map_or("OTHER", String::as_str).into())
            }
        }
    }

    /// Bytes in memory.
    pub fn memory(&self) -> usize {
        self.components.len() * (8 + 2 + 4) + self.targets.len() * (4 + 1) + size_of::<Self>()
    }

    /// The distinct components with the flags of their nodes put together, by component.
    pub(crate) fn usage(&self) -> Vec<(i64, NodeFlags)> {
        let mut pairs: Vec<(i64, NodeFlags)> =
            self.components.iter().copied().zip(self.flags.iter().copied()).collect();
        pairs.sort_unstable_by_key(|(component, _)| *component);
        pairs.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.joined(next.1);
            }
            same
        });
        pairs
    }

    fn kind_of(&mut self, kind: RelationKind) -> EdgeKind {
        let name = match kind {
            RelationKind::DependsOn => return EdgeKind::DEPENDS_ON,
            RelationKind::Contains => return EdgeKind::CONTAINS,
            RelationKind::Provides => return EdgeKind::PROVIDES,
            RelationKind::GeneratedFrom => return EdgeKind::GENERATED_FROM,
            RelationKind::Other(name) => name,
        };
        let at = self.names.iter().position(|known| **known == *name).unwrap_or(self.names.len());
        let Some(kind) = u8::try_from(at).ok().and_then(|at| at.checked_add(EdgeKind::NAMED)) else {
            return EdgeKind::OTHER;
        };
        if at == self.names.len() && kind < EdgeKind::OTHER.0 {
            self.names.push(name.into());
        }
        EdgeKind(kind)
    }
}

/// A component within this store: for comparing and for asking the store, not for showing or keeping elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ComponentKey(pub(crate) i64);

/// A place in a list; readers bound documents far below 2^32 components and relations.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
