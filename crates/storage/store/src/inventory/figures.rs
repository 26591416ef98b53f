//! The figures that lists sort and filter by, kept by differences in the transaction that changes what they count.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Value};

use super::Place;
use super::usage::{Change, Products};
use crate::graph::NodeFlags;
use crate::sql::{Columns, Sql, chunks, insert_rows, push_keys};
use crate::store::Tx;
use crate::{Result, StoreError};

/// By how much the figures of one component change.
#[derive(Clone, Copy, Debug, Default)]
struct Delta {
    releases: i64,
    products: i64,
    direct: i64,
}

/// By how much the figures of one package change.
#[derive(Clone, Copy, Debug, Default)]
struct PackageDelta {
    uses: i64,
    versions: i64,
    direct: i64,
}

/// Brings the figures of components and packages up to date; in the order of keys, so that writers do not lock each
/// other crosswise.
pub(super) async fn of_components(tx: &Tx, change: &Change, products: &Products) -> Result<()> {
    let deltas = deltas(change, products);
    if deltas.is_empty() {
        return Ok(());
    }
    let packages = packages(tx, &deltas).await?;
    let rows: Vec<[Value; 5]> = deltas
        .iter()
        .map(|(component, delta)| {
            let kind = packages.get(component).map_or("", |(_, kind)| kind.as_str());
            let (releases, products, direct) = (delta.releases, delta.products, delta.direct);
            [(*component).into(), kind.into(), releases.into(), products.into(), direct.into()]
        })
        .collect();
    let head = "insert into component_rollup (component_id, kind, releases, products, direct)";
    let tail = " on conflict (component_id) do update set releases = component_rollup.releases + excluded.releases, \
         products = component_rollup.products + excluded.products, direct = component_rollup.direct + excluded.direct \
         returning component_id, releases";
    let mut by_package: BTreeMap<i64, (PackageDelta, &str)> = BTreeMap::new();
    for row in insert_rows(&**tx, head, rows, tail).await? {
        let (component, releases): (i64, i64) = (row.get("component_id")?, row.get("releases")?);
        let (package, kind) = packages
            .get(&component)
            .ok_or_else(|| StoreError::Corrupt(format!("component {component} has no package")))?;
        let delta = deltas[&component];
        let (sum, _) = by_package.entry(*package).or_insert((PackageDelta::default(), kind));
        sum.uses += delta.releases;
        sum.direct += delta.direct;
        sum.versions += i64::from(releases > 0) - i64::from(releases - delta.releases > 0);
    }
    let rows: Vec<[Value; 5]> = by_package
        .into_iter()
        .map(|(package, (sum, kind))| {
            [package.into(), kind.into(), sum.uses.into(), sum.versions.into(), sum.direct.into()]
        })
        .collect();
    let head = "insert into package_rollup (package_id, kind, uses, versions, direct)";
    let tail = " on conflict (package_id) do update set uses = package_rollup.uses + excluded.uses, \
         versions = package_rollup.versions + excluded.versions, direct = package_rollup.direct + excluded.direct";
    insert_rows(&**tx, head, rows, tail).await?;
    Ok(())
}

/// Writes the figures of a release anew and those of its product by difference: a product may have thousands of releases.
pub(super) async fn of_release(
    tx: &Tx,
    place: &Place,
    after: &[(i64, NodeFlags)],
    products: &Products,
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
    let gained =
        i64::try_from(products.gained.len()).unwrap_or(0) - i64::try_from(products.lost.len()).unwrap_or(0);
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

fn deltas(change: &Change, products: &Products) -> BTreeMap<i64, Delta> {
    let mut deltas: BTreeMap<i64, Delta> = BTreeMap::new();
    for (component, flags) in &change.added {
        let gained = i64::from(products.gained.contains(component));
        deltas.insert(
            *component,
            Delta { releases: 1, products: gained, direct: i64::from(flags.is_direct()) },
        );
    }
    for (component, flags) in &change.removed {
        let lost = i64::from(products.lost.contains(component));
        deltas.insert(
            *component,
            Delta { releases: -1, products: -lost, direct: -i64::from(flags.is_direct()) },
        );
    }
    for (component, before, after) in &change.changed {
        let direct = i64::from(after.is_direct()) - i64::from(before.is_direct());
        if direct != 0 {
            deltas.insert(*component, Delta { direct, ..Delta::default() });
        }
    }
    deltas
}

/// The package and purl type of each component.
async fn packages(tx: &Tx, deltas: &BTreeMap<i64, Delta>) -> Result<BTreeMap<i64, (i64, String)>> {
    let keys: Vec<i64> = deltas.keys().copied().collect();
    let mut found = BTreeMap::new();
    for chunk in chunks(&keys) {
        let mut sql = Sql::new("select c.id, c.package_id, c.kind from ");
        push_keys(&mut sql, tx.backend(), chunk);
        sql.push(" k join component c on c.id = k.value");
        for row in sql.all(&**tx).await? {
            found.insert(row.get("id")?, (row.get("package_id")?, row.get("kind")?));
        }
    }
    Ok(found)
}
