//! Ways around: breadcrumb and tabs. Both are plain links.

use maud::{Markup, html};

use crate::{given, given_words};

/// One step of a breadcrumb.
#[derive(Clone, Debug)]
pub struct Crumb {
    /// What it is called.
    pub label: String,
    /// Where it is; the page itself has no address.
    pub href: Option<String>,
}

impl Crumb {
    /// A step that leads somewhere.
    pub fn to(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: Some(href.into()) }
    }

    /// The page itself.
    pub fn here(label: impl Into<String>) -> Self {
        Self { label: label.into(), href: None }
    }
}

/// Where the page stands: `Section › List › Item`.
pub fn breadcrumb(crumbs: &[Crumb]) -> Markup {
    html! {
        nav class="breadcrumb" aria-label="Breadcrumb" {
            ol {
                @for crumb in crumbs {
                    li {
                        @match &crumb.href {
                            Some(href) => a href=(href) { (given(&crumb.label)) },
                            None => span aria-current="page" { (given(&crumb.label)) },
                        }
                    }
                }
            }
        }
    }
}

/// One tab: a page of its own.
#[derive(Clone, Debug)]
pub struct Tab {
    /// What it is called.
    pub label: String,
    /// Its address.
    pub href: String,
    /// How many things it holds, when that is known.
    pub count: Option<u64>,
    /// Whether it is the page being shown.
    pub current: bool,
}

/// Tabs as links, so that each has its address and works without JavaScript.
pub fn tabs(label: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav class="tabs" aria-label=(given_words(label)) {
            ul {
                @for tab in tabs {
                    li {
                        a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                            (tab.label)
                            @if let Some(number) = tab.count { " " span class="count" { (crate::count(number)) } }
                        }
                    }
                }
            }
        }
    }
}
