//! What stands above a list, or any other tab, of one thing.

use jiff::Timestamp;
use mainstay_markup::{Crumb, Markup, PageHead, Tab, html, tabs};

use crate::{Page, Section};

/// The head of a thing: the same above each of its tabs.
#[derive(Debug)]
pub struct Head {
    /// The section of the rail.
    pub section: Section,
    /// The thing's name.
    pub title: String,
    /// The way to it; the last step is the tab.
    pub crumbs: Vec<Crumb>,
    /// What it is, in half a line.
    pub lead: Option<Markup>,
    /// Buttons.
    pub actions: Option<Markup>,
    /// Its tabs; none for a page that stands alone.
    pub tabs: Vec<Tab>,
}

impl Head {
    /// A page under this head.
    pub fn page(&self, body: &Markup, now: Timestamp) -> Page {
        let current = self.tabs.iter().find(|tab| tab.current);
        let title = match current {
            Some(tab) => format!("{} · {}", tab.label, self.title),
            None => self.title.clone(),
        };
        let head = PageHead {
            title: &self.title,
            crumbs: &self.crumbs,
            lead: self.lead.clone(),
            updated: None,
            actions: self.actions.clone(),
        };
        let body = html! {
            @if !self.tabs.is_empty() { (tabs(&self.title, &self.tabs)) }
            (body)
        };
        Page::new(title, body).section(self.section).head(&head, now)
    }
}
