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

/// For how long failures are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

impl Store {
    /// Notes a failure; those of the day before are swept out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_failure(&self, new: &NewFailure<'_>, now: Timestamp) -> Result<()> {
        let tx = self.begin().await?;
        Sql::with("delete from failure where at < $1", [ms(now - KEPT)]).run(&*tx).await?;
        Sql::with(
            "insert into failure (account, device, network, at) values ($1, $2, $3, $4)",
            [
                new.account.to_vec().into(),
                new.device.map(|device| device.to_vec()).into(),
                new.network.into(),
                ms(now),
            ],
        )
        .run(&*tx)
        .await?;
        tx.commit().await
    }

    /// Forgets the failures of who has signed in: of a browser that is known, else those of the account from this network.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_failures(
        &self,
        account: &Digest,
        device: Option<&Digest>,
        network: &str,
    ) -> Result<()> {
        let mut sql = Sql::with("delete from failure where account = $1", [account.to_vec().into()]);
        match device {
            Some(device) => sql.push(" and device = ").bind(device.to_vec()),
            None => sql.push(" and device is null and network = ").bind(network),
        };
        sql.written(self).await?;
        Ok(())
    }

    /// Failures of an account by one known browser since a time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failures_of_device(
        &self,
        account: &Digest,
        device: &Digest,
        since: Timestamp,
    ) -> Result<Failures> {
        let values = [account.to_vec().into(), device.to_vec().into(), ms(since)];
        self.failures(Sql::with("account = $1 and device = $2 and at > $3", values)).await
    }

    /// Failures of an account by unknown browsers since a time: all, or those from one network.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failures_of_account(
        &self,
        account: &Digest,
        network: Option<&str>,
        since: Timestamp,
    ) -> Result<Failures> {
        let mut sql =
            Sql::with("account = $1 and device is null and at > $2", [account.to_vec().into(), ms(since)]);
        if let Some(network) = network {
            sql.push(" and network = ").bind(network);
        }
        self.failures(sql).await
    }

    /// Failures from a network since a time, over all accounts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failures_from(&self, network: &str, since: Timestamp) -> Result<Failures> {
        self.failures(Sql::with("network = $1 and at > $2", [network.into(), ms(since)])).await
    }

    async fn failures(&self, condition: Sql) -> Result<Failures> {
        let sql = condition.wrapped("select count(*) as total, max(at) as last from failure where ");
        let row: Option<Row> = sql.one(self.connection()).await?;
        let Some(row) = row else { return Ok(Failures::default()) };
        Ok(Failures { count: row.count("total")?, last: row.opt_time("last")? })
    }
}
