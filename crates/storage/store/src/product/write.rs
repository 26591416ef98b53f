//! Products are added and changed.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{NewProduct, search_text};
use crate::id::public_id;
use crate::people::{keys, opt_key};
use crate::sql::{Columns, Sql, insert_rows, ms, push_keys, push_texts};
use crate::text::{check_length, check_text};
use crate::words::opt_word;
use crate::writer::Tx;
use crate::{Result, Store, StoreError};

/// Tags that a product has at most.
const MOST_TAGS: usize = 200;

impl NewProduct {
    /// Refuses a name that does not fit the index.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for one of more than 1,000 bytes.
    pub fn check_name(name: &str) -> Result<()> {
        check_length("a product's name", name)
    }

    /// Refuses what does not fit the tables and their indexes.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for a slug that is not well formed, a name, class or tag of more than 1,000 bytes, a description of
    /// more than 10,000 characters, and more than 200 tags.
    pub fn check(&self) -> Result<()> {
        Self::check_slug(&self.slug)?;
        Self::check_name(&self.name)?;
        Self::check_description(&self.description)?;
        check_length("a product's class", self.class.as_deref().unwrap_or_default())?;
        Self::check_tags(&self.tags)
    }

    /// Refuses what is no key.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for one that is not well formed, or looks like an id.
    pub fn check_slug(slug: &str) -> Result<()> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        if slug.is_empty() || slug.len() > 200 || !slug.chars().all(fits) {
            return Err(StoreError::Invalid(format!(
                "`{slug}` is no product key: use 1 to 200 lower-case letters, digits, `-`, `_` and `.`"
            )));
        }
        if public_id(slug).is_some() {
            return Err(StoreError::Invalid(format!(
                "`{slug}` is no product key: it looks like an id of Mainstay's own; put `_` behind it"
            )));
        }
        Ok(())
    }

    /// Refuses a description that is a document.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for one of more than 10,000 characters.
    pub fn check_description(description: &str) -> Result<()> {
        check_text("a product's description", description)
    }

    /// Refuses tags that do not fit their index, or are too many.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for one of more than 1,000 bytes, and for more than 200.
    pub fn check_tags(tags: &[String]) -> Result<()> {
        if tags.len() > MOST_TAGS {
            let number = tags.len();
            return Err(StoreError::Invalid(format!("{number} tags are too many: {MOST_TAGS} are the most")));
        }
        tags.iter().try_for_each(|tag| check_length("a tag", tag))
    }
}

impl Store {
    /// Adds a product.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the slug is taken, [`StoreError::Invalid`] when it is not well formed,
    /// [`StoreError::NotFound`] for an unknown unit or owner.
    pub async fn create_product(&self, new: &NewProduct) -> Result<Uuid> {
        new.check()?;
        let tx = self.begin().await?;
        let uid = created(&tx, new).await?;
        tx.commit().await?;
        Ok(uid)
    }

    /// The product with this slug, made as told when it is missing. What is stored is not changed.
    ///
    /// # Errors
    /// As [`Store::create_product`], but a taken slug is no error.
    pub async fn ensure_product(&self, new: &NewProduct) -> Result<Uuid> {
        let missing = || StoreError::missing("product", &new.slug);
        if let Some((_, uid)) = stored(self.reader(), &[new]).await?.remove(&new.slug) {
            return Ok(uid);
        }
        new.check()?;
        let tx = self.begin().await?;
        let uid = match insert(&tx, &[new], KEEP).await? {
            0 => match stored(&*tx, &[new]).await?.remove(&new.slug) {
                Some((id, uid)) => tx.permit(id).await.map(|()| Some(uid))?,
                None => None,
            },
            _ => complete(&tx, &[new]).await?.remove(&new.slug),
        };
        tx.commit().await?;
        uid.ok_or_else(missing)
    }
}

/// Adds a product and tells its id.
pub(super) async fn created(tx: &Tx, new: &NewProduct) -> Result<Uuid> {
    if insert(tx, &[new], KEEP).await? == 0 {
        return Err(taken(&new.slug));
    }
    let uid = complete(tx, &[new]).await?.remove(&new.slug);
    uid.ok_or_else(|| StoreError::missing("product", &new.slug))
}

/// Replaces what is told of a product that is locked.
pub(super) async fn replaced(tx: &Tx, uid: Uuid, new: &NewProduct) -> Result<()> {
    let (id, unit_before) = place(tx, uid).await?;
    tx.permit(id).await?;
    let unit = opt_key(&**tx, "org_unit", "organization unit", new.unit).await?;
    if unit != unit_before {
        tx.permit_unit(unit).await?;
    }
    let owner = opt_key(&**tx, "person", "person", new.owner).await?;
    let other = "select 1 as hit from product where slug = $1 and id <> $2";
    if Sql::with(other, [new.slug.clone().into(), id.into()]).one(&**tx).await?.is_some() {
        return Err(taken(&new.slug));
    }
    Sql::with(
        "update product set slug = $2, name = $3, search = $4, description = $5, unit_id = $6, owner_id = $7, \
         criticality = $8, distribution = $9, lifecycle = $10, class = $11 where id = $1",
        [
            id.into(),
            new.slug.clone().into(),
            new.name.clone().into(),
            search_text(&new.name),
            new.description.clone().into(),
            unit.into(),
            owner.into(),
            opt_word(new.criticality),
            opt_word(new.distribution),
            opt_word(new.lifecycle),
            new.class.clone().into(),
        ],
    )
    .run(&**tx)
    .await?;
    replace_tags(tx, &[(id, new)]).await
}

/// The keys of a product and of its unit.
async fn place(tx: &Tx, uid: Uuid) -> Result<(i64, Option<i64>)> {
    let row = Sql::with("select id, unit_id from product where uid = $1", [uid.into()]).one(&**tx).await?;
    let row = row.ok_or_else(|| StoreError::missing("product", uid))?;
    Ok((row.get("id")?, row.get("unit_id")?))
}

fn taken(slug: &str) -> StoreError {
    StoreError::Conflict(format!("a product with the key `{slug}` exists already"))
}

/// What an insert does where the slug is taken: nothing, or what it is told of the product.
pub(super) const KEEP: &str = " on conflict (slug) do nothing";
pub(super) const REPLACE: &str = " on conflict (slug) do update set name = excluded.name, search = excluded.search, \
     description = excluded.description, unit_id = excluded.unit_id, owner_id = excluded.owner_id, \
     criticality = excluded.criticality, distribution = excluded.distribution, lifecycle = excluded.lifecycle, \
     class = excluded.class";

/// Inserts the rows of products and tells how many were written.
pub(super) async fn insert(tx: &Tx, products: &[&NewProduct], taken: &str) -> Result<u64> {
    let units = products.iter().filter_map(|new| new.unit);
    let units = keys(&**tx, "org_unit", "organization unit", units).await?;
    if tx.sight().is_some() {
        for new in products {
            tx.permit_unit(new.unit.and_then(|unit| units.get(&unit).copied())).await?;
        }
    }
    let owners = keys(&**tx, "person", "person", products.iter().filter_map(|new| new.owner)).await?;
    let now = Timestamp::now();
    let rows: Vec<_> = products
        .iter()
        .map(|new| {
            [
                Uuid::now_v7().into(),
                new.slug.clone().into(),
                new.name.clone().into(),
                search_text(&new.name),
                new.description.clone().into(),
                new.unit.and_then(|unit| units.get(&unit).copied()).into(),
                new.owner.and_then(|owner| owners.get(&owner).copied()).into(),
                opt_word(new.criticality),
                opt_word(new.distribution),
                opt_word(new.lifecycle),
                new.class.clone().into(),
                ms(now),
            ]
        })
        .collect();
    let head = "insert into product (uid, slug, name, search, description, unit_id, owner_id, criticality, \
         distribution, lifecycle, class, created_at)";
    insert_rows(&**tx, head, rows, taken).await
}

/// Gives products whose rows were written their figures, where they have none yet, and their tags; returns their ids by slug.
pub(super) async fn complete(tx: &Tx, products: &[&NewProduct]) -> Result<HashMap<String, Uuid>> {
    let stored = stored(&**tx, products).await?;
    let mut tagged = Vec::with_capacity(products.len());
    for new in products {
        let (id, _) = stored.get(&new.slug).ok_or_else(|| StoreError::missing("product", &new.slug))?;
        tagged.push((*id, *new));
    }
    let figures: Vec<_> =
        tagged.iter().map(|(id, _)| [(*id).into(), 0_i64.into(), 0_i64.into(), 0_i64.into()]).collect();
    let head = "insert into product_rollup (product_id, releases, releases_with_sbom, all_components)";
    insert_rows(&**tx, head, figures, " on conflict (product_id) do nothing").await?;
    replace_tags(tx, &tagged).await?;
    Ok(stored.into_iter().map(|(slug, (_, uid))| (slug, uid)).collect())
}

/// The keys and ids of those of the products that are stored, by slug.
async fn stored(at: &impl ConnectionTrait, products: &[&NewProduct]) -> Result<HashMap<String, (i64, Uuid)>> {
    let slugs: Vec<&str> = products.iter().map(|new| new.slug.as_str()).collect();
    let mut sql = Sql::new("select id, uid, slug from product where slug in (select value from ");
    push_texts(&mut sql, at.get_database_backend(), &slugs)?;
    sql.push(" k)");
    let rows = sql.all(at).await?;
    rows.iter().map(|row| Ok((row.get("slug")?, (row.get("id")?, row.get("uid")?)))).collect()
}

async fn replace_tags(tx: &Tx, products: &[(i64, &NewProduct)]) -> Result<()> {
    let ids: Vec<i64> = products.iter().map(|(id, _)| *id).collect();
    let mut sql = Sql::new("delete from product_tag where product_id in ");
    push_keys(&mut sql, tx.backend(), &ids);
    sql.run(&**tx).await?;
    // In the order of their key, which is the order in which they are kept.
    let mut tags: Vec<(&str, i64)> =
        products.iter().flat_map(|(id, new)| new.tags.iter().map(|tag| (tag.as_str(), *id))).collect();
    tags.sort_unstable();
    let rows: Vec<_> = tags.into_iter().map(|(tag, id)| [tag.into(), id.into()]).collect();
    insert_rows(&**tx, "insert into product_tag (tag, product_id)", rows, " on conflict do nothing").await?;
    Ok(())
}
