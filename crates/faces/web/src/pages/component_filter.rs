//! What lists of components and packages are narrowed by: one vocabulary, wherever they stand.

use mainstay_model::Directness;
use mainstay_store::{ComponentFilter, PackageFilter, Wanted, Within, public_id};
use uuid::Uuid;

use crate::list::{Filter, Kind, Query};
use crate::{Error, State};

/// The purl types that the menu offers; any other can be typed. `none` are components without a purl.
const ECOSYSTEMS: &[(&str, &str)] = &[
    ("cargo", "Cargo"),
    ("composer", "Composer"),
    ("deb", "Debian packages"),
    ("docker", "Docker images"),
    ("gem", "RubyGems"),
    ("github", "GitHub"),
    ("githubactions", "GitHub Actions"),
    ("golang", "Go"),
    ("maven", "Maven"),
    ("npm", "npm"),
    ("nuget", "NuGet"),
    ("oci", "Container images"),
    ("pypi", "Python"),
    ("rpm", "RPM packages"),
    ("none", "Without purl"),
];

/// License statements that the menu offers; any other can be typed.
const LICENSES: &[(&str, &str)] = &[
    ("MIT", "MIT"),
    ("Apache-2.0", "Apache-2.0"),
    ("BSD-3-Clause", "BSD-3-Clause"),
    ("ISC", "ISC"),
    ("MPL-2.0", "MPL-2.0"),
    ("LGPL-2.1-only", "LGPL-2.1-only"),
    ("GPL-2.0-only", "GPL-2.0-only"),
    ("GPL-3.0-only", "GPL-3.0-only"),
    ("AGPL-3.0-only", "AGPL-3.0-only"),
];

/// The purl type.
pub(crate) const ECOSYSTEM: Filter = Filter::new("ecosystem", "Ecosystem", Kind::Suggest(ECOSYSTEMS));
/// A license statement, word for word.
pub(crate) const LICENSE: Filter = Filter::new("license", "License", Kind::Suggest(LICENSES));
/// How it came in: named by a release itself, brought in by another component, or not told.
pub(crate) const DIRECT: Filter = Filter::new("direct", "Direct", Kind::Choice(WAYS));
const WAYS: &[(&str, &str)] = &[("yes", "Yes"), ("no", "No, transitive"), ("unknown", "Not told")];
/// The organization's own.
pub(crate) const INTERNAL: Filter = Filter::new("internal", "Own", Kind::Flag);
/// Nothing is known of the license.
pub(crate) const WITHOUT_LICENSE: Filter = Filter::new("without-license", "Without license", Kind::Flag);
/// There is no purl.
pub(crate) const WITHOUT_PURL: Filter = Filter::new("without-purl", "Without purl", Kind::Flag);
/// In use in more than one version.
pub(crate) const SEVERAL_VERSIONS: Filter = Filter::new("several-versions", "Several versions", Kind::Flag);
/// Used by a product.
pub(crate) const PRODUCT: Filter = Filter::new("product", "Product", Kind::Text).single();
/// Used by a release.
pub(crate) const RELEASE: Filter = Filter::new("release", "Release", Kind::Text).single();

/// What words do in these lists.
pub(crate) const HINT: &str = "Words search namespace and name; of several, they must have each. A purl, with its version or without, finds just that.";

/// The filters of a list of components that stands at a product or a release.
pub(crate) const OF_ONE: &[Filter] = &[ECOSYSTEM, LICENSE, DIRECT, WITHOUT_LICENSE, WITHOUT_PURL];

/// What the filters of a list of components ask for, `product` and `release` aside.
pub(crate) fn components(query: &Query) -> ComponentFilter {
    ComponentFilter {
        ecosystem: ecosystem(query),
        words: query.words.clone(),
        license: query.wanted(LICENSE.key),
        direct: direct(query),
        internal: query.flag(INTERNAL.key),
        without_license: query.flag(WITHOUT_LICENSE.key),
        without_purl: query.flag(WITHOUT_PURL.key),
        within: None,
    }
}

/// What the filters of a list of packages ask for, `product` and `release` aside.
pub(crate) fn packages(query: &Query) -> PackageFilter {
    PackageFilter {
        ecosystem: ecosystem(query),
        words: query.words.clone(),
        direct: direct(query),
        several_versions: query.flag(SEVERAL_VERSIONS.key),
        without_purl: query.flag(WITHOUT_PURL.key),
        within: None,
    }
}

/// The product or the release that a list is narrowed to; with both, the release must be one of the product.
pub(crate) async fn within(state: &State, query: &Query) -> Result<Option<Within>, Error> {
    let store = state.office().store();
    let product = match query.value(PRODUCT.key) {
        Some(product) => Some(store.product(product).await?.uid),
        None => None,
    };
    let Some(release) = query.value(RELEASE.key) else { return Ok(product.map(Within::Product)) };
    let release = store.release(uid(RELEASE.key, release)?).await?;
    let fits = product.is_none_or(|product| product == release.product);
    Ok(Some(if fits { Within::Release(release.uid) } else { Within::Nowhere }))
}

/// The ways of coming in that are asked for: any of those that are named but none of those that are left out; `None` for all.
fn direct(query: &Query) -> Option<Vec<Directness>> {
    const WAYS: [(Directness, &str); 3] =
        [(Directness::Direct, "yes"), (Directness::Transitive, "no"), (Directness::Unknown, "unknown")];
    let Wanted { any, none } = query.wanted::<String>(DIRECT.key);
    let names = |list: &[String], word: &str| list.iter().any(|named| named == word);
    let asked = WAYS.iter().filter(|(_, word)| (any.is_empty() || names(&any, word)) && !names(&none, word));
    let asked: Vec<Directness> = asked.map(|(way, _)| *way).collect();
    (asked.len() < WAYS.len()).then_some(asked)
}

/// What people call a purl type.
pub(crate) fn ecosystem_name(kind: &str) -> &str {
    ECOSYSTEMS.iter().find(|(known, _)| *known == kind).map_or(kind, |(_, name)| name)
}

/// The supplier of an SBOM or of a request.
pub(crate) const SUPPLIER: Filter = Filter::new("supplier", "Supplier", Kind::Text).single();

/// A public id in a filter.
pub(crate) fn uid(key: &str, text: &str) -> Result<Uuid, Error> {
    public_id(text).ok_or_else(|| {
        Error::bad_request(format!("`{key}:{text}` is not an id; take it from an address of this server."))
    })
}

/// The supplier of a filter, by id or by name, whose letter case does not count.
pub(crate) async fn supplier(state: &State, query: &Query) -> Result<Option<Uuid>, Error> {
    let Some(text) = query.value(SUPPLIER.key) else { return Ok(None) };
    if let Some(uid) = public_id(text) {
        return Ok(Some(uid));
    }
    let found = state.office().store().find_supplier(text).await?;
    found.map(Some).ok_or_else(|| Error::not_found(format!("There is no supplier `{text}`.")))
}

/// The purl types that are asked for; the store calls that of components without a purl the empty one.
fn ecosystem(query: &Query) -> Wanted {
    let Wanted { any, none } = query.wanted::<String>(ECOSYSTEM.key);
    let stored = |kind: String| if kind == "none" { String::new() } else { kind.to_lowercase() };
    Wanted { any: any.into_iter().map(stored).collect(), none: none.into_iter().map(stored).collect() }
}
