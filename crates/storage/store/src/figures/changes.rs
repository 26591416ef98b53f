//! What one transaction notes.

use serde::{Deserialize, Deserializer, Serialize};

use super::By;
use crate::Result;
use crate::sql::{Sql, json_text};
use crate::writer::Tx;

/// By how much figures change; stored as JSON until it is written.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct FigureChanges {
    /// Component, its package, and what is added to the uses by releases, the products, the direct uses and the transitive ones.
    #[serde(deserialize_with = "components")]
    pub(crate) components: Vec<(i64, i64, By)>,
    /// By package: 1 where a product uses any version of it now for the first time, -1 where it uses none any more.
    pub(crate) packages: Vec<(i64, i64)>,
    /// By license statement: of how many more components it was made.
    pub(crate) licenses: Vec<(i64, i64)>,
    /// Components with a license statement.
    pub(crate) licensed: Vec<i64>,
    /// Components that are the organization's own.
    pub(crate) internal: Vec<i64>,
}

/// What was noted before transitive uses were counted adds none: the migration has counted them.
fn components<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(i64, i64, By)>, D::Error> {
    let noted = Vec::<(i64, i64, Vec<i64>)>::deserialize(from)?;
    let of = |by: Vec<i64>| std::array::from_fn(|place| by.get(place).copied().unwrap_or(0));
    Ok(noted.into_iter().map(|(component, package, by)| (component, package, of(by))).collect())
}

impl FigureChanges {
    /// Notes them in a transaction.
    pub(crate) async fn save(&self, tx: &Tx) -> Result<()> {
        let Self { components, packages, licenses, licensed, internal } = self;
        let empty = components.is_empty() && packages.is_empty() && licenses.is_empty();
        if empty && licensed.is_empty() && internal.is_empty() {
            return Ok(());
        }
        let sql = "insert into figure_change (data) values ($1)";
        Sql::with(sql, [json_text(self)?.into()]).run(&**tx).await?;
        Ok(())
    }
}
