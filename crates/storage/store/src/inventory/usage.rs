//! Which components a release and its product use; only what changed is written.
//!
//! Three tables tell it: `release_use` what each release uses and `product_use` what a product uses over all its releases,
//! both with the rows of a product side by side, and `where_used` in which products a component is used. The last is
//! written only when a product takes a component up or gives it up, so that another release of the same product costs little.

use std::collections::{BTreeMap, HashMap, HashSet};

use mainstay_model::Directness;
use sea_orm::{DbBackend, Value};

use super::{Place, Ready};
use crate::figures::FigureChanges;
use crate::graph::NodeFlags;
use crate::sql::{Columns, FIRST, SECOND, Sql, insert_rows, pair, push_keys};
use crate::writer::Tx;
use crate::{Result, StoreError};

/// How the use of components by a release changes; each list is sorted by component.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub(super) added: Vec<(i64, NodeFlags)>,
    pub(super) removed: Vec<(i64, NodeFlags)>,
    /// Before and after.
    pub(super) changed: Vec<(i64, NodeFlags, NodeFlags)>,
}

impl Change {
    /// Compares what was used with what is used; both are sorted by component.
    pub(super) fn between(before: &[(i64, NodeFlags)], after: &[(i64, NodeFlags)]) -> Self {
        let used = |list: &[(i64, NodeFlags)]| -> Vec<(i64, NodeFlags)> {
            list.iter().copied().filter(|(_, flags)| flags.is_used()).collect()
        };
        let (before, after) = (used(before), used(after));
        let mut change = Self::default();
        let mut old = before.into_iter().peekable();
        for (component, flags) in after {
            while let Some(gone) = old.next_if(|(other, _)| *other < component) {
                change.removed.push(gone);
            }
            match old.next_if(|(other, _)| *other == component) {
                Some((_, was)) if was == flags => {}
                Some((_, was)) => change.changed.push((component, was, flags)),
                None => change.added.push((component, flags)),
            }
        }
        change.removed.extend(old);
        change
    }

    /// By how many releases, direct and transitive uses each component changes, where anything does.
    fn differences(&self) -> BTreeMap<i64, Difference> {
        let none = NodeFlags::default();
        let told = |flags: NodeFlags| match flags.directness() {
            Directness::Direct => (1, 0),
            Directness::Transitive => (0, 1),
            Directness::Unknown => (0, 0),
        };
        let added = self.added.iter().map(|(component, now)| (*component, 1, none, *now));
        let removed = self.removed.iter().map(|(component, was)| (*component, -1, *was, none));
        let changed = self.changed.iter().map(|(component, was, now)| (*component, 0, *was, *now));
        let all = added.chain(removed).chain(changed).map(|(component, releases, was, now)| {
            let ((direct, transitive), (direct_now, transitive_now)) = (told(was), told(now));
            let (direct, transitive) = (direct_now - direct, transitive_now - transitive);
            (component, Difference { releases, direct, transitive, ..Default::default() })
        });
        all.filter(|(_, by)| (by.releases, by.direct, by.transitive) != (0, 0, 0)).collect()
    }
}

/// By how much the use of a component changes.
#[derive(Clone, Copy, Debug, Default)]
struct Difference {
    package: i64,
    releases: i64,
    products: i64,
    direct: i64,
    transitive: i64,
}

/// What follows for figures.
#[derive(Debug, Default)]
pub(super) struct Differences {
    /// Those of components and packages.
    pub(super) figures: FigureChanges,
    /// By how many the components of the product grow.
    pub(super) product: i64,
}

/// What a product uses of a component.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct InProduct {
    releases: i64,
    direct: i64,
    transitive: i64,
}

/// Writes a change.
pub(super) async fn apply(tx: &Tx, place: &Place, ready: &Ready<'_>, change: &Change) -> Result<Differences> {
    release_uses(tx, place, change).await?;
    let mut components = change.differences();
    if components.is_empty() {
        return Ok(Differences::default());
    }
    add_packages(tx, ready, &mut components).await?;
    let before = product_uses(tx, place, &components).await?;
    let written = Written::of(&before, &mut components)?;
    written.save(tx, place).await?;
    let packages = packages(&before, &components);
    let product = components.values().map(|difference| difference.products).sum();
    let components = components
        .into_iter()
        .map(|(component, by)| (component, by.package, [by.releases, by.products, by.direct, by.transitive]));
    let figures = FigureChanges { components: components.collect(), packages, ..Default::default() };
    Ok(Differences { figures, product })
}

async fn release_uses(tx: &Tx, place: &Place, change: &Change) -> Result<()> {
    if !change.removed.is_empty() {
        let keys: Vec<i64> = change.removed.iter().map(|(component, _)| *component).collect();
        let mut sql = Sql::new("delete from release_use where (product_id, release_id, component_id) in ");
        push_places(&mut sql, tx, &[place.product, place.release], "value", &keys);
        sql.run(&**tx).await?;
    }
    let mut rows: Vec<(i64, NodeFlags)> = change.added.clone();
    rows.extend(change.changed.iter().map(|(component, _, now)| (*component, *now)));
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_unstable();
    let packed: Vec<i64> =
        rows.iter().map(|(component, flags)| pair(*component, i64::from(flags.0))).collect::<Result<_>>()?;
    let mut sql = Sql::new("insert into release_use (product_id, component_id, release_id, flags) select ");
    sql.push("cast(").bind(place.product).push(&format!(" as bigint), {FIRST}, cast(")).bind(place.release);
    sql.push(&format!(" as bigint), {SECOND} from "));
    push_keys(&mut sql, tx.backend(), &packed);
    // SQLite takes `on` for part of a join unless there is a condition before it.
    sql.push(" k where true on conflict (product_id, component_id, release_id) do update set flags = excluded.flags");
    sql.run(&**tx).await?;
    Ok(())
}

/// Notes the package of each component: the document's own are known, those that are gone are looked up.
async fn add_packages(tx: &Tx, ready: &Ready<'_>, components: &mut BTreeMap<i64, Difference>) -> Result<()> {
    let known: HashMap<i64, i64> = ready.keys.iter().map(|key| (key.component, key.package)).collect();
    let mut others = Vec::new();
    for (component, difference) in &mut *components {
        match known.get(component) {
            Some(package) => difference.package = *package,
            None => others.push(*component),
        }
    }
    if others.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("select id, package_id from component where id in ");
    push_keys(&mut sql, tx.backend(), &others);
    for row in sql.all(&**tx).await? {
        if let Some(difference) = components.get_mut(&row.get("id")?) {
            difference.package = row.get("package_id")?;
        }
    }
    Ok(())
}

/// What the product uses of the packages that are touched, by package and component.
async fn product_uses(
    tx: &Tx,
    place: &Place,
    components: &BTreeMap<i64, Difference>,
) -> Result<BTreeMap<(i64, i64), InProduct>> {
    let packages: HashSet<i64> = components.values().map(|difference| difference.package).collect();
    let mut packages: Vec<i64> = packages.into_iter().collect();
    packages.sort_unstable();
    let mut sql = Sql::new(
        "select package_id, component_id, releases, direct, transitive from product_use where (product_id, package_id) in ",
    );
    push_places(&mut sql, tx, &[place.product], "value", &packages);
    let mut uses = BTreeMap::new();
    for row in sql.all(&**tx).await? {
        let found = InProduct {
            releases: row.get("releases")?,
            direct: row.get("direct")?,
            transitive: row.get("transitive")?,
        };
        uses.insert((row.get("package_id")?, row.get("component_id")?), found);
    }
    Ok(uses)
}

/// The rows of a product that change; pairs are package and component.
#[derive(Default)]
struct Written {
    gained: Vec<(i64, i64, InProduct)>,
    lost: Vec<(i64, i64)>,
    /// By the number of releases, of direct and of transitive uses that are added.
    changed: BTreeMap<[i64; 3], Vec<(i64, i64)>>,
}

impl Written {
    /// Compares, and notes in the differences what the product gains and loses.
    fn of(
        before: &BTreeMap<(i64, i64), InProduct>,
        components: &mut BTreeMap<i64, Difference>,
    ) -> Result<Self> {
        let mut written = Self::default();
        for (component, difference) in components {
            let place = (difference.package, *component);
            let was = before.get(&place).copied().unwrap_or_default();
            let now = InProduct {
                releases: was.releases + difference.releases,
                direct: was.direct + difference.direct,
                transitive: was.transitive + difference.transitive,
            };
            match (was.releases, now.releases) {
                (0, 1..) => {
                    difference.products = 1;
                    written.gained.push((place.0, place.1, now));
                }
                (1.., 0) => {
                    difference.products = -1;
                    written.lost.push(place);
                }
                (1.., 1..) => {
                    let by = [difference.releases, difference.direct, difference.transitive];
                    written.changed.entry(by).or_default().push(place);
                }
                _ => {
                    return Err(StoreError::Corrupt(format!(
                        "the uses of component {component} by a product"
                    )));
                }
            }
        }
        written.gained.sort_unstable_by_key(|(package, component, _)| (*package, *component));
        Ok(written)
    }

    async fn save(self, tx: &Tx, place: &Place) -> Result<()> {
        let rows: Vec<[Value; 6]> = self
            .gained
            .iter()
            .map(|(package, component, uses)| {
                let [releases, direct, transitive] =
                    [uses.releases, uses.direct, uses.transitive].map(Value::from);
                [place.product.into(), (*package).into(), (*component).into(), releases, direct, transitive]
            })
            .collect();
        let head =
            "insert into product_use (product_id, package_id, component_id, releases, direct, transitive)";
        insert_rows(&**tx, head, rows, "").await?;
        for ([releases, direct, transitive], pairs) in self.changed {
            let mut sql = Sql::new("update product_use set releases = releases + ");
            sql.bind(releases).push(", direct = direct + ").bind(direct);
            sql.push(", transitive = transitive + ").bind(transitive);
            among(tx, place, sql, &pairs).await?;
        }
        if !self.lost.is_empty() {
            among(tx, place, Sql::new("delete from product_use"), &self.lost).await?;
        }
        let mut gained: Vec<i64> = self.gained.iter().map(|(_, component, _)| *component).collect();
        gained.sort_unstable();
        if !gained.is_empty() {
            let mut sql = Sql::new("insert into where_used (component_id, product_id) select value, cast(");
            sql.bind(place.product).push(" as bigint) from ");
            push_keys(&mut sql, tx.backend(), &gained);
            sql.push(" k");
            sql.run(&**tx).await?;
        }
        if !self.lost.is_empty() {
            let lost: Vec<i64> = self.lost.iter().map(|(_, component)| *component).collect();
            let mut sql = Sql::new("delete from where_used where (product_id, component_id) in ");
            push_places(&mut sql, tx, &[place.product], "value", &lost);
            sql.run(&**tx).await?;
        }
        Ok(())
    }
}

/// Runs a statement on the product's rows of some packages and components.
async fn among(tx: &Tx, place: &Place, mut sql: Sql, pairs: &[(i64, i64)]) -> Result<()> {
    let packed: Vec<i64> =
        pairs.iter().map(|(package, component)| pair(*package, *component)).collect::<Result<_>>()?;
    sql.push(" where (product_id, package_id, component_id) in ");
    push_places(&mut sql, tx, &[place.product], &format!("{FIRST}, {SECOND}"), &packed);
    sql.run(&**tx).await?;
    Ok(())
}

/// A query that yields the places of rows in an index: what they have in common, and what each key tells.
///
/// PostgreSQL may not look through it (`offset 0`). With the product as a condition of its own it would guess how many rows that has, one when
/// the product is newer than the last statistics, and compare each of its rows with each key: two minutes for 30,000 of both.
fn push_places(sql: &mut Sql, tx: &Tx, common: &[i64], told: &str, keys: &[i64]) {
    sql.push("(select ");
    for key in common {
        sql.push("cast(").bind(*key).push(" as bigint), ");
    }
    sql.push(told).push(" from ");
    push_keys(sql, tx.backend(), keys);
    sql.push(if tx.backend() == DbBackend::Postgres { " k offset 0)" } else { " k)" });
}

/// Which packages the product uses now for the first time, and which no more.
fn packages(
    before: &BTreeMap<(i64, i64), InProduct>,
    components: &BTreeMap<i64, Difference>,
) -> Vec<(i64, i64)> {
    // How many components of each package the product used, and by how many that grows.
    let mut counts: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    for (package, _) in before.keys() {
        counts.entry(*package).or_default().0 += 1;
    }
    for difference in components.values() {
        counts.entry(difference.package).or_default().1 += difference.products;
    }
    let gained = |(was, grows): (i64, i64)| i64::from(was + grows > 0) - i64::from(was > 0);
    counts.into_iter().map(|(package, counts)| (package, gained(counts))).filter(|(_, by)| *by != 0).collect()
}
