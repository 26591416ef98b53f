//! Search in one box: what a text was taken for, what it found, and whether exactly one thing is meant.

use mainstay_model::Purl;
use mainstay_store::{Component, Found, Package, PageRequest, StoreError, Supplier};
use serde::Serialize;
use uuid::Uuid;

use crate::{Office, Result};

/// What a text may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// A purl, or the beginning of one.
    Purl,
    /// The beginning of a digest, and a name all the same.
    Digest,
    /// The id of an advisory, and a name all the same. No advisories are kept yet.
    Advisory,
    /// The name of a product, a package or a supplier, or a license.
    Words,
}

/// The one thing that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exact {
    /// A product by its key.
    Product(String),
    /// A package.
    Package(Package),
    /// A component.
    Component(Component),
    /// A license statement.
    License(String),
    /// A supplier.
    Supplier(Uuid),
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// What the text was taken for.
    pub reading: Reading,
    /// Everything that fits; each list is bounded.
    pub found: Found,
    /// Suppliers by name.
    pub suppliers: Vec<Supplier>,
    /// The one thing that is meant, when the text names exactly one.
    pub exact: Option<Exact>,
}

/// How many digits may be a digest, as the store reads them.
const DIGITS: usize = 8;

impl Office {
    /// Searches everything, with at most `limit` hits of each kind.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search(&self, text: &str, limit: u32) -> Result<Search> {
        let text = text.trim();
        let reading = reading(text);
        let mut found = self.store.search(text, limit).await?;
        let suppliers = match reading {
            Reading::Purl => Vec::new(),
            _ if text.is_empty() => Vec::new(),
            _ => self.store.list_suppliers(Some(text), &PageRequest::first(limit)).await?.rows,
        };
        let mut exact = exact(text, reading, &found, &suppliers);
        if reading == Reading::Purl
            && let Ok(purl) = text.parse::<Purl>()
            && purl.version().is_none()
        {
            match self.store.package(text).await {
                Ok(package) => {
                    exact = Some(Exact::Package(package.clone()));
                    found.packages.push(package);
                }
                Err(StoreError::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Search { reading, found, suppliers, exact })
    }

    /// What may be meant by the text of something that does not exist: packages with the same or a similar name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn nearest(&self, text: &str, limit: u32) -> Result<Vec<Package>> {
        let name = text.parse::<Purl>().map_or_else(|_| text.to_owned(), |purl| purl.name().to_owned());
        let name = name.trim().to_lowercase();
        let mut length = name.chars().count();
        // A name that is mistyped at its end still begins right.
        while length >= 3 {
            let start: String = name.chars().take(length).collect();
            let packages = self.store.search(&start, limit).await?.packages;
            if !packages.is_empty() {
                return Ok(packages);
            }
            length = (length * 2 / 3).min(length - 1);
        }
        Ok(Vec::new())
    }
}

fn reading(text: &str) -> Reading {
    if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("pkg:")) {
        Reading::Purl
    } else if text.len() >= DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Reading::Digest
    } else if is_advisory(text) {
        Reading::Advisory
    } else {
        Reading::Words
    }
}

/// `CVE-2021-44228`, `GHSA-jfh8-c2jp-5v3q`: a register's prefix and groups of letters and digits, one of which has a digit.
fn is_advisory(text: &str) -> bool {
    const REGISTERS: [&str; 7] = ["CVE", "GHSA", "OSV", "RUSTSEC", "PYSEC", "GO", "MAL"];
    let Some((register, rest)) = text.split_once('-') else { return false };
    REGISTERS.iter().any(|known| register.eq_ignore_ascii_case(known))
        && rest.bytes().any(|byte| byte.is_ascii_digit())
        && rest.split('-').count() >= 2
        && rest
            .split('-')
            .all(|part| part.len() >= 3 && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn exact(text: &str, reading: Reading, found: &Found, suppliers: &[Supplier]) -> Option<Exact> {
    if reading == Reading::Purl {
        let identity = |text: &str| text.parse::<Purl>().ok().map(|purl| purl.identity());
        let asked = identity(text)?;
        let is_it = |hit: &&Component| hit.purl.as_deref().and_then(identity).as_ref() == Some(&asked);
        let component = found.components.iter().find(is_it)?;
        return Some(Exact::Component(component.clone()));
    }
    let same = |name: &str| name.to_lowercase() == text.to_lowercase();
    let products = found.products.iter().filter(|product| same(&product.slug) || same(&product.name));
    let packages = found
        .packages
        .iter()
        .filter(|package| same(&package.name) || same(&format!("{}/{}", package.namespace, package.name)));
    let licenses = found.licenses.iter().filter(|license| same(&license.text));
    let suppliers = suppliers.iter().filter(|supplier| same(&supplier.name));
    let mut hits = products
        .map(|product| Exact::Product(product.slug.clone()))
        .chain(packages.cloned().map(Exact::Package))
        .chain(suppliers.map(|supplier| Exact::Supplier(supplier.uid)))
        .chain(licenses.map(|license| Exact::License(license.text.clone())))
        .chain(found.components.iter().cloned().map(Exact::Component));
    let first = hits.next()?;
    hits.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_for_what_it_looks_like() {
        for (text, expected) in [
            ("pkg:npm/lodash", Reading::Purl),
            ("deadbeefcafe", Reading::Digest),
            ("CVE-2021-44228", Reading::Advisory),
            ("cve-2021-44228", Reading::Advisory),
            ("GHSA-jfh8-c2jp-5v3q", Reading::Advisory),
            ("RUSTSEC-2024-0003", Reading::Advisory),
            ("go-git", Reading::Words),
            ("go-2", Reading::Words),
            ("cve-search", Reading::Words),
            ("MIT", Reading::Words),
            ("", Reading::Words),
        ] {
            assert_eq!(reading(text), expected, "{text}");
        }
    }
}
