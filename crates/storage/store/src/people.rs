//! Persons, and things by their name.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::sql::{Columns, Sql, chunks, insert_rows, ms, push_texts};
use crate::store::retried;
use crate::text::{check_length, kept};
use crate::writer::Tx;
use crate::{Result, Store, StoreError};

/// A thing by its public id and its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The public id.
    pub uid: Uuid,
    /// The name.
    pub name: String,
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

/// A person as somebody names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPerson {
    /// The name to show.
    pub name: String,
    /// The mail address.
    pub mail: Option<String>,
}

/// By what a person is found again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Identity {
    /// The mail address in lower case.
    Mail(String),
    /// The name, of those without an address.
    Name(String),
}

impl NewPerson {
    /// Refuses who has no name, and a name or an address that does not fit.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] without a name, and for a name or an address of more than 1,000 bytes.
    pub fn check(&self) -> Result<()> {
        if self.name.trim().is_empty() {
            return Err(StoreError::Invalid("a person needs a name".into()));
        }
        check_length("a person's name", &self.name)?;
        check_length("a mail address", self.mail.as_deref().unwrap_or_default())
    }

    fn identity(&self) -> Identity {
        match &self.mail {
            Some(mail) => Identity::Mail(kept(&mail.to_lowercase()).into_owned()),
            None => Identity::Name(kept(self.name.trim()).into_owned()),
        }
    }
}

impl Store {
    /// The person with this mail address (letter case aside), else with exactly this name and no mail; made when missing.
    ///
    /// # Errors
    /// As [`Store::ensure_people`].
    pub async fn ensure_person(&self, name: &str, mail: Option<&str>) -> Result<Uuid> {
        let person = NewPerson { name: name.to_owned(), mail: mail.map(str::to_owned) };
        let found = self.ensure_people(std::slice::from_ref(&person)).await?;
        found.first().copied().ok_or_else(|| StoreError::missing("person", name))
    }

    /// The persons with these mail addresses (letter case aside), else with exactly these names and no mail, in the order asked
    /// for; those who are missing are made, about a thousand in a transaction. Of two with one address the first names the person.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when one does not pass [`NewPerson::check`].
    pub async fn ensure_people(&self, people: &[NewPerson]) -> Result<Vec<Uuid>> {
        people.iter().try_for_each(NewPerson::check)?;
        let mut uids = Vec::with_capacity(people.len());
        for piece in chunks(people) {
            let wanted: Vec<(Identity, &NewPerson)> =
                piece.iter().map(|person| (person.identity(), person)).collect();
            let mut known = find(self.reader(), &wanted).await?;
            if wanted.iter().any(|(identity, _)| !known.contains_key(identity)) {
                known = retried(|| self.add_missing_people(&wanted)).await?;
            }
            for (identity, person) in &wanted {
                let uid = known.get(identity).copied();
                uids.push(uid.ok_or_else(|| StoreError::missing("person", &person.name))?);
            }
        }
        Ok(uids)
    }

    async fn add_missing_people(&self, wanted: &[(Identity, &NewPerson)]) -> Result<HashMap<Identity, Uuid>> {
        let tx = self.begin().await?;
        let known = add_missing(&tx, wanted).await?;
        tx.commit().await?;
        Ok(known)
    }

    /// Several persons by their public ids; one that does not exist is left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn people(&self, uids: &[Uuid]) -> Result<HashMap<Uuid, Person>> {
        let mut found = HashMap::with_capacity(uids.len());
        for piece in chunks(uids) {
            let mut sql = Sql::new("select uid, name, mail from person where uid in ");
            sql.bind_list(piece.iter().map(|uid| (*uid).into()));
            for row in sql.all(self.reader()).await? {
                let uid = row.get("uid")?;
                found.insert(uid, Person { uid, name: row.get("name")?, mail: row.get("mail")? });
            }
        }
        Ok(found)
    }

    /// A person.
    ///
    /// # Errors
    /// When there is no such person.
    pub async fn person(&self, uid: Uuid) -> Result<Person> {
        person(self.reader(), uid).await
    }
}

async fn person(at: &impl ConnectionTrait, uid: Uuid) -> Result<Person> {
    let row = Sql::with("select uid, name, mail from person where uid = $1", [uid.into()])
        .one(at)
        .await?
        .ok_or_else(|| StoreError::missing("person", uid))?;
    Ok(Person { uid, name: row.get("name")?, mail: row.get("mail")? })
}

/// The person whom somebody names, made when missing.
pub(crate) async fn ensured(tx: &Tx, told: &NewPerson) -> Result<Person> {
    let wanted = [(told.identity(), told)];
    let mut known = find(&**tx, &wanted).await?;
    if known.is_empty() {
        known = add_missing(tx, &wanted).await?;
    }
    let uid = known.remove(&wanted[0].0).ok_or_else(|| StoreError::missing("person", &told.name))?;
    person(&**tx, uid).await
}

/// Gives a person another name, wherever they are named.
pub(crate) async fn renamed(tx: &Tx, uid: Uuid, name: &str) -> Result<()> {
    Sql::with("update person set name = $2 where uid = $1", [uid.into(), name.trim().into()])
        .run(&**tx)
        .await?;
    Ok(())
}

/// The ids of these persons, of whom those who are missing are made.
async fn add_missing(tx: &Tx, wanted: &[(Identity, &NewPerson)]) -> Result<HashMap<Identity, Uuid>> {
    tx.alone("person").await?;
    let mut known = find(&**tx, wanted).await?;
    let (now, mut rows) = (Timestamp::now(), Vec::new());
    for (identity, person) in wanted {
        if known.contains_key(identity) {
            continue;
        }
        let uid = Uuid::now_v7();
        known.insert(identity.clone(), uid);
        let mail_key: Option<Value> = match identity {
            Identity::Mail(mail) => Some(mail.clone().into()),
            Identity::Name(_) => None,
        };
        let (name, mail) = (person.name.trim().into(), person.mail.clone().into());
        rows.push([uid.into(), name, mail, mail_key.unwrap_or(Value::String(None)), ms(now)]);
    }
    insert_rows(&**tx, "insert into person (uid, name, mail, mail_key, created_at)", rows, "").await?;
    Ok(known)
}

/// Those of the persons who are known; of several without an address who are named alike the oldest.
async fn find(
    at: &impl ConnectionTrait,
    wanted: &[(Identity, &NewPerson)],
) -> Result<HashMap<Identity, Uuid>> {
    let (mut mails, mut names) = (Vec::new(), Vec::new());
    for (identity, _) in wanted {
        match identity {
            Identity::Mail(mail) => mails.push(mail),
            Identity::Name(name) => names.push(name),
        }
    }
    let mut sql =
        Sql::new("select id, uid, mail_key, name from person where mail_key in (select value from ");
    push_texts(&mut sql, at.get_database_backend(), &mails)?;
    sql.push(
        " k) union all select id, uid, mail_key, name from person where mail_key is null and name in (select value from ",
    );
    push_texts(&mut sql, at.get_database_backend(), &names)?;
    sql.push(" k) order by id");
    let mut found = HashMap::with_capacity(wanted.len());
    for row in sql.all(at).await? {
        let identity = match row.get("mail_key")? {
            Some(mail) => Identity::Mail(mail),
            None => Identity::Name(row.get("name")?),
        };
        found.entry(identity).or_insert(row.get("uid")?);
    }
    Ok(found)
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

/// The internal keys behind many public ids, all of which must be there.
pub(crate) async fn keys(
    at: &impl ConnectionTrait,
    table: &str,
    what: &'static str,
    uids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, i64>> {
    let mut uids: Vec<Uuid> = uids.into_iter().collect();
    uids.sort_unstable();
    uids.dedup();
    let mut found = HashMap::with_capacity(uids.len());
    for piece in chunks(&uids) {
        let mut sql = Sql::new(&format!("select id, uid from {table} where uid in "));
        sql.bind_list(piece.iter().map(|uid| (*uid).into()));
        for row in sql.all(at).await? {
            found.insert(row.get("uid")?, row.get("id")?);
        }
    }
    match uids.into_iter().find(|uid| !found.contains_key(uid)) {
        Some(uid) => Err(StoreError::missing(what, uid)),
        None => Ok(found),
    }
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
