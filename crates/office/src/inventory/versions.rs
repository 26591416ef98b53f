//! The versions of a package, in the order that its ecosystem gives them.

use mainstay_store::Component;
use mainstay_version::{Ecosystem, Version};
use uuid::Uuid;

use crate::{Office, Result};

impl Office {
    /// The versions of a package that are in use, newest first; those without a version, or with one that its ecosystem
    /// does not know, come last.
    ///
    /// # Errors
    /// When there is no such package.
    pub async fn versions(&self, package: Uuid) -> Result<Vec<Component>> {
        Ok(newest_first(self.store.versions_in_use(package).await?))
    }
}

/// Versions of one package, newest first; those without a version that the ecosystem knows come last.
pub(super) fn newest_first(mut components: Vec<Component>) -> Vec<Component> {
    components.sort_by_cached_key(|component| {
        let ecosystem = Ecosystem::from_purl_type(&component.ecosystem);
        let version = component.version.as_deref().map(|text| Version::parse(ecosystem, text));
        std::cmp::Reverse(version.filter(Version::is_valid))
    });
    components
}
