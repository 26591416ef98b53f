//! Whether a joined component still tells everything that it depends on.

use std::collections::{HashMap, HashSet};

use mainstay_model::{Bom, Graph, NodeId, Relation};

use super::dropped::{Dropped, name};

/// The most dependencies that one description of a component told when it said that they are all. They remain all for
/// as long as nobody names another one.
#[derive(Default)]
pub(super) struct Completeness(HashMap<NodeId, usize>);

impl Completeness {
    /// Takes what one part says, given where its components went.
    pub(super) fn take(&mut self, claims: &[Graph], places: &[NodeId], relations: &[Relation]) {
        let is_complete = |id: NodeId| claims[id.index()] == Graph::Complete;
        let mut told: HashMap<NodeId, HashSet<NodeId>> = HashMap::new();
        for relation in relations {
            if relation.kind.is_dependency() && is_complete(relation.from) {
                told.entry(relation.from).or_default().insert(places[relation.to.index()]);
            }
        }
        for (from, place) in (0..).map(NodeId).zip(places).filter(|(from, _)| is_complete(*from)) {
            let count = told.get(&from).map_or(0, HashSet::len);
            let most = self.0.entry(*place).or_default();
            *most = count.max(*most);
        }
    }

    /// Takes the claim back from components of which the parts together tell more than who claimed it.
    pub(super) fn settle(&self, bom: &mut Bom, dropped: &mut Dropped) {
        let mut counts = vec![0_usize; bom.components.len()];
        let mut seen = HashSet::new();
        bom.dependencies().filter(|edge| seen.insert(*edge)).for_each(|(from, _)| counts[from.index()] += 1);
        dropped.begin("");
        for (component, (count, id)) in
            bom.components.iter_mut().zip(counts.into_iter().zip((0..).map(NodeId)))
        {
            if self.0.get(&id).is_some_and(|most| *most < count) {
                component.graph = Graph::Partial;
                dropped.tell("merge-dependencies", || {
                    let name = name(component);
                    format!("{name}: the documents tell different dependencies; all stay, and they are no longer called complete")
                });
            }
        }
    }
}
