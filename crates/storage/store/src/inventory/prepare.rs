//! Everything that can be computed before the transaction, so that other writers do not wait for it.

use std::collections::{BTreeMap, HashSet};

use mainstay_model::{Bom, Component, NodeId};

use super::identity::Identity;
use super::known::{Fingerprint, Key, Known};
use super::{InventoryRecord, Quality};
use crate::graph::{Graph, NodeFlags};
use crate::occurrence;
use crate::sbom::bounded;
use crate::sql::json_text;
use crate::{Result, license, page};

/// A document made ready for saving.
pub(super) struct Prepared<'a> {
    pub(super) bom: &'a Bom,
    /// The distinct components, sorted by identity.
    pub(super) identities: Vec<Identity>,
    /// Which of them each node is.
    nodes: Vec<usize>,
    flags: Vec<NodeFlags>,
    /// The digests of each component, sorted.
    pub(super) hashes: Vec<(usize, Vec<u8>)>,
    /// License statements with the components that they are about; sorted.
    pub(super) licenses: BTreeMap<String, Vec<usize>>,
    /// Compressed details, by block.
    pub(super) blocks: Vec<Vec<u8>>,
    pub(super) problem_count: usize,
    pub(super) problems: String,
    pub(super) quality: Option<&'a Quality>,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(record: &'a InventoryRecord<'a>) -> Result<Self> {
        // Packing the details takes as long as all the rest.
        std::thread::scope(|scope| {
            let blocks = scope.spawn(|| occurrence::to_blocks(&record.bom.components));
            let mut prepared = Self::without_blocks(record)?;
            prepared.blocks = blocks.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            Ok(prepared)
        })
    }

    fn without_blocks(record: &'a InventoryRecord<'a>) -> Result<Self> {
        let bom = record.bom;
        let internal: HashSet<NodeId> = record.internal.iter().copied().collect();
        let (identities, nodes) = identities(&bom.components, &internal);
        let subjects = bom.about();
        let flags = (0..)
            .zip(&bom.components)
            .map(|(node, component)| NodeFlags::of(component, subjects.contains(&NodeId(node))))
            .collect();
        Ok(Self {
            hashes: hashes(bom, &nodes),
            licenses: licenses(bom, &nodes),
            bom,
            identities,
            nodes,
            flags,
            blocks: Vec::new(),
            problem_count: record.problems.len(),
            problems: json_text(&bounded(record.problems))?,
            quality: record.quality.as_ref(),
        })
    }

    /// What is stored of each component for all documents, in short.
    pub(super) fn fingerprints(&self, known: &Known) -> Vec<Fingerprint> {
        let mut prints = known.prints(self.identities.len());
        for (at, identity) in self.identities.iter().enumerate() {
            prints.add(at, &(&identity.text, identity.internal));
        }
        for (at, digest) in &self.hashes {
            prints.add(*at, digest);
        }
        for (text, components) in &self.licenses {
            components.iter().for_each(|at| prints.add(*at, text));
        }
        prints.done()
    }

    /// The graph, once the components have keys.
    pub(super) fn graph(&self, keys: &[Key]) -> Graph {
        let components = self.nodes.iter().map(|at| keys[*at].component).collect();
        let edges = self.bom.relations.iter().map(|edge| (edge.from.0, edge.to.0, edge.kind.clone()));
        Graph::build(components, self.flags.clone(), edges)
    }

    /// How many of the relations say who needs whom.
    pub(super) fn edges(&self) -> usize {
        self.bom.dependencies().count()
    }
}

/// The distinct components by identity, and which of them each node is.
fn identities(components: &[Component], internal: &HashSet<NodeId>) -> (Vec<Identity>, Vec<usize>) {
    let mut all: Vec<(Identity, usize)> = (0_u32..)
        .zip(components)
        .map(|(node, component)| (Identity::of(component, internal.contains(&NodeId(node))), node as usize))
        .collect();
    all.sort_by(|(one, at), (two, at_two)| one.text.cmp(&two.text).then(at.cmp(at_two)));
    let mut distinct: Vec<Identity> = Vec::with_capacity(all.len());
    let mut nodes = vec![0; components.len()];
    for (identity, node) in all {
        match distinct.last_mut().filter(|last| last.text == identity.text) {
            Some(last) => last.internal |= identity.internal,
            None => distinct.push(identity),
        }
        nodes[node] = distinct.len() - 1;
    }
    (distinct, nodes)
}

fn hashes(bom: &Bom, nodes: &[usize]) -> Vec<(usize, Vec<u8>)> {
    let mut found: Vec<(usize, Vec<u8>)> = Vec::new();
    for (component, at) in bom.components.iter().zip(nodes) {
        let digests = component.hashes.iter().filter_map(|hash| page::unhex(&hash.value));
        found.extend(digests.filter(|digest| digest.len() >= 16).map(|digest| (*at, digest_key(digest))));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The first sixteen bytes find a digest; no two artifacts in a store share them by chance.
fn digest_key(mut digest: Vec<u8>) -> Vec<u8> {
    digest.truncate(16);
    digest
}

fn licenses(bom: &Bom, nodes: &[usize]) -> BTreeMap<String, Vec<usize>> {
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (component, at) in bom.components.iter().zip(nodes) {
        license::statements(component).for_each(|text| found.entry(text).or_default().push(*at));
    }
    for components in found.values_mut() {
        components.sort_unstable();
        components.dedup();
    }
    found
}
