//! The figures that lists sort and filter by, kept by differences in the transaction that changes what they count.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Value};

use super::identity::internal_keys;
use super::usage::{Change, Products};
use super::{Place, Ready};
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
    let rows: Vec<[Value; 11]> = deltas
        .iter()
        .map(|(component, delta)| {
            let package = packages
                .get(component)
                .ok_or_else(|| StoreError::Corrupt(format!("component {component} has no package")))?;
            Ok([
                (*component).into(),
                package.id.into(),
                package.kind.clone().into(),
                package.search.clone().into(),
                delta.releases.into(),
                delta.products.into(),
                delta.direct.into(),
                false.into(),
                false.into(),
                false.into(),
                false.into(),
            ])
        })
        .collect::<Result<_>>()?;
    let head = "insert into component_rollup (component_id, package_id, kind, search, releases, products, direct, used, \
         directly, licensed, internal)";
    let tail = " on conflict (component_id) do update set releases = component_rollup.releases + excluded.releases, \
         products = component_rollup.products + excluded.products, direct = component_rollup.direct + excluded.direct \
         returning component_id, releases, direct, used, directly";
    let mut by_package: BTreeMap<i64, (PackageDelta, &PackageOf)> = BTreeMap::new();
    let mut stale = Vec::new();
    for row in insert_rows(&**tx, head, rows, tail).await? {
        let (component, releases): (i64, i64) = (row.get("component_id")?, row.get("releases")?);
        if row.get::<bool>("used")? != (releases > 0)
            || row.get::<bool>("directly")? != (row.get::<i64>("direct")? > 0)
        {
            stale.push(component);
        }
        let (package, delta) = (&packages[&component], deltas[&component]);
        let (sum, _) = by_package.entry(package.id).or_insert((PackageDelta::default(), package));
        sum.uses += delta.releases;
        sum.direct += delta.direct;
        sum.versions += i64::from(releases > 0) - i64::from(releases - delta.releases > 0);
    }
    refresh(tx, COMPONENT_FLAGS, &stale).await?;
    of_packages(tx, &by_package).await
}

/// What follows from the figures of a component; new rows get all of it.
const COMPONENT_FLAGS: &str = "update component_rollup set used = (releases > 0), directly = (direct > 0), \
     licensed = exists (select 1 from component_license cl where cl.component_id = component_rollup.component_id), \
     internal = (select c.internal from component c where c.id = component_rollup.component_id) where component_id in ";

/// The same for a package.
const PACKAGE_FLAGS: &str = "update package_rollup set used = (uses > 0), directly = (direct > 0), several = (versions > 1) where package_id in ";

async fn refresh(tx: &Tx, update: &str, keys: &[i64]) -> Result<()> {
    for chunk in chunks(keys) {
        let mut sql = Sql::new(update);
        push_keys(&mut sql, tx.backend(), chunk);
        sql.run(&**tx).await?;
    }
    Ok(())
}

async fn of_packages(tx: &Tx, changes: &BTreeMap<i64, (PackageDelta, &PackageOf)>) -> Result<()> {
    let rows: Vec<[Value; 9]> = changes
        .iter()
        .map(|(id, (sum, package))| {
            [
                (*id).into(),
                package.kind.clone().into(),
                package.search.clone().into(),
                sum.uses.into(),
                0_i64.into(),
                sum.direct.into(),
                false.into(),
                false.into(),
                false.into(),
            ]
        })
        .collect();
    let head = "insert into package_rollup (package_id, kind, search, uses, versions, direct, used, directly, several)";
    let tail = " on conflict (package_id) do update set uses = package_rollup.uses + excluded.uses, \
         direct = package_rollup.direct + excluded.direct returning package_id, uses, direct, used, directly";
    let mut stale = Vec::new();
    for row in insert_rows(&**tx, head, rows, tail).await? {
        let package: i64 = row.get("package_id")?;
        if changes[&package].0.versions != 0
            || row.get::<bool>("used")? != (row.get::<i64>("uses")? > 0)
            || row.get::<bool>("directly")? != (row.get::<i64>("direct")? > 0)
        {
            stale.push(package);
        }
    }
    // Apart from the others: the index of versions is written only where their number changes.
    let by = changes.iter().map(|(id, (sum, _))| (sum.versions, *id)).filter(|(versions, _)| *versions != 0);
    let mut by_difference: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (versions, package) in by {
        by_difference.entry(versions).or_default().push(package);
    }
    for (versions, packages) in by_difference {
        let update =
            format!("update package_rollup set versions = versions + {versions} where package_id in ");
        refresh(tx, &update, &packages).await?;
    }
    refresh(tx, PACKAGE_FLAGS, &stale).await
}

/// Brings into the lists what the document says of its components whether or not their use changed.
pub(super) async fn of_claims(tx: &Tx, ready: &Ready<'_>) -> Result<()> {
    let mut licensed: Vec<i64> =
        ready.prepared.licenses.values().flatten().map(|at| ready.components[*at]).collect();
    licensed.sort_unstable();
    licensed.dedup();
    let update = "update component_rollup set licensed = true where not licensed and component_id in ";
    refresh(tx, update, &licensed).await?;
    let internal = internal_keys(&ready.prepared.identities, ready.components);
    let update = "update component_rollup set internal = true where not internal and component_id in ";
    refresh(tx, update, &internal).await
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

/// The package of a component, as lists sort it.
struct PackageOf {
    id: i64,
    kind: String,
    search: String,
}

/// The package of each component.
async fn packages(tx: &Tx, deltas: &BTreeMap<i64, Delta>) -> Result<BTreeMap<i64, PackageOf>> {
    let keys: Vec<i64> = deltas.keys().copied().collect();
    let mut found = BTreeMap::new();
    for chunk in chunks(&keys) {
        let mut sql = Sql::new("select c.id, c.package_id, p.kind, p.search from ");
        push_keys(&mut sql, tx.backend(), chunk);
        sql.push(" k join component c on c.id = k.value join package p on p.id = c.package_id");
        for row in sql.all(&**tx).await? {
            let package =
                PackageOf { id: row.get("package_id")?, kind: row.get("kind")?, search: row.get("search")? };
            found.insert(row.get("id")?, package);
        }
    }
    Ok(found)
}
