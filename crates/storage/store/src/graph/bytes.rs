//! The stored form of a graph: variable-length numbers, each as its distance from the one before, then zstd.

use super::{EdgeKind, Graph, NodeFlags, place};
use crate::packed::{count, pack, put, put_signed, signed, take, unpack};
use crate::{Result, StoreError};

/// The first byte of every record; another layout takes another number.
const VERSION: u8 = 1;
/// No graph record is larger than this before compression (20 million relations of at most 6 bytes, 2 million nodes).
const LARGEST: usize = 256 << 20;

impl Graph {
    /// The stored form.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut out = Vec::with_capacity(16 + self.len() * 6 + self.edge_count() * 3);
        out.push(VERSION);
        put(&mut out, self.len() as u64);
        put(&mut out, self.edge_count() as u64);
        put(&mut out, self.names.len() as u64);
        for name in &self.names {
            put(&mut out, name.len() as u64);
            out.extend_from_slice(name.as_bytes());
        }
        let mut before = 0;
        for component in &self.components {
            put_signed(&mut out, component - before);
            before = *component;
        }
        for flags in &self.flags {
            out.extend_from_slice(&flags.0.to_le_bytes());
        }
        for pair in self.starts.windows(2) {
            put(&mut out, u64::from(pair[1] - pair[0]));
        }
        let mut before = 0;
        for target in &self.targets {
            put_signed(&mut out, i64::from(*target) - before);
            before = i64::from(*target);
        }
        out.extend(self.kinds.iter().map(|kind| kind.0));
        pack(&out, 3)
    }

    /// Reads the stored form.
    pub(crate) fn from_bytes(record: &[u8]) -> Result<Self> {
        read(record).ok_or_else(|| StoreError::Corrupt("a graph record does not decode".into()))
    }
}

fn read(record: &[u8]) -> Option<Graph> {
    let bytes = unpack(record, LARGEST)?;
    let mut rest = bytes.strip_prefix(&[VERSION])?;
    let input = &mut rest;
    let (nodes, edges, names) = (count(input)?, count(input)?, count(input)?);
    let mut graph = Graph::default();
    for _ in 0..names {
        let length = count(input)?;
        graph.names.push(String::from_utf8(take(input, length)?.to_vec()).ok()?);
    }
    graph.components.reserve_exact(nodes);
    let mut component = 0_i64;
    for _ in 0..nodes {
        component = component.checked_add(signed(input)?)?;
        graph.components.push(component);
    }
    graph.flags = take(input, nodes.checked_mul(2)?)?
        .as_chunks::<2>()
        .0
        .iter()
        .map(|pair| NodeFlags(u16::from_le_bytes(*pair)))
        .collect();
    graph.starts.reserve_exact(nodes + 1);
    graph.starts.push(0);
    let mut start = 0_usize;
    for _ in 0..nodes {
        start = start.checked_add(count(input)?)?;
        graph.starts.push(place(start));
    }
    graph.targets.reserve_exact(edges);
    let mut target = 0_i64;
    for _ in 0..edges {
        target = target.checked_add(signed(input)?)?;
        graph.targets.push(u32::try_from(target).ok().filter(|target| (*target as usize) < nodes)?);
    }
    graph.kinds = take(input, edges)?.iter().copied().map(EdgeKind).collect();
    (start == edges && input.is_empty()).then_some(graph)
}
