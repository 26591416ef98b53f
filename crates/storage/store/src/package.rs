//! Packages: components without their version, with the versions in use.

use std::collections::{BTreeMap, HashMap, HashSet};

use mainstay_model::{Directness, Purl};
use serde::Serialize;
use uuid::Uuid;

use crate::component::{Component, VERSIONS, Within, add_licenses, component, full_name, told, told_in};
use crate::graph::NodeFlags;
use crate::id::public_id;
use crate::inventory::shown_purl;
use crate::names::{asked, contains_all, is_purl};
use crate::narrow::{Condition, FOR_EACH_ROW, Narrowed, Order, Rollup, kinds, these};
use crate::page::{Page, PageRequest, limit_value};
use crate::sql::{Columns, Row, Sql, chunks, push_keys};
use crate::{Result, Store, StoreError, Wanted};

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
    /// Versions in use: the variants of a version, such as its architectures, are one, and components without a version are one
    /// together.
    pub versions: u64,
    /// Uses: one for each component and release.
    pub uses: u64,
    /// Uses in which the release names it itself.
    pub direct: u64,
    /// Uses of which it is told that another component brings it in. Of the others nobody tells how it came in.
    pub transitive: u64,
}

impl Package {
    /// Namespace and name.
    pub fn full_name(&self) -> String {
        full_name(&self.namespace, &self.name)
    }
}

/// Which packages a list shows; only those in use are listed at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageFilter {
    /// The purl type; the empty text for packages without a purl.
    pub ecosystem: Wanted,
    /// Each is part of namespace and name, letter case aside, or a purl of the package or of a version of it that is in use.
    pub words: Vec<String>,
    /// How they came in, any of these: by any release, or within a product or a release; `None` for all. Direct wins over
    /// transitive, and what is told over what is not.
    pub direct: Option<Vec<Directness>>,
    /// Those in use in more than one version, or those in use in one: by all releases, or within a product or a release.
    pub several_versions: Option<bool>,
    /// Those without a purl, or those with one.
    pub without_purl: Option<bool>,
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
            Some(Within::Release(release)) => Some(self.packages_of(release, filter).await?),
            Some(Within::Nowhere) => Some(Vec::new()),
            Some(Within::Product(_)) | None => None,
        };
        let narrowed = self.narrowed_packages(filter, among.as_deref()).await?;
        let total = narrowed.total(self.reader()).await?;
        let tag = format!("packages-{order:?}");
        let after = request.keys::<(String, i64, i64)>(&tag)?;
        let order_by = match order {
            PackageOrder::Name => Order::Name(after.map(|(search, _, id)| (search, id))),
            PackageOrder::Uses => Order::Uses("uses", after.map(|(_, uses, id)| (uses, id))),
            PackageOrder::Versions => {
                Order::Number("versions", after.map(|(_, versions, id)| (versions, id)))
            }
        };
        let mut sql = Sql::new(COLUMNS);
        sql.push(" from (").append(&narrowed.page(&order_by, request.limit()));
        sql.push(") as pr cross join package p where p.id = pr.package_id");
        let figure = if order == PackageOrder::Versions { "versions" } else { "uses" };
        let mut keyed = sql
            .all(self.reader())
            .await?
            .iter()
            .map(|row| Ok(((row.get("search")?, row.get(figure)?, row.get("id")?), package(row)?)))
            .collect::<Result<Vec<((String, i64, i64), Package)>>>()?;
        keyed.sort_by(|((one, figure, id), _), ((two, figure_two, id_two), _)| match order {
            PackageOrder::Name => (one, id).cmp(&(two, id_two)),
            PackageOrder::Uses | PackageOrder::Versions => (figure_two, id_two).cmp(&(figure, id)),
        });
        Page::of(keyed, request.limit(), &tag, total)
    }

    /// A package by its public id, else by a purl of any of its versions.
    ///
    /// # Errors
    /// When there is no such package.
    pub async fn package(&self, key: &str) -> Result<Package> {
        let mut sql = Sql::new(SELECT);
        match public_id(key) {
            Some(uid) => sql.push(" where p.uid = ").bind(uid),
            None => sql.push(" where p.identity = ").bind(identity(key)),
        };
        let row = sql.one(self.reader()).await?.ok_or_else(|| StoreError::missing("package", key))?;
        package(&row)
    }

    /// The components of a package that are in use, or those that a release uses, at most `limit`, by name. A purl of any of its versions
    /// names the package, in whatever spelling its registry takes for the same; none for a package that is not known.
    ///
    /// # Errors
    /// When there is no such release.
    pub async fn components_of_package(
        &self,
        purl: &str,
        release: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<Component>> {
        self.in_use(Sql::with("p.identity = $1", [identity(purl).into()]), release, limit).await
    }

    /// The same for all packages that are called so, with their namespace or without, letter case aside.
    ///
    /// # Errors
    /// When there is no such release.
    pub async fn components_called(
        &self,
        name: &str,
        release: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<Component>> {
        let packages = self.packages_called(name, limit).await?;
        let mut condition = Sql::new("c.package_id in ");
        push_keys(&mut condition, self.dialect(), &packages);
        self.in_use(condition, release, limit).await
    }

    async fn in_use(&self, condition: Sql, release: Option<Uuid>, limit: usize) -> Result<Vec<Component>> {
        let mut sql = Sql::new(crate::component::SELECT);
        sql.push(" where ").append(&condition);
        match release {
            Some(release) => {
                let used = self.used_in(release).await?;
                sql.push(" and c.id in ");
                push_keys(&mut sql, self.dialect(), &used);
            }
            None => {
                sql.push(" and cr.releases > 0");
            }
        }
        sql.push(" order by c.search, c.id limit ").bind(limit_value(limit));
        self.found(sql).await
    }

    /// The components of packages that are in use, by package, those of one by purl.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn components_in_use(&self, packages: &[Uuid]) -> Result<HashMap<Uuid, Vec<Component>>> {
        let mut by_package: HashMap<Uuid, Vec<Component>> = HashMap::with_capacity(packages.len());
        for some in chunks(packages) {
            let mut sql = Sql::new(crate::component::SELECT);
            sql.push(" where cr.releases > 0 and p.uid in ");
            sql.bind_list(some.iter().map(|uid| (*uid).into())).push(" order by c.identity");
            for component in self.found(sql).await? {
                by_package.entry(component.package).or_default().push(component);
            }
        }
        Ok(by_package)
    }

    /// The components that a query with the columns of the list finds, with their licenses.
    async fn found(&self, sql: Sql) -> Result<Vec<Component>> {
        let rows = sql.all(self.reader()).await?;
        let mut found = rows
            .iter()
            .map(|row| Ok((row.get("id")?, component(row)?)))
            .collect::<Result<Vec<(i64, _)>>>()?;
        add_licenses(self.reader(), &mut found).await?;
        Ok(found.into_iter().map(|(_, component)| component).collect())
    }

    /// The packages of which a release uses a component, in the ways and the number of versions that a filter asks for.
    async fn packages_of(&self, release: Uuid, filter: &PackageFilter) -> Result<Vec<i64>> {
        let usage = self.usage(release).await?;
        let keys: Vec<i64> = usage.iter().map(|(component, _)| *component).collect();
        let mut sql = Sql::new("select c.id, c.package_id, c.version from ");
        push_keys(&mut sql, self.dialect(), &keys);
        sql.push(" k join component c on c.id = k.value");
        let flags: HashMap<i64, NodeFlags> = usage.into_iter().collect();
        let mut packages: BTreeMap<i64, (Directness, HashSet<String>)> = BTreeMap::new();
        for row in sql.all(self.reader()).await? {
            let here = flags.get(&row.get("id")?).copied().unwrap_or_default().directness();
            let (told, versions) = packages.entry(row.get("package_id")?).or_default();
            *told = stronger(*told, here);
            versions.insert(row.get::<Option<String>>("version")?.unwrap_or_default());
        }
        packages.retain(|_, (told, versions)| {
            filter.direct.as_ref().is_none_or(|wanted| wanted.contains(told))
                && filter.several_versions.is_none_or(|several| several == (versions.len() > 1))
        });
        Ok(packages.into_keys().collect())
    }

    async fn package_conditions(&self, filter: &PackageFilter) -> Result<Vec<Condition>> {
        let mut conditions: Vec<Condition> = asked(&filter.words)?.1.iter().map(of_purl).collect();
        if let Some(Within::Product(uid)) = filter.within {
            let product = crate::people::key(self.reader(), "product", "product", uid).await?;
            conditions.push(of_product(product, filter));
        }
        conditions.append(&mut marks(filter));
        Ok(conditions)
    }

    async fn narrowed_packages(&self, filter: &PackageFilter, among: Option<&[i64]>) -> Result<Narrowed> {
        let mut conditions = self.package_conditions(filter).await?;
        let (names, _) = asked(&filter.words)?;
        let alone = conditions.is_empty();
        let among = match among {
            Some(packages) => Some(these(self.dialect(), packages)),
            None if names.is_empty() => None,
            None => match self.packages_with(&names).await? {
                Some(packages) => {
                    let keys = these(self.dialect(), &packages);
                    return Ok(Narrowed::among(ROLLUP, keys, true, conditions));
                }
                None => None,
            },
        };
        let mut narrowed = match among {
            Some(keys) => Narrowed::among(ROLLUP, keys, true, std::mem::take(&mut conditions)),
            None => Narrowed::choose(self.reader(), ROLLUP, conditions, self.few()).await?,
        };
        if !names.is_empty() {
            let keys = self.named(&names, "r.package_id as value", usize::MAX - 1).await?;
            narrowed.also(contains_all(self.dialect(), "r.search", &names), keys, alone);
        }
        Ok(narrowed)
    }
}

const ROLLUP: Rollup =
    Rollup { table: "package_rollup", key: "package_id", marks: "package_rollup_marks", total: "packages" };

/// The packages of a purl, in use in the version that it names.
fn of_purl(purl: &Purl) -> Condition {
    let mut used = Sql::new(
        "select c.package_id as value from component c join component_rollup cr on cr.component_id = c.id \
         where cr.used and ",
    );
    used.append(&is_purl(purl));
    let mut holds = Sql::new("exists (select 1 from (");
    holds.append(&used).push(") as k where k.value = r.package_id").push(FOR_EACH_ROW);
    let mut keys = used.wrapped("select distinct value from (");
    keys.push(") as k");
    Condition::new(keys, holds)
}

/// The packages that a product uses, in the ways and the number of versions that a filter asks for.
fn of_product(product: i64, filter: &PackageFilter) -> Condition {
    // By all its versions together: their rows stand side by side.
    let told = told("sum(pu.direct)", "sum(pu.transitive)");
    let direct = filter.direct.as_ref().map(|wanted| told_in(&told, wanted));
    let several = filter.several_versions.map(|several| {
        let than = if several { "> 1" } else { "= 1" };
        format!("{VERSIONS} {than}")
    });
    let join = if several.is_some() { " join component c on c.id = pu.component_id" } else { "" };
    let having: Vec<String> = direct.into_iter().chain(several).collect();
    let having = if having.is_empty() { String::new() } else { format!(" having {}", having.join(" and ")) };
    let uses = format!("from product_use pu{join} where pu.product_id = $1");
    let bound = |text: &str| Sql::with(&format!("{text} group by pu.package_id{having}"), [product.into()]);
    let mut holds = bound(&format!("exists (select 1 {uses} and pu.package_id = r.package_id"));
    holds.push(FOR_EACH_ROW);
    let keys = bound(&format!("select pu.package_id as value {uses}"));
    Condition::new(keys, holds)
}

/// What two versions together tell: direct wins over transitive, and what is told over what is not.
fn stronger(one: Directness, two: Directness) -> Directness {
    match (one, two) {
        (Directness::Direct, _) | (_, Directness::Direct) => Directness::Direct,
        (Directness::Unknown, other) | (other, Directness::Unknown) => other,
        (Directness::Transitive, Directness::Transitive) => Directness::Transitive,
    }
}

/// The filter's conditions but for the text, those first that are seldom fulfilled.
fn marks(filter: &PackageFilter) -> Vec<Condition> {
    let condition = |leads: &str, holds: &str, marked: &str| {
        let keys = Sql::new(&format!("select r.package_id as value from package_rollup r where {leads}"));
        let (leads, marked) = (Some(Sql::new(leads)), Some(Sql::new(marked)));
        Condition { leads, marked, ..Condition::new(keys, Sql::new(holds)) }
    };
    // What no index leads to is looked up among all in use.
    let plain = |holds: &str, marked: &str| Condition {
        leads: None,
        ..condition(&format!("r.used and {holds}"), holds, marked)
    };
    let mut conditions = Vec::new();
    match filter.several_versions.filter(|_| filter.within.is_none()) {
        Some(true) => {
            conditions.push(condition("r.several", "coalesce(r.several, false)", "r.several = true"))
        }
        Some(false) => conditions.push(plain("not coalesce(r.several, false)", "r.several = false")),
        None => {}
    }
    if let (Some(wanted), None) = (&filter.direct, filter.within) {
        let (marked, holds) = (told_in("r.directness", wanted), told_in("coalesce(r.directness, 0)", wanted));
        conditions.push(match wanted.as_slice() {
            [Directness::Direct] => condition(&format!("r.used and {marked}"), &holds, &marked),
            _ => plain(&holds, &marked),
        });
    }
    match filter.without_purl {
        Some(true) => {
            conditions.push(condition("r.used and r.kind = ''", "coalesce(r.kind, '') = ''", "r.kind = ''"))
        }
        Some(false) => conditions.push(plain("coalesce(r.kind, '') <> ''", "r.kind <> ''")),
        None => {}
    }
    conditions.extend(kinds(ROLLUP, &filter.ecosystem));
    conditions
}

/// The columns of a package with its figures.
const COLUMNS: &str = "select p.id, p.uid, p.identity, p.kind, p.namespace, p.name, p.search, pr.uses, pr.versions, pr.direct, \
     pr.transitive";

/// A package with its figures, which it has once something uses it; a `where` follows.
pub(crate) const SELECT: &str = "select p.id, p.uid, p.identity, p.kind, p.namespace, p.name, p.search, coalesce(pr.uses, 0) as uses, \
     coalesce(pr.versions, 0) as versions, coalesce(pr.direct, 0) as direct, coalesce(pr.transitive, 0) as transitive from package p left join package_rollup pr \
     on pr.package_id = p.id";

/// Reads a package from a row of [`SELECT`].
pub(crate) fn package(row: &Row) -> Result<Package> {
    let (identity, name): (String, String) = (row.get("identity")?, row.get("name")?);
    Ok(Package {
        uid: row.get("uid")?,
        purl: shown_purl(identity, &name),
        ecosystem: row.get("kind")?,
        namespace: row.get("namespace")?,
        name,
        versions: row.count("versions")?,
        uses: row.count("uses")?,
        direct: row.count("direct")?,
        transitive: row.count("transitive")?,
    })
}

fn identity(text: &str) -> String {
    match text.parse::<mainstay_model::Purl>() {
        Ok(purl) => crate::text::fitted(&purl.package().to_string()),
        Err(_) => text.to_owned(),
    }
}
