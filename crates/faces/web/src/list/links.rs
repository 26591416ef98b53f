//! Addresses made from a query: every change of filter, sort or size starts the list anew, so no cursor survives where it has no meaning.

use std::fmt;

use mainstay_markup::{Direction, SortLink};
use percent_encoding::utf8_percent_encode;

use super::{Filter, PageSize, Query, SortKey, Term, grammar};
use crate::address::LIST;

impl Query {
    /// The filters as text for the filter box.
    pub fn text(&self) -> String {
        grammar::write(&self.terms, &self.words)
    }

    /// Whether the words stand in a parameter of their own; with blanks they need the quotes of the text form.
    pub(super) fn has_plain_words(&self) -> bool {
        self.words.iter().all(|word| !word.contains(char::is_whitespace))
    }

    /// The address of the page with this query.
    pub(super) fn here(&self) -> String {
        self.href(&self.place.path)
    }

    /// The address of the list, a page or an export, with this query.
    pub(super) fn href(&self, path: &str) -> String {
        let query = self.to_string();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// The next page.
    pub(super) fn next(&self, cursor: &str, shown: u64) -> Self {
        Self { after: Some(cursor.to_owned()), offset: self.offset.saturating_add(shown), ..self.clone() }
    }

    /// The first page of the same rows.
    pub(super) fn first(&self) -> Self {
        Self { after: None, offset: 0, ..self.clone() }
    }

    /// The same list with pages of another size.
    pub(super) fn sized(&self, size: PageSize) -> Self {
        Self { size, ..self.first() }
    }

    /// Whether anything narrows the list.
    pub(super) fn is_filtered(&self) -> bool {
        !self.terms.is_empty() || !self.words.is_empty()
    }

    /// The same list without filters.
    pub(super) fn unfiltered(&self) -> Self {
        Self { terms: Vec::new(), words: Vec::new(), ..self.first() }
    }

    /// The same list without one value of a filter.
    pub(super) fn without(&self, key: &str, value: &str, negated: bool) -> Self {
        let mut query = self.first();
        for term in query.terms.iter_mut().filter(|term| term.key == key && term.negated == negated) {
            term.values.retain(|known| known != value);
        }
        query.terms.retain(|term| !term.values.is_empty());
        query
    }

    /// The same list without one of its words.
    pub(super) fn without_word(&self, index: usize) -> Self {
        let mut query = self.first();
        query.words.remove(index);
        query
    }

    /// Whether a value of a filter is asked for, or left out.
    pub(super) fn has(&self, key: &str, value: &str, negated: bool) -> bool {
        self.terms.iter().any(|term| {
            term.key == key && term.negated == negated && term.values.iter().any(|known| known == value)
        })
    }

    /// The same list with a value of a filter asked for or left out; without it when it is so already. A filter that takes one
    /// value has this one alone.
    pub(super) fn toggled(&self, filter: &Filter, value: &str, negated: bool) -> Self {
        if self.has(filter.key, value, negated) {
            return self.without(filter.key, value, negated);
        }
        let mut query = self.without(filter.key, value, !negated);
        if filter.single {
            query.terms.retain(|term| term.key != filter.key);
        }
        let same = |term: &&mut Term| term.key == filter.key && term.negated == negated;
        match query.terms.iter_mut().find(same) {
            Some(term) => term.values.push(value.to_owned()),
            None => query.terms.push(Term { key: filter.key, values: vec![value.to_owned()], negated }),
        }
        query
    }

    /// The head of a column: sorts by it, and turns the order when it is sorted by it already; with `orders`, only as they say.
    pub(super) fn sort_link(&self, column: &'static str, orders: &[&str]) -> SortLink {
        let fixed = orders.iter().find(|order| order.trim_start_matches('-') == column);
        let own = orders.first().filter(|_| self.sort.is_empty()).and_then(|first| read_order(first, column));
        let current = self.sort.first().copied().filter(|key| key.column == column).or(own);
        let descending = match fixed {
            Some(order) => order.starts_with('-'),
            None => current.is_some_and(|key| !key.descending),
        };
        let query = Self { sort: vec![SortKey { column, descending }], ..self.first() };
        let current =
            current.map(|key| if key.descending { Direction::Descending } else { Direction::Ascending });
        SortLink { href: query.here(), current }
    }

    pub(super) fn sort_text(&self) -> String {
        let parts =
            self.sort.iter().map(|key| format!("{}{}", if key.descending { "-" } else { "" }, key.column));
        parts.collect::<Vec<_>>().join(",")
    }
}

/// An order of an address, when it is of this column.
fn read_order(order: &str, column: &'static str) -> Option<SortKey> {
    (order.trim_start_matches('-') == column).then(|| SortKey { column, descending: order.starts_with('-') })
}

/// The query part of an address; defaults are left out.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<(String, String)> = Vec::new();
        for term in &self.terms {
            let minus = if term.negated { "-" } else { "" };
            parts.extend(term.values.iter().map(|value| (format!("{minus}{}", term.key), value.clone())));
        }
        if !self.words.is_empty() {
            // Words with blanks or quotes only survive in text form.
            let (key, text) = if self.has_plain_words() {
                ("q", self.words.join(" "))
            } else {
                ("filter", grammar::write(&[], &self.words))
            };
            parts.push((key.to_owned(), text));
        }
        if !self.sort.is_empty() {
            parts.push(("sort".to_owned(), self.sort_text()));
        }
        if self.size != PageSize::default() {
            parts.push(("size".to_owned(), self.size.rows().to_string()));
        }
        if let Some(cursor) = &self.after {
            parts.push(("after".to_owned(), cursor.clone()));
            parts.push(("from".to_owned(), (self.offset + 1).to_string()));
        }
        for (index, (key, value)) in parts.iter().enumerate() {
            let separator = if index == 0 { "" } else { "&" };
            write!(f, "{separator}{key}={}", utf8_percent_encode(value, LIST))?;
        }
        Ok(())
    }
}
