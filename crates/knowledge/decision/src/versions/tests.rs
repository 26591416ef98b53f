use super::*;

fn npm() -> Ecosystem {
    Ecosystem::from_purl_type("npm")
}

fn of(range: &str, named: &[&str]) -> Versions {
    Versions::new(npm(), Some(range), named.iter().copied()).unwrap()
}

fn covers(versions: &Versions, text: &str) -> Coverage {
    versions.covers(&Version::parse(npm(), text))
}

#[test]
fn what_has_no_place_in_the_order_is_in_a_range_neither_yes_nor_no() {
    let versions = of("vers:npm/>=1.0.0|<2.0.0", &["main"]);
    assert_eq!(covers(&versions, "1.5.0"), Coverage::Yes);
    assert_eq!(covers(&versions, "2.0.0"), Coverage::No);
    assert_eq!(covers(&versions, "main"), Coverage::Yes);
    assert_eq!(covers(&versions, "next"), Coverage::Unknown);
}

#[test]
fn a_set_of_single_versions_leaves_nothing_open() {
    let versions = of("vers:npm/1.0.0|2.0.0", &["main"]);
    assert_eq!(covers(&versions, "next"), Coverage::No);
}

#[test]
fn every_version_holds_those_without_a_place_too() {
    let all = of("vers:npm/*", &["main"]);
    assert!(all.is_all() && all.named().next().is_none());
    assert_eq!(covers(&all, "next"), Coverage::Yes);
    assert_eq!(all, of("vers:all/*", &[]));
}

#[test]
fn a_version_of_another_ecosystem_is_never_in_it() {
    let other = Version::parse(Ecosystem::from_purl_type("pypi"), "1.5.0");
    assert_eq!(of("vers:npm/*", &[]).covers(&other), Coverage::No);
}

#[test]
fn one_version_is_named_when_it_has_no_place() {
    let named = Versions::exactly(&Version::parse(npm(), "latest")).unwrap();
    assert_eq!((named.range().is_none(), named.named().collect::<Vec<_>>()), (true, vec!["latest"]));
    let placed = Versions::exactly(&Version::parse(npm(), "1.0.0")).unwrap();
    assert_eq!(placed, Versions::new(npm(), None, ["1.0.0"]).unwrap());
    assert_eq!(placed.named().count(), 0);
}

#[test]
fn what_cannot_be_written_is_refused() {
    let pypi = Ecosystem::from_purl_type("pypi");
    let native = Range::parse_native(pypi, "<2.0").unwrap();
    assert!(matches!(Versions::within(&native), Err(VersionsError::Inexact(_))));
    let npm_range = Range::parse_native(npm(), "^1.2.0").unwrap();
    assert_eq!(Versions::within(&npm_range).unwrap().range(), Some(&npm_range));
    for range in [None, Some("vers:none/*")] {
        assert_eq!(Versions::new(npm(), range, []), Err(VersionsError::Empty));
    }
    let wrong = Versions::new(npm(), Some("vers:pypi/1.0"), []);
    assert!(matches!(wrong, Err(VersionsError::Ecosystem { expected: "npm", .. })));
    let no_place = Versions::new(Ecosystem::generic(), Some("vers:generic/>=main"), []);
    assert_eq!(no_place, Err(VersionsError::NoPlace("main".to_owned())));
    let many = (0..NAMES + 1).map(|number| format!("branch{}", "x".repeat(number)));
    let many: Vec<String> = many.collect();
    assert_eq!(Versions::new(npm(), None, many.iter().map(String::as_str)), Err(VersionsError::Size));
}

#[test]
fn an_example_is_found_in_open_intervals() {
    let ranges = [
        ("npm", "vers:npm/>1.0.0|<1.0.1"),
        ("npm", "vers:npm/<0.0.1"),
        ("pypi", "vers:pypi/>1.0|<1.1"),
        ("pypi", "vers:pypi/<0.1"),
        ("deb", "vers:deb/>1.0-1|<1.0-2"),
        ("maven", "vers:maven/>1.0|<1.1"),
        ("golang", "vers:golang/>v1.0.0|<v1.0.1"),
        ("generic", "vers:generic/>1.0|<1.1"),
        ("generic", "vers:generic/!=1.0"),
    ];
    for (kind, text) in ranges {
        let versions = Versions::new(Ecosystem::from_purl_type(kind), Some(text), []).unwrap();
        let example = versions.example().unwrap_or_else(|| panic!("{text}"));
        assert_eq!(versions.covers(&example), Coverage::Yes, "{text} {example}");
    }
}
