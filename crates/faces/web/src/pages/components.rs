//! The list of components.

use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use mainstay_markup::{Cell, Column, Icon, Markup, given, html, icon, purl, tag};
use mainstay_store::{Component, ComponentFilter, ComponentOrder};

use super::component_cells::direct;
use super::component_filter;
use crate::list::{self, Filter, Lenient, List, Query, Rows};
use crate::{Error, Frame, Section, Seen, State, Visitor, address};

/// The components in use.
#[derive(Debug)]
pub(crate) struct Components;

impl List for Components {
    type Row = Component;

    const PATH: &'static str = "/components";
    const TITLE: &'static str = "Components";
    const NOUN: (&'static str, &'static str) = ("component", "components");
    const SECTION: Section = Section::Components;
    const HINT: &'static str = component_filter::HINT;
    const EXAMPLE: &'static str = "lodash ecosystem:npm, or a purl";
    const ORDERS: &'static [&'static str] = &["purl", "-releases"];
    const COLUMNS: &'static [Column<Component>] = &[
        Column::new("purl", "Component", identity).sortable().head().shown(|row, _| link(row)),
        Column::new("ecosystem", "Ecosystem", |row: &Component| ecosystem(&row.ecosystem)).export_only(),
        Column::new("version", "Version", |row: &Component| {
            row.version.clone().map_or(Cell::None, Cell::Code)
        })
        .export_only(),
        Column::number("products", "Products", |row: &Component| Cell::Count(row.products)),
        Column::number("releases", "Releases", |row: &Component| Cell::Count(row.releases)).sortable(),
        Column::number("direct", "Direct in", direct),
        Column::number("transitive", "Transitive in", |row: &Component| Cell::Count(row.transitive))
            .export_only(),
        Column::new("licenses", "Licenses", licenses),
        Column::new("internal", "Own", |row: &Component| Cell::Flag(row.internal)).export_only(),
    ];
    const FILTERS: &'static [Filter] = &[
        component_filter::ECOSYSTEM,
        component_filter::LICENSE,
        component_filter::DIRECT,
        component_filter::INTERNAL,
        component_filter::WITHOUT_LICENSE,
        component_filter::WITHOUT_PURL,
        component_filter::PRODUCT,
        component_filter::RELEASE,
    ];

    async fn load(state: &State, _: &Visitor, query: &Query) -> Result<Rows<Component>, Error> {
        let within = component_filter::within(state, query).await?;
        let filter = ComponentFilter { within, ..component_filter::components(query) };
        let order = match query.sort.first() {
            Some(key) if key.column == "releases" => ComponentOrder::Uses,
            _ => ComponentOrder::Name,
        };
        Ok(state.office().store().list_components(&filter, order, &query.request()).await?.into())
    }

    fn actions() -> Option<Markup> {
        Some(html! {
            a class="button" href="/where-used" { (icon(Icon::Search)) "Where used" }
            a class="button" href="/packages" { "Group by package" }
        })
    }

    fn nothing() -> Markup {
        html! { p { "Components come from SBOMs. " a href="/sboms" { "See the SBOMs" } ", or send one from a build." } }
    }
}

/// `GET /components`: the list; `group=package` is the list of packages.
pub(crate) async fn components(
    state: Seen,
    visitor: Visitor,
    query: Lenient<Components>,
    uri: Uri,
    frame: Frame,
) -> Result<Response, Error> {
    let asked = uri.query().unwrap_or_default();
    let parts: Vec<&str> = asked.split('&').filter(|part| *part != "group=package").collect();
    if parts.len() < asked.split('&').count() {
        let rest = parts.join("&");
        let to = if rest.is_empty() { "/packages".to_owned() } else { format!("/packages?{rest}") };
        return Ok(Redirect::to(&to).into_response());
    }
    list::page::<Components>(state, visitor, query, frame).await
}

/// What is known of the licenses.
pub(crate) fn licenses(component: &Component) -> Cell {
    if component.licenses.is_empty() {
        Cell::Unknown("no document names a license".to_owned())
    } else {
        Cell::List(component.licenses.clone())
    }
}

/// A purl type; without a purl there is none.
pub(super) fn ecosystem(kind: &str) -> Cell {
    if kind.is_empty() { Cell::None } else { Cell::Text(kind.to_owned()) }
}

/// The name with its namespace, and the version, where there is no purl.
pub(crate) fn full_name(component: &Component) -> String {
    let name = component.full_name();
    component.version.as_ref().map_or_else(|| name.clone(), |version| format!("{name} {version}"))
}

fn identity(component: &Component) -> Cell {
    match &component.purl {
        Some(purl) => Cell::Purl(purl.clone()),
        None => Cell::Text(full_name(component)),
    }
}

/// A component as a link to its page.
pub(crate) fn link(component: &Component) -> Markup {
    html! {
        a href=(address::component(component)) {
            @match &component.purl { Some(text) => (purl(text)), None => (given(&full_name(component))) }
            @if component.internal { " " (tag("own")) }
        }
    }
}

/// The mark of something whose license is not known.
pub(super) fn licenses_unknown(now: jiff::Timestamp) -> Markup {
    Cell::Unknown("no document names a license".to_owned()).html(now)
}
