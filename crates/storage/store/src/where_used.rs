//! Where components are used: the next products from the where-used index, then what their releases use of them.

use std::collections::BTreeMap;

use mainstay_model::Scope;
use sea_orm::{DbBackend, Value};
use serde::Serialize;
use uuid::Uuid;

use crate::graph::NodeFlags;
use crate::page::{self, Page, PageRequest, Total, limit_value};
use crate::people::{Named, key};
use crate::release::order::NEWEST_FIRST;
use crate::sbom::SbomSource;
use crate::sql::{Columns, FIRST, Row, SECOND, Sql, chunks, pair, push_keys};
use crate::{Result, Store, StoreError};

/// The uses within one product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProductUses {
    /// The product.
    pub product: Named,
    /// The product's key.
    pub slug: String,
    /// The uses, newest release first, at most [`USES_SHOWN`].
    pub uses: Vec<Use>,
    /// How many uses there are in the product.
    pub count: u64,
}

/// The uses of one product that a page shows; [`Store::uses_in_product`] gives the others.
pub const USES_SHOWN: usize = 20;

/// A release uses a component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Use {
    /// The release.
    pub release: Uuid,
    /// Its version.
    pub version: String,
    /// Its variant; empty for none.
    pub variant: String,
    /// Whether it is deployed.
    pub deployed: bool,
    /// Whether its product is archived.
    pub archived: bool,
    /// The component.
    pub component: Uuid,
    /// Its name.
    pub name: String,
    /// Its version.
    pub component_version: Option<String>,
    /// Its purl.
    pub purl: Option<String>,
    /// Whether the release names it itself; `None` when no document says.
    pub direct: Option<bool>,
    /// What it is used for; `None` when no document says.
    pub scope: Option<Scope>,
    /// Which kinds of SBOM say so.
    pub sources: Vec<SbomSource>,
}

impl Store {
    /// The products that use any of the components, by the order in which the products were added, each with its releases. A
    /// component that is not known is used by none.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn where_used(&self, components: &[Uuid], request: &PageRequest) -> Result<Page<ProductUses>> {
        let components = self.component_keys(components).await?;
        let after = request.keys::<i64>("where-used")?.unwrap_or(0);
        let total = self.products_using(&components).await?;
        let limit = request.limit();
        let mut pairs = self.next_products(&components, after, limit + 1).await?;
        let mut products: Vec<i64> = pairs.iter().map(|(product, _)| *product).collect();
        products.dedup();
        let more = products.len() > limit;
        if let Some(beyond) = products.get(limit) {
            pairs.retain(|(product, _)| product < beyond);
        }
        let grouped = self.grouped(&pairs).await?;
        // The row that is one too many only tells that there is a next page.
        let mut keyed: Vec<(i64, Option<ProductUses>)> =
            grouped.into_iter().map(|(product, uses)| (product, Some(uses))).collect();
        if more {
            keyed.push((0, None));
        }
        let page = Page::of(keyed, limit, "where-used", total)?;
        Ok(Page { rows: page.rows.into_iter().flatten().collect(), next: page.next, total: page.total })
    }

    /// Every use of the components within one product, newest release first.
    ///
    /// # Errors
    /// When there is no such product, or the cursor belongs to another list.
    pub async fn uses_in_product(
        &self,
        components: &[Uuid],
        product: Uuid,
        request: &PageRequest,
    ) -> Result<Page<Use>> {
        let components = self.component_keys(components).await?;
        let product = key(self.reader(), "product", "product", product).await?;
        let mut condition = Sql::new(" where w.component_id in ");
        push_keys(&mut condition, self.dialect(), &components);
        condition.push(" and w.product_id = ").bind(product);
        let mut counting = Sql::new("from release_use w");
        counting.append(&condition);
        let total = page::count(self.reader(), &counting).await?;
        let mut sql = Sql::new(COLUMNS);
        sql.push(FROM).append(&condition);
        if let Some((release, component)) = request.keys::<(i64, i64)>("uses")? {
            sql.push(" and ((r.order_at, r.order_key, r.id) < (select order_at, order_key, id from release where id = ");
            sql.bind(release)
                .push(") or (r.id = ")
                .bind(release)
                .push(" and c.id < ")
                .bind(component)
                .push("))");
        }
        sql.push(&format!(" order by {NEWEST_FIRST}, c.id desc limit "));
        sql.bind(limit_value(request.limit() + 1));
        let rows = sql.all(self.reader()).await?;
        let order = |row: &Row| Ok::<_, StoreError>((row.get("release_id")?, row.get("component_id")?));
        let keyed = rows
            .iter()
            .map(|row| Ok((order(row)?, one_use(row)?)))
            .collect::<Result<Vec<((i64, i64), Use)>>>()?;
        Page::of(keyed, request.limit(), "uses", total)
    }

    /// The internal keys of components, in order; none for one that is not known.
    async fn component_keys(&self, components: &[Uuid]) -> Result<Vec<i64>> {
        let mut keys = Vec::with_capacity(components.len());
        for chunk in chunks(components) {
            let mut sql = Sql::new("select id from component where uid in ");
            sql.bind_list(chunk.iter().map(|uid| Value::from(*uid)));
            for row in sql.all(self.reader()).await? {
                keys.push(row.get("id")?);
            }
        }
        keys.sort_unstable();
        Ok(keys)
    }

    /// How many products use any of the components. Of one component or of a whole package that number is kept; else they
    /// are counted, unless one component alone is used by too many.
    async fn products_using(&self, components: &[i64]) -> Result<Total> {
        let mut sql = Sql::new(
            "select count(*) as components, count(distinct cr.package_id) as packages, max(cr.products) as most, \
             cast(coalesce(sum(cr.releases), 0) as bigint) as uses, max(pr.uses) as package_uses, max(pr.products) as products \
             from component_rollup cr join package_rollup pr on pr.package_id = cr.package_id where cr.used and cr.component_id in ",
        );
        push_keys(&mut sql, self.dialect(), components);
        let Some(row) = sql.one(self.reader()).await? else { return Ok(Total::Exact(0)) };
        let number =
            |column: &str| Ok::<u64, StoreError>(row.get::<Option<i64>>(column)?.unwrap_or(0).unsigned_abs());
        let most = number("most")?;
        if number("components")? <= 1 || most > page::COUNTED {
            return Ok(Total::capped(most));
        }
        if number("packages")? == 1 && number("uses")? == number("package_uses")? {
            return Ok(Total::capped(number("products")?));
        }
        let mut counting =
            Sql::new("from (select distinct product_id from where_used where component_id in ");
        push_keys(&mut counting, self.dialect(), components);
        counting.push(") as products");
        page::count(self.reader(), &counting).await
    }

    /// The next products after a key that use any of the components, with those that they use, in the order of products. Each
    /// component's part of the index is read no further than the page goes.
    async fn next_products(&self, components: &[i64], after: i64, limit: usize) -> Result<Vec<(i64, i64)>> {
        let limit = || limit_value(limit);
        let mut next = Sql::new(
            "select w.product_id from where_used w where w.component_id = k.value and w.product_id > ",
        );
        next.bind(after).push(" order by w.product_id limit ").bind(limit());
        let mut sql = Sql::new("with pairs as (select ");
        if self.dialect() == DbBackend::Postgres {
            sql.push("x.product_id, k.value as component_id from ");
            push_keys(&mut sql, self.dialect(), components);
            sql.push(" k cross join lateral (").append(&next).push(") x");
        } else {
            // SQLite has no lateral join, but a function in a join may look at the row before.
            sql.push("x.value as product_id, k.value as component_id from ");
            push_keys(&mut sql, self.dialect(), components);
            sql.push(" k cross join json_each((select json_group_array(product_id) from (").append(&next);
            sql.push("))) x");
        }
        sql.push(
            ") select product_id, component_id from pairs where product_id <= (select max(product_id) from \
             (select distinct product_id from pairs order by product_id limit ",
        );
        sql.bind(limit()).push(") as first) order by product_id, component_id");
        let rows = sql.all(self.reader()).await?;
        rows.iter().map(|row| Ok((row.get("product_id")?, row.get("component_id")?))).collect()
    }

    /// The uses of pairs of product and component, by product.
    async fn grouped(&self, pairs: &[(i64, i64)]) -> Result<BTreeMap<i64, ProductUses>> {
        let mut groups: BTreeMap<i64, ProductUses> = BTreeMap::new();
        if pairs.is_empty() {
            return Ok(groups);
        }
        let packed: Vec<i64> =
            pairs.iter().map(|(product, component)| pair(*product, *component)).collect::<Result<_>>()?;
        let mut sql = Sql::new(
            "select * from (select x.*, row_number() over (partition by x.product_id order by x.order_at desc, x.order_key desc, \
             x.release_id desc, x.component_id desc) as place, count(*) over (partition by x.product_id) as uses from (",
        );
        sql.push(COLUMNS).push(" from ");
        push_keys(&mut sql, self.dialect(), &packed);
        sql.push(&format!(" k cross join release_use w cross join product p cross join release r cross join component c \
            where w.product_id = {FIRST} and w.component_id = {SECOND} and p.id = w.product_id and r.id = w.release_id \
            and c.id = w.component_id) as x) as y where place <= "));
        sql.bind(limit_value(USES_SHOWN)).push(" order by product_id, place");
        for row in sql.all(self.reader()).await? {
            let product: i64 = row.get("product_id")?;
            let found = one_use(&row)?;
            if let Some(group) = groups.get_mut(&product) {
                group.uses.push(found);
                continue;
            }
            let named = Named { uid: row.get("product_uid")?, name: row.get("product_name")? };
            let group = ProductUses {
                product: named,
                slug: row.get("slug")?,
                uses: vec![found],
                count: row.count("uses")?,
            };
            groups.insert(product, group);
        }
        Ok(groups)
    }
}

/// A use with its product, release and component.
const COLUMNS: &str = "select w.product_id, w.release_id, w.component_id, w.flags, p.uid as product_uid, \
     p.name as product_name, p.slug, p.archived_at, r.uid as release_uid, r.version, r.variant, r.deployed, r.order_at, r.order_key, \
     c.uid as component_uid, c.name, c.version as component_version, c.identity";

/// Where they come from; a `where` follows.
const FROM: &str = " from release_use w join product p on p.id = w.product_id join release r on r.id = w.release_id \
     join component c on c.id = w.component_id";

fn one_use(row: &Row) -> Result<Use> {
    let flags = NodeFlags::load(row.get("flags")?);
    let (identity, name): (String, String) = (row.get("identity")?, row.get("name")?);
    Ok(Use {
        release: row.get("release_uid")?,
        version: row.get("version")?,
        variant: row.get("variant")?,
        deployed: row.get("deployed")?,
        archived: row.opt_time("archived_at")?.is_some(),
        component: row.get("component_uid")?,
        component_version: row.get("component_version")?,
        purl: crate::inventory::shown_purl(identity, &name),
        name,
        direct: flags.direct(),
        scope: flags.scope(),
        sources: flags.sources().collect(),
    })
}
