use proptest::prelude::*;

use super::*;

const FILTERS: &[Filter] = &[
    Filter::new("severity", "Severity", Kind::Choice(&[("critical", "Critical"), ("high", "High")])),
    Filter::new("waived", "Waived", Kind::Flag),
    Filter::new("license", "License", Kind::Text),
    Filter::new("violations", "Violations", Kind::Number),
    Filter::new("sbom-age", "SBOM age", Kind::Age),
];

fn read(text: &str) -> Query {
    Query::read(text, FILTERS, &["name", "epss"], &[]).unwrap()
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
fn a_sort_that_is_refused_is_told_the_ways_that_there_are() {
    let told = |sortable: &[&'static str], orders: &[&'static str]| {
        Query::read("sort=-received", FILTERS, sortable, orders)
            .unwrap()
            .problems
            .iter()
            .map(Problem::left_out)
            .collect::<String>()
    };
    assert_eq!(told(&[], &[]), "`sort=-received` was left out: this list has one order only.");
    assert!(told(&["name", "epss"], &[]).contains("sorts by name, epss, each with `-`"));
    let fixed = told(&["name", "releases"], &["name", "-releases"]);
    assert_eq!(fixed, "`sort=-received` was left out: this list sorts by name or -releases.");
}

#[test]
fn a_purl_in_the_box_is_a_word_and_quotes_keep_blanks() {
    let query = read("filter=pkg:npm/a@1+license:%22MIT+OR+Apache-2.0%22+%22severity:critical%22");
    assert_eq!(query.words, ["pkg:npm/a@1", "severity:critical"]);
    assert_eq!(query.values("license").collect::<Vec<_>>(), ["MIT OR Apache-2.0"]);
}

#[test]
fn the_same_filter_again_means_any_of_its_values() {
    let query = read("license=MIT&license=ISC&-license=GPL-3.0-only&license=MIT");
    let wanted = query.wanted::<String>("license");
    assert_eq!(
        (wanted.any.join(" "), wanted.none.join(" ")),
        ("MIT ISC".to_owned(), "GPL-3.0-only".to_owned())
    );
    assert_eq!(query.to_string(), "license=MIT&license=ISC&-license=GPL-3.0-only");
    assert_eq!(query.text(), "license:MIT license:ISC -license:GPL-3.0-only");
}

#[test]
fn to_exclude_one_answer_of_two_is_to_ask_for_the_other() {
    for (text, flag) in [
        ("waived=yes", Some(true)),
        ("-waived=yes", Some(false)),
        ("waived=no", Some(false)),
        ("-waived=no", Some(true)),
        ("waived=yes&waived=no", None),
        ("waived=yes&-waived=no", Some(true)),
        ("", None),
    ] {
        assert_eq!(read(text).flag("waived"), flag, "{text}");
        assert!(!read(text).contradicts_itself(FILTERS), "{text}");
    }
    for text in ["waived=yes&-waived=yes", "-waived=yes&-waived=no", "waived=no&-waived=no"] {
        assert!(read(text).contradicts_itself(FILTERS), "{text}");
    }
}

#[test]
fn a_filter_of_one_value_keeps_the_first_and_excludes_nothing() {
    const SINGLE: &[Filter] = &[Filter::new("product", "Product", Kind::Text).single()];
    for (text, left) in [("product=a&product=b", vec!["a"]), ("-product=a", vec![])] {
        let mut query = Query::read(text, SINGLE, &[], &[]).unwrap();
        query.keep_single(SINGLE);
        assert_eq!(query.values("product").collect::<Vec<_>>(), left);
        assert_eq!((query.problems.len(), query.terms.len()), (1, left.len()));
    }
}

#[test]
fn the_position_counts_only_with_a_cursor() {
    assert_eq!(read("from=51").offset, 0);
    assert_eq!(read("after=abc&from=51").offset, 50);
    assert_eq!(read("sort=-epss,name,epss").sort.len(), 2);
}

#[test]
fn an_address_asks_for_a_bounded_number_of_words_and_values() {
    let many = |part: &str, number: usize| vec![part; number].join("&");
    let most = format!("{}&{}", many("license=a", 50), many("q=b", 50));
    assert_eq!(read(&most).words.len(), 50);
    for text in [
        format!("{most}&license=c"),
        format!("filter={}", "w+".repeat(101)),
        format!("filter={}", "license:a+".repeat(101)),
        format!("q={}", "w+".repeat(101)),
        many("-license=a", 101),
        many("color=red", 101),
        many("sort=size", 101),
    ] {
        let refused = Query::read(&text, FILTERS, &["name"], &[]).unwrap_err();
        assert!(refused.detail.unwrap().contains("more than 100 words and values"), "{text}");
    }
}

proptest! {
    #[test]
    fn no_query_panics(text in ".*") {
        let _ = Query::read(&text, FILTERS, &["name"], &[]);
        let _ = Query::read(&format!("filter={text}"), FILTERS, &["name"], &[]);
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
        prop_assert_eq!(problems, Vec::<Problem>::new());
        prop_assert_eq!(terms, query.terms);
        prop_assert_eq!(words, query.words);
    }
}
