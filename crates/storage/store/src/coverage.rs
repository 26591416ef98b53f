//! What is not known: products and releases without an SBOM, or with a stale or poor one.

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::page::{self, Page, PageRequest, limit_value};
use crate::people::Named;
use crate::release::{self, Release};
use crate::sql::{Columns, Sql, ms};
use crate::{Result, Store};

/// Bounds beyond which an SBOM is stale or poor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoverageBounds {
    /// SBOMs made before this time are stale; where they do not tell, received.
    pub stale_before: Timestamp,
    /// SBOMs graded below this are poor.
    pub poor_below: u8,
}

/// How many products and releases are covered; archived products are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Products.
    pub products: u64,
    /// Products without any current SBOM.
    pub products_without: u64,
    /// Products whose newest SBOM is stale.
    pub products_stale: u64,
    /// Products whose newest release with an SBOM has a poor one.
    pub products_poor: u64,
    /// Products whose newest release with an SBOM has one that was not graded.
    pub products_ungraded: u64,
    /// Releases.
    pub releases: u64,
    /// Releases without any current SBOM.
    pub releases_without: u64,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// No current SBOM.
    Without,
    /// The newest SBOM was received before this time.
    Stale(Timestamp),
    /// The worst SBOM (of the product's newest release that has one) is graded below this.
    Poor(u8),
}

/// A product with a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProductGap {
    /// The product.
    pub product: Named,
    /// The product's key.
    pub slug: String,
    /// Who answers for it.
    pub owner: Option<Named>,
    /// When its newest SBOM was made; where none tells, received.
    pub newest_sbom_at: Option<Timestamp>,
    /// The worst grade of its newest release with an SBOM.
    pub worst_grade: Option<u8>,
}

impl Store {
    /// How many products and releases are covered.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn coverage(&self, bounds: CoverageBounds) -> Result<Coverage> {
        let row = Sql::with(
            "select count(*) as products, count(case when pr.newest_sbom_at is null then 1 end) as without_sbom, \
             count(case when pr.newest_sbom_at < $1 then 1 end) as stale, count(case when rr.worst_grade < $2 then 1 end) as poor, \
             count(case when pr.newest_sbom_at is not null and rr.worst_grade is null then 1 end) as ungraded, \
             cast(coalesce(sum(pr.releases), 0) as bigint) as releases, \
             cast(coalesce(sum(pr.releases - pr.releases_with_sbom), 0) as bigint) as releases_without \
             from product p join product_rollup pr on pr.product_id = p.id \
             left join release_rollup rr on rr.release_id = pr.newest_release_id where p.archived_at is null",
            [ms(bounds.stale_before), i64::from(bounds.poor_below).into()],
        )
        .one(self.reader())
        .await?;
        let Some(row) = row else { return Ok(Coverage::default()) };
        Ok(Coverage {
            products: row.count("products")?,
            products_without: row.count("without_sbom")?,
            products_stale: row.count("stale")?,
            products_poor: row.count("poor")?,
            products_ungraded: row.count("ungraded")?,
            releases: row.count("releases")?,
            releases_without: row.count("releases_without")?,
        })
    }

    /// Products with a gap, by name.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn list_product_gaps(&self, gap: Gap, request: &PageRequest) -> Result<Page<ProductGap>> {
        let mut from = Sql::new(
            "from product p join product_rollup pr on pr.product_id = p.id \
             left join release_rollup rr on rr.release_id = pr.newest_release_id \
             left join person o on o.id = p.owner_id where p.archived_at is null and ",
        );
        push_gap(&mut from, gap, "pr.newest_sbom_at");
        let total = page::count(self.reader(), &from).await?;
        let mut sql = Sql::new(
            "select p.id, p.uid, p.slug, p.name, p.search, o.uid as owner_uid, o.name as owner_name, pr.newest_sbom_at, \
             rr.worst_grade ",
        );
        sql.append(&from);
        if let Some((search, id)) = request.keys::<(String, i64)>("product-gaps")? {
            sql.push(" and (p.search, p.id) > (").bind(search).push(", ").bind(id).push(")");
        }
        sql.push(" order by p.search, p.id limit ").bind(limit_value(request.limit() + 1));
        let mut keyed = Vec::new();
        for row in sql.all(self.reader()).await? {
            let owner = match row.get::<Option<Uuid>>("owner_uid")? {
                Some(uid) => Some(Named { uid, name: row.get("owner_name")? }),
                None => None,
            };
            let grade = row.get::<Option<i64>>("worst_grade")?;
            let gap = ProductGap {
                product: Named { uid: row.get("uid")?, name: row.get("name")? },
                slug: row.get("slug")?,
                owner,
                newest_sbom_at: row.opt_time("newest_sbom_at")?,
                worst_grade: grade.and_then(|grade| u8::try_from(grade).ok()),
            };
            keyed.push(((row.get::<String>("search")?, row.get::<i64>("id")?), gap));
        }
        Page::of(keyed, request.limit(), "product-gaps", total)
    }

    /// Releases with a gap, last added first; all or only those that are deployed.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn list_release_gaps(
        &self,
        gap: Gap,
        deployed: bool,
        request: &PageRequest,
    ) -> Result<Page<Release>> {
        let mut condition = Sql::new(" where p.archived_at is null and ");
        push_gap(&mut condition, gap, "rr.newest_sbom_at");
        if deployed {
            condition.push(" and r.deployed");
        }
        let mut counting = Sql::new(
            "from release r join product p on p.id = r.product_id left join release_rollup rr on rr.release_id = r.id",
        );
        counting.append(&condition);
        let total = page::count(self.reader(), &counting).await?;
        let mut sql = Sql::new(release::SELECT);
        sql.append(&condition);
        if let Some(id) = request.keys::<i64>("release-gaps")? {
            sql.push(" and r.id < ").bind(id);
        }
        sql.push(" order by r.id desc limit ").bind(limit_value(request.limit() + 1));
        let rows = sql.all(self.reader()).await?;
        let keyed = rows
            .iter()
            .map(|row| Ok((row.get::<i64>("id")?, release::release(row)?)))
            .collect::<Result<_>>()?;
        Page::of(keyed, request.limit(), "release-gaps", total)
    }
}

fn push_gap(sql: &mut Sql, gap: Gap, newest: &str) {
    match gap {
        Gap::Without => sql.push(&format!("{newest} is null")),
        Gap::Stale(before) => sql.push(&format!("{newest} < ")).bind(ms(before)),
        Gap::Poor(below) => sql.push("rr.worst_grade < ").bind(i64::from(below)),
    };
}
