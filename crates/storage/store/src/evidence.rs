//! Evidence: facts with their coverage, source and age, collected once and read by every framework.

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::sql::{Columns, Sql, ms, opt_ms};
use crate::{Result, Store};

/// A fact about a subject at a time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// The fact's id.
    pub fact: String,
    /// What it is about: a noun and its public id, as `product:0190...`, or `program`.
    pub subject: String,
    /// The value.
    pub value: serde_json::Value,
    /// What was looked at and what was not.
    pub coverage: serde_json::Value,
    /// Where it comes from.
    pub source: String,
    /// The time that it tells of.
    pub as_of: Timestamp,
    /// When it is too old to be shown as known.
    pub expires_at: Option<Timestamp>,
}

impl Store {
    /// Adds evidence; what was known before stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_evidence(&self, evidence: &Evidence) -> Result<Uuid> {
        let uid = Uuid::now_v7();
        Sql::with(
            "insert into evidence (uid, fact, subject, value, coverage, source, as_of, expires_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            [
                uid.into(),
                evidence.fact.clone().into(),
                evidence.subject.clone().into(),
                evidence.value.to_string().into(),
                evidence.coverage.to_string().into(),
                evidence.source.clone().into(),
                ms(evidence.as_of),
                opt_ms(evidence.expires_at),
            ],
        )
        .written(self)
        .await?;
        Ok(uid)
    }

    /// The newest evidence of a fact about a subject, expired or not; `None` when nothing is known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_evidence(&self, fact: &str, subject: &str) -> Result<Option<Evidence>> {
        let row = Sql::with(
            "select fact, subject, value, coverage, source, as_of, expires_at from evidence \
             where fact = $1 and subject = $2 order by as_of desc, id desc limit 1",
            [fact.into(), subject.into()],
        )
        .one(self.reader())
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Evidence {
            fact: row.get("fact")?,
            subject: row.get("subject")?,
            value: row.json("value")?,
            coverage: row.json("coverage")?,
            source: row.get("source")?,
            as_of: row.time("as_of")?,
            expires_at: row.opt_time("expires_at")?,
        }))
    }
}
