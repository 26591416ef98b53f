//! Which products are parts of which; several parents, no cycles.

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::people::{Named, key, keys};
use crate::sql::{Columns, Row, Sql, chunks, insert_rows, push_keys};
use crate::store::retried;
use crate::{Result, Store, StoreError};

impl Store {
    /// Says that one product is part of another. Saying it twice changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a product would be part of itself.
    pub async fn add_part(&self, parent: Uuid, child: Uuid) -> Result<()> {
        self.add_parts(&[(parent, child)]).await?.into_iter().try_for_each(|added| added.map(|_| ()))
    }

    /// Says of pairs that the first product has the second as a part, one after the other, about a thousand in a transaction.
    /// Tells of each whether it was new, or [`StoreError::Conflict`] when a product would be part of itself.
    ///
    /// # Errors
    /// When one of the products does not exist.
    pub async fn add_parts(&self, links: &[(Uuid, Uuid)]) -> Result<Vec<Result<bool>>> {
        let mut added = Vec::with_capacity(links.len());
        for piece in chunks(links) {
            added.append(&mut self.add_some_parts(piece).await?);
        }
        Ok(added)
    }

    async fn add_some_parts(&self, links: &[(Uuid, Uuid)]) -> Result<Vec<Result<bool>>> {
        let ends = links.iter().flat_map(|(parent, child)| [*parent, *child]);
        let keys = keys(self.reader(), "product", "product", ends).await?;
        let pairs: Vec<Link> = links
            .iter()
            .filter_map(|(parent, child)| Some((*keys.get(parent)?, *keys.get(child)?)))
            .collect();
        let known = known(self.reader(), &pairs).await?;
        let missing: Vec<Link> = pairs.iter().copied().filter(|pair| !known.contains(pair)).collect();
        // Who may not say it is refused, even where it would change nothing.
        let refused = if missing.is_empty() && self.reader().sight().is_none() {
            HashSet::new()
        } else {
            retried(|| self.link(&pairs, &missing)).await?
        };
        let told = |pair: &Link| match refused.contains(pair) {
            true => Err(StoreError::Conflict(
                "a product cannot be part of itself, directly or through others".into(),
            )),
            false => Ok(!known.contains(pair)),
        };
        Ok(pairs.iter().map(told).collect())
    }

    /// Inserts links in the order given and returns those that would close a cycle.
    async fn link(&self, told: &[Link], links: &[Link]) -> Result<HashSet<Link>> {
        let tx = self.begin().await?;
        // Two additions that close a cycle together must see each other: on PostgreSQL one lock for the whole graph.
        tx.alone("product_part").await?;
        tx.permit_all(told.iter().map(|(parent, _)| *parent)).await?;
        let mut graph = Above::load(&*tx, links).await?;
        let (mut new, mut refused) = (BTreeSet::new(), HashSet::new());
        for link in links {
            if graph.closes(*link) {
                refused.insert(*link);
            } else {
                graph.add(*link);
                new.insert(*link);
            }
        }
        let rows: Vec<_> = new.into_iter().map(|(parent, child)| [parent.into(), child.into()]).collect();
        let head = "insert into product_part (parent_id, child_id)";
        insert_rows(&*tx, head, rows, " on conflict do nothing").await?;
        tx.commit().await?;
        Ok(refused)
    }

    /// Takes a part out of a product.
    ///
    /// # Errors
    /// When one of the two does not exist.
    pub async fn remove_part(&self, parent: Uuid, child: Uuid) -> Result<()> {
        let tx = self.begin().await?;
        let parent = key(&*tx, "product", "product", parent).await?;
        tx.permit(parent).await?;
        let child = key(&*tx, "product", "product", child).await?;
        let values = [parent.into(), child.into()];
        Sql::with("delete from product_part where parent_id = $1 and child_id = $2", values)
            .run(&*tx)
            .await?;
        tx.commit().await
    }

    /// The products that are direct parts of a product, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn parts(&self, product: Uuid) -> Result<Vec<Named>> {
        self.neighbors(product, "pp.parent_id = o.id and pp.child_id = p.id").await
    }

    /// The products that a product is a direct part of, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn part_of(&self, product: Uuid) -> Result<Vec<Named>> {
        self.neighbors(product, "pp.child_id = o.id and pp.parent_id = p.id").await
    }

    async fn neighbors(&self, product: Uuid, link: &str) -> Result<Vec<Named>> {
        let sql = format!(
            "select p.uid, p.name from product o, product_part pp, product p where o.uid = $1 and {link} order by p.search, p.id"
        );
        let rows = Sql::with(&sql, [product.into()]).all(self.reader()).await?;
        rows.iter().map(|row| Ok(Named { uid: row.get("uid")?, name: row.get("name")? })).collect()
    }
}

/// The keys of a product and of one of its parts.
type Link = (i64, i64);

/// Which of these links are there.
async fn known(at: &impl ConnectionTrait, links: &[Link]) -> Result<HashSet<Link>> {
    let mut children: Vec<i64> = links.iter().map(|(_, child)| *child).collect();
    children.sort_unstable();
    children.dedup();
    let mut sql = Sql::new("select parent_id, child_id from product_part where child_id in ");
    push_keys(&mut sql, at.get_database_backend(), &children);
    sql.all(at).await?.iter().map(link).collect()
}

fn link(row: &Row) -> Result<Link> {
    Ok((row.get("parent_id")?, row.get("child_id")?))
}

/// The part of the graph above some products.
#[derive(Default)]
struct Above {
    parents: HashMap<i64, Vec<i64>>,
    /// Products with parts: no other can stand above any.
    whole: HashSet<i64>,
}

impl Above {
    /// Everything above the parents of these links: a cycle that one of them closes, with or without the others, lies in it.
    async fn load(at: &impl ConnectionTrait, links: &[Link]) -> Result<Self> {
        let mut parents: Vec<i64> = links.iter().map(|(parent, _)| *parent).collect();
        parents.sort_unstable();
        parents.dedup();
        let mut sql = Sql::new("with recursive above (id) as (select k.value from ");
        push_keys(&mut sql, at.get_database_backend(), &parents);
        sql.push(" k union select p.parent_id from product_part p join above a on p.child_id = a.id)");
        sql.push(" select p.parent_id, p.child_id from product_part p join above a on p.child_id = a.id");
        let mut graph = Self::default();
        for row in sql.all(at).await? {
            graph.add(link(&row)?);
        }
        Ok(graph)
    }

    fn add(&mut self, (parent, child): Link) {
        self.parents.entry(child).or_default().push(parent);
        self.whole.insert(parent);
    }

    /// Whether the child is the parent or stands above it.
    fn closes(&self, (parent, child): Link) -> bool {
        if parent == child || !self.whole.contains(&child) {
            return parent == child;
        }
        let (mut seen, mut next) = (HashSet::from([parent]), vec![parent]);
        while let Some(product) = next.pop() {
            for above in self.parents.get(&product).into_iter().flatten() {
                if *above == child {
                    return true;
                }
                if seen.insert(*above) {
                    next.push(*above);
                }
            }
        }
        false
    }
}
