//! What is not known: products and releases without an SBOM, or with a stale or poor one.

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::page::{self, Page, PageRequest, limit_value};
use crate::people::Named;
use crate::release::order::NEWEST_FIRST;
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

/// How many products and releases are covered; archived products are left out. By one rule for all of them, a release counts when it is
/// deployed now or is the newest of its product that has an SBOM.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Products.
    pub products: u64,
    /// Products without any current SBOM.
    pub products_without: u64,
    /// Products of which a release that counts has only stale SBOMs.
    pub products_stale: u64,
    /// Products of which a release that counts has a poor SBOM.
    pub products_poor: u64,
    /// Products of which a release that counts has SBOMs, and none of them was graded.
    pub products_ungraded: u64,
    /// Releases.
    pub releases: u64,
    /// Releases without any current SBOM.
    pub releases_without: u64,
}

/// Of how many releases a question is asked: an answer without a hit means little where little is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Releases with an SBOM that was read, those of archived products too: they are asked like any.
    pub releases: u64,
    /// Releases without one, of which nothing is known; nobody looks for those of archived products.
    pub releases_without: u64,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// No current SBOM.
    Without,
    /// The newest SBOM of a release that counts was made before this time; where none tells, received.
    Stale(Timestamp),
    /// An SBOM of a release that counts is graded below this.
    Poor(u8),
}

/// The release of a product that has a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GapRelease {
    /// The public id.
    pub uid: Uuid,
    /// The version.
    pub version: String,
    /// The variant; empty for none.
    pub variant: String,
    /// Whether it is deployed now.
    pub deployed: bool,
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
    /// The release that has the gap, of several the one with the oldest or the worst SBOM; `None` when none has an SBOM.
    pub release: Option<GapRelease>,
    /// When the release's newest SBOM was made; where none tells, received.
    pub newest_sbom_at: Option<Timestamp>,
    /// The worst grade of the release's SBOMs.
    pub worst_grade: Option<u8>,
}

impl Store {
    /// How many products and releases are covered.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn coverage(&self, bounds: CoverageBounds) -> Result<Coverage> {
        let mut sql = Sql::new("select count(*) as products");
        let ungraded = Sql::new("rr.sboms > 0 and rr.worst_grade is null");
        for (name, gap) in [
            ("without_sbom", of_product(Gap::Without)),
            ("stale", of_product(Gap::Stale(bounds.stale_before))),
            ("poor", of_product(Gap::Poor(bounds.poor_below))),
            ("ungraded", any_that_counts(&ungraded)),
        ] {
            sql.push(", count(case when ").append(&gap).push(&format!(" then 1 end) as {name}"));
        }
        sql.push(
            ", cast(coalesce(sum(pr.releases), 0) as bigint) as releases, \
             cast(coalesce(sum(pr.releases - pr.releases_with_sbom), 0) as bigint) as releases_without",
        );
        sql.push(PRODUCTS);
        let row = sql.one(self.reader()).await?;
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

    /// Of how many releases a question to the whole inventory is asked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asked(&self) -> Result<Asked> {
        let sql = Sql::new(
            "select cast(coalesce(sum(pr.releases_with_sbom), 0) as bigint) as releases, \
             cast(coalesce(sum(case when p.archived_at is null then pr.releases - pr.releases_with_sbom end), 0) as bigint) \
             as releases_without from product p join product_rollup pr on pr.product_id = p.id",
        );
        let Some(row) = sql.one(self.reader()).await? else { return Ok(Asked::default()) };
        Ok(Asked { releases: row.count("releases")?, releases_without: row.count("releases_without")? })
    }

    /// Products with a gap, by name.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn list_product_gaps(&self, gap: Gap, request: &PageRequest) -> Result<Page<ProductGap>> {
        let mut condition = Sql::new(" and ");
        condition.append(&of_product(gap));
        let mut counting = Sql::new(PRODUCTS);
        counting.append(&condition);
        let total = page::count(self.reader(), &counting).await?;
        let mut sql = Sql::new(
            "select p.id, p.uid, p.slug, p.name, p.search, o.uid as owner_uid, o.name as owner_name, g.uid as release_uid, \
             g.version, g.variant, g.deployed, gr.newest_sbom_at, gr.worst_grade from (select p.*, ",
        );
        sql.append(&worst_release(gap)).push(" as release_id").push(PRODUCTS).append(&condition);
        if let Some((search, id)) = request.keys::<(String, i64)>("product-gaps")? {
            sql.push(" and (p.search, p.id) > (").bind(search).push(", ").bind(id).push(")");
        }
        sql.push(" order by p.search, p.id limit ").bind(limit_value(request.limit() + 1));
        sql.push(
            ") as p left join person o on o.id = p.owner_id left join release g on g.id = p.release_id \
             left join release_rollup gr on gr.release_id = p.release_id order by p.search, p.id",
        );
        let mut keyed = Vec::new();
        for row in sql.all(self.reader()).await? {
            let owner = match row.get::<Option<Uuid>>("owner_uid")? {
                Some(uid) => Some(Named { uid, name: row.get("owner_name")? }),
                None => None,
            };
            let grade = row.get::<Option<i64>>("worst_grade")?;
            let release = match row.get::<Option<Uuid>>("release_uid")? {
                Some(uid) => Some(GapRelease {
                    uid,
                    version: row.get("version")?,
                    variant: row.get("variant")?,
                    deployed: row.get("deployed")?,
                }),
                None => None,
            };
            let gap = ProductGap {
                product: Named { uid: row.get("uid")?, name: row.get("name")? },
                slug: row.get("slug")?,
                owner,
                release,
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
        condition.append(&of_release(gap));
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

/// Products that are not archived, with their newest release that has an SBOM.
const PRODUCTS: &str = " from product p join product_rollup pr on pr.product_id = p.id \
     left join release_rollup rr on rr.release_id = pr.newest_release_id where p.archived_at is null";

/// Whether a release has a gap, by its figures.
fn of_release(gap: Gap) -> Sql {
    match gap {
        Gap::Without => Sql::new("rr.newest_sbom_at is null"),
        Gap::Stale(before) => Sql::with("rr.newest_sbom_at < $1", [ms(before)]),
        Gap::Poor(below) => Sql::with("rr.worst_grade < $1", [i64::from(below).into()]),
    }
}

/// Whether a product has a gap.
fn of_product(gap: Gap) -> Sql {
    match gap {
        Gap::Without => Sql::new("pr.newest_sbom_at is null"),
        _ => any_that_counts(&of_release(gap)),
    }
}

/// Whether the figures of any release that counts fulfill a condition. Few releases are deployed, and an index has only those.
fn any_that_counts(condition: &Sql) -> Sql {
    let mut sql = Sql::new("(");
    sql.append(condition).push(
        " or exists (select 1 from release r join release_rollup rr on rr.release_id = r.id where r.product_id = p.id \
         and r.deployed and ",
    );
    sql.append(condition).push("))");
    sql
}

/// The release of a product that counts and has the oldest or the worst SBOM.
fn worst_release(gap: Gap) -> Sql {
    let by = match gap {
        Gap::Without => return Sql::new("cast(null as bigint)"),
        Gap::Stale(_) => "rr.newest_sbom_at",
        Gap::Poor(_) => "rr.worst_grade",
    };
    let mut sql = Sql::new(
        "(select r.id from release r join release_rollup rr on rr.release_id = r.id where r.product_id = p.id and rr.sboms > 0 \
         and (r.deployed or r.id = pr.newest_release_id) and ",
    );
    sql.append(&of_release(gap)).push(&format!(" order by {by}, {NEWEST_FIRST} limit 1)"));
    sql
}
