//! Questions to the inventory: why is this here, what is below it, where is it used, what changed.
//!
//! Plain lists and look-ups come from the store as they are ([`Office::store`]); here stands what joins or judges.

mod compare;
mod coverage;
mod document;
mod export;
mod overview;
mod question;
mod release;
mod search;
mod slot;
mod statements;
mod tree;
mod used;
mod versions;
mod why;

use std::collections::HashMap;

use mainstay_store::{Component, ComponentKey, Graph};
use serde::Serialize;
use uuid::Uuid;

pub use compare::{Changed, Comparison, Difference, Moved};
pub use coverage::{CoverageReport, GapKind};
pub use document::{DocumentChange, DocumentChanges, DocumentFile, Named};
pub use export::Export;
pub use overview::Overview;
pub use question::versions_of;
pub use release::Spread;
pub use search::{Exact, Reading, Search};
pub use slot::Slot;
pub use statements::{Statement, Statements};
pub use tree::{Branch, MOST_BRANCHES, Roots, Tree};
pub use used::Usage;
pub use why::{Along, Lead, PATHS_SHOWN, WhyHere};

use crate::{Office, Result};

/// A component where a path or a tree names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The component's public id.
    pub component: Uuid,
    /// Its purl.
    pub purl: Option<String>,
    /// Group and name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
}

impl Step {
    fn of(component: &Component) -> Self {
        Self {
            component: component.uid,
            purl: component.purl.clone(),
            name: component.full_name(),
            version: component.version.clone(),
        }
    }
}

impl Office {
    /// The components behind some nodes of a graph, as steps.
    async fn steps(&self, graph: &Graph, nodes: impl IntoIterator<Item = u32>) -> Result<HashMap<u32, Step>> {
        let nodes: Vec<(u32, ComponentKey)> =
            nodes.into_iter().map(|node| (node, graph.component(node))).collect();
        let keys: Vec<ComponentKey> = nodes.iter().map(|(_, key)| *key).collect();
        let components = self.store.components_of(&keys).await?;
        let known = |(node, key)| components.get(&key).map(|component| (node, Step::of(component)));
        Ok(nodes.into_iter().filter_map(known).collect())
    }
}
