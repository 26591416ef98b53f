//! Tickets: what is good once and not for long.

use jiff::Timestamp;
use uuid::Uuid;

use crate::people::opt_key;
use crate::sql::{Columns, Row, Sql, ms};
use crate::{Digest, Result, Store};

/// A ticket that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// For whom.
    pub person: Option<Uuid>,
    /// What it carries.
    pub data: Option<Vec<u8>>,
}

/// A ticket in the making.
#[derive(Clone, Debug)]
pub struct NewTicket<'a> {
    /// The digest of what is shown.
    pub digest: Digest,
    /// What it is good for; nothing else takes it.
    pub purpose: &'a str,
    /// For whom.
    pub person: Option<Uuid>,
    /// What it carries.
    pub data: Option<&'a [u8]>,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

impl Store {
    /// Adds a ticket; those that are over are swept out.
    ///
    /// # Errors
    /// When there is no such person.
    pub async fn add_ticket(&self, new: &NewTicket<'_>) -> Result<()> {
        let now = Timestamp::now();
        let tx = self.begin().await?;
        Sql::with("delete from ticket where expires_at < $1", [ms(now)]).run(&*tx).await?;
        let person = opt_key(&*tx, "person", "person", new.person).await?;
        Sql::with(
            "insert into ticket (digest, purpose, person_id, data, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)",
            [
                new.digest.to_vec().into(),
                new.purpose.into(),
                person.into(),
                new.data.map(<[u8]>::to_vec).into(),
                ms(now),
                ms(new.expires_at),
            ],
        )
        .run(&*tx)
        .await?;
        tx.commit().await
    }

    /// Whether a ticket is good, without using it up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_ticket(
        &self,
        digest: &Digest,
        purpose: &str,
        now: Timestamp,
    ) -> Result<Option<Ticket>> {
        let sql = "select p.uid as person, t.data from ticket t left join person p on p.id = t.person_id \
                   where t.digest = $1 and t.purpose = $2 and t.expires_at > $3";
        let values = [digest.to_vec().into(), purpose.into(), ms(now)];
        Sql::with(sql, values).one(self.connection()).await?.map(|row| ticket(&row)).transpose()
    }

    /// Uses a ticket up: of several who show it at one moment, one is let through.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_ticket(&self, digest: &Digest, purpose: &str, now: Timestamp) -> Result<Option<Ticket>> {
        let sql = "delete from ticket where digest = $1 and purpose = $2 and expires_at > $3 \
                   returning (select uid from person where id = ticket.person_id) as person, data";
        let values = [digest.to_vec().into(), purpose.into(), ms(now)];
        Sql::with(sql, values).written_one(self).await?.map(|row| ticket(&row)).transpose()
    }
}

fn ticket(row: &Row) -> Result<Ticket> {
    Ok(Ticket { person: row.get("person")?, data: row.get("data")? })
}
