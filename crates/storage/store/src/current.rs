//! What is in use now: the current graphs of a release or a product, put together.

use sea_orm::Value;

use crate::component::Within;
use crate::graph::{Graph, NodeFlags};
use crate::inventory::union;
use crate::sql::{Columns, Sql};
use crate::words::read;
use crate::{Result, Store};

impl Store {
    /// The components in use within a product or a release, by key, with what is said of them; subjects and the
    /// organization's own parts are left out.
    pub(crate) async fn usage(&self, within: Within) -> Result<Vec<(i64, NodeFlags)>> {
        let (condition, uid): (&str, Value) = match within {
            Within::Release(uid) => ("s.release_id = (select id from release where uid = $1)", uid.into()),
            Within::Product(uid) => (
                "s.release_id in (select r.id from release r join product p on p.id = r.product_id where p.uid = $1)",
                uid.into(),
            ),
        };
        let sql = format!(
            "select s.source, g.data from sbom s join sbom_graph g on g.sbom_id = s.id \
             where {condition} and s.state = 'ready' and s.superseded_at is null"
        );
        let rows = Sql::with(&sql, [uid]).all(self.reader()).await?;
        let graphs = rows
            .iter()
            .map(|row| Ok((Graph::from_bytes(&row.get::<Vec<u8>>("data")?)?, read(row, "source")?)))
            .collect::<Result<Vec<_>>>()?;
        let mut all = union(graphs.iter().map(|(graph, source)| (graph, *source)));
        all.retain(|(_, flags)| flags.is_used());
        Ok(all)
    }

    /// The keys of the components in use, all or only those that a subject names itself.
    pub(crate) async fn used_within(&self, within: Within, direct: bool) -> Result<Vec<i64>> {
        let usage = self.usage(within).await?;
        Ok(usage.into_iter().filter(|(_, flags)| !direct || flags.is_direct()).map(|(key, _)| key).collect())
    }
}
