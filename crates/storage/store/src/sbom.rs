//! SBOMs: the documents of a release, their state and what became of them.

pub(crate) mod grade;
mod list;
mod slot;

use jiff::Timestamp;
use mainstay_model::Problem;
use serde::Serialize;
use uuid::Uuid;

pub use grade::GRADE_SBOM;
pub(crate) use grade::regrade_all;
pub use list::{SbomFilter, Superseded};
pub use slot::Beside;

use crate::people::Named;
use crate::sql::{Columns, Row, Sql, json_text};
use crate::words::{read, words};
use crate::{Claimed, Result, Store, StoreError};

words! {
    /// Who made an SBOM and from what.
    SbomSource {
        /// From the source tree.
        Source = "source",
        /// From a build or a finished artifact.
        Build = "build",
        /// By a supplier.
        Supplier = "supplier",
    }
}

words! {
    /// What became of a received SBOM.
    SbomState {
        /// Kept, not yet read.
        Received = "received",
        /// Read; its inventory is in use unless a newer one superseded it.
        Ready = "ready",
        /// It could not be read; `error` tells why.
        Refused = "refused",
    }
}

/// An SBOM as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sbom {
    /// The public id.
    pub uid: Uuid,
    /// The release.
    pub release: Uuid,
    /// The release's version.
    pub release_version: String,
    /// The product.
    pub product: Named,
    /// The product's key.
    pub product_slug: String,
    /// Who made it and from what.
    pub source: SbomSource,
    /// The slot within the release.
    pub label: String,
    /// The supplier that sent it.
    pub supplier: Option<Named>,
    /// The name of the file that it came in.
    pub file_name: Option<String>,
    /// What became of it.
    pub state: SbomState,
    /// The format's id: `cyclonedx-json`, ...
    pub format: Option<String>,
    /// The version of the specification.
    pub spec_version: Option<String>,
    /// The programs that made it.
    pub generator: Option<String>,
    /// The document's own unique name.
    pub serial: Option<String>,
    /// Who made it, in its own words.
    pub author: Option<String>,
    /// When it was made, in its own words (RFC 3339).
    pub made_at: Option<String>,
    /// Components in the document, its subjects among them.
    pub components: u64,
    /// Relations in the document that say who needs whom.
    pub edges: u64,
    /// Problems met while reading.
    pub problem_count: u64,
    /// The quality grade, 0 to 100; `None` when it was not graded.
    pub grade: Option<u8>,
    /// Why it was refused.
    pub error: Option<String>,
    /// The document's size in bytes.
    pub size: u64,
    /// When it was received.
    pub received_at: Timestamp,
    /// When it was read.
    pub ready_at: Option<Timestamp>,
    /// When a newer one took its place.
    pub superseded_at: Option<Timestamp>,
}

/// What only the page of one SBOM needs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SbomReport {
    /// The problems met while reading, up to a bound.
    pub problems: Vec<Problem>,
    /// The quality rollup as office computed it.
    pub quality: Option<serde_json::Value>,
}

impl Store {
    /// An SBOM.
    ///
    /// # Errors
    /// When there is no such SBOM.
    pub async fn sbom(&self, uid: Uuid) -> Result<Sbom> {
        let mut sql = Sql::new(list::SELECT);
        sql.push(" where s.uid = ").bind(uid);
        let row = sql.one(self.reader()).await?.ok_or_else(|| StoreError::missing("SBOM", uid))?;
        sbom(&row)
    }

    /// Several SBOMs, in no order; one that does not exist is left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sboms(&self, uids: &[Uuid]) -> Result<Vec<Sbom>> {
        if uids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new(list::SELECT);
        sql.push(" where s.uid in ").bind_list(uids.iter().map(|uid| (*uid).into()));
        sql.all(self.reader()).await?.iter().map(sbom).collect()
    }

    /// The problems and the quality of an SBOM.
    ///
    /// # Errors
    /// When there is no such SBOM.
    pub async fn sbom_report(&self, uid: Uuid) -> Result<SbomReport> {
        let row = Sql::with("select problems, quality from sbom where uid = $1", [uid.into()])
            .one(self.reader())
            .await?
            .ok_or_else(|| StoreError::missing("SBOM", uid))?;
        let quality = row.get::<Option<String>>("quality")?.map(|_| row.json("quality")).transpose()?;
        Ok(SbomReport { problems: row.json("problems")?, quality })
    }

    /// The current SBOMs of a release: read, and not superseded.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn current_sboms(&self, release: Uuid) -> Result<Vec<Sbom>> {
        let mut sql = Sql::new(list::SELECT);
        sql.push(" where r.uid = ").bind(release);
        sql.push(" and s.state = 'ready' and s.superseded_at is null order by s.source, s.label");
        sql.all(self.reader()).await?.iter().map(sbom).collect()
    }

    /// The newest SBOM of each slot of a release where nobody has read it: it was refused, or waits. An older one of its slot may be in
    /// use.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unread_sboms(&self, release: Uuid) -> Result<Vec<Sbom>> {
        let mut sql = Sql::new(list::SELECT);
        sql.push(" where r.uid = ").bind(release);
        sql.push(
            " and s.state <> 'ready' and not exists (select 1 from sbom o where o.release_id = s.release_id \
             and o.source = s.source and o.label = s.label and o.id > s.id) order by s.source, s.label",
        );
        sql.all(self.reader()).await?.iter().map(sbom).collect()
    }

    /// Marks a received SBOM as one that cannot be read, and in the same transaction gives up the work that read it. An older SBOM
    /// of the same slot stays in use.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was read already; [`StoreError::Canceled`] when a person asked to cancel before, and
    /// [`StoreError::LeaseLost`] when another worker has the work: nothing is changed then.
    pub async fn fail_sbom(
        &self,
        uid: Uuid,
        error: &str,
        problems: &[Problem],
        claimed: &Claimed,
    ) -> Result<()> {
        let tx = self.begin().await?;
        let touched = Sql::with(
            "update sbom set state = 'refused', error = $2, problems = $3, problem_count = $4 \
             where uid = $1 and state <> 'ready'",
            [
                uid.into(),
                error.into(),
                json_text(&bounded(problems))?.into(),
                i64::try_from(problems.len()).unwrap_or(i64::MAX).into(),
            ],
        )
        .run(&*tx)
        .await?;
        if touched == 0 {
            return Err(StoreError::Conflict(format!("there is no unread SBOM `{uid}`")));
        }
        claimed.failed_within(&tx, error).await?;
        tx.commit().await
    }
}

/// The problems that are kept word for word; the count tells of the others.
pub(crate) fn bounded(problems: &[Problem]) -> &[Problem] {
    &problems[..problems.len().min(1000)]
}

/// Reads an SBOM from a row of the list's `SELECT`.
pub(crate) fn sbom(row: &Row) -> Result<Sbom> {
    let supplier = match row.get::<Option<Uuid>>("supplier_uid")? {
        Some(uid) => Some(Named { uid, name: row.get("supplier_name")? }),
        None => None,
    };
    Ok(Sbom {
        uid: row.get("uid")?,
        release: row.get("release_uid")?,
        release_version: row.get("release_version")?,
        product: Named { uid: row.get("product_uid")?, name: row.get("product_name")? },
        product_slug: row.get("product_slug")?,
        source: read(row, "source")?,
        label: row.get("label")?,
        supplier,
        file_name: row.get("file_name")?,
        state: read(row, "state")?,
        format: row.get("format")?,
        spec_version: row.get("spec_version")?,
        generator: row.get("generator")?,
        serial: row.get("serial")?,
        author: row.get("author")?,
        made_at: row.get("made_at")?,
        components: row.count("components")?,
        edges: row.count("edges")?,
        problem_count: row.count("problem_count")?,
        grade: row.get::<Option<i64>>("grade")?.and_then(|grade| u8::try_from(grade).ok()),
        error: row.get("error")?,
        size: row.count("size")?,
        received_at: row.time("received_at")?,
        ready_at: row.opt_time("ready_at")?,
        superseded_at: row.opt_time("superseded_at")?,
    })
}
