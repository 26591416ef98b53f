//! What changed between two BOMs.
//!
//! Components are paired by package: the purl without its version, else group and name. A package that stands in
//! several versions pairs equal versions first; what is left over pairs in order, and the rest was added or
//! removed.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use mainstay_model::{Bom, Component, LicenseSource, NodeId};
use serde::Serialize;

/// What changed from one BOM to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// Components of the second that the first has not.
    pub added: Vec<NodeId>,
    /// Components of the first that the second has not.
    pub removed: Vec<NodeId>,
    /// Components of both that differ.
    pub changed: Vec<Change>,
    /// The number of components that are the same in both.
    pub unchanged: usize,
}

/// A component of both BOMs that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The component in the first.
    pub before: NodeId,
    /// The component in the second.
    pub after: NodeId,
    /// What differs, in the order of [`Aspect`].
    pub aspects: Vec<Aspect>,
}

/// What of a component can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// The version, or the range where there is no version.
    Version,
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
}

/// Compares two BOMs. First-party components take part like any others.
pub fn diff(before: &Bom, after: &Bom) -> Diff {
    let mut diff = Diff::default();
    let (mut old, mut new) = (by_package(before), by_package(after));
    let packages: BTreeSet<String> = old.keys().chain(new.keys()).cloned().collect();
    for package in packages {
        let (mut old, mut new) =
            (old.remove(&package).unwrap_or_default(), new.remove(&package).unwrap_or_default());
        pair_equal_versions(before, after, &mut old, &mut new, &mut diff);
        let pairs = old.len().min(new.len());
        for (&a, &b) in old.iter().zip(&new) {
            record(before, after, a, b, &mut diff);
        }
        diff.removed.extend(&old[pairs..]);
        diff.added.extend(&new[pairs..]);
    }
    diff
}

fn by_package(bom: &Bom) -> BTreeMap<String, Vec<NodeId>> {
    let mut packages: BTreeMap<String, Vec<NodeId>> = BTreeMap::new();
    for (component, index) in bom.components.iter().zip(0..) {
        packages.entry(package(component)).or_default().push(NodeId(index));
    }
    for members in packages.values_mut() {
        members.sort_by_key(|&id| (bom.component(id).version.clone(), id));
    }
    packages
}

fn package(component: &Component) -> String {
    match &component.purl {
        Some(purl) => purl.package().to_string(),
        None => format!("{}\0{}", component.group.as_deref().unwrap_or_default(), component.name),
    }
}

/// Pairs equal versions and leaves the others in the lists. Both are sorted by version, so one walk finds them: a
/// document may list one package in very many versions.
fn pair_equal_versions(
    before: &Bom,
    after: &Bom,
    old: &mut Vec<NodeId>,
    new: &mut Vec<NodeId>,
    diff: &mut Diff,
) {
    let mut left = std::mem::take(old).into_iter().peekable();
    let mut right = std::mem::take(new).into_iter().peekable();
    while let (Some(&a), Some(&b)) = (left.peek(), right.peek()) {
        match before.component(a).version.cmp(&after.component(b).version) {
            Ordering::Less => old.extend(left.next()),
            Ordering::Greater => new.extend(right.next()),
            Ordering::Equal => {
                record(before, after, a, b, diff);
                left.next();
                right.next();
            }
        }
    }
    old.extend(left);
    new.extend(right);
}

fn record(before: &Bom, after: &Bom, a: NodeId, b: NodeId, diff: &mut Diff) {
    let aspects = aspects(before.component(a), after.component(b));
    if aspects.is_empty() {
        diff.unchanged += 1;
    } else {
        diff.changed.push(Change { before: a, after: b, aspects });
    }
}

fn aspects(a: &Component, b: &Component) -> Vec<Aspect> {
    let same_version = a.version == b.version && a.version_range == b.version_range;
    let supplier = |component: &Component| component.supplier.as_ref().map(|party| party.name.clone());
    let differs = [
        (Aspect::Version, !same_version),
        (Aspect::License, licenses(a) != licenses(b)),
        (Aspect::Scope, a.scope != b.scope),
        (Aspect::Directness, a.directness != b.directness),
        (Aspect::Content, same_version && digests_differ(a, b)),
        (Aspect::Supplier, supplier(a) != supplier(b)),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(aspect, _)| aspect).collect()
}

fn licenses(component: &Component) -> Vec<(LicenseSource, &str)> {
    let mut claims: Vec<_> =
        component.licenses.iter().map(|claim| (claim.source, claim.value.as_str())).collect();
    claims.sort_unstable();
    claims.dedup();
    claims
}

/// Whether both carry a digest of one algorithm and no value of it is common to both.
fn digests_differ(a: &Component, b: &Component) -> bool {
    let (old, new) = (digests(a), digests(b));
    old.iter().any(|(algorithm, values)| new.get(algorithm).is_some_and(|new| values.is_disjoint(new)))
}

/// The digests by algorithm.
fn digests(component: &Component) -> HashMap<&str, HashSet<&str>> {
    let mut found: HashMap<&str, HashSet<&str>> = HashMap::new();
    for hash in &component.hashes {
        found.entry(&hash.algorithm).or_default().insert(&hash.value);
    }
    found
}

#[cfg(test)]
mod tests {
    use mainstay_model::{Hash, LicenseClaim, Scope};
    use proptest::prelude::*;

    use super::*;

    fn bom(purls: &[&str]) -> Bom {
        let mut bom = Bom::default();
        for purl in purls {
            bom.add(Component::from_purl(purl.parse().unwrap()));
        }
        bom
    }

    #[test]
    fn another_version_of_a_package_is_a_change_and_not_a_removal() {
        let diff = diff(&bom(&["pkg:npm/a@1", "pkg:npm/b@1"]), &bom(&["pkg:npm/a@2", "pkg:npm/c@1"]));
        assert_eq!(diff.changed.len(), 1);
        assert_eq!(diff.changed[0].aspects, [Aspect::Version]);
        assert_eq!((diff.added.len(), diff.removed.len(), diff.unchanged), (1, 1, 0));
    }

    #[test]
    fn several_versions_of_a_package_pair_equal_ones_first() {
        let diff =
            diff(&bom(&["pkg:npm/a@1", "pkg:npm/a@2"]), &bom(&["pkg:npm/a@2", "pkg:npm/a@3", "pkg:npm/a@4"]));
        assert_eq!(diff.unchanged, 1);
        assert_eq!((diff.changed.len(), diff.added.len(), diff.removed.len()), (1, 1, 0));
    }

    #[test]
    fn one_package_in_very_many_versions_takes_no_square_of_time() {
        let many = |from: usize| {
            let mut bom = Bom::default();
            for version in from..from + 100_000 {
                bom.add(Component::named("a", Some(&version.to_string())));
            }
            bom
        };
        let start = std::time::Instant::now();
        let diff = diff(&many(0), &many(50_000));
        assert_eq!((diff.unchanged, diff.changed.len()), (50_000, 50_000));
        assert!(start.elapsed() < std::time::Duration::from_secs(10));
    }

    #[test]
    fn license_scope_and_content_changes_are_told_apart() {
        let (mut old, mut new) = (bom(&["pkg:npm/a@1"]), bom(&["pkg:npm/a@1"]));
        let hash = |value: &str| vec![Hash { algorithm: "SHA-256".into(), value: value.into() }];
        old.components[0].hashes = hash("aa");
        new.components[0].hashes = hash("bb");
        new.components[0].licenses = vec![LicenseClaim::declared("MIT")];
        new.components[0].scope = Some(Scope::Test);
        assert_eq!(diff(&old, &new).changed[0].aspects, [Aspect::License, Aspect::Scope, Aspect::Content]);
    }

    fn purls() -> impl Strategy<Value = Bom> {
        proptest::collection::vec(("[abc]", 1_u8..4), 0..12).prop_map(|parts| {
            let texts: Vec<String> =
                parts.iter().map(|(name, version)| format!("pkg:npm/{name}@{version}")).collect();
            bom(&texts.iter().map(String::as_str).collect::<Vec<_>>())
        })
    }

    proptest! {
        #[test]
        fn nothing_changed_from_a_bom_to_itself(a in purls()) {
            let diff = diff(&a, &a);
            prop_assert_eq!(diff, Diff { unchanged: a.components.len(), ..Diff::default() });
        }

        #[test]
        fn the_way_back_mirrors_the_way_there(a in purls(), b in purls()) {
            let (there, back) = (diff(&a, &b), diff(&b, &a));
            prop_assert_eq!(&there.added, &back.removed);
            prop_assert_eq!(&there.removed, &back.added);
            let swapped = |change: Change| Change { before: change.after, after: change.before, ..change };
            prop_assert_eq!(there.changed, back.changed.into_iter().map(swapped).collect::<Vec<_>>());
            prop_assert_eq!(there.unchanged, back.unchanged);
        }

        #[test]
        fn every_component_is_accounted_for_once(a in purls(), b in purls()) {
            let diff = diff(&a, &b);
            let paired = diff.changed.len() + diff.unchanged;
            prop_assert_eq!(a.components.len(), paired + diff.removed.len());
            prop_assert_eq!(b.components.len(), paired + diff.added.len());
        }
    }
}
