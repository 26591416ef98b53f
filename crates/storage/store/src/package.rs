//! Packages: components without their version, with the versions in use.

use serde::Serialize;
use uuid::Uuid;

use crate::component::{Component, Within, add_licenses, component};
use crate::inventory::purl_or_name;
use crate::page::{self, Page, PageRequest, limit_value};
use crate::product::like;
use crate::sql::{Columns, Row, Sql, push_keys};
use crate::{Result, Store, StoreError};

/// A package and how much it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Package {
    /// The public id.
    pub uid: Uuid,
    /// The purl without version, where its components have purls.
    pub purl: Option<String>,
    /// The purl type, as `npm`; empty without a purl.
    pub ecosystem: String,
    /// Namespace, group or supplier.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// Versions in use.
    pub versions: u64,
    /// Uses: one for each version and release.
    pub uses: u64,
    /// Uses in which the release names it itself.
    pub direct: u64,
}

/// Which packages a list shows; only those in use are listed at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageFilter {
    /// The purl type; `Some("")` for packages without a purl.
    pub ecosystem: Option<String>,
    /// Part of namespace and name, letter case aside.
    pub text: Option<String>,
    /// Only those that a subject names itself.
    pub direct: bool,
    /// Only those in use in more than one version.
    pub several_versions: bool,
    /// Only those that a product or a release uses.
    pub within: Option<Within>,
}

/// The order of a list of packages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackageOrder {
    /// By namespace and name, letter case aside.
    #[default]
    Name,
    /// Most used first.
    Uses,
    /// Most versions in use first.
    Versions,
}

impl Store {
    /// Packages.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn list_packages(
        &self,
        filter: &PackageFilter,
        order: PackageOrder,
        request: &PageRequest,
    ) -> Result<Page<Package>> {
        let among = match filter.within {
            Some(within) => Some(self.used_within(within, filter.direct).await?),
            None => None,
        };
        let mut counting = Sql::new("from package p join package_rollup pr on pr.package_id = p.id");
        counting.append(&self.package_condition(filter, PackageOrder::Uses, among.as_deref()));
        let total = page::count(self.reader(), &counting).await?;
        let mut sql = Sql::new(SELECT);
        sql.append(&self.package_condition(filter, order, among.as_deref()));
        let tag = format!("packages-{order:?}");
        let after = request.keys::<(String, i64, i64)>(&tag)?;
        push_order(&mut sql, order, after);
        sql.push(" limit ").bind(limit_value(request.limit() + 1));
        let rows = sql.all(self.reader()).await?;
        let keyed = rows
            .iter()
            .map(|row| {
                let figure: i64 =
                    row.get(if order == PackageOrder::Versions { "versions" } else { "uses" })?;
                Ok(((row.get("search")?, figure, row.get("id")?), package(row)?))
            })
            .collect::<Result<Vec<((String, i64, i64), Package)>>>()?;
        Page::of(keyed, request.limit(), &tag, total)
    }

    /// A package by its public id, else by a purl of any of its versions.
    ///
    /// # Errors
    /// When there is no such package.
    pub async fn package(&self, key: &str) -> Result<Package> {
        let mut sql = Sql::new(SELECT);
        match Uuid::parse_str(key) {
            Ok(uid) => sql.push(" where p.uid = ").bind(uid),
            Err(_) => sql.push(" where p.identity = ").bind(identity(key)),
        };
        let row = sql.one(self.reader()).await?.ok_or_else(|| StoreError::missing("package", key))?;
        package(&row)
    }

    /// The versions of a package that are in use, the most used first, at most a thousand. Their order as versions is for the
    /// caller to find: it differs by ecosystem.
    ///
    /// # Errors
    /// When there is no such package.
    pub async fn versions_in_use(&self, package: Uuid) -> Result<Vec<Component>> {
        let package = crate::people::key(self.reader(), "package", "package", package).await?;
        let mut sql = Sql::new(crate::component::SELECT);
        sql.push(" where c.package_id = ").bind(package);
        sql.push(" and cr.releases > 0 order by cr.releases desc, c.id limit 1000");
        let rows = sql.all(self.reader()).await?;
        let mut found = rows
            .iter()
            .map(|row| Ok((row.get("id")?, component(row)?)))
            .collect::<Result<Vec<(i64, _)>>>()?;
        add_licenses(self.reader(), &mut found).await?;
        Ok(found.into_iter().map(|(_, component)| component).collect())
    }

    fn package_condition(&self, filter: &PackageFilter, order: PackageOrder, among: Option<&[i64]>) -> Sql {
        // The words of the partial indexes, so that a planner may take them; in the order of names it must not.
        let mut sql = Sql::new(match order {
            PackageOrder::Name => " where pr.uses + 0 > 0",
            PackageOrder::Uses | PackageOrder::Versions => " where pr.uses > 0",
        });
        if filter.several_versions {
            sql.push(if order == PackageOrder::Versions {
                " and pr.versions > 1"
            } else {
                " and pr.versions + 0 > 1"
            });
        }
        if let Some(kind) = &filter.ecosystem {
            let column = if order == PackageOrder::Name { " and p.kind = " } else { " and pr.kind = " };
            sql.push(column).bind(kind.clone());
        }
        if let Some(text) = filter.text.as_deref().filter(|text| !text.is_empty()) {
            sql.push(" and p.search like ").bind(like(text)).push(" escape '\\'");
        }
        if filter.direct {
            sql.push(" and pr.direct > 0");
        }
        if let Some(keys) = among {
            sql.push(" and p.id in (select c.package_id from ");
            push_keys(&mut sql, self.dialect(), keys);
            sql.push(" k join component c on c.id = k.value)");
        }
        sql
    }
}

/// A package with its figures; a `where` follows.
pub(crate) const SELECT: &str = "select p.id, p.uid, p.identity, p.kind, p.namespace, p.name, p.search, pr.uses, pr.versions, \
     pr.direct from package p join package_rollup pr on pr.package_id = p.id";

/// Reads a package from a row of [`SELECT`].
pub(crate) fn package(row: &Row) -> Result<Package> {
    let identity: String = row.get("identity")?;
    Ok(Package {
        uid: row.get("uid")?,
        purl: purl_or_name(&identity).map(str::to_owned),
        ecosystem: row.get("kind")?,
        namespace: row.get("namespace")?,
        name: row.get("name")?,
        versions: row.count("versions")?,
        uses: row.count("uses")?,
        direct: row.count("direct")?,
    })
}

fn push_order(sql: &mut Sql, order: PackageOrder, after: Option<(String, i64, i64)>) {
    let column = match order {
        PackageOrder::Name => {
            if let Some((search, _, id)) = after {
                sql.push(" and (p.search, p.id) > (").bind(search).push(", ").bind(id).push(")");
            }
            sql.push(" order by p.search, p.id");
            return;
        }
        PackageOrder::Uses => "pr.uses",
        PackageOrder::Versions => "pr.versions",
    };
    if let Some((_, figure, id)) = after {
        sql.push(&format!(" and ({column}, pr.package_id) < (")).bind(figure).push(", ").bind(id).push(")");
    }
    sql.push(&format!(" order by {column} desc, pr.package_id desc"));
}

fn identity(text: &str) -> String {
    match text.parse::<mainstay_model::Purl>() {
        Ok(purl) => crate::text::fitted(&purl.package().to_string()),
        Err(_) => text.to_owned(),
    }
}
