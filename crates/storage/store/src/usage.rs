//! Questions about one release or product, answered from the current graphs: which components, which twice, what differs.

use std::collections::HashMap;

use mainstay_model::Scope;
use serde::Serialize;
use uuid::Uuid;

use crate::component::{
    Component, ComponentFilter, ComponentOrder, SELECT, VERSIONS, Within, add_licenses, component,
};
use crate::graph::{ComponentKey, Graph, NodeFlags};
use crate::inventory::union;
use crate::license::Licenses;
use crate::page::{Page, PageRequest};
use crate::sbom::SbomSource;
use crate::sql::{Columns, Row, Sql, push_keys};
use crate::words::read;
use crate::{Result, Store, StoreError, Wanted};

/// A component of a release, with what the release's current SBOMs say of it together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReleaseComponent {
    /// The component with the license statements of the release's own SBOMs; its counts are over all products.
    pub component: Component,
    /// Whether the release names it itself; `None` when no document says.
    pub direct_here: Option<bool>,
    /// What it is used for; `None` when no document says.
    pub scope: Option<Scope>,
    /// Which kinds of SBOM say so.
    pub sources: Vec<SbomSource>,
}

/// A package that one release uses in several versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// How many versions there are.
    pub versions: u64,
    /// The components, at least one for each version, by purl.
    pub components: Vec<Component>,
}

impl Store {
    /// The components of a release. The filter's `within` is not looked at; `direct` means direct in this release.
    ///
    /// # Errors
    /// When the cursor belongs to another list.
    pub async fn list_release_components(
        &self,
        release: Uuid,
        filter: &ComponentFilter,
        order: ComponentOrder,
        request: &PageRequest,
    ) -> Result<Page<ReleaseComponent>> {
        let (usage, licenses) = self.usage_and_licenses(release).await?;
        let fits = |flags: &NodeFlags| {
            filter.direct.as_ref().is_none_or(|wanted| wanted.contains(&flags.directness()))
                && filter.without_license.is_none_or(|without| flags.is_licensed() != without)
        };
        let mut keys: Vec<i64> =
            usage.iter().filter(|(_, flags)| fits(flags)).map(|(component, _)| *component).collect();
        self.licensed_in(&licenses, &mut keys, &filter.license).await?;
        // What is asked of these was asked of the release's own words; the rest is the same whoever uses the component.
        let filter = ComponentFilter {
            within: Some(Within::Release(release)),
            license: Wanted::default(),
            without_license: None,
            ..filter.clone()
        };
        let page = self.components_among(&filter, Some(&keys), order, request).await?;
        let shown: Vec<i64> = page.rows.iter().map(|(key, _)| *key).collect();
        let mut said = self.in_words(&licenses, &shown).await?;
        let flags: HashMap<i64, NodeFlags> = usage.into_iter().collect();
        Ok(page.map(|(key, component)| {
            let flags = flags.get(&key).copied().unwrap_or_default();
            let component = Component { licenses: said.remove(&key).unwrap_or_default(), ..component };
            let sources = flags.sources().collect();
            ReleaseComponent { component, direct_here: flags.direct(), scope: flags.scope(), sources }
        }))
    }

    /// The components that a release uses by its current SBOMs, by key, with what is said of them: the input of a
    /// comparison. Subjects and the organization's own parts are left out.
    ///
    /// # Errors
    /// When the database fails or a record is damaged.
    pub async fn release_usage(&self, release: Uuid) -> Result<Vec<(ComponentKey, NodeFlags)>> {
        let usage = self.usage(release).await?;
        Ok(usage.into_iter().map(|(key, flags)| (ComponentKey(key), flags)).collect())
    }

    /// The components behind keys, with their licenses; asked for in pieces of a thousand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn components_of(&self, keys: &[ComponentKey]) -> Result<HashMap<ComponentKey, Component>> {
        let mut found = HashMap::with_capacity(keys.len());
        for chunk in crate::sql::chunks(keys) {
            let chunk: Vec<i64> = chunk.iter().map(|key| key.0).collect();
            let components = self.described(&chunk).await?;
            found.extend(components.into_iter().map(|(key, component)| (ComponentKey(key), component)));
        }
        Ok(found)
    }

    /// The key of a component, for finding its nodes in a graph.
    ///
    /// # Errors
    /// When there is no such component.
    pub async fn component_key(&self, component: Uuid) -> Result<ComponentKey> {
        Ok(ComponentKey(crate::people::key(self.reader(), "component", "component", component).await?))
    }

    /// The packages that a release uses in several versions, those with the most first, at most `most` of them, and how many there
    /// are. The variants of a version, such as its architectures, are one; components without a version are one together.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn duplicates(&self, release: Uuid, most: usize) -> Result<(Vec<Duplicate>, u64)> {
        let keys = self.used_in(release).await?;
        let mut several = self.in_several_versions(&keys).await?;
        let total = several.len() as u64;
        several.truncate(most);
        if several.is_empty() {
            return Ok((Vec::new(), total));
        }
        let places: HashMap<i64, usize> =
            several.iter().enumerate().map(|(place, (package, _))| (*package, place)).collect();
        let mut sql = Sql::new("select c.id, c.package_id from ");
        push_keys(&mut sql, self.dialect(), &keys);
        sql.push(" k join component c on c.id = k.value where c.package_id in ");
        push_keys(&mut sql, self.dialect(), &several.iter().map(|(package, _)| *package).collect::<Vec<_>>());
        let mut place_of = HashMap::new();
        for row in sql.all(self.reader()).await? {
            place_of.insert(ComponentKey(row.get("id")?), places[&row.get("package_id")?]);
        }
        let keys: Vec<ComponentKey> = place_of.keys().copied().collect();
        let mut found: Vec<Duplicate> =
            several.into_iter().map(|(_, versions)| Duplicate { versions, components: Vec::new() }).collect();
        for (key, component) in self.components_of(&keys).await? {
            found[place_of[&key]].components.push(component);
        }
        for duplicate in &mut found {
            duplicate.components.sort_by(|a, b| (&a.purl, a.uid).cmp(&(&b.purl, b.uid)));
        }
        Ok((found, total))
    }

    /// Of which packages some components are several versions, and how many, those with the most first.
    async fn in_several_versions(&self, components: &[i64]) -> Result<Vec<(i64, u64)>> {
        // Nearly all packages stand once: what makes names and versions of a group dear is asked of the others alone.
        let mut sql = Sql::new("with twice as (select c.package_id from ");
        push_keys(&mut sql, self.dialect(), components);
        sql.push(&format!(
            " k join component c on c.id = k.value group by c.package_id having count(*) > 1) \
             select c.package_id, {VERSIONS} as versions from twice join component c on c.package_id = twice.package_id \
             where c.id in "
        ));
        push_keys(&mut sql, self.dialect(), components);
        sql.push(&format!(
            " group by c.package_id having {VERSIONS} > 1 order by versions desc, min(c.search), c.package_id"
        ));
        let row = |row: &Row| Ok((row.get("package_id")?, row.count("versions")?));
        sql.all(self.reader()).await?.iter().map(row).collect()
    }

    /// The components that a release uses, by key, with what is said of them.
    pub(crate) async fn usage(&self, release: Uuid) -> Result<Vec<(i64, NodeFlags)>> {
        joined(&self.current_records(release).await?)
    }

    /// The keys of the components that a release uses.
    pub(crate) async fn used_in(&self, release: Uuid) -> Result<Vec<i64>> {
        Ok(self.usage(release).await?.into_iter().map(|(component, _)| component).collect())
    }

    /// The same with the license statements.
    pub(crate) async fn usage_and_licenses(
        &self,
        release: Uuid,
    ) -> Result<(Vec<(i64, NodeFlags)>, Licenses)> {
        let rows = self.current_records(release).await?;
        Ok((joined(&rows)?, self.licenses_in(&rows).await?))
    }

    /// What is kept of the current SBOMs of a release.
    async fn current_records(&self, release: Uuid) -> Result<Vec<Row>> {
        let key = crate::people::key(self.reader(), "release", "release", release).await?;
        Sql::with(
            "select s.uid, s.source, g.data, l.data as licenses from sbom s join sbom_graph g on g.sbom_id = s.id \
             left join sbom_license l on l.sbom_id = s.id \
             where s.release_id = $1 and s.state = 'ready' and s.superseded_at is null",
            [key.into()],
        )
        .all(self.reader())
        .await
    }

    /// The components behind some keys, with two queries.
    pub(crate) async fn described(&self, keys: &[i64]) -> Result<Vec<(i64, Component)>> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new(SELECT);
        sql.push(" where c.id in ");
        push_keys(&mut sql, self.dialect(), keys);
        sql.push(" order by c.search, c.id");
        let rows = sql.all(&self.reader().naming_components()).await?;
        let mut found = rows
            .iter()
            .map(|row| Ok::<_, StoreError>((row.get("id")?, component(row)?)))
            .collect::<Result<Vec<(i64, Component)>>>()?;
        add_licenses(self.reader(), &mut found).await?;
        Ok(found)
    }
}

/// What is said of each component by the SBOMs of these rows together.
fn joined(sboms: &[Row]) -> Result<Vec<(i64, NodeFlags)>> {
    let graphs = sboms
        .iter()
        .map(|row| Ok((Graph::from_bytes(&row.get::<Vec<u8>>("data")?)?, read(row, "source")?)))
        .collect::<Result<Vec<_>>>()?;
    let mut all = union(graphs.iter().map(|(graph, source)| (graph, *source)));
    all.retain(|(_, flags)| flags.is_used());
    Ok(all)
}
