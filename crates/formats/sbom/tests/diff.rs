//! Laws of comparing models.

// The helpers beside the tests may fail like the tests themselves.
#![allow(clippy::unwrap_used)]

use mainstay_model::{Bom, Component, LicenseClaim, Scope};
use mainstay_sbom::{Change, diff};
use proptest::prelude::*;

prop_compose! {
    fn bom()(parts in proptest::collection::vec((0_u8..4, 0_u8..3, any::<bool>(), any::<bool>(), any::<bool>()), 0..12)) -> Bom {
        let mut bom = Bom::default();
        for (name, version, has_purl, licensed, optional) in parts {
            let purl = has_purl.then(|| format!("pkg:npm/p{name}@{version}").parse().unwrap());
            let mut component = Component { purl, ..Component::named(format!("p{name}"), Some(&version.to_string())) };
            if licensed {
                component.licenses.push(LicenseClaim::declared("MIT"));
            }
            component.scope = optional.then_some(Scope::Optional);
            bom.add(component);
        }
        bom
    }
}

proptest! {
    #[test]
    fn nothing_changed_from_a_model_to_itself(bom in bom()) {
        prop_assert!(diff(&bom, &bom).is_empty());
    }

    #[test]
    fn the_way_back_is_the_mirror(a in bom(), b in bom()) {
        let (there, back) = (diff(&a, &b), diff(&b, &a));
        prop_assert_eq!(&there.added, &back.removed);
        prop_assert_eq!(&there.removed, &back.added);
        let mut mirrored: Vec<_> =
            back.changed.iter().map(|change| Change { before: change.after, after: change.before, ..*change }).collect();
        mirrored.sort_by_key(|change| (change.before, change.after));
        prop_assert_eq!(there.changed, mirrored);
    }

    #[test]
    fn every_component_is_told_once_at_most(a in bom(), b in bom()) {
        let found = diff(&a, &b);
        let pairs = a.components.len() - found.removed.len();
        prop_assert_eq!(pairs, b.components.len() - found.added.len());
        prop_assert!(found.changed.len() <= pairs);
    }
}

#[test]
fn two_versions_of_one_package_are_set_beside_their_own() {
    let with = |versions: &[&str]| {
        let mut bom = Bom::default();
        for version in versions {
            bom.add(Component::named("p", Some(version)));
        }
        bom
    };
    let found = diff(&with(&["1", "2"]), &with(&["2", "3", "4"]));
    assert_eq!((found.removed.len(), found.added.len(), found.changed.len()), (0, 1, 1));
    assert_eq!((found.changed[0].before.index(), found.changed[0].after.index()), (0, 1));
    assert!(found.changed[0].version && !found.changed[0].licenses);
}
