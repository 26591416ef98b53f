//! The stored form of a graph: variable-length numbers, each as its distance from the one before, then zstd.

use super::{EdgeKind, Graph, NodeFlags, place};
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
        let mut record = vec![0; 4];
        record[..4].copy_from_slice(&place(out.len()).to_le_bytes());
        let packed = zstd::bulk::compress(&out, 3).map_err(|error| StoreError::Fault(Box::new(error)))?;
        record.extend_from_slice(&packed);
        Ok(record)
    }

    /// Reads the stored form.
    pub(crate) fn from_bytes(record: &[u8]) -> Result<Self> {
        read(record).ok_or_else(|| StoreError::Corrupt("a graph record does not decode".into()))
    }
}

fn read(record: &[u8]) -> Option<Graph> {
    let (size, packed) = record.split_first_chunk::<4>()?;
    let size = u32::from_le_bytes(*size) as usize;
    if size > LARGEST {
        return None;
    }
    let bytes = zstd::bulk::decompress(packed, size).ok()?;
    let mut rest = bytes.strip_prefix(&[VERSION])?;
    let input = &mut rest;
    let (nodes, edges, names) = (bounded(input)?, bounded(input)?, bounded(input)?);
    let mut graph = Graph::default();
    for _ in 0..names {
        let length = bounded(input)?;
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
        start = start.checked_add(bounded(input)?)?;
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

fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

/// Small numbers of either sign become small numbers.
fn put_signed(out: &mut Vec<u8>, value: i64) {
    put(out, (value << 1 ^ value >> 63).cast_unsigned());
}

fn number(input: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = input.split_first()?;
        *input = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// A count, never larger than what a record can hold, so that damage does not ask for memory.
fn bounded(input: &mut &[u8]) -> Option<usize> {
    usize::try_from(number(input)?).ok().filter(|count| *count <= LARGEST / 2)
}

fn signed(input: &mut &[u8]) -> Option<i64> {
    let value = number(input)?;
    Some((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
}

fn take<'a>(input: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = input.split_at_checked(length)?;
    *input = rest;
    Some(taken)
}
