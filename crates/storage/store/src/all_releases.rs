//! The list of the releases of all products.

use crate::names::contains;
use crate::page::{self, Page, PageRequest, limit_value};
use crate::release::{self, Release, ReleaseFilter};
use crate::sql::{Columns, Sql};
use crate::{Result, Store};

impl Store {
    /// The releases of all products that are not archived, last added first.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn list_all_releases(
        &self,
        filter: &ReleaseFilter,
        request: &PageRequest,
    ) -> Result<Page<Release>> {
        let mut condition = Sql::new(" where p.archived_at is null");
        for word in filter.text.as_deref().unwrap_or_default().split_whitespace() {
            for (place, column) in
                ["p.search", "lower(r.version)", "lower(r.variant)"].into_iter().enumerate()
            {
                condition.push(if place == 0 { " and (" } else { " or " });
                condition.append(&contains(self.dialect(), column, word));
            }
            condition.push(")");
        }
        match filter.deployed {
            Some(true) => condition.push(" and r.deployed"),
            Some(false) => condition.push(" and not r.deployed"),
            None => &mut condition,
        };
        match filter.with_sbom {
            Some(true) => condition.push(" and coalesce(rr.sboms, 0) > 0"),
            Some(false) => condition.push(" and coalesce(rr.sboms, 0) = 0"),
            None => &mut condition,
        };
        let mut counting = Sql::new(
            "from release r join product p on p.id = r.product_id left join release_rollup rr on rr.release_id = r.id",
        );
        let total = page::count(self.reader(), counting.append(&condition)).await?;
        let mut sql = Sql::new(release::SELECT);
        sql.append(&condition);
        if let Some(id) = request.keys::<i64>("all-releases")? {
            sql.push(" and r.id < ").bind(id);
        }
        sql.push(" order by r.id desc limit ").bind(limit_value(request.limit() + 1));
        let rows = sql.all(self.reader()).await?;
        let keyed = rows
            .iter()
            .map(|row| Ok((row.get::<i64>("id")?, release::release(row)?)))
            .collect::<Result<_>>()?;
        Page::of(keyed, request.limit(), "all-releases", total)
    }
}
