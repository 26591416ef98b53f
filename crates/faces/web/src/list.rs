//! Lists: the one way that pages, exports and the API filter, sort and page through many rows.
//!
//! A list says what its rows are ([`List`]): columns, filters, and how one page of rows is loaded for a [`Query`]. The page with its
//! filter bar and chips, the CSV and JSON of the whole filtered list and the operation of the API all follow from that, so they cannot
//! differ in what they show.
//!
//! The API's operation of a list takes the same query and is described where it stands: see `api/components.rs`.

mod export;
mod filter;
mod grammar;
mod head;
mod links;
mod query;
mod typed;
mod view;

use std::future::Future;

use mainstay_markup::{Column, Markup, Total, html};
use mainstay_office::access::Permission;

pub(crate) use export::{Suffix, export_links, form_of, whole_file};
pub use export::{csv, json};
pub use filter::{Filter, Kind, Problem};
pub use head::Head;
pub use query::{Lenient, PageSize, Params, Place, Query, SortKey, Strict, Term};
pub(crate) use query::{ParamsOf, few_words, within};
pub(crate) use typed::{Paged, TotalBody, typed};
pub use view::page;

use crate::{Error, Section, State, Visitor};

/// A list of things of one kind.
pub trait List: Send + Sync + 'static {
    /// One thing.
    type Row: Send + Sync + 'static;

    /// The address of the page, perhaps with `{parameters}`; the exports are there too, with `.csv` and `.json`.
    const PATH: &'static str;
    /// The heading.
    const TITLE: &'static str;
    /// What one and many are called: `("component", "components")`.
    const NOUN: (&'static str, &'static str);
    /// The section of the rail.
    const SECTION: Section;
    /// The columns of page and exports.
    const COLUMNS: &'static [Column<Self::Row>];
    /// What who looks at it must be allowed.
    const NEEDS: Permission = Permission::Read;
    /// What can be filtered by. Words without a key are [`Query::words`] and need no entry.
    const FILTERS: &'static [Filter];
    /// Whether words search the names of the rows.
    const WORDS: bool = true;
    /// What words do, for who types them.
    const HINT: &'static str = "Words search the name; of several, it must have each.";
    /// The only ways to sort, as in an address (`name`, `-added`), when not every column sorts both ways; the first is the
    /// list's own order.
    const ORDERS: &'static [&'static str] = &[];
    /// An example of the grammar, for the filter box.
    const EXAMPLE: &'static str;

    /// One page of rows: at most `query.size`, after `query.after`, sorted by `query.sort` and then by something unique.
    ///
    /// # Errors
    /// When the rows cannot be loaded, or the cursor is not one that this list gave out ([`Error::bad_request`]).
    fn load(
        state: &State,
        visitor: &Visitor,
        query: &Query,
    ) -> impl Future<Output = Result<Rows<Self::Row>, Error>> + Send;

    /// What stands above a list that belongs to something: its name, way and tabs. Without it the title stands there.
    ///
    /// # Errors
    /// When what the list belongs to cannot be loaded.
    fn head(_state: &State, _query: &Query) -> impl Future<Output = Result<Option<Head>, Error>> + Send {
        async { Ok(None) }
    }

    /// Buttons for the whole page: "Upload an SBOM".
    fn actions() -> Option<Markup> {
        None
    }

    /// What to do when there is nothing and no filter is set.
    fn nothing() -> Markup {
        html! {}
    }
}

/// One page of rows.
#[derive(Debug)]
pub struct Rows<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// The cursor of the next page: opaque, of ASCII letters, digits, `-`, `_`, `.` and `~`; none when there is no next page.
    pub next: Option<String>,
    /// How many rows match the filters.
    pub total: Total,
}

/// One page of a list; none of its rows where the filters contradict each other.
pub(crate) async fn rows<L: List>(
    state: &State,
    visitor: &Visitor,
    query: &Query,
) -> Result<Rows<L::Row>, Error> {
    let rows = L::load(state, visitor, query).await?;
    Ok(if query.contradicts_itself(L::FILTERS) {
        Rows { rows: Vec::new(), next: None, total: Total::Exact(0) }
    } else {
        rows
    })
}

impl<R> From<mainstay_store::Page<R>> for Rows<R> {
    fn from(page: mainstay_store::Page<R>) -> Self {
        let next = page.next.map(|cursor| cursor.as_str().to_owned());
        Self { rows: page.rows, next, total: counted(page.total) }
    }
}

/// A number of the store as pages show it.
pub(crate) fn counted(total: mainstay_store::Total) -> Total {
    match total {
        mainstay_store::Total::Exact(number) => Total::Exact(number),
        mainstay_store::Total::MoreThan(limit) => Total::MoreThan(limit),
    }
}
