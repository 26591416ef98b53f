//! Where components stand among the others, as marks: of those that say the same this tells which is which.

use std::collections::{BTreeSet, HashSet};

use mainstay_model::{Bom, NodeId, RelationKind};

use super::native::Marks;

/// So many steps away what stands there still tells components apart.
const FARTHEST: usize = 64;

/// So many ends of relations are looked at beyond the nearest: in a large document fewer steps are taken.
const LOOKS: usize = 20_000_000;

/// The marks of the components of two BOMs, by how far away what they tell of may stand, nearest first: each mark tells of relations
/// twice as many steps away as the one before.
pub(super) struct Ends(Vec<[Vec<u64>; 2]>);

impl Ends {
    /// Marks the components of two BOMs of which the names are given. Only those that share their name with another are marked:
    /// the others are known, and what stands behind them tells nothing more.
    pub(super) fn find(boms: [&Bom; 2], names: [Vec<u64>; 2], marks: &Marks) -> Self {
        let shared = shared(&names);
        let mut sides: Vec<Side<'_>> =
            boms.into_iter().zip(names).map(|(bom, names)| Side::new(bom, names, &shared, marks)).collect();
        let width = sides.iter().map(|side| side.edges.len()).sum::<usize>().max(1);
        let farthest = FARTHEST.min(LOOKS / width);
        let mut levels = Vec::new();
        let (mut steps, mut known) = (0, told(&sides));
        while steps == 0 || steps * 2 <= farthest {
            let more = steps.max(1);
            (0..more).for_each(|_| sides.iter_mut().for_each(Side::step));
            steps += more;
            let now = told(&sides);
            // Where twice the distance tells no more of them apart, none does.
            if now == known {
                break;
            }
            known = now;
            let level: Vec<Vec<u64>> = sides.iter().map(|side| side.ends.clone()).collect();
            levels.extend(<[Vec<u64>; 2]>::try_from(level));
        }
        Self(levels)
    }

    /// The marks of a component of one of the BOMs, farthest first.
    pub(super) fn of(&self, side: usize, id: NodeId) -> Vec<u64> {
        self.0.iter().rev().map(|level| level[side][id.index()]).collect()
    }
}

/// The names that several components of one BOM have.
pub(super) fn shared(names: &[Vec<u64>; 2]) -> HashSet<u64> {
    let mut shared = HashSet::new();
    for names in names {
        let mut seen = HashSet::new();
        shared.extend(names.iter().copied().filter(|name| !seen.insert(*name)));
    }
    shared
}

/// One of the two BOMs.
struct Side<'m> {
    marks: &'m Marks,
    /// What is known of each component so far.
    ends: Vec<u64>,
    /// Which of them are marked.
    marked: Vec<bool>,
    /// Relations of which an end is marked, with a mark of their kind.
    edges: Vec<(usize, usize, u64)>,
}

impl<'m> Side<'m> {
    fn new(bom: &Bom, names: Vec<u64>, shared: &HashSet<u64>, marks: &'m Marks) -> Self {
        let marked: Vec<bool> = names.iter().map(|name| shared.contains(name)).collect();
        let relations: BTreeSet<(NodeId, NodeId, &RelationKind)> =
            bom.relations.iter().map(|edge| (edge.from, edge.to, &edge.kind)).collect();
        let edges =
            relations.into_iter().map(|(from, to, kind)| (from.index(), to.index(), marks.hash(kind)));
        let edges = edges.filter(|(from, to, _)| marked[*from] || marked[*to]).collect();
        Self { marks, ends: names, marked, edges }
    }

    /// Marks each component by what stands one step farther away.
    fn step(&mut self) {
        let mut sums = vec![0_u64; self.ends.len()];
        for &(from, to, kind) in &self.edges {
            for (end, leads, other) in [(from, true, to), (to, false, from)] {
                let mark = self.marks.hash(&(leads, kind, self.ends[other]));
                sums[end] = sums[end].wrapping_add(mark);
            }
        }
        for (at, sum) in sums.into_iter().enumerate().filter(|(at, _)| self.marked[*at]) {
            self.ends[at] = self.marks.hash(&(self.ends[at], sum));
        }
    }
}

/// How many are told apart.
fn told(sides: &[Side<'_>]) -> usize {
    let marked = sides.iter().flat_map(|side| side.ends.iter().zip(&side.marked));
    marked.filter(|(_, marked)| **marked).map(|(end, _)| end).collect::<HashSet<_>>().len()
}
