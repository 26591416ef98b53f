//! Any two texts have an order in every ecosystem, and any text is a range or an error; the first byte picks the
//! ecosystem, lines part the texts.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mainstay_fuzz::pick;
use mainstay_version::{Ecosystem, Range, Vers, Version, compare};

fuzz_target!(|data: &[u8]| {
    let ecosystems: Vec<Ecosystem> = Ecosystem::all().collect();
    let Some((ecosystem, bytes)) = pick(&ecosystems, data) else { return };
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (first, second) = text.split_once('\n').unwrap_or((text, text));
    let versions = [first, second].map(|text| Version::parse(ecosystem, text));
    order(&versions);
    if let Ok(range) = Range::parse_native(ecosystem, first) {
        laws(&range, &versions);
    }
    for text in [first.to_owned(), format!("vers:{ecosystem}/{first}")] {
        let Ok(vers) = text.parse::<Vers>() else { continue };
        let written = vers.to_string();
        assert_eq!(written.parse::<Vers>().map(|vers| vers.to_string()).as_deref(), Ok(written.as_str()));
        laws(&vers.to_range(), &versions);
    }
});

/// The order is the same from both sides, and the keys that a database compares give it too.
fn order([a, b]: &[Version; 2]) {
    assert_eq!(a.cmp(b), b.cmp(a).reverse());
    assert_eq!(a.cmp(b), compare(a.ecosystem(), a.text(), b.text()));
    assert_eq!(a.cmp(b), a.sort_key().cmp(b.sort_key()));
    assert!(a == b || !b.sort_key().starts_with(a.sort_key()), "the key of {a:?} begins that of {b:?}");
    for version in [a, b] {
        assert_eq!(&Version::parse(version.ecosystem(), &version.canonical_text()), version);
    }
}

/// What holds for every set of versions.
fn laws(range: &Range, versions: &[Version]) {
    let _ = range.to_string();
    assert_eq!(&range.complement().complement(), range);
    assert!(range.union(&range.complement()).is_all());
    assert!(range.intersection(&range.complement()).is_empty());
    for version in versions.iter().filter(|version| version.ecosystem() == range.ecosystem()) {
        assert_ne!(range.contains(version), range.complement().contains(version));
    }
}
