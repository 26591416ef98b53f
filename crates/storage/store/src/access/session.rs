//! Sessions: browsers that somebody signed in with.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::people::key;
use crate::sql::{Columns, Row, Sql, ms};
use crate::text::start;
use crate::writer::Tx;
use crate::{Digest, Result, Store, StoreError};

/// A session as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The public id; not what the browser keeps.
    pub uid: Uuid,
    /// The person.
    pub person: Uuid,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last used, to a minute.
    pub seen_at: Timestamp,
    /// When it ends if it is not used.
    pub idle_until: Timestamp,
    /// When it ends however much it is used.
    pub expires_at: Timestamp,
    /// From where it was opened.
    pub address: String,
    /// By which browser.
    pub agent: String,
    /// How: `password`, `oidc`, `ticket`.
    pub via: String,
    /// What the provider of identities wants to see when it ends, sealed.
    pub provider: Option<Vec<u8>>,
    /// Whether the person's password is to be changed before anything else.
    pub must_change: bool,
}

/// A session in the making.
#[derive(Clone, Debug)]
pub struct NewSession<'a> {
    /// The digest of what the browser keeps.
    pub digest: Digest,
    /// The person.
    pub person: Uuid,
    /// From where.
    pub address: &'a str,
    /// By which browser.
    pub agent: &'a str,
    /// How.
    pub via: &'a str,
    /// What the provider of identities wants to see when it ends, sealed.
    pub provider: Option<&'a [u8]>,
    /// Now.
    pub at: Timestamp,
    /// For how long it lasts without use.
    pub idle: SignedDuration,
    /// For how long it lasts at all.
    pub lasts: SignedDuration,
}

/// So often a session's last use is noted.
const NOTED: SignedDuration = SignedDuration::from_secs(60);

/// The longest name of a browser, in bytes.
const LONGEST_AGENT: usize = 300;

impl Store {
    /// Opens a session in the place of another, which ends.
    ///
    /// # Errors
    /// When there is no such person.
    pub async fn open_session(&self, new: &NewSession<'_>, before: Option<&Digest>) -> Result<Uuid> {
        let tx = self.begin().await?;
        let person = key(&*tx, "person", "person", new.person).await?;
        if let Some(before) = before {
            Sql::with("delete from session where digest = $1", [before.to_vec().into()]).run(&*tx).await?;
        }
        Sql::with("delete from session where expires_at < $1 or idle_until < $1", [ms(new.at)])
            .run(&*tx)
            .await?;
        let uid = Uuid::now_v7();
        Sql::with(
            "insert into session (digest, uid, person_id, created_at, seen_at, idle_until, expires_at, address, agent, via, provider) \
             values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10)",
            [
                new.digest.to_vec().into(),
                uid.into(),
                person.into(),
                ms(new.at),
                ms(new.at + new.idle),
                ms(new.at + new.lasts),
                new.address.into(),
                start(new.agent, LONGEST_AGENT).into(),
                new.via.into(),
                new.provider.map(<[u8]>::to_vec).into(),
            ],
        )
        .run(&*tx)
        .await?;
        tx.commit().await?;
        Ok(uid)
    }

    /// The session of a browser, unless it is over or its person may not sign in any more. Its use is noted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_session(
        &self,
        digest: &Digest,
        now: Timestamp,
        idle: SignedDuration,
    ) -> Result<Option<Session>> {
        let mut sql = Sql::new(SELECT);
        sql.push(" where s.digest = ").bind(digest.to_vec());
        sql.push(
            " and a.disabled_at is null and p.left_at is null and p.erased_at is null and s.expires_at > ",
        )
        .bind(ms(now));
        sql.push(" and s.idle_until > ").bind(ms(now));
        let Some(row) = sql.one(self.connection()).await? else { return Ok(None) };
        let found = session(&row)?;
        if found.seen_at + NOTED <= now {
            let used = "update session set seen_at = $2, idle_until = $3 where digest = $1";
            Sql::with(used, [digest.to_vec().into(), ms(now), ms(now + idle)]).written(self).await?;
        }
        Ok(Some(found))
    }

    /// The sessions of a person that are not over, last used first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions(&self, person: Uuid, now: Timestamp) -> Result<Vec<Session>> {
        let mut sql = Sql::new(SELECT);
        sql.push(" where p.uid = ").bind(person).push(" and s.expires_at > ").bind(ms(now));
        sql.push(" and s.idle_until > ").bind(ms(now)).push(" order by s.seen_at desc, s.uid");
        sql.all(self.connection()).await?.iter().map(session).collect()
    }

    /// Ends the session of a browser; gives it back where there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_session(&self, digest: &Digest) -> Result<Option<Session>> {
        let mut sql = Sql::new(SELECT);
        sql.push(" where s.digest = ").bind(digest.to_vec());
        let Some(row) = sql.one(self.connection()).await? else { return Ok(None) };
        Sql::with("delete from session where digest = $1", [digest.to_vec().into()]).written(self).await?;
        session(&row).map(Some)
    }

    /// Ends a session of a person by its public id.
    ///
    /// # Errors
    /// When the person has no such session.
    pub async fn end_session(&self, person: Uuid, uid: Uuid) -> Result<()> {
        let sql = "delete from session where uid = $2 and person_id = (select id from person where uid = $1)";
        match Sql::with(sql, [person.into(), uid.into()]).written(self).await? {
            0 => Err(StoreError::missing("session", uid)),
            _ => Ok(()),
        }
    }

    /// Ends the sessions of a person but one.
    ///
    /// # Errors
    /// When there is no such person.
    pub async fn end_sessions(&self, person: Uuid, keep: Option<&Digest>) -> Result<u64> {
        let tx = self.begin().await?;
        let person = key(&*tx, "person", "person", person).await?;
        let ended = end_others(&tx, person, keep).await?;
        tx.commit().await?;
        Ok(ended)
    }
}

/// Ends the sessions of a person but one.
pub(super) async fn end_others(tx: &Tx, person: i64, keep: Option<&Digest>) -> Result<u64> {
    let mut sql = Sql::with("delete from session where person_id = $1", [person.into()]);
    if let Some(keep) = keep {
        sql.push(" and digest <> ").bind(keep.to_vec());
    }
    sql.run(&**tx).await
}

const SELECT: &str = "select s.uid, p.uid as person, s.created_at, s.seen_at, s.idle_until, s.expires_at, s.address, s.agent, s.via, \
     s.provider, coalesce(a.must_change, false) as must_change from session s join person p on p.id = s.person_id \
     left join account a on a.person_id = s.person_id";

fn session(row: &Row) -> Result<Session> {
    Ok(Session {
        uid: row.get("uid")?,
        person: row.get("person")?,
        created_at: row.time("created_at")?,
        seen_at: row.time("seen_at")?,
        idle_until: row.time("idle_until")?,
        expires_at: row.time("expires_at")?,
        address: row.get("address")?,
        agent: row.get("agent")?,
        via: row.get("via")?,
        provider: row.get("provider")?,
        must_change: row.get("must_change")?,
    })
}
