//! The page of a list.

use axum::response::{IntoResponse, Redirect, Response};
use mainstay_markup::{
    Crumb, Facet, FacetValue, FilterBar, FilterChip, Markup, PageHead, Pager, Table, Total, html, plural,
};

use super::query::Lenient;
use super::{Filter, Kind, List, PageSize, Problem, Query, Rows, rows};
use crate::{Error, Frame, Page, Section, Seen, State, Visitor};

/// Filters of an empty list whose removal is counted out.
const MOST_COUNTED: usize = 8;

/// The page of a list with filter bar, table and foot. Filters in text form lead to the same page with one parameter a filter, so that
/// every address says the same thing in the same way.
///
/// # Errors
/// What [`List::load`] gives.
pub async fn page<L: List>(
    Seen(state): Seen,
    visitor: Visitor,
    Lenient(query, _): Lenient<L>,
    frame: Frame,
) -> Result<Response, Error> {
    if query.has_text && query.problems.is_empty() && query.has_plain_words() {
        return Ok(Redirect::to(&query.here()).into_response());
    }
    let rows = rows::<L>(&state, &visitor, &query).await?;
    let whole = whole::<L>(&state, &visitor, &query, rows.total).await;
    let mut chips = chips::<L>(&query);
    if rows.rows.is_empty() && query.after.is_none() && chips.len() > 1 {
        count_without::<L>(&state, &visitor, &mut chips).await;
    }
    let chips: Vec<FilterChip> = chips.into_iter().map(|(chip, _)| chip).collect();
    let results = results::<L>(&query, &rows, whole, &chips, &frame);
    if let Some(head) = L::head(&state, &query).await? {
        return Ok(frame.render(head.page(&results, frame.now)).into_response());
    }
    let head = PageHead {
        title: L::TITLE,
        crumbs: &crumbs::<L>(),
        lead: None,
        updated: None,
        actions: L::actions(),
    };
    let page = Page::new(L::TITLE, results).section(L::SECTION).head(&head, frame.now);
    Ok(frame.render(page).into_response())
}

/// The way to the list: by its section, where that is not the list itself.
fn crumbs<L: List>() -> Vec<Crumb> {
    let section = if L::PATH == L::SECTION.path() { Section::Home } else { L::SECTION };
    section.way([Crumb::here(L::TITLE)])
}

/// What changes with the query; htmx replaces it as one.
fn results<L: List>(
    query: &Query,
    rows: &Rows<L::Row>,
    whole: Option<Total>,
    chips: &[FilterChip],
    frame: &Frame,
) -> Markup {
    let (facets, keys) = (facets::<L>(query), keys::<L>());
    let (text, clear) = (query.text(), query.unfiltered().here());
    let summary = summary(L::NOUN, query.is_filtered(), rows.total, whole);
    let hidden = hidden(query);
    let problems: Vec<String> = query.problems.iter().map(Problem::left_out).collect();
    let bar = FilterBar {
        action: &query.place.path,
        text: &text,
        placeholder: L::EXAMPLE,
        hidden: &hidden,
        chips,
        facets: &facets,
        keys: &keys,
        words: L::WORDS.then_some(L::HINT),
        summary: &summary,
        clear: &clear,
        problems: &problems,
    };
    let sort = |key: &str| {
        let column =
            L::COLUMNS.iter().map(|column| column.key).find(|known| *known == key).unwrap_or_default();
        query.sort_link(column, L::ORDERS)
    };
    let table = Table {
        sort: Some(&sort),
        empty: bar.empty(L::NOUN, &L::nothing()),
        ..Table::new(L::TITLE, L::COLUMNS, &rows.rows, frame.now)
    };
    html! {
        div id="results" {
            @if L::WORDS || !L::FILTERS.is_empty() { (bar.html()) }
            (table.html())
            @if !rows.rows.is_empty() || query.after.is_some() { (pager::<L>(query, rows).html()) }
        }
    }
}

/// How many rows the list has without its filters; not asked where one of them shows more than that, or where the number of those
/// that match is not counted out.
async fn whole<L: List>(state: &State, visitor: &Visitor, query: &Query, matching: Total) -> Option<Total> {
    let widens = |key: &str| L::FILTERS.iter().any(|filter| filter.key == key && filter.widens);
    let counted = matches!(matching, Total::Exact(_));
    if !counted || !query.is_filtered() || query.terms.iter().any(|term| widens(term.key)) {
        return None;
    }
    let page = Query { size: PageSize::ONE, ..query.unfiltered() };
    // The rows are what was asked for: they are shown even where the whole cannot be counted.
    rows::<L>(state, visitor, &page).await.ok().map(|rows| rows.total)
}

/// "9,310 components", "412 of 9,310 components match". Of two numbers that were not counted out, one says nothing of the other.
fn summary((one, many): (&str, &str), filtered: bool, number: Total, whole: Option<Total>) -> String {
    let matches = if number == Total::Exact(1) { "matches" } else { "match" };
    match (number, whole) {
        (Total::Exact(_), Some(whole @ (Total::Exact(_) | Total::MoreThan(_)))) => {
            let noun = if whole == Total::Exact(1) { one } else { many };
            format!("{} of {} {noun} {matches}", number.words(), whole.words())
        }
        (Total::Exact(exact), _) if filtered => format!("{} {matches}", plural(exact, one, many)),
        (Total::Exact(exact), _) => plural(exact, one, many),
        (total, _) if filtered => format!("{} {many} {matches}", total.words()),
        (total, _) => format!("{} {many}", total.words()),
    }
}

/// A chip for each value and each word that narrows the list, with the list without it.
fn chips<L: List>(query: &Query) -> Vec<(FilterChip, Query)> {
    let mut chips = Vec::new();
    for term in &query.terms {
        let filter = L::FILTERS.iter().find(|filter| filter.key == term.key);
        let name = filter.map_or(term.key, |filter| filter.label);
        let not = if term.negated { "not " } else { "" };
        for value in &term.values {
            let word = filter.map_or(value.as_str(), |filter| label(filter, value));
            let without = query.without(term.key, value, term.negated);
            chips.push((chip(format!("{name}: {not}{word}"), &without), without));
        }
    }
    for (index, word) in query.words.iter().enumerate() {
        let without = query.without_word(index);
        chips.push((chip(format!("“{word}”"), &without), without));
    }
    chips
}

fn chip(label: String, without: &Query) -> FilterChip {
    FilterChip { label, remove: without.here(), leaves: None }
}

/// Tells how many rows the list has without each of its filters: asked only when it has none with all of them.
async fn count_without<L: List>(state: &State, visitor: &Visitor, chips: &mut [(FilterChip, Query)]) {
    for (chip, without) in chips.iter_mut().take(MOST_COUNTED) {
        let page = Query { size: PageSize::ALL[0], ..without.clone() };
        // What cannot be counted is offered all the same.
        chip.leaves = rows::<L>(state, visitor, &page).await.ok().map(|rows| rows.total.words());
    }
}

fn label<'a>(filter: &Filter, value: &'a str) -> &'a str {
    match filter.kind {
        Kind::Choice(values) | Kind::Suggest(values) => {
            values.iter().find(|(known, _)| *known == value).map_or(value, |(_, label)| label)
        }
        Kind::Flag if value == "yes" => "yes",
        Kind::Flag => "no",
        _ => value,
    }
}

/// Menus for the filters that have few values.
fn facets<L: List>(query: &Query) -> Vec<Facet> {
    const FLAG: &[(&str, &str)] = &[("yes", "Yes"), ("no", "No")];
    let few = L::FILTERS.iter().filter_map(|filter| match filter.kind {
        Kind::Choice(values) | Kind::Suggest(values) => Some((filter, values)),
        Kind::Flag => Some((filter, FLAG)),
        _ => None,
    });
    few.map(|(filter, values)| Facet {
        label: filter.label.to_owned(),
        values: values.iter().map(|(value, label)| facet_value(query, filter, value, label)).collect(),
    })
    .collect()
}

fn facet_value(query: &Query, filter: &Filter, value: &str, label: &str) -> FacetValue {
    // To leave out one answer of two is to ask for the other one, which stands below it.
    let excludes = !filter.single && filter.kind != Kind::Flag;
    FacetValue {
        label: label.to_owned(),
        href: query.toggled(filter, value, false).here(),
        set: query.has(filter.key, value, false),
        exclude: excludes
            .then(|| (query.toggled(filter, value, true).here(), query.has(filter.key, value, true))),
        count: None,
    }
}

/// Every filter as people type it.
fn keys<L: List>() -> Vec<(String, String)> {
    L::FILTERS.iter().map(|filter| (format!("{}:", filter.key), filter.takes())).collect()
}

fn hidden(query: &Query) -> Vec<(String, String)> {
    let mut kept = Vec::new();
    if !query.sort.is_empty() {
        kept.push(("sort".to_owned(), query.sort_text()));
    }
    if query.size != PageSize::default() {
        kept.push(("size".to_owned(), query.size.rows().to_string()));
    }
    kept
}

fn pager<L: List>(query: &Query, rows: &Rows<L::Row>) -> Pager {
    let shown = rows.rows.len() as u64;
    let export = |suffix: &str| query.first().href(&format!("{}.{suffix}", query.place.path));
    Pager {
        from: query.offset + 1,
        shown,
        total: rows.total,
        noun: None,
        first: query.after.as_ref().map(|_| query.first().here()),
        next: rows.next.as_ref().map(|cursor| query.next(cursor, shown).here()),
        sizes: PageSize::ALL
            .iter()
            .map(|size| (size.rows(), query.sized(*size).here(), *size == query.size))
            .collect(),
        exports: vec![("CSV", export("csv")), ("JSON", export("json"))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_tells_how_many_match_of_how_many() {
        let noun = ("component", "components");
        let cases = [
            (false, Total::Exact(9310), None, "9\u{202f}310 components"),
            (false, Total::Exact(1), None, "1 component"),
            (true, Total::Exact(412), Some(Total::Exact(9310)), "412 of 9\u{202f}310 components match"),
            (true, Total::Exact(1), Some(Total::Exact(1)), "1 of 1 component matches"),
            (true, Total::Exact(0), Some(Total::Exact(2)), "0 of 2 components match"),
            (true, Total::Exact(7), Some(Total::MoreThan(10_000)), "7 of 10\u{202f}000+ components match"),
            (true, Total::MoreThan(10_000), Some(Total::MoreThan(10_000)), "10\u{202f}000+ components match"),
            (true, Total::Exact(3), None, "3 components match"),
        ];
        for (filtered, number, whole, words) in cases {
            assert_eq!(summary(noun, filtered, number, whole), words);
        }
    }
}
