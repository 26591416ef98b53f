//! Tokens: what programs show in the place of a person.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::people::{Named, key, opt_key};
use crate::sql::{Columns, Row, Sql, json_text, ms, opt_ms};
use crate::text::check_length;
use crate::{Digest, Result, Store, StoreError};

/// A token as its owner sees it; the token itself was shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The public id.
    pub uid: Uuid,
    /// Who acts with it: its person, or a program that acts by itself.
    pub person: Named,
    /// What it is for.
    pub name: String,
    /// The permissions that it is held to, by name; none where it may do all that its person may.
    pub permissions: Option<Vec<String>>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it is over.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to a minute.
    pub used_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// A token in the making.
#[derive(Clone, Debug)]
pub struct NewToken<'a> {
    /// The digest of what the program shows.
    pub digest: Digest,
    /// Who acts with it.
    pub person: Uuid,
    /// Who makes it.
    pub created_by: Option<Uuid>,
    /// What it is for.
    pub name: &'a str,
    /// The permissions that it is held to.
    pub permissions: Option<Vec<String>>,
    /// When it is over.
    pub expires_at: Option<Timestamp>,
}

/// So often the last use is noted.
const NOTED: SignedDuration = SignedDuration::from_secs(60);

impl Store {
    /// Adds a token.
    ///
    /// # Errors
    /// When there is no such person; [`StoreError::Invalid`] without a name or with one that is too long.
    pub async fn add_token(&self, new: &NewToken<'_>) -> Result<Uuid> {
        let name = new.name.trim();
        if name.is_empty() {
            return Err(StoreError::Invalid("a token needs a name: what is it for?".to_owned()));
        }
        check_length("a name", name)?;
        let tx = self.begin().await?;
        let person = key(&*tx, "person", "person", new.person).await?;
        let by = opt_key(&*tx, "person", "person", new.created_by).await?;
        let permissions = new.permissions.as_ref().map(json_text).transpose()?;
        let uid = Uuid::now_v7();
        Sql::with(
            "insert into token (uid, digest, person_id, name, permissions, created_by, created_at, expires_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            [
                uid.into(),
                new.digest.to_vec().into(),
                person.into(),
                name.into(),
                permissions.into(),
                by.into(),
                ms(Timestamp::now()),
                opt_ms(new.expires_at),
            ],
        )
        .run(&*tx)
        .await?;
        tx.commit().await?;
        Ok(uid)
    }

    /// The token behind a digest, unless it is over, was taken back, or its person may not come in any more. Its use is noted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_token(&self, digest: &Digest, now: Timestamp) -> Result<Option<Token>> {
        let mut sql = Sql::new(SELECT);
        sql.push(" left join account a on a.person_id = t.person_id where t.digest = ").bind(digest.to_vec());
        sql.push(" and t.revoked_at is null and coalesce(t.expires_at > ").bind(ms(now)).push(", true)");
        sql.push(" and a.disabled_at is null and p.left_at is null and p.erased_at is null");
        let Some(row) = sql.one(self.connection()).await? else { return Ok(None) };
        let found = token(&row)?;
        if found.used_at.is_none_or(|used| used + NOTED <= now) {
            let used = "update token set used_at = $2 where digest = $1";
            Sql::with(used, [digest.to_vec().into(), ms(now)]).written(self).await?;
        }
        Ok(Some(found))
    }

    /// The tokens of a person, last made first; all of them, also those that are over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tokens(&self, person: Uuid) -> Result<Vec<Token>> {
        let mut sql = Sql::new(SELECT);
        sql.push(" where p.uid = ").bind(person).push(" order by t.id desc limit 1000");
        sql.all(self.connection()).await?.iter().map(token).collect()
    }

    /// Takes a token of a person back.
    ///
    /// # Errors
    /// When the person has no such token.
    pub async fn revoke_token(&self, person: Uuid, uid: Uuid) -> Result<()> {
        let sql = "update token set revoked_at = coalesce(revoked_at, $3) where uid = $2 \
                   and person_id = (select id from person where uid = $1)";
        match Sql::with(sql, [person.into(), uid.into(), ms(Timestamp::now())]).written(self).await? {
            0 => Err(StoreError::missing("token", uid)),
            _ => Ok(()),
        }
    }
}

const SELECT: &str = "select t.uid, p.uid as person, p.name as person_name, t.name, t.permissions, t.created_at, t.expires_at, t.used_at, \
     t.revoked_at from token t join person p on p.id = t.person_id";

fn token(row: &Row) -> Result<Token> {
    let held: Option<String> = row.get("permissions")?;
    Ok(Token {
        uid: row.get("uid")?,
        person: Named { uid: row.get("person")?, name: row.get("person_name")? },
        name: row.get("name")?,
        permissions: if held.is_some() { Some(row.json("permissions")?) } else { None },
        created_at: row.time("created_at")?,
        expires_at: row.opt_time("expires_at")?,
        used_at: row.opt_time("used_at")?,
        revoked_at: row.opt_time("revoked_at")?,
    })
}
