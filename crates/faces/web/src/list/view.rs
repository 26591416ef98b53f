//! The page of a list.

use axum::extract::State as Extract;
use axum::response::{IntoResponse, Redirect, Response};
use mainstay_markup::{
    Crumb, Facet, FacetValue, FilterBar, FilterChip, Markup, PageHead, Pager, Table, Total, html, plural,
};

use super::query::Lenient;
use super::{Filter, Kind, List, PageSize, Query, Rows};
use crate::{Error, Frame, Page, Section, State, Visitor};

/// The page of a list with filter bar, table and foot. Filters in text form lead to the same page with one parameter a filter, so that
/// every address says the same thing in the same way.
///
/// # Errors
/// What [`List::load`] gives.
pub async fn page<L: List>(
    Extract(state): Extract<State>,
    visitor: Visitor,
    Lenient(query, _): Lenient<L>,
    frame: Frame,
) -> Result<Response, Error> {
    if query.has_text && query.problems.is_empty() && query.has_plain_words() {
        return Ok(Redirect::to(&query.here()).into_response());
    }
    let rows = L::load(&state, &visitor, &query).await?;
    if let Some(head) = L::head(&state, &query).await? {
        return Ok(frame.render(head.page(&results::<L>(&query, &rows, &frame), frame.now)).into_response());
    }
    let head = PageHead {
        title: L::TITLE,
        crumbs: &[Crumb::to(Section::Home.label(), Section::Home.path()), Crumb::here(L::TITLE)],
        lead: None,
        updated: None,
        actions: L::actions(),
    };
    let page =
        Page::new(L::TITLE, results::<L>(&query, &rows, &frame)).section(L::SECTION).head(&head, frame.now);
    Ok(frame.render(page).into_response())
}

/// What changes with the query; htmx replaces it as one.
fn results<L: List>(query: &Query, rows: &Rows<L::Row>, frame: &Frame) -> Markup {
    let (chips, facets) = (chips::<L>(query), facets::<L>(query));
    let (text, clear, summary) = (query.text(), query.unfiltered().here(), summary::<L>(query, rows));
    let hidden = hidden(query);
    let bar = FilterBar {
        action: &query.place.path,
        text: &text,
        placeholder: L::EXAMPLE,
        hidden: &hidden,
        chips: &chips,
        facets: &facets,
        summary: &summary,
        clear: &clear,
        problems: &query.problems,
    };
    let sort = |key: &str| {
        let column =
            L::COLUMNS.iter().map(|column| column.key).find(|known| *known == key).unwrap_or_default();
        query.sort_link(column, L::ORDERS)
    };
    let table = Table {
        sort: Some(&sort),
        empty: bar.empty(&format!("No {} yet", L::NOUN.1), &L::nothing()),
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

fn summary<L: List>(query: &Query, rows: &Rows<L::Row>) -> String {
    let number = match rows.total {
        Total::Exact(number) => plural(number, L::NOUN.0, L::NOUN.1),
        total => format!("{} {}", total.words(), L::NOUN.1),
    };
    if query.terms.is_empty() && query.words.is_empty() { number } else { format!("{number} match") }
}

fn chips<L: List>(query: &Query) -> Vec<FilterChip> {
    let terms = query.terms.iter().enumerate().map(|(index, term)| {
        let filter = L::FILTERS.iter().find(|filter| filter.key == term.key);
        let name = filter.map_or(term.key, |filter| filter.label);
        let values: Vec<&str> =
            term.values.iter().map(|value| filter.map_or(value.as_str(), |f| label(f, value))).collect();
        let not = if term.negated { "not " } else { "" };
        FilterChip {
            label: format!("{name}: {not}{}", values.join(", ")),
            remove: query.without_term(index).here(),
        }
    });
    let words = query.words.iter().enumerate().map(|(index, word)| FilterChip {
        label: format!("“{word}”"),
        remove: query.without_word(index).here(),
    });
    terms.chain(words).collect()
}

fn label<'a>(filter: &Filter, value: &'a str) -> &'a str {
    match filter.kind {
        Kind::Choice(values) | Kind::Suggest(values) => {
            values.iter().find(|(known, _)| *known == value).map_or(value, |(_, label)| label)
        }
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
    let changed = |key: &'static str, value: &str| {
        if L::ONE_VALUE { query.chosen(key, value) } else { query.toggled(key, value) }
    };
    few.map(|(filter, values)| Facet {
        label: filter.label.to_owned(),
        values: values
            .iter()
            .map(|(value, label)| FacetValue {
                label: (*label).to_owned(),
                href: changed(filter.key, value).here(),
                set: query.has(filter.key, value),
                count: None,
            })
            .collect(),
    })
    .collect()
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
        first: query.after.as_ref().map(|_| query.first().here()),
        next: rows.next.as_ref().map(|cursor| query.next(cursor, shown).here()),
        sizes: PageSize::ALL
            .iter()
            .map(|size| (size.rows(), query.sized(*size).here(), *size == query.size))
            .collect(),
        exports: vec![("CSV", export("csv")), ("JSON", export("json"))],
    }
}
