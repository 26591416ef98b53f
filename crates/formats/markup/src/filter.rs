//! The filter bar of a list: a box that takes the filter grammar, menus that add a filter, and a chip for each one that is set.
//! A form with GET and links; nothing needs JavaScript.

use maud::{Markup, html};

use crate::icon::{Icon, icon};

/// A filter that is set.
#[derive(Clone, Debug)]
pub struct FilterChip {
    /// The filter in words or grammar: `severity: critical, high`.
    pub label: String,
    /// The same list without it.
    pub remove: String,
    /// How many rows that list has, in words, when it was counted.
    pub leaves: Option<String>,
}

/// A value that can be added to the filters.
#[derive(Clone, Debug)]
pub struct FacetValue {
    /// What people read.
    pub label: String,
    /// The list with it added, or removed when it is set.
    pub href: String,
    /// Whether it is set.
    pub set: bool,
    /// The list without the rows that have it, and whether it is that already; none where that cannot be asked.
    pub exclude: Option<(String, bool)>,
    /// How many rows it leaves, when that is cheap to know.
    pub count: Option<u64>,
}

/// A menu of values of one filter.
#[derive(Clone, Debug)]
pub struct Facet {
    /// What the values have in common.
    pub label: String,
    /// The values.
    pub values: Vec<FacetValue>,
}

/// The filter bar.
#[derive(Clone, Debug)]
pub struct FilterBar<'a> {
    /// The list's address without a query.
    pub action: &'a str,
    /// All set filters in grammar; the content of the box.
    pub text: &'a str,
    /// What the list understands, as an example.
    pub placeholder: &'a str,
    /// What is kept when the filter changes: sort and page size.
    pub hidden: &'a [(String, String)],
    /// The filters that are set.
    pub chips: &'a [FilterChip],
    /// Menus.
    pub facets: &'a [Facet],
    /// Every filter that the box understands: its key and the values that it takes.
    pub keys: &'a [(String, String)],
    /// What words do, as a sentence; none where there are filters only.
    pub words: Option<&'a str>,
    /// How many rows match, in words: `412 of 9 310 components`.
    pub summary: &'a str,
    /// The list without any filter.
    pub clear: &'a str,
    /// Filters that were not understood, each with what to do.
    pub problems: &'a [String],
}

impl FilterBar<'_> {
    /// The bar as HTML. Part of `#results`, so that chips and count follow each change.
    pub fn html(&self) -> Markup {
        html! {
            search class="filter-bar" {
                div class="toolbar" {
                    (self.form())
                    // One group: it stands beside the box or below it, and nothing is left alone on a line.
                    div class="facets" {
                        @for facet in self.facets { (menu(facet)) }
                        @if !self.keys.is_empty() { (self.help()) }
                        p class="result-count" aria-live="polite" { (self.summary) }
                    }
                }
                @if !self.problems.is_empty() {
                    ul class="filter-problems" role="alert" { @for problem in self.problems { li { (problem) } } }
                }
                @if !self.chips.is_empty() { (self.chips()) }
            }
        }
    }

    /// The empty state of a list of `(one, many)`: offers to remove each filter; `unfiltered` says what to do when none is set.
    pub fn empty(&self, (one, many): (&str, &str), unfiltered: &Markup) -> Markup {
        let filters = match self.chips.len() {
            0 => return crate::empty(&format!("No {many} yet"), unfiltered),
            1 => "this filter",
            _ => "these filters",
        };
        crate::empty(
            &format!("No {one} matches {filters}"),
            &html! {
                ul class="remove-list" {
                    @for chip in self.chips {
                        li {
                            a href=(chip.remove) { "Remove the filter " strong { (chip.label) } }
                            @if let Some(rows) = &chip.leaves { " " span class="meta numeric" { "leaves " (rows) } }
                        }
                    }
                    @if self.chips.len() > 1 { li { a href=(self.clear) { "Remove all filters" } } }
                }
            },
        )
    }

    /// What can be typed into the box.
    fn help(&self) -> Markup {
        html! {
            details class="menu filter-help" name="facet" {
                summary { "Help" span class="sr-only" { " with filters" } }
                div class="menu-list" {
                    p { @match self.words { Some(words) => { (words) " " }, None => "There are filters only, no words to search for. ", }
                        code { "-key:value" } " leaves rows out; the same key again means any of its values." }
                    dl { @for (key, takes) in self.keys { dt { code { (key) } } dd { (takes) } } }
                }
            }
        }
    }

    fn form(&self) -> Markup {
        html! {
            form class="filter-form" method="get" action=(self.action)
                hx-get=(self.action) hx-select="#results" hx-select-oob="#stamp" hx-target="#results" hx-swap="outerHTML" hx-push-url="true" hx-indicator="#results" {
                label class="sr-only" for="filter" { "Filter" }
                input id="filter" name="filter" type="search" value=(self.text) placeholder=(self.placeholder)
                    autocomplete="off" spellcheck="false" aria-describedby="filter-hint";
                @for (name, value) in self.hidden { input type="hidden" name=(name) value=(value); }
                button class="secondary" type="submit" { "Apply" }
                span class="sr-only" id="filter-hint" { @if let Some(words) = self.words { (words) " " } "Filters are key:value; a leading minus excludes." }
            }
        }
    }

    fn chips(&self) -> Markup {
        html! {
            ul class="filter-chips" aria-label="Filters that are set" {
                @for chip in self.chips {
                    li {
                        a class="filter-chip" href=(chip.remove) {
                            span class="sr-only" { "Remove filter " } (chip.label) (icon(Icon::Remove))
                        }
                    }
                }
                @if self.chips.len() > 1 { li { a class="clear" href=(self.clear) { "Remove all" } } }
            }
        }
    }
}

fn menu(facet: &Facet) -> Markup {
    let set = facet
        .values
        .iter()
        .filter(|value| value.set || value.exclude.as_ref().is_some_and(|(_, set)| *set))
        .count();
    html! {
        details class="menu" name="facet" {
            summary { (facet.label) @if set > 0 { " " span class="count" { (set) } } }
            ul class="menu-list" {
                @for value in &facet.values {
                    li {
                        a href=(value.href) aria-current=[value.set.then_some("true")] {
                            span class="menu-label" { (value.label) }
                            @if let Some(number) = value.count { span class="meta numeric" { (crate::count(number)) } }
                        }
                        @if let Some((href, set)) = &value.exclude {
                            a class="exclude" href=(href) aria-current=[set.then_some("true")] aria-label={ "Leave out " (value.label) } { "not" }
                        }
                    }
                }
            }
        }
    }
}
