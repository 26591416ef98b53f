//! The figures of a release and its product.

use mainstay_model::Directness;
use sea_orm::{ConnectionTrait, Value};

use super::Place;
use crate::Result;
use crate::graph::NodeFlags;
use crate::release::order;
use crate::sql::{Columns, Sql};
use crate::writer::Tx;

/// Writes the figures of a release anew and those of its product by difference: a product may have thousands of releases.
pub(super) async fn of_release(
    tx: &Tx,
    place: &Place,
    after: &[(i64, NodeFlags)],
    gained: i64,
) -> Result<()> {
    let used: Vec<NodeFlags> =
        after.iter().map(|(_, flags)| *flags).filter(|flags| flags.is_used()).collect();
    let count = |counts: fn(&NodeFlags) -> bool| -> Value {
        i64::try_from(used.iter().filter(|flags| counts(flags)).count()).unwrap_or(i64::MAX).into()
    };
    let before = "select newest_sbom_at from release_rollup where release_id = $1 and sboms > 0";
    let before = Sql::with(before, [place.release.into()]).one(&**tx).await?;
    let had = before.is_some();
    let newest: Option<i64> = before.map_or(Ok(None), |row| row.get("newest_sbom_at"))?;
    Sql::with(
        "insert into release_rollup (release_id, components, direct, transitive, without_license, without_purl, sboms, \
         newest_sbom_at, worst_grade) select $1, $2, $3, $6, $4, $5, count(*), max(dated_at), min(grade) from sbom \
         where release_id = $1 and state = 'ready' and superseded_at is null \
         on conflict (release_id) do update set components = excluded.components, direct = excluded.direct, \
         transitive = excluded.transitive, without_license = excluded.without_license, without_purl = excluded.without_purl, sboms = excluded.sboms, \
         newest_sbom_at = excluded.newest_sbom_at, worst_grade = excluded.worst_grade",
        [
            place.release.into(),
            count(|_| true),
            count(|flags| flags.is_direct()),
            count(|flags| !flags.is_licensed()),
            count(|flags| !flags.has_purl()),
            count(|flags| flags.directness() == Directness::Transitive),
        ],
    )
    .run(&**tx)
    .await?;
    Sql::with(
        "update product_rollup set all_components = all_components + $2, releases_with_sbom = releases_with_sbom + $3, \
         newest_sbom_at = (select case when rr.newest_sbom_at >= coalesce(product_rollup.newest_sbom_at, rr.newest_sbom_at) \
             then rr.newest_sbom_at when product_rollup.newest_sbom_at > coalesce($5, product_rollup.newest_sbom_at - 1) \
             then product_rollup.newest_sbom_at else (select max(others.newest_sbom_at) from release r \
                 join release_rollup others on others.release_id = r.id where r.product_id = $1) end \
             from release_rollup rr where rr.release_id = $4) where product_id = $1",
        // Only when the release had the newest SBOM and now has an older one are all releases asked.
        [place.product.into(), gained.into(), i64::from(!had).into(), place.release.into(), newest.into()],
    )
    .run(&**tx)
    .await?;
    if place.numbered {
        return newest_or_this(tx, place).await;
    }
    order::seen(&**tx, place.release).await?;
    newest_release(&**tx, place.product).await
}

/// The release has an SBOM now and stands where it stood: it is the newest one with an SBOM, or the one that was is.
async fn newest_or_this(tx: &Tx, place: &Place) -> Result<()> {
    let sql = "update product_rollup set newest_release_id = $2 where product_id = $1 and not exists (select 1 from release r \
         join release n on n.id = product_rollup.newest_release_id where r.id = $2 \
         and (n.order_at, n.order_key, n.id) >= (r.order_at, r.order_key, r.id))";
    Sql::with(sql, [place.product.into(), place.release.into()]).run(&**tx).await?;
    Ok(())
}

/// Finds the newest release with an SBOM anew, past those at the head of the order that have none.
pub(crate) async fn newest_release(at: &impl ConnectionTrait, product: i64) -> Result<()> {
    let sql = format!(
        "update product_rollup set newest_release_id = (select r.id from release r \
         join release_rollup rr on rr.release_id = r.id where r.product_id = $1 and rr.sboms > 0 \
         order by {} limit 1) where product_id = $1",
        order::NEWEST_FIRST
    );
    Sql::with(&sql, [product.into()]).run(at).await?;
    Ok(())
}
