//! What documents say of one component, word for word: nobody's word overwrites another's.

use mainstay_model::{Hash, LicenseClaim};
use mainstay_store::{PageRequest, Query, Sbom};
use serde::Serialize;
use uuid::Uuid;

use crate::{Office, Result};

/// What one document says of a component.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// The document.
    pub sbom: Sbom,
    /// What it says of the license, and by whose word.
    pub licenses: Vec<LicenseClaim>,
    /// Digests of the artifact.
    pub hashes: Vec<Hash>,
    /// Who supplies it.
    pub supplier: Option<String>,
}

/// What documents say of a component.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Statements {
    /// One for each current SBOM that names it.
    pub documents: Vec<Statement>,
    /// Whether more documents name it than were looked at.
    pub more: bool,
}

/// Documents that are looked at: each costs reading its graph.
pub const DOCUMENTS_SHOWN: usize = 20;

impl Office {
    /// What the current SBOMs say of a component, those of different products first; at most [`DOCUMENTS_SHOWN`].
    ///
    /// # Errors
    /// When there is no such component.
    pub async fn statements(&self, component: Uuid) -> Result<Statements> {
        let key = self.store.component_key(component).await?;
        let mut found = Statements::default();
        for release in self.releases_with(component).await? {
            for sbom in self.store.current_sboms(release).await? {
                let graph = self.store.graph(sbom.uid).await?;
                let nodes: Vec<u32> = graph.nodes_of(key).collect();
                for node in nodes {
                    if found.documents.len() == DOCUMENTS_SHOWN {
                        found.more = true;
                        return Ok(found);
                    }
                    let said = self.store.occurrence(sbom.uid, node).await?;
                    found.documents.push(Statement {
                        sbom: sbom.clone(),
                        licenses: said.licenses,
                        hashes: said.hashes,
                        supplier: said.supplier.map(|supplier| supplier.name),
                    });
                }
            }
        }
        Ok(found)
    }

    /// Releases that use a component: the newest of each product, then the one before it, and so on, until there are enough.
    async fn releases_with(&self, component: Uuid) -> Result<Vec<Uuid>> {
        let most = u32::try_from(DOCUMENTS_SHOWN).unwrap_or(u32::MAX).saturating_add(1);
        let products = self.store.where_used(&Query::Component(component), &PageRequest::first(most)).await?;
        let rounds = products.rows.iter().map(|product| product.uses.len()).max().unwrap_or(0);
        let at = |round: usize| {
            products.rows.iter().filter_map(move |product| Some(product.uses.get(round)?.release))
        };
        Ok((0..rounds).flat_map(at).take(DOCUMENTS_SHOWN + 1).collect())
    }
}
