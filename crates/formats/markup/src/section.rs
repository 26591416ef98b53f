//! Parts of a page: its head, sections, facts and key numbers.

use jiff::Timestamp;
use maud::{Markup, html};

use crate::given::given_whole;
use crate::{Cell, Crumb, Icon, breadcrumb, icon, moment, time};

/// The top of a page.
#[derive(Debug)]
pub struct PageHead<'a> {
    /// The one `h1`.
    pub title: &'a str,
    /// Where the page stands.
    pub crumbs: &'a [Crumb],
    /// What it is, in half a line.
    pub lead: Option<Markup>,
    /// When its data last changed; without it the page says when it was made.
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
                    h1 { (given_whole(self.title)) }
                    @if let Some(actions) = &self.actions { div class="actions" { (actions) } }
                }
                p class="lead" {
                    @if let Some(lead) = &self.lead { span { (lead) } }
                    span class="meta" id="stamp" {
                        @match self.updated {
                            Some(at) => { "Updated " (time(now, at)) },
                            None => { "As of " (moment(now)) },
                        }
                    }
                    (permalink())
                }
            }
        }
    }
}

/// The address of the page with its filters: a link to where the page is, which a module copies when it is clicked.
fn permalink() -> Markup {
    html! { a class="meta permalink" href="" data-copy="" title="The address of this page, with its filters" { (icon(Icon::Link)) "Permalink" } }
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

/// A key number with its meaning. It explains itself: where it leads, what it counts, from what and as of when.
#[derive(Clone, Debug)]
pub struct Stat {
    /// What is counted.
    pub label: String,
    /// The number; unknown and none are shown as such.
    pub value: Cell,
    /// The list that it counts.
    pub href: Option<String>,
    /// What stands behind the number: coverage, change.
    pub note: Option<String>,
    /// Where the number comes from, as a sentence without its end: `From the current SBOMs of all releases`.
    pub source: String,
}

/// A row of key numbers, all as of `now`. Source and time show where the pointer or the focus is, are read with the number and are printed.
pub fn stats(now: Timestamp, stats: &[Stat]) -> Markup {
    html! {
        dl class="stats" {
            @for stat in stats {
                @let source = source_id(&stat.label);
                div class="stat" {
                    dt { (stat.label) }
                    dd class="stat-value" {
                        @match &stat.href {
                            // A link that is called "208" says nothing in a list of links.
                            Some(href) => a href=(href) aria-describedby=(source) { span class="sr-only" { (stat.label) ": " } (stat.value.html(now)) },
                            None => span role="group" tabindex="0" aria-label=(stat.label) aria-describedby=(source) { (stat.value.html(now)) },
                        }
                    }
                    @if let Some(note) = &stat.note { dd class="meta" { (note) } }
                    dd class="stat-source meta" id=(source) { (stat.source) ", as of " (moment(now)) "." }
                }
            }
        }
    }
}

/// The id of a number's source: the numbers of a page have different labels.
fn source_id(label: &str) -> String {
    let word = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    format!("source-{}", label.chars().map(word).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_its_source_and_time_to_the_pointer_the_keyboard_and_the_ear() {
        let stat = |href: Option<&str>, label: &str| Stat {
            label: label.to_owned(),
            value: Cell::Count(7),
            href: href.map(str::to_owned),
            note: None,
            source: "From all releases".to_owned(),
        };
        let html = stats(Timestamp::UNIX_EPOCH, &[stat(Some("/a"), "With link"), stat(None, "Without")]).0;
        assert!(html.contains("<a href=\"/a\" aria-describedby=\"source-with-link\">"), "{html}");
        assert!(html.contains("tabindex=\"0\" aria-label=\"Without\" aria-describedby=\"source-without\""));
        for id in ["source-with-link", "source-without"] {
            assert!(html.contains(&format!("id=\"{id}\">From all releases, as of <time")), "{html}");
        }
        assert!(html.contains("1970-01-01 00:00 UTC"));
    }

    #[test]
    fn every_head_has_a_stamp_and_a_permalink() {
        let head = PageHead { title: "A", crumbs: &[], lead: None, updated: None, actions: None };
        let made = head.html(Timestamp::UNIX_EPOCH).0;
        assert!(made.contains("As of <time") && made.contains("href=\"\" data-copy=\"\""), "{made}");
        let changed = PageHead { updated: Some(Timestamp::UNIX_EPOCH), ..head }.html(Timestamp::UNIX_EPOCH).0;
        assert!(changed.contains("Updated <time"), "{changed}");
    }
}
