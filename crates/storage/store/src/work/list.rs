//! The list of work.

use uuid::Uuid;

use super::{COLUMNS, Work, WorkState, work};
use crate::intake::reading_key;
use crate::page::{self, Page, PageRequest, limit_value};
use crate::sql::{Columns, Sql};
use crate::{Result, Store, Wanted};

/// Which work a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkFilter {
    /// What became of it.
    pub state: Wanted<WorkState>,
    /// What is to be done.
    pub kind: Wanted,
}

impl Store {
    /// Work, last added first.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn list_work(&self, filter: &WorkFilter, request: &PageRequest) -> Result<Page<Work>> {
        let mut condition = Sql::new("from work where 1 = 1");
        filter.state.narrow(&mut condition, "state");
        filter.kind.narrow(&mut condition, "kind");
        let total = page::count(self.reader(), &condition).await?;
        let mut sql = Sql::new(&format!("select {COLUMNS} "));
        sql.append(&condition);
        if let Some(id) = request.keys::<i64>("work")? {
            sql.push(" and id < ").bind(id);
        }
        sql.push(" order by id desc limit ").bind(limit_value(request.limit() + 1));
        let rows = sql.all(self.reader()).await?;
        let keyed = rows.iter().map(|row| Ok((row.get::<i64>("id")?, work(row)?))).collect::<Result<_>>()?;
        Page::of(keyed, request.limit(), "work", total)
    }

    /// The work that read an SBOM or is to read it, last added first; an SBOM that was refused and sent again has several. At most
    /// twenty.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn work_of_sbom(&self, sbom: Uuid) -> Result<Vec<Work>> {
        let sql = format!("select {COLUMNS} from work where unique_key = $1 order by id desc limit 20");
        let rows = Sql::with(&sql, [reading_key(sbom).into()]).all(self.reader()).await?;
        rows.iter().map(work).collect()
    }
}
