//! How the components in use are made up, in counts.

use uuid::Uuid;

use crate::sql::{Columns, Sql, push_keys};
use crate::{Result, Store};

impl Store {
    /// How many components of each purl type a release uses, most first; the empty text stands for those without a
    /// purl.
    ///
    /// # Errors
    /// When there is no such release.
    pub async fn ecosystem_shares(&self, release: Uuid) -> Result<Vec<(String, u64)>> {
        let keys = self.used_in(release).await?;
        let mut sql = Sql::new("select c.kind, count(*) as number from ");
        push_keys(&mut sql, self.dialect(), &keys);
        sql.push(" k join component c on c.id = k.value group by c.kind order by 2 desc, 1");
        let rows = sql.all(self.reader()).await?;
        rows.iter().map(|row| Ok((row.get("kind")?, row.count("number")?))).collect()
    }
}
