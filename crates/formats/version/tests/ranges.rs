//! Native ranges and `vers` texts, one table an ecosystem.

use mainstay_version::{Ecosystem, Range, RangeError, Vers, VersError, Version};

fn parse(name: &str, text: &str) -> Range {
    let ecosystem = Ecosystem::from_name(name).expect("a scheme");
    Range::parse_native(ecosystem, text).unwrap_or_else(|error| panic!("{name} {text}: {error}"))
}

/// Ecosystem, native text, what it is in `vers`, versions that are in it, versions that are not.
type Case = (&'static str, &'static str, &'static str, &'static [&'static str], &'static [&'static str]);

#[rustfmt::skip]
const NATIVE: &[Case] = &[
    ("npm", "^1.2.3", ">=1.2.3|<2.0.0-0", &["1.2.3", "1.9.0"], &["1.2.2", "2.0.0", "2.0.0-rc"]),
    ("npm", "^0.2.3", ">=0.2.3|<0.3.0-0", &["0.2.9"], &["0.3.0"]),
    ("npm", "^0.0.3", ">=0.0.3|<0.0.4-0", &["0.0.3"], &["0.0.4"]),
    ("npm", "^0.0", ">=0.0.0|<0.1.0-0", &["0.0.9"], &["0.1.0"]),
    ("npm", "~1.2", ">=1.2.0|<1.3.0-0", &["1.2.9"], &["1.3.0"]),
    ("npm", "1.x", ">=1.0.0|<2.0.0-0", &["1.0.0"], &["2.0.0"]),
    ("npm", "1.2.3 - 2.3", ">=1.2.3|<2.4.0-0", &["2.3.9"], &["2.4.0"]),
    ("npm", ">=1.0.0 <2.0.0 || >= 3.0.0", ">=1.0.0|<2.0.0|>=3.0.0", &["1.5.0", "3.0.0"], &["2.5.0"]),
    ("npm", "*", "*", &["0.0.0"], &[]),
    ("npm", "", "*", &["0.0.0"], &[]),
    ("npm", ">1.2", ">=1.3.0", &["1.3.0"], &["1.2.9"]),
    ("npm", "<=1.2", "<1.3.0-0", &["1.2.9"], &["1.3.0"]),
    ("cargo", "1.2", ">=1.2.0|<2.0.0-0", &["1.2.0", "1.9.0"], &["1.1.0", "2.0.0"]),
    ("cargo", "1.2.*", ">=1.2.0|<1.3.0-0", &["1.2.9"], &["1.3.0"]),
    ("cargo", "=1.2.3", "1.2.3", &["1.2.3"], &["1.2.4"]),
    ("cargo", ">=1.2, <1.5", ">=1.2.0|<1.5.0-0", &["1.4.9"], &["1.5.0"]),
    ("pypi", "~=1.4.2", ">=1.4.2|<1.5", &["1.4.9"], &["1.5.dev1", "1.5"]),
    ("pypi", "~=1.4.5a4", ">=1.4.5a4|<1.5", &["1.4.5a4", "1.4.9"], &["1.4.5a3", "1.5.dev1", "1.9"]),
    ("pypi", "~=1!1.1.0RC2", ">=1!1.1.0rc2|<1!1.2", &["1!1.1.post1"], &["1!1.2.2.post1"]),
    ("pypi", "~=2.2.post3", ">=2.2.post3|<3", &["2.2.post3", "2.9"], &["2.2", "3.dev0"]),
    ("pypi", "==1.4.*", ">=1.4|<1.5", &["1.4.dev1", "1.4.9"], &["1.5.dev1", "1.3"]),
    ("pypi", "==1.4", "1.4", &["1.4", "1.4.0+local"], &["1.4.post1"]),
    ("pypi", "!=1.4, >=1", ">=1|!=1.4", &["1.3"], &["1.4", "1.4+x", "0.9"]),
    ("pypi", "<2.0", "<2.0", &["1.9"], &["2.0rc1", "2.0.dev1"]),
    ("pypi", "<2.0rc2", "<2.0rc2", &["2.0rc1", "2.0a1", "2.0.dev1"], &["2.0rc2"]),
    ("pypi", "<2.0.post1", "<2.0.post1", &["2.0rc1", "2.0"], &["2.0.post1.dev1", "2.0.post1"]),
    ("pypi", ">2.0", ">2.0", &["2.0.1"], &["2.0", "2.0.post1", "2.0+local"]),
    ("pypi", ">2.0rc1", ">2.0rc1", &["2.0rc2", "2.0", "2.0.post1"], &["2.0rc1", "2.0rc1.post1"]),
    ("pypi", ">2.0.dev1", ">2.0.dev1", &["2.0a1.post1", "2.0.post1"], &["2.0.dev1"]),
    ("pypi", ">2.0.post1", ">2.0.post1", &["2.0.post2"], &["2.0.post1", "2.0.post1+local"]),
    ("pypi", "<1.5||>=1.5rc1,<1.5", "<1.5", &["1.5rc1"], &["1.5"]),
    ("maven", "[1.0,2.0)", ">=1.0|<2.0", &["1.0", "1.9"], &["2.0", "0.9"]),
    ("maven", "(,1.0],[1.2,)", "<=1.0|>=1.2", &["0.1", "1.0", "1.2"], &["1.1"]),
    ("maven", "(,1.1),(1.1,)", "!=1.1", &["1.0", "1.2"], &["1.1"]),
    ("maven", "[1.0]", "1.0", &["1.0.0"], &["1.1"]),
    ("maven", "1.0", "1.0", &["1.0"], &["1.1"]),
    ("nuget", "1.0", ">=1.0", &["1.0", "2.0"], &["0.9"]),
    ("nuget", "(1.0,2.0]", ">1.0|<=2.0", &["2.0"], &["1.0"]),
    ("nuget", "1.*", ">=1.0.0|<2.0.0-0", &["1.5"], &["2.0"]),
    ("golang", "v1.2.3", ">=v1.2.3", &["v1.2.3", "v1.9.0"], &["v1.2.2"]),
    ("golang", ">=1.0.0, <1.2.0", ">=1.0.0|<1.2.0", &["v1.1.0"], &["v1.2.0"]),
    ("semver", "1.0.0..<2.0.0", ">=1.0.0|<2.0.0", &["1.0.0", "1.9.0"], &["2.0.0"]),
    ("semver", "1.0.0...2.0.0", ">=1.0.0|<=2.0.0", &["2.0.0"], &["2.0.1"]),
    ("gem", "~> 2.0.8", ">=2.0.8|<2.1", &["2.0.9"], &["2.1", "2.1.rc1"]),
    ("gem", "~> 2.0", ">=2.0|<3", &["2.9"], &["3.0.pre"]),
    ("gem", "~> 1.2.3rc1", ">=1.2.3rc1|<1.3", &["1.2.3", "1.2.9"], &["1.2.3.beta", "1.3.a", "1.9"]),
    ("gem", ">= 1.0, < 2, != 1.5", ">=1.0|!=1.5|<2", &["1.4"], &["1.5", "2"]),
    ("composer", "^1.2", ">=1.2|<2", &["1.2.0", "1.9"], &["2.0", "2.0-beta1"]),
    ("composer", "~1.2.3", ">=1.2.3|<1.3", &["1.2.9"], &["1.3.0"]),
    ("composer", "~1.2.3RC1", ">=1.2.3RC1|<1.3", &["1.2.3-RC2", "1.2.9"], &["1.2.3-beta", "1.3-dev", "1.9"]),
    ("composer", "^0.3RC1", ">=0.3RC1|<0.4", &["0.3.0", "0.3.9"], &["0.4-dev", "0.9"]),
    ("composer", "^0.0.3RC1", ">=0.0.3RC1|<0.0.4", &["0.0.3"], &["0.0.9"]),
    ("composer", "1.0.* | 2.0.*", ">=1.0|<1.1|>=2.0|<2.1", &["1.0.5", "2.0.5"], &["1.1"]),
    ("composer", ">=1.0 <1.1 || >=1.2", ">=1.0|<1.1|>=1.2", &["1.0-beta", "1.0.1", "1.2"], &["1.1", "1.1-beta"]),
    ("composer", ">=1.0-beta2", ">=1.0-beta2", &["1.0-beta2"], &["1.0-beta1"]),
    ("hex", "~> 2.1", ">=2.1|<3.0.0-0", &["2.9.0"], &["3.0.0"]),
    ("hex", "~> 2.1.2", ">=2.1.2|<2.2.0-0", &["2.1.9"], &["2.2.0"]),
    ("hex", ">= 1.0.0 and < 1.1.0 or == 2.0.0", ">=1.0.0|<1.1.0|2.0.0", &["1.0.5", "2.0.0"], &["1.1.0"]),
    ("pub", "^1.2.3", ">=1.2.3|<2.0.0-0", &["1.9.0"], &["2.0.0"]),
    ("pub", "^0.1.2", ">=0.1.2|<0.2.0-0", &["0.1.9"], &["0.2.0"]),
    ("pub", "any", "*", &["0.0.1"], &[]),
    ("deb", "(>= 1:1.0), (<< 1:2.0)", ">=1:1.0|<1:2.0", &["1:1.5"], &["1:2.0", "1.5"]),
    ("rpm", ">= 1.0-2", ">=1.0-2", &["1.0-2.el9"], &["1.0-1"]),
    ("rpm", "= 1.0", "1.0", &["1.0", "1.0-1", "0:1.0-2.el9"], &["1.0.1-1"]),
    ("rpm", "> 1.0", ">1.0", &["1.0.1-1"], &["1.0-1"]),
    ("rpm", "<= 1.0", "<=1.0", &["1.0-1", "0.9"], &["1.0.1-1"]),
    ("apk", "~1.2", ">=1.2|<1.3", &["1.2.9-r1", "1.2_alpha"], &["1.3_alpha", "1.3"]),
    ("apk", ">1.2-r1", ">1.2-r1", &["1.2-r2"], &["1.2-r1"]),
    ("cran", "(>= 1.2-3)", ">=1.2-3", &["1.2.3"], &["1.2.2"]),
    ("hackage", ">=1.0 && <1.1 || ==1.2.*", ">=1.0|<1.1|>=1.2|<1.3", &["1.0.5", "1.2.1"], &["1.1"]),
    ("hackage", "^>=1.2.3", ">=1.2.3|<1.3", &["1.2.9"], &["1.3"]),
    ("generic", ">= 1.0, < 2.0", ">=1.0|<2.0", &["1.5"], &["2.0"]),
    ("cocoapods", "~> 2.0.8", ">=2.0.8|<2.1", &["2.0.8", "2.0.9+fff"], &["2.1-rc1", "2.1.0-alpha", "2.1"]),
    ("cocoapods", "~> 0.1", ">=0.1|<1", &["0.1.0", "0.9"], &["0.1-beta", "1.0-beta"]),
    ("cocoapods", "~> 1.0.0-beta", ">=1.0.0-beta|<1.1", &["1.0.0-beta.2", "1.0"], &["1.0.0-alpha", "1.1"]),
    ("cocoapods", "~> 1.2.3rc1", ">=1.2.3rc1|<1.3", &["1.2.3", "1.2.9"], &["1.2.3.beta", "1.9"]),
    ("cocoapods", ">= 1.0, < 2, != 1.5", ">=1.0|!=1.5|<2", &["1.4"], &["1.5.0", "2.0"]),
    ("cocoapods", "= 4.0", "4.0", &["4.0.0", "4"], &["4.0.1"]),
    // From Conan 2, test/unittests/model/version/test_version_range.py.
    ("conan", "=1.0.0", "1.0.0", &["1.0"], &["0.1"]),
    ("conan", "1.0.0", "1.0.0", &["1.0.0"], &["2", "1.0.1"]),
    ("conan", ">1.0.0", ">1.0.0", &["1.0.1"], &["0.1", "1.0"]),
    ("conan", ">1 <2.0", ">1|<2.0", &["1.5.1", "1.5.1-pre1"], &["0.1", "1.0-pre.1", "2.1", "2.1-pre1", "2.0-pre"]),
    ("conan", "[>1.0 <2]", ">1.0|<2", &["1.2.11"], &["2"]),
    ("conan", ">=1 <2.0", ">=1|<2.0", &["1.0-pre.1", "1.0", "1.9"], &["0.9", "2.0", "2.0-pre"]),
    ("conan", ">1 <=2.0", ">1|<=2.0", &["1.1-pre.1", "2.0", "2.0-pre"], &["0.9", "1.0", "1.0-pre.1"]),
    ("conan", "~2.5", ">=2.5|<2.6-", &["2.5.0", "2.5.3"], &["2.7", "2.6.1"]),
    ("conan", "~2.5.1.3", ">=2.5.1.3|<2.6-", &["2.5.1.4", "2.5.3"], &["2.5.1", "2.6.1"]),
    ("conan", "~1", ">=1|<2-", &["1.3", "1.8.1"], &["0.8", "2.2"]),
    ("conan", "^1.2", ">=1.2|<2-", &["1.2.1", "1.51"], &["1", "2", "2.0.1", "2.0.0-alpha1"]),
    ("conan", "^0.1.2", ">=0.1.2|<0.2-", &["0.1.3", "0.1.44"], &["1", "0.3", "0.2.1"]),
    ("conan", "*", ">=0.0.0", &["1.0", "a.b", "0.0.0-pre.1"], &[]),
    ("conan", ", include_prerelease", ">=0.0.0", &["1.0-pre.1"], &[]),
    ("conan", ">1 <2.0 || ^3.2 ", ">1|<2.0|>=3.2|<4-", &["1.5", "3.3"], &["2.1", "0.1", "5"]),
    ("conan", ">=1.0.0+2", ">=1.0.0%2B2", &["1.0.0+2", "1.0.0+3"], &["1.0.0+1"]),
    ("conan", "<1.0.1-pre.1+2", "<1.0.1-pre.1%2B2", &["1.0.0+2", "1.0.1-pre.1+1"], &["1.0.1-pre.1+2"]),
    // From Pkg, test/pkg.jl.
    ("julia", "1.2.3", ">=1.2.3-|<2.0.0-", &["1.2.3", "1.5.2"], &["1.2.2", "2.0.0"]),
    ("julia", "^1.2.3", ">=1.2.3-|<2.0.0-", &["1.2.3", "1.5.2+1"], &["1.2.2", "2.0.0-rc1"]),
    ("julia", "1.2", ">=1.2.0-|<2.0.0-", &["1.2.0", "1.9.0", "1.9.9"], &["1.1.9", "2.0.0"]),
    ("julia", "0.2.3", ">=0.2.3-|<0.3.0-", &["0.2.3"], &["0.2.2", "0.3.0"]),
    ("julia", "0.0.3", ">=0.0.3-|<0.0.4-", &["0.0.3+1"], &["0.0.2", "0.0.4"]),
    ("julia", "0.0", ">=0.0.0-|<0.1.0-", &["0.0.0", "0.0.99"], &["0.1.0"]),
    ("julia", "0", ">=0.0.0-|<1.0.0-", &["0.0.0", "0.99.0"], &["1.0.0"]),
    ("julia", "~1.2.3", ">=1.2.3-|<1.3.0-", &["1.2.3", "1.2.99"], &["1.3"]),
    ("julia", "~1.2", ">=1.2.0-|<1.3.0-", &["1.2.0-rc1"], &["1.3.0-rc1"]),
    ("julia", "~v1", ">=1.0.0-|<2.0.0-", &["1.9"], &["2.0"]),
    ("julia", "<1.2.3", "<1.2.3-", &["1.2.2+5"], &["1.2.3-rc1", "1.2.3"]),
    ("julia", "< 2", "<2.0.0-", &["1.99"], &["2.0.0"]),
    ("julia", "=1.2", ">=1.2.0-|<1.2.1-", &["1.2.0", "1.2.0+1", "1.2.0-rc1"], &["1.2.1"]),
    ("julia", ">=   1.2.3", ">=1.2.3-", &["1.2.3", "3.0"], &["1.2.2"]),
    ("julia", "≥1.3.0", ">=1.3.0-", &["1.3"], &["1.2.9"]),
    ("julia", "0.1 - 0.2", ">=0.1.0-|<0.3.0-", &["0.1.0", "0.2.99"], &["0.3"]),
    ("julia", "0.1.1 - 0.2.1", ">=0.1.1-|<0.2.2-", &["0.1.1", "0.2.1+3"], &["0.1.0", "0.2.2"]),
    ("julia", "0.1  -  0", ">=0.1.0-|<1.0.0-", &["0.3"], &["1.0"]),
    ("julia", "0.1.0 - 0.2.2, 1.2", ">=0.1.0-|<0.2.3-|>=1.2.0-|<2.0.0-", &["0.2.2", "1.3"], &["0.2.3", "1.1"]),
    ("julia", "0.0.3, 1.2, 1", ">=0.0.3-|<0.0.4-|>=1.0.0-|<2.0.0-", &["0.0.3", "1.0"], &["0.0.4", "2.0"]),
];

#[test]
fn native_ranges_mean_what_their_tools_say() {
    for (name, text, vers, inside, outside) in NATIVE {
        let range = parse(name, text);
        let canonical = format!("vers:{name}/{vers}").parse::<Vers>().expect("a vers text").to_string();
        assert_eq!(range.to_string(), canonical, "{name} {text}");
        for version in *inside {
            assert!(range.contains(&Version::parse(range.ecosystem(), version)), "{name} {text}: {version}");
        }
        for version in *outside {
            assert!(!range.contains(&Version::parse(range.ecosystem(), version)), "{name} {text}: {version}");
        }
    }
}

#[test]
fn what_is_no_range_is_an_error() {
    let cases = [
        ("npm", ">=x1"),
        ("pypi", "~=a"),
        ("maven", "[1.0"),
        ("maven", "[1,2,3]"),
        ("maven", "(1.0)"),
        ("maven", "]1["),
        ("gem", "~> q"),
        ("cargo", "^"),
        ("npm", "latest"),
        ("gem", "||"),
        ("cocoapods", "^1.0"),
        ("conan", ">= 1.0"),
        ("conan", ">=0.0.1 < 1.0"),
        ("conan", "==1.0"),
        ("conan", "~=1.0"),
        ("conan", "v=1.0"),
        ("conan", "^1.a || ^a"),
        ("conan", "^0.0"),
        ("conan", "1.2.3.*"),
        ("conan", ">1, <2"),
        ("julia", ""),
        ("julia", "*"),
        ("julia", "0.0.0"),
        ("julia", ">=0.0.0"),
        ("julia", "<0.0"),
        ("julia", "^^0.2.3"),
        ("julia", "^ 1"),
        ("julia", "1.2.3.4"),
        ("julia", "0.7 1.0"),
        ("julia", "0.1.0-0.2.2"),
        ("julia", ">1.2"),
        ("julia", "<=1.2"),
        ("julia", "1.2-rc1"),
        ("julia", "1,"),
    ];
    for (name, text) in cases {
        let ecosystem = Ecosystem::from_purl_type(name);
        assert!(Range::parse_native(ecosystem, text).is_err(), "{name} {text}");
    }
    let npm = Ecosystem::from_purl_type("npm");
    assert_eq!(Range::parse_native(npm, ">=oops"), Err(RangeError::Version("oops".to_owned())));
}

#[test]
fn a_huge_range_is_read_in_reasonable_time() {
    let start = std::time::Instant::now();
    for ecosystem in ["npm", "pypi", "maven", "composer"].map(Ecosystem::from_purl_type) {
        for part in ["1||", "!=1,", "[1,2],", "1 - ", "(", "1.x "] {
            let _ = Range::parse_native(ecosystem, &part.repeat((1 << 14) / part.len()));
        }
        let many: Vec<String> = (0..3_000).map(|number| format!("1.{number}")).collect();
        for text in [many.join("||"), many.join("|!="), many.join(" "), format!("!={}", many.join(",!="))] {
            let _ = Range::parse_native(ecosystem, &text);
            let _ = format!("vers:{ecosystem}/{text}").parse::<Vers>().map(|vers| vers.to_range());
        }
    }
    assert!(start.elapsed().as_secs() < 300, "{:?}", start.elapsed());
}

#[test]
fn a_contradiction_is_empty() {
    assert!(parse("npm", ">2.0.0 <1.0.0").is_empty());
    assert!(parse("maven", "[2.0,1.0]").is_empty());
    assert_eq!(parse("npm", ">2.0.0 <1.0.0").to_string(), "vers:none/*");
}

#[test]
fn a_version_of_another_ecosystem_is_in_no_range() {
    let range = parse("npm", "*");
    assert!(!range.contains(&Version::parse(Ecosystem::from_purl_type("pypi"), "1.0")));
    assert!(range.intersection(&parse("pypi", ">=1")).is_empty());
}

#[test]
fn vers_texts_are_rendered_canonically() {
    for (text, canonical) in [
        ("vers:npm/=1.0.0", "vers:npm/1.0.0"),
        ("vers:NPM/>=2.0.0 | 1.0.0", "vers:npm/1.0.0|>=2.0.0"),
        ("VERS:pypi/1.0a1|1.0alpha1", "vers:pypi/1.0a1"),
        ("vers:deb/1.0%2Bb1", "vers:deb/1.0%2Bb1"),
        ("vers:deb/1:1.0~rc1", "vers:deb/1:1.0~rc1"),
        ("vers:npm/*", "vers:npm/*"),
        ("vers:nosuch/>1|<2", "vers:nosuch/>1|<2"),
        ("vers:none/*", "vers:none/*"),
    ] {
        let vers: Vers = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(vers.to_string(), canonical, "{text}");
    }
}

#[test]
fn vers_texts_contain_what_the_notation_says() {
    for (text, inside, outside) in [
        ("vers:npm/1.0.0|>=2.0.0|<3.0.0", ["1.0.0", "2.5.0"], ["1.5.0", "3.0.0"]),
        ("vers:npm/<1.0.0|>=2.0.0", ["0.5.0", "2.0.0"], ["1.0.0", "1.9.9"]),
        ("vers:npm/!=1.0.0", ["0.5.0", "2.0.0"], ["1.0.0", "v1.0.0"]),
        ("vers:npm/>=1.0.0|!=1.5.0|<2.0.0", ["1.0.0", "1.6.0"], ["1.5.0", "2.0.0"]),
        ("vers:npm/>=1.0.0|>=1.5.0|<2.0.0|<3.0.0", ["1.0.0", "2.5.0"], ["0.9.0", "3.0.0"]),
        ("vers:golang/>=1.0.0|<2.0.0", ["v1.0.0", "v1.9.0+incompatible"], ["v2.0.0", "v0.9.0"]),
    ] {
        let vers: Vers = text.parse().expect("a vers text");
        for version in inside {
            assert!(vers.contains(&Version::parse(vers.ecosystem(), version)), "{text}: {version}");
        }
        for version in outside {
            assert!(!vers.contains(&Version::parse(vers.ecosystem(), version)), "{text}: {version}");
        }
    }
}

#[test]
fn what_is_no_vers_text_is_an_error() {
    for text in ["", "npm/1.0", "vers:npm", "vers:/1.0", "vers:n pm@/1"] {
        assert_eq!(text.parse::<Vers>(), Err(VersError::Scheme), "{text}");
    }
    for text in ["vers:npm/", "vers:npm/>=", "vers:npm/|", "vers:npm/>=|<2"] {
        assert!(matches!(text.parse::<Vers>(), Err(VersError::Version(_))), "{text}");
    }
    assert!(matches!("vers:npm/>=1.0.0|<1.0.0".parse::<Vers>(), Err(VersError::Twice(_))));
}

#[test]
fn a_vers_text_names_versions_of_its_scheme() {
    for text in [
        "vers:npm/>=banana",
        "vers:npm/none",
        "vers:npm/*|>=1.0.0",
        "vers:npm/>=1.0.0|<banana",
        "vers:npm/!=b%61nana",
        "vers:npm/^1.0.0",
        "vers:npm/%20",
        "vers:pypi/>=1.0-eevee",
        "vers:maven/[1.0,2.0)",
        "vers:debian/~1",
        "vers:golang/master",
        "vers:composer/<dev-main",
        "vers:julia/1.2.3.4",
    ] {
        let error = text.parse::<Vers>().expect_err(text);
        assert!(matches!(error, VersError::Invalid { .. }), "{text}: {error}");
    }
    for text in [
        "vers:npm/%31.0.0",
        "vers:deb/1.0%2B",
        "vers:deb/>=1%3A1.0~rc1",
        "vers:rpm/1.0%5Egit1",
        "vers:composer/!=dev-main|<2",
        "vers:conan/>=cci.20230101",
        "vers:nosuch/banana",
    ] {
        assert!(text.parse::<Vers>().is_ok(), "{text}");
    }
    let error = "vers:npm/1.0.0|>=banana".parse::<Vers>().expect_err("no version");
    assert_eq!(
        error.to_string(),
        "`>=banana` names no version of npm: write one as npm does, or `vers:npm/*` for any"
    );
}

#[test]
fn a_range_that_is_not_understood_is_not_an_empty_one() {
    for (name, text) in [
        ("generic", "[>1.0 <2]"),
        ("generic", "1.0.0..<2.0.0"),
        ("generic", "1.0.0...2.0.0"),
        ("generic", "^1.0"),
        ("generic", "~=1.0"),
        ("generic", "1.+"),
        ("maven", "^1.0"),
        ("maven", "1.+"),
        ("deb", "[1.0"),
        ("npm", "<<1"),
    ] {
        let ecosystem = Ecosystem::from_name(name).expect("a scheme");
        assert!(Range::parse_native(ecosystem, text).is_err(), "{name} {text}");
    }
}

/// Ecosystem, range, version, whether its tool lets it pass.
#[rustfmt::skip]
const ADMITTED: &[(&str, &str, &str, bool)] = &[
    ("npm", "^1.2.0", "1.2.3-beta.1", false),
    ("npm", "^1.2.0", "1.2.3", true),
    ("npm", ">=1.2.3-alpha <2", "1.2.3-beta.1", true),
    ("npm", ">=1.2.3-alpha <2", "1.2.4-beta.1", false),
    ("npm", "^1.0.0 || 1.2.3-beta.1", "1.2.3-beta.1", true),
    ("npm", "^1.0.0 || >=1.2.3-rc", "1.2.3-beta.1", false),
    ("npm", "*", "1.0.0-rc.1", false),
    ("npm", "^1.2.0", "1.2.3+build-7", true),
    ("npm", ">x", "1.0.0", false),
    ("npm", "<*", "1.0.0", false),
    ("npm", ">=x", "1.0.0", true),
    ("npm", "1.x.x", "1.0.0", true),
    ("cargo", "1.2", "1.2.3-beta.1", false),
    ("cargo", "1.2.3-alpha", "1.2.3-beta.1", true),
    ("pypi", ">=1.0", "2.0rc1", false),
    ("pypi", ">=1.0", "2.0.dev1", false),
    ("pypi", "==1.*", "1.0rc1", false),
    ("pypi", "", "1.0rc1", false),
    ("pypi", "", "1.0.post1", true),
    ("pypi", ">=1.0rc1", "2.0rc1", true),
    ("pypi", ">=1.0.dev0,<2", "1.5a1", true),
    ("pypi", ">=1.0,!=1.0rc1", "2.0rc1", false),
    ("pypi", "<2.0rc1", "1.0a1", true),
    ("pypi", "===1.0", "1.0.0", false),
    ("pypi", "===1.0RC1", "1.0rc1", true),
    ("pypi", "==1.0", "1.0.0", true),
    ("pub", "<2.0.0", "2.0.0-dev", false),
    ("pub", "<2.0.0", "1.5.0-dev", true),
    ("pub", ">=1.2.3 <2.0.0", "2.0.0-dev", false),
    ("pub", ">=2.0.0-dev <2.0.0", "2.0.0-dev.1", true),
    ("pub", ">=1.0.0-dev <2.0.0", "2.0.0-dev.1", false),
    ("pub", "<=2.0.0", "2.0.0-dev", true),
    ("semver", "1.0.0..<2.0.0", "1.5.0-beta", false),
    ("semver", "1.0.0-beta..<2.0.0", "1.5.0-beta", true),
    ("semver", "1.0.0-beta..<2.0.0", "2.0.0-beta", false),
    ("semver", "1.0.0...2.0.0", "2.0.0-beta", false),
    ("nuget", "[1.0,2.0)", "1.5.0-beta", true),
    ("nuget", "1.*", "1.5.0", true),
    ("nuget", "1.*", "1.5.0-beta", false),
    ("nuget", "*", "1.5.0-beta", false),
    ("nuget", "1.0.0-*", "1.0.0-beta", true),
    ("nuget", "1.0.0-*", "1.0.0", true),
    ("nuget", "1.0.0-*", "1.0.1-beta", false),
    ("nuget", "1.0.0-rc.*", "1.0.0-RC.2", true),
    ("nuget", "1.0.0-rc.*", "1.0.0-rtm", false),
    ("nuget", "1.0.0-be*", "1.0.0-beta2", true),
    ("nuget", "1.*-*", "1.5.0-beta", true),
    ("nuget", "1.*-*", "2.0.0-beta", false),
    ("nuget", "1.*-rc*", "1.5.0-beta", false),
    ("nuget", "1.*-rc*", "1.5.0", true),
    ("nuget", "*-*", "9.0.0-beta", true),
    ("composer", "1.0 - 2.0", "2.0.5", true),
    ("composer", "1.0 - 2.0", "2.1.0", false),
    ("composer", "1 - 2", "2.5", true),
    ("composer", "1.0.0 - 2.1.0", "2.1.1", false),
    ("composer", "dev-main", "dev-main", true),
    ("composer", "dev-main#abcdef", "dev-main", true),
    ("composer", "dev-main as 1.0.x-dev", "dev-main", true),
    ("composer", "dev-main || ^1", "1.2", true),
    ("composer", "dev-main", "dev-Main", false),
    ("composer", "<2", "dev-main", false),
    ("composer", "!=1", "dev-main", true),
    ("composer", "*", "dev-main", true),
    ("composer", ">=1@beta", "1.0-beta", true),
    ("composer", ">=1@beta", "1.0-alpha", false),
    ("composer", "1.x-dev", "1.2", false),
    ("conan", ">1 <2.0", "1.5.1", true),
    ("conan", ">1 <2.0", "1.5.1-pre1", false),
    ("conan", ">=2.0-pre.0 <3", "2.0-pre.1", false),
    ("conan", ">=2.0-pre.0, include_prerelease", "2.0-pre.1", true),
    ("conan", "*, include_prerelease=True", "0.0.0-pre.1", true),
    ("conan", ">=1.0.0-pre.1+2", "1.0.0+1", true),
    ("julia", "1.2", "1.9.0", true),
    ("julia", "1.2", "1.9.0-rc1", true),
    // Others leave it to their operators or to somebody else.
    ("gem", ">= 1.0", "1.1.pre", true),
];

#[test]
fn a_range_is_answered_as_the_tool_of_its_ecosystem_does() {
    for (name, range, version, expected) in ADMITTED {
        let ecosystem = Ecosystem::from_name(name).expect("a scheme");
        let found = Range::admits(ecosystem, range, &Version::parse(ecosystem, version));
        assert_eq!(found, Ok(Some(*expected)), "{name} {range} {version}");
    }
}

#[test]
fn what_a_tool_refuses_is_no_range_and_what_is_no_version_is_not_known() {
    for (name, range) in [
        ("pypi", ">=1.0.*"),
        ("pypi", "~=1"),
        ("pypi", "~=2.dev1"),
        ("pypi", "~=1!2rc1"),
        ("pypi", ">1.0+local"),
        ("composer", ">*"),
        ("composer", "^dev-main"),
        ("npm", "1.x.3"),
        ("npm", "*-1"),
    ] {
        let ecosystem = Ecosystem::from_name(name).expect("a scheme");
        assert!(
            Range::admits(ecosystem, range, &Version::parse(ecosystem, "1.0")).is_err(),
            "{name} {range}"
        );
    }
    for (name, range, version) in
        [("npm", "^1.0.0", "latest"), ("pypi", ">=1", "dev-main"), ("deb", ">= 1", "~")]
    {
        let ecosystem = Ecosystem::from_name(name).expect("a scheme");
        assert_eq!(Range::admits(ecosystem, range, &Version::parse(ecosystem, version)), Ok(None), "{name}");
    }
}

#[test]
fn a_set_of_versions_takes_pre_releases_by_order() {
    for (name, range, version) in [
        ("npm", "^1.2.0", "1.2.3-beta.1"),
        ("pypi", ">=1.0", "2.0rc1"),
        ("pub", "<2.0.0", "2.0.0-dev"),
        ("nuget", "1.*", "1.5.0-beta"),
        ("semver", "1.0.0..<2.0.0", "1.5.0-beta"),
        ("nuget", "1.0.0-beta*", "1.0.0-rc"),
    ] {
        let range = parse(name, range);
        assert!(range.contains(&Version::parse(range.ecosystem(), version)), "{name} {range} {version}");
    }
}

#[test]
fn a_vers_text_speaks_of_its_own_scheme() {
    for (text, name, expected) in [
        ("vers:npm/1.2.3", "npm", true),
        ("vers:pypi/1.2.3", "npm", false),
        ("vers:debian/1.2.3", "deb", true),
        ("vers:conan/1.2.3", "conan", true),
        ("vers:conan/1.2.3", "bazel", false),
        ("vers:nosuch/1.2.3", "nosuch", true),
        ("vers:nosuch/1.2.3", "bazel", false),
        ("vers:all/*", "npm", true),
        ("vers:none/*", "npm", true),
    ] {
        assert_eq!(text.parse::<Vers>().expect("a range").is_of(name), expected, "{text} {name}");
    }
}
