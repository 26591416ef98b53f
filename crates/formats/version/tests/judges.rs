//! The kept crates as judges: wherever one of them reads a text, it must agree.

use std::cmp::Ordering;
use std::str::FromStr;

use mainstay_version::{Ecosystem, Range, Version, compare};
use proptest::prelude::*;

/// What a crate says, None when it cannot read one of the texts.
fn judged<V: FromStr + Ord>(a: &str, b: &str) -> Option<Ordering> {
    Some(V::from_str(a).ok()?.cmp(&V::from_str(b).ok()?))
}

fn agree(purl_type: &str, a: &str, b: &str, judgement: Option<Ordering>) -> Result<(), TestCaseError> {
    if let Some(expected) = judgement {
        let found = compare(Ecosystem::from_purl_type(purl_type), a, b);
        prop_assert_eq!(found, expected, "{} {} {}", purl_type, a, b);
    }
    Ok(())
}

/// Semantic versions, their partial forms included.
fn semver_text() -> impl Strategy<Value = String> {
    "[0-2]\\.[0-2]\\.[0-3](-[0ab1-]{1,2}(\\.[0ab1]{1,2}){0,2})?"
}

/// Debian versions whose letters a number follows: the judge takes an absent number for less than zero, dpkg for zero.
const DEB: &str = "([01]:)?[01]([a.~+]{1,2}[12]){0,3}(-[01]([a.~+][12])?)?";

/// Alternatives of one comparator each: the judge takes some that contradict each other (`<=0.0.0 ^2.0.0`) for either.
fn npm_ranges(comparator: &'static str) -> impl Strategy<Value = String> {
    prop::collection::vec(comparator, 1..3).prop_map(|parts| parts.join(" || "))
}

fn nodejs_agrees(range: &str, version: &str) -> Result<(), TestCaseError> {
    let judge = nodejs_semver::Range::parse(range).expect("a range");
    let judged = nodejs_semver::Version::parse(version).expect("a version");
    let npm = Ecosystem::from_purl_type("npm");
    let found = Range::parse_native(npm, range).expect("a range").contains(&Version::parse(npm, version));
    prop_assert_eq!(found, judge.satisfies_with_prerelease(&judged, true), "{} in {}", version, range);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn semver_agrees(a in semver_text(), b in semver_text()) {
        for purl_type in ["npm", "cargo", "golang", "hex"] {
            let judgement = semver::Version::parse(&a).ok().zip(semver::Version::parse(&b).ok());
            agree(purl_type, &a, &b, judgement.map(|(a, b)| a.cmp_precedence(&b)))?;
        }
        agree("npm", &a, &b, judged::<nodejs_semver::Version>(&a, &b))?;
    }

    #[test]
    fn semver_agrees_on_build_metadata_of_pub(a in "1\\.0\\.0\\+(a[0a]|1[01]|0)(\\.[0a1])?", b in "1\\.0\\.0(\\+(a[01]|1[01]|1))?") {
        agree("pub", &a, &b, judged::<semver::Version>(&a, &b))?;
    }

    #[test]
    fn pep440_rs_agrees(
        a in "v?([01]!)?[01](\\.[01]){0,2}([._-]?(a|b|rc|c|alpha|pre)[._-]?[01]?)?([.-]?(post|r|-)[01]?)?(\\.?dev[01]?)?(\\+[a0][b1]?)?",
        b in "[01](\\.[01]){0,2}((a|b|rc)[01])?(\\.post[01])?(\\.dev[01])?(\\+[a0](\\.[b1])?)?",
    ) {
        agree("pypi", &a, &b, judged::<pep440_rs::Version>(&a, &b))?;
        let read = pep440_rs::Version::from_str(&a).is_ok();
        prop_assert_eq!(Version::parse(Ecosystem::from_purl_type("pypi"), &a).is_valid(), read, "{}", a);
    }

    #[test]
    fn debversion_agrees(a in DEB, b in DEB) {
        agree("deb", &a, &b, judged::<debversion::Version>(&a, &b))?;
    }

    #[test]
    fn rpm_version_agrees(a in "([01]:)?[01a][ab0.~^_+]{0,4}-[01a][a.~]?", b in "([01]:)?[01a][ab0.~^_+]{0,4}-[01a][a.~]?") {
        agree("rpm", &a, &b, Some(rpm_version::rpm_evr_compare(&a, &b)))?;
    }

    #[test]
    fn gem_version_agrees(a in "[01](\\.[01]|\\.?[ab]){0,4}", b in "[01](\\.[01]|\\.?[ab]){0,4}") {
        agree("gem", &a, &b, judged::<gem_version::GemVersion>(&a, &b))?;
    }

    #[test]
    fn nodejs_semver_agrees_on_ranges(
        range in npm_ranges("(\\^|~|>|<|>=|<=|=|)[0-2]\\.[0-2]\\.[0-2](-[0a](\\.[01])?)?"),
        version in "[0-2]\\.[0-2]\\.[0-3](-[0a](\\.[01])?)?",
    ) {
        nodejs_agrees(&range, &version)?;
    }

    #[test]
    fn nodejs_semver_agrees_on_partial_ranges(
        range in npm_ranges("(\\^|~|>|<|>=|<=|=|)[0-2](\\.[0-2x])?"),
        version in "[0-2]\\.[0-2]\\.[0-3]",
    ) {
        nodejs_agrees(&range, &version)?;
    }

    #[test]
    fn semver_agrees_on_requirements(range in "(\\^|~|>|<|>=|<=|=|)[0-2](\\.[0-2])?(\\.[0-2])?(, ?(>|<|>=|<=)[0-2]\\.[0-2])?", version in "[0-2]\\.[0-2]\\.[0-3]") {
        // Releases only: whether a pre-release may be picked is the resolver's choice in Cargo.
        let cargo = Ecosystem::from_purl_type("cargo");
        let judge = semver::VersionReq::parse(&range).unwrap();
        let judged = judge.matches(&semver::Version::parse(&version).unwrap());
        let found = Range::parse_native(cargo, &range).unwrap().contains(&Version::parse(cargo, &version));
        prop_assert_eq!(found, judged, "{} in {}", version, range);
    }

    /// Final releases alone after `<` and `>`: the judge looks at the release number of others, not at the version.
    #[test]
    fn pep440_rs_agrees_on_specifiers(
        range in "((~=|==|!=|<=|>=)1\\.[01]((a|rc)1|\\.post1)?|[<>]1\\.[01])(, ?(!=|<=|>=|<|>)[12]\\.0)?|(==|!=)1\\.[01]\\.\\*",
        version in "[12](\\.[01]){1,2}((a|rc)[12]|\\.post[12])?(\\+a)?",
    ) {
        let Ok(judge) = pep440_rs::VersionSpecifiers::from_str(&range) else { return Ok(()) };
        let pypi = Ecosystem::from_purl_type("pypi");
        let found = Range::parse_native(pypi, &range).unwrap().contains(&Version::parse(pypi, &version));
        let judged = judge.contains(&pep440_rs::Version::from_str(&version).unwrap());
        prop_assert_eq!(found, judged, "{} in {}", version, range);
    }
}
