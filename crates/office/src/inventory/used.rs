//! Where a component is used, asked the way people ask: a purl, a name, a name with a range of versions.

use std::collections::BTreeSet;

use mainstay_store::{Component, Package, Page, PageRequest, ProductUses, USES_SHOWN, Use};
use serde::Serialize;
use uuid::Uuid;

use super::question::Asked;
use crate::{Office, Result};

/// Where something is used.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Usage {
    /// The components that the question matched.
    pub components: Vec<Component>,
    /// Components whose version could not be compared with the range; they are not among the matches, and not
    /// known to be outside of it either.
    pub not_comparable: Vec<Component>,
    /// The products that use them.
    pub products: Page<ProductUses>,
}

/// Uses that a page for programs holds, unless its first product alone has more.
const MOST_USES: u64 = 10_000;

/// Components that one question may match; a name that fits more is too wide.
const MOST_MATCHES: usize = 5000;

/// Components that are looked at for one question: some packages have very many versions, of which a range leaves few.
const MOST_CANDIDATES: usize = 100_000;

impl Office {
    /// Where something is used: `pkg:npm/lodash@4.17.21`, `pkg:npm/lodash`, `lodash`, and with a range of versions
    /// `pkg:npm/lodash@<4.17.21`, `lodash <4.17.21` or `pkg:npm/lodash@vers:npm/<4.17.21`. Qualifiers and a subpath of a purl
    /// must be those of the component, which may have more.
    ///
    /// # Errors
    /// When the question cannot be read, or fits too many components.
    pub async fn where_used(&self, question: &str, request: &PageRequest) -> Result<Usage> {
        let matched = self.matching(question, None).await?;
        let products = self.store.where_used(&matched.uids(), request).await?;
        Ok(Usage { components: matched.components, not_comparable: matched.not_comparable, products })
    }

    /// Packages in use whose name is like the one that a question names, each with the same question about it: `log4j <2.17` is
    /// about `log4j` alone, and whoever asks may well mean `log4j-core` too. The package itself is not among them.
    ///
    /// # Errors
    /// When the question cannot be read.
    pub async fn related(&self, question: &str, limit: u32) -> Result<Vec<(Package, String)>> {
        // The last reading has the shortest name.
        let Some(asked) = Asked::readings(question)?.pop() else { return Ok(Vec::new()) };
        let packages = self.nearest(asked.word(), limit.saturating_add(1)).await?;
        let others = packages.into_iter().filter(|package| !asked.is_about(package));
        Ok(others
            .map(|package| {
                let question = asked.about(&package);
                (package, question)
            })
            .take(limit as usize)
            .collect())
    }

    /// Every use within one product, newest release first, of what a question matches.
    ///
    /// # Errors
    /// When the question cannot be read or fits too many components, or there is no such product.
    pub async fn uses_in_product(
        &self,
        question: &str,
        product: Uuid,
        request: &PageRequest,
    ) -> Result<Page<Use>> {
        let matched = self.matching(question, None).await?;
        Ok(self.store.uses_in_product(&matched.uids(), product, request).await?)
    }

    /// Like [`Office::where_used`], but with every use of each product of the page, for programs, which want all rows. The page has
    /// fewer products than are asked for where they have more than ten thousand uses together.
    ///
    /// # Errors
    /// When the question cannot be read, or fits too many components.
    pub async fn every_use(&self, question: &str, request: &PageRequest) -> Result<Usage> {
        self.uses_up_to(MOST_USES, question, request).await
    }

    async fn uses_up_to(&self, most: u64, question: &str, request: &PageRequest) -> Result<Usage> {
        let mut usage = self.where_used(question, request).await?;
        let components: Vec<Uuid> = usage.components.iter().map(|component| component.uid).collect();
        let fitting = fitting(most, &usage.products.rows);
        if fitting < usage.products.rows.len() {
            let size = u32::try_from(fitting).unwrap_or(u32::MAX);
            usage.products =
                self.store.where_used(&components, &PageRequest { size, ..request.clone() }).await?;
        }
        for product in &mut usage.products.rows {
            product.uses = self.all_uses(&components, product).await?;
        }
        Ok(usage)
    }

    /// Every use within one product, of which a page has only the newest.
    pub(super) async fn all_uses(&self, components: &[Uuid], product: &ProductUses) -> Result<Vec<Use>> {
        if product.count <= USES_SHOWN as u64 {
            return Ok(product.uses.clone());
        }
        let mut uses = Vec::new();
        let mut request = PageRequest::first(1000);
        loop {
            let page = self.store.uses_in_product(components, product.product.uid, &request).await?;
            uses.extend(page.rows);
            match page.next {
                Some(next) => request = PageRequest::after(1000, next),
                None => return Ok(uses),
            }
        }
    }

    /// The components of a release that a question matches: `pkg:npm/lodash`, `lodash`, with a version or a range.
    ///
    /// # Errors
    /// When the question cannot be read, or there is no such release.
    pub async fn matching_in(&self, question: &str, release: Uuid) -> Result<Vec<Component>> {
        Ok(self.matching(question, Some(release)).await?.components)
    }

    /// The components that a question matches, and those about which that cannot be told.
    pub(super) async fn matching(&self, question: &str, release: Option<Uuid>) -> Result<Matched> {
        let mut matched = Matched::default();
        let mut seen = BTreeSet::new();
        for asked in Asked::readings(question)? {
            for component in self.candidates(&asked, release).await? {
                let matches = asked.matches(&component)?;
                if matches == Some(false) || !seen.insert(component.uid) {
                    continue;
                }
                match matches {
                    Some(_) => matched.components.push(component),
                    None => matched.not_comparable.push(component),
                }
                if matched.components.len() + matched.not_comparable.len() > MOST_MATCHES {
                    return Err(asked.too_wide(MOST_MATCHES));
                }
            }
        }
        Ok(matched)
    }

    /// The components of the packages that are asked for, at any version.
    async fn candidates(&self, asked: &Asked, release: Option<Uuid>) -> Result<Vec<Component>> {
        let mut found = Vec::new();
        if asked.purl().is_none() {
            found.push(self.store.components_called(asked.word(), release, MOST_CANDIDATES + 1).await?);
        }
        for purl in asked.purls() {
            let purl = purl.to_string();
            found.push(self.store.components_of_package(&purl, release, MOST_CANDIDATES + 1).await?);
        }
        if found.iter().map(Vec::len).sum::<usize>() > MOST_CANDIDATES {
            return Err(asked.too_wide(MOST_CANDIDATES));
        }
        Ok(found.into_iter().flatten().filter(|component| asked.names(component)).collect())
    }
}

/// What a question matches.
#[derive(Default)]
pub(super) struct Matched {
    pub(super) components: Vec<Component>,
    not_comparable: Vec<Component>,
}

impl Matched {
    fn uids(&self) -> Vec<Uuid> {
        self.components.iter().map(|component| component.uid).collect()
    }
}

/// How many products, from the first, have so many uses together at most; one at least.
fn fitting(most: u64, products: &[ProductUses]) -> usize {
    let within = products.iter().scan(0_u64, |sum, product| {
        *sum = sum.saturating_add(product.count);
        (*sum <= most).then_some(())
    });
    within.count().max(1)
}

#[cfg(test)]
mod tests;
