//! Where a component is used, asked the way people ask: a purl, a name, a name with a range of versions.

use mainstay_store::{
    Component, ComponentFilter, ComponentOrder, Package, Page, PageRequest, ProductUses, Query, Total,
    USES_SHOWN, Use, Wanted, Within,
};
use mainstay_version::{Ecosystem, Range, Vers, Version};
use serde::Serialize;
use uuid::Uuid;

use crate::{Error, Office, Result};

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

/// Components that one question may match; a name that fits more is too wide.
const MOST_MATCHES: usize = 5000;

impl Office {
    /// Where something is used: `pkg:npm/lodash@4.17.21`, `pkg:npm/lodash`, `lodash`, and with a range of versions
    /// `pkg:npm/lodash@<4.17.21`, `lodash <4.17.21` or `pkg:npm/lodash@vers:npm/<4.17.21`.
    ///
    /// # Errors
    /// When the question cannot be read, or fits too many components.
    pub async fn where_used(&self, question: &str, request: &PageRequest) -> Result<Usage> {
        let matched = self.matching(question, None).await?;
        let products = match matched.query() {
            Some(query) => self.store.where_used(&query, request).await?,
            None => Page { rows: Vec::new(), next: None, total: Total::Exact(0) },
        };
        Ok(Usage { components: matched.components, not_comparable: matched.not_comparable, products })
    }

    /// Packages in use whose name is like the one that a question names, each with the same question about it: `log4j <2.17` is
    /// about `log4j` alone, and whoever asks may well mean `log4j-core` too. The package itself is not among them.
    ///
    /// # Errors
    /// When the question cannot be read.
    pub async fn related(&self, question: &str, limit: u32) -> Result<Vec<(Package, String)>> {
        let asked = Asked::read(question.trim())?;
        let packages = self.nearest(&asked.name, limit.saturating_add(1)).await?;
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
        match self.matching(question, None).await?.query() {
            Some(query) => Ok(self.store.uses_in_product(&query, product, request).await?),
            None => Ok(Page { rows: Vec::new(), next: None, total: Total::Exact(0) }),
        }
    }

    /// Like [`Office::where_used`], but with every use of each product of the page, for programs, which want all rows.
    ///
    /// # Errors
    /// When the question cannot be read, or fits too many components.
    pub async fn every_use(&self, question: &str, request: &PageRequest) -> Result<Usage> {
        let mut usage = self.where_used(question, request).await?;
        let query = Query::Components(usage.components.iter().map(|component| component.uid).collect());
        for product in &mut usage.products.rows {
            product.uses = self.all_uses(&query, product).await?;
        }
        Ok(usage)
    }

    /// Every use within one product, of which a page has only the newest.
    pub(super) async fn all_uses(&self, query: &Query, product: &ProductUses) -> Result<Vec<Use>> {
        if product.count <= USES_SHOWN as u64 {
            return Ok(product.uses.clone());
        }
        let mut uses = Vec::new();
        let mut request = PageRequest::first(1000);
        loop {
            let page = self.store.uses_in_product(query, product.product.uid, &request).await?;
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
        Ok(self.matching(question, Some(Within::Release(release))).await?.components)
    }

    /// The components that a question matches, and those about which that cannot be told.
    async fn matching(&self, question: &str, within: Option<Within>) -> Result<Matched> {
        let asked = Asked::read(question.trim())?;
        let mut matched = Matched::default();
        for component in self.candidates(&asked, within).await? {
            match asked.matches(&component)? {
                Some(true) => matched.components.push(component),
                Some(false) => {}
                None => matched.not_comparable.push(component),
            }
        }
        Ok(matched)
    }

    async fn candidates(&self, asked: &Asked, within: Option<Within>) -> Result<Vec<Component>> {
        let filter = ComponentFilter {
            ecosystem: Wanted::any(asked.purl.as_ref().map(|purl| purl.kind().to_owned())),
            words: vec![asked.name.clone()],
            within,
            ..ComponentFilter::default()
        };
        let mut found = Vec::new();
        let mut request = PageRequest::first(1000);
        loop {
            let page = self.store.list_components(&filter, ComponentOrder::Name, &request).await?;
            found.extend(page.rows.into_iter().filter(|component| asked.names(component)));
            if found.len() > MOST_MATCHES {
                let message = format!(
                    "`{}` fits more than {MOST_MATCHES} components; name the package as a purl",
                    asked.name
                );
                return Err(Error::Invalid(message));
            }
            match page.next {
                Some(next) => request = PageRequest::after(1000, next),
                None => return Ok(found),
            }
        }
    }
}

/// What a question matches.
#[derive(Default)]
struct Matched {
    components: Vec<Component>,
    not_comparable: Vec<Component>,
}

impl Matched {
    /// The question to the store; none when nothing matches.
    fn query(&self) -> Option<Query> {
        let uids: Vec<Uuid> = self.components.iter().map(|component| component.uid).collect();
        (!uids.is_empty()).then_some(Query::Components(uids))
    }
}

/// A question, taken apart.
struct Asked {
    purl: Option<mainstay_model::Purl>,
    name: String,
    versions: Versions,
}

enum Versions {
    Any,
    Exact(String),
    Range(String),
}

impl Asked {
    fn read(question: &str) -> Result<Self> {
        if question.is_empty() {
            return Err(Error::Invalid("ask for a purl or a name".to_owned()));
        }
        let (package, versions) = split(question);
        if package.is_empty()
            || package.starts_with("vers:")
            || package.starts_with(['<', '>', '=', '^', '~', '['])
        {
            let message =
                format!("`{question}` is a range without a package: write `pkg:TYPE/NAME@{question}`");
            return Err(Error::Invalid(message));
        }
        let purl = if package.starts_with("pkg:") {
            Some(
                package
                    .parse::<mainstay_model::Purl>()
                    .map_err(|error| Error::Invalid(format!("`{package}`: {error}")))?,
            )
        } else {
            None
        };
        let name = purl.as_ref().map_or_else(|| package.to_owned(), |purl| purl.name().to_owned());
        let versions = match versions {
            None => Versions::Any,
            Some(text) if is_range(text) => Versions::Range(text.to_owned()),
            Some(text) => Versions::Exact(purl_text(text)),
        };
        Ok(Self { purl, name, versions })
    }

    /// Whether a component is of the package that is asked for, at any version.
    fn names(&self, component: &Component) -> bool {
        let Some(asked) = &self.purl else {
            return self.is_called(&component.ecosystem, &component.namespace, &component.name);
        };
        let found = component.purl.as_deref().and_then(|text| text.parse::<mainstay_model::Purl>().ok());
        found.is_some_and(|found| found.package() == asked.package())
    }

    /// Whether a package is one that is asked for.
    fn is_about(&self, package: &Package) -> bool {
        match &self.purl {
            Some(asked) => {
                let found =
                    package.purl.as_deref().and_then(|text| text.parse::<mainstay_model::Purl>().ok());
                found.is_some_and(|found| found.package() == asked.package())
            }
            None => self.is_called(&package.ecosystem, &package.namespace, &package.name),
        }
    }

    /// Whether people mean this package by the name alone: with its namespace or without, but a scope of npm is part of the name.
    fn is_called(&self, ecosystem: &str, namespace: &str, name: &str) -> bool {
        let asked = self.name.to_lowercase();
        let alone = ecosystem != "npm" || namespace.is_empty();
        (alone && name.to_lowercase() == asked) || format!("{namespace}/{name}").to_lowercase() == asked
    }

    /// The question for the same versions of another package.
    fn about(&self, package: &Package) -> String {
        let name = package.purl.as_deref().unwrap_or(&package.name);
        match &self.versions {
            Versions::Any => name.to_owned(),
            Versions::Exact(versions) | Versions::Range(versions) => format!("{name}@{versions}"),
        }
    }

    /// Whether a component's version is asked for; `None` when that cannot be told.
    fn matches(&self, component: &Component) -> Result<Option<bool>> {
        let version = component.version.as_deref();
        Ok(match &self.versions {
            Versions::Any => Some(true),
            Versions::Exact(asked) => Some(version == Some(asked)),
            Versions::Range(text) => {
                let ecosystem = Ecosystem::from_purl_type(&component.ecosystem);
                let range = range(ecosystem, text)?;
                let version = version.map(|version| Version::parse(ecosystem, version));
                version.filter(Version::is_valid).map(|version| range.contains(&version))
            }
        })
    }
}

/// A range in the words of the component's ecosystem, or as `vers:` text, which names its ecosystem itself.
fn range(ecosystem: Ecosystem, text: &str) -> Result<Range> {
    if text.starts_with("vers:") {
        let vers = text.parse::<Vers>().map_err(|error| Error::Invalid(format!("`{text}`: {error}")))?;
        return Ok(vers.to_range());
    }
    Range::parse_native(ecosystem, text).map_err(|error| Error::Invalid(format!("`{text}`: {error}")))
}

/// The `@` that opens a segment belongs to an npm scope. People also write `name <range`: no name has a blank before a comparison.
fn split(question: &str) -> (&str, Option<&str>) {
    if let Some((name, range)) = question.split_once(char::is_whitespace)
        && !name.contains('@')
        && (range.starts_with("vers:") || range.trim_start().starts_with(['<', '>', '=', '^', '~', '[']))
    {
        return (name, Some(range.trim()));
    }
    let end = question.find("@vers:").or_else(|| question.rfind('@'));
    match end {
        Some(at) if at > 0 && !question[..at].ends_with('/') => (&question[..at], Some(&question[at + 1..])),
        _ => (question, None),
    }
}

fn is_range(text: &str) -> bool {
    text.starts_with("vers:") || text.contains(['<', '>', '=', '^', '~', '*', '|', '[', '(', ','])
}

fn purl_text(text: &str) -> String {
    let purl = format!("pkg:generic/x@{text}").parse::<mainstay_model::Purl>().ok();
    purl.and_then(|purl| purl.version().map(str::to_owned)).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_question_is_a_name_and_versions_behind_an_at_sign_or_a_comparison() {
        for (question, expected) in [
            ("lodash", ("lodash", None)),
            ("@scope/name", ("@scope/name", None)),
            ("pkg:npm/@scope/name", ("pkg:npm/@scope/name", None)),
            ("lodash@4.17.21", ("lodash", Some("4.17.21"))),
            ("lodash@>=1 <2", ("lodash", Some(">=1 <2"))),
            ("log4j-core <2.17", ("log4j-core", Some("<2.17"))),
            ("log4j-core  >= 2.0, < 2.17", ("log4j-core", Some(">= 2.0, < 2.17"))),
            ("pkg:npm/lodash vers:npm/<4", ("pkg:npm/lodash", Some("vers:npm/<4"))),
            ("Badge reader (old)", ("Badge reader (old)", None)),
            ("Widget 3000", ("Widget 3000", None)),
        ] {
            assert_eq!(split(question), expected, "{question}");
        }
    }
}
