//! What changed from one release to another.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

use mainstay_model::{Hash, Scope};
use mainstay_sbom::digests_differ;
use mainstay_store::{Component, ComponentKey};
use mainstay_version::{Ecosystem, Version};
use serde::Serialize;
use uuid::Uuid;

use crate::{Error, Office, Result};

/// What changed from one release to another, by their current SBOMs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Components that only the second uses.
    pub added: Vec<Component>,
    /// Components that only the first uses.
    pub removed: Vec<Component>,
    /// Packages that both use, in another version or under another identity.
    pub changed: Vec<Changed>,
    /// Components that both use, for another purpose, named by another hand, with other license statements or with other content.
    pub moved: Vec<Moved>,
    /// How many components both use alike.
    pub unchanged: usize,
}

/// A package in another version, or the same version under another identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// The component of the first release.
    pub before: Component,
    /// The component of the second.
    pub after: Component,
    /// What differs.
    pub difference: Difference,
    /// Whether what is said of its license differs.
    pub license: bool,
}

/// What makes a package of one release another component than that of the other release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Difference {
    /// Another version.
    Version,
    /// The same version to its ecosystem, written in another way: `1.0` and `1.0.0` of NuGet.
    Spelling,
    /// The same version under another package URL: other qualifiers or another subpath.
    Purl,
    /// The same version without a package URL: another digest or another supplier.
    Identity,
}

impl Difference {
    fn between(before: &Component, after: &Component) -> Self {
        match (before.version == after.version, before.purl == after.purl) {
            (true, true) => Self::Identity,
            (true, false) => Self::Purl,
            (false, _) if Place::of(before) == Place::of(after) => Self::Spelling,
            (false, _) => Self::Version,
        }
    }
}

/// Where a component stands among the versions of its package.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    version: Option<Version>,
    /// What its ecosystem does not understand is the same by its text alone.
    text: Option<String>,
}

impl Place {
    fn of(component: &Component) -> Self {
        let ecosystem = Ecosystem::from_purl_type(&component.ecosystem);
        let version = component.version.as_deref().map(|text| Version::parse(ecosystem, text));
        let alone = ecosystem == Ecosystem::generic() || !version.as_ref().is_some_and(Version::is_valid);
        let text = component.version.clone().filter(|_| alone);
        Self { version, text }
    }
}

/// The same component, used in another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The component.
    pub component: Component,
    /// Whether the first and the second release name it themselves.
    pub direct: [Option<bool>; 2],
    /// What the first and the second release use it for.
    pub scope: [Option<Scope>; 2],
    /// What the SBOMs of the first and the second release say of its license.
    pub licenses: [Vec<String>; 2],
    /// Whether both tell a digest of one algorithm and none in common: another artifact under the same version.
    pub content: bool,
}

/// What a release tells of a component.
#[derive(PartialEq, Eq)]
struct Told {
    direct: Option<bool>,
    scope: Option<Scope>,
    licenses: Vec<String>,
}

impl Office {
    /// Compares two releases, of one product or of two.
    ///
    /// # Errors
    /// When there is no such release; [`Error::Conflict`] where one has no SBOM that was read.
    pub async fn compare(&self, before: Uuid, after: Uuid) -> Result<Comparison> {
        for release in [self.store.release(before).await?, self.store.release(after).await?] {
            if release.figures.is_none() {
                return Err(Error::Conflict(format!(
                    "release {} has no SBOM that was read, so what it is made of is not known",
                    release.version
                )));
            }
        }
        let (old, new) = (self.told(before).await?, self.told(after).await?);
        let replaced =
            self.replaced([before, after], |key| old.contains_key(key) && new.contains_key(key)).await?;
        let differs = |key: &&ComponentKey| old.get(key) != new.get(key) || replaced.contains(key);
        let keys: Vec<ComponentKey> = old
            .keys()
            .filter(differs)
            .chain(new.keys().filter(|key| !old.contains_key(key)))
            .copied()
            .collect();
        let components = self.store.components_of(&keys).await?;
        let mut comparison = Comparison::default();
        let mut packages: BTreeMap<(String, Uuid), [Vec<Component>; 2]> = BTreeMap::new();
        for (key, component) in components {
            match (old.get(&key), new.get(&key)) {
                (Some(a), Some(b)) => comparison.moved.push(Moved {
                    component: Component { licenses: b.licenses.clone(), ..component },
                    direct: [a.direct, b.direct],
                    scope: [a.scope, b.scope],
                    licenses: [a.licenses.clone(), b.licenses.clone()],
                    content: replaced.contains(&key),
                }),
                (side, other) => {
                    let name = format!("{}/{}", component.namespace, component.name).to_lowercase();
                    let sides = packages.entry((name, component.package)).or_default();
                    let licenses = side.or(other).map_or_else(Vec::new, |told| told.licenses.clone());
                    sides[usize::from(side.is_none())].push(Component { licenses, ..component });
                }
            }
        }
        comparison.unchanged =
            old.keys().filter(|key| new.contains_key(key)).count() - comparison.moved.len();
        comparison.moved.sort_by(|a, b| order(&a.component).cmp(&order(&b.component)));
        packages.into_values().for_each(|sides| comparison.pair(sides));
        Ok(comparison)
    }

    /// The components of both releases of which both tell a digest of one algorithm, and none in common.
    async fn replaced(
        &self,
        releases: [Uuid; 2],
        is_shared: impl Fn(&ComponentKey) -> bool,
    ) -> Result<HashSet<ComponentKey>> {
        let mut sides: [HashMap<ComponentKey, Vec<Hash>>; 2] = Default::default();
        for (side, release) in sides.iter_mut().zip(releases) {
            for sbom in self.store.current_sboms(release).await? {
                let graph = self.store.graph(sbom.uid).await?;
                for (node, hashes) in (0..).zip(self.store.digests(sbom.uid).await?) {
                    let key = graph.component(node);
                    if !hashes.is_empty() && is_shared(&key) {
                        side.entry(key).or_default().extend(hashes);
                    }
                }
            }
        }
        let [old, new] = sides;
        let differ =
            |key: &ComponentKey, told: &[Hash]| new.get(key).is_some_and(|other| digests_differ(told, other));
        Ok(old.iter().filter(|(key, told)| differ(key, told)).map(|(key, _)| *key).collect())
    }

    /// What the current SBOMs of a release tell of its components.
    async fn told(&self, release: Uuid) -> Result<HashMap<ComponentKey, Told>> {
        let mut licenses = self.store.release_licenses(release).await?;
        let usage = self.store.release_usage(release).await?;
        let told = usage.into_iter().map(|(key, flags)| {
            let licenses = licenses.remove(&key).unwrap_or_default();
            (key, Told { direct: flags.direct(), scope: flags.scope(), licenses })
        });
        Ok(told.collect())
    }
}

impl Comparison {
    /// Components of one package in the one and the other release: the same versions pair first, then the same variants (an
    /// architecture, a classifier), then the others in their order; what is left over came or went.
    fn pair(&mut self, sides: [Vec<Component>; 2]) {
        let sides = sides.map(|mut side| {
            side.sort_by(|one, other| order(one).cmp(&order(other)));
            side
        });
        let sides = self.pair_alike(sides, Place::of);
        let [mut old, mut new] = self.pair_alike(sides, |component| component.variant().to_owned());
        let rest = old.len().min(new.len());
        self.removed.extend(old.drain(rest..));
        self.added.extend(new.drain(rest..));
        old.into_iter().zip(new).for_each(|(before, after)| self.change(before, after));
    }

    /// Pairs those of both sides that are alike, and returns the others, in the order of what is asked of them.
    fn pair_alike<K: Ord>(
        &mut self,
        sides: [Vec<Component>; 2],
        key: impl Fn(&Component) -> K,
    ) -> [Vec<Component>; 2] {
        let [left, right] = sides.map(|side| {
            let mut keyed: Vec<(K, Component)> =
                side.into_iter().map(|component| (key(&component), component)).collect();
            keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
            keyed
        });
        let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
        let (mut old, mut new) = (Vec::new(), Vec::new());
        while let (Some((a, _)), Some((b, _))) = (left.peek(), right.peek()) {
            match a.cmp(b) {
                Ordering::Less => old.extend(left.next()),
                Ordering::Greater => new.extend(right.next()),
                Ordering::Equal => {
                    left.next().into_iter().zip(right.next()).for_each(|(a, b)| self.change(a.1, b.1))
                }
            }
        }
        old.extend(left);
        new.extend(right);
        [old, new].map(|side| side.into_iter().map(|(_, component)| component).collect())
    }

    fn change(&mut self, before: Component, after: Component) {
        let difference = Difference::between(&before, &after);
        let license = before.licenses != after.licenses;
        self.changed.push(Changed { before, after, difference, license });
    }
}

fn order(component: &Component) -> (&str, &str, Option<&str>, Option<&str>, Uuid) {
    let (version, purl) = (component.version.as_deref(), component.purl.as_deref());
    (&component.namespace, &component.name, version, purl, component.uid)
}
