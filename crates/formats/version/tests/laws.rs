//! What holds for any text in every ecosystem.

use std::cmp::Ordering;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use mainstay_version::{Ecosystem, Range, Vers, Version, compare};
use proptest::prelude::*;

fn ecosystem() -> impl Strategy<Value = Ecosystem> {
    prop::sample::select(Ecosystem::all().collect::<Vec<_>>())
}

/// Texts near to versions, so that equal and almost equal ones turn up.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[0-2]{1,2}(\\.[0-2]{1,2}){0,3}(-?(a|b|rc|alpha|pre|dev|sp|p|x|SNAPSHOT|post|final)\\.?[0-2]?){0,2}(\\+[0-1a])?(-r?[0-1])?",
        2 => "[0-1]?:?[0-1a~^_.+-]{0,6}",
        1 => "\\PC{0,8}",
    ]
}

fn versions() -> impl Strategy<Value = (Version, Version, Version)> {
    (ecosystem(), text(), text(), text()).prop_map(|(ecosystem, a, b, c)| {
        (Version::parse(ecosystem, &a), Version::parse(ecosystem, &b), Version::parse(ecosystem, &c))
    })
}

/// Texts that a vers text may name as versions of an ecosystem.
fn named_text(ecosystem: Ecosystem) -> impl Strategy<Value = String> {
    let may_be_named = move |text: &String| {
        let point = Range::exactly(&Version::parse(ecosystem, text));
        point.to_vers().to_string().parse::<Vers>().is_ok()
    };
    text().prop_filter("a vers text names versions", may_be_named)
}

fn range(ecosystem: Ecosystem) -> impl Strategy<Value = Range> {
    prop::collection::vec((named_text(ecosystem), 0..5u8), 0..4).prop_map(move |parts| {
        parts.iter().fold(Range::none(ecosystem), |range, (text, kind)| {
            let version = Version::parse(ecosystem, text);
            match kind {
                0 => range.union(&Range::exactly(&version)),
                1 => range.union(&Range::at_least(&version).complement()),
                2 => range.union(&Range::at_most(&version).complement()),
                3 => range.intersection(&Range::at_most(&version)),
                _ => range.complement().union(&Range::exactly(&version)),
            }
        })
    })
}

fn ranges() -> impl Strategy<Value = (Range, Range, Vec<Version>)> {
    ecosystem().prop_flat_map(|ecosystem| {
        let version = text().prop_map(move |text| Version::parse(ecosystem, &text));
        (range(ecosystem), range(ecosystem), prop::collection::vec(version, 1..6))
    })
}

fn hash(version: &Version) -> u64 {
    let mut hasher = DefaultHasher::new();
    version.hash(&mut hasher);
    hasher.finish()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_is_total((a, b, c) in versions()) {
        prop_assert_eq!(a.cmp(&a), Ordering::Equal);
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
        prop_assert_eq!(a.cmp(&b), compare(a.ecosystem(), a.text(), b.text()));
        prop_assert_eq!(a.cmp(&b), a.sort_key().cmp(b.sort_key()));
        prop_assert_eq!(a == b, a.cmp(&b) == Ordering::Equal);
        if a == b {
            prop_assert_eq!(hash(&a), hash(&b));
        }
    }

    #[test]
    fn no_key_begins_another((a, b, _) in versions()) {
        prop_assert!(a == b || !b.sort_key().starts_with(a.sort_key()), "{:?} {:?}", a, b);
    }

    #[test]
    fn a_canonical_text_is_the_same_version((a, ..) in versions()) {
        prop_assert_eq!(&Version::parse(a.ecosystem(), &a.canonical_text()), &a);
    }

    #[test]
    fn sets_of_versions_obey_the_laws((a, b, versions) in ranges()) {
        prop_assert_eq!(&a.intersection(&a), &a);
        prop_assert_eq!(&a.union(&a), &a);
        prop_assert_eq!(&a.complement().complement(), &a);
        prop_assert_eq!(a.union(&b), b.union(&a));
        prop_assert_eq!(a.union(&b).complement(), a.complement().intersection(&b.complement()));
        prop_assert!(a.intersection(&a.complement()).is_empty());
        prop_assert!(a.union(&a.complement()).is_all());
        for version in &versions {
            let (in_a, in_b) = (a.contains(version), b.contains(version));
            prop_assert_eq!(a.union(&b).contains(version), in_a || in_b);
            prop_assert_eq!(a.intersection(&b).contains(version), in_a && in_b);
            prop_assert_eq!(a.complement().contains(version), !in_a);
        }
    }

    #[test]
    fn a_set_survives_its_vers_text((a, _, versions) in ranges()) {
        let vers = a.to_vers();
        prop_assert_eq!(&vers.to_range(), &a, "{}", vers);
        let rendered = vers.to_string();
        let again: Vers = rendered.parse().unwrap();
        prop_assert_eq!(again.to_string(), rendered);
        for version in versions.iter().filter(|_| !a.is_empty()) {
            prop_assert_eq!(again.contains(version), a.contains(version), "{} {}", again, version);
        }
    }

    #[test]
    fn no_range_text_panics(ecosystem in ecosystem(), text in "[0-2.,|<>=!~^*x()\\[\\] -]{0,16}", other in "\\PC{0,16}") {
        for text in [&text, &other] {
            if let Ok(range) = Range::parse_native(ecosystem, text) {
                let _ = range.to_string();
            }
            let _ = format!("vers:{ecosystem}/{text}").parse::<Vers>().map(|vers| vers.to_range());
            let _ = text.parse::<Vers>();
        }
    }
}
