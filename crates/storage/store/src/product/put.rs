//! Many products at a time, as a list tells them on top of what was read. Of what somebody changed meanwhile nothing is written.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::write::{KEEP, REPLACE, complete, insert};
use super::{NewProduct, Product, list};
use crate::sbom::regrade_all;
use crate::sql::{Columns, Sql, chunks, push_texts};
use crate::store::retried;
use crate::writer::Tx;
use crate::{Result, Store, StoreError};

/// What a product is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductPut {
    /// What was read of the product with this slug; `None` when there was none.
    pub read: Option<NewProduct>,
    /// What is to be told of it, with the same slug.
    pub new: NewProduct,
}

impl ProductPut {
    fn has_another_class(&self) -> bool {
        self.read.as_ref().is_some_and(|read| read.class != self.new.class)
    }
}

impl From<&Product> for NewProduct {
    fn from(product: &Product) -> Self {
        Self {
            slug: product.slug.clone(),
            name: product.name.clone(),
            description: product.description.clone(),
            unit: product.unit.as_ref().map(|unit| unit.uid),
            owner: product.owner.as_ref().map(|owner| owner.uid),
            criticality: product.criticality,
            distribution: product.distribution,
            lifecycle: product.lifecycle,
            class: product.class.clone(),
            tags: product.tags.clone(),
        }
    }
}

impl Store {
    /// Adds products and replaces what is told of those that are as they were read, about a thousand in a transaction. The ids come
    /// in the order of the products; `None` stands for one that somebody added or changed meanwhile, of which nothing is written. Of
    /// two with one slug the later stands.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when one does not pass [`NewProduct::check`], [`StoreError::NotFound`] for an unknown unit or
    /// owner.
    pub async fn put_products(&self, products: &[ProductPut]) -> Result<Vec<Option<Uuid>>> {
        products.iter().try_for_each(|product| product.new.check())?;
        let distinct: BTreeMap<&str, &ProductPut> =
            products.iter().map(|product| (product.new.slug.as_str(), product)).collect();
        // Sorted, so that two lists at once do not lock each other's rows crosswise.
        let sorted: Vec<&ProductPut> = distinct.into_values().collect();
        let mut uids = HashMap::with_capacity(sorted.len());
        for piece in chunks(&sorted) {
            uids.extend(retried(|| self.put_some(piece)).await?);
        }
        Ok(products.iter().map(|product| uids.get(&product.new.slug).copied()).collect())
    }

    async fn put_some(&self, products: &[&ProductPut]) -> Result<HashMap<String, Uuid>> {
        let tx = self.begin().await?;
        let fitting = fitting(&tx, products).await?;
        let (known, added): (Vec<&ProductPut>, Vec<&ProductPut>) =
            fitting.into_iter().partition(|product| product.read.is_some());
        let reclassed: Vec<&str> =
            known.iter().filter(|one| one.has_another_class()).map(|one| one.new.slug.as_str()).collect();
        let (mut known, added) = (told(known), told(added));
        if insert(&tx, &added, KEEP).await? < added.len() as u64 {
            return Err(StoreError::Busy("somebody else has just added the same product".into()));
        }
        insert(&tx, &known, REPLACE).await?;
        known.extend(added);
        let uids = complete(&tx, &known).await?;
        let reclassed: Vec<Uuid> = reclassed.into_iter().filter_map(|slug| uids.get(slug).copied()).collect();
        regrade_all(&tx, &reclassed).await?;
        tx.commit().await?;
        Ok(uids)
    }
}

fn told(products: Vec<&ProductPut>) -> Vec<&NewProduct> {
    products.into_iter().map(|product| &product.new).collect()
}

/// Those that are as they were read. Nobody else can change them until the end.
async fn fitting<'p>(tx: &Tx, products: &[&'p ProductPut]) -> Result<Vec<&'p ProductPut>> {
    let slugs: Vec<&str> = products.iter().map(|product| product.new.slug.as_str()).collect();
    let mut lock = Sql::new("select id from product where slug in (select value from ");
    push_texts(&mut lock, tx.backend(), &slugs)?;
    lock.push(" k) order by slug").push(tx.for_update());
    let locked = lock.all(&**tx).await?;
    tx.permit_all(locked.iter().map(|row| row.get("id")).collect::<Result<Vec<i64>>>()?).await?;
    let now = list::by_keys(&**tx, &slugs).await?;
    let fits = |product: &ProductPut| now.get(&product.new.slug).map(NewProduct::from) == product.read;
    Ok(products.iter().copied().filter(|product| fits(product)).collect())
}
