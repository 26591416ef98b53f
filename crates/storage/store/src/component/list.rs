//! The list of components, over everything or within a product or a release.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Component, component};
use crate::page::{self, Page, PageRequest, limit_value};
use crate::product::like;
use crate::sql::{Columns, Sql, push_keys};
use crate::{Result, Store};

/// Which components a list shows; only those in use by a current SBOM are listed at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComponentFilter {
    /// The purl type, as `npm`; `Some("")` for components without a purl.
    pub ecosystem: Option<String>,
    /// Part of namespace and name, letter case aside.
    pub text: Option<String>,
    /// A license statement, word for word as documents make it.
    pub license: Option<String>,
    /// Only those that a subject names itself.
    pub direct: bool,
    /// The organization's own, or not.
    pub internal: Option<bool>,
    /// Only those about whose license nothing is known.
    pub without_license: bool,
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
        let among = match filter.within {
            Some(within) => Some(self.used_within(within, filter.direct).await?),
            None => None,
        };
        let page = self.components_among(filter, among.as_deref(), order, request).await?;
        Ok(page.map(|(_, component)| component))
    }

    /// Components with their keys, all or only those among some.
    pub(crate) async fn components_among(
        &self,
        filter: &ComponentFilter,
        among: Option<&[i64]>,
        order: ComponentOrder,
        request: &PageRequest,
    ) -> Result<Page<(i64, Component)>> {
        let condition = self.condition(filter, order, among);
        let mut counting = Sql::new("from component_rollup cr");
        if filter.text.is_some() || filter.internal.is_some() {
            counting.push(" join component c on c.id = cr.component_id");
        }
        counting.append(&self.condition(filter, ComponentOrder::Uses, among));
        let total = page::count(self.reader(), &counting).await?;
        let mut sql = Sql::new(SELECT);
        sql.append(&condition);
        let tag = format!("components-{order:?}");
        match order {
            ComponentOrder::Name => {
                // The same again in the words of the index that has this order.
                if let Some(kind) = &filter.ecosystem {
                    sql.push(" and c.kind = ").bind(kind.clone());
                }
                if let Some((search, _, id)) = request.keys::<(String, i64, i64)>(&tag)? {
                    sql.push(" and (c.search, c.id) > (").bind(search).push(", ").bind(id).push(")");
                }
                sql.push(" order by c.search, c.id");
            }
            ComponentOrder::Uses => {
                if let Some((_, releases, id)) = request.keys::<(String, i64, i64)>(&tag)? {
                    sql.push(" and (cr.releases, cr.component_id) < (");
                    sql.bind(releases).push(", ").bind(id).push(")");
                }
                sql.push(" order by cr.releases desc, cr.component_id desc");
            }
        }
        sql.push(" limit ").bind(limit_value(request.limit() + 1));
        let rows = sql.all(self.reader()).await?;
        let mut found = rows
            .iter()
            .map(|row| Ok((row.get("id")?, component(row)?)))
            .collect::<Result<Vec<(i64, _)>>>()?;
        let searches = rows.iter().map(|row| row.get("search")).collect::<Result<Vec<String>>>()?;
        add_licenses(self.reader(), &mut found).await?;
        let keyed = searches
            .into_iter()
            .zip(found)
            .map(|(search, (id, component))| ((search, component.releases, id), (id, component)))
            .collect();
        Page::of(keyed, request.limit(), &tag, total)
    }

    fn condition(&self, filter: &ComponentFilter, order: ComponentOrder, among: Option<&[i64]>) -> Sql {
        let mut sql = Sql::new(used(order));
        if let Some(kind) = &filter.ecosystem {
            sql.push(" and cr.kind = ").bind(kind.clone());
        }
        if let Some(text) = filter.text.as_deref().filter(|text| !text.is_empty()) {
            sql.push(" and c.search like ").bind(like(text)).push(" escape '\\'");
        }
        if let Some(license) = &filter.license {
            sql.push(" and cr.component_id in (select cl.component_id from component_license cl join license_text l on l.id = cl.license_id where l.identity = ");
            sql.bind(crate::text::fitted(license)).push(")");
        }
        if filter.without_license {
            sql.push(" and not exists (select 1 from component_license cl where cl.component_id = cr.component_id)");
        }
        if filter.direct {
            sql.push(" and cr.direct > 0");
        }
        if let Some(internal) = filter.internal {
            sql.push(if internal { " and c.internal" } else { " and not c.internal" });
        }
        if let Some(keys) = among {
            sql.push(" and cr.component_id in ");
            push_keys(&mut sql, self.dialect(), keys);
        }
        sql
    }
}

/// The condition that something is in use. In the order of names it is written so that no planner takes the index of
/// uses for it and then has to sort.
fn used(order: ComponentOrder) -> &'static str {
    match order {
        ComponentOrder::Name => " where cr.releases + 0 > 0",
        ComponentOrder::Uses => " where cr.releases > 0",
    }
}

/// A component with its package and figures; a `where` follows.
pub(crate) const SELECT: &str = "select c.id, c.uid, c.identity, c.kind, c.name, c.version, c.search, c.internal, \
     p.uid as package_uid, p.namespace, cr.releases, cr.products, cr.direct \
     from component c join package p on p.id = c.package_id left join component_rollup cr on cr.component_id = c.id";

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
