//! Products as people enter them: in words, with an owner and a unit that may not be known yet. All of it is written, or nothing.

use uuid::Uuid;

use super::write::{created, replaced};
use super::{NewProduct, Product, list};
use crate::people::{NewPerson, Person, ensured, renamed};
use crate::sbom::regrade_all;
use crate::sql::{Columns, Sql};
use crate::store::retried;
use crate::unit::{NewUnit, innermost};
use crate::writer::Tx;
use crate::{Result, Store, StoreError};

/// A product as somebody enters it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnteredProduct {
    /// What is told of it, but for the owner and the unit that stand below.
    pub product: NewProduct,
    /// The owner, added when not known. Their name without a mail address means the present owner when it is theirs.
    pub owner: Option<NewPerson>,
    /// The unit by its way from the top, outermost first; what is not known of it is added.
    pub unit: Vec<String>,
}

impl From<NewProduct> for EnteredProduct {
    fn from(product: NewProduct) -> Self {
        Self { product, ..Self::default() }
    }
}

impl EnteredProduct {
    fn check(&self) -> Result<()> {
        NewUnit::check_way(&self.unit)?;
        self.owner.iter().try_for_each(NewPerson::check)?;
        self.product.check()
    }

    /// The product with its owner and unit found or added.
    async fn placed(&self, tx: &Tx, present: Option<&Person>) -> Result<NewProduct> {
        let owner = match &self.owner {
            Some(told) => Some(owner(tx, told, present).await?),
            None => self.product.owner,
        };
        let unit = innermost(tx, &self.unit).await?.or(self.product.unit);
        Ok(NewProduct { owner, unit, ..self.product.clone() })
    }
}

impl Store {
    /// Adds a product with its owner and unit.
    ///
    /// # Errors
    /// As [`Store::create_product`], and [`StoreError::Conflict`] when the owner's mail address is that of a person of another name.
    pub async fn enter_product(&self, entered: &EnteredProduct) -> Result<Product> {
        entered.check()?;
        retried(|| self.enter(entered)).await
    }

    async fn enter(&self, entered: &EnteredProduct) -> Result<Product> {
        let tx = self.begin().await?;
        let uid = created(&tx, &entered.placed(&tx, None).await?).await?;
        let made = product(&tx, uid).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Replaces what is told of a product that `fits`: of several who change one that they read at the same time, one wins.
    ///
    /// # Errors
    /// As [`Store::enter_product`], when there is no such product, and [`StoreError::Changed`] for one that does not fit.
    pub async fn change_product(
        &self,
        uid: Uuid,
        entered: &EnteredProduct,
        fits: impl Fn(&Product) -> bool + Send + Sync,
    ) -> Result<Product> {
        entered.check()?;
        retried(|| self.change_entered(uid, entered, &fits)).await
    }

    async fn change_entered(
        &self,
        uid: Uuid,
        entered: &EnteredProduct,
        fits: &(impl Fn(&Product) -> bool + Send + Sync),
    ) -> Result<Product> {
        let tx = self.begin().await?;
        locked(&tx, uid).await?;
        let before = product(&tx, uid).await?;
        if !fits(&before) {
            return Err(StoreError::Changed);
        }
        let new = entered.placed(&tx, before.owner.as_ref()).await?;
        replaced(&tx, uid, &new).await?;
        if new.class != before.class {
            regrade_all(&tx, &[uid]).await?;
        }
        let now = product(&tx, uid).await?;
        tx.commit().await?;
        Ok(now)
    }
}

/// Lets nobody else change a product until the end, nor the name of its owner, which is told with it.
async fn locked(tx: &Tx, uid: Uuid) -> Result<()> {
    let rows = tx.for_update();
    let product = format!("select id, owner_id from product where uid = $1{rows}");
    let row = Sql::with(&product, [uid.into()]).one(&**tx).await?;
    let row = row.ok_or_else(|| StoreError::missing("product", uid))?;
    tx.permit(row.get("id")?).await?;
    let owner: Option<i64> = row.get("owner_id")?;
    if let Some(owner) = owner {
        let person = format!("select id from person where id = $1{rows}");
        Sql::with(&person, [owner.into()]).one(&**tx).await?;
    }
    Ok(())
}

async fn product(tx: &Tx, uid: Uuid) -> Result<Product> {
    let key = uid.to_string();
    let found = list::by_keys(&**tx, &[&key]).await?.remove(&key);
    found.ok_or_else(|| StoreError::missing("product", uid))
}

/// The person who is told to own a product that the present one owns.
async fn owner(tx: &Tx, told: &NewPerson, present: Option<&Person>) -> Result<Uuid> {
    if told.mail.is_none()
        && let Some(present) = present.filter(|present| present.name == told.name)
    {
        return Ok(present.uid);
    }
    let known = ensured(tx, told).await?;
    let Some(mail) = told.mail.as_deref().filter(|mail| *mail != told.name && known.name != told.name) else {
        return Ok(known.uid);
    };
    // Whoever keeps the address and writes another name gives the owner that name; another's address may be a slip.
    if known.name != mail && present.is_none_or(|present| present.uid != known.uid) {
        return Err(StoreError::Conflict(format!(
            "`{mail}` is the address of `{}`: write that name or another address; \
             a person gets another name at a product that they own",
            known.name
        )));
    }
    renamed(tx, known.uid, &told.name).await?;
    Ok(known.uid)
}
