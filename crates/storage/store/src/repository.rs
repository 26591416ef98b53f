//! Repositories: where the source of products is kept; many to many.

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::people::key;
use crate::sql::{Columns, Sql, ms};
use crate::{Result, Store, StoreError};

/// A source repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Repository {
    /// The public id.
    pub uid: Uuid,
    /// The address.
    pub url: String,
}

impl Store {
    /// The repository at an address, made when it is missing.
    ///
    /// # Errors
    /// When the address is empty or longer than 2,000 bytes.
    pub async fn ensure_repository(&self, url: &str) -> Result<Uuid> {
        let url = url.trim();
        if url.is_empty() || url.len() > 2000 {
            return Err(StoreError::Invalid("a repository needs an address of at most 2,000 bytes".into()));
        }
        let tx = self.begin().await?;
        Sql::with(
            "insert into repository (uid, url, created_at) values ($1, $2, $3) on conflict (url) do nothing",
            [Uuid::now_v7().into(), url.into(), ms(Timestamp::now())],
        )
        .run(&*tx)
        .await?;
        let row = Sql::with("select uid from repository where url = $1", [url.into()])
            .one(&*tx)
            .await?
            .ok_or_else(|| StoreError::missing("repository", url))?;
        tx.commit().await?;
        row.get("uid")
    }

    /// Says that the source of a product is in a repository. Saying it twice changes nothing.
    ///
    /// # Errors
    /// When one of the two does not exist.
    pub async fn link_repository(&self, product: Uuid, repository: Uuid) -> Result<()> {
        let tx = self.begin().await?;
        let product = key(&*tx, "product", "product", product).await?;
        let repository = key(&*tx, "repository", "repository", repository).await?;
        Sql::with(
            "insert into product_repository (product_id, repository_id) values ($1, $2) on conflict do nothing",
            [product.into(), repository.into()],
        )
        .run(&*tx)
        .await?;
        tx.commit().await
    }

    /// Takes a repository away from a product; other products keep it.
    ///
    /// # Errors
    /// When one of the two does not exist.
    pub async fn unlink_repository(&self, product: Uuid, repository: Uuid) -> Result<()> {
        let tx = self.begin().await?;
        let product = key(&*tx, "product", "product", product).await?;
        let repository = key(&*tx, "repository", "repository", repository).await?;
        let values = [product.into(), repository.into()];
        Sql::with("delete from product_repository where product_id = $1 and repository_id = $2", values)
            .run(&*tx)
            .await?;
        tx.commit().await
    }

    /// A repository.
    ///
    /// # Errors
    /// When there is no such repository.
    pub async fn repository(&self, uid: Uuid) -> Result<Repository> {
        let row = Sql::with("select uid, url from repository where uid = $1", [uid.into()])
            .one(self.reader())
            .await?
            .ok_or_else(|| StoreError::missing("repository", uid))?;
        Ok(Repository { uid: row.get("uid")?, url: row.get("url")? })
    }

    /// The repositories of a product, by address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn repositories(&self, product: Uuid) -> Result<Vec<Repository>> {
        let rows = Sql::with(
            "select r.uid, r.url from product p join product_repository pr on pr.product_id = p.id \
             join repository r on r.id = pr.repository_id where p.uid = $1 order by r.url",
            [product.into()],
        )
        .all(self.reader())
        .await?;
        rows.iter().map(|row| Ok(Repository { uid: row.get("uid")?, url: row.get("url")? })).collect()
    }
}
