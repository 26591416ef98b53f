//! Parts of a page: its head, sections, facts and key numbers.

use jiff::Timestamp;
use maud::{Markup, html};

use crate::{Cell, Crumb, breadcrumb, time};

/// The top of a page.
#[derive(Debug)]
pub struct PageHead<'a> {
    /// The one `h1`.
    pub title: &'a str,
    /// Where the page stands.
    pub crumbs: &'a [Crumb],
    /// What it is, in half a line.
    pub lead: Option<Markup>,
    /// When its data last changed.
    pub updated: Option<Timestamp>,
    /// Buttons and links for the whole page.
    pub actions: Option<Markup>,
}

impl PageHead<'_> {
    /// The head as HTML.
    pub fn html(&self, now: Timestamp) -> Markup {
        html! {
            header class="page-head" {
                @if !self.crumbs.is_empty() { (breadcrumb(self.crumbs)) }
                div class="page-title" {
                    h1 { (self.title) }
                    @if let Some(actions) = &self.actions { div class="actions" { (actions) } }
                }
                @if self.lead.is_some() || self.updated.is_some() {
                    p class="lead" {
                        @if let Some(lead) = &self.lead { span { (lead) } }
                        @if let Some(at) = self.updated { span class="meta" { "Updated " (time(now, at)) } }
                    }
                }
            }
        }
    }
}

/// A titled part of a page. The id makes it a link target.
pub fn section(id: &str, title: &str, body: &Markup) -> Markup {
    html! {
        section class="section" id=(id) aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } { (title) }
            (body)
        }
    }
}

/// Names and values in two columns.
pub fn facts(rows: &[(&str, Markup)]) -> Markup {
    html! {
        dl class="facts" {
            @for (name, value) in rows {
                div { dt { (name) } dd { (value) } }
            }
        }
    }
}

/// A key number with its meaning. It explains itself: where it leads, what it counts, as of when.
#[derive(Clone, Debug)]
pub struct Stat {
    /// What is counted.
    pub label: String,
    /// The number; unknown and none are shown as such.
    pub value: Cell,
    /// The list that it counts.
    pub href: Option<String>,
    /// What stands behind the number: coverage, change, as-of.
    pub note: Option<String>,
}

/// A row of key numbers.
pub fn stats(now: Timestamp, stats: &[Stat]) -> Markup {
    html! {
        dl class="stats" {
            @for stat in stats {
                div class="stat" {
                    dt { (stat.label) }
                    dd class="stat-value" {
                        @match &stat.href {
                            // A link that is called "208" says nothing in a list of links.
                            Some(href) => a href=(href) { span class="sr-only" { (stat.label) ": " } (stat.value.html(now)) },
                            None => (stat.value.html(now)),
                        }
                    }
                    @if let Some(note) = &stat.note { dd class="meta" { (note) } }
                }
            }
        }
    }
}
