//! The page about versioning schemes.

use std::cmp::Ordering;

use mainstay_version::{Ecosystem, Scheme, Version, compare};

use super::table::{code, table};

const INTRODUCTION: &str = "\
# Version schemes

How versions are ordered, by package type. A type without a scheme of its own gets the generic one. The last column shows the order
that each scheme gives to the same texts, from the lowest to the highest; `=` stands between those that it does not tell apart, and a text in italics is no version there
and still has a place. Ranges are read as the ecosystem's own tools write them, and as `vers:` texts.

A range is a set of versions, and the order alone decides what is in it; where-used answers so, because an advisory speaks of pre-releases too.
`mainstay version contains` answers as the ecosystem's own tool does where the range is written natively. To ask for the order alone, write
the range as `vers:`. A range in a syntax that is not known, or of another ecosystem than the version's, is told as not known, never as `no`. An end in a `vers:` text
must be a version of its scheme: `vers:npm/>=banana` is refused. What the tools ask besides the order:

| Ecosystem | What does not pass although the order lets it |
|---|---|
| `npm`, `cargo` | a pre-release, unless the range names one of the same three numbers: `^1.2.0` does not let `1.2.3-beta.1` pass, `>=1.2.3-alpha <2` does |
| `pypi` | a pre-release, unless the specifier names any (PEP 440 takes one too when nothing else fits, which a question about one version cannot know); `===` compares letter by letter |
| `pub` | a pre-release of an upper end that is excluded: `<2.0.0` does not let `2.0.0-dev` pass, `>=2.0.0-dev <2.0.0` does |
| `semver` (Swift) | a pre-release, unless an end of the interval is one, and then none of an upper end that is excluded |
| `nuget` | a pre-release, where a version floats without a label: `1.*` lets none pass, `1.0.0-*` and `1.*-rc*` those whose label begins so |
| `composer` | a branch: `dev-main` is equal to itself and nothing else; pre-releases pass by order, stability is a setting of the project |
| `conan` | a pre-release, unless the range says `include_prerelease` |
| all others | nothing: what a resolver prefers is its own affair |";

/// Texts on which the schemes differ.
const SAMPLES: &[&str] = &[
    "1.0",
    "1.0.0",
    "1.0-alpha",
    "1.0-1",
    "1.0+1",
    "1.0.post1",
    "1.0~rc1",
    "1.0-SNAPSHOT",
    "1.10",
    "latest",
];

/// The page.
pub(super) fn page(schemes: &[&Scheme]) -> String {
    let rows = schemes.iter().map(|scheme| row(scheme));
    format!("{INTRODUCTION}\n\n{}", table(&["Id", "Package types", "Names in `vers:`", "Order"], rows))
}

fn row(scheme: &Scheme) -> Vec<String> {
    let order = Ecosystem::from_name(scheme.id).map(|ecosystem| order(ecosystem, SAMPLES));
    vec![code(&[scheme.id]), code(scheme.purl_types), code(scheme.names), order.unwrap_or_default()]
}

fn order(ecosystem: Ecosystem, texts: &[&str]) -> String {
    let mut texts = texts.to_vec();
    texts.sort_by(|a, b| compare(ecosystem, a, b));
    let mut line = String::new();
    let mut before = None;
    for text in texts {
        line.push_str(match before.map(|before| compare(ecosystem, before, text)) {
            None => "",
            Some(Ordering::Equal) => " = ",
            Some(_) => " < ",
        });
        let valid = Version::parse(ecosystem, text).is_valid();
        line.push_str(&if valid { code(&[text]) } else { format!("*{}*", code(&[text])) });
        before = Some(text);
    }
    line
}

#[cfg(test)]
mod tests {
    use mainstay_version::{Ecosystem, SCHEMES};

    use super::{order, page};

    #[test]
    fn every_scheme_has_a_row_with_its_order() {
        let text = page(SCHEMES);
        for scheme in SCHEMES {
            assert!(text.contains(&format!("\n| `{}` | ", scheme.id)), "{}", scheme.id);
            let ecosystem = Ecosystem::from_name(scheme.id).unwrap();
            assert_eq!(ecosystem.id(), scheme.id);
        }
    }

    #[test]
    fn equal_versions_stand_side_by_side_and_what_is_none_is_marked() {
        let pypi = Ecosystem::from_purl_type("pypi");
        assert_eq!(order(pypi, &["1.0.0", "1.0rc1", "x", "1.0"]), "*`x`* < `1.0rc1` < `1.0.0` = `1.0`");
    }
}
