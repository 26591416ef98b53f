//! Components as rows and lines of other pages show them.

use mainstay_markup::{Cell, Markup, given, html, purl};
use mainstay_office::inventory::Step;
use mainstay_store::Component;

/// A component's identity for exports: its purl, else its name.
pub(crate) fn purl_cell(component: &Component) -> Cell {
    match &component.purl {
        Some(purl) => Cell::Purl(purl.clone()),
        None => Cell::Text(component.full_name()),
    }
}

/// A component as a link to its page.
pub(crate) fn named(component: &Component) -> Markup {
    html! {
        a href={ "/components/" (component.uid) } {
            @match &component.purl {
                Some(text) => (purl(text)),
                None => (given(&component.full_name())),
            }
        }
    }
}

/// A component's version.
pub(crate) fn version(component: &Component) -> Cell {
    match &component.version {
        Some(version) => Cell::Code(version.clone()),
        None => Cell::Unknown("no document tells a version".to_owned()),
    }
}

/// A step of a path or tree as a link to its component.
pub(crate) fn step(step: &Step) -> Markup {
    html! { a href={ "/components/" (step.component) } { (name(step)) } }
}

/// A step of a path or tree, where no link can be.
pub(crate) fn name(step: &Step) -> Markup {
    match &step.purl {
        Some(text) => purl(text),
        None => given(&step_words(step)),
    }
}

/// A step in words.
pub(crate) fn step_words(step: &Step) -> String {
    match &step.version {
        Some(version) => format!("{} {version}", step.name),
        None => step.name.clone(),
    }
}

/// In how many releases a component is direct; what no document tells is not zero.
pub(crate) fn direct(component: &Component) -> Cell {
    told_direct(component.direct, component.transitive, component.releases)
}

/// How many uses are direct, of so many that are told to be transitive and all there are.
pub(crate) fn told_direct(direct: u64, transitive: u64, all: u64) -> Cell {
    if direct + transitive == 0 && all > 0 {
        return Cell::Unknown("no document says".to_owned());
    }
    Cell::Count(direct)
}
