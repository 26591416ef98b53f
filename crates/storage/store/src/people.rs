//! Organization units and persons.

use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use uuid::Uuid;

use crate::sql::{Columns, Sql, ms};
use crate::text::check_length;
use crate::{Result, Store, StoreError};

/// A thing by its public id and its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The public id.
    pub uid: Uuid,
    /// The name.
    pub name: String,
}

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

/// Somebody: an owner today; accounts and identities come to it later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The public id.
    pub uid: Uuid,
    /// The name to show.
    pub name: String,
    /// The mail address.
    pub mail: Option<String>,
}

impl Store {
    /// Adds an organization unit.
    ///
    /// # Errors
    /// When the parent does not exist.
    pub async fn create_unit(&self, name: &str, parent: Option<Uuid>) -> Result<Uuid> {
        check_length("a unit's name", name)?;
        let tx = self.begin().await?;
        let parent = opt_key(&*tx, "org_unit", "organization unit", parent).await?;
        let uid = Uuid::now_v7();
        Sql::with(
            "insert into org_unit (uid, parent_id, name, created_at) values ($1, $2, $3, $4)",
            [uid.into(), parent.into(), name.into(), ms(Timestamp::now())],
        )
        .run(&*tx)
        .await?;
        tx.commit().await?;
        Ok(uid)
    }

    /// The unit of this name and parent, made when it is missing.
    ///
    /// # Errors
    /// When the parent does not exist.
    pub async fn ensure_unit(&self, name: &str, parent: Option<Uuid>) -> Result<Uuid> {
        let units = self.units().await?;
        match units.iter().find(|unit| unit.name == name && unit.parent == parent) {
            Some(unit) => Ok(unit.uid),
            None => self.create_unit(name, parent).await,
        }
    }

    /// Moves a unit below another one, or to the top.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it would be below itself.
    pub async fn move_unit(&self, unit: Uuid, parent: Option<Uuid>) -> Result<()> {
        let tx = self.begin().await?;
        let id = key(&*tx, "org_unit", "organization unit", unit).await?;
        let parent = opt_key(&*tx, "org_unit", "organization unit", parent).await?;
        let below = Sql::with(
            "with recursive above (id) as (select cast($1 as bigint) union select u.parent_id from org_unit u \
             join above a on u.id = a.id where u.parent_id is not null) select 1 as hit from above where id = $2",
            [parent.into(), id.into()],
        );
        if below.one(&*tx).await?.is_some() {
            return Err(StoreError::Conflict("a unit cannot be part of itself".into()));
        }
        Sql::with("update org_unit set parent_id = $1 where id = $2", [parent.into(), id.into()])
            .run(&*tx)
            .await?;
        tx.commit().await
    }

    /// Every unit, by name. Organizations have thousands at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn units(&self) -> Result<Vec<OrgUnit>> {
        let rows = Sql::new(
            "select u.uid, u.name, p.uid as parent from org_unit u left join org_unit p on p.id = u.parent_id \
             order by u.name, u.id",
        )
        .all(self.reader())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(OrgUnit { uid: row.get("uid")?, name: row.get("name")?, parent: row.get("parent")? })
            })
            .collect()
    }

    /// The person with this mail address (letter case aside), else with exactly this name and no mail; made when missing.
    ///
    /// # Errors
    /// When the name is empty.
    pub async fn ensure_person(&self, name: &str, mail: Option<&str>) -> Result<Uuid> {
        if name.trim().is_empty() {
            return Err(StoreError::Invalid("a person needs a name".into()));
        }
        let mail_key = mail.map(str::to_lowercase);
        let tx = self.begin().await?;
        Sql::with(
            "insert into person (uid, name, mail, mail_key, created_at) select $1, $2, $3, $4, $5 \
             where not exists (select 1 from person where mail_key = $4 or ($4 is null and mail_key is null and name = $2)) \
             on conflict (mail_key) do nothing",
            [
                Uuid::now_v7().into(),
                name.trim().into(),
                mail.map(str::to_owned).into(),
                mail_key.clone().into(),
                ms(Timestamp::now()),
            ],
        )
        .run(&*tx)
        .await?;
        let row = Sql::with(
            "select uid from person where mail_key = $1 or ($1 is null and mail_key is null and name = $2) order by id limit 1",
            [mail_key.into(), name.trim().into()],
        )
        .one(&*tx)
        .await?
        .ok_or_else(|| StoreError::missing("person", name))?;
        tx.commit().await?;
        row.get("uid")
    }

    /// A person.
    ///
    /// # Errors
    /// When there is no such person.
    pub async fn person(&self, uid: Uuid) -> Result<Person> {
        let row = Sql::with("select uid, name, mail from person where uid = $1", [uid.into()])
            .one(self.reader())
            .await?
            .ok_or_else(|| StoreError::missing("person", uid))?;
        Ok(Person { uid, name: row.get("name")?, mail: row.get("mail")? })
    }
}

/// The internal key behind a public id.
pub(crate) async fn key(
    at: &impl ConnectionTrait,
    table: &str,
    what: &'static str,
    uid: Uuid,
) -> Result<i64> {
    Sql::with(&format!("select id from {table} where uid = $1"), [uid.into()])
        .one(at)
        .await?
        .ok_or_else(|| StoreError::missing(what, uid))?
        .get("id")
}

/// The internal key behind a public id that may be missing.
pub(crate) async fn opt_key(
    at: &impl ConnectionTrait,
    table: &str,
    what: &'static str,
    uid: Option<Uuid>,
) -> Result<Option<i64>> {
    match uid {
        Some(uid) => key(at, table, what, uid).await.map(Some),
        None => Ok(None),
    }
}
