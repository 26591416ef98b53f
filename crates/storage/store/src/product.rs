//! Products: what the organization makes, runs or sells; a graph in which a product may have several parents.

mod entered;
mod list;
mod part;
mod put;
mod write;

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

pub use entered::EnteredProduct;
pub(crate) use list::like;
pub use list::{Archived, ProductFilter, ProductOrder};
pub use put::ProductPut;

use crate::people::{Person, key};
use crate::sql::{Row, Sql, chunks, ms};
use crate::unit_path::UnitPath;
use crate::words::{read_opt, words};
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
    /// Puts a product away, or takes it back.
    ///
    /// # Errors
    /// When there is no such product.
    pub async fn archive_product(&self, uid: Uuid, archived: bool) -> Result<()> {
        let set = if archived { "coalesce(archived_at, $1)" } else { "null" };
        let at = ms(Timestamp::now());
        let tx = self.begin().await?;
        let product = key(&*tx, "product", "product", uid).await?;
        tx.permit(product).await?;
        let sql = format!("update product set archived_at = {set} where id = $2");
        Sql::with(&sql, [at, product.into()]).run(&*tx).await?;
        tx.commit().await
    }

    /// A product by its slug, else by its public id.
    ///
    /// # Errors
    /// When there is no such product.
    pub async fn product(&self, key: &str) -> Result<Product> {
        let found = self.products(&[key]).await?.pop().flatten();
        found.ok_or_else(|| StoreError::missing("product", key))
    }

    /// The products with these slugs or public ids, in the order asked for; `None` where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn products(&self, keys: &[impl AsRef<str>]) -> Result<Vec<Option<Product>>> {
        let mut products = Vec::with_capacity(keys.len());
        for piece in chunks(keys) {
            let found = list::by_keys(self.reader(), piece).await?;
            products.extend(piece.iter().map(|key| found.get(key.as_ref()).cloned()));
        }
        Ok(products)
    }

    /// The keys and ids of the products of each of these names that are not put away, letter case aside; at most ten for each.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn products_named(&self, names: &[impl AsRef<str>]) -> Result<Vec<Vec<(String, Uuid)>>> {
        let mut named = Vec::with_capacity(names.len());
        for piece in chunks(names) {
            named.append(&mut list::by_names(self.reader(), piece, "p.archived_at is null").await?);
        }
        Ok(named)
    }

    /// As [`Store::products_named`], and where all products of a name are put away, those.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn products_ever_named(&self, names: &[impl AsRef<str>]) -> Result<Vec<Vec<(String, Uuid)>>> {
        let mut named = Vec::with_capacity(names.len());
        for piece in chunks(names) {
            let condition = "p.archived_at is null or not exists \
                 (select 1 from product o where o.search = p.search and o.archived_at is null)";
            named.append(&mut list::by_names(self.reader(), piece, condition).await?);
        }
        Ok(named)
    }
}

/// Lower-case text that lists sort by and search in.
pub(crate) fn search_text(name: &str) -> sea_orm::Value {
    name.to_lowercase().into()
}

/// Reads the words of a product from a row.
pub(crate) fn product_words(
    row: &Row,
) -> Result<(Option<Criticality>, Option<Distribution>, Option<Lifecycle>)> {
    Ok((read_opt(row, "criticality")?, read_opt(row, "distribution")?, read_opt(row, "lifecycle")?))
}
