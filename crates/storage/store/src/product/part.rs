//! Which products are parts of which; several parents, no cycles.

use uuid::Uuid;

use crate::people::{Named, key};
use crate::sql::{Columns, Sql};
use crate::{Result, Store, StoreError};

impl Store {
    /// Says that one product is part of another. Saying it twice changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a product would be part of itself.
    pub async fn add_part(&self, parent: Uuid, child: Uuid) -> Result<()> {
        let tx = self.begin().await?;
        // Two additions that close a cycle together must see each other: on PostgreSQL one lock for the whole graph.
        if !tx.for_update().is_empty() {
            Sql::new("lock table product_part in share row exclusive mode").run(&*tx).await?;
        }
        let parent_id = key(&*tx, "product", "product", parent).await?;
        let child_id = key(&*tx, "product", "product", child).await?;
        let closes = Sql::with(
            "with recursive above (id) as (select cast($1 as bigint) union select p.parent_id from product_part p \
             join above a on p.child_id = a.id) select 1 as hit from above where id = $2",
            [parent_id.into(), child_id.into()],
        );
        if closes.one(&*tx).await?.is_some() {
            return Err(StoreError::Conflict(
                "a product cannot be part of itself, directly or through others".into(),
            ));
        }
        Sql::with(
            "insert into product_part (parent_id, child_id) values ($1, $2) on conflict do nothing",
            [parent_id.into(), child_id.into()],
        )
        .run(&*tx)
        .await?;
        tx.commit().await
    }

    /// Takes a part out of a product.
    ///
    /// # Errors
    /// When one of the two does not exist.
    pub async fn remove_part(&self, parent: Uuid, child: Uuid) -> Result<()> {
        let tx = self.begin().await?;
        let parent = key(&*tx, "product", "product", parent).await?;
        let child = key(&*tx, "product", "product", child).await?;
        let values = [parent.into(), child.into()];
        Sql::with("delete from product_part where parent_id = $1 and child_id = $2", values)
            .run(&*tx)
            .await?;
        tx.commit().await
    }

    /// The products that are direct parts of a product, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn parts(&self, product: Uuid) -> Result<Vec<Named>> {
        self.neighbors(product, "pp.parent_id = o.id and pp.child_id = p.id").await
    }

    /// The products that a product is a direct part of, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn part_of(&self, product: Uuid) -> Result<Vec<Named>> {
        self.neighbors(product, "pp.child_id = o.id and pp.parent_id = p.id").await
    }

    async fn neighbors(&self, product: Uuid, link: &str) -> Result<Vec<Named>> {
        let sql = format!(
            "select p.uid, p.name from product o, product_part pp, product p where o.uid = $1 and {link} order by p.search, p.id"
        );
        let rows = Sql::with(&sql, [product.into()]).all(self.reader()).await?;
        rows.iter().map(|row| Ok(Named { uid: row.get("uid")?, name: row.get("name")? })).collect()
    }
}
