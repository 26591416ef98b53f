//! Grading again: the class of a product decides what is asked of its SBOMs, and it may change after they were read.

use uuid::Uuid;

use crate::intake::ReadSbom;
use crate::inventory::Quality;
use crate::sql::{Columns, Sql};
use crate::work::{NewWork, Priority, enqueue};
use crate::writer::Tx;
use crate::{Claimed, Result, Store, StoreError};

/// The kind of the work that grades an SBOM again; its payload is a [`ReadSbom`].
pub const GRADE_SBOM: &str = "grade-sbom";

impl Store {
    /// Replaces the quality of an SBOM by the one that was judged for a class of its product, and ends the work in one transaction.
    ///
    /// # Errors
    /// When there is no such SBOM; [`StoreError::Busy`] when its product has another class by now; [`StoreError::Canceled`] and
    /// [`StoreError::LeaseLost`] as in [`Store::finish_inventory`].
    pub async fn finish_grading(
        &self,
        sbom: Uuid,
        class: Option<&str>,
        quality: Option<&Quality>,
        claimed: &Claimed,
    ) -> Result<()> {
        let _turn = self.turn(Some(sbom)).await?;
        let tx = self.begin().await?;
        let place = "select s.release_id, r.product_id from sbom s join release r on r.id = s.release_id where s.uid = $1";
        let row = Sql::with(place, [sbom.into()]).one(&*tx).await?;
        let row = row.ok_or_else(|| StoreError::missing("SBOM", sbom))?;
        let (release, product): (i64, i64) = (row.get("release_id")?, row.get("product_id")?);
        let now = format!("select class from product where id = $1{}", tx.for_update());
        let now: Option<String> =
            Sql::with(&now, [product.into()]).one(&*tx).await?.map_or(Ok(None), |row| row.get("class"))?;
        if now.as_deref() != class {
            return Err(StoreError::Busy("the product has another class by now".into()));
        }
        let grade: Option<i64> = quality.map(|quality| quality.grade.into());
        let report = quality.map(|quality| quality.report.to_string());
        let graded = "update sbom set grade = $2, quality = $3 where uid = $1";
        Sql::with(graded, [sbom.into(), grade.into(), report.into()]).run(&*tx).await?;
        let worst = "update release_rollup set worst_grade = (select min(grade) from sbom where release_id = $1 \
             and state = 'ready' and superseded_at is null) where release_id = $1";
        Sql::with(worst, [release.into()]).run(&*tx).await?;
        let told = grade.map_or_else(|| "Not graded".to_owned(), |grade| format!("Grade: {grade}"));
        claimed.done_within(&tx, 2, &told).await?;
        tx.commit().await
    }
}

/// Has the current SBOMs of products graded again whose class has changed.
pub(crate) async fn regrade_all(tx: &Tx, products: &[Uuid]) -> Result<()> {
    if products.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new(
        "select s.uid from sbom s join release r on r.id = s.release_id where s.state = 'ready' \
         and s.superseded_at is null and r.product_id in (select id from product where uid in ",
    );
    sql.bind_list(products.iter().map(|uid| (*uid).into())).push(")");
    for row in sql.all(&**tx).await? {
        enqueue(&**tx, &grading(row.get("uid")?)?).await?;
    }
    Ok(())
}

/// The work that grades an SBOM again.
pub(crate) fn grading(sbom: Uuid) -> Result<NewWork> {
    let payload =
        serde_json::to_value(ReadSbom { sbom }).map_err(|error| StoreError::Fault(Box::new(error)))?;
    let unique_key = Some(format!("{GRADE_SBOM}:{sbom}"));
    Ok(NewWork {
        unique_key,
        priority: Priority::Normal,
        sbom: Some(sbom),
        ..NewWork::new(GRADE_SBOM, payload)
    })
}
