use proptest::prelude::*;

use super::*;
use crate::list::Kind;

const FILTERS: &[Filter] = &[
    Filter {
        key: "severity",
        label: "Severity",
        kind: Kind::Choice(&[("critical", "Critical"), ("high", "High")]),
    },
    Filter { key: "waived", label: "Waived", kind: Kind::Flag },
    Filter { key: "license", label: "License", kind: Kind::Text },
    Filter { key: "violations", label: "Violations", kind: Kind::Number },
    Filter { key: "sbom-age", label: "SBOM age", kind: Kind::Age },
];

fn read(text: &str) -> Query {
    Query::read(text, FILTERS, &["name", "epss"])
}

#[test]
fn parameters_and_text_say_the_same() {
    let parameters = read("severity=critical,high&-waived=yes&q=left+pad&violations=%3E0&sbom-age=%3E30d");
    let text = read("filter=severity:critical,high+-waived:yes+left+pad+violations:%3E0+sbom-age:%3E30d");
    assert_eq!(parameters.terms, text.terms);
    assert_eq!(parameters.words, text.words);
    assert!(parameters.problems.is_empty() && text.problems.is_empty());
    assert_eq!(parameters.values("severity").collect::<Vec<_>>(), ["critical", "high"]);
}

#[test]
fn what_is_not_understood_is_left_out_and_told() {
    for text in [
        "severity=urgent",
        "color=red",
        "waived=maybe",
        "violations=many",
        "violations=NaN",
        "sbom-age=%3E30",
        "sort=size",
        "size=51",
        "after=%00",
        "filter=-word",
        "license=",
    ] {
        let query = read(text);
        assert_eq!(query.problems.len(), 1, "{text}: {:?}", query.problems);
        assert!(query.terms.is_empty() && query.sort.is_empty() && query.after.is_none(), "{text}");
    }
}

#[test]
fn a_purl_in_the_box_is_a_word_and_quotes_keep_blanks() {
    let query = read("filter=pkg:npm/a@1+license:%22MIT+OR+Apache-2.0%22+%22severity:critical%22");
    assert_eq!(query.words, ["pkg:npm/a@1", "severity:critical"]);
    assert_eq!(query.values("license").collect::<Vec<_>>(), ["MIT OR Apache-2.0"]);
}

#[test]
fn the_position_counts_only_with_a_cursor() {
    assert_eq!(read("from=51").offset, 0);
    assert_eq!(read("after=abc&from=51").offset, 50);
    assert_eq!(read("sort=-epss,name,epss").sort.len(), 2);
}

proptest! {
    #[test]
    fn no_query_panics(text in ".*") {
        let _ = read(&text);
        let _ = read(&format!("filter={text}"));
    }

    #[test]
    fn links_lead_to_the_same_query(words in prop::collection::vec("[^\\s]+", 0..3), license in "[^\\s][^\\x00-\\x1f]*", negated: bool) {
        let mut query = Query { words, ..Query::default() };
        query.terms.push(Term { key: "license", values: vec![license], negated });
        let again = read(&query.to_string());
        prop_assert_eq!(&again.terms, &query.terms);
        prop_assert_eq!(&again.words, &query.words);
    }

    #[test]
    fn text_form_is_read_back(words in prop::collection::vec("[^\\s]+( [^\\s]+)?", 0..3), license in "[^\\s][^\\x00-\\x1f]*") {
        let query = Query {
            words,
            terms: vec![Term { key: "license", values: vec![license], negated: false }],
            ..Query::default()
        };
        let mut problems = Vec::new();
        let (terms, words) = grammar::parse(&query.text(), FILTERS, &mut problems);
        prop_assert_eq!(problems, Vec::<String>::new());
        prop_assert_eq!(terms, query.terms);
        prop_assert_eq!(words, query.words);
    }
}
