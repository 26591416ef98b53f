//! Components as lists show them: identity, and how much they are used.

mod list;

use serde::Serialize;
use uuid::Uuid;

pub use list::{ComponentFilter, ComponentOrder, Within};
pub(crate) use list::{SELECT, add_licenses, told, told_in};

use crate::id::public_id;
use crate::inventory::shown_purl;
use crate::sql::{Columns, Row, Sql};
use crate::{Result, Store, StoreError};

/// How many versions some components `c` are: the variants of one are one, and components without a version are one together.
pub(crate) const VERSIONS: &str = "count(distinct coalesce(c.version, ''))";

/// A component and how much it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Component {
    /// The public id.
    pub uid: Uuid,
    /// The public id of its package: the same component without version.
    pub package: Uuid,
    /// The canonical purl, where that is its identity.
    pub purl: Option<String>,
    /// The purl type, as `npm`; empty without a purl.
    pub ecosystem: String,
    /// Namespace, group or supplier.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// The version.
    pub version: Option<String>,
    /// Whether it is the organization's own.
    pub internal: bool,
    /// Releases that use it.
    pub releases: u64,
    /// Products that use it.
    pub products: u64,
    /// Releases that name it themselves.
    pub direct: u64,
    /// Releases of which it is told that another component brings it in. Of the others nobody tells how it came in.
    pub transitive: u64,
    /// Every license statement that any document made about it, sorted; empty when nothing is known.
    pub licenses: Vec<String>,
}

impl Component {
    /// Namespace and name.
    pub fn full_name(&self) -> String {
        full_name(&self.namespace, &self.name)
    }

    /// What tells components of one version apart: what stands behind the version in the purl, such as the architecture.
    pub fn variant(&self) -> &str {
        let purl = self.purl.as_deref().unwrap_or_default();
        purl.find(['?', '#']).map_or("", |at| &purl[at..])
    }
}

/// Namespace and name, as people write them.
pub(crate) fn full_name(namespace: &str, name: &str) -> String {
    if namespace.is_empty() { name.to_owned() } else { format!("{namespace}/{name}") }
}

impl Store {
    /// A component by its public id, else by its purl as text.
    ///
    /// # Errors
    /// When there is no such component.
    pub async fn component(&self, key: &str) -> Result<Component> {
        let mut sql = Sql::new(SELECT);
        match public_id(key) {
            Some(uid) => sql.push(" where c.uid = ").bind(uid),
            None => sql.push(" where c.identity = ").bind(canonical(key)),
        };
        let row = sql.one(self.reader()).await?.ok_or_else(|| StoreError::missing("component", key))?;
        let mut found = vec![(row.get::<i64>("id")?, component(&row)?)];
        add_licenses(self.reader(), &mut found).await?;
        found.pop().map(|(_, component)| component).ok_or_else(|| StoreError::missing("component", key))
    }
}

/// A purl as components are identified by it; other text as it is.
pub(crate) fn canonical(text: &str) -> String {
    match text.parse::<mainstay_model::Purl>() {
        Ok(purl) => crate::text::fitted(&purl.identity().to_string()),
        Err(_) => text.to_owned(),
    }
}

/// Reads a component from a row of the list's `SELECT`, without its licenses.
pub(crate) fn component(row: &Row) -> Result<Component> {
    let (identity, name): (String, String) = (row.get("identity")?, row.get("name")?);
    let count =
        |column: &str| Ok::<u64, StoreError>(row.get::<Option<i64>>(column)?.unwrap_or(0).unsigned_abs());
    Ok(Component {
        uid: row.get("uid")?,
        package: row.get("package_uid")?,
        purl: shown_purl(identity, &name),
        ecosystem: row.get("kind")?,
        namespace: row.get("namespace")?,
        name,
        version: row.get("version")?,
        internal: row.get("internal")?,
        releases: count("releases")?,
        products: count("products")?,
        direct: count("direct")?,
        transitive: count("transitive")?,
        licenses: Vec::new(),
    })
}
