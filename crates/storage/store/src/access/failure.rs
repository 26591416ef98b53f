//! Attempts to sign in that failed: counted to slow down who guesses.

use jiff::{SignedDuration, Timestamp};

use crate::sql::{Columns, Row, Sql, ms};
use crate::{Digest, Result, Store};

/// An attempt that failed.
#[derive(Clone, Debug)]
pub struct NewFailure<'a> {
    /// The digest of the login that was tried, whether there is such an account or not.
    pub account: Digest,
    /// The digest of what a browser showed that signed in to this account before.
    pub device: Option<Digest>,
    /// The network that it came from.
    pub network: &'a str,
}

/// Failures within a time: how many, and the last of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: u64,
    /// The last.
    pub last: Option<Timestamp>,
}

/// An attempt that is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt(i64);

/// For how long failures are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(25);

impl Store {
    /// Writes an attempt down as failed before anybody looks at it, so that those side by side count each other; what is a day old is
    /// swept out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_attempt(&self, new: &NewFailure<'_>, now: Timestamp) -> Result<Attempt> {
        let tx = self.begin().await?;
        Sql::with("delete from failure where at < $1", [ms(now - KEPT)]).run(&*tx).await?;
        let row = Sql::with(
            "insert into failure (account, device, network, at, forgiven) values ($1, $2, $3, $4, false) returning id",
            [
                new.account.to_vec().into(),
                new.device.map(|device| device.to_vec()).into(),
                new.network.into(),
                ms(now),
            ],
        )
        .one(&*tx)
        .await?;
        tx.commit().await?;
        Ok(Attempt(row.map_or(Ok(0), |row| row.get("id"))?))
    }

    /// Takes an attempt back: nobody looked at it, or it was right.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_back(&self, attempt: Attempt) -> Result<()> {
        Sql::with("delete from failure where id = $1", [attempt.0.into()]).written(self).await?;
        Ok(())
    }

    /// Forgives the failures of who has signed in: of a browser that is known, else those of the account from this network.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forgive(&self, account: &Digest, device: Option<&Digest>, network: &str) -> Result<()> {
        let mut sql =
            Sql::with("update failure set forgiven = true where account = $1", [account.to_vec().into()]);
        match device {
            Some(device) => sql.push(" and device = ").bind(device.to_vec()),
            None => sql.push(" and device is null and network = ").bind(network),
        };
        sql.written(self).await?;
        Ok(())
    }

    /// Failures of an account by one known browser since a time, before an attempt.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failures_of_device(
        &self,
        account: &Digest,
        device: &Digest,
        since: Timestamp,
        before: Attempt,
    ) -> Result<Failures> {
        let values = [account.to_vec().into(), device.to_vec().into(), ms(since), before.0.into()];
        let sql = "account = $1 and device = $2 and not forgiven and at > $3 and id < $4";
        self.failures(Sql::with(sql, values)).await
    }

    /// Failures of an account by unknown browsers since a time, before an attempt: all, or those from one network that were not forgiven.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failures_of_account(
        &self,
        account: &Digest,
        network: Option<&str>,
        since: Timestamp,
        before: Attempt,
    ) -> Result<Failures> {
        let values = [account.to_vec().into(), ms(since), before.0.into()];
        let mut sql = Sql::with("account = $1 and device is null and at > $2 and id < $3", values);
        if let Some(network) = network {
            sql.push(" and not forgiven and network = ").bind(network);
        }
        self.failures(sql).await
    }

    /// Failures from a network by unknown browsers since a time, before an attempt, over all accounts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failures_from(&self, network: &str, since: Timestamp, before: Attempt) -> Result<Failures> {
        let values = [network.into(), ms(since), before.0.into()];
        self.failures(Sql::with("network = $1 and device is null and at > $2 and id < $3", values)).await
    }

    async fn failures(&self, condition: Sql) -> Result<Failures> {
        let sql = condition.wrapped("select count(*) as total, max(at) as last from failure where ");
        let row: Option<Row> = sql.one(self.connection()).await?;
        let Some(row) = row else { return Ok(Failures::default()) };
        Ok(Failures { count: row.count("total")?, last: row.opt_time("last")? })
    }
}
