//! What stands beside an SBOM in its slot: of one release, from one source, with one label, the newest that was read is in use.

use std::collections::HashMap;

use uuid::Uuid;

use crate::sql::{Columns, Row, Sql};
use crate::{Result, Store};

/// The SBOMs next to one in its slot, by public id. One that was not read is nobody's neighbor: it never took a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// The last one received before it.
    pub previous: Option<Uuid>,
    /// The first one received after it.
    pub next: Option<Uuid>,
}

impl Store {
    /// What stands beside each of these SBOMs, in one statement however many they are. One that does not exist is left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sboms_beside(&self, uids: &[Uuid]) -> Result<HashMap<Uuid, Beside>> {
        if uids.is_empty() {
            return Ok(HashMap::new());
        }
        let mut sql = Sql::new("select s.uid, ");
        sql.push(&neighbor("<", "desc")).push(" as previous, ").push(&neighbor(">", "asc")).push(" as next");
        sql.push(" from sbom s where s.uid in ").bind_list(uids.iter().map(|uid| (*uid).into()));
        let rows = sql.all(self.reader()).await?;
        let beside = |row: &Row| {
            Ok((row.get("uid")?, Beside { previous: row.get("previous")?, next: row.get("next")? }))
        };
        rows.iter().map(beside).collect()
    }
}

/// The nearest SBOM in use or once in use on one side of `s`: one step along the index of slots, and one for each that was not read.
fn neighbor(side: &str, order: &str) -> String {
    format!(
        "(select o.uid from sbom o where o.release_id = s.release_id and o.source = s.source and o.label = s.label \
         and o.state = 'ready' and o.id {side} s.id order by o.id {order} limit 1)"
    )
}
