//! Keys that the program signs with.

use crate::sql::{Columns, Sql};
use crate::{Result, Store, StoreError};

impl Store {
    /// The secret of this name; where there is none yet, `fresh` is kept as it. Every process on this database is given the same one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn secret(&self, name: &str, fresh: &[u8]) -> Result<Vec<u8>> {
        if let Some(kept) = self.kept_secret(name).await? {
            return Ok(kept);
        }
        let tx = self.begin().await?;
        Sql::with(
            "insert into secret (name, value) values ($1, $2) on conflict (name) do nothing",
            [name.into(), fresh.to_vec().into()],
        )
        .run(&*tx)
        .await?;
        tx.commit().await?;
        self.kept_secret(name).await?.ok_or_else(|| StoreError::missing("secret", name))
    }

    async fn kept_secret(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let row =
            Sql::with("select value from secret where name = $1", [name.into()]).one(self.reader()).await?;
        row.map(|row| row.get("value")).transpose()
    }
}
