//! What documents say of one component, word for word: nobody's word overwrites another's.

use mainstay_model::{Hash, LicenseClaim};
use mainstay_store::{ComponentKey, Cursor, PageRequest, ProductUses, Sbom};
use serde::Serialize;
use uuid::Uuid;

use crate::{Error, Office, Result};

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
    /// At how many places the document lists the component and says just this.
    pub places: usize,
}

/// What documents say of a component.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Statements {
    /// One for each current SBOM that names it and each different thing that it says.
    pub documents: Vec<Statement>,
    /// Where the next page starts; `None` when this is the last one.
    pub next: Option<String>,
}

/// Products whose releases are looked at together.
const PRODUCTS: u32 = 50;

impl Office {
    /// What the current SBOMs say of a component, about `size` statements at a time, those of different products first. Each document
    /// costs reading its graph.
    ///
    /// # Errors
    /// When there is no such component, or `after` is not the end of a page of this list.
    pub async fn statements(&self, component: Uuid, size: usize, after: Option<&str>) -> Result<Statements> {
        let key = self.store.component_key(component).await?;
        let (skipped, from) = after.map(place).transpose()?.unwrap_or_default();
        let request = match &from {
            Some(cursor) => PageRequest::after(PRODUCTS, cursor.clone()),
            None => PageRequest::first(PRODUCTS),
        };
        let products = self.store.where_used(&[component], &request).await?;
        let releases = self.releases(component, &products.rows).await?;
        let mut found = Statements::default();
        for (index, release) in releases.iter().enumerate().skip(skipped) {
            if found.documents.len() >= size {
                found.next = Some(written(index, from.as_ref()));
                return Ok(found);
            }
            for sbom in self.store.current_sboms(*release).await? {
                self.read_statements(key, &sbom, &mut found.documents).await?;
            }
        }
        found.next = products.next.as_ref().map(|next| written(0, Some(next)));
        Ok(found)
    }

    /// Adds what one document says at each place where it lists the component; the same again is counted.
    async fn read_statements(&self, key: ComponentKey, sbom: &Sbom, said: &mut Vec<Statement>) -> Result<()> {
        let graph = self.store.graph(sbom.uid).await?;
        let first = said.len();
        for node in graph.nodes_of(key).collect::<Vec<u32>>() {
            let told = self.store.occurrence(sbom.uid, node).await?;
            let supplier = told.supplier.map(|supplier| supplier.name);
            let same = |known: &&mut Statement| {
                known.licenses == told.licenses && known.hashes == told.hashes && known.supplier == supplier
            };
            match said[first..].iter_mut().find(same) {
                Some(known) => known.places += 1,
                None => said.push(Statement {
                    sbom: sbom.clone(),
                    licenses: told.licenses,
                    hashes: told.hashes,
                    supplier,
                    places: 1,
                }),
            }
        }
        Ok(())
    }

    /// The releases of products that use a component: the newest of each product, then the one before it, and so on.
    async fn releases(&self, component: Uuid, products: &[ProductUses]) -> Result<Vec<Uuid>> {
        let mut of_each = Vec::with_capacity(products.len());
        for product in products {
            let uses = self.all_uses(&[component], product).await?;
            of_each.push(uses.iter().map(|one| one.release).collect::<Vec<Uuid>>());
        }
        let rounds = of_each.iter().map(Vec::len).max().unwrap_or(0);
        Ok((0..rounds)
            .flat_map(|round| of_each.iter().filter_map(move |of| of.get(round).copied()))
            .collect())
    }
}

/// Where a page starts: so many releases into the products behind a cursor of the store.
fn place(text: &str) -> Result<(usize, Option<Cursor>)> {
    let (skipped, cursor) = text.split_once('.').unwrap_or((text, ""));
    let skipped = skipped
        .parse()
        .map_err(|_| Error::Invalid("this is not the end of a page of statements".to_owned()))?;
    Ok((skipped, (!cursor.is_empty()).then(|| Cursor::from_text(cursor.to_owned()))))
}

fn written(skipped: usize, cursor: Option<&Cursor>) -> String {
    cursor.map_or_else(|| skipped.to_string(), |cursor| format!("{skipped}.{}", cursor.as_str()))
}
