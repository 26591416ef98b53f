//! Organization units: a tree.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use uuid::Uuid;

use crate::people::keys;
use crate::sql::{Columns, Sql, chunks, insert_rows, ms, push_texts};
use crate::store::retried;
use crate::text::{check_length, kept};
use crate::unit_path::DEEPEST;
use crate::writer::Tx;
use crate::{Result, Store, StoreError};

/// A part of the organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrgUnit {
    /// The public id.
    pub uid: Uuid,
    /// The name.
    pub name: String,
    /// The unit that it is part of.
    pub parent: Option<Uuid>,
}

/// A unit as somebody names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct NewUnit {
    /// The name.
    pub name: String,
    /// The unit that it is part of.
    pub parent: Option<Uuid>,
}

impl NewUnit {
    /// Refuses a name that does not fit.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for a name of more than 1,000 bytes.
    pub fn check(&self) -> Result<()> {
        check_length("a unit's name", &self.name)
    }

    /// Refuses the names of units, each part of the one before it, that do not fit.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] as [`NewUnit::check`], and for a way of more than 101 units, which nobody would see whole.
    pub fn check_way(names: &[String]) -> Result<()> {
        if names.len() > DEEPEST {
            let number = names.len();
            return Err(StoreError::Invalid(format!(
                "a way of {number} units is too deep: {DEEPEST} are the most"
            )));
        }
        names.iter().try_for_each(|name| Self { name: name.clone(), parent: None }.check())
    }

    /// By what it is found again.
    fn place(&self) -> Self {
        Self { name: kept(&self.name).into_owned(), parent: self.parent }
    }
}

impl Store {
    /// The units of these names and parents, in the order asked for; those that are missing are made, about a thousand in a
    /// transaction.
    ///
    /// # Errors
    /// When a parent does not exist; [`StoreError::Invalid`] when one does not pass [`NewUnit::check`].
    pub async fn ensure_units(&self, units: &[NewUnit]) -> Result<Vec<Uuid>> {
        units.iter().try_for_each(NewUnit::check)?;
        let mut uids = Vec::with_capacity(units.len());
        for piece in chunks(units) {
            let places: Vec<NewUnit> = piece.iter().map(NewUnit::place).collect();
            let mut known = find(self.reader(), &places).await?;
            if places.iter().any(|unit| !known.contains_key(unit)) {
                known = retried(|| self.add_missing_units(&places)).await?;
            }
            for unit in &places {
                let uid = known.get(unit).copied();
                uids.push(uid.ok_or_else(|| StoreError::missing("organization unit", &unit.name))?);
            }
        }
        Ok(uids)
    }

    async fn add_missing_units(&self, units: &[NewUnit]) -> Result<HashMap<NewUnit, Uuid>> {
        let tx = self.begin().await?;
        let known = add_missing(&tx, units).await?;
        tx.commit().await?;
        Ok(known)
    }

    /// Every unit, by name. Organizations have thousands at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn units(&self) -> Result<Vec<OrgUnit>> {
        let rows = Sql::new(&format!("{SELECT} order by u.name, u.id")).all(self.reader()).await?;
        rows.iter()
            .map(|row| {
                Ok(OrgUnit { uid: row.get("uid")?, name: row.get("name")?, parent: row.get("parent")? })
            })
            .collect()
    }
}

/// The innermost unit of a way from the top, outermost first, with what is missing of it added; `None` for an empty one.
pub(crate) async fn innermost(tx: &Tx, way: &[String]) -> Result<Option<Uuid>> {
    let mut parent = None;
    for name in way {
        let unit = [NewUnit { name: name.clone(), parent }.place()];
        let mut known = find(&**tx, &unit).await?;
        if !known.contains_key(&unit[0]) {
            known = add_missing(tx, &unit).await?;
        }
        parent = known.remove(&unit[0]);
    }
    Ok(parent)
}

/// The ids of units of these names, of which those that are missing at their place are made.
async fn add_missing(tx: &Tx, units: &[NewUnit]) -> Result<HashMap<NewUnit, Uuid>> {
    tx.alone("org_unit").await?;
    let mut known = find(&**tx, units).await?;
    let mut new = Vec::new();
    for unit in units {
        if !known.contains_key(unit) {
            let uid = Uuid::now_v7();
            known.insert(unit.clone(), uid);
            new.push((uid, unit));
        }
    }
    insert(tx, &new).await?;
    Ok(known)
}

const SELECT: &str =
    "select u.uid, u.name, p.uid as parent from org_unit u left join org_unit p on p.id = u.parent_id";

/// The units of these names, whatever they are part of; of two that are named alike at one place the older.
async fn find(at: &impl ConnectionTrait, units: &[NewUnit]) -> Result<HashMap<NewUnit, Uuid>> {
    let mut names: Vec<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let mut sql = Sql::new(SELECT);
    sql.push(" where u.name in (select value from ");
    push_texts(&mut sql, at.get_database_backend(), &names)?;
    sql.push(" k) order by u.id");
    let mut found = HashMap::new();
    for row in sql.all(at).await? {
        let place = NewUnit { name: row.get("name")?, parent: row.get("parent")? };
        found.entry(place).or_insert(row.get("uid")?);
    }
    Ok(found)
}

async fn insert(tx: &Tx, units: &[(Uuid, &NewUnit)]) -> Result<()> {
    let parents = units.iter().filter_map(|(_, unit)| unit.parent);
    let parents = keys(&**tx, "org_unit", "organization unit", parents).await?;
    if tx.sight().is_some() {
        for (_, unit) in units {
            tx.permit_unit(unit.parent.and_then(|parent| parents.get(&parent).copied())).await?;
        }
    }
    let now = Timestamp::now();
    let rows: Vec<_> = units
        .iter()
        .map(|(uid, unit)| {
            let parent = unit.parent.and_then(|parent| parents.get(&parent).copied());
            [(*uid).into(), parent.into(), unit.name.clone().into(), ms(now)]
        })
        .collect();
    insert_rows(&**tx, "insert into org_unit (uid, parent_id, name, created_at)", rows, "").await?;
    Ok(())
}
