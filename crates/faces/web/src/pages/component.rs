//! The page of a component, and of a package: a purl without its version.

pub(crate) mod documents;
mod overview;
pub(crate) mod versions;

use axum::extract::Query;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use mainstay_markup::{Crumb, Markup, PageHead, Pager, Tab, copyable, empty, html, tabs, tag};
use mainstay_model::Purl;
use mainstay_store::{Component, Cursor, Package, PageRequest, StoreError, public_id};
use serde::Deserialize;
use uuid::Uuid;

use super::{components, uses, where_used};
use crate::{Error, Frame, Page, Section, Seen, State, Visitor, address, list};

/// How many names a page that does not exist offers.
const NEAREST: u32 = 8;

/// The tab, the question about versions, and the place in the answer.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    tab: Option<String>,
    q: Option<String>,
    after: Option<String>,
    from: Option<u64>,
}

/// What an address names.
pub(crate) enum Subject {
    /// A component: one version.
    Component(Component),
    /// A package: any version.
    Package(Package),
}

/// `GET /components/{purl}`.
pub(crate) async fn component(
    _: Visitor,
    Seen(state): Seen,
    frame: Frame,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let subject = find(&state, uri.path()).await?;
    let here = subject.address();
    if is_id(uri.path()) && here != uri.path() {
        return Ok(Redirect::to(&here).into_response());
    }
    let versions = state.office().versions(subject.package()).await?;
    let body = match asked.tab.as_deref() {
        None => overview::overview(&subject, &versions, frame.now),
        Some("used-by") => used_by(&state, &frame, &subject, &asked).await?,
        Some("versions") => versions::table(&subject, &versions, &frame),
        Some("documents") => {
            documents::documents(&state, &frame, &subject, asked.after.as_deref(), asked.from).await?
        }
        Some(tab) => return Err(Error::not_found(format!("There is no tab `{tab}` here."))),
    };
    let body = html! { (subject.tabs(asked.tab.as_deref(), versions::number(&versions))) (body) };
    let title = subject.title();
    let crumbs = subject.crumbs();
    let lead = html! {
        @if let Some(purl) = subject.purl() { (copyable(purl, "the purl")) }
        @if subject.is_internal() { " " (tag("own")) }
    };
    let head = PageHead { title: &title, crumbs: &crumbs, lead: Some(lead), updated: None, actions: None };
    let page = Page::new(&title, body).section(Section::Components).head(&head, frame.now);
    let page = if asked.tab.is_none() { page.with_charts() } else { page };
    Ok(frame.render(page).into_response())
}

/// What the path of an address names, by purl or by id.
pub(crate) async fn find(state: &State, path: &str) -> Result<Subject, Error> {
    let meant = address::meant(path);
    for text in &meant {
        if let Some(subject) = look_up(state, text).await? {
            return Ok(subject);
        }
    }
    let text = meant.last().map(String::as_str).unwrap_or_default();
    let nearest = state.office().nearest(text, NEAREST).await?;
    let nearest = nearest.iter().map(|package| {
        let name = package.purl.clone().unwrap_or_else(|| package.full_name());
        (name, address::package(package))
    });
    Err(Error::not_found(format!("Nothing in the inventory is called `{text}`.")).nearest(nearest.collect()))
}

async fn look_up(state: &State, text: &str) -> Result<Option<Subject>, Error> {
    let store = state.office().store();
    if public_id(text).is_some() {
        if let Some(component) = found(store.component(text).await)? {
            return Ok(Some(Subject::Component(component)));
        }
        return Ok(found(store.package(text).await)?.map(Subject::Package));
    }
    match text.parse::<Purl>() {
        Ok(purl) if purl.version().is_none() => Ok(found(store.package(text).await)?.map(Subject::Package)),
        Ok(_) => Ok(found(store.component(text).await)?.map(Subject::Component)),
        Err(_) => Ok(None),
    }
}

fn found<T>(result: Result<T, StoreError>) -> Result<Option<T>, Error> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn is_id(path: &str) -> bool {
    path.strip_prefix("/components/").is_some_and(|text| public_id(text).is_some())
}

impl Subject {
    fn address(&self) -> String {
        match self {
            // A purl without a version is the package's page; its component keeps its id.
            Self::Component(component) if component.version.is_none() => {
                format!("/components/{}", component.uid)
            }
            Self::Component(component) => address::component(component),
            Self::Package(package) => address::package(package),
        }
    }

    pub(crate) fn package(&self) -> Uuid {
        match self {
            Self::Component(component) => component.package,
            Self::Package(package) => package.uid,
        }
    }

    fn purl(&self) -> Option<&str> {
        match self {
            Self::Component(component) => component.purl.as_deref(),
            Self::Package(package) => package.purl.as_deref(),
        }
    }

    fn is_internal(&self) -> bool {
        matches!(self, Self::Component(component) if component.internal)
    }

    fn title(&self) -> String {
        match self {
            Self::Component(component) => components::full_name(component),
            Self::Package(package) => package.full_name(),
        }
    }

    /// The address of the package's own page.
    fn package_address(&self) -> String {
        let purl =
            self.purl().and_then(|text| text.parse::<Purl>().ok()).map(|purl| purl.package().to_string());
        address::identified(purl.as_deref(), self.package())
    }

    fn crumbs(&self) -> Vec<Crumb> {
        let mut crumbs = Section::Components.way([]);
        match self {
            Self::Component(component) => {
                crumbs.push(Crumb::to(component.full_name(), self.package_address()));
                crumbs
                    .push(Crumb::here(component.version.clone().unwrap_or_else(|| "no version".to_owned())));
            }
            Self::Package(package) => crumbs.push(Crumb::here(package.full_name())),
        }
        crumbs
    }

    fn tabs(&self, current: Option<&str>, versions: u64) -> Markup {
        let here = self.address();
        let tab = |label: &str, key: Option<&str>, count| Tab {
            label: label.to_owned(),
            href: key.map_or_else(|| here.clone(), |key| format!("{here}?tab={key}")),
            count,
            current: current == key,
        };
        let products = match self {
            Self::Component(component) => Some(component.products),
            Self::Package(_) => None,
        };
        let list = [
            tab("Overview", None, None),
            tab("Used by", Some("used-by"), products),
            tab("Versions", Some("versions"), Some(versions)),
            tab("Documents", Some("documents"), None),
        ];
        tabs(&self.title(), &list)
    }
}

/// The products that use it, or another range of its versions.
async fn used_by(state: &State, frame: &Frame, subject: &Subject, asked: &Asked) -> Result<Markup, Error> {
    let here = subject.address();
    let range = asked.q.as_deref().unwrap_or_default().trim();
    list::few_words("q", range)?;
    let request = match &asked.after {
        Some(cursor) => PageRequest::after(where_used::PRODUCTS, Cursor::from_text(cursor.clone())),
        None => PageRequest::first(where_used::PRODUCTS),
    };
    let Some(question) = question(subject, range) else {
        return Ok(empty(
            "Ask by name",
            &html! { p { "It has no purl. " a href={ "/where-used?q=" (address::value(&subject.title())) } { "Ask where its name is used" } "." } },
        ));
    };
    let usage = match state.office().where_used(&question, &request).await {
        Ok(usage) => usage,
        Err(mainstay_office::Error::Invalid(message)) => {
            return Ok(
                html! { (range_form(&here, range)) (mainstay_markup::notice(mainstay_markup::Tone::High, "The range cannot be read", &html! { p { (message) } })) },
            );
        }
        Err(error) => return Err(error.into()),
    };
    let asked_of = state.office().store().asked().await?;
    let base = format!("{here}?tab=used-by&q={}", address::value(range));
    let pager = where_used::pager(&base, asked.after.is_some(), asked.from, &usage.products);
    let pager =
        Pager { exports: where_used::exports(&question, None), noun: Some(("product", "products")), ..pager };
    Ok(
        html! { (range_form(&here, range)) div class="stack" { (uses::usage(&usage, asked_of, &question, &pager, frame.now)) } },
    )
}

/// The whole question: a range is of the package, without one the subject itself is meant.
fn question(subject: &Subject, range: &str) -> Option<String> {
    let purl = subject.purl()?;
    if range.is_empty() {
        return Some(purl.to_owned());
    }
    let package = purl.parse::<Purl>().ok()?.package();
    Some(mainstay_office::inventory::versions_of(&package.to_string(), range.trim_start_matches('@')))
}

fn range_form(here: &str, range: &str) -> Markup {
    html! {
        form class="row" action=(here) method="get" {
            input type="hidden" name="tab" value="used-by";
            label for="q" { "Versions" }
            input id="q" name="q" type="search" value=(range) placeholder="<4.17.21" autocomplete="off" spellcheck="false";
            button type="submit" { "Show" }
        }
    }
}
