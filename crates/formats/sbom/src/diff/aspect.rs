//! What of a component can differ.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;
use std::hash::Hash;

use mainstay_model::{Bom, Component, LicenseClaim, LicenseText, Party, Purl, Reference};
use mainstay_version::{Ecosystem, compare};
use serde::Serialize;

use super::native;
use crate::license_ref;

/// What of a component can differ. Displayed as in JSON: `first-party`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// The version, or the range where there is no version.
    Version,
    /// How the version is written, while it is one version for its ecosystem: `1.0` and `1.0.0` of NuGet.
    Spelling,
    /// What is said of the license.
    License,
    /// What it is used for.
    Scope,
    /// Direct or transitive.
    Directness,
    /// A digest of one algorithm differs while the version is the same: the content changed.
    Content,
    /// Who supplies it.
    Supplier,
    /// The relations that begin at it.
    Relations,
    /// The name or the group, while the package URL is the same.
    Name,
    /// Qualifiers or subpath of the package URL, or its version while the component's own is the same.
    Purl,
    /// What sort of thing it is.
    Type,
    /// CPE names.
    Cpe,
    /// Other identities.
    Identifiers,
    /// Whether all its dependencies are told.
    Completeness,
    /// Where it comes from, and whether that is a place of the organization.
    Origin,
    /// Whether the organization builds it itself.
    FirstParty,
    /// Which digests are told, while none of them contradicts another and the version is the same.
    Digests,
    /// The copyright text.
    Copyright,
    /// Who made it.
    Manufacturer,
    /// Its authors.
    Authors,
    /// Who publishes it.
    Publisher,
    /// What it is, in words.
    Description,
    /// Pointers to elsewhere.
    References,
    /// Where it was found.
    Locations,
    /// Name and value pairs.
    Properties,
    /// Parts that only formats of one family have.
    NativeParts,
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// What differs between two descriptions of one component, of which the relations are known to differ or not.
pub(super) fn differing(a: &Component, b: &Component, related: bool) -> Vec<Aspect> {
    let kind = a.purl.as_ref().map_or("", Purl::kind);
    let is_one = |a: Option<&str>, b: Option<&str>| is_one_version(kind, a, b);
    let same_version =
        is_one(a.version.as_deref(), b.version.as_deref()) && a.version_range == b.version_range;
    let content = same_version && digests_differ(&a.hashes, &b.hashes);
    let address = |component: &Component| {
        let purl = component.purl.clone()?;
        Some((purl.qualifiers().clone(), purl.subpath().map(str::to_owned)))
    };
    let version =
        |component: &'_ Component| component.purl.as_ref().and_then(|purl| purl.version().map(str::to_owned));
    let other_purl = same_version && !is_one(version(a).as_deref(), version(b).as_deref());
    let differs = [
        (Aspect::Version, !same_version),
        (
            Aspect::Spelling,
            same_version && (a.version != b.version || !other_purl && version(a) != version(b)),
        ),
        (Aspect::License, unlike_by(&a.licenses, &b.licenses, claim)),
        (Aspect::Scope, a.scope != b.scope),
        (Aspect::Directness, a.directness != b.directness),
        (Aspect::Content, content),
        (Aspect::Supplier, a.supplier.as_deref().map(party) != b.supplier.as_deref().map(party)),
        (Aspect::Relations, related),
        (Aspect::Name, (&a.group, &a.name) != (&b.group, &b.name)),
        (Aspect::Purl, other_purl || address(a) != address(b)),
        (Aspect::Type, a.kind != b.kind),
        (Aspect::Cpe, unlike(&a.cpes, &b.cpes)),
        (Aspect::Identifiers, unlike(&a.identifiers, &b.identifiers)),
        (Aspect::Completeness, a.graph != b.graph),
        (Aspect::Origin, (&a.origin, a.private_origin) != (&b.origin, b.private_origin)),
        (Aspect::FirstParty, a.first_party != b.first_party),
        (Aspect::Digests, same_version && !content && unlike(&a.hashes, &b.hashes)),
        (Aspect::Copyright, a.copyright != b.copyright),
        (Aspect::Manufacturer, a.manufacturer.as_deref().map(party) != b.manufacturer.as_deref().map(party)),
        (Aspect::Authors, unlike_by(&a.authors, &b.authors, party)),
        (Aspect::Publisher, a.publisher != b.publisher),
        (Aspect::Description, a.description != b.description),
        (Aspect::References, unlike_by(&a.references, &b.references, reference)),
        (Aspect::Locations, unlike(&a.locations, &b.locations)),
        (Aspect::Properties, unlike(&a.properties, &b.properties)),
        (Aspect::NativeParts, !native::say_the_same(&a.extensions, &b.extensions)),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(aspect, _)| aspect).collect()
}

/// Whether two texts are one version, as the ecosystem of a purl type compares them.
fn is_one_version(kind: &str, a: Option<&str>, b: Option<&str>) -> bool {
    let ecosystem = Ecosystem::from_purl_type(kind);
    match (a, b) {
        (Some(a), Some(b)) if ecosystem != Ecosystem::generic() => {
            compare(ecosystem, a, b) == Ordering::Equal
        }
        (a, b) => a == b,
    }
}

/// Whether two lists differ, whatever their order and repetition.
fn unlike<T: Eq + Hash>(a: &[T], b: &[T]) -> bool {
    unlike_by(a, b, |item| item)
}

/// The same of lists whose items say the same where their keys are equal.
fn unlike_by<'t, T: PartialEq, K: Eq + Hash>(a: &'t [T], b: &'t [T], key: fn(&'t T) -> K) -> bool {
    let keys = |items: &'t [T]| items.iter().map(key).collect::<HashSet<K>>();
    a != b && keys(a) != keys(b)
}

/// What is said of the license. That one format calls an id what another calls an expression is no difference.
fn claim(claim: &LicenseClaim) -> impl Eq + Hash {
    (claim.source, claim.value.as_str(), &claim.text, &claim.url)
}

/// What is said of a person or an organization: neither mail addresses nor web addresses have an order.
fn party(party: &Party) -> impl Eq + Hash {
    let [mails, urls] = [&party.mails, &party.urls].map(|list| list.iter().collect::<BTreeSet<_>>());
    (party.kind, &party.name, mails, urls, &party.phone)
}

/// What a pointer says: its digests have no order.
fn reference(reference: &Reference) -> impl Eq + Hash {
    let hashes: BTreeSet<_> = reference.hashes.iter().collect();
    (&reference.kind, &reference.url, &reference.comment, hashes)
}

/// The texts of the licenses that a document defines, by their names.
pub(super) type Texts<'b> = HashMap<&'b str, &'b LicenseText>;

/// Those of one document.
pub(super) fn texts(bom: &Bom) -> Texts<'_> {
    bom.document.license_texts.iter().map(|text| (text.id.as_str(), text)).collect()
}

/// Whether the same license expressions name licenses that say something else.
pub(super) fn texts_differ(a: &Component, b: &Component, texts: &(Texts<'_>, Texts<'_>)) -> bool {
    if texts.0.is_empty() || texts.1.is_empty() {
        return false;
    }
    fn names(component: &Component) -> HashSet<&str> {
        component.licenses.iter().flat_map(|claim| license_ref::names(claim.value.as_str())).collect()
    }
    let (old, new) = (names(a), names(b));
    let of = |texts: &Texts<'_>, name: &str| texts.get(name).map(|text| text.text.clone());
    let mut both = old.intersection(&new).map(|name| (of(&texts.0, name), of(&texts.1, name)));
    both.any(|texts| matches!(texts, (Some(old), Some(new)) if old != new))
}

/// Whether two lists have a digest of one algorithm and no value of it in common: they are of different artifacts.
pub fn digests_differ(a: &[mainstay_model::Hash], b: &[mainstay_model::Hash]) -> bool {
    let (old, new) = (digests(a), digests(b));
    old.iter().any(|(algorithm, values)| new.get(algorithm).is_some_and(|new| values.is_disjoint(new)))
}

/// The digests by algorithm.
fn digests(hashes: &[mainstay_model::Hash]) -> HashMap<&str, HashSet<&str>> {
    let mut found: HashMap<&str, HashSet<&str>> = HashMap::new();
    for hash in hashes {
        found.entry(&hash.algorithm).or_default().insert(&hash.value);
    }
    found
}
