//! The versions of a package, in the order that its ecosystem gives them.

use mainstay_store::{Component, PackageFilter, PackageOrder, PageRequest};
use mainstay_version::{Ecosystem, Version};
use uuid::Uuid;

use super::Spread;
use crate::{Office, Result};

impl Office {
    /// The components of a package that are in use, newest version first; those without a version, or with one that its ecosystem
    /// does not know, come last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn versions(&self, package: Uuid) -> Result<Vec<Component>> {
        let mut found = self.store.components_in_use(&[package]).await?;
        Ok(newest_first(found.remove(&package).unwrap_or_default()))
    }

    /// The packages that are in use in several versions, by whichever releases, those with the most versions first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn spread_of_all(&self) -> Result<Vec<Spread>> {
        const SIZE: u32 = 1000;
        let filter = PackageFilter { several_versions: Some(true), ..PackageFilter::default() };
        let mut request = PageRequest::first(SIZE);
        let mut all = Vec::new();
        loop {
            let page = self.store.list_packages(&filter, PackageOrder::Versions, &request).await?;
            let packages: Vec<Uuid> = page.rows.iter().map(|package| package.uid).collect();
            let mut components = self.store.components_in_use(&packages).await?;
            all.extend(
                page.rows
                    .into_iter()
                    .filter_map(|package| Spread::new(package.versions, components.remove(&package.uid)?)),
            );
            match page.next {
                Some(next) => request = PageRequest::after(SIZE, next),
                None => return Ok(all),
            }
        }
    }
}

/// Versions of one package, newest first; those without a version that the ecosystem knows come last.
pub(super) fn newest_first(mut components: Vec<Component>) -> Vec<Component> {
    components.sort_by_cached_key(|component| {
        let ecosystem = Ecosystem::from_purl_type(&component.ecosystem);
        let version = component.version.as_deref().map(|text| Version::parse(ecosystem, text));
        // Variants of one version follow one another, whatever else is as new.
        (std::cmp::Reverse(version.filter(Version::is_valid)), component.version.clone())
    });
    components
}
