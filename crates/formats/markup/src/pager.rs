//! The foot of a list: range, total, next page, page size and exports. Pages follow each other by key, never by number.

use maud::{Markup, html};

use crate::icon::{Icon, icon};
use crate::{count, count_up_to};

/// How many rows the whole list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// Counted.
    Exact(u64),
    /// Counted only up to a limit, because counting all would take long: the limit.
    MoreThan(u64),
    /// Not counted.
    Unknown,
}

impl Total {
    /// In words: `412`, `10 000+`, `an unknown number`.
    pub fn words(self) -> String {
        match self {
            Self::Exact(number) => count(number),
            Self::MoreThan(limit) => count_up_to(limit.saturating_add(1), limit),
            Self::Unknown => "an unknown number".to_owned(),
        }
    }
}

/// The foot of a list.
#[derive(Clone, Debug)]
pub struct Pager {
    /// The position of the first row shown, from 1.
    pub from: u64,
    /// How many rows are shown.
    pub shown: u64,
    /// How many there are.
    pub total: Total,
    /// What is counted, where it is not the rows: one and many, `("product", "products")`.
    pub noun: Option<(&'static str, &'static str)>,
    /// The first page, when this is another one.
    pub first: Option<String>,
    /// The next page, when there is one.
    pub next: Option<String>,
    /// Page sizes: size, address, whether it is the current one.
    pub sizes: Vec<(u16, String, bool)>,
    /// Exports of the whole filtered list: name and address.
    pub exports: Vec<(&'static str, String)>,
}

impl Pager {
    /// The foot as HTML.
    pub fn html(&self) -> Markup {
        html! {
            nav class="pager" aria-label="Pages of the list" {
                p class="numeric" { (self.range()) }
                div class="pager-links" {
                    @if let Some(first) = &self.first {
                        a class="button" href=(first) { "First" }
                        button class="secondary needs-script" type="button" data-back { "Previous" }
                    }
                    @if let Some(next) = &self.next { a class="button" rel="next" href=(next) { "Next" } }
                }
                @if !self.sizes.is_empty() { (self.sizes()) }
                @if !self.exports.is_empty() {
                    p class="exports" {
                        (icon(Icon::Download))
                        span { "Export all" }
                        @for (name, href) in &self.exports { a href=(href) download { (name) } }
                    }
                }
            }
        }
    }

    fn range(&self) -> Markup {
        let last = self.from.saturating_add(self.shown).saturating_sub(1);
        html! {
            @if self.shown == 0 { "0" } @else { (count(self.from)) "–" (count(last)) }
            " of " (self.total.words())
            @if let Some((one, many)) = self.noun { " " (if self.total == Total::Exact(1) { one } else { many }) }
        }
    }

    fn sizes(&self) -> Markup {
        html! {
            p class="sizes" {
                span { "Rows" }
                @for (size, href, current) in &self.sizes {
                    a href=(href) aria-current=[current.then_some("true")] { (size) }
                }
            }
        }
    }
}
