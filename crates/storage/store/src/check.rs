//! The store looks at itself: do the kept figures equal what they count?

use std::time::Duration;

use sea_orm::{DatabaseTransaction, IsolationLevel, TransactionTrait};

use crate::release::order;
use crate::sql::{Columns, Sql};
use crate::{Backend, Result, Store, StoreError};

/// What must be equal, each as a query for the rows where it is not.
const LAWS: &[(&str, &str)] = &[
    (
        "what a product uses differs from what its releases use",
        "select p.component_id as id from product_use p where p.releases <> (select count(*) from release_use r \
         where r.product_id = p.product_id and r.component_id = p.component_id) or p.direct <> (select sum(r.flags & 1) \
         from release_use r where r.product_id = p.product_id and r.component_id = p.component_id) or p.transitive <> \
         (select count(*) from release_use r where r.product_id = p.product_id and r.component_id = p.component_id \
         and (r.flags & 3) = 2)",
    ),
    (
        "a release uses what its product does not",
        "select r.component_id as id from release_use r join component c on c.id = r.component_id where not exists \
         (select 1 from product_use p where p.product_id = r.product_id and p.package_id = c.package_id \
         and p.component_id = r.component_id)",
    ),
    (
        "a product uses what the where-used index does not name",
        "select p.component_id as id from product_use p where not exists (select 1 from where_used w \
         where w.component_id = p.component_id and w.product_id = p.product_id)",
    ),
    (
        "the where-used index names what the product does not use",
        "select w.component_id as id from where_used w join component c on c.id = w.component_id where not exists \
         (select 1 from product_use p where p.product_id = w.product_id and p.package_id = c.package_id \
         and p.component_id = w.component_id)",
    ),
    (
        "what a product uses names another package than the component",
        "select c.id from product_use p join component c on c.id = p.component_id where c.package_id <> p.package_id",
    ),
    (
        "the counts of a component differ from what products use",
        "select cr.component_id as id from component_rollup cr left join (select component_id, sum(releases) as releases, \
         count(*) as products, sum(direct) as direct, sum(transitive) as transitive from product_use group by component_id) w \
         on w.component_id = cr.component_id where cr.releases <> coalesce(w.releases, 0) \
         or cr.products <> coalesce(w.products, 0) or cr.direct <> coalesce(w.direct, 0) \
         or cr.transitive <> coalesce(w.transitive, 0)",
    ),
    (
        "a product uses a component without counts",
        "select w.component_id as id from product_use w left join component_rollup cr on cr.component_id = w.component_id \
         where cr.component_id is null",
    ),
    (
        "a product uses a package without counts",
        "select cr.package_id as id from component_rollup cr left join package_rollup pr on pr.package_id = cr.package_id \
         where cr.used and pr.package_id is null",
    ),
    (
        "the products of a package differ from what products use",
        "select pr.package_id as id from package_rollup pr left join (select package_id, count(*) as products from \
         (select distinct package_id, product_id from product_use) as pairs group by package_id) w \
         on w.package_id = pr.package_id where pr.products <> coalesce(w.products, 0)",
    ),
    (
        "a package has no component",
        "select p.id from package p where not exists (select 1 from component c where c.package_id = p.id)",
    ),
    (
        "a component has no rank by its uses",
        "select component_id as id from component_rollup where case when releases < 16 then rank <> releases \
         else rank < 16 or rank > 15 + releases / 2 end",
    ),
    (
        "a package has no rank by its uses",
        "select package_id as id from package_rollup where case when uses < 16 then rank <> uses \
         else rank < 16 or rank > 15 + uses / 2 end",
    ),
    (
        "the counts of a package differ from those of its components",
        "select pr.package_id as id from package_rollup pr left join (select c.package_id, sum(cr.releases) as uses, \
         sum(cr.direct) as direct, sum(cr.transitive) as transitive, count(distinct case when cr.releases > 0 then coalesce(c.version, '') end) as versions from component_rollup cr \
         join component c on c.id = cr.component_id group by c.package_id) w on w.package_id = pr.package_id \
         where pr.uses <> coalesce(w.uses, 0) or pr.versions <> coalesce(w.versions, 0) \
         or pr.direct <> coalesce(w.direct, 0) or pr.transitive <> coalesce(w.transitive, 0)",
    ),
    (
        "the counts of a release differ from what it uses",
        "select rr.release_id as id from release_rollup rr left join (select release_id, count(*) as components, \
         sum(flags & 1) as direct, count(case when (flags & 3) = 2 then 1 end) as transitive from release_use \
         group by release_id) w on w.release_id = rr.release_id where rr.components <> coalesce(w.components, 0) \
         or rr.direct <> coalesce(w.direct, 0) or rr.transitive <> coalesce(w.transitive, 0)",
    ),
    (
        "the counts of a product differ from its releases",
        "select pr.product_id as id from product_rollup pr left join (select r.product_id, count(*) as releases, \
         count(case when rr.sboms > 0 then 1 end) as covered, max(rr.newest_sbom_at) as newest from release r \
         left join release_rollup rr on rr.release_id = r.id group by r.product_id) w on w.product_id = pr.product_id \
         where pr.releases <> coalesce(w.releases, 0) or pr.releases_with_sbom <> coalesce(w.covered, 0) \
         or coalesce(pr.newest_sbom_at, 0) <> coalesce(w.newest, 0)",
    ),
    (
        "the newest release of a product with an SBOM is another one",
        "select pr.product_id as id from product_rollup pr where coalesce(pr.newest_release_id, 0) <> coalesce((select r.id \
         from release r join release_rollup rr on rr.release_id = r.id where r.product_id = pr.product_id and rr.sboms > 0 \
         order by r.order_at desc, r.order_key desc, r.id desc limit 1), 0)",
    ),
    (
        "the components of a product differ from what it uses",
        "select pr.product_id as id from product_rollup pr left join (select product_id, \
         count(*) as components from product_use group by product_id) w \
         on w.product_id = pr.product_id where pr.all_components <> coalesce(w.components, 0)",
    ),
    (
        "the marks of a component differ from its figures",
        "select cr.component_id as id from component_rollup cr join component c on c.id = cr.component_id \
         where cr.used <> (cr.releases > 0) or cr.directness <> case when cr.direct > 0 then 1 \
         when cr.transitive > 0 then 2 else 0 end or cr.internal <> c.internal \
         or cr.licensed <> exists (select 1 from component_license cl where cl.component_id = cr.component_id)",
    ),
    (
        "the marks of a package differ from its figures",
        "select package_id as id from package_rollup where used <> (uses > 0) or directness <> case when direct > 0 \
         then 1 when transitive > 0 then 2 else 0 end or several <> (versions > 1)",
    ),
    (
        "the number of components or packages in use differs from how many are",
        "select t.components as id from figure_total t where t.components <> (select count(*) from component_rollup where used) \
         or t.packages <> (select count(*) from package_rollup where used)",
    ),
    (
        "the count of a license statement differs from its components",
        "select l.id from license_text l where l.components <> (select count(*) from component_license cl \
         where cl.license_id = l.id)",
    ),
    (
        "a ready SBOM has no graph",
        "select s.id from sbom s left join sbom_graph g on g.sbom_id = s.id where s.state = 'ready' and g.sbom_id is null",
    ),
    (
        "two SBOMs of one source and label of a release are in use",
        "select min(id) as id from sbom where state = 'ready' and superseded_at is null group by release_id, source, label \
         having count(*) > 1",
    ),
    (
        "an SBOM that nobody has read answers a request to a supplier",
        "select q.id from supplier_request q join sbom s on s.id = q.sbom_id where q.state = 'received' and s.state <> 'ready'",
    ),
    (
        "a document belongs to no SBOM",
        "select d.id from document d left join sbom s on s.document_id = d.id where s.id is null",
    ),
];

impl Store {
    /// Compares every kept figure with what it counts; reads the whole where-used index, so it is for `doctor` and for tests.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] naming the first law that does not hold; [`StoreError::Busy`] when documents are saved without a pause.
    pub async fn check(&self) -> Result<()> {
        if self.backend() == Backend::Postgres {
            // Tables that were filled a moment ago have no statistics, and plans made without them take minutes.
            let tables =
                "analyze component, product_use, release_use, where_used, component_rollup, package_rollup";
            Sql::new(tables).run(self.connection()).await?;
        } else {
            self.check_file().await?;
        }
        let moment = self.settled().await?;
        order::check(&moment).await?;
        for (law, query) in LAWS {
            // Asked for one row, PostgreSQL plans to find it at once, by loops that take minutes where there is none.
            let least = Sql::new(&format!("select min(id) as id from ({query}) as broken"));
            let row = least.one(&moment).await?;
            if let Some(key) = row.map_or(Ok(None), |row| row.get::<Option<i64>>("id"))? {
                return Err(StoreError::Corrupt(format!("{law} (internal key {key})")));
            }
        }
        Ok(())
    }

    /// Whether the database file is whole. Figures are compared in some tables and indexes only; damage may lie in any.
    async fn check_file(&self) -> Result<()> {
        let row = Sql::new("pragma quick_check(1)").one(self.reader()).await?;
        let found: String = row.map_or(Ok("nothing was told".into()), |row| row.get("quick_check"))?;
        match found.lines().last() {
            Some("ok") => Ok(()),
            fault => {
                let fault = fault.unwrap_or_default();
                Err(StoreError::Corrupt(format!("the database file ({fault}): go back to a copy of it")))
            }
        }
    }

    /// The database as it is at one moment in which no figure lags; others may go on writing.
    async fn settled(&self) -> Result<DatabaseTransaction> {
        // On SQLite every transaction sees one moment.
        let isolation = (self.backend() == Backend::Postgres).then_some(IsolationLevel::RepeatableRead);
        for _ in 0..50 {
            self.settle_all().await?;
            let moment = self.connection().begin_with_config(isolation, None).await?;
            if Sql::new("select id from figure_change limit 1").one(&moment).await?.is_none() {
                return Ok(moment);
            }
            drop(moment);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(StoreError::Busy("documents are saved all the time".into()))
    }

    /// The version of the tables.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn schema_version(&self) -> Result<i64> {
        let row = Sql::new("select max(version) as version from schema_version").one(self.reader()).await?;
        row.map_or(Ok(0), |row| row.get("version"))
    }
}
