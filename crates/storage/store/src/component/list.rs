//! The list of components, over everything or within a product or a release.

use std::collections::HashMap;

use mainstay_model::{Directness, Purl};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Component, component};
use crate::names::{asked, contains_all, is_purl};
use crate::narrow::{Condition, FOR_EACH_ROW, Narrowed, Order, Rollup, kinds, these};
use crate::page::{COUNTED, Page, PageRequest, Total};
use crate::sql::{Columns, Sql, push_keys};
use crate::{Result, Store, Wanted};

/// Which components a list shows; only those in use by a current SBOM are listed at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComponentFilter {
    /// The purl type, as `npm`; the empty text for components without a purl.
    pub ecosystem: Wanted,
    /// Each is part of namespace and name, letter case aside, or a purl of the component, with or without its version.
    pub words: Vec<String>,
    /// License statements, word for word as documents make them: any document, or within a release its current SBOMs.
    pub license: Wanted,
    /// How they came in, any of these: by any release, or within a product or a release; `None` for all. Direct wins over
    /// transitive, and what is told over what is not.
    pub direct: Option<Vec<Directness>>,
    /// The organization's own, or not.
    pub internal: Option<bool>,
    /// Those about whose license nothing is known, or those about whose license something is.
    pub without_license: Option<bool>,
    /// Those without a purl, or those with one.
    pub without_purl: Option<bool>,
    /// Only those that a product or a release uses.
    pub within: Option<Within>,
}

/// Where components are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// In any release of a product.
    Product(Uuid),
    /// In a release.
    Release(Uuid),
    /// In a product and in a release of another one: nowhere.
    Nowhere,
}

/// The order of a list of components.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ComponentOrder {
    /// By namespace and name, letter case aside.
    #[default]
    Name,
    /// Used by most releases first.
    Uses,
}

impl Store {
    /// Components.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn list_components(
        &self,
        filter: &ComponentFilter,
        order: ComponentOrder,
        request: &PageRequest,
    ) -> Result<Page<Component>> {
        if filter.within == Some(Within::Nowhere) {
            return Page::of::<i64>(Vec::new(), request.limit(), "", Total::Exact(0));
        }
        if let Some(Within::Release(release)) = filter.within {
            let page = self.list_release_components(release, filter, order, request).await?;
            return Ok(page.map(|one| one.component));
        }
        let mut page = self.components_among(filter, None, order, request).await?;
        add_licenses(self.reader(), &mut page.rows).await?;
        Ok(page.map(|(_, component)| component))
    }

    /// Components with their keys and without licenses, all or only those among some.
    pub(crate) async fn components_among(
        &self,
        filter: &ComponentFilter,
        among: Option<&[i64]>,
        order: ComponentOrder,
        request: &PageRequest,
    ) -> Result<Page<(i64, Component)>> {
        let (narrowed, total) = self.narrowed(filter, among).await?;
        let tag = format!("components-{order:?}");
        let after = request.keys::<(String, i64, i64)>(&tag)?;
        let order_by = match order {
            ComponentOrder::Name => Order::Name(after.map(|(search, _, id)| (search, id))),
            ComponentOrder::Uses => Order::Uses("releases", after.map(|(_, releases, id)| (releases, id))),
        };
        let mut sql = Sql::new(COLUMNS);
        sql.push(" from (").append(&narrowed.page(&order_by, request.limit()));
        sql.push(") as cr cross join component c cross join package p where c.id = cr.component_id and p.id = c.package_id");
        let rows = sql.all(self.reader()).await?;
        let mut found = rows
            .iter()
            .map(|row| Ok((row.get("search")?, (row.get("id")?, component(row)?))))
            .collect::<Result<Vec<(String, (i64, Component))>>>()?;
        found.sort_by(|(one, (key, c)), (two, (key_two, c_two))| match order {
            ComponentOrder::Name => (one, key).cmp(&(two, key_two)),
            ComponentOrder::Uses => (c_two.releases, key_two).cmp(&(c.releases, key)),
        });
        let (searches, found): (Vec<String>, Vec<(i64, Component)>) = found.into_iter().unzip();
        let keyed = searches
            .into_iter()
            .zip(found)
            .map(|(search, (id, component))| ((search, component.releases, id), (id, component)))
            .collect();
        Page::of(keyed, request.limit(), &tag, total)
    }

    /// How the list is read, and how many rows it has.
    async fn narrowed(&self, filter: &ComponentFilter, among: Option<&[i64]>) -> Result<(Narrowed, Total)> {
        let mut conditions = self.conditions(filter).await?;
        let (names, _) = asked(&filter.words)?;
        if let Some(keys) = among {
            if !names.is_empty() {
                let named = contains_all(self.dialect(), "r.search", &names);
                conditions.push(Condition::new(Sql::default(), named));
            }
            let all = conditions.is_empty();
            let narrowed = Narrowed::among(ROLLUP, these(self.dialect(), keys), true, conditions);
            let total =
                if all { Total::capped(keys.len() as u64) } else { narrowed.total(self.reader()).await? };
            return Ok((narrowed, total));
        }
        let alone = conditions.is_empty();
        if !names.is_empty()
            && let Some(packages) = self.packages_with(&names).await?
        {
            let mut keys = Sql::new("select c.id as value from component c where c.package_id in ");
            push_keys(&mut keys, self.dialect(), &packages);
            let narrowed = Narrowed::among(ROLLUP, keys, false, conditions);
            let total = narrowed.total(self.reader()).await?;
            return Ok((narrowed, total));
        }
        let mut narrowed = Narrowed::choose(self.reader(), ROLLUP, conditions, self.few()).await?;
        if !names.is_empty() {
            let mut keys = Sql::new("select c.id as value from component c where c.package_id in (");
            keys.append(&self.named(&names, "r.package_id", usize::MAX - 1).await?).push(")");
            narrowed.also(contains_all(self.dialect(), "r.search", &names), keys, false);
        }
        let total = match names.is_empty() {
            false if alone => self.versions_with(&names).await?,
            true if self.leaves_many(filter).await? => Total::MoreThan(COUNTED),
            _ => narrowed.total(self.reader()).await?,
        };
        Ok((narrowed, total))
    }

    /// Whether a filter that asks for license statements alone leaves more than is counted, whichever components are in use: then
    /// no row need be looked at.
    async fn leaves_many(&self, filter: &ComponentFilter) -> Result<bool> {
        let Wanted { any, none } = &filter.license;
        let only = ComponentFilter { license: filter.license.clone(), ..Default::default() };
        // Asked for some and for none of others, a bound would be of little use.
        if *filter != only || any.is_empty() == none.is_empty() {
            return Ok(false);
        }
        let mut sql = Sql::new(
            "select cast(coalesce(sum(components), 0) as bigint) as together, coalesce(max(components), 0) as most, \
             (select coalesce(max(id), 0) from component) as all_components from license_text where id ",
        );
        sql.append(&self.license_ids(if any.is_empty() { none } else { any }).await?);
        let Some(row) = sql.one(self.reader()).await? else { return Ok(false) };
        let used = crate::narrow::in_use(self.reader(), ROLLUP).await?;
        let left = if any.is_empty() {
            used.saturating_sub(row.count("together")?)
        } else {
            let unused = row.count("all_components")?.saturating_sub(used);
            row.count("most")?.saturating_sub(unused)
        };
        Ok(left > COUNTED)
    }

    /// The filter's conditions but for the names, those first that are seldom fulfilled.
    async fn conditions(&self, filter: &ComponentFilter) -> Result<Vec<Condition>> {
        let mut conditions: Vec<Condition> = asked(&filter.words)?.1.iter().map(of_purl).collect();
        if let Some(Within::Product(uid)) = filter.within {
            let product = crate::people::key(self.reader(), "product", "product", uid).await?;
            conditions.push(of_product(product, filter.direct.as_deref()));
        }
        match filter.internal {
            Some(true) => conditions.push(flag(
                "r.used and r.internal",
                "coalesce(r.internal, false)",
                "r.internal = true",
            )),
            Some(false) => conditions.push(flag(
                "r.used and not coalesce(r.internal, false)",
                "not coalesce(r.internal, false)",
                "r.internal = false",
            )),
            None => {}
        }
        match filter.without_license {
            Some(true) => conditions.push(flag(
                "r.used and not r.licensed",
                "not coalesce(r.licensed, false)",
                "r.licensed = false",
            )),
            Some(false) => conditions.push(mark("coalesce(r.licensed, false)", "r.licensed = true")),
            None => {}
        }
        if let (Some(wanted), None) = (&filter.direct, filter.within) {
            let (marked, holds) =
                (told_in("r.directness", wanted), told_in("coalesce(r.directness, 0)", wanted));
            // What is direct is the smaller part, and most asked for: only that has indexes of its own.
            conditions.push(match wanted.as_slice() {
                [Directness::Direct] => flag(&format!("r.used and {marked}"), &holds, &marked),
                _ => mark(&holds, &marked),
            });
        }
        match filter.without_purl {
            Some(true) => {
                conditions.push(flag("r.used and r.kind = ''", "coalesce(r.kind, '') = ''", "r.kind = ''"))
            }
            Some(false) => conditions.push(mark("coalesce(r.kind, '') <> ''", "r.kind <> ''")),
            None => {}
        }
        conditions.extend(kinds(ROLLUP, &filter.ecosystem));
        conditions.extend(self.licensed_as(&filter.license).await?);
        Ok(conditions)
    }

    /// The conditions of license statements; one that no document makes fits nothing.
    async fn licensed_as(&self, wanted: &Wanted) -> Result<Vec<Condition>> {
        let mut conditions = Vec::new();
        if !wanted.any.is_empty() {
            let among = self.license_ids(&wanted.any).await?;
            // With one statement no component comes twice, and nothing is gathered before the first row.
            let distinct = if wanted.any.len() > 1 { "distinct " } else { "" };
            let mut keys = Sql::new(&format!(
                "select {distinct}cl.component_id as value from component_license cl where cl.license_id "
            ));
            keys.append(&among);
            let holds = holds_license("exists", &among);
            conditions.push(Condition { listed: false, ..Condition::new(keys, holds) });
        }
        if !wanted.none.is_empty() {
            let among = self.license_ids(&wanted.none).await?;
            let holds = holds_license("not exists", &among);
            // The index of marks names the components too.
            conditions.push(Condition { marked: Some(holds.clone()), dear: true, ..plain(holds) });
        }
        Ok(conditions)
    }

    /// The words `= KEY`, which SQLite finds quicker, or `in (KEYS)` of license statements.
    async fn license_ids(&self, texts: &[String]) -> Result<Sql> {
        let mut ids = self.license_keys(texts).await?;
        if ids.is_empty() {
            ids.push(0);
        }
        if let [id] = ids[..] {
            return Ok(Sql::with("= $1", [id.into()]));
        }
        let mut list = Sql::new("in ");
        list.bind_list(ids.into_iter().map(Into::into));
        Ok(list)
    }
}

const ROLLUP: Rollup = Rollup {
    table: "component_rollup",
    key: "component_id",
    marks: "component_rollup_marks",
    total: "components",
};

/// The components of a purl.
fn of_purl(purl: &Purl) -> Condition {
    let mut keys = Sql::new("select c.id as value from component c where ");
    keys.append(&is_purl(purl));
    let mut holds = Sql::new("exists (select 1 from component c where c.id = r.component_id and ");
    holds.append(&is_purl(purl)).push(FOR_EACH_ROW);
    Condition { listed: false, ..Condition::new(keys, holds) }
}

/// The components that a product uses.
fn of_product(product: i64, direct: Option<&[Directness]>) -> Condition {
    let told = told("pu.direct", "pu.transitive");
    let direct = direct.map_or_else(String::new, |wanted| format!(" and {}", told_in(&told, wanted)));
    let bound = |text: &str| Sql::with(&format!("{text}{direct}"), [product.into()]);
    let mut holds = bound(
        "exists (select 1 from product_use pu where pu.product_id = $1 and pu.package_id = r.package_id \
         and pu.component_id = r.component_id",
    );
    holds.push(FOR_EACH_ROW);
    let keys = bound("select pu.component_id as value from product_use pu where pu.product_id = $1");
    Condition::new(keys, holds)
}

/// The words for how something came in, by the numbers of its direct uses and of those that are told to be transitive.
pub(crate) fn told(direct: &str, transitive: &str) -> String {
    format!("case when {direct} > 0 then 1 when {transitive} > 0 then 2 else 0 end")
}

/// The words that ask for some of the three; of none of them nothing is left.
pub(crate) fn told_in(told: &str, wanted: &[Directness]) -> String {
    match wanted {
        [] => format!("{told} = -1"),
        [one] => format!("{told} = {}", *one as i16),
        several => {
            let several: Vec<String> = several.iter().map(|one| (*one as i16).to_string()).collect();
            format!("{told} in ({})", several.join(", "))
        }
    }
}

fn flag(leads: &str, holds: &str, marked: &str) -> Condition {
    let keys = Sql::new(&format!("select r.component_id as value from component_rollup r where {leads}"));
    let (leads, marked) = (Some(Sql::new(leads)), Some(Sql::new(marked)));
    Condition { leads, marked, ..Condition::new(keys, Sql::new(holds)) }
}

/// A mark that no index in the list's order leads to.
fn mark(holds: &str, marked: &str) -> Condition {
    Condition { marked: Some(Sql::new(marked)), ..plain(Sql::new(holds)) }
}

/// A condition that no index leads to.
fn plain(holds: Sql) -> Condition {
    let mut keys = Sql::new("select r.component_id as value from component_rollup r where r.used and ");
    keys.append(&holds);
    Condition::new(keys, holds)
}

fn holds_license(exists: &str, among: &Sql) -> Sql {
    let mut holds = Sql::new(exists);
    holds.push(
        " (select 1 from component_license cl where cl.component_id = r.component_id and cl.license_id ",
    );
    holds.append(among).push(FOR_EACH_ROW);
    holds
}

/// The columns of a component with its package and figures.
const COLUMNS: &str = "select c.id, c.uid, c.identity, c.kind, c.name, c.version, c.search, c.internal, \
     p.uid as package_uid, p.namespace, cr.releases, cr.products, cr.direct, cr.transitive";

/// A component with its package and figures, which it has once something uses it; a `where` follows.
pub(crate) const SELECT: &str = "select c.id, c.uid, c.identity, c.kind, c.name, c.version, c.search, c.internal, \
     p.uid as package_uid, p.namespace, coalesce(cr.releases, 0) as releases, coalesce(cr.products, 0) as products, \
     coalesce(cr.direct, 0) as direct, coalesce(cr.transitive, 0) as transitive from component c join package p on p.id = c.package_id left join component_rollup cr on cr.component_id = c.id";

/// Adds the license statements of all components with one query.
pub(crate) async fn add_licenses(
    at: &impl ConnectionTrait,
    components: &mut [(i64, Component)],
) -> Result<()> {
    if components.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new(
        "select cl.component_id, l.text from component_license cl join license_text l on l.id = cl.license_id \
         where cl.component_id in ",
    );
    sql.bind_list(components.iter().map(|(id, _)| (*id).into())).push(" order by cl.component_id, l.text");
    let mut licenses: HashMap<i64, Vec<String>> = HashMap::new();
    for row in sql.all(at).await? {
        licenses.entry(row.get("component_id")?).or_default().push(row.get("text")?);
    }
    for (id, component) in components {
        component.licenses = licenses.remove(id).unwrap_or_default();
    }
    Ok(())
}
