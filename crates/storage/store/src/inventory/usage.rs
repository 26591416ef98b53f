//! The where-used index: one row for each component and release; only what changed is written.

use std::collections::HashSet;

use sea_orm::Value;

use super::Place;
use crate::Result;
use crate::graph::NodeFlags;
use crate::sql::{Columns, Sql, chunks, insert_rows, push_keys};
use crate::store::Tx;

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
}

/// Which components the product uses now for the first time, and which no more.
#[derive(Debug, Default)]
pub(super) struct Products {
    pub(super) gained: HashSet<i64>,
    pub(super) lost: HashSet<i64>,
}

/// Writes a change to the index.
pub(super) async fn apply(tx: &Tx, place: &Place, change: &Change) -> Result<Products> {
    let touched: Vec<i64> =
        change.added.iter().chain(&change.removed).map(|(component, _)| *component).collect();
    let elsewhere = used_elsewhere(tx, place, &touched).await?;
    let alone = |list: &[(i64, NodeFlags)]| -> HashSet<i64> {
        list.iter()
            .map(|(component, _)| *component)
            .filter(|component| !elsewhere.contains(component))
            .collect()
    };
    let products = Products { gained: alone(&change.added), lost: alone(&change.removed) };
    for chunk in chunks(&change.removed) {
        let mut sql = Sql::new("delete from where_used where product_id = ");
        sql.bind(place.product).push(" and release_id = ").bind(place.release).push(" and component_id in ");
        sql.bind_list(chunk.iter().map(|(component, _)| (*component).into()));
        sql.run(&**tx).await?;
    }
    let row = |component: i64, flags: NodeFlags| -> [Value; 4] {
        [component.into(), place.product.into(), place.release.into(), flags.stored()]
    };
    let mut rows: Vec<(i64, NodeFlags)> = change.added.clone();
    rows.extend(change.changed.iter().map(|(component, _, now)| (*component, *now)));
    rows.sort_unstable();
    let rows = rows.into_iter().map(|(component, flags)| row(component, flags)).collect();
    let head = "insert into where_used (component_id, product_id, release_id, flags)";
    let tail = " on conflict (component_id, product_id, release_id) do update set flags = excluded.flags";
    insert_rows(&**tx, head, rows, tail).await?;
    Ok(products)
}

/// Which of the components other releases of the same product use.
async fn used_elsewhere(tx: &Tx, place: &Place, components: &[i64]) -> Result<HashSet<i64>> {
    if components.is_empty() {
        return Ok(HashSet::new());
    }
    let mut sql = Sql::new("select k.value as component_id from ");
    push_keys(&mut sql, tx.backend(), components);
    sql.push(
        " k where exists (select 1 from where_used w where w.component_id = k.value and w.product_id = ",
    );
    sql.bind(place.product).push(" and w.release_id <> ").bind(place.release).push(")");
    sql.all(&**tx).await?.iter().map(|row| row.get("component_id")).collect()
}
