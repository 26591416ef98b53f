//! Products: what the organization makes, runs or sells; a graph in which a product may have several parents.

mod list;
mod part;

use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use uuid::Uuid;

pub(crate) use list::like;
pub use list::{Archived, ProductFilter, ProductOrder};

use crate::people::{Person, key, opt_key};
use crate::sql::{Columns, Row, Sql, insert_rows, ms};
use crate::text::check_length;
use crate::unit_path::UnitPath;
use crate::words::{opt_word, read_opt, words};
use crate::{Result, Store, StoreError};

words! {
    /// How a product reaches those who use it; decides which license obligations fire.
    Distribution {
        /// Used within the organization only.
        Internal = "internal",
        /// Offered over a network.
        Saas = "saas",
        /// Handed to others.
        Shipped = "shipped",
        /// Part of a device that is handed to others.
        Embedded = "embedded",
    }
}

words! {
    /// How much depends on a product.
    Criticality {
        /// Little.
        Low = "low",
        /// Some.
        Medium = "medium",
        /// Much.
        High = "high",
        /// The organization stands still without it.
        Critical = "critical",
    }
}

words! {
    /// Where a product is in its life.
    Lifecycle {
        /// Not begun.
        Planned = "planned",
        /// Being made, not yet used.
        Development = "development",
        /// Used and developed.
        Active = "active",
        /// Used and only mended.
        Maintenance = "maintenance",
        /// No longer supported.
        EndOfLife = "end-of-life",
    }
}

/// What is told of a product when it is made or changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewProduct {
    /// The unique key for URLs and scripts: lower-case letters, digits, `-`, `_` and `.`.
    pub slug: String,
    /// The name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// The unit that it belongs to.
    pub unit: Option<Uuid>,
    /// The person who answers for it.
    pub owner: Option<Uuid>,
    /// How much depends on it.
    pub criticality: Option<Criticality>,
    /// How it reaches its users.
    pub distribution: Option<Distribution>,
    /// Where it is in its life.
    pub lifecycle: Option<Lifecycle>,
    /// The organization's own class, which decides the depth of SBOM that is asked for.
    pub class: Option<String>,
    /// Free words to find it by.
    pub tags: Vec<String>,
}

impl NewProduct {
    /// A product known by slug and name only.
    pub fn named(slug: impl Into<String>, name: impl Into<String>) -> Self {
        Self { slug: slug.into(), name: name.into(), ..Self::default() }
    }
}

/// A product as it is stored, with its figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Product {
    /// The public id.
    pub uid: Uuid,
    /// The unique key for URLs and scripts.
    pub slug: String,
    /// The name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// The unit that it belongs to.
    pub unit: Option<UnitPath>,
    /// The person who answers for it.
    pub owner: Option<Person>,
    /// How much depends on it.
    pub criticality: Option<Criticality>,
    /// How it reaches its users.
    pub distribution: Option<Distribution>,
    /// Where it is in its life.
    pub lifecycle: Option<Lifecycle>,
    /// The organization's own class.
    pub class: Option<String>,
    /// Free words, sorted.
    pub tags: Vec<String>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
    /// Counts over its releases.
    pub figures: ProductFigures,
}

/// Counts over a product's releases. The figures of its newest release with an SBOM are in `newest`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProductFigures {
    /// Releases.
    pub releases: u64,
    /// Releases that have at least one current SBOM.
    pub releases_with_sbom: u64,
    /// Distinct components over all releases.
    pub all_components: u64,
    /// When the newest current SBOM of any release was made; where none tells, received.
    pub newest_sbom_at: Option<Timestamp>,
    /// The newest release that has an SBOM; `None` when none has: nothing is known then.
    pub newest: Option<NewestRelease>,
}

/// The newest release of a product that has an SBOM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewestRelease {
    /// Its public id.
    pub uid: Uuid,
    /// Its version.
    pub version: String,
    /// Its figures.
    pub figures: crate::ReleaseFigures,
}

impl Store {
    /// Adds a product.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the slug is taken, [`StoreError::Invalid`] when it is not well formed,
    /// [`StoreError::NotFound`] for an unknown unit or owner.
    pub async fn create_product(&self, new: &NewProduct) -> Result<Uuid> {
        let tx = self.begin().await?;
        let uid = Uuid::now_v7();
        if !insert(&*tx, uid, new).await? {
            return Err(StoreError::Conflict(format!(
                "a product with the key `{}` exists already",
                new.slug
            )));
        }
        tx.commit().await?;
        Ok(uid)
    }

    /// The product with this slug, made as told when it is missing. What is stored is not changed.
    ///
    /// # Errors
    /// As [`Store::create_product`], but a taken slug is no error.
    pub async fn ensure_product(&self, new: &NewProduct) -> Result<Uuid> {
        if let Some(found) = uid_of(self.reader(), &new.slug).await? {
            return Ok(found);
        }
        let tx = self.begin().await?;
        insert(&*tx, Uuid::now_v7(), new).await?;
        let uid = uid_of(&*tx, &new.slug).await?.ok_or_else(|| StoreError::missing("product", &new.slug))?;
        tx.commit().await?;
        Ok(uid)
    }

    /// Replaces what is told of a product.
    ///
    /// # Errors
    /// As [`Store::create_product`].
    pub async fn update_product(&self, uid: Uuid, new: &NewProduct) -> Result<()> {
        check(new)?;
        let tx = self.begin().await?;
        let id = key(&*tx, "product", "product", uid).await?;
        let (unit, owner) = links(&*tx, new).await?;
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
        .run(&*tx)
        .await?;
        Sql::with("delete from product_tag where product_id = $1", [id.into()]).run(&*tx).await?;
        insert_tags(&*tx, id, &new.tags).await?;
        tx.commit().await
    }

    /// Puts a product away, or takes it back.
    ///
    /// # Errors
    /// When there is no such product.
    pub async fn archive_product(&self, uid: Uuid, archived: bool) -> Result<()> {
        let at = archived.then(Timestamp::now).map(Timestamp::as_millisecond);
        let touched =
            Sql::with("update product set archived_at = $1 where uid = $2", [at.into(), uid.into()])
                .written(self)
                .await?;
        if touched == 0 { Err(StoreError::missing("product", uid)) } else { Ok(()) }
    }

    /// A product by its slug, else by its public id.
    ///
    /// # Errors
    /// When there is no such product.
    pub async fn product(&self, key: &str) -> Result<Product> {
        let mut sql = Sql::new(list::SELECT);
        match Uuid::parse_str(key) {
            Ok(uid) => sql.push(" where p.uid = ").bind(uid),
            Err(_) => sql.push(" where p.slug = ").bind(key),
        };
        let mut products = list::read(sql, self.reader()).await?;
        list::add_tags(self.reader(), &mut products).await?;
        products.pop().map(|(_, product)| product).ok_or_else(|| StoreError::missing("product", key))
    }
}

impl Store {
    /// The keys of the products of this name that are not put away, letter case aside; at most ten.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn product_keys(&self, name: &str) -> Result<Vec<String>> {
        let sql = "select slug from product where search = $1 and archived_at is null order by slug limit 10";
        let rows = Sql::with(sql, [search_text(name)]).all(self.reader()).await?;
        rows.iter().map(|row| row.get("slug")).collect()
    }
}

/// Lower-case text that lists sort by and search in.
pub(crate) fn search_text(name: &str) -> sea_orm::Value {
    name.to_lowercase().into()
}

async fn uid_of(at: &impl ConnectionTrait, slug: &str) -> Result<Option<Uuid>> {
    let row = Sql::with("select uid from product where slug = $1", [slug.into()]).one(at).await?;
    row.map(|row: Row| row.get("uid")).transpose()
}

/// Inserts a product with its tags and empty figures; `false` when the slug is taken.
async fn insert(at: &impl ConnectionTrait, uid: Uuid, new: &NewProduct) -> Result<bool> {
    check(new)?;
    let (unit, owner) = links(at, new).await?;
    let row = Sql::with(
        "insert into product (uid, slug, name, search, description, unit_id, owner_id, criticality, distribution, \
         lifecycle, class, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         on conflict (slug) do nothing returning id",
        [
            uid.into(),
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
            ms(Timestamp::now()),
        ],
    )
    .one(at)
    .await?;
    let Some(row) = row else { return Ok(false) };
    let id: i64 = row.get("id")?;
    Sql::with(
        "insert into product_rollup (product_id, releases, releases_with_sbom, all_components) values ($1, 0, 0, 0)",
        [id.into()],
    )
    .run(at)
    .await?;
    insert_tags(at, id, &new.tags).await?;
    Ok(true)
}

async fn links(at: &impl ConnectionTrait, new: &NewProduct) -> Result<(Option<i64>, Option<i64>)> {
    let unit = opt_key(at, "org_unit", "organization unit", new.unit).await?;
    Ok((unit, opt_key(at, "person", "person", new.owner).await?))
}

async fn insert_tags(at: &impl ConnectionTrait, id: i64, tags: &[String]) -> Result<()> {
    let rows: Vec<[sea_orm::Value; 2]> = tags.iter().map(|tag| [tag.clone().into(), id.into()]).collect();
    insert_rows(at, "insert into product_tag (tag, product_id)", rows, " on conflict do nothing").await?;
    Ok(())
}

/// Refuses what does not fit the tables and their indexes.
fn check(new: &NewProduct) -> Result<()> {
    check_slug(&new.slug)?;
    check_length("a product's name", &new.name)?;
    check_length("a product's class", new.class.as_deref().unwrap_or_default())?;
    new.tags.iter().try_for_each(|tag| check_length("a tag", tag))
}

fn check_slug(slug: &str) -> Result<()> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if slug.is_empty() || slug.len() > 200 || !slug.chars().all(fits) {
        return Err(StoreError::Invalid(format!(
            "`{slug}` is no product key: use 1 to 200 lower-case letters, digits, `-`, `_` and `.`"
        )));
    }
    if Uuid::parse_str(slug).is_ok() {
        return Err(StoreError::Invalid(format!("`{slug}` is no product key: it looks like an id")));
    }
    Ok(())
}

/// Reads the words of a product from a row.
pub(crate) fn product_words(
    row: &Row,
) -> Result<(Option<Criticality>, Option<Distribution>, Option<Lifecycle>)> {
    Ok((read_opt(row, "criticality")?, read_opt(row, "distribution")?, read_opt(row, "lifecycle")?))
}
