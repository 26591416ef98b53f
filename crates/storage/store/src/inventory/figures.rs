//! The figures that lists sort and filter by, kept by differences in the transaction that changes what they count.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Value};

use super::Place;
use super::usage::Differences;
use crate::Result;
use crate::graph::NodeFlags;
use crate::rank::rank;
use crate::sql::{Columns, Row, Sql, push_keys};
use crate::writer::Tx;

/// By how much the figures of one package change.
#[derive(Clone, Copy, Debug, Default)]
struct OfPackage {
    uses: i64,
    versions: i64,
    direct: i64,
    products: i64,
}

/// Brings the figures of components and packages up to date.
pub(super) async fn of_components(tx: &Tx, differences: &Differences) -> Result<()> {
    if differences.components.is_empty() {
        return Ok(());
    }
    tx.lock_figures().await?;
    let changes: Vec<(i64, [i64; 3])> = differences
        .components
        .iter()
        .map(|(component, by)| (*component, [by.releases, by.products, by.direct]))
        .collect();
    let mut packages: BTreeMap<i64, OfPackage> = BTreeMap::new();
    for (package, products) in &differences.packages {
        packages.entry(*package).or_default().products = *products;
    }
    let mut stale = Vec::new();
    for row in add(tx, &COMPONENTS, &changes).await? {
        let component: i64 = row.get("id")?;
        let by = differences.components.get(&component).copied().unwrap_or_default();
        let releases: i64 = row.get("uses")?;
        let sum = packages.entry(by.package).or_default();
        sum.uses += by.releases;
        sum.direct += by.direct;
        sum.versions += i64::from(releases > 0) - i64::from(releases - by.releases > 0);
        stale.extend(marks(&row, component, releases)?);
    }
    refresh(tx, &COMPONENTS, &stale).await?;
    of_packages(tx, packages).await
}

async fn of_packages(tx: &Tx, packages: BTreeMap<i64, OfPackage>) -> Result<()> {
    let mut changes: Vec<(i64, [i64; 3])> =
        packages.iter().map(|(package, by)| (*package, [by.uses, by.products, by.direct])).collect();
    let mut stale = BTreeMap::new();
    // A document may use hundreds of versions of one package: what does not fit into a statement goes into the next.
    while !changes.is_empty() {
        for row in add(tx, &PACKAGES, &changes).await? {
            let package: i64 = row.get("id")?;
            stale.insert(package, marks(&row, package, row.get("uses")?)?);
        }
        for (_, by) in &mut changes {
            *by = by.map(|by| by - clamped(by));
        }
        changes.retain(|(_, by)| *by != [0; 3]);
    }
    let stale: Vec<i64> = stale.into_values().flatten().collect();
    refresh(tx, &PACKAGES, &stale).await?;
    // Apart from the others: the indexes of versions are written only where their number changes.
    let mut by_difference: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (package, by) in packages.iter().filter(|(_, by)| by.versions != 0) {
        by_difference.entry(by.versions).or_default().push(*package);
    }
    for (versions, packages) in by_difference {
        let mut sql = Sql::new("update package_rollup set versions = versions + ");
        sql.bind(versions).push(", several = versions + ").bind(versions).push(" > 1 where package_id in ");
        push_keys(&mut sql, tx.backend(), &packages);
        sql.run(&**tx).await?;
    }
    Ok(())
}

/// A table of figures.
struct Figures {
    table: &'static str,
    key: &'static str,
    uses: &'static str,
}

const COMPONENTS: Figures = Figures { table: "component_rollup", key: "component_id", uses: "releases" };
const PACKAGES: Figures = Figures { table: "package_rollup", key: "package_id", uses: "uses" };

/// Adds to uses, products and direct uses of each key, and returns the rows as they are then. All are small numbers, so a key and
/// what is added to it travel in one number; what does not fit is left out.
async fn add(tx: &Tx, figures: &Figures, changes: &[(i64, [i64; 3])]) -> Result<Vec<Row>> {
    let byte = |by: i64| clamped(by) + 128;
    let packed: Vec<i64> = changes
        .iter()
        .map(|(key, [uses, products, direct])| {
            key << 24 | byte(*uses) << 16 | byte(*products) << 8 | byte(*direct)
        })
        .collect();
    let Figures { table, key, uses } = figures;
    let mut sql = Sql::new(&format!(
        "update {table} set {uses} = {uses} + (value >> 16 & 255) - 128, \
         products = products + (value >> 8 & 255) - 128, direct = direct + (value & 255) - 128 from "
    ));
    push_keys(&mut sql, tx.backend(), &packed);
    sql.push(&format!(
        " k where {key} = value >> 24 returning {key} as id, {uses} as uses, direct, rank, used, directly"
    ));
    sql.all(&**tx).await
}

fn clamped(by: i64) -> i64 {
    by.clamp(-100, 100)
}

/// The marks of a row that follow from its figures, packed with its key, where they differ from those it has.
fn marks(row: &Row, key: i64, uses: i64) -> Result<Option<i64>> {
    let (used, directly) = (uses > 0, row.get::<i64>("direct")? > 0);
    let same = row.get::<i64>("rank")? == rank(uses)
        && row.get::<bool>("used")? == used
        && row.get::<bool>("directly")? == directly;
    Ok((!same).then(|| key << 24 | rank(uses) << 2 | i64::from(used) << 1 | i64::from(directly)))
}

/// Writes marks anew. Apart from the figures: the indexes are written only where a mark changes.
async fn refresh(tx: &Tx, figures: &Figures, stale: &[i64]) -> Result<()> {
    if stale.is_empty() {
        return Ok(());
    }
    let Figures { table, key, .. } = figures;
    let mut sql = Sql::new(&format!(
        "update {table} set rank = value >> 2 & 4194303, used = (value & 2) > 0, directly = (value & 1) > 0 from "
    ));
    push_keys(&mut sql, tx.backend(), stale);
    sql.push(&format!(" k where {key} = value >> 24"));
    sql.run(&**tx).await?;
    Ok(())
}

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
    let had = "select 1 as hit from release_rollup where release_id = $1 and sboms > 0";
    let had = Sql::with(had, [place.release.into()]).one(&**tx).await?.is_some();
    Sql::with(
        "insert into release_rollup (release_id, components, direct, without_license, without_purl, sboms, newest_sbom_at, \
         worst_grade) select $1, $2, $3, $4, $5, count(*), max(received_at), min(grade) from sbom \
         where release_id = $1 and state = 'ready' and superseded_at is null \
         on conflict (release_id) do update set components = excluded.components, direct = excluded.direct, \
         without_license = excluded.without_license, without_purl = excluded.without_purl, sboms = excluded.sboms, \
         newest_sbom_at = excluded.newest_sbom_at, worst_grade = excluded.worst_grade",
        [
            place.release.into(),
            count(|_| true),
            count(|flags| flags.is_direct()),
            count(|flags| !flags.is_licensed()),
            count(|flags| !flags.has_purl()),
        ],
    )
    .run(&**tx)
    .await?;
    Sql::with(
        "update product_rollup set all_components = all_components + $2, releases_with_sbom = releases_with_sbom + $3, \
         newest_sbom_at = (select case when rr.newest_sbom_at > coalesce(product_rollup.newest_sbom_at, 0) \
             then rr.newest_sbom_at else product_rollup.newest_sbom_at end from release_rollup rr where rr.release_id = $4) \
         where product_id = $1",
        [place.product.into(), gained.into(), i64::from(!had).into(), place.release.into()],
    )
    .run(&**tx)
    .await?;
    newest_release(&**tx, place.product).await
}

/// Finds the newest release with an SBOM anew; few releases at the head of the order have none.
pub(crate) async fn newest_release(at: &impl ConnectionTrait, product: i64) -> Result<()> {
    Sql::with(
        "update product_rollup set newest_release_id = (select r.id from release r \
         join release_rollup rr on rr.release_id = r.id where r.product_id = $1 and rr.sboms > 0 \
         order by r.order_at desc, r.id desc limit 1) where product_id = $1",
        [product.into()],
    )
    .run(at)
    .await?;
    Ok(())
}
