//! Releases as people name them, and what one release says of itself.

use mainstay_store::{Component, Duplicate, PageRequest, Release, ReleaseFilter, public_id};
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
    /// How many versions there are: the variants of one, such as its architectures, are one version.
    pub versions: u64,
    /// The components, newest version first by the rules of the ecosystem.
    pub components: Vec<Component>,
}

impl Spread {
    pub(super) fn new(versions: u64, components: Vec<Component>) -> Option<Self> {
        let first = components.first()?;
        let (name, ecosystem) = (first.full_name(), first.ecosystem.clone());
        Some(Self { name, ecosystem, versions, components: newest_first(components) })
    }

    /// One component of each version, newest first.
    pub fn one_of_each(&self) -> impl Iterator<Item = &Component> {
        // The variants of a version follow one another.
        self.components.chunk_by(|a, b| a.version == b.version).filter_map(<[_]>::first)
    }
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

    /// The packages that a release uses in several versions, those with the most first, at most `most` of them, and how many there are.
    ///
    /// # Errors
    /// When there is no such release.
    pub async fn spread(&self, release: Uuid, most: usize) -> Result<(Vec<Spread>, u64)> {
        let (duplicates, total) = self.store.duplicates(release, most).await?;
        let spread = |one: Duplicate| Spread::new(one.versions, one.components);
        Ok((duplicates.into_iter().filter_map(spread).collect(), total))
    }
}

fn missing(name: &str) -> Error {
    Error::Missing(format!("the product has no release `{name}`"))
}
