//! Search in one box: what a text was taken for, what it found, and whether exactly one thing is meant.

use mainstay_model::Purl;
use mainstay_store::{
    Component, Found, Package, PackageFilter, PackageOrder, PageRequest, StoreError, Supplier,
};
use serde::Serialize;
use uuid::Uuid;

use super::question::Asked;
use super::versions::newest_first;
use crate::{Error, Office, Result};

mod digest;

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
    /// A package by its name with a version, or with its group before it: `lodash@4.17.21`, `org.example:name`.
    Coordinates,
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

impl Office {
    /// Searches everything, with at most `limit` hits of each kind.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search(&self, text: &str, limit: u32) -> Result<Search> {
        let text = text.trim();
        let digits = digest::digits(text);
        let (mut reading, text) = match &digits {
            Some(digits) => (Reading::Digest, digits.as_str()),
            None => (reading(text), text),
        };
        if reading == Reading::Purl {
            return self.search_purl(text, limit).await;
        }
        let mut found = self.store.search(text, limit).await?;
        self.add_respelled(text, limit, &mut found).await?;
        let suppliers = match text {
            "" => Vec::new(),
            _ => self.store.list_suppliers(Some(text), &PageRequest::first(limit)).await?.rows,
        };
        let mut exact = exact(text, &found, &suppliers);
        if reading == Reading::Words
            && found == Found::default()
            && suppliers.is_empty()
            && let Some((spelled, exactly)) = self.spelled(text, limit).await?
        {
            (reading, found, exact) = (Reading::Coordinates, spelled, exactly);
        }
        Ok(Search { reading, found, suppliers, exact })
    }

    /// What a purl names: the components that a question about it matches, and without a version the package. What is typed may
    /// stop anywhere: where it is no package that is known, or has a version, everything that begins so follows.
    async fn search_purl(&self, text: &str, limit: u32) -> Result<Search> {
        let known = match self.store.package(text).await {
            Ok(package) => Some(package),
            Err(StoreError::NotFound { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        let any_version = Asked::readings(text).is_ok_and(|asked| asked.iter().all(Asked::is_of_any_version));
        let package = known.filter(|_| any_version);
        let mut components = match self.matching(text, None).await {
            Ok(matched) => newest_first(matched.components),
            // Too wide, or not typed to its end.
            Err(Error::Invalid(_)) => Vec::new(),
            Err(error) => return Err(error),
        };
        let exact = match (&package, components.as_slice()) {
            (Some(package), _) => Some(Exact::Package(package.clone())),
            (None, [component]) => Some(Exact::Component(component.clone())),
            (None, all) => the_one(text, all),
        };
        if package.is_none() {
            let mut begun = self.store.search(text, limit).await?.components;
            begun.retain(|one| components.iter().all(|other| other.uid != one.uid));
            components.append(&mut begun);
        }
        components.truncate(limit as usize);
        let found = Found { components, packages: package.into_iter().collect(), ..Found::default() };
        Ok(Search { reading: Reading::Purl, found, suppliers: Vec::new(), exact })
    }

    /// Adds packages of exactly this name in the spelling of another document, where their registry takes both for the same.
    async fn add_respelled(&self, text: &str, limit: u32, found: &mut Found) -> Result<()> {
        let names = Asked::readings(text).unwrap_or_default();
        for purl in names.first().map(Asked::purls).unwrap_or_default() {
            match self.store.package(&purl.to_string()).await {
                Ok(package) if package.uses > 0 => {
                    if found.packages.iter().all(|one| one.uid != package.uid) {
                        found.packages.insert(0, package);
                    }
                }
                Ok(_) | Err(StoreError::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        found.packages.truncate(limit as usize);
        Ok(())
    }

    /// What the coordinates of a package name, when the text is such: its components of the version; where none is in use, the package.
    async fn spelled(&self, text: &str, limit: u32) -> Result<Option<(Found, Option<Exact>)>> {
        for coordinates in coordinates(text) {
            let packages = self.packages_at(&coordinates, limit).await?;
            let mut found = Found::default();
            if let Some(version) = coordinates.version {
                let uids: Vec<Uuid> = packages.iter().map(|package| package.uid).collect();
                let mut in_use = self.store.components_in_use(&uids).await?;
                let same =
                    |one: &Component| one.version.as_deref().is_some_and(|own| is_version(own, version));
                for uid in &uids {
                    found.components.extend(in_use.remove(uid).into_iter().flatten().filter(same));
                }
            }
            found.components.truncate(limit as usize);
            if found.components.is_empty() {
                found.packages = packages;
            }
            let exact = match (found.components.as_slice(), found.packages.as_slice()) {
                ([component], []) => Some(Exact::Component(component.clone())),
                // A version that is not in use is not the package.
                ([], [package]) if coordinates.version.is_none() => Some(Exact::Package(package.clone())),
                _ => None,
            };
            if found != Found::default() {
                return Ok(Some((found, exact)));
            }
        }
        Ok(None)
    }

    async fn packages_at(&self, coordinates: &Coordinates<'_>, limit: u32) -> Result<Vec<Package>> {
        let filter = PackageFilter { words: vec![coordinates.name.to_owned()], ..PackageFilter::default() };
        let request = PageRequest::first(limit.max(MOST_NAMESAKES));
        let mut found = self.store.list_packages(&filter, PackageOrder::Uses, &request).await?.rows;
        found.retain(|package| coordinates.name(package));
        found.truncate(limit as usize);
        Ok(found)
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
    } else if text.len() >= digest::DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
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

/// A package as people write it who know no purls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Coordinates<'t> {
    group: Option<&'t str>,
    name: &'t str,
    version: Option<&'t str>,
}

impl Coordinates<'_> {
    /// Whether they name a package, letter case aside.
    fn name(&self, package: &Package) -> bool {
        let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
        let full = format!("{}/{}", package.namespace, package.name);
        (same(&package.name, self.name) || same(&full, self.name))
            && self.group.is_none_or(|group| same(&package.namespace, group))
    }
}

/// Packages of one name that are looked at for one of a certain group.
const MOST_NAMESAKES: u32 = 200;

/// What a text may mean as coordinates, the likeliest first: `name@1`, `name==1`, `group:name`, `group:name:1`, `group:name:jar:1`,
/// `name:1`, `name 1`.
fn coordinates(text: &str) -> Vec<Coordinates<'_>> {
    let begins_as_one =
        |text: &str| text.trim_start_matches(['v', 'V']).starts_with(|c: char| c.is_ascii_digit());
    let mut all = Vec::new();
    if let Some((name, version)) = text.split_once("==") {
        all.push(Coordinates { group: None, name: name.trim(), version: Some(version.trim()) });
    } else if let Some(at) = text.rfind('@').filter(|&at| at > 0 && !text[..at].ends_with('/')) {
        all.push(Coordinates { group: None, name: &text[..at], version: Some(&text[at + 1..]) });
    }
    match *text.split(':').collect::<Vec<_>>() {
        [name, version] if begins_as_one(version) => {
            all.push(Coordinates { group: None, name, version: Some(version) });
        }
        [group, name] => all.push(Coordinates { group: Some(group), name, version: None }),
        [group, name, version] | [group, name, _, version] => {
            all.push(Coordinates { group: Some(group), name, version: Some(version) });
        }
        _ => {}
    }
    if let Some((name, version)) =
        text.rsplit_once(char::is_whitespace).filter(|(_, last)| begins_as_one(last))
    {
        all.push(Coordinates { group: None, name: name.trim_end(), version: Some(version) });
    }
    let given = |text: Option<&str>| text.is_none_or(|text| !text.is_empty());
    all.retain(|one| !one.name.is_empty() && given(one.group) && given(one.version));
    all
}

/// Whether a version is the one that was written, with or without the `v` that tags begin with.
fn is_version(own: &str, asked: &str) -> bool {
    own == asked || own.trim_start_matches('v') == asked.trim_start_matches('v')
}

/// The component of exactly this purl.
fn the_one(purl: &str, components: &[Component]) -> Option<Exact> {
    let identity = |text: &str| text.parse::<Purl>().ok().map(|purl| purl.identity());
    let asked = identity(purl)?;
    let is_it = |hit: &&Component| hit.purl.as_deref().and_then(identity).as_ref() == Some(&asked);
    components.iter().find(is_it).cloned().map(Exact::Component)
}

fn exact(text: &str, found: &Found, suppliers: &[Supplier]) -> Option<Exact> {
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
    fn packages_are_read_as_people_write_them() {
        let told = |text| {
            coordinates(text).into_iter().map(|one| (one.group, one.name, one.version)).collect::<Vec<_>>()
        };
        let group = Some("org.example");
        for (text, expected) in [
            ("lodash@4.17.21", (None, "lodash", Some("4.17.21"))),
            ("@scope/name@1.0.0", (None, "@scope/name", Some("1.0.0"))),
            ("django==4.2", (None, "django", Some("4.2"))),
            ("org.example:core", (group, "core", None)),
            ("org.example:core:2.0", (group, "core", Some("2.0"))),
            ("org.example:core:jar:2.0", (group, "core", Some("2.0"))),
            ("core:2.0", (None, "core", Some("2.0"))),
            ("core v2.0", (None, "core", Some("v2.0"))),
        ] {
            assert_eq!(told(text), [expected], "{text}");
        }
        for text in
            ["lodash", "@scope/name", "web shop", "a:", ":b", "x@", "", "https://example.org/a:b:c:d:e"]
        {
            assert_eq!(told(text), [], "{text}");
        }
    }

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
