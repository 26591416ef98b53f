//! The frame of all pages: rail, top bar, the page's own part.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::Html;
use jiff::Timestamp;
use mainstay_assets::url;
use mainstay_markup::{Crumb, Icon, Markup, PageHead, given_words, html, icon};
use mainstay_office::access::Permission;
use maud::DOCTYPE;

use crate::preferences::Preferences;
use crate::{Error, State, Visitor, preferences};

/// htmx without its own style, which the policy forbids, and with the server's time limit.
const HTMX_CONFIG: &str = r#"{"includeIndicatorCSS": false, "defaultTimeout": 35000}"#;

/// The sections of the rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// What waits, what changed.
    Home,
    /// What is shipped.
    Products,
    /// What it is made of.
    Components,
    /// The documents that say so.
    Sboms,
    /// Who delivered them.
    Suppliers,
    /// What the program is doing.
    Work,
}

impl Section {
    /// In the order of the rail.
    pub const ALL: [Self; 6] =
        [Self::Home, Self::Products, Self::Components, Self::Sboms, Self::Suppliers, Self::Work];

    /// The word in the rail.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Home => "Home",
            Self::Products => "Products",
            Self::Components => "Components",
            Self::Sboms => "SBOMs",
            Self::Suppliers => "Suppliers",
            Self::Work => "Work",
        }
    }

    /// The address of its first page.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::Products => "/products",
            Self::Components => "/components",
            Self::Sboms => "/sboms",
            Self::Suppliers => "/suppliers",
            Self::Work => "/jobs",
        }
    }

    /// The way through this section to a page: home, the section and then `steps`.
    pub(crate) fn way<const N: usize>(self, steps: [Crumb; N]) -> Vec<Crumb> {
        let mut way = vec![Crumb::to(Self::Home.label(), Self::Home.path())];
        if self != Self::Home {
            way.push(Crumb::to(self.label(), self.path()));
        }
        way.extend(steps);
        way
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Home => Icon::Home,
            Self::Products => Icon::Product,
            Self::Components => Icon::Component,
            Self::Sboms => Icon::Document,
            Self::Suppliers => Icon::Supplier,
            Self::Work => Icon::Work,
        }
    }

    /// The key that goes there after `g`.
    const fn key(self) -> &'static str {
        match self {
            Self::Home => "h",
            Self::Products => "p",
            Self::Components => "c",
            Self::Sboms => "s",
            Self::Suppliers => "u",
            Self::Work => "w",
        }
    }
}

/// One page: its title and its own part. Everything else has a default.
#[derive(Debug)]
pub struct Page {
    title: String,
    body: Markup,
    head: Option<Markup>,
    section: Option<Section>,
    bare: bool,
    refresh: bool,
    charts: bool,
}

impl Page {
    /// A page whose heading is its title.
    pub fn new(title: impl Into<String>, body: Markup) -> Self {
        Self {
            title: title.into(),
            body,
            head: None,
            section: None,
            bare: false,
            refresh: false,
            charts: false,
        }
    }

    /// The same page with another title, where the heading stands above several.
    #[must_use]
    pub fn titled(self, title: impl Into<String>) -> Self {
        Self { title: title.into(), ..self }
    }

    /// Its section in the rail.
    #[must_use]
    pub fn section(self, section: Section) -> Self {
        Self { section: Some(section), ..self }
    }

    /// A head with breadcrumb, actions and more in place of the title alone.
    #[must_use]
    pub fn head(self, head: &PageHead<'_>, now: Timestamp) -> Self {
        Self { head: Some(head.html(now)), ..self }
    }

    /// The page has figures: loads the module that draws them.
    #[must_use]
    pub fn with_charts(self) -> Self {
        Self { charts: true, ..self }
    }

    /// The page shows something that goes on: without JavaScript it is loaded again every five seconds.
    #[must_use]
    pub fn refreshing(self) -> Self {
        Self { refresh: true, ..self }
    }

    /// The list that the page belongs to, where it is not that list itself.
    fn list(&self) -> Option<&'static str> {
        self.section
            .map(Section::label)
            .filter(|label| *label != self.title && *label != Section::Home.label())
    }

    /// Without rail and search.
    pub(crate) fn bare(self) -> Self {
        Self { bare: true, ..self }
    }
}

/// What the frame needs to know of the request. A handler takes it and gives it its [`Page`].
#[derive(Clone, Debug)]
pub struct Frame {
    /// The time of the page; all of it shows the same.
    pub now: Timestamp,
    /// The address of this server, for texts that people take elsewhere: scheme and host.
    pub site: String,
    path: String,
    query: String,
    preferences: Preferences,
    /// The name of who is signed in.
    who: Option<String>,
    /// Whether they manage accounts.
    manages: bool,
}

impl FromRequestParts<State> for Frame {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Error> {
        let visitor = parts.extensions.get::<Visitor>();
        Ok(Self {
            manages: visitor.is_some_and(|visitor| visitor.rights.allow_everywhere(Permission::ManageAccess)),
            now: Timestamp::now(),
            site: site(parts, state),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            preferences: Preferences::from_headers(&parts.headers, state.config()),
            who: parts
                .extensions
                .get::<Visitor>()
                .and_then(|visitor| Some(visitor.who.as_ref()?.person.name.clone())),
        })
    }
}

impl Frame {
    /// The whole document.
    pub fn render(&self, page: Page) -> Html<String> {
        let chosen = &self.preferences;
        let document = html! {
            (DOCTYPE)
            html lang="en" data-theme=[chosen.theme] data-density=[chosen.density] data-shortcuts=[chosen.shortcuts] {
                head { (head(&page)) }
                body {
                    a class="skip" href="#main" { "Skip to the content" }
                    @if page.bare {
                        main class="main" id="main" tabindex="-1" { (content(&page)) }
                    } @else {
                        div class="frame" {
                            (rail(page.section, self.manages))
                            (self.bar())
                            main class="main" id="main" tabindex="-1" { (content(&page)) }
                        }
                        (self.shortcuts())
                    }
                }
            }
        };
        Html(document.into_string())
    }

    fn bar(&self) -> Markup {
        let here =
            if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) };
        html! {
            header class="bar" {
                form class="search" action="/search" method="get" role="search" aria-label="Everything" {
                    (icon(Icon::Search))
                    label class="sr-only" for="search" { "Search" }
                    input id="search" name="q" type="search" placeholder="Search purl, name, hash, license" autocomplete="off";
                    kbd aria-hidden="true" { "/" }
                }
                div class="bar-end" {
                    details class="menu icon-menu" {
                        summary aria-label="Appearance" title="Appearance" { (icon(Icon::Contrast)) }
                        (preferences::menu(&self.preferences, &here))
                    }
                    @if let Some(name) = &self.who { a class="who" href="/profile" title="Profile" { (given_words(name)) } }
                }
            }
        }
    }

    fn shortcuts(&self) -> Markup {
        let off = self.preferences.shortcuts == Some("off");
        html! {
            dialog id="shortcuts" data-shortcuts aria-labelledby="shortcuts-title" {
                h2 id="shortcuts-title" { "Keyboard shortcuts" }
                dl class="facts" {
                    @for (keys, what) in [("/", "Search"), ("j k", "Next and previous row"), ("x", "Select the row"),
                        ("Enter", "Open the row"), ("y", "Copy the address of the page"), ("?", "This list"), ("Esc", "Leave a field or menu")] {
                        div { dt { kbd { (keys) } } dd { (what) } }
                    }
                    @for section in Section::ALL {
                        div { dt { kbd { "g " (section.key()) } } dd { (section.label()) } }
                    }
                }
                form action="/preferences" method="post" data-preferences {
                    button type="submit" name="shortcuts" value="on" aria-pressed=(!off) { "On" } " "
                    button type="submit" name="shortcuts" value="off" aria-pressed=(off) { "Off" }
                }
                form method="dialog" { button class="primary" type="submit" { "Close" } }
            }
        }
    }
}

/// The public address where it is set, else how this request came here.
fn site(parts: &Parts, state: &State) -> String {
    if let Some(url) = &state.config().public_url {
        return url.trim_end_matches('/').to_owned();
    }
    let named = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = parts.uri.authority().map(|authority| authority.as_str()).or(named);
    format!("http://{}", host.unwrap_or("localhost"))
}

fn head(page: &Page) -> Markup {
    html! {
        meta charset="utf-8";
        title { (given_words(&page.title)) @if let Some(list) = page.list() { " · " (list) } " · Mainstay" }
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="color-scheme" content="light dark";
        meta name="htmx-config" content=(HTMX_CONFIG);
        link rel="icon" href=(url::ICON_SVG) type="image/svg+xml";
        link rel="stylesheet" href=(url::MAINSTAY_CSS);
        @if page.refresh { noscript { meta http-equiv="refresh" content="5"; } }
        @if !page.bare {
            script src=(url::HTMX_JS) defer {}
            @for module in [url::THEME_JS, url::COPY_JS, url::DRAFT_JS, url::LIST_JS, url::PROGRESS_JS, url::SHORTCUTS_JS] {
                script type="module" src=(module) {}
            }
            @if page.charts { script type="module" src=(url::CHART_JS) {} }
        }
    }
}

fn content(page: &Page) -> Markup {
    html! {
        @match &page.head {
            Some(head) => (head),
            None => header class="page-head" { div class="page-title" { h1 { (page.title) } } },
        }
        (page.body)
    }
}

fn rail(current: Option<Section>, manages: bool) -> Markup {
    html! {
        nav class="rail" aria-label="Main" {
            a class="wordmark" href="/" { img src=(url::ICON_SVG) alt="" width="20" height="20"; "Mainstay" }
            details class="rail-menu" {
                summary { (icon(Icon::Menu)) "Menu" }
                div class="rail-sections" {
                    @for section in Section::ALL {
                        a href=(section.path()) data-key=(section.key())
                            aria-current=[(current == Some(section)).then_some("true")] {
                            (icon(section.icon())) (section.label())
                        }
                    }
                }
                div class="rail-foot" {
                    @if manages { a href="/admin/accounts" { (icon(Icon::Supplier)) "Accounts" } }
                    a href="/api" { (icon(Icon::Api)) "API" }
                    a href="/notices" { (icon(Icon::Document)) "Notices" }
                }
            }
        }
    }
}
