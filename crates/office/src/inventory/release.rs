//! Releases as people name them, and what one release says of itself.

use mainstay_store::{Component, PageRequest, Release, ReleaseFilter, public_id};
use serde::Serialize;
use uuid::Uuid;

use super::versions::newest_first;
use crate::{Error, Office, Result};

/// Variants of a version that are told where none was named.
const VARIANTS: u32 = 50;

/// A package that is used in several versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Spread {
    /// Group and name.
    pub name: String,
    /// The purl type; empty without a purl.
    pub ecosystem: String,
    /// The versions, newest first by the rules of the ecosystem.
    pub components: Vec<Component>,
}

impl Office {
    /// A release of a product by its id, its version, or its version and variant with a blank between.
    ///
    /// # Errors
    /// When there is no such product or release.
    pub async fn release_named(&self, product: Uuid, name: &str) -> Result<Release> {
        if let Some(uid) = public_id(name) {
            let release = self.store.release(uid).await?;
            return if release.product == product { Ok(release) } else { Err(missing(name)) };
        }
        let blanks = name.match_indices(' ').map(|(at, _)| (&name[..at], &name[at + 1..]));
        for (version, variant) in [(name, "")].into_iter().chain(blanks) {
            if let Some(uid) = self.store.find_release(product, version, variant).await? {
                return Ok(self.store.release(uid).await?);
            }
        }
        Err(self.not_named(product, name).await?)
    }

    /// Why no release is called so: there is none of the version, or it comes in variants.
    async fn not_named(&self, product: Uuid, name: &str) -> Result<Error> {
        let filter = ReleaseFilter { text: Some(name.to_owned()), ..ReleaseFilter::default() };
        let alike = self.store.list_releases_where(product, &filter, &PageRequest::first(VARIANTS)).await?;
        let variants: Vec<String> = alike
            .rows
            .iter()
            .filter(|release| release.version == name)
            .map(|release| format!("`{name} {}`", release.variant))
            .collect();
        if variants.is_empty() {
            return Ok(missing(name));
        }
        let message =
            format!("the product has release `{name}` in variants only: name {}", variants.join(" or "));
        Ok(Error::Missing(message))
    }

    /// The last releases of a product, at most `most`, oldest first: the points of a line over releases.
    ///
    /// # Errors
    /// When there is no such product.
    pub async fn last_releases(&self, product: Uuid, most: u32) -> Result<Vec<Release>> {
        let mut releases = self.store.list_releases(product, &PageRequest::first(most)).await?.rows;
        releases.reverse();
        Ok(releases)
    }

    /// The packages that a release uses in several versions, those with the most versions first.
    ///
    /// # Errors
    /// When there is no such release.
    pub async fn spread(&self, release: Uuid) -> Result<Vec<Spread>> {
        let duplicates = self.store.duplicates(release).await?;
        let mut spread: Vec<Spread> =
            duplicates.into_iter().filter_map(|one| spread(newest_first(one.components))).collect();
        spread.sort_by(|a, b| b.components.len().cmp(&a.components.len()).then_with(|| a.name.cmp(&b.name)));
        Ok(spread)
    }
}

fn spread(components: Vec<Component>) -> Option<Spread> {
    let first = components.first()?;
    Some(Spread { name: first.full_name(), ecosystem: first.ecosystem.clone(), components })
}

fn missing(name: &str) -> Error {
    Error::Missing(format!("the product has no release `{name}`"))
}
