//! The order of each ecosystem, one table each: ascending chains, and texts that mean the same version.

use std::cmp::Ordering;

use mainstay_version::{Ecosystem, SCHEMES, Version, compare};

/// Ascending chains by ecosystem.
#[rustfmt::skip]
const ASCENDING: &[(&str, &[&str])] = &[
    ("npm", &["0.0.0-0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.10.0", "18446744073709551616.0.0"]),
    ("cargo", &["0.1.0-pre", "0.1.0", "0.1.1-0", "0.1.1", "1.0.0"]),
    ("golang", &["v0.0.0-20190101000000-abcdefabcdef", "v0.0.0-20200101000000-abcdefabcdef", "v1.2.3-0.20200101000000-abcdefabcdef", "v1.2.3-pre", "v1.2.3-pre.0.20200101000000-abcdefabcdef", "v1.2.3", "v2.0.0+incompatible", "v2.0.1"]),
    ("hex", &["1.0.0-dev", "1.0.0-rc.0", "1.0.0", "1.1.0"]),
    ("pub", &["1.0.0-dev", "1.0.0-dev+1", "1.0.0", "1.0.0+1", "1.0.0+2", "1.0.0+10", "1.0.0+a", "1.0.1"]),
    ("nuget", &["1.0.0-alpha", "1.0.0-Beta", "1.0.0-beta.1", "1.0", "1.0.0.1-alpha", "1.0.0.1", "1.0.1"]),
    ("pypi", &["1.0.dev1", "1.0a1.dev1", "1.0a1", "1.0a1.post1", "1.0b2", "1.0rc1", "1.0", "1.0+abc", "1.0+abc.1", "1.0+5", "1.0.post1.dev2", "1.0.post1", "1.0.1", "1!0.1"]),
    ("maven", &["1-alpha", "1-alpha-1", "1-beta", "1-milestone", "1-rc", "1-SNAPSHOT", "1", "1-sp", "1-abc", "1-jre8", "1-1", "1.1", "1.2", "1.10"]),
    ("gem", &["1.0.a", "1.0.a.1", "1.0.b", "1.0.pre", "1.0.rc1", "1.0", "1.0.1.a", "1.0.1", "1.1"]),
    ("composer", &["1.0-dev", "1.0-alpha1", "1.0-beta1", "1.0-beta2", "1.0-RC1", "1.0", "1.0-pl1", "1.0.1", "1.1", "1.x-dev", "2.0"]),
    ("deb", &["0~~", "0~~a", "0~", "0", "0a", "0+", "1.0~rc1-1", "1.0-0.1", "1.0-1~bpo1", "1.0-1", "1.0-1+b1", "1.0-1.1", "1.0-10", "1.0.1-1", "1:0.1"]),
    ("rpm", &["1.0~rc1", "1.0~rc1-1", "1.0", "1.0-1", "1.0-1.el9", "1.0-2", "1.0-10", "1.0^git1", "1.0a", "1.0.1", "2.0", "1:0.1"]),
    ("apk", &["1.2_alpha", "1.2_alpha1", "1.2_beta", "1.2_pre1", "1.2_rc1", "1.2", "1.2-r1", "1.2-r10", "1.2_cvs1", "1.2_git1", "1.2_p1", "1.2_p1-r1", "1.2a", "1.2b", "1.2.0", "1.2.1", "1.10"]),
    ("cran", &["0.9", "0.9.0", "0.9-1", "0.10", "1.0"]),
    ("hackage", &["1", "1.0", "1.0.0", "1.0.1", "1.1"]),
    // From CocoaPods-Core, spec/version_spec.rb.
    ("cocoapods", &["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0-beta.8", "1.0-beta.8a", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.1.0", "1.1.1+fff", "1.9.0-alpha", "1.9-beta", "2.0-rc", "2.0.0.0.0.0.1-beta"]),
    // From Conan 2, test/unittests/model/version/test_version_comparison.py.
    ("conan", &["0.0.1-3", "0.0.1-3-1", "0.0.1-4", "0.0.1", "1.0.0-", "1.0.0-+2", "1.0.0-alpha1", "1.0", "1.0.0+1", "1.0.0+2", "1.0.2", "1.1-alpha.3", "1.1-alpha.22", "1.1-pre.1", "1.1-pre.1+b.1", "1.1-pre.1+b.2", "1.1-pre1", "1.1-pre2", "1.1", "1.1+b.1", "1.1+b.3", "1.1+b.22", "1.1.1.3", "1.1.1.22", "1.1.1.abc", "1.1.1.abz", "1.1.3", "1.1.22", "1.1.a", "1.1.b", "1.1a", "1.2-alpha", "1.2-rc1", "1.2", "1.2.1-dev", "1.2.1", "1.2.2.2", "1.2.3*", "1.3-alpha", "1.3", "1.22", "1.a", "2", "a.b.c", "b.c", "cci.20230101", "cci.20240101"]),
    ("conan", &["1.0.1", "1.0.1a", "1.0.1u", "1.0.2", "1.0.2a", "1.0.10"]),
    // By isless and ident_cmp of Julia, base/version.jl.
    ("julia", &["0-", "1.0.0-", "1.0.0-1", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.1+1", "1.0.0-alpha.b", "1.0.0-rc1", "1.0.0", "1.0.0+0", "1.0.0+1", "1.0.0+1.0", "1.0.0+10", "1.0.0+a", "1.0.0+", "1.0.1", "1.1.10+0", "1.1.10+1"]),
    ("semver", &["1.0.0-a", "1.0.0", "1.0.1"]),
    ("generic", &["1.0-alpha", "1.0-beta", "1.0-rc1", "1.0", "1.0-x", "1.0.0", "1.2", "1.10", "2024-01-02", "2024-01-10"]),
];

/// Texts of one version, by ecosystem.
#[rustfmt::skip]
const SAME: &[(&str, &[&str])] = &[
    ("npm", &["1.2.3", "v1.2.3", "=1.2.3", "1.2.3+build", "1.02.3"]),
    ("golang", &["v1.2.3", "1.2.3", "v1.2.3+incompatible"]),
    ("nuget", &["1.0", "1.0.0", "1.0.0.0", "1.0.00", "1.0+meta"]),
    ("nuget", &["1.0-BETA", "1.0.0-beta"]),
    ("pypi", &["1.0", "v1.0", "1.0.0", "0!1", "1.0 "]),
    ("pypi", &["1.0alpha1", "1.0a1", "1.0.a.1", "1.0-A1", "1.0_alpha_1"]),
    ("pypi", &["1.0.post1", "1.0-1", "1.0rev1", "1.0-r1"]),
    ("maven", &["1", "1.0", "1.0.0", "1-ga", "1.final", "1-RELEASE", "1-0"]),
    ("maven", &["1-rc-1", "1rc1", "1CR1", "1.0.rc1"]),
    ("gem", &["1.0", "1", "1.0.0"]),
    ("gem", &["1.0.pre.1", "1-1", "1.0.pre1"]),
    ("composer", &["1.0", "v1.0.0", "1", "1.0.0.0", "1.0.0-stable"]),
    ("composer", &["1.0b1", "1.0-beta1", "1.0.0-BETA.1"]),
    ("deb", &["1.0", "0:1.0", "1.0-0", "1.0-00", "01.0"]),
    ("rpm", &["1.0", "0:1.0", "1_0", "01.00"]),
    ("apk", &["1.2-r", "1.2-r0"]),
    ("cran", &["1.2-3", "1.2.3", "1.02.3"]),
    ("hackage", &["1.2", "1.2-beta"]),
    ("cocoapods", &["4.0", "4", "4.0.0", "4.0.0+fff", "4.0+000"]),
    ("cocoapods", &["1.0-beta", "1.0.0-beta+fff", "1.0.beta"]),
    ("cocoapods", &["1.0.1", "1.0-1"]),
    ("conan", &["1", "1.0", "1.0.0", "1.0.0.0", "01.00"]),
    ("conan", &["1-pre1+b1", "1.0-pre1+b1", "1.0.0-pre1.0+b1.0"]),
    ("conan", &["1.72_1", "1.721"]),
    ("julia", &["1.2", "v1.2", "1.2.0"]),
    ("julia", &["1.2.0-rc1", "1.2rc1", "1.2.0rc1"]),
];

#[test]
fn chains_ascend() {
    for (name, chain) in ASCENDING {
        let ecosystem = Ecosystem::from_name(name).expect("a scheme");
        for (index, low) in chain.iter().enumerate() {
            for high in &chain[index + 1..] {
                assert_eq!(compare(ecosystem, low, high), Ordering::Less, "{name}: {low} < {high}");
                assert_eq!(compare(ecosystem, high, low), Ordering::Greater, "{name}: {high} > {low}");
            }
        }
    }
}

#[test]
fn spellings_of_one_version_are_equal() {
    for (name, texts) in SAME {
        let ecosystem = Ecosystem::from_name(name).expect("a scheme");
        for text in *texts {
            assert_eq!(compare(ecosystem, texts[0], text), Ordering::Equal, "{name}: {} = {text}", texts[0]);
            assert!(Version::parse(ecosystem, text).is_valid(), "{name}: {text}");
        }
    }
}

#[test]
fn every_scheme_has_a_table() {
    for scheme in SCHEMES {
        assert!(ASCENDING.iter().any(|(name, _)| *name == scheme.id), "{}", scheme.id);
    }
}

#[test]
fn what_is_no_version_comes_first_and_says_so() {
    for (name, text) in [
        ("npm", "latest"),
        ("cargo", ""),
        ("golang", "master"),
        ("pypi", "1.0-eevee"),
        ("maven", ""),
        ("gem", "x1"),
        ("nuget", "beta"),
        ("composer", "dev-main"),
        ("deb", "~1"),
        ("apk", "a"),
        ("cran", "1.a"),
        ("hackage", "1..2"),
        ("cocoapods", "master"),
        ("julia", "1.2.3.4"),
        ("julia", "1.2-+1"),
        ("julia", "1.2~rc1"),
    ] {
        let ecosystem = Ecosystem::from_purl_type(name);
        let (odd, least) = (Version::parse(ecosystem, text), Version::parse(ecosystem, "0"));
        assert!(!odd.is_valid(), "{name}: {text}");
        assert!(odd < least, "{name}: {text}");
    }
}

#[test]
fn numbers_are_compared_by_value_whatever_their_length() {
    let (low, high) = (format!("1.{}", "9".repeat(400)), format!("1.1{}", "0".repeat(400)));
    for scheme in SCHEMES {
        let ecosystem = Ecosystem::from_name(scheme.id).expect("a scheme");
        assert_eq!(compare(ecosystem, &low, &high), Ordering::Less, "{}", scheme.id);
        assert_eq!(
            compare(ecosystem, "18446744073709551616", "18446744073709551617"),
            Ordering::Less,
            "{}",
            scheme.id
        );
    }
}

#[test]
fn a_huge_text_is_read_in_proportion_to_its_size() {
    let texts = ["1".repeat(1 << 20), ".".repeat(1 << 20)];
    let patterns = ["1.", "0.", "a1", "-1~^_", "1_p"].map(|part| part.repeat(1 << 13));
    let start = std::time::Instant::now();
    for scheme in SCHEMES {
        let ecosystem = Ecosystem::from_name(scheme.id).expect("a scheme");
        for text in texts.iter().chain(&patterns) {
            let version = Version::parse(ecosystem, text);
            assert!(version.sort_key().len() < 24 * text.len());
        }
    }
    // Some 40 MB: seconds when idle, while what grows with the square would take hours.
    assert!(start.elapsed().as_secs() < 300, "{:?}", start.elapsed());
}
