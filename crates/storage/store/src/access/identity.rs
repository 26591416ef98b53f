//! By what a person is known elsewhere.

use jiff::Timestamp;
use uuid::Uuid;

use crate::people::{NewPerson, key};
use crate::sql::{Columns, Sql, ms};
use crate::text::{check_length, kept};
use crate::{Result, Store, StoreError};

impl Store {
    /// The person who is known by this.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_identity(&self, kind: &str, value: &str) -> Result<Option<Uuid>> {
        let sql = "select p.uid from identity i join person p on p.id = i.person_id where i.kind = $1 and i.identity_key = $2";
        let values = [kind.into(), kept(value).into_owned().into()];
        Sql::with(sql, values).one(self.connection()).await?.map(|row| row.get("uid")).transpose()
    }

    /// Notes that a person is known by this.
    ///
    /// # Errors
    /// When there is no such person; [`StoreError::Conflict`] when somebody else is known by it.
    pub async fn add_identity(&self, person: Uuid, kind: &str, value: &str) -> Result<()> {
        let tx = self.begin().await?;
        let id = key(&*tx, "person", "person", person).await?;
        let value = kept(value).into_owned();
        let sql = "insert into identity (person_id, kind, value, identity_key, created_at) values ($1, $2, $3, $3, $4) \
                   on conflict (kind, identity_key) do nothing";
        Sql::with(sql, [id.into(), kind.into(), value.clone().into(), ms(Timestamp::now())])
            .run(&*tx)
            .await?;
        let sql = "select person_id from identity where kind = $1 and identity_key = $2";
        let row = Sql::with(sql, [kind.into(), value.into()]).one(&*tx).await?;
        if row.map_or(Ok(None), |row| row.get::<Option<i64>>("person_id"))? != Some(id) {
            return Err(StoreError::Conflict("somebody else is known by this already".to_owned()));
        }
        tx.commit().await
    }

    /// Adds a person without a mail address, whoever else is called so.
    ///
    /// # Errors
    /// As [`NewPerson::check`].
    pub async fn add_person(&self, name: &str) -> Result<Uuid> {
        let name = name.trim();
        NewPerson { name: name.to_owned(), mail: None }.check()?;
        check_length("a name", name)?;
        let uid = Uuid::now_v7();
        let sql = "insert into person (uid, name, created_at) values ($1, $2, $3)";
        let values = [uid.into(), kept(name).into_owned().into(), ms(Timestamp::now())];
        Sql::with(sql, values).written(self).await?;
        Ok(uid)
    }
}
