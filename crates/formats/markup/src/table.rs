//! Tables: typed columns, sorting by links, row selection and actions.

use std::fmt;

use jiff::Timestamp;
use maud::{Markup, html};

use crate::Cell;

/// What renders a cell where its plain value is not enough.
type Show<R> = fn(&R, Timestamp) -> Markup;

/// A column: its key in addresses and exports, its title, and how a row becomes a value. One list of columns serves the page,
/// CSV and JSON.
pub struct Column<R> {
    /// Stable key: sort key, CSV header, JSON field. Lower case with `_`.
    pub key: &'static str,
    /// What people read.
    pub title: &'static str,
    /// The value of a row.
    pub value: fn(&R) -> Cell,
    show: Option<Show<R>>,
    sortable: bool,
    numeric: bool,
    /// Names the row: rendered as `<th scope="row">`.
    head: bool,
    /// Only in exports.
    export_only: bool,
}

impl<R> Column<R> {
    /// A column of words, aligned at the start.
    pub const fn new(key: &'static str, title: &'static str, value: fn(&R) -> Cell) -> Self {
        Self {
            key,
            title,
            value,
            show: None,
            sortable: false,
            numeric: false,
            head: false,
            export_only: false,
        }
    }

    /// A column of numbers, aligned at the end.
    pub const fn number(key: &'static str, title: &'static str, value: fn(&R) -> Cell) -> Self {
        Self { numeric: true, ..Self::new(key, title, value) }
    }

    /// The same column, and the list can be sorted by it.
    #[must_use]
    pub const fn sortable(self) -> Self {
        Self { sortable: true, ..self }
    }

    /// The same column as the one that names the row.
    #[must_use]
    pub const fn head(self) -> Self {
        Self { head: true, ..self }
    }

    /// The same column with its own look on pages; exports keep the plain value.
    #[must_use]
    pub const fn shown(self, show: Show<R>) -> Self {
        Self { show: Some(show), ..self }
    }

    /// The same column for exports only: on a page another column shows the same.
    #[must_use]
    pub const fn export_only(self) -> Self {
        Self { export_only: true, ..self }
    }

    /// Whether the list can be sorted by this column.
    pub const fn is_sortable(&self) -> bool {
        self.sortable
    }

    fn html(&self, row: &R, now: Timestamp) -> Markup {
        match self.show {
            Some(show) => show(row, now),
            None => (self.value)(row).html(now),
        }
    }
}

impl<R> fmt::Debug for Column<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Column").field("key", &self.key).finish_non_exhaustive()
    }
}

/// A way to sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// The link in a column's head.
#[derive(Clone, Debug)]
pub struct SortLink {
    /// The same list, sorted by this column.
    pub href: String,
    /// How it is sorted by this column now.
    pub current: Option<Direction>,
}

/// Selection of rows for an action on many. The form works without JavaScript: check boxes and buttons.
pub struct Selection<'a, R> {
    /// Where the form posts; each button may override it by `formaction`.
    pub action: &'a str,
    /// The row's id, sent as `id`.
    pub id: fn(&R) -> String,
    /// What the row is called; names its check box.
    pub label: fn(&R) -> String,
    /// The buttons.
    pub buttons: Markup,
}

impl<R> fmt::Debug for Selection<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Selection").field("action", &self.action).finish_non_exhaustive()
    }
}

/// A table of one page of rows.
pub struct Table<'a, R> {
    /// What the table holds; read out first.
    pub caption: &'a str,
    /// The columns, in order.
    pub columns: &'a [Column<R>],
    /// The rows.
    pub rows: &'a [R],
    /// The sort link of a column key; columns that are not sortable are not asked for.
    pub sort: Option<&'a dyn Fn(&str) -> SortLink>,
    /// Selection of rows.
    pub select: Option<Selection<'a, R>>,
    /// Buttons and links of a row, in its last column.
    pub actions: Option<fn(&R) -> Markup>,
    /// What stands here without rows ([`crate::empty`]).
    pub empty: Markup,
    /// The time of the page.
    pub now: Timestamp,
}

impl<R> fmt::Debug for Table<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("caption", &self.caption).finish_non_exhaustive()
    }
}

impl<'a, R> Table<'a, R> {
    /// A table without sorting, selection and actions.
    pub fn new(caption: &'a str, columns: &'a [Column<R>], rows: &'a [R], now: Timestamp) -> Self {
        let empty = crate::empty("Nothing here", &html! {});
        Self { caption, columns, rows, sort: None, select: None, actions: None, empty, now }
    }

    /// The table as HTML: it scrolls inside its own region, which the keyboard reaches.
    pub fn html(&self) -> Markup {
        if self.rows.is_empty() {
            return self.empty.clone();
        }
        let table = html! {
            div class="table-region" role="group" aria-label=(self.caption) tabindex="0" {
                table data-rows {
                    caption class="sr-only" { (self.caption) }
                    thead { (self.head()) }
                    tbody { @for row in self.rows { (self.row(row)) } }
                }
            }
        };
        match &self.select {
            Some(select) => html! {
                form class="bulk" method="post" action=(select.action) {
                    div class="bulk-bar" role="toolbar" aria-label="Selected rows" {
                        span class="bulk-count" aria-live="polite" data-bulk-count { "With the selected rows:" }
                        (select.buttons)
                    }
                    (table)
                }
            },
            None => table,
        }
    }

    fn head(&self) -> Markup {
        html! {
            tr {
                @if self.select.is_some() {
                    th scope="col" class="select" {
                        span class="sr-only" { "Select" }
                        input class="needs-script" type="checkbox" data-select-all aria-label="Select all rows of this page";
                    }
                }
                @for column in self.shown() { (self.column_head(column)) }
                @if self.actions.is_some() { th scope="col" class="row-actions" { span class="sr-only" { "Actions" } } }
            }
        }
    }

    fn shown(&self) -> impl Iterator<Item = &'a Column<R>> {
        self.columns.iter().filter(|column| !column.export_only)
    }

    fn column_head(&self, column: &Column<R>) -> Markup {
        let link = self.sort.filter(|_| column.sortable).map(|sort| sort(column.key));
        let class = column.numeric.then_some("numeric");
        let Some(link) = link else {
            return html! { th scope="col" class=[class] { (column.title) } };
        };
        let (aria, glyph) = match link.current {
            Some(Direction::Ascending) => (Some("ascending"), "↑"),
            Some(Direction::Descending) => (Some("descending"), "↓"),
            None => (None, "↕"),
        };
        html! {
            th scope="col" class=[class] aria-sort=[aria] {
                a class="sort" href=(link.href) {
                    (column.title) span class="sort-glyph" aria-hidden="true" { (glyph) }
                }
            }
        }
    }

    fn row(&self, row: &R) -> Markup {
        html! {
            tr {
                @if let Some(select) = &self.select {
                    td class="select" {
                        input type="checkbox" name="id" value=((select.id)(row)) aria-label={ "Select " (crate::given_words(&(select.label)(row))) };
                    }
                }
                @for column in self.shown() {
                    @let class = column.numeric.then_some("numeric");
                    @if column.head {
                        th scope="row" class=[class] { (column.html(row, self.now)) }
                    } @else {
                        td class=[class] { (column.html(row, self.now)) }
                    }
                }
                @if let Some(actions) = self.actions { td class="row-actions" { ((actions)(row)) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use scraper::{Html, Selector};

    use super::*;

    fn columns() -> Vec<Column<u64>> {
        vec![
            Column::new("name", "Name", |row: &u64| Cell::Text(format!("<{row}>"))).sortable().head(),
            Column::number("size", "Size", |row| Cell::Count(*row)),
        ]
    }

    fn select(html: &Markup, selector: &str) -> Vec<String> {
        let document = Html::parse_fragment(&html.0);
        document.select(&Selector::parse(selector).unwrap()).map(|node| node.html()).collect()
    }

    #[test]
    fn only_sortable_columns_link_and_the_current_one_says_so() {
        let sort = |_: &str| SortLink { href: "?sort=-name".to_owned(), current: Some(Direction::Ascending) };
        let columns = columns();
        let table = Table { sort: Some(&sort), ..Table::new("Sizes", &columns, &[1], Timestamp::UNIX_EPOCH) };
        assert_eq!(select(&table.html(), "th a").len(), 1);
        assert_eq!(select(&table.html(), "th[aria-sort=ascending]").len(), 1);
    }

    #[test]
    fn a_column_for_exports_takes_no_place_on_the_page() {
        let columns = [Column::new("name", "Name", |row: &u64| Cell::Count(*row)).export_only()];
        let html = Table::new("Sizes", &columns, &[7], Timestamp::UNIX_EPOCH).html();
        assert!(select(&html, "thead th").is_empty() && select(&html, "tbody td").is_empty());
    }

    #[test]
    fn the_naming_column_is_a_row_head_and_text_is_escaped() {
        let columns = columns();
        let html = Table::new("Sizes", &columns, &[7], Timestamp::UNIX_EPOCH).html();
        assert_eq!(select(&html, "tbody th[scope=row]").len(), 1);
        assert!(html.0.contains("&lt;7&gt;"));
    }

    #[test]
    fn without_rows_the_empty_state_stands_alone() {
        let columns = columns();
        let html = Table::new("Sizes", &columns, &[], Timestamp::UNIX_EPOCH).html();
        assert!(select(&html, "table").is_empty() && !select(&html, ".empty").is_empty());
    }
}
