//! The list of the releases of all products.

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
        let searched = ["p.search", "lower(r.version)", "lower(r.variant)"];
        filter.narrow(&mut condition, self.dialect(), &searched);
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
