//! What a document says of its components, whole, in compressed blocks beside the graph; loaded only when asked for.

use mainstay_model::{Component, Hash};
use sea_orm::DbBackend;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::graph::Graph;
use crate::packed::{pack, unpack};
use crate::sql::{Columns, Sql};
use crate::store::aside;
use crate::{Result, Store, StoreError};

/// Components in a block: one is read at the cost of this many.
const BLOCK: usize = 256;
/// No block is larger than this before compression.
const LARGEST: usize = 1 << 30;

impl Store {
    /// The graph of an SBOM.
    ///
    /// # Errors
    /// When the SBOM does not exist or was not read.
    pub async fn graph(&self, sbom: Uuid) -> Result<Graph> {
        let row = Sql::with(
            "select g.data from sbom s join sbom_graph g on g.sbom_id = s.id where s.uid = $1",
            [sbom.into()],
        )
        .one(self.reader())
        .await?
        .ok_or_else(|| StoreError::missing("graph of SBOM", sbom))?;
        Graph::from_bytes(&row.get::<Vec<u8>>("data")?)
    }

    /// What an SBOM says of the component at a node of its graph, word for word.
    ///
    /// # Errors
    /// When the SBOM has no such node.
    pub async fn occurrence(&self, sbom: Uuid, node: u32) -> Result<Component> {
        let (block, place) = (node as usize / BLOCK, node as usize % BLOCK);
        let row = Sql::with(
            "select d.data from sbom s join sbom_detail d on d.sbom_id = s.id where s.uid = $1 and d.block = $2",
            [sbom.into(), i64::try_from(block).unwrap_or(i64::MAX).into()],
        )
        .one(self.reader())
        .await?;
        let missing = || StoreError::missing("component of the SBOM at node", node);
        let mut components: Vec<Component> = from_block(&row.ok_or_else(missing)?.get::<Vec<u8>>("data")?)?;
        if place < components.len() { Ok(components.swap_remove(place)) } else { Err(missing()) }
    }

    /// What an SBOM says of all its components, in the order of its nodes.
    ///
    /// # Errors
    /// When the database fails or a record is damaged.
    pub async fn occurrences(&self, sbom: Uuid) -> Result<Vec<Component>> {
        self.all_nodes(sbom).await
    }

    /// The digests that an SBOM tells of each of its components, in the order of its nodes.
    ///
    /// # Errors
    /// When the database fails or a record is damaged.
    pub async fn digests(&self, sbom: Uuid) -> Result<Vec<Vec<Hash>>> {
        let told = self.all_nodes::<Digests>(sbom).await?;
        Ok(told.into_iter().map(|component| component.hashes).collect())
    }

    async fn all_nodes<T: DeserializeOwned>(&self, sbom: Uuid) -> Result<Vec<T>> {
        let sql = "select d.data from sbom s join sbom_detail d on d.sbom_id = s.id where s.uid = $1 order by d.block";
        let rows = Sql::with(sql, [sbom.into()]).all(self.reader()).await?;
        aside(|| {
            let mut all = Vec::new();
            for row in rows {
                all.append(&mut from_block(&row.get::<Vec<u8>>("data")?)?);
            }
            Ok(all)
        })
    }

    pub(crate) fn dialect(&self) -> DbBackend {
        sea_orm::ConnectionTrait::get_database_backend(self.connection())
    }
}

/// The stored form of all components: each block a size, then compressed JSON.
pub(crate) fn to_blocks(components: &[Component]) -> Result<Vec<Vec<u8>>> {
    components.chunks(BLOCK).map(to_block).collect()
}

fn to_block(components: &[Component]) -> Result<Vec<u8>> {
    let json = serde_json::to_vec(components).map_err(|error| StoreError::Fault(Box::new(error)))?;
    pack(&json, 1)
}

/// Of a component its digests alone: the rest is passed over, which takes a fraction of the time.
#[derive(Deserialize)]
struct Digests {
    #[serde(default)]
    hashes: Vec<Hash>,
}

fn from_block<T: DeserializeOwned>(block: &[u8]) -> Result<Vec<T>> {
    let damaged = |why: &str| StoreError::Corrupt(format!("an occurrence record: {why}"));
    let json = unpack(block, LARGEST).ok_or_else(|| damaged("it cannot be unpacked"))?;
    serde_json::from_slice(&json).map_err(|error| damaged(&error.to_string()))
}
