//! What changed from one release to another.

use std::collections::{BTreeMap, HashMap};

use mainstay_model::Scope;
use mainstay_store::{Component, ComponentKey};
use serde::Serialize;
use uuid::Uuid;

use crate::{Office, Result};

/// What changed from one release to another, by their current SBOMs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Components that only the second uses.
    pub added: Vec<Component>,
    /// Components that only the first uses.
    pub removed: Vec<Component>,
    /// Packages that both use, in another version or under another identity.
    pub changed: Vec<Changed>,
    /// Components that both use, for another purpose, named by another hand or with other license statements.
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
    /// Whether what is said of its license differs.
    pub license: bool,
}

/// What makes a package of one release another component than that of the other release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Another version.
    Version,
    /// The same version under another package URL: other qualifiers or another subpath.
    Purl,
    /// The same version without a package URL: another digest or another supplier.
    Identity,
}

impl Changed {
    /// What differs.
    pub fn difference(&self) -> Difference {
        let (before, after) = (&self.before, &self.after);
        if before.version != after.version {
            Difference::Version
        } else if before.purl != after.purl {
            Difference::Purl
        } else {
            Difference::Identity
        }
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
    /// When there is no such release.
    pub async fn compare(&self, before: Uuid, after: Uuid) -> Result<Comparison> {
        self.store.release(before).await?;
        self.store.release(after).await?;
        let (old, new) = (self.told(before).await?, self.told(after).await?);
        let differs = |key: &&ComponentKey| old.get(key) != new.get(key);
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
    /// Versions of one package pair in order; what is left over came or went.
    fn pair(&mut self, [mut old, mut new]: [Vec<Component>; 2]) {
        old.sort_by(|a, b| order(a).cmp(&order(b)));
        new.sort_by(|a, b| order(a).cmp(&order(b)));
        let pairs = old.len().min(new.len());
        self.removed.extend(old.split_off(pairs));
        self.added.extend(new.split_off(pairs));
        self.changed.extend(old.into_iter().zip(new).map(|(before, after)| Changed {
            license: before.licenses != after.licenses,
            before,
            after,
        }));
    }
}

fn order(component: &Component) -> (&str, &str, Option<&str>) {
    (&component.namespace, &component.name, component.version.as_deref())
}
