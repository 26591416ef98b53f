//! The list of SBOMs.

use uuid::Uuid;

use super::{Sbom, SbomSource, SbomState, sbom};
use crate::page::{self, Page, PageRequest, limit_value};
use crate::sql::{Columns, Sql};
use crate::{Result, Store, Wanted};

/// Which SBOMs a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SbomFilter {
    /// What became of them.
    pub state: Wanted<SbomState>,
    /// The format's id.
    pub format: Wanted,
    /// Who made them.
    pub source: Wanted<SbomSource>,
    /// The product whose releases they describe.
    pub product: Option<Uuid>,
    /// The release that they describe.
    pub release: Option<Uuid>,
    /// The supplier that sent them.
    pub supplier: Option<Uuid>,
    /// Superseded ones.
    pub superseded: Superseded,
}

/// What a list does with superseded SBOMs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Superseded {
    /// Leaves them out.
    #[default]
    Hide,
    /// Shows them among the others.
    Show,
    /// Shows nothing else.
    Only,
}

impl Store {
    /// SBOMs, last received first.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn list_sboms(&self, filter: &SbomFilter, request: &PageRequest) -> Result<Page<Sbom>> {
        let condition = condition(filter);
        let mut counting = Sql::new("from sbom s");
        counting.append(&condition);
        let total = page::count(self.reader(), &counting).await?;
        let mut sql = Sql::new(SELECT);
        sql.append(&condition);
        if let Some(id) = request.keys::<i64>("sboms")? {
            sql.push(" and s.id < ").bind(id);
        }
        sql.push(" order by s.id desc limit ").bind(limit_value(request.limit() + 1));
        let rows = sql.all(self.reader()).await?;
        let keyed = rows.iter().map(|row| Ok((row.get::<i64>("id")?, sbom(row)?))).collect::<Result<_>>()?;
        Page::of(keyed, request.limit(), "sboms", total)
    }
}

/// An SBOM with its release, product and supplier; a `where` follows.
pub(super) const SELECT: &str = "select s.id, s.uid, r.uid as release_uid, r.version as release_version, \
     p.uid as product_uid, p.name as product_name, p.slug as product_slug, s.source, s.label, su.uid as supplier_uid, \
     su.name as supplier_name, s.file_name, s.state, s.format, s.spec_version, s.generator, s.serial, s.author, s.made_at, \
     s.components, s.edges, s.problem_count, s.grade, s.error, d.size, s.received_at, s.ready_at, s.superseded_at \
     from sbom s join release r on r.id = s.release_id join product p on p.id = r.product_id \
     join document d on d.id = s.document_id left join supplier su on su.id = s.supplier_id";

fn condition(filter: &SbomFilter) -> Sql {
    let mut sql = Sql::new(" where 1 = 1");
    filter.state.narrow(&mut sql, "s.state");
    filter.format.narrow(&mut sql, "s.format");
    filter.source.narrow(&mut sql, "s.source");
    if let Some(product) = filter.product {
        sql.push(" and s.release_id in (select id from release where product_id = (select id from product where uid = ");
        sql.bind(product).push("))");
    }
    if let Some(release) = filter.release {
        sql.push(" and s.release_id = (select id from release where uid = ").bind(release).push(")");
    }
    if let Some(supplier) = filter.supplier {
        sql.push(" and s.supplier_id = (select id from supplier where uid = ").bind(supplier).push(")");
    }
    match filter.superseded {
        Superseded::Hide => sql.push(" and s.superseded_at is null"),
        Superseded::Only => sql.push(" and s.superseded_at is not null"),
        Superseded::Show => &mut sql,
    };
    sql
}
