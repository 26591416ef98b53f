//! Decisions: append-only events about a scope. Whether a decision covers a case and what state its events add up to is
//! not known here; the columns only narrow down which decisions may.

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::people::opt_key;
use crate::sql::{Columns, Sql, ms};
use crate::writer::Tx;
use crate::{Result, Store, StoreError};

/// What a decision is about: the whole scope as its own JSON, and the things in it that decisions are looked up by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DecisionScope {
    /// The scope in the words of the decision crate.
    pub scope: serde_json::Value,
    /// The organization unit, where it names one.
    pub unit: Option<Uuid>,
    /// The product, where it names one.
    pub product: Option<Uuid>,
    /// The release, where it names one.
    pub release: Option<Uuid>,
    /// The package, where it names one.
    pub package: Option<Uuid>,
}

/// A decision in the making.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDecision {
    /// `waiver`, `analysis`, `curation`, ...
    pub kind: String,
    /// What it is about.
    pub scope: DecisionScope,
}

/// Something that happened to a decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DecisionEvent {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub person: Option<Uuid>,
    /// What: `proposed`, `approved`, `withdrawn`, ...
    pub event: String,
    /// Reason, evidence, conditions, policy version.
    pub data: serde_json::Value,
}

impl Store {
    /// Opens a decision with its first event.
    ///
    /// # Errors
    /// When something in its scope does not exist.
    pub async fn open_decision(&self, new: &NewDecision, first: &DecisionEvent) -> Result<Uuid> {
        let tx = self.begin().await?;
        let scope = &new.scope;
        let unit = opt_key(&*tx, "org_unit", "organization unit", scope.unit).await?;
        let product = opt_key(&*tx, "product", "product", scope.product).await?;
        let release = opt_key(&*tx, "release", "release", scope.release).await?;
        let package = opt_key(&*tx, "package", "package", scope.package).await?;
        let uid = Uuid::now_v7();
        Sql::with(
            "insert into decision (uid, kind, scope, unit_id, product_id, release_id, package_id, created_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            [
                uid.into(),
                new.kind.clone().into(),
                scope.scope.to_string().into(),
                unit.into(),
                product.into(),
                release.into(),
                package.into(),
                ms(first.at),
            ],
        )
        .run(&*tx)
        .await?;
        append(&tx, uid, first).await?;
        tx.commit().await?;
        Ok(uid)
    }

    /// Adds an event to a decision. Events are never changed.
    ///
    /// # Errors
    /// When there is no such decision or person.
    pub async fn add_decision_event(&self, decision: Uuid, event: &DecisionEvent) -> Result<()> {
        let tx = self.begin().await?;
        append(&tx, decision, event).await?;
        tx.commit().await
    }

    /// The events of a decision, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decision_events(&self, decision: Uuid) -> Result<Vec<DecisionEvent>> {
        let rows = Sql::with(
            "select e.at, p.uid as person, e.event, e.data from decision d join decision_event e on e.decision_id = d.id \
             left join person p on p.id = e.person_id where d.uid = $1 order by e.seq",
            [decision.into()],
        )
        .all(self.reader())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(DecisionEvent {
                    at: row.time("at")?,
                    person: row.get("person")?,
                    event: row.get("event")?,
                    data: row.json("data")?,
                })
            })
            .collect()
    }
}

async fn append(tx: &Tx, decision: Uuid, event: &DecisionEvent) -> Result<()> {
    let lock = format!("select id from decision where uid = $1{}", tx.for_update());
    let row = Sql::with(&lock, [decision.into()])
        .one(&**tx)
        .await?
        .ok_or_else(|| StoreError::missing("decision", decision))?;
    let person = opt_key(&**tx, "person", "person", event.person).await?;
    Sql::with(
        "insert into decision_event (decision_id, seq, at, person_id, event, data) \
         select $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5 from decision_event where decision_id = $1",
        [
            row.get::<i64>("id")?.into(),
            ms(event.at),
            person.into(),
            event.event.clone().into(),
            event.data.to_string().into(),
        ],
    )
    .run(&**tx)
    .await?;
    Ok(())
}
