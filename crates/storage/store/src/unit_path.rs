//! Organization units as people call them: by their way from the top, since names repeat.

use std::collections::HashMap;
use std::fmt;

use sea_orm::ConnectionTrait;
use serde::Serialize;
use uuid::Uuid;

use crate::Result;
use crate::sql::{Columns, Sql};

/// A part of the organization: `Tools / Web` is not `Sales / Web`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnitPath {
    /// The public id.
    pub uid: Uuid,
    /// The names of the units above it and its own, outermost first.
    pub names: Vec<String>,
}

impl fmt::Display for UnitPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names.join(" / "))
    }
}

/// The most units of a way, the innermost among them.
pub(crate) const DEEPEST: usize = 101;

/// The ways to units, by their keys. None is followed further up than [`DEEPEST`].
pub(crate) async fn unit_paths(
    at: &impl ConnectionTrait,
    units: &[i64],
) -> Result<HashMap<i64, Vec<String>>> {
    let mut paths: HashMap<i64, Vec<String>> = HashMap::new();
    if units.is_empty() {
        return Ok(paths);
    }
    let mut sql = Sql::new(
        "with recursive up (start, depth, name, parent_id) as (select id, 0, name, parent_id from org_unit where id in ",
    );
    sql.bind_list(units.iter().map(|unit| (*unit).into()));
    sql.push(&format!(
        " union all select up.start, up.depth + 1, u.name, u.parent_id from up join org_unit u on u.id = up.parent_id \
         where up.depth < {}) select start, name from up order by start, depth desc",
        DEEPEST - 1
    ));
    for row in sql.all(at).await? {
        paths.entry(row.get("start")?).or_default().push(row.get("name")?);
    }
    Ok(paths)
}
