//! The query of a list: what the address says about filters, sorting and the place in the list.

use std::marker::PhantomData;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use mainstay_store::{Cursor, PageRequest, Wanted};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::{Filter, Kind, List, Problem, grammar};
use crate::{Error, State};

/// The parameters of every list, as the API describes them. Filters are parameters of their own too ([`ParamsOf`]).
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Params {
    /// Filters in text form: `ecosystem:npm -direct:yes words`. The same filter again means any of its values. An address has at most 100
    /// words and values of filters.
    pub filter: Option<String>,
    /// Columns to sort by, with a minus for largest first: `-epss,name`.
    pub sort: Option<String>,
    /// The cursor of the page before, as its `next` link holds it.
    pub after: Option<String>,
    /// How many rows a page has: 25, 50, 100 or 250.
    #[param(schema_with = sizes)]
    pub size: Option<u16>,
}

/// The parameters of one list, each of its filters among them.
#[derive(Debug)]
pub(crate) struct ParamsOf<L>(PhantomData<fn() -> L>);

impl<L: List> IntoParams for ParamsOf<L> {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mut parameters = Params::into_params(place);
        if L::WORDS {
            let words = ParameterBuilder::new().name("q").parameter_in(ParameterIn::Query);
            let text = ObjectBuilder::new().schema_type(Type::String);
            parameters.push(words.description(Some(L::HINT)).schema(Some(text)).build());
        }
        parameters.extend(L::FILTERS.iter().map(Filter::parameter));
        parameters
    }
}

/// The schema of `size`: what it allows, from the list that decides it.
fn sizes() -> utoipa::openapi::schema::Object {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .enum_values(Some(PageSize::ALL.map(PageSize::rows)))
        .default(Some(PageSize::default().rows().into()))
        .build()
}

/// A number of an address that has bounds of its own, as an operation describes them.
///
/// # Errors
/// When it is outside of them.
pub(crate) fn within(name: &str, asked: Option<u32>, default: u32, most: u32) -> Result<u32, Error> {
    match asked {
        None => Ok(default),
        Some(number) if (1..=most).contains(&number) => Ok(number),
        Some(number) => Err(Error::bad_request(format!("`{name}={number}` is not within 1 to {most}."))),
    }
}

/// The most words and values of filters in one address: more than people ask for, and few enough that the database can read them in
/// one statement, and each of them can be a link that holds all others.
pub(crate) const MOST_ASKED: usize = mainstay_store::MOST_WORDS;

/// That a text is no longer than what a question may be.
///
/// # Errors
/// When it has more words.
pub(crate) fn few_words(name: &str, text: &str) -> Result<(), Error> {
    match text.split_whitespace().nth(MOST_ASKED) {
        None => Ok(()),
        Some(_) => {
            Err(Error::bad_request(format!("`{name}` has more than {MOST_ASKED} words. Leave some out.")))
        }
    }
}

/// How many rows a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageSize(u16);

impl PageSize {
    /// The sizes there are.
    pub const ALL: [Self; 4] = [Self(25), Self(50), Self(100), Self(250)];
    /// A single row, for whoever wants to know how many there are.
    pub(super) const ONE: Self = Self(1);
    /// The size of exports.
    pub(super) const LARGEST: Self = Self(250);

    /// The number of rows.
    pub const fn rows(self) -> u16 {
        self.0
    }
}

impl Default for PageSize {
    fn default() -> Self {
        Self(50)
    }
}

/// A filter that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The filter's key.
    pub key: &'static str,
    /// Any of these values; each fits the filter.
    pub values: Vec<String>,
    /// Rows that match are left out.
    pub negated: bool,
}

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// The column's key; the list has it and can sort by it.
    pub column: &'static str,
    /// Largest first.
    pub descending: bool,
}

/// Where a list stands: lists of one thing's parts have parameters in their path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The address of the list, without query and suffix.
    pub path: String,
    params: Vec<(String, String)>,
}

impl Place {
    /// What a parameter of the route holds; empty for one that the route does not have.
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The place that a request asks for; exports and pages of one list have the same.
    pub(super) async fn of(parts: &mut Parts, state: &State) -> Self {
        let path = parts.uri.path();
        let path =
            path.strip_suffix(".csv").or_else(|| path.strip_suffix(".json")).unwrap_or(path).to_owned();
        let params = match RawPathParams::from_request_parts(parts, state).await {
            Ok(params) => params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            Err(_) => Vec::new(),
        };
        Self { path, params }
    }
}

/// What an address asks of a list. Everything in it fits the list; what did not is in `problems`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Where the list stands.
    pub place: Place,
    /// Filters; all must match.
    pub terms: Vec<Term>,
    /// Words that the thing's name must hold.
    pub words: Vec<String>,
    /// Columns to sort by; empty means the list's own order.
    pub sort: Vec<SortKey>,
    /// Where the page before ended.
    pub after: Option<String>,
    /// How many rows came before this page. Told to the reader, not used to find rows.
    pub offset: u64,
    /// How many rows a page has.
    pub size: PageSize,
    /// What in the address was not understood and left out, each with what to do.
    pub problems: Vec<Problem>,
    /// The address has the text form, which pages replace by the parameter form.
    pub(super) has_text: bool,
}

/// The longest cursor, in bytes: it holds the name of the last row, with two digits for each byte, of which a name has a thousand
/// and JSON makes up to six.
const LONGEST_CURSOR: usize = 16 * 1024;

impl Query {
    /// The query of list `L` at a place, in the query part of an address.
    ///
    /// # Errors
    /// When it asks for more than [`MOST_ASKED`] words and values.
    pub fn parse<L: List>(place: Place, text: &str) -> Result<Self, Error> {
        let sortable: Vec<&'static str> =
            L::COLUMNS.iter().filter(|column| column.is_sortable()).map(|column| column.key).collect();
        let mut query = Self { place, ..Self::read(text, L::FILTERS, &sortable, L::ORDERS)? };
        query.keep_single(L::FILTERS);
        if !L::WORDS && !query.words.is_empty() {
            query.words.clear();
            query.problems.push(no_words(L::FILTERS));
        }
        if !L::ORDERS.is_empty() {
            query.keep_order(L::ORDERS);
        }
        Ok(query)
    }

    /// The query that fits a list with these filters and columns to sort by; of those, only `orders` where there are some.
    pub(super) fn read(
        text: &str,
        filters: &[Filter],
        sortable: &[&'static str],
        orders: &[&'static str],
    ) -> Result<Self, Error> {
        let mut query = Self::default();
        let mut asked = 0;
        for (key, value) in pairs(text) {
            let (terms, words) = query.read_pair(&key, value, filters, sortable, orders);
            asked += words.len() + terms.iter().map(|term| term.values.len()).sum::<usize>();
            if asked + query.problems.len() > MOST_ASKED {
                return Err(too_many());
            }
            terms.into_iter().for_each(|term| query.add(term));
            query.words.extend(words);
        }
        if query.after.is_none() {
            query.offset = 0;
        }
        Ok(query)
    }

    /// Reads one part of an address; what it filters by is given back.
    fn read_pair(
        &mut self,
        key: &str,
        value: String,
        filters: &[Filter],
        sortable: &[&'static str],
        orders: &[&'static str],
    ) -> (Vec<Term>, Vec<String>) {
        match key {
            "filter" => {
                self.has_text = true;
                return grammar::parse(&value, filters, &mut self.problems);
            }
            "q" => return (Vec::new(), value.split_whitespace().map(str::to_owned).collect()),
            "sort" => self.read_sort(&value, sortable, orders),
            "after" => self.read_cursor(value),
            "from" => self.offset = value.parse::<u64>().map_or(0, |from| from.saturating_sub(1)),
            "size" => self.read_size(&value),
            _ => {
                let (negated, key) = key.strip_prefix('-').map_or((false, key), |key| (true, key));
                let term = grammar::term(key, &value, negated, filters, &mut self.problems);
                return (term.into_iter().collect(), Vec::new());
            }
        }
        (Vec::new(), Vec::new())
    }

    /// The values of a filter that rows must match; empty when it is not set.
    pub fn values<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let terms = self.terms.iter().filter(move |term| term.key == key && !term.negated);
        terms.flat_map(|term| term.values.iter().map(String::as_str))
    }

    /// The last value of a filter that takes one; of several the last counts.
    pub fn value<'a>(&'a self, key: &'a str) -> Option<&'a str> {
        self.values(key).last()
    }

    /// Whether rows must have a flag, or must not; to exclude one is to ask for the other, and both are all rows.
    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.answers(key) {
            [true, false] => Some(true),
            [false, true] => Some(false),
            _ => None,
        }
    }

    /// Whether no row can be what is asked for: to have a flag, and not to have it.
    pub(super) fn contradicts_itself(&self, filters: &[Filter]) -> bool {
        let mut flags = filters.iter().filter(|filter| filter.kind == Kind::Flag);
        flags.any(|filter| self.answers(filter.key) == [false, false])
    }

    /// Whether rows may answer `yes` to a flag, and whether they may answer `no`.
    fn answers(&self, key: &str) -> [bool; 2] {
        let Wanted { any, none } = self.wanted::<String>(key);
        let names = |list: &[String], word: &str| list.iter().any(|named| named == word);
        ["yes", "no"].map(|word| (any.is_empty() || names(&any, word)) && !names(&none, word))
    }

    /// The values of a filter that rows must match, and those that they must not; a value that fits the filter can be read.
    pub fn wanted<W: std::str::FromStr>(&self, key: &str) -> Wanted<W> {
        let read = |negated: bool| {
            let terms = self.terms.iter().filter(move |term| term.key == key && term.negated == negated);
            terms.flat_map(|term| &term.values).filter_map(|value| value.parse().ok()).collect()
        };
        Wanted { any: read(false), none: read(true) }
    }

    /// All words as one text, where a list looks for a text; `None` without any.
    pub fn text_of_words(&self) -> Option<String> {
        (!self.words.is_empty()).then(|| self.words.join(" "))
    }

    /// The page of the store that is asked for.
    pub fn request(&self) -> PageRequest {
        let size = u32::from(self.size.rows());
        match &self.after {
            Some(cursor) => PageRequest::after(size, Cursor::from_text(cursor.clone())),
            None => PageRequest::first(size),
        }
    }

    /// Adds what an address asks for; the same filter again means any of its values.
    fn add(&mut self, term: Term) {
        let same = |known: &&mut Term| known.key == term.key && known.negated == term.negated;
        let Some(known) = self.terms.iter_mut().find(same) else { return self.terms.push(term) };
        for value in term.values {
            if !known.values.contains(&value) {
                known.values.push(value);
            }
        }
    }

    /// Leaves one value to each filter that takes no more.
    fn keep_single(&mut self, filters: &[Filter]) {
        let single = |key: &str| filters.iter().any(|filter| filter.key == key && filter.single);
        for term in self.terms.iter_mut().filter(|term| single(term.key)) {
            let key = term.key;
            if term.negated {
                self.problems.push(Problem::new(format!("`-{key}`"), "this filter cannot exclude."));
            } else if term.values.len() > 1 {
                self.problems
                    .push(Problem::new(format!("All of `{key}` but the first"), "it takes one value."));
                term.values.truncate(1);
            }
        }
        self.terms.retain(|term| !(term.negated && single(term.key)));
    }

    /// Leaves one of the given orders, as the column's own direction; another one is told and left out.
    fn keep_order(&mut self, orders: &[&'static str]) {
        let written = self.sort_text();
        if !written.is_empty() && !orders.contains(&written.as_str()) {
            self.problems.push(Problem::new(format!("`sort={written}`"), ways(&[], orders)));
            self.sort.clear();
        }
    }

    fn read_sort(&mut self, value: &str, sortable: &[&'static str], orders: &[&'static str]) {
        for part in value.split(',').filter(|part| !part.is_empty()) {
            let (descending, name) = part.strip_prefix('-').map_or((false, part), |name| (true, name));
            match sortable.iter().find(|column| **column == name) {
                Some(column) if self.sort.iter().any(|key| key.column == *column) => {}
                Some(column) => self.sort.push(SortKey { column, descending }),
                None => {
                    self.problems.push(Problem::new(format!("`sort={part}`"), ways(sortable, orders)));
                }
            }
        }
    }

    fn read_cursor(&mut self, value: String) {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        if !value.is_empty() && value.len() <= LONGEST_CURSOR && value.bytes().all(fits) {
            self.after = Some(value);
        } else {
            self.problems.push(Problem::new("`after`", "it is not a cursor of this list."));
        }
    }

    fn read_size(&mut self, value: &str) {
        let known = PageSize::ALL.into_iter().find(|size| size.rows().to_string() == value);
        match known {
            Some(size) => self.size = size,
            None => self
                .problems
                .push(Problem::new(format!("`size={value}`"), "a page has 25, 50, 100 or 250 rows.")),
        }
    }
}

/// A query of list `L` for handlers of the API: there, what is not understood is an error.
#[derive(Debug)]
pub struct Strict<L>(pub Query, pub(super) PhantomData<fn() -> L>);

impl<L: List> FromRequestParts<State> for Strict<L> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Error> {
        let place = Place::of(parts, state).await;
        let query = Query::parse::<L>(place, parts.uri.query().unwrap_or_default())?;
        if query.problems.is_empty() {
            Ok(Self(query, PhantomData))
        } else {
            let why: Vec<String> = query.problems.iter().map(Problem::refused).collect();
            Err(Error::bad_request(why.join(" ")))
        }
    }
}

/// A query of list `L` for its page: what is not understood is told on the page.
#[derive(Debug)]
pub struct Lenient<L>(pub Query, pub(super) PhantomData<fn() -> L>);

impl<L: List> FromRequestParts<State> for Lenient<L> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Error> {
        let place = Place::of(parts, state).await;
        Ok(Self(Query::parse::<L>(place, parts.uri.query().unwrap_or_default())?, PhantomData))
    }
}

fn too_many() -> Error {
    Error::bad_request(format!(
        "The address asks for more than {MOST_ASKED} words and values of filters. Leave some out, or ask for them in several requests."
    ))
}

/// What is said of the ways to sort.
fn ways(sortable: &[&str], orders: &[&str]) -> String {
    match (sortable, orders) {
        ([], []) => "this list has one order only.".to_owned(),
        (_, []) => {
            format!(
                "this list sorts by {}, each with `-` before it for the largest first.",
                sortable.join(", ")
            )
        }
        _ => format!("this list sorts by {}.", orders.join(" or ")),
    }
}

/// What is said to words where a list does not search for them.
fn no_words(filters: &[Filter]) -> Problem {
    if filters.is_empty() {
        return Problem::new("What is no filter", "this list has neither search nor filters.");
    }
    let keys: Vec<String> = filters.iter().map(|filter| format!("`{}:`", filter.key)).collect();
    Problem::new("What is no filter", format!("this list has filters only. It has {}.", keys.join(", ")))
}

/// Keys and values of a query part; broken encoding becomes replacement characters, which fit nothing.
fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(key), decode(value))
    })
}

fn decode(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests;
