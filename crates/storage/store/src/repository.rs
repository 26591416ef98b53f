//! Repositories: where the source of products is kept; many to many.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use mainstay_address::address_without_secrets;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use uuid::Uuid;

use crate::people::{key, keys};
use crate::sql::{Columns, Sql, chunks, insert_rows, ms, push_keys, push_texts};
use crate::store::retried;
use crate::text::kept;
use crate::writer::Tx;
use crate::{Result, Store, StoreError};

/// A source repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Repository {
    /// The public id.
    pub uid: Uuid,
    /// The address.
    pub url: String,
}

impl Repository {
    /// Refuses an address that does not fit.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when it is empty or longer than 2,000 bytes.
    pub fn check_url(url: &str) -> Result<()> {
        let url = url.trim();
        if url.is_empty() || url.len() > 2000 {
            return Err(StoreError::Invalid("a repository needs an address of at most 2,000 bytes".into()));
        }
        Ok(())
    }
}

impl Store {
    /// The repository at an address, made when it is missing.
    ///
    /// # Errors
    /// As [`Store::ensure_repositories`].
    pub async fn ensure_repository(&self, url: &str) -> Result<Uuid> {
        let found = self.ensure_repositories(&[url]).await?;
        found.first().copied().ok_or_else(|| StoreError::missing("repository", url))
    }

    /// The repositories at these addresses, in the order asked for; those that are missing are made, about a thousand in a
    /// transaction. What signs in is no part of an address and not kept: who sees the product may not see a password.
    ///
    /// # Errors
    /// When one does not pass [`Repository::check_url`].
    pub async fn ensure_repositories(&self, urls: &[&str]) -> Result<Vec<Uuid>> {
        urls.iter().try_for_each(|url| Repository::check_url(url))?;
        let mut uids = Vec::with_capacity(urls.len());
        for piece in chunks(urls) {
            let urls: Vec<_> =
                piece.iter().map(|url| kept(&address_without_secrets(url.trim())).into_owned()).collect();
            let mut known = find(self.reader(), &urls).await?;
            if urls.iter().any(|url| !known.contains_key(url)) {
                known = retried(|| self.add_missing_repositories(&urls)).await?;
            }
            for url in &urls {
                uids.push(known.get(url).copied().ok_or_else(|| StoreError::missing("repository", url))?);
            }
        }
        Ok(uids)
    }

    async fn add_missing_repositories(&self, urls: &[String]) -> Result<HashMap<String, Uuid>> {
        let tx = self.begin().await?;
        let mut sorted: Vec<&String> = urls.iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let now = Timestamp::now();
        let rows: Vec<_> =
            sorted.into_iter().map(|url| [Uuid::now_v7().into(), url.clone().into(), ms(now)]).collect();
        let head = "insert into repository (uid, url, created_at)";
        insert_rows(&*tx, head, rows, " on conflict (url) do nothing").await?;
        let known = find(&*tx, urls).await?;
        tx.commit().await?;
        Ok(known)
    }

    /// Says that the source of a product is in a repository. Saying it twice changes nothing.
    ///
    /// # Errors
    /// When one of the two does not exist.
    pub async fn link_repository(&self, product: Uuid, repository: Uuid) -> Result<()> {
        self.link_repositories(&[(product, repository)]).await.map(|_| ())
    }

    /// Says in which repositories the source of products is, about a thousand links in a transaction, and tells which of them
    /// were new.
    ///
    /// # Errors
    /// When a product or a repository does not exist.
    pub async fn link_repositories(&self, links: &[(Uuid, Uuid)]) -> Result<Vec<bool>> {
        let mut new = Vec::with_capacity(links.len());
        for piece in chunks(links) {
            new.append(&mut self.link_some(piece).await?);
        }
        Ok(new)
    }

    async fn link_some(&self, links: &[(Uuid, Uuid)]) -> Result<Vec<bool>> {
        let products = links.iter().map(|(product, _)| *product);
        let products = keys(self.reader(), "product", "product", products).await?;
        let repositories = links.iter().map(|(_, repository)| *repository);
        // One that no product in sight has yet is linked here for the first time.
        let repositories = keys(self.connection(), "repository", "repository", repositories).await?;
        let pairs: Vec<(i64, i64)> = links
            .iter()
            .filter_map(|(product, repository)| {
                Some((*products.get(product)?, *repositories.get(repository)?))
            })
            .collect();
        let known = linked(self.reader(), &pairs).await?;
        let mut missing: Vec<(i64, i64)> =
            pairs.iter().copied().filter(|pair| !known.contains(pair)).collect();
        missing.sort_unstable();
        missing.dedup();
        // Who may not say it is refused, even where it would change nothing.
        if !missing.is_empty() || self.reader().sight().is_some() {
            retried(|| self.insert_links(&pairs, &missing)).await?;
        }
        Ok(pairs.iter().map(|pair| !known.contains(pair)).collect())
    }

    async fn insert_links(&self, told: &[(i64, i64)], new: &[(i64, i64)]) -> Result<()> {
        let tx = self.begin().await?;
        tx.permit_all(told.iter().map(|(product, _)| *product)).await?;
        let rows: Vec<_> =
            new.iter().map(|(product, repository)| [(*product).into(), (*repository).into()]).collect();
        let head = "insert into product_repository (product_id, repository_id)";
        insert_rows(&*tx, head, rows, " on conflict do nothing").await?;
        tx.commit().await
    }

    /// Takes a repository away from a product; other products keep it.
    ///
    /// # Errors
    /// When one of the two does not exist.
    pub async fn unlink_repository(&self, product: Uuid, repository: Uuid) -> Result<()> {
        let tx = self.begin().await?;
        let product = key(&*tx, "product", "product", product).await?;
        tx.permit(product).await?;
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

/// Takes out of the addresses that an older program kept what signs in.
pub(crate) async fn strip_all(tx: &Tx) -> Result<()> {
    for row in
        Sql::new("select id, url from repository where url like '%://%' order by id").all(&**tx).await?
    {
        let (id, url): (i64, String) = (row.get("id")?, row.get("url")?);
        let Cow::Owned(bare) = address_without_secrets(&url) else { continue };
        let known = Sql::with("select id from repository where url = $1", [bare.clone().into()]);
        match known.one(&**tx).await? {
            Some(known) => replace(tx, id, known.get("id")?).await?,
            None => {
                let sql = "update repository set url = $2 where id = $1";
                Sql::with(sql, [id.into(), bare.into()]).run(&**tx).await?;
            }
        }
    }
    Ok(())
}

/// Puts one repository in the place of another, which goes.
async fn replace(tx: &Tx, gone: i64, by: i64) -> Result<()> {
    let links = "insert into product_repository (product_id, repository_id) \
         select product_id, $2 from product_repository where repository_id = $1 on conflict do nothing";
    Sql::with(links, [gone.into(), by.into()]).run(&**tx).await?;
    for sql in
        ["delete from product_repository where repository_id = $1", "delete from repository where id = $1"]
    {
        Sql::with(sql, [gone.into()]).run(&**tx).await?;
    }
    Ok(())
}

/// Those of the addresses that are known.
async fn find(at: &impl ConnectionTrait, urls: &[String]) -> Result<HashMap<String, Uuid>> {
    let mut sql = Sql::new("select uid, url from repository where url in (select value from ");
    push_texts(&mut sql, at.get_database_backend(), urls)?;
    sql.push(" k)");
    sql.all(at).await?.iter().map(|row| Ok((row.get("url")?, row.get("uid")?))).collect()
}

/// The links of the products in these pairs.
async fn linked(at: &impl ConnectionTrait, pairs: &[(i64, i64)]) -> Result<HashSet<(i64, i64)>> {
    let mut products: Vec<i64> = pairs.iter().map(|(product, _)| *product).collect();
    products.sort_unstable();
    products.dedup();
    let mut sql = Sql::new("select product_id, repository_id from product_repository where product_id in ");
    push_keys(&mut sql, at.get_database_backend(), &products);
    let rows = sql.all(at).await?;
    rows.iter().map(|row| Ok((row.get("product_id")?, row.get("repository_id")?))).collect()
}
